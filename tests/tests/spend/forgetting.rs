//! Tests of the effect of a write on cached responses.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::Request;
use toggl_me_core::call::{Call, Input, Now, Step};
use toggl_me_core::me::{CloseAccount, GetMe, ListTimeEntrySharing, SuggestFavorites, UpdateMe};
use toggl_me_core::{CallOptions, Client, Dispatcher, Endpoint, EndpointExt as _, Raw, TransportError};
use toggl_me_transport_test::{TestClock, TestTransport};

use crate::{Kind, Server, context, kind, memory, response, spending, timeout};

const MINUTE: Duration = Duration::from_secs(60);

fn caching() -> Dispatcher {
    Dispatcher::idle().max_age(MINUTE)
}

/// Returns whether a cached response is gone after a call of `endpoint` with this result.
fn forgets<E: Endpoint>(endpoint: E, outcome: Result<u16, TransportError>) -> bool {
    let clock = TestClock::new();
    let script = TestTransport::new().on::<GetMe>(200, r#"{"id":1}"#);
    let script = match outcome {
        Ok(status) => script.on::<E>(status, "[]"),
        Err(error) => script.on_error::<E>(error),
    };
    let client = spending(script.on::<GetMe>(200, r#"{"id":2}"#), &caching(), &clock);
    client.send(&GetMe::new()).unwrap();
    let _ = client.send(&Raw(endpoint));
    client.send(&GetMe::new()).unwrap().id == 2
}

#[test]
fn a_write_that_was_done_or_may_have_been_forgets() {
    for outcome in [Ok(200), Ok(204), Ok(500), Ok(502), Err(timeout())] {
        assert!(forgets(UpdateMe::new().fullname("Ann Lee"), outcome.clone()), "{outcome:?}");
    }
}

#[test]
fn a_write_that_was_refused_or_unsent_forgets_nothing() {
    for outcome in [Ok(302), Ok(400), Ok(402), Ok(403), Ok(404), Ok(429), Err(timeout().unsent())] {
        assert!(!forgets(UpdateMe::new().fullname("Ann Lee"), outcome.clone()), "{outcome:?}");
    }
}

#[test]
fn a_post_that_only_reads_forgets_nothing() {
    assert!(!forgets(SuggestFavorites::new(), Ok(200)));
    assert!(!forgets(ListTimeEntrySharing::new(), Ok(200)));
    assert!(forgets(CloseAccount::new(), Ok(200)));
}

#[test]
fn an_unsent_write_or_another_users_forgets_nothing() {
    let (clock, dispatcher) = (TestClock::new(), caching().hourly_limit(1));
    let client = |token| {
        let client = Client::new(Server(|_| response(200, r#"{"id":1}"#)), context(token)).with_clock(&clock);
        client.with_dispatcher(dispatcher.clone())
    };
    let (mine, theirs) = (client("a7"), client("b8"));
    mine.send(&GetMe::new()).unwrap();
    mine.send(&CloseAccount::new()).unwrap_err();
    theirs.send(&CloseAccount::new()).unwrap();
    assert_eq!(kind(&mine.send(&GetMe::new()).unwrap()), Kind::Cached(0));
}

#[test]
fn a_write_that_panics_forgets() {
    let clock = TestClock::new();
    let calls = AtomicU32::new(0);
    let server = Server(|request: Request<Vec<u8>>| match request.method().as_str() {
        "GET" => response(200, &format!(r#"{{"id":{}}}"#, calls.fetch_add(1, Ordering::Relaxed))),
        _ => panic!("on purpose"),
    });
    let client = spending(server, &caching(), &clock);
    client.send(&GetMe::new()).unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| client.send(&CloseAccount::new()))).is_err());
    assert_eq!(client.send(&GetMe::new()).unwrap().id, 1);
}

#[test]
fn a_write_of_one_process_forgets_for_all() {
    let (clock, store) = (TestClock::new(), memory());
    let calls = AtomicU32::new(0);
    let server = Server(|_| response(200, &format!(r#"{{"id":{}}}"#, calls.fetch_add(1, Ordering::Relaxed))));
    let process = || spending(&server, &caching().store(store.clone()), &clock);
    let (first, second) = (process(), process());
    first.send(&GetMe::new()).unwrap();
    assert_eq!(kind(&second.send(&GetMe::new()).unwrap()), Kind::Cached(0));
    second.send(&UpdateMe::new().fullname("Ann Lee")).unwrap();
    assert_eq!(kind(&first.send(&GetMe::new()).unwrap()), Kind::Fresh);
}

/// Ends a call with this response, and returns the id in its reply.
fn respond(call: &mut Call, clock: &TestClock, id: u32) -> i64 {
    let input = Input::Answered(response(200, &format!(r#"{{"id":{id}}}"#)));
    let Step::Done(outcome) = call.step(Now::of(clock), input) else { panic!("it has got its response") };
    outcome.reply::<GetMe>().unwrap().id
}

#[test]
fn a_response_requested_before_a_write_is_not_kept() {
    let (clock, dispatcher) = (TestClock::new(), caching());
    let get = GetMe::new().to_request(&context("a7")).unwrap();
    let rename = UpdateMe::new().fullname("Ann Lee");
    let write = rename.to_request(&context("a7")).unwrap();
    let begin = |call: &mut Call| call.step(Now::of(&clock), Input::Start);
    let call = || dispatcher.call(&GetMe::new(), &get, CallOptions::new());

    let (mut before, mut waiting) = (call(), call());
    assert!(matches!(begin(&mut before), Step::Send));
    assert!(matches!(begin(&mut waiting), Step::Wait { .. }));
    let mut write = dispatcher.call(&rename, &write, CallOptions::new());
    assert!(matches!(begin(&mut write), Step::Send));
    respond(&mut write, &clock, 0);

    // Neither waiting nor new calls get the response that was requested before the write.
    clock.advance(Duration::from_millis(1));
    assert!(matches!(waiting.step(Now::of(&clock), Input::Woken), Step::Send));
    assert!(matches!(begin(&mut call()), Step::Wait { .. }), "it waits for the one that left after the write");
    assert_eq!(respond(&mut before, &clock, 1), 1);
    let mut after = call();
    assert!(matches!(begin(&mut after), Step::Wait { .. }), "nothing is kept yet");
    assert_eq!(respond(&mut waiting, &clock, 2), 2);
    clock.advance(Duration::from_millis(1));
    let Step::Done(outcome) = after.step(Now::of(&clock), Input::Woken) else { panic!("there is a response") };
    assert_eq!(outcome.reply::<GetMe>().unwrap().id, 2);
}
