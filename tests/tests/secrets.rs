//! Tests that put marked secrets into everything that can hold one, and check that nothing that is shown contains them.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use proptest::prelude::*;
use toggl_me_core::call::{Input, Now, Step};
use toggl_me_core::http::{HeaderMap, Request, Response, StatusCode};
use toggl_me_core::me::{
    AddPushService, CheckLogin, CheckLostPasswordCode, ConfirmLostPassword, DisableProductEmails, DisableWeeklyReport,
    EnableSso, GetMe, ListProjectsPage, ListPushServices, ListTags, PostLostPassword, RemovePushService,
    RequestLostPassword, ResetToken, UpdateMe, UpdateMeRefusal,
};
use toggl_me_core::model::{Me, Workspace};
use toggl_me_core::store::{Held, MemoryStore, Read, Store, StoreError, Write, Written};
use toggl_me_core::{
    CallOptions, Client, Context, Credentials, Dispatcher, Endpoint, EndpointExt, Error, Raw, RetryPolicy, Secret,
    Transport, TransportError, TransportErrorKind, clock::Clock, endpoint::Auth, error::ResponseError,
};
use toggl_me_transport_test::fake::Account;
use toggl_me_transport_test::{FakeToggl, Recorder, TestClock, TestTransport, strategies};
use toggl_me_transport_ureq::UreqTransport;

const MARK: &str = "s3cr3tMARKs3cr3tMARK";

const PASSWORD: &str = "marked";

/// The mark as it is, and as Basic authentication would encode it at any position.
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

/// Returns the error itself and all of its sources.
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
fn the_markers_are_found_in_base64_too() {
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

/// Values with secrets of their own: the endpoint is hidden, and so is its request for operations that never carry
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

/// The tests of the strategies, which draw every field, check that a new field is hidden too.
#[test]
fn no_debug_shows_an_e_mail_address() {
    let address = format!("{MARK}@example.org");
    assert_hidden(&Credentials::password(address.as_str(), "password"));
    endpoint_hides(UpdateMe::new().email(address.as_str()));
    endpoint_hides(RequestLostPassword::new(address.as_str()));
    endpoint_hides(PostLostPassword::new("1234").email(address.as_str()));
    let body = format!(
        r#"{{"id":7,"email":"{address}","openid_email":"{address}","workspaces":[{{"id":8,
            "subscription":{{"contact_detail":{{"contact_email":"{address}"}}}}}}]}}"#
    );
    let me = GetMe::parse_parts(StatusCode::OK, &HeaderMap::new(), body.as_bytes()).unwrap();
    assert_eq!((me.email.as_deref(), me.openid_email.as_deref()), (Some(&*address), Some(&*address)));
    assert_hidden(&me);
    let user = ConfirmLostPassword::parse_parts(StatusCode::OK, &HeaderMap::new(), body.as_bytes()).unwrap();
    assert_hidden(&user);
    let refused =
        UpdateMe::parse_parts(StatusCode::BAD_REQUEST, &HeaderMap::new(), format!("{address} is taken").as_bytes());
    let Err(ResponseError::Api(refused)) = refused else { panic!("{refused:?}") };
    assert_error_hides(&refused);
    assert_hidden(&UpdateMeRefusal::of(&refused));

    for call in strategies::plainest_calls() {
        let account = Account::new(address.as_str(), "password").fullname("Ann");
        assert_hidden(&account);
        let (toggl, clock) = (FakeToggl::new().account(account), TestClock::new());
        assert_hidden(&toggl.profile(&address));
        let context = Context::new(Credentials::api_token(toggl.api_token())).unwrap();
        let client = Client::new(&toggl as &dyn Transport, context).with_clock(&clock as &dyn Clock);
        match call.send(&client) {
            Ok(shown) => assert_unmarked(&shown),
            Err(error) => assert_error_hides(&error),
        }
    }
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
fn errors_quote_nothing_of_a_response() {
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
            // A password is a word like any other: the server's words about a request that carries one are not quoted.
            let body = body.replace(MARK, PASSWORD);
            if let Err(error) = UpdateMe::parse_parts(status, &HeaderMap::new(), body.as_bytes()) {
                let error = Error::from(error);
                let shown = format!("{error}\n{error:?}\n{error:#?}");
                assert!(!shown.contains(PASSWORD), "{shown}");
            }
        }
    }
}

/// Checks that types with a hand-written `Debug` hide a part and show the rest.
#[test]
fn hidden_values_still_have_a_name() {
    let context = Context::new(Credentials::api_token(MARK)).unwrap();
    let script = TestTransport::new().on::<ListProjectsPage>(200, r#"[{"id":1},{"id":2}]"#);
    let client = Client::new(script, context).with_clock(TestClock::new()).with_dispatcher(Dispatcher::new());
    let mut items = client.pages(ListProjectsPage::new()).items();
    assert_eq!(items.next().unwrap().unwrap().id, 1);
    let shown = format!("{items:?}");
    for part in ["ItemIter", "left_in_page: 1", "Dispatcher", "hourly_limit: Some(30)", "MemoryStore", "api.track"] {
        assert!(shown.contains(part), "no {part} in {shown}");
    }
    assert_unmarked(&shown);
    let error = TransportError::new(TransportErrorKind::Timeout).unsent();
    assert_eq!(format!("{error:?}"), "TransportError { kind: Timeout, unsent: true, reason: None, source: None }");
}

#[test]
fn calls_steps_and_outcomes_show_no_body_and_no_credential() {
    for credentials in every_credential() {
        let context = Context::new(credentials).unwrap();
        let clock = TestClock::new();
        for status in [200, 402, 500] {
            let dispatcher = Dispatcher::new().max_stale(std::time::Duration::MAX).store(Arc::new(MemoryStore::new()));
            let mut call =
                dispatcher.call(&GetMe::new(), &GetMe::new().to_request(&context).unwrap(), CallOptions::new());
            let mut input = Input::Start;
            loop {
                assert_hidden(&call);
                assert_hidden(&input);
                let step = call.step(Now::of(&clock), input);
                assert_hidden(&step);
                input = match step {
                    Step::Store(ask) => Input::Stored(dispatcher.ask(&ask)),
                    Step::Send => {
                        let mut response = Response::new(format!(r#"{{"id":7,"api_token":"{MARK}"}}"#).into_bytes());
                        *response.status_mut() = StatusCode::from_u16(status).unwrap();
                        Input::Answered(Ok(response))
                    }
                    Step::Wait { .. } => Input::Woken,
                    Step::Done(outcome) => {
                        assert!(format!("{outcome:?}").contains(&format!("Fresh({status}, ")), "{outcome:?}");
                        break;
                    }
                };
            }
        }
    }
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

/// A store that records everything that it is given to keep.
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
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        self.store.secret()
    }

    fn read(&self, ask: &Read) -> Result<Held, StoreError> {
        self.note(format_args!("{ask:?} {}", ask.owner), b"");
        self.store.read(ask)
    }

    fn write(&self, ask: &Write) -> Result<Written, StoreError> {
        self.note(format_args!("{} {:?}", ask.owner, ask.owner), &ask.record);
        if let Some(put) = &ask.response {
            self.note(format_args!("{} {:?}", put.key, put.key), &put.bytes);
        }
        self.store.write(ask)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn dispatchers_stores_and_cassettes_keep_no_credential(
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
            let dispatcher = Dispatcher::new().retry(RetryPolicy::OFF).store(store.clone());
            let recorder = Recorder::new(toggl);
            let client = Client::new(&recorder as &dyn Transport, context).with_clock(&clock as &dyn Clock);
            let client = client.with_dispatcher(dispatcher);
            for call in &calls {
                if let Err(error) = call.send(&client) {
                    assert_error_hides(&error);
                }
            }
            assert_hidden(&client.dispatcher());
            assert_hidden(&store);
            assert_unmarked(&store.kept.lock().unwrap());
            assert_unmarked(&recorder.cassette().to_json());
        }
    }
}
