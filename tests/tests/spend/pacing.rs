//! Tests of the distance between requests: three at once, then one a second.

use std::sync::Mutex;
use std::time::Duration;

use toggl_me_core::me::{CheckLogin, GetLocation, GetMe};
use toggl_me_core::{Client, Context, Credentials, Dispatcher, clock::Clock as _};
use toggl_me_tests::turns::Turns;
use toggl_me_transport_test::{FakeToggl, TestClock, TestTransport};

use crate::{Server, context, memory, response, spending};

const SECOND: Duration = Duration::from_secs(1);

/// Returns a dispatcher that keeps Toggl's pace and does nothing else.
fn pacing() -> Dispatcher {
    Dispatcher::idle().pace(3, SECOND)
}

/// Returns the times, in milliseconds, at which the requests of a client are sent that waits for these times before
/// each call.
fn sent_at(dispatcher: &Dispatcher, pauses: &[u64]) -> Vec<u128> {
    let clock = TestClock::new();
    let sent = Mutex::new(Vec::new());
    let server = Server(|_| {
        sent.lock().unwrap().push(clock.monotonic().as_millis());
        response(200, "")
    });
    let client = spending(server, dispatcher, &clock);
    for pause in pauses {
        clock.advance(Duration::from_millis(*pause));
        client.send(&CheckLogin::new()).unwrap();
    }
    drop(client);
    sent.into_inner().unwrap()
}

#[test]
fn three_requests_go_at_once_and_then_one_a_second() {
    assert_eq!(sent_at(&pacing(), &[0; 6]), [0, 0, 0, 1_000, 2_000, 3_000]);
    assert_eq!(sent_at(&pacing(), &[0, 0, 300, 2_000, 0, 0, 0]), [0, 0, 300, 2_300, 2_300, 3_000, 4_000]);
    assert_eq!(sent_at(&pacing(), &[0, 0, 0, 60_000, 0, 0, 0]), [0, 0, 0, 60_000, 60_000, 60_000, 61_000]);
}

#[test]
fn a_bucket_of_one_is_an_even_pace() {
    let even = Dispatcher::idle().pace(1, SECOND);
    assert_eq!(sent_at(&even, &[0, 0, 300, 2_000, 900, 0]), [0, 1_000, 2_000, 4_000, 5_000, 6_000]);
}

#[test]
fn a_pace_of_zero_means_no_pacing() {
    for off in [pacing().pace(0, SECOND), pacing().pace(3, Duration::ZERO)] {
        assert_eq!(sent_at(&off, &[0; 5]), [0; 5]);
    }
}

#[test]
fn credentials_do_not_wait_for_each_other() {
    let (clock, dispatcher) = (TestClock::new(), pacing());
    let client = |context| {
        let client = Client::new(Server(|_| response(200, "")), context).with_clock(&clock);
        client.with_dispatcher(dispatcher.clone())
    };
    for _ in 0..3 {
        for number in 0..20 {
            client(context(&format!("token-{number}"))).send(&CheckLogin::new()).unwrap();
        }
    }
    for _ in 0..5 {
        client(Context::new(Credentials::none()).unwrap()).send(&GetLocation::new()).unwrap();
    }
    assert_eq!(clock.slept(), Duration::ZERO);
    client(context("token-7")).send(&CheckLogin::new()).unwrap();
    assert_eq!(clock.slept(), SECOND);
}

#[test]
fn threads_get_their_turns_in_the_order_in_which_they_came() {
    let (turns, dispatcher) = (Turns::new(&TestClock::new()), pacing());
    let sent = Mutex::new(Vec::new());
    turns.run(6, |thread| {
        let server = Server(|_| {
            sent.lock().unwrap().push((thread, turns.monotonic().as_millis()));
            response(200, r#"{"id":1}"#)
        });
        turns.sleep(Duration::from_millis(thread as u64));
        spending(server, &dispatcher, &turns).send(&GetMe::new()).unwrap();
    });
    let expected = [(0, 0), (1, 1), (2, 2), (3, 1_000), (4, 2_000), (5, 3_000)];
    assert_eq!(sent.into_inner().unwrap(), expected);
}

#[test]
fn a_429_makes_everybody_wait() {
    let (clock, store) = (TestClock::new(), memory());
    let script = TestTransport::new()
        .on::<CheckLogin>(429, "")
        .header("retry-after", "4")
        .on::<CheckLogin>(200, "")
        .on::<CheckLogin>(200, "")
        .on::<CheckLogin>(429, "")
        .header("retry-after", "86400")
        .on::<CheckLogin>(200, "");
    let process = || spending(&script, &pacing().store(store.clone()), &clock);
    let (refused, other) = (process(), process());
    refused.send(&CheckLogin::new()).unwrap_err();
    other.send(&CheckLogin::new()).unwrap();
    assert_eq!(clock.slept(), 4 * SECOND);
    other.send(&CheckLogin::new()).unwrap();
    assert_eq!(clock.slept(), 5 * SECOND, "and the bucket is empty");

    clock.advance(60 * SECOND);
    refused.send(&CheckLogin::new()).unwrap_err();
    let before = clock.slept();
    other.send(&CheckLogin::new()).unwrap();
    assert_eq!(clock.slept() - before, 60 * SECOND, "no server holds anybody for a day");
}

#[test]
fn a_program_of_three_calls_never_meets_the_bucket_of_toggl() {
    let clock = TestClock::new();
    let toggl = FakeToggl::with_clock(clock.clone()).demo_account().leaky_bucket(3);
    let context = Context::new(Credentials::api_token(toggl.api_token())).unwrap();
    let client = Client::new(toggl.clone(), context).with_clock(&clock).with_dispatcher(pacing());
    for _ in 0..3 {
        client.send(&CheckLogin::new()).unwrap();
    }
    assert_eq!(clock.slept(), Duration::ZERO);
    for _ in 0..20 {
        client.send(&CheckLogin::new()).unwrap();
    }
}
