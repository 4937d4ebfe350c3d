//! Tests of what is logged about requests and a store, and that no line contains a secret.
//!
//! The facade has one logger for the process; it gives each test the lines of its own thread.

use std::cell::RefCell;
use std::sync::{Arc, Once};
use std::time::Duration;

use log::{Level, LevelFilter, Metadata, Record};
use proptest::prelude::*;
use toggl_me_core::http::{Request, Response};
use toggl_me_core::me::{CheckLostPasswordCode, GetMe, ListClients, ListProjects, UpdateMe};
use toggl_me_core::store::{Held, Read, Store, StoreError, Write, Written};
use toggl_me_core::{
    Client, Context, Credentials, Dispatcher, EndpointExt, Logged, Transport, TransportError, TransportErrorKind,
};
use toggl_me_transport_test::{TestClock, TestTransport, strategies};

thread_local! {
    static LINES: RefCell<Vec<(Level, String)>> = const { RefCell::new(Vec::new()) };
}

struct ByThread;

impl log::Log for ByThread {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == Logged::<()>::TARGET
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            LINES.with_borrow_mut(|lines| lines.push((record.level(), record.args().to_string())));
        }
    }

    fn flush(&self) {}
}

/// Returns what `act` logged at every level.
fn lines(act: impl FnOnce()) -> Vec<(Level, String)> {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        log::set_logger(&ByThread).expect("no other logger");
        log::set_max_level(LevelFilter::Trace);
    });
    LINES.take();
    act();
    LINES.take()
}

/// A transport that takes 184 ms for each response.
struct Slow<T>(T, TestClock);

impl<T: Transport> Transport for Slow<T> {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        self.1.advance(Duration::from_millis(184));
        self.0.send(request)
    }
}

fn logged<T: Transport>(transport: T) -> Client<Logged<Slow<T>, TestClock>> {
    let clock = TestClock::new();
    let logged = Logged::new(Slow(transport, clock.clone())).with_clock(clock);
    Client::new(logged, Context::new(Credentials::api_token("5eed5eed")).unwrap())
}

fn told(lines: &[(Level, String)]) -> Vec<(Level, &str)> {
    lines.iter().map(|(level, line)| (*level, line.as_str())).collect()
}

#[test]
fn a_request_and_its_response_are_a_line_each() {
    let script = TestTransport::new()
        .on::<ListClients>(200, "[]")
        .header("x-toggl-quota-remaining", "28")
        .on::<GetMe>(402, "")
        .header("x-toggl-quota-remaining", "0")
        .on::<GetMe>(302, "");
    let client = logged(script);
    let lines = lines(|| {
        client.send(&ListClients::new()).unwrap();
        client.send(&GetMe::new()).unwrap_err();
        client.send(&GetMe::new()).unwrap_err();
    });
    let expected = [
        (Level::Debug, "GET /me/clients"),
        (Level::Debug, "GET /me/clients: 200 in 184 ms, quota left 28"),
        (Level::Debug, "GET /me"),
        (Level::Warn, "GET /me: 402 in 184 ms, quota left 0"),
        (Level::Debug, "GET /me"),
        (Level::Warn, "GET /me: 302 in 184 ms"),
    ];
    assert_eq!(told(&lines), expected);
}

#[test]
fn a_failure_is_logged_without_the_stacks_own_words() {
    let failure = TransportError::new(TransportErrorKind::Timeout).with_source("GET https://t.test/me?s3cr3t=1");
    let client = logged(TestTransport::new().on_error::<GetMe>(failure));
    let lines = lines(|| drop(client.send(&GetMe::new()).unwrap_err()));
    let expected = format!("GET /me: failed in 184 ms: {}", TransportError::new(TransportErrorKind::Timeout));
    assert_eq!(told(&lines)[1], (Level::Warn, expected.as_str()));
}

#[test]
fn each_attempt_is_logged_and_a_cached_response_is_not() {
    let clock = TestClock::new();
    let client = logged(TestTransport::new().on::<GetMe>(503, "").on::<GetMe>(200, r#"{"id":7}"#));
    let client = client.with_clock(clock).with_dispatcher(Dispatcher::new());
    let lines = lines(|| {
        client.send(&GetMe::new()).unwrap();
        client.send(&GetMe::new()).unwrap();
    });
    let expected = [
        (Level::Debug, "GET /me"),
        (Level::Warn, "GET /me: 503 in 184 ms"),
        (Level::Debug, "GET /me"),
        (Level::Debug, "GET /me: 200 in 184 ms"),
    ];
    assert_eq!(told(&lines), expected);
}

/// A store that never responds.
#[derive(Debug)]
struct Silent;

impl Store for Silent {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        Err(StoreError::new("does not respond").with_source("redis://:s3cr3t@store.test"))
    }

    fn read(&self, _: &Read) -> Result<Held, StoreError> {
        unreachable!("nobody can be named without the secret")
    }

    fn write(&self, _: &Write) -> Result<Written, StoreError> {
        unreachable!("nobody can be named without the secret")
    }
}

#[test]
fn a_failing_store_is_logged_once_without_its_own_words() {
    let clock = TestClock::new();
    let server = TestTransport::new().on::<GetMe>(200, r#"{"id":7}"#).on::<GetMe>(200, r#"{"id":7}"#);
    let client = Client::new(server, Context::new(Credentials::api_token("5eed5eed")).unwrap());
    let dispatcher = Dispatcher::new().max_age(Duration::ZERO).store(Arc::new(Silent));
    let client = client.with_clock(&clock).with_dispatcher(dispatcher);
    let lines = lines(|| {
        for _ in 0..2 {
            client.send(&GetMe::new()).unwrap();
            clock.advance(Duration::from_secs(60));
        }
    });
    let expected = "the store does not respond; calls are counted and cached in this process until it does";
    assert_eq!(told(&lines), [(Level::Warn, expected)]);
}

#[test]
fn an_operation_of_somebody_elses_is_not_shown() {
    struct Empty;
    impl Transport for Empty {
        fn send(&self, _: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
            Ok(Response::default())
        }
    }
    let logged = Logged::new(Empty).with_clock(TestClock::new());
    let request = Request::delete("https://time.test/api/v9/workspaces/s3cr3t?s3cr3t").body(Vec::new()).unwrap();
    let lines = lines(|| drop(logged.send(request).unwrap()));
    let expected =
        [(Level::Debug, "DELETE of an unknown path"), (Level::Debug, "DELETE of an unknown path: 200 in 0 ms")];
    assert_eq!(told(&lines), expected);
}

const MARK: &str = "s3cr3tMARK";

/// Puts the mark everywhere in a response that can hold it.
struct Marked(u16);

impl Transport for Marked {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        if self.0 == 0 {
            return Err(TransportError::new(TransportErrorKind::Other).with_source(format!("{:?}", request.uri())));
        }
        let response = Response::builder()
            .status(self.0)
            .header("set-cookie", MARK)
            .header("location", format!("https://time.test/{MARK}"))
            .header("x-toggl-request-id", MARK)
            .header("x-toggl-quota-remaining", MARK);
        Ok(response.body(format!("\"{MARK}\"").into_bytes()).unwrap())
    }
}

#[test]
fn no_line_contains_a_secret() {
    let credentials = [
        Credentials::api_token(MARK),
        Credentials::password(format!("{MARK}@example.org"), MARK),
        Credentials::session(MARK),
    ];
    for context in credentials.map(|credentials| Context::new(credentials).unwrap()) {
        let base = format!("https://{MARK}.example.org/{MARK}");
        for context in [context.clone(), context.with_base_url(&base).unwrap()] {
            let requests = [
                UpdateMe::new().password(MARK, MARK).to_request(&context),
                CheckLostPasswordCode::new(MARK).to_request(&context),
                GetMe::new().to_request(&context),
            ];
            for mut request in requests.map(Result::unwrap) {
                let marked = format!("{}?q={MARK}", request.uri());
                *request.uri_mut() = marked.parse().unwrap();
                for status in [0, 200, 302, 402, 403, 500] {
                    let lines = lines(|| drop(Logged::new(Marked(status)).send(request.clone())));
                    assert_eq!(lines.len(), 2);
                    for (_, line) in lines {
                        // In Basic authentication, a mark begins at one of three places.
                        for secret in [MARK, "czNjcjN0TUFS", "MzY3IzdE1BUk", "zM2NyM3RNQVJL"] {
                            assert!(!line.contains(secret), "{line}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_request_and_its_response_pass_unchanged() {
    let client = logged(TestTransport::new().on::<ListProjects>(200, "[ ]").header("x-note", "kept"));
    let request = ListProjects::new().to_request(client.context()).unwrap();
    let response = client.transport().send(request.clone()).unwrap();
    assert_eq!(
        (response.body().as_slice(), &response.headers()["x-note"]),
        (b"[ ]".as_slice(), &"kept".parse().unwrap())
    );
    let seen = &client.transport().transport().0.requests()[0];
    assert_eq!((seen.uri(), seen.headers()), (request.uri(), request.headers()));
}

proptest! {
    /// Checks that the lines consist only of the operation's name and numbers, for any request.
    #[test]
    fn every_operation_is_logged_by_its_template(call in strategies::call()) {
        let context = Context::new(Credentials::api_token("5eed5eed")).unwrap();
        let request = call.to_request(&context).unwrap();
        let endpoint = toggl_me_core::me::route(request.method(), request.uri().path()).unwrap();
        let lines = lines(|| drop(Logged::new(Marked(200)).with_clock(TestClock::new()).send(request)));
        prop_assert_eq!(lines, [
            (Level::Debug, endpoint.to_string()),
            (Level::Debug, format!("{endpoint}: 200 in 0 ms")),
        ]);
    }
}
