//! Tests of stale responses that stand in for a failure.

use std::time::Duration;

use toggl_me_core::me::{CheckLogin, GetMe, ListTags};
use toggl_me_core::{
    ApiErrorKind, CallOptions, Dispatcher, EndpointExt as _, Error, RetryPolicy, TransportError, TransportErrorKind,
};
use toggl_me_transport_test::{TestClock, TestTransport};

use crate::{Kind, Server, api_error, kind, response, spending, timeout};

const MINUTE: Duration = Duration::from_secs(60);

fn standing_in() -> Dispatcher {
    Dispatcher::idle().max_age(MINUTE).max_stale(10 * MINUTE)
}

#[test]
fn a_stale_response_stands_in_for_a_failure_and_says_which() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<GetMe>(200, r#"{"id":1}"#)
        .on::<GetMe>(402, r#""Your quota will reset in 60 seconds.""#)
        .on::<GetMe>(429, "")
        .on::<GetMe>(500, "")
        .on_error::<GetMe>(timeout())
        .on_error::<GetMe>(TransportError::new(TransportErrorKind::Connect).unsent());
    let client = spending(&script, &standing_in(), &clock);
    client.send(&GetMe::new()).unwrap();
    clock.advance(2 * MINUTE);
    for expected in [ApiErrorKind::QuotaExhausted, ApiErrorKind::RateLimited, ApiErrorKind::Server] {
        let reply = client.send(&GetMe::new()).unwrap();
        assert_eq!((reply.id, kind(&reply), reply.attempts()), (1, Kind::Stale(120), 1));
        let Some(Error::Api(error)) = reply.stale_cause() else { panic!("no cause: {reply:?}") };
        assert_eq!((error.kind(), error.endpoint(), error.attempts()), (expected, GetMe::INFO, 1));
    }
    for (expected, attempts) in [(TransportErrorKind::Timeout, 1), (TransportErrorKind::Connect, 0)] {
        let reply = client.send(&GetMe::new()).unwrap();
        let Some(Error::Transport { error, .. }) = reply.stale_cause() else { panic!("no cause: {reply:?}") };
        assert_eq!((error.kind(), reply.attempts()), (expected, attempts));
    }
    script.assert_finished();
}

#[test]
fn stale_responses_do_not_replace_every_error() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<GetMe>(200, r#"{"id":1}"#)
        .on::<GetMe>(401, "")
        .on::<GetMe>(403, "")
        .on::<GetMe>(404, "")
        .on::<GetMe>(500, "")
        .on::<GetMe>(500, "")
        .on::<ListTags>(500, "")
        .on::<CheckLogin>(500, "");
    let client = spending(&script, &Dispatcher::idle().max_stale(10 * MINUTE), &clock);
    client.send(&GetMe::new()).unwrap();
    for status in [401, 403, 404] {
        assert_eq!(api_error(client.send(&GetMe::new())).status().as_u16(), status);
    }
    assert!(client.send_with(&GetMe::new(), CallOptions::new().max_stale(Duration::ZERO)).is_err(), "not allowed");
    clock.advance(10 * MINUTE + Duration::from_millis(1));
    assert!(client.send(&GetMe::new()).is_err(), "too old");
    assert!(client.send(&ListTags::new()).is_err(), "never asked before");
    assert!(client.send(&CheckLogin::new()).is_err(), "of another moment");
    script.assert_finished();
}

#[test]
fn a_spent_hour_is_bridged_without_a_request() {
    let clock = TestClock::new();
    let dispatcher = standing_in().max_stale(60 * MINUTE).hourly_limit(1);
    let client = spending(Server(|_| response(200, r#"{"id":1}"#)), &dispatcher, &clock);
    client.send(&GetMe::new()).unwrap();
    clock.advance(30 * MINUTE);
    let reply = client.send(&GetMe::new()).unwrap();
    assert_eq!((reply.id, kind(&reply), reply.attempts()), (1, Kind::Stale(1_800), 0));
    let Some(Error::Api(error)) = reply.stale_cause() else { panic!("no cause") };
    assert_eq!((error.kind(), error.attempts()), (ApiErrorKind::QuotaExhausted, 0));
}

#[test]
fn a_stale_response_after_three_timeouts_says_so() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<GetMe>(200, r#"{"id":1}"#)
        .on_error::<GetMe>(timeout())
        .on_error::<GetMe>(timeout())
        .on_error::<GetMe>(timeout());
    let client = spending(&script, &standing_in().retry(RetryPolicy::up_to(3)), &clock);
    client.send(&GetMe::new()).unwrap();
    clock.advance(2 * MINUTE);
    let reply = client.send(&GetMe::new()).unwrap();
    assert!(matches!(kind(&reply), Kind::Stale(120..=122)));
    assert_eq!(reply.attempts(), 3);
    let Some(Error::Transport { attempts: 3, .. }) = reply.stale_cause() else { panic!("{reply:?}") };
}
