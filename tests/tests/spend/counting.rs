//! Tests of the hour's calls: they are counted before they are made, with and without the server's own count.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use toggl_me_core::me::{CheckLogin, GetLocation, GetMe, RequestLostPassword};
use toggl_me_core::{
    ApiErrorKind, Client, Context, Credentials, Dispatcher, Error, RetryPolicy, TransportError, TransportErrorKind,
    clock::Clock as _,
};
use toggl_me_transport_test::{TestClock, TestTransport};

use crate::{Server, api_error, context, memory, response, spending, timeout};

const LOCATION: &str = r#"{"city":"Tartu"}"#;
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Returns a dispatcher that counts and does nothing else.
fn counting(limit: u32) -> Dispatcher {
    Dispatcher::idle().hourly_limit(limit)
}

#[test]
fn a_spent_hour_is_refused_without_a_request() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<CheckLogin>(200, "")
        .header("x-toggl-quota-remaining", "1")
        .header("x-toggl-quota-resets-in", "1838")
        .on::<CheckLogin>(200, "")
        .header("x-toggl-quota-remaining", "0")
        .header("x-toggl-quota-resets-in", "1838")
        .on::<CheckLogin>(200, "");
    let client = spending(&script, &counting(30), &clock);
    client.send(&CheckLogin::new()).unwrap();
    client.send(&CheckLogin::new()).unwrap();

    clock.advance(Duration::from_millis(37_500));
    let error = api_error(client.send(&CheckLogin::new()));
    assert_eq!(error.kind(), ApiErrorKind::QuotaExhausted);
    assert_eq!(error.attempts(), 0);
    assert_eq!(error.quota().unwrap().remaining, 0);
    assert_eq!(error.quota().unwrap().resets_in, Some(Duration::from_millis(1_800_500)));
    assert!(error.to_string().ends_with("more are available in 1801 s (nothing was sent)"), "{error}");
    assert_eq!(script.requests().len(), 2);

    clock.advance(Duration::from_secs(1_801));
    client.send(&CheckLogin::new()).unwrap();
    script.assert_finished();
}

#[test]
fn without_headers_it_counts_by_itself() {
    let clock = TestClock::new();
    let sent = AtomicU32::new(0);
    let server = Server(|_| {
        sent.fetch_add(1, Ordering::Relaxed);
        response(200, "")
    });
    let client = spending(server, &counting(30), &clock);
    for minute in 0..30 {
        assert!(client.send(&CheckLogin::new()).is_ok(), "minute {minute}");
        clock.advance(Duration::from_secs(60));
    }
    clock.advance(Duration::from_secs(30 * 60));
    for _ in 0..29 {
        client.send(&CheckLogin::new()).unwrap();
        let error = api_error(client.send(&CheckLogin::new()));
        assert_eq!((error.kind(), error.attempts()), (ApiErrorKind::QuotaExhausted, 0));
        assert_eq!(error.quota().unwrap().resets_in, Some(Duration::from_secs(60)));
        clock.advance(Duration::from_secs(60));
    }
    assert_eq!(sent.into_inner(), 59);
}

#[test]
fn the_servers_402_marks_the_hour_and_the_plans_does_not() {
    let clock = TestClock::new();
    let spent = "You have hit your hourly limit for API calls. Your quota will reset in 600 seconds.";
    let script = TestTransport::new()
        .on::<GetMe>(402, r#""This is a feature of the premium plan""#)
        .on::<GetMe>(402, spent)
        .on::<GetMe>(200, r#"{"id":3}"#);
    let client = spending(&script, &counting(30), &clock);
    assert_eq!(api_error(client.send(&GetMe::new())).kind(), ApiErrorKind::PlanRequired);
    assert_eq!(api_error(client.send(&GetMe::new())).attempts(), 1);
    assert_eq!(api_error(client.send(&GetMe::new())).attempts(), 0);
    clock.advance(Duration::from_secs(600));
    assert_eq!(client.send(&GetMe::new()).unwrap().id, 3);
    script.assert_finished();
}

#[test]
fn uncounted_requests_are_sent_in_a_spent_hour() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<CheckLogin>(200, "")
        .on::<GetLocation>(200, LOCATION)
        .on::<RequestLostPassword>(200, r#""sent""#)
        .on::<GetLocation>(200, LOCATION);
    let dispatcher = counting(1);
    let client = spending(&script, &dispatcher, &clock);
    client.send(&CheckLogin::new()).unwrap();
    client.send(&GetLocation::new()).unwrap();
    client.send(&RequestLostPassword::new("ann@example.org")).unwrap();
    let anonymous = Client::new(&script, Context::new(Credentials::none()).unwrap()).with_clock(&clock);
    anonymous.with_dispatcher(dispatcher).send(&GetLocation::new()).unwrap();
    assert_eq!(api_error(client.send(&CheckLogin::new())).attempts(), 0);
    script.assert_finished();
}

#[test]
fn each_credential_and_each_server_has_its_own_hour() {
    let clock = TestClock::new();
    let dispatcher = counting(1);
    let elsewhere = context("a7").with_base_url("https://toggl.example.org/api/v9").unwrap();
    let session = Context::new(Credentials::session("a7")).unwrap();
    for context in [context("a7"), context("b8"), elsewhere, session] {
        let client = Client::new(Server(|_| response(200, "")), context).with_clock(&clock);
        let client = client.with_dispatcher(dispatcher.clone());
        assert!(client.send(&CheckLogin::new()).is_ok());
        assert!(client.send(&CheckLogin::new()).is_err());
    }
}

#[test]
fn an_hour_is_kept_while_another_user_calls() {
    let (clock, dispatcher) = (TestClock::new(), counting(1));
    let client = |token| {
        let client = Client::new(Server(|_| response(200, "")), context(token)).with_clock(&clock);
        client.with_dispatcher(dispatcher.clone())
    };
    let (ada, grace) = (client("ada5eed"), client("9race5eed"));
    ada.send(&CheckLogin::new()).unwrap();
    grace.send(&CheckLogin::new()).unwrap();
    for user in [ada, grace] {
        assert_eq!(api_error(user.send(&CheckLogin::new())).kind(), ApiErrorKind::QuotaExhausted);
    }
}

#[test]
fn only_requests_that_may_have_reached_the_server_count() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on_error::<CheckLogin>(TransportError::new(TransportErrorKind::Connect).unsent())
        .on_error::<CheckLogin>(timeout());
    let client = spending(&script, &counting(1), &clock);
    for _ in 0..2 {
        assert!(matches!(client.send(&CheckLogin::new()), Err(Error::Transport { .. })));
    }
    assert_eq!(api_error(client.send(&CheckLogin::new())).attempts(), 0);
}

#[test]
fn a_429_costs_no_call_of_the_hour() {
    let clock = TestClock::new();
    let responses = AtomicU32::new(0);
    let server = Server(|_| match responses.fetch_add(1, Ordering::Relaxed) {
        0..10 => response(429, ""),
        _ => response(200, ""),
    });
    let client = spending(server, &counting(2), &clock);
    for _ in 0..10 {
        assert_eq!(api_error(client.send(&CheckLogin::new())).kind(), ApiErrorKind::RateLimited);
    }
    client.send(&CheckLogin::new()).unwrap();
    client.send(&CheckLogin::new()).unwrap();
    assert_eq!(api_error(client.send(&CheckLogin::new())).attempts(), 0);
}

#[test]
fn each_attempt_of_a_call_counts() {
    let clock = TestClock::new();
    let script = TestTransport::new().on::<CheckLogin>(503, "").on::<CheckLogin>(503, "").on::<CheckLogin>(503, "");
    let dispatcher = counting(3).retry(RetryPolicy::up_to(3));
    let client = spending(&script, &dispatcher, &clock);
    assert_eq!(api_error(client.send(&CheckLogin::new())).attempts(), 3);
    assert_eq!(api_error(client.send(&CheckLogin::new())).kind(), ApiErrorKind::QuotaExhausted);
    script.assert_finished();
}

#[test]
fn a_panic_in_the_transport_counts_and_blocks_nobody() {
    let clock = TestClock::new();
    let calls = AtomicU32::new(0);
    let panicky = Server(|_| match calls.fetch_add(1, Ordering::Relaxed) {
        0 => panic!("on purpose"),
        _ => response(200, ""),
    });
    let client = spending(panicky, &counting(2), &clock);
    assert!(catch_unwind(AssertUnwindSafe(|| client.send(&CheckLogin::new()))).is_err());
    client.send(&CheckLogin::new()).unwrap();
    assert_eq!(api_error(client.send(&CheckLogin::new())).attempts(), 0);
    clock.advance(2 * HOUR);
    client.send(&CheckLogin::new()).unwrap();
}

#[test]
fn a_clock_that_is_set_back_frees_no_calls() {
    let clock = TestClock::new();
    let client = spending(Server(|_| response(200, "")), &counting(1), &clock);
    client.send(&CheckLogin::new()).unwrap();
    for wall in [Timestamp::UNIX_EPOCH, Timestamp::MIN] {
        clock.set_wall(wall);
        let error = api_error(client.send(&CheckLogin::new()));
        assert_eq!(error.quota().unwrap().resets_in, Some(HOUR));
    }
    clock.advance(HOUR);
    client.send(&CheckLogin::new()).unwrap();
}

/// Puts the machine to sleep: the time of day goes on, and the monotonic clock stands still.
fn shift(clock: &TestClock, hours: i64) {
    clock.set_wall(clock.wall().saturating_add(SignedDuration::from_hours(hours)).unwrap());
}

#[test]
fn calls_are_freed_while_the_machine_sleeps() {
    let clock = TestClock::new();
    let client = spending(Server(|_| response(200, "")), &counting(1), &clock);
    client.send(&CheckLogin::new()).unwrap();
    shift(&clock, 1);
    client.send(&CheckLogin::new()).unwrap();
    assert_eq!(api_error(client.send(&CheckLogin::new())).attempts(), 0);
}

/// Returns how many of two calls the next process makes after a process made one, something happened to its clock, and
/// it made another. The next process's clock shows the same time of day.
fn left_to_the_next_process(happens: impl FnOnce(&TestClock)) -> usize {
    let store = memory();
    let process = |clock: &TestClock| {
        let dispatcher = counting(2).store(store.clone());
        spending(Server(|_| response(200, "")), &dispatcher, clock.clone())
    };
    let clock = TestClock::new();
    let first = process(&clock);
    first.send(&CheckLogin::new()).unwrap();
    happens(&clock);
    first.send(&CheckLogin::new()).unwrap();
    let next = process(&TestClock::at(clock.wall()));
    let made = (0..3).take_while(|_| next.send(&CheckLogin::new()).is_ok());
    made.count()
}

#[test]
fn calls_after_a_sleep_are_counted_by_the_next_process() {
    assert_eq!(left_to_the_next_process(|_| {}), 0);
    assert_eq!(left_to_the_next_process(|clock| shift(clock, 8)), 1);
}

#[test]
fn calls_after_a_correction_are_counted_by_the_next_process() {
    assert_eq!(left_to_the_next_process(|clock| shift(clock, 3)), 1);
    assert_eq!(left_to_the_next_process(|clock| shift(clock, -3)), 0);
}
