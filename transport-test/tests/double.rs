//! Tests of what `TestTransport` returns and how it fails.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use serde_json::json;
use toggl_me_core::http::{Method, Response};
use toggl_me_core::me::{GetMe, ListClients};
use toggl_me_core::{
    BuildError, Client, Context, Credentials, Endpoint, Error, Transport, TransportError, TransportErrorKind, codec,
    endpoint::fill_path,
};
use toggl_me_transport_test::TestTransport;

const TOKEN: &str = "5ec2e7f00ba11ab1e0ddba11c0ffee00";

fn client(script: TestTransport) -> Client<TestTransport> {
    Client::new(script, Context::new(Credentials::api_token(TOKEN)).unwrap())
}

/// An operation that the core does not have.
struct PutNote(&'static str);

impl Endpoint for PutNote {
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "me/notes/{note}";
    type Response = ();

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &["17"])
    }

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        toggl_me_core::endpoint::json_body(&json!({ "text": "hello", "password": self.0 }))
    }

    fn decode(body: &[u8]) -> Result<(), codec::Failure> {
        codec::empty(body)
    }
}

/// Returns the message and the line of the panic that `act` causes.
fn panic_of(act: impl FnOnce()) -> (String, u32) {
    // The hook belongs to the process, so the tests that set it take turns.
    static TURN: Mutex<()> = Mutex::new(());
    thread_local!(static LINE: std::cell::Cell<u32> = const { std::cell::Cell::new(0) });
    let turn = TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|info| LINE.set(info.location().unwrap().line())));
    let payload = catch_unwind(AssertUnwindSafe(act));
    std::panic::set_hook(before);
    drop(turn);
    let payload = payload.expect_err("this should have panicked");
    let message = payload.downcast_ref::<String>().cloned();
    (message.or_else(|| payload.downcast_ref::<&str>().map(|text| text.to_string())).unwrap(), LINE.get())
}

#[test]
fn the_script_responds_in_order() {
    let client = client(
        TestTransport::new()
            .on::<GetMe>(200, r#"{"id":41}"#)
            .header("x-toggl-quota-remaining", "12")
            .on::<ListClients>(200, "null")
            .on_error::<GetMe>(TransportError::new(TransportErrorKind::Timeout))
            .on_response::<GetMe>(Response::builder().status(500).body(Vec::new()).unwrap()),
    );
    let me = client.send(&GetMe::new()).unwrap();
    assert_eq!((me.id, me.quota().unwrap().remaining), (41, 12));
    assert!(client.send(&ListClients::new()).unwrap().is_empty());
    let failed = client.send(&GetMe::new()).unwrap_err();
    assert!(matches!(failed, Error::Transport { error, .. } if error.kind() == TransportErrorKind::Timeout));
    assert!(matches!(client.send(&GetMe::new()), Err(Error::Api(_))));
    client.transport().assert_finished();
    assert_eq!(client.transport().requests().len(), 4);
}

#[test]
fn a_wrong_call_fails_at_the_callers_line_and_names_both() {
    let client = client(TestTransport::new().on::<GetMe>(200, "{}"));
    let wrong = ListClients::new();
    let (message, line) = panic_of(|| drop(client.send(&wrong)));
    assert_eq!(line, line!() - 1);
    assert_eq!(message, "call 1 should have been GET /me, but was GET /me/clients");
}

#[test]
fn a_surplus_call_fails_at_the_callers_line() {
    let client = client(TestTransport::new());
    let (message, line) = panic_of(|| drop(client.send(&GetMe::new())));
    assert_eq!(line, line!() - 1);
    assert_eq!(message, "call 1 was not expected: GET /me");
}

#[test]
fn the_line_is_kept_through_a_reference_to_the_transport() {
    let script = TestTransport::new();
    let client = Client::new(&script, Context::new(Credentials::api_token(TOKEN)).unwrap());
    let (_, line) = panic_of(|| drop(client.send(&GetMe::new())));
    assert_eq!(line, line!() - 1);
}

#[test]
fn unused_calls_of_the_script_are_named() {
    let script = TestTransport::new().on::<GetMe>(200, "{}").on::<ListClients>(200, "[]");
    let (message, _) = panic_of(|| script.assert_finished());
    assert_eq!(message, "expected and never called: GET /me, GET /me/clients");
}

#[test]
fn queries_are_compared_as_pairs_in_any_order() {
    let since = |seconds| ListClients::new().since(toggl_me_core::jiff::Timestamp::from_second(seconds).unwrap());
    let script = || client(TestTransport::new().on::<ListClients>(200, "[]").expect_query(&[("since", "99")]));
    assert!(script().send(&since(99)).is_ok());
    let (message, _) = panic_of(|| drop(script().send(&since(98))));
    assert_eq!(
        message,
        r#"call 1, GET /me/clients: the query should have been [("since", "99")], but was [("since", "98")]"#
    );
}

#[test]
fn bodies_are_compared_as_json_and_no_secret_is_shown() {
    let script = || {
        let expected = json!({ "text": "hello", "password": "hunter2" });
        client(TestTransport::new().on::<PutNote>(200, "").expect_json(expected))
    };
    assert!(script().send(&PutNote("hunter2")).is_ok());
    let (message, _) = panic_of(|| drop(script().send(&PutNote("hunter3"))));
    assert_eq!(
        message,
        "call 1, PUT /me/notes/{note}: the body is not the expected one: \
         .password should have been (scrubbed), but was (scrubbed)"
    );
}

#[test]
fn a_check_sees_the_request() {
    let script = || {
        client(TestTransport::new().on::<PutNote>(204, "").check(|request| {
            assert_eq!(request.uri().path(), "/api/v9/me/notes/17");
            assert_eq!(request.json()["text"], "hello");
            assert_eq!(request.json()["password"], "hunter2", "the password is another one");
        }))
    };
    assert!(script().send(&PutNote("hunter2")).is_ok());
    let (message, _) = panic_of(|| drop(script().send(&PutNote("hunter3"))));
    assert!(message.contains("the password is another one"), "{message}");
}

#[test]
fn debug_shows_no_credential_and_no_body() {
    let client = client(TestTransport::new().on::<PutNote>(200, "marked-response").on::<GetMe>(200, "marked-response"));
    client.send(&PutNote("marked-password")).unwrap();
    let shown = format!("{:?} {:?}", client.transport(), client.transport().requests());
    assert!(shown.contains("authorization") && shown.contains("GET /me -> 200"), "{shown}");
    for secret in [TOKEN, "NWVjMmU3", "marked"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_script_is_shared_between_threads() {
    fn usable<T: Transport + Send + Sync>(_: &T) {}
    let client = client((0..4).fold(TestTransport::new(), |script, _| script.on::<GetMe>(200, r#"{"id":1}"#)));
    usable(client.transport());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(client.send(&GetMe::new()).unwrap().id, 1));
        }
    });
    client.transport().assert_finished();
}
