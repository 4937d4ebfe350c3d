use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use toggl_me_core::me::{CheckLogin, GetLocation, GetMe, RequestLostPassword};
use toggl_me_core::{ApiErrorKind, Budget, Client, Context, Credentials, Error, TransportError, TransportErrorKind};
use toggl_me_transport_test::{TestClock, TestTransport};

use crate::{Server, answer, client, context};

const LOCATION: &str = r#"{"city":"Tartu"}"#;

#[track_caller]
fn api_error<R: std::fmt::Debug>(result: Result<R, Error>) -> toggl_me_core::ApiError {
    match result {
        Err(Error::Api(error)) => error,
        other => panic!("no refusal: {other:?}"),
    }
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
    let client = client(Budget::new(&script).with_clock(&clock));
    client.send(&CheckLogin::new()).unwrap();
    client.send(&CheckLogin::new()).unwrap();

    clock.advance(Duration::from_millis(37_500));
    let error = api_error(client.send(&CheckLogin::new()));
    assert_eq!(error.kind(), ApiErrorKind::QuotaExhausted);
    assert_eq!(error.attempts(), 0);
    assert_eq!(error.quota().unwrap().remaining, 0);
    assert_eq!(error.quota().unwrap().resets_in, Some(Duration::from_secs(1_801)));
    assert!(error.to_string().ends_with("calls are freed in 1801 s (nothing was sent)"), "{error}");
    assert_eq!(script.requests().len(), 2);

    clock.advance(Duration::from_secs(1_801));
    client.send(&CheckLogin::new()).unwrap();
    script.assert_finished();
}

#[test]
fn without_headers_it_counts_by_itself() {
    let clock = TestClock::new();
    let sent = AtomicU32::new(0);
    let client = client(
        Budget::new(Server(|_| {
            sent.fetch_add(1, Ordering::Relaxed);
            answer(200, "")
        }))
        .with_clock(&clock),
    );
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
fn the_servers_402_marks_the_hour_and_that_of_the_plan_does_not() {
    let clock = TestClock::new();
    let spent = "You have hit your hourly limit for API calls. Your quota will reset in 600 seconds.";
    let script = TestTransport::new()
        .on::<GetMe>(402, r#""This is a feature of the premium plan""#)
        .on::<GetMe>(402, spent)
        .on::<GetMe>(200, r#"{"id":3}"#);
    let client = client(Budget::new(&script).with_clock(&clock));
    assert_eq!(api_error(client.send(&GetMe::new())).kind(), ApiErrorKind::PlanRequired);
    assert_eq!(api_error(client.send(&GetMe::new())).attempts(), 1);
    assert_eq!(api_error(client.send(&GetMe::new())).attempts(), 0);
    clock.advance(Duration::from_secs(600));
    assert_eq!(client.send(&GetMe::new()).unwrap().id, 3);
    script.assert_finished();
}

#[test]
fn what_the_server_does_not_count_passes_a_spent_hour() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<CheckLogin>(200, "")
        .on::<GetLocation>(200, LOCATION)
        .on::<RequestLostPassword>(200, r#""sent""#)
        .on::<GetLocation>(200, LOCATION);
    let budget = Budget::new(&script).with_limit(1).with_clock(&clock);
    let client = Client::new(&budget, context("a7"));
    client.send(&CheckLogin::new()).unwrap();
    client.send(&GetLocation::new()).unwrap();
    client.send(&RequestLostPassword::new("ann@example.org")).unwrap();
    let anonymous = Client::new(&budget, Context::new(Credentials::none()).unwrap());
    anonymous.send(&GetLocation::new()).unwrap();
    assert_eq!(api_error(client.send(&CheckLogin::new())).attempts(), 0);
    script.assert_finished();
}

#[test]
fn each_credential_and_each_server_has_its_own_hour() {
    let clock = TestClock::new();
    let budget = Budget::new(Server(|_| answer(200, ""))).with_limit(1).with_clock(&clock);
    let elsewhere = context("a7").with_base_url("https://toggl.example.org/api/v9").unwrap();
    let session = Context::new(Credentials::session("a7")).unwrap();
    for context in [context("a7"), context("b8"), elsewhere, session] {
        let client = Client::new(&budget, context);
        assert!(client.send(&CheckLogin::new()).is_ok());
        assert!(client.send(&CheckLogin::new()).is_err());
    }
}

#[test]
fn an_hour_is_not_forgotten_when_another_user_comes() {
    let budget = Budget::new(Server(|_| answer(200, ""))).with_limit(1).with_clock(TestClock::new());
    let client = |token| Client::new(&budget, context(token));
    let (ada, grace) = (client("ada5eed"), client("9race5eed"));
    ada.send(&CheckLogin::new()).unwrap();
    grace.send(&CheckLogin::new()).unwrap();
    for user in [ada, grace] {
        assert_eq!(api_error(user.send(&CheckLogin::new())).kind(), ApiErrorKind::QuotaExhausted);
    }
}

#[test]
fn only_what_may_have_reached_the_server_counts() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on_error::<CheckLogin>(TransportError::new(TransportErrorKind::Connect).unsent())
        .on_error::<CheckLogin>(TransportError::new(TransportErrorKind::Timeout));
    let client = client(Budget::new(&script).with_limit(1).with_clock(&clock));
    for _ in 0..2 {
        assert!(matches!(client.send(&CheckLogin::new()), Err(Error::Transport { .. })));
    }
    assert_eq!(api_error(client.send(&CheckLogin::new())).attempts(), 0);
}

#[test]
fn a_panic_below_counts_and_locks_nobody_out() {
    let clock = TestClock::new();
    let calls = AtomicU32::new(0);
    let panicky = Server(|_| match calls.fetch_add(1, Ordering::Relaxed) {
        0 => panic!("on purpose"),
        _ => answer(200, ""),
    });
    let client = client(Budget::new(panicky).with_limit(2).with_clock(&clock));
    assert!(catch_unwind(AssertUnwindSafe(|| client.send(&CheckLogin::new()))).is_err());
    client.send(&CheckLogin::new()).unwrap();
    assert_eq!(api_error(client.send(&CheckLogin::new())).attempts(), 0);
}

#[test]
fn the_time_of_day_may_jump() {
    let clock = TestClock::new();
    let client = client(Budget::new(Server(|_| answer(200, ""))).with_limit(1).with_clock(&clock));
    client.send(&CheckLogin::new()).unwrap();
    for wall in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
        clock.set_wall(wall);
        let error = api_error(client.send(&CheckLogin::new()));
        assert_eq!(error.quota().unwrap().resets_in, Some(Duration::from_secs(3_600)));
    }
    clock.advance(Duration::from_secs(3_600));
    client.send(&CheckLogin::new()).unwrap();
}
