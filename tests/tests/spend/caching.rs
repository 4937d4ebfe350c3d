//! Tests of cached responses: how old one may be, whose it is, and what is kept of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::Request;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use toggl_me_core::call::{Input, Now, Step};
use toggl_me_core::me::{
    CheckLogin, CloseAccount, GetCurrentTimeEntry, GetLocation, GetMe, ListExports, ListQuotas, ListTags,
};
use toggl_me_core::store::MemoryStore;
use toggl_me_core::{
    CallOptions, Client, Context, Credentials, Dispatcher, Endpoint, EndpointExt as _, Error, Raw, Source,
    clock::Clock as _,
};
use toggl_me_transport_test::{TestClock, TestTransport};

use crate::{Kind, Received, Server, client, context, kind, memory, response, spending};

const MINUTE: Duration = Duration::from_secs(60);

/// Returns a dispatcher that caches and does nothing else.
fn caching(max_age: Duration) -> Dispatcher {
    Dispatcher::idle().max_age(max_age)
}

/// Responds to each call with the number of the call as the id.
fn numbering() -> Server<impl Fn(Request<Vec<u8>>) -> Received> {
    let calls = AtomicU32::new(0);
    Server(move |_| response(200, &format!(r#"{{"id":{}}}"#, calls.fetch_add(1, Ordering::Relaxed) + 1)))
}

#[test]
fn young_responses_are_read_from_the_cache() {
    let clock = TestClock::new();
    let client = spending(numbering(), &caching(5 * MINUTE), &clock);
    let ask = |seconds| {
        clock.advance(Duration::from_secs(seconds));
        let reply = client.send(&GetMe::new()).unwrap();
        (reply.id, kind(&reply), reply.attempts())
    };
    assert_eq!(ask(0), (1, Kind::Fresh, 1));
    assert_eq!(ask(0), (1, Kind::Cached(0), 0));
    assert_eq!(ask(299), (1, Kind::Cached(299), 0));
    assert_eq!(ask(1), (2, Kind::Fresh, 1));
    assert_eq!(client.send(&GetMe::new().with_related_data(true)).unwrap().id, 3, "another request");
}

#[test]
fn a_call_can_ask_for_more_or_less_than_the_dispatcher() {
    let clock = TestClock::new();
    let store = Arc::new(MemoryStore::new());
    let client = spending(numbering(), &Dispatcher::idle().store(store.clone()), &clock);
    let ask = |options| kind(&client.send_with(&GetMe::new(), options).unwrap());
    let kept = || format!("{store:?}").contains("responses: 1");

    assert_eq!(kind(&client.send(&GetMe::new()).unwrap()), Kind::Fresh);
    assert!(!kept(), "the dispatcher is idle");
    assert_eq!(ask(CallOptions::new().max_age(MINUTE)), Kind::Fresh);
    assert!(kept());
    assert_eq!(ask(CallOptions::new().max_age(MINUTE)), Kind::Cached(0));
    assert_eq!(ask(CallOptions::new()), Kind::Fresh);
    assert_eq!(ask(CallOptions::new().max_age(Duration::ZERO)), Kind::Fresh);
}

#[test]
fn a_call_that_requires_a_new_response_renews_the_cache() {
    let clock = TestClock::new();
    let client = spending(numbering(), &caching(MINUTE), &clock);
    client.send(&GetMe::new()).unwrap();
    let new = client.send_with(&GetMe::new(), CallOptions::new().max_age(Duration::ZERO)).unwrap();
    assert_eq!((new.id, kind(&new)), (2, Kind::Fresh));
    assert_eq!(client.send(&GetMe::new()).unwrap().id, 2);
}

#[test]
fn a_slower_older_response_replaces_no_newer_one() {
    let (clock, dispatcher) = (TestClock::new(), caching(MINUTE));
    let request = GetMe::new().to_request(&context("a7")).unwrap();
    let step = |call: &mut toggl_me_core::call::Call, input| call.step(Now::of(&clock), input);
    let responds = |id: u32| Input::Answered(response(200, &format!(r#"{{"id":{id}}}"#)));

    let mut slow = dispatcher.call(&GetMe::new(), &request, CallOptions::new());
    assert!(matches!(step(&mut slow, Input::Start), Step::Send));
    let mut reload = dispatcher.call(&GetMe::new(), &request, CallOptions::new().max_age(Duration::ZERO));
    assert!(matches!(step(&mut reload, Input::Start), Step::Send));
    assert!(matches!(step(&mut reload, responds(2)), Step::Done(_)));
    let Step::Done(outcome) = step(&mut slow, responds(1)) else { panic!("it has got its response") };
    assert_eq!(outcome.reply::<GetMe>().unwrap().id, 1);

    let Step::Done(outcome) = step(&mut dispatcher.call(&GetMe::new(), &request, CallOptions::new()), Input::Start)
    else {
        panic!("there is a cached response")
    };
    assert_eq!(outcome.reply::<GetMe>().unwrap().id, 2);
}

/// Returns whether the second of two calls of this operation, some time later, sends a request.
fn is_asked_again<E: Endpoint>(endpoint: E, body: &str, later: Duration) -> bool {
    let clock = TestClock::new();
    let sent = AtomicU32::new(0);
    let server = Server(|_| {
        sent.fetch_add(1, Ordering::Relaxed);
        response(200, body)
    });
    let client = spending(server, &Dispatcher::new(), &clock);
    client.send(&endpoint).unwrap();
    clock.advance(later);
    client.send(&endpoint).unwrap();
    sent.load(Ordering::Relaxed) == 2
}

#[test]
fn momentary_responses_are_requested_each_time() {
    assert!(is_asked_again(ListQuotas::new(), "[]", Duration::ZERO));
    assert!(is_asked_again(CheckLogin::new(), "", Duration::ZERO));
    assert!(is_asked_again(ListExports::new(), "[]", Duration::ZERO));
    assert!(is_asked_again(GetCurrentTimeEntry::new(), "null", Duration::from_secs(30)));
    assert!(!is_asked_again(GetCurrentTimeEntry::new(), "null", Duration::from_secs(29)));
    assert!(!is_asked_again(ListTags::new(), "[]", Duration::from_secs(299)));
    assert!(is_asked_again(ListTags::new(), "[]", Duration::from_secs(300)));
}

#[test]
fn a_call_can_accept_more_than_its_operation_declares() {
    let clock = TestClock::new();
    let client = spending(Server(|_| response(200, "null")), &Dispatcher::new(), &clock);
    client.send(&GetCurrentTimeEntry::new()).unwrap();
    clock.advance(MINUTE);
    let reply = client.send_with(&GetCurrentTimeEntry::new(), CallOptions::new().max_age(2 * MINUTE)).unwrap();
    assert_eq!(kind(&reply), Kind::Cached(60));
}

#[test]
fn a_response_that_cannot_be_decoded_is_not_kept() {
    for unreadable in ["<html>Hotel WiFi</html>", "", "null", r#"{"id":"seven"}"#, "[]"] {
        let clock = TestClock::new();
        let script = TestTransport::new().on::<GetMe>(200, unreadable).on::<GetMe>(200, r#"{"id":7}"#);
        let client = spending(&script, &Dispatcher::new().max_stale(MINUTE), &clock);
        assert!(matches!(client.send(&GetMe::new()), Err(Error::Decode(_))), "{unreadable}");
        assert_eq!(client.send(&GetMe::new()).unwrap().id, 7, "{unreadable}");
    }
}

#[test]
fn of_a_response_status_and_body_are_kept_and_no_header() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<GetMe>(203, r#"{"id":1}"#)
        .header("x-toggl-quota-remaining", "3")
        .header("x-toggl-quota-resets-in", "60")
        .header("x-toggl-request-id", "r-1");
    let client = spending(&script, &caching(MINUTE), &clock);
    let fresh = client.send(&Raw(GetMe::new())).unwrap();
    assert_eq!((fresh.quota().unwrap().remaining, fresh.request_id()), (3, Some("r-1")));
    let cached = client.send(&Raw(GetMe::new())).unwrap();
    assert_eq!((cached.status().as_u16(), cached.as_slice()), (203, &br#"{"id":1}"#[..]));
    assert_eq!((cached.quota(), cached.request_id()), (None, None), "they belong to the moment of the response");
}

#[test]
fn requests_without_credentials_or_with_a_body_are_not_cached() {
    let clock = TestClock::new();
    let script = TestTransport::new().on::<GetLocation>(200, "{}").on::<GetLocation>(200, "{}");
    let dispatcher = caching(MINUTE);
    let anonymous = Client::new(&script, Context::new(Credentials::none()).unwrap()).with_clock(&clock);
    let anonymous = anonymous.with_dispatcher(dispatcher.clone());
    for _ in 0..2 {
        anonymous.send(&GetLocation::new()).unwrap();
    }
    script.assert_finished();

    let mut with_body = GetMe::new().to_request(&context("a7")).unwrap();
    *with_body.body_mut() = b"{}".to_vec();
    for _ in 0..2 {
        let mut call = dispatcher.call(&GetMe::new(), &with_body, CallOptions::new());
        assert!(matches!(call.step(Now::of(&clock), Input::Start), Step::Send));
        let step = call.step(Now::of(&clock), Input::Answered(response(200, r#"{"id":1}"#)));
        assert!(matches!(step, Step::Done(_)));
    }
}

#[test]
fn a_response_is_as_old_as_the_clock_that_moved_more() {
    let hour = SignedDuration::from_hours(1);
    for (jump, elapsed, expected) in [
        (SignedDuration::ZERO, 30, Kind::Cached(30)),
        (-hour, 30, Kind::Cached(30)),
        (-hour, 90, Kind::Fresh),
        // The machine may have slept for that hour.
        (hour, 30, Kind::Fresh),
    ] {
        let clock = TestClock::new();
        let client = spending(numbering(), &caching(MINUTE), &clock);
        client.send(&GetMe::new()).unwrap();
        clock.advance(Duration::from_secs(elapsed));
        clock.set_wall(clock.wall().saturating_add(jump).unwrap());
        assert_eq!(kind(&client.send(&GetMe::new()).unwrap()), expected, "{jump:?} and {elapsed} s");
    }
}

#[test]
fn a_response_from_another_processs_future_is_not_used() {
    let store = memory();
    let process = |wall: &str| {
        let clock = TestClock::at(wall.parse().unwrap());
        spending(numbering(), &caching(MINUTE).store(store.clone()), clock)
    };
    process("2026-05-01T12:00:00Z").send(&GetMe::new()).unwrap();
    for (wall, expected) in [
        ("2026-05-01T12:00:59Z", Kind::Cached(59)),
        ("2026-05-01T12:01:00Z", Kind::Fresh),
        ("2026-05-01T12:00:30Z", Kind::Fresh),
    ] {
        assert_eq!(kind(&process(wall).send(&GetMe::new()).unwrap()), expected, "{wall}");
    }
}

#[test]
fn age_counts_from_when_the_request_was_made() {
    let clock = TestClock::new();
    let slow = Server(|_| {
        clock.sleep(Duration::from_secs(20));
        response(200, r#"{"id":1}"#)
    });
    let client = spending(slow, &caching(MINUTE), &clock);
    client.send(&GetMe::new()).unwrap();
    assert_eq!(kind(&client.send(&GetMe::new()).unwrap()), Kind::Cached(20));
}

/// Returns the API token in a response that another process, or this one, finds in the cache.
fn cached_token(dispatcher: Dispatcher, another: Option<Dispatcher>) -> Option<String> {
    let clock = TestClock::new();
    let body = r#"{"id":1, "api_token" : "5ec2\"e7", "fullname":"api_token"}"#;
    let script = TestTransport::new().on::<GetMe>(200, body);
    let fresh = spending(&script, &dispatcher, &clock).send(&GetMe::new()).unwrap();
    assert_eq!(fresh.api_token.as_ref().unwrap().expose(), "5ec2\"e7");
    let cached = spending(&script, &another.unwrap_or(dispatcher), &clock).send(&GetMe::new()).unwrap();
    assert_eq!((kind(&cached), cached.fullname.as_deref()), (Kind::Cached(0), Some("api_token")));
    cached.into_inner().api_token.map(|token| token.expose().to_owned())
}

#[test]
fn an_api_token_leaves_the_process_only_on_request() {
    let store = memory();
    let shared = || caching(MINUTE).store(store.clone());
    assert_eq!(cached_token(shared(), Some(shared())), None);
    let store = memory();
    let shared = || caching(MINUTE).store(store.clone()).keep_api_token();
    assert_eq!(cached_token(shared(), Some(shared())).as_deref(), Some("5ec2\"e7"));
    assert_eq!(cached_token(caching(MINUTE), None).as_deref(), Some("5ec2\"e7"), "it stays in the process");
}

proptest! {
    #[test]
    fn no_credential_sees_the_responses_of_another(
        calls in prop::collection::vec((0..4_usize, 0..3_usize, any::<bool>(), 0..40_u64), 1..60),
    ) {
        // This server responds with the credential that it received.
        let echo = Server(|request: Request<Vec<u8>>| {
            let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
            let who = format!("{}{} {}", header("authorization"), header("cookie"), request.uri());
            response(200, &serde_json::json!({ "id": 1, "fullname": who }).to_string())
        });
        let contexts = [
            Credentials::api_token("c0ffee"),
            Credentials::api_token("c0ffef"),
            Credentials::password("c0ffee", "api_token."),
            Credentials::session("c0ffee"),
        ].map(|credentials| Context::new(credentials).unwrap());
        let elsewhere = contexts.clone().map(|context| context.with_base_url("https://toggl.example.org/v9").unwrap());
        let clock = TestClock::new();
        let dispatcher = caching(MINUTE).max_stale(10 * MINUTE);
        for (who, what, here, seconds) in calls {
            let context = if here { &contexts[who] } else { &elsewhere[who] };
            clock.advance(Duration::from_secs(seconds));
            let client = Client::new(&echo, context.clone()).with_clock(&clock).with_dispatcher(dispatcher.clone());
            let endpoint = [GetMe::new(), GetMe::new().with_related_data(true)].into_iter().nth(what);
            let Some(endpoint) = endpoint else {
                client.send(&CloseAccount::new()).unwrap();
                continue;
            };
            let request = endpoint.to_request(context).unwrap();
            let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
            let expected = format!("{}{} {}", header("authorization"), header("cookie"), request.uri());
            prop_assert_eq!(client.send(&endpoint).unwrap().into_inner().fullname, Some(expected));
        }
    }
}

#[test]
fn nothing_that_is_shown_contains_a_secret() {
    let clock = TestClock::new();
    let dispatcher = Dispatcher::new().store(memory());
    let script = TestTransport::new().on::<GetMe>(200, r#"{"id":1,"api_token":"5ec2e7"}"#);
    let client = Client::new(script, context("5ec2e7")).with_clock(&clock).with_dispatcher(dispatcher);
    let reply = client.send(&GetMe::new()).unwrap();
    let shown = format!("{client:?} {reply:?}");
    assert!(!shown.contains("5ec2e7") && !shown.contains("NWVjMmU3"), "{shown}");
    for part in ["Dispatcher {", "hourly_limit: Some(30)", "MemoryStore {", "responses: 1"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
}

#[test]
fn a_clock_at_the_end_of_time_does_not_fail() {
    let clock = TestClock::at(Timestamp::MAX);
    clock.advance(Duration::MAX);
    let client = spending(numbering(), &Dispatcher::new(), &clock);
    assert_eq!(client.send(&GetMe::new()).unwrap().id, 1);
    assert_eq!(kind(&client.send(&GetMe::new()).unwrap()), Kind::Cached(0));
}

#[test]
fn a_client_without_a_dispatcher_keeps_nothing() {
    let client = client(numbering());
    let ids = [(); 2].map(|()| client.send_with(&GetMe::new(), CallOptions::new().max_age(MINUTE)).unwrap());
    assert_eq!(ids.map(|reply| (reply.id, reply.source())), [(1, Source::Fresh), (2, Source::Fresh)]);
}
