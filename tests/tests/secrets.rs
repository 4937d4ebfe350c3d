//! Marked secrets are put into everything that can hold one; what is shown of it must not have them.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use proptest::prelude::*;
use toggl_me_core::http::{HeaderMap, Request, Response, StatusCode};
use toggl_me_core::me::{
    AddPushService, CheckLogin, CheckLostPasswordCode, ConfirmLostPassword, DisableProductEmails, DisableWeeklyReport,
    EnableSso, GetMe, ListProjectsPage, ListPushServices, ListTags, PostLostPassword, RemovePushService, ResetToken,
    UpdateMe,
};
use toggl_me_core::model::{Me, Workspace};
use toggl_me_core::{
    Auth, Budget, Cache, Cause, Client, Context, Credentials, Endpoint, EndpointExt, Error, Key, MemoryStore, Owner,
    Policy, Raw, Retry, Secret, Source, Stack, Store, Trace, Transport, TransportError, TransportErrorKind,
};
use toggl_me_transport_test::{FakeToggl, Recorder, TestClock, TestTransport, strategies};
use toggl_me_transport_ureq::UreqTransport;

const MARK: &str = "s3cr3tMARKs3cr3tMARK";

const PASSWORD: &str = "marked";

/// The mark as it is, and as Basic authentication would show it, whatever stands before and behind it.
fn marks() -> Vec<String> {
    let encoded = [("", 0), ("x", 2), ("xx", 3)].map(|(before, touched)| {
        let encoded = STANDARD_NO_PAD.encode(format!("{before}{MARK}"));
        encoded[touched..encoded.len() - 2].to_owned()
    });
    std::iter::once(MARK.to_owned()).chain(encoded).collect()
}

#[track_caller]
fn assert_unmarked(shown: &str) {
    for mark in marks() {
        assert!(!shown.contains(&mark), "{mark} is in: {shown}");
    }
}

#[track_caller]
fn assert_hidden(value: &impl Debug) {
    assert_unmarked(&format!("{value:?}"));
    assert_unmarked(&format!("{value:#?}"));
}

/// The error itself and all that lies below it.
#[track_caller]
fn assert_error_hides(error: &(dyn StdError + 'static)) {
    let mut next = Some(error);
    while let Some(error) = next {
        assert_unmarked(&format!("{error}\n{error:?}\n{error:#?}"));
        next = error.source();
    }
}

fn every_credential() -> [Credentials; 4] {
    [
        Credentials::api_token(MARK),
        Credentials::password("ann@example.org", MARK),
        Credentials::password("ann@example.org", format!("x{MARK}")),
        Credentials::session(MARK),
    ]
}

#[test]
fn the_marks_are_what_base64_would_show() {
    for before in ["", "x", "xx", "xxx"] {
        let context = Context::new(Credentials::password("ann@example.org", format!("{before}{MARK}!"))).unwrap();
        let request = GetMe::new().to_request(&context).unwrap();
        let sent = request.headers()["authorization"].to_str().unwrap();
        assert!(marks().iter().any(|mark| sent.contains(mark)), "{sent}");
    }
}

#[test]
fn credentials_contexts_requests_and_clients_hide_them() {
    for credentials in every_credential() {
        assert_hidden(&credentials);
        let context = Context::new(credentials).unwrap();
        assert_hidden(&context);
        let request = GetMe::new().to_request(&context).unwrap();
        assert_hidden(&request);
        assert!(format!("{request:?}").contains("Sensitive"), "{request:?}");
        assert_hidden(&Client::new(UreqTransport::new().unwrap(), context.clone()));
        let client = Client::new(TestTransport::new().on::<CheckLogin>(200, ""), context);
        client.send(&CheckLogin::new()).unwrap();
        assert_hidden(&client);
        assert_hidden(&client.transport().requests());
    }
}

#[test]
fn refused_credentials_and_urls_are_not_quoted() {
    let refused = [
        Context::new(Credentials::api_token(format!("{MARK}:"))),
        Context::new(Credentials::api_token(format!("{MARK}\n"))),
        Context::new(Credentials::api_token(format!(" {MARK}"))),
        Context::new(Credentials::password(format!("\u{feff}{MARK}"), "y")),
        Context::new(Credentials::password("ann@example.org", format!("'{MARK}'"))),
        Context::new(Credentials::password(format!("{MARK}:x"), "y")),
        Context::new(Credentials::password("ann@example.org", format!("{MARK}\r"))),
        Context::new(Credentials::session(format!("{MARK};"))),
        Context::new(Credentials::none()).unwrap().with_base_url(&format!("https://ann:{MARK}@toggl.example.org")),
        Context::new(Credentials::none()).unwrap().with_base_url(&format!("https://toggl.example.org?t={MARK}")),
        Context::new(Credentials::none()).unwrap().with_base_url(&format!("http://{MARK}.example.org")),
    ];
    for result in refused {
        assert_error_hides(&Error::from(result.unwrap_err()));
    }
    let proxy = UreqTransport::builder().proxy(format!("http://ann:{MARK}@127.0.0.1:8080"));
    assert_hidden(&proxy);
    assert_hidden(&proxy.build().unwrap());
    assert_error_hides(&UreqTransport::builder().proxy(format!("socks5://ann:{MARK}@127.0.0.1")).build().unwrap_err());
}

/// What has secrets of its own: the endpoint is hidden, and so is its request for operations that never carry
/// credentials.
fn endpoint_hides<E: Endpoint + Debug>(endpoint: E) {
    assert_hidden(&endpoint);
    for credentials in every_credential() {
        let request = endpoint.to_request(&Context::new(credentials).unwrap()).unwrap();
        if E::AUTH == Auth::Never {
            let headers: Vec<_> = request.headers().values().map(|value| value.to_str().unwrap()).collect();
            assert_unmarked(&headers.join("\n"));
        }
    }
    assert_hidden(&Raw(endpoint));
}

#[test]
fn endpoints_hide_passwords_and_codes() {
    endpoint_hides(UpdateMe::new().password(MARK, format!("new {MARK}")));
    endpoint_hides(CheckLostPasswordCode::new(MARK));
    endpoint_hides(PostLostPassword::new(MARK));
    endpoint_hides(ConfirmLostPassword::new(MARK, MARK, 7));
    endpoint_hides(DisableProductEmails::new(MARK));
    endpoint_hides(DisableWeeklyReport::new(MARK));
    endpoint_hides(EnableSso::new(MARK));
    endpoint_hides(AddPushService::new(MARK));
    endpoint_hides(RemovePushService::new(MARK));
}

#[test]
fn models_hide_tokens_and_never_write_them() {
    let body = format!(
        r#"{{"id":7,"api_token":"{MARK}","intercom_hash":"{MARK}",
            "projects":[{{"id":9,"shared_hash":"{MARK}"}}],
            "workspaces":[{{"id":8,"api_token":"{MARK}","ical_url":"/ical/{MARK}",
                "subscription":{{"card_details":{{"card_number":"{MARK}"}}}}}}]}}"#
    );
    let me = GetMe::parse_parts(StatusCode::OK, &HeaderMap::new(), body.as_bytes()).unwrap();
    assert_eq!(me.api_token.as_ref().map(Secret::expose), Some(MARK));
    assert_eq!(me.workspaces[0].api_token.as_ref().map(Secret::expose), Some(MARK));
    assert_hidden(&me);
    assert_unmarked(&serde_json::to_string(&me).unwrap());
    let token = ResetToken::parse_parts(StatusCode::OK, &HeaderMap::new(), MARK.as_bytes()).unwrap();
    assert_eq!(token.expose(), MARK);
    assert_hidden(&token);
    let body = format!("[\"{MARK}\"]");
    let tokens = ListPushServices::parse_parts(StatusCode::OK, &HeaderMap::new(), body.as_bytes()).unwrap();
    assert_eq!(tokens[0].expose(), MARK);
    assert_hidden(&tokens);
    let Me { workspaces, .. } = me;
    assert_hidden(&workspaces);
    assert_unmarked(&serde_json::to_string::<Vec<Workspace>>(&workspaces).unwrap());
}

#[test]
fn errors_quote_nothing_of_an_answer() {
    let bodies = [
        format!("\"{MARK}\""),
        MARK.to_owned(),
        format!("{{\"{MARK}\":\"{MARK}\"}}"),
        format!("{{\"error_message\":{{\"default_message\":\"{MARK}\"}}}}"),
        format!("[\"{MARK}\"]"),
        format!("{{\"id\":\"{MARK}\"}}"),
        format!("{{\"id\":1,\"at\":\"{MARK}\"}}"),
        format!("{{\"id\":1,\"created_at\":\"2024-01-01T00:00:00{MARK}Z\"}}"),
        format!("{{\"clients\":\"{MARK}\"}}"),
        format!("{{\"clients\":[{{\"name\":{{\"{MARK}\":1}}}}]}}"),
        format!("{{\"options\":{{\"{MARK}\":{MARK}}}}}"),
        format!("{{\"{MARK}\":{MARK}}}"),
        format!("<html>{MARK}</html>"),
        format!("{{\"id\":1,\"email\":\"\\u{MARK}\"}}"),
    ];
    for body in &bodies {
        for status in [200, 302, 400, 401, 402, 403, 404, 429, 500] {
            let status = StatusCode::from_u16(status).unwrap();
            if let Err(error) = GetMe::parse_parts(status, &HeaderMap::new(), body.as_bytes()) {
                assert_error_hides(&Error::from(error));
            }
            if let Err(error) = ListTags::parse_parts(status, &HeaderMap::new(), body.as_bytes()) {
                assert_error_hides(&Error::from(error));
            }
            // A password is a word like any other: what is said about a request that carries one is not quoted.
            let body = body.replace(MARK, PASSWORD);
            if let Err(error) = UpdateMe::parse_parts(status, &HeaderMap::new(), body.as_bytes()) {
                let error = Error::from(error);
                let shown = format!("{error}\n{error:?}\n{error:#?}");
                assert!(!shown.contains(PASSWORD), "{shown}");
            }
        }
    }
}

/// What hides a part has its `Debug` by hand; it shows the rest.
#[test]
fn what_is_hidden_still_has_a_name() {
    let context = Context::new(Credentials::api_token(MARK)).unwrap();
    let script = TestTransport::new().on::<ListProjectsPage>(200, r#"[{"id":1},{"id":2}]"#);
    let client = Client::new(Retry::new(Budget::new(Cache::new(script).with_clock(TestClock::new()))), context);
    let mut items = client.pages(ListProjectsPage::new()).items();
    assert_eq!(items.next().unwrap().unwrap().id, 1);
    let shown = format!("{items:?}");
    for part in ["ItemIter", "left_in_page: 1", "Retry", "Budget", "limit: 30", "Cache", "MemoryStore", "api.track"] {
        assert!(shown.contains(part), "no {part} in {shown}");
    }
    assert_unmarked(&shown);
    let error = TransportError::new(TransportErrorKind::Timeout).unsent();
    assert_eq!(format!("{error:?}"), "TransportError { kind: Timeout, unsent: true, source: None }");
    assert!(format!("{:?}", Cause::Transport(error)).starts_with("Transport("));
}

#[test]
fn traces_show_no_body() {
    let mut answer = Response::new(MARK.as_bytes().to_vec());
    *answer.status_mut() = StatusCode::PAYMENT_REQUIRED;
    let cause = Cause::Answer(answer);
    assert_eq!(format!("{cause:?}"), format!("Answer(402 Payment Required, {} bytes)", MARK.len()));
    assert_hidden(&cause);
    assert_hidden(&Trace::new(1, Source::Stale { age: std::time::Duration::from_secs(1), cause: cause.into() }));
}

#[test]
fn a_failing_transport_shows_no_credential() {
    for credentials in every_credential() {
        let context = Context::new(credentials).unwrap().with_base_url("http://127.0.0.1:1/api/v9").unwrap();
        let client = Client::new(UreqTransport::builder().no_proxy().build().unwrap(), context);
        assert_error_hides(&client.send(&UpdateMe::new().password(MARK, MARK)).unwrap_err());
        assert_error_hides(&client.send(&CheckLostPasswordCode::new(MARK)).unwrap_err());
    }
}

struct Leaky;

impl Transport for Leaky {
    fn send(&self, _: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        Err(TransportError::new(TransportErrorKind::Other).with_source("the stack's own words"))
    }
}

#[test]
fn a_stacks_own_words_are_the_source_alone() {
    let context = Context::new(Credentials::api_token(MARK)).unwrap();
    let error = Client::new(Leaky, context).send(&GetMe::new()).unwrap_err();
    assert!(!error.to_string().contains("own words"), "{error}");
    assert_eq!(error.source().unwrap().to_string(), "the stack's own words");
}

/// A store that notes all that it is given to keep.
#[derive(Debug, Default)]
struct Spy {
    store: MemoryStore,
    kept: Mutex<String>,
}

impl Spy {
    fn note(&self, name: impl std::fmt::Display, bytes: &[u8]) {
        *self.kept.lock().unwrap() += &format!("{name}: {}\n", String::from_utf8_lossy(bytes));
    }
}

impl Store for Spy {
    fn secret(&self) -> [u8; 16] {
        self.store.secret()
    }

    fn answer(&self, key: Key) -> Option<Vec<u8>> {
        self.store.answer(key)
    }

    fn generation(&self, owner: Owner) -> u64 {
        self.store.generation(owner)
    }

    fn put_answer(&self, key: Key, generation: u64, answer: Vec<u8>) {
        self.note(format_args!("{key} {key:?}"), &answer);
        self.store.put_answer(key, generation, answer);
    }

    fn forget(&self, owner: Owner) {
        self.note(format_args!("{owner} {owner:?}"), b"");
        self.store.forget(owner);
    }

    fn ledger(&self, owner: Owner) -> Option<Vec<u8>> {
        self.store.ledger(owner)
    }

    fn put_ledger(&self, owner: Owner, ledger: Vec<u8>) {
        self.note(format_args!("{owner} {owner:?}"), &ledger);
        self.store.put_ledger(owner, ledger);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn layers_stores_and_cassettes_keep_no_credential(
        calls in prop::collection::vec(strategies::call(), 1..6),
        status in prop::sample::select(vec![200_u16, 402, 403, 429, 503]),
    ) {
        for credentials in every_credential() {
            let context = Context::new(credentials).unwrap();
            let (store, clock) = (Arc::new(Spy::default()), TestClock::new());
            let toggl = FakeToggl::with_clock(clock.clone());
            for _ in &calls {
                toggl.fail_next(status, &[("x-toggl-quota-remaining", "7")], "{}");
            }
            let stack = Stack::new().with_policy(Policy::OFF).with_clock(clock).with_store(store.clone());
            let layers = stack.over(Recorder::new(toggl));
            for call in &calls {
                let answer = layers.send(call.to_request(&context).unwrap()).unwrap();
                assert_hidden(&Trace::of(&answer));
                if let Err(error) = call.parse(&answer) {
                    assert_error_hides(&Error::from(error));
                }
            }
            assert_hidden(&layers);
            assert_hidden(&store);
            assert_unmarked(&store.kept.lock().unwrap());
            let recorder = layers.transport().transport().transport().transport();
            assert_unmarked(&recorder.cassette().to_json());
        }
    }
}
