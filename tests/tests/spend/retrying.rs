use std::time::Duration;

use http::{HeaderValue, Method, Request, Response};
use proptest::prelude::*;
use toggl_me_core::me::{CheckLogin, CloseAccount, GetMe, UpdateMe};
use toggl_me_core::{
    ApiErrorKind, Budget, Decision, Error, Outcome, Policy, Retry, Transport, TransportError, TransportErrorKind,
};
use toggl_me_transport_test::{TestClock, TestTransport};

use crate::{Server, answer, client};

fn timeout() -> TransportError {
    TransportError::new(TransportErrorKind::Timeout)
}

#[test]
fn it_is_off_until_it_is_turned_on() {
    let script = TestTransport::new().on::<GetMe>(503, "");
    assert!(client(Retry::new(&script)).send(&GetMe::new()).is_err());
    assert_eq!(script.requests().len(), 1);
}

#[test]
fn the_reply_tells_how_many_attempts_it_took() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<GetMe>(502, "<html>")
        .on_error::<GetMe>(timeout())
        .on::<GetMe>(200, r#"{"id":5}"#)
        .on::<GetMe>(429, "")
        .on::<GetMe>(429, "")
        .on::<GetMe>(429, "");
    let client = client(Retry::new(&script).with_policy(Policy::up_to(3)).with_seed(1).with_clock(&clock));
    assert_eq!(client.send(&GetMe::new()).unwrap().attempts(), 3);
    assert!(clock.slept() <= Duration::from_millis(1_500), "{:?}", clock.slept());

    let Err(Error::Api(error)) = client.send(&GetMe::new()) else { panic!("429 thrice is an error") };
    assert_eq!((error.kind(), error.attempts()), (ApiErrorKind::RateLimited, 3));
    assert!(clock.slept() >= Duration::from_secs(2), "a second after each 429");
}

#[test]
fn retry_after_with_a_date_is_held_against_the_time_of_day() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<CloseAccount>(429, "")
        .header("retry-after", "Mon, 05 Jan 2026 09:00:07 GMT")
        .on::<CloseAccount>(200, "");
    let policy = Policy::up_to(2).with_backoff(Duration::ZERO);
    client(Retry::new(&script).with_policy(policy).with_clock(&clock)).send(&CloseAccount::new()).unwrap();
    assert_eq!(clock.slept(), Duration::from_secs(7));
}

#[test]
fn a_write_that_may_have_been_done_is_not_sent_again() {
    let clock = TestClock::new();
    let script = TestTransport::new().on_error::<UpdateMe>(timeout()).on::<UpdateMe>(503, "");
    let client = client(Retry::new(&script).with_policy(Policy::up_to(5)).with_clock(&clock));
    for _ in 0..2 {
        assert!(client.send(&UpdateMe::new().fullname("Ann Lee")).is_err());
    }
    script.assert_finished();
    assert_eq!(clock.slept(), Duration::ZERO);
}

#[test]
fn what_is_sent_again_is_the_same() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on_error::<UpdateMe>(timeout().unsent())
        .on::<UpdateMe>(429, "")
        .on::<UpdateMe>(200, r#"{"id":5}"#);
    let retry = Retry::new(&script).with_policy(Policy::up_to(3)).with_clock(&clock);
    let reply = client(retry).send(&UpdateMe::new().fullname("Ann Lee")).unwrap();
    assert_eq!(reply.attempts(), 2, "the first has not reached the server");
    let sent = script.requests();
    for again in &sent[1..] {
        assert_eq!(
            (again.method(), again.uri(), again.headers()),
            (sent[0].method(), sent[0].uri(), sent[0].headers())
        );
        assert_eq!(again.body(), sent[0].body());
    }
}

#[test]
fn a_refusal_of_the_budget_ends_the_attempts() {
    let clock = TestClock::new();
    let script = TestTransport::new().on::<CheckLogin>(503, "").on::<CheckLogin>(503, "");
    let budget = Budget::new(&script).with_limit(2).with_clock(&clock);
    let client = client(Retry::new(budget).with_policy(Policy::up_to(9)).with_clock(&clock));
    let Err(Error::Api(error)) = client.send(&CheckLogin::new()) else { panic!("the hour is spent") };
    assert_eq!((error.kind(), error.attempts()), (ApiErrorKind::QuotaExhausted, 2));
    script.assert_finished();
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let time = prop::option::of((0..20_000_u64).prop_map(Duration::from_millis));
    prop_oneof![
        Just(Outcome::Final),
        time.clone().prop_map(|retry_after| Outcome::RateLimited { retry_after }),
        time.prop_map(|retry_after| Outcome::Unavailable { retry_after }),
        Just(Outcome::Unsent),
        Just(Outcome::Uncertain),
    ]
}

/// What a server and the way to it can do to one attempt.
#[derive(Clone, Debug)]
enum Fate {
    Status(u16, Option<u64>),
    Failure(TransportErrorKind, bool),
}

fn fate() -> impl Strategy<Value = Fate> {
    use TransportErrorKind::{Connect, Interrupted, Other, Timeout, Tls, TooLarge};
    prop_oneof![
        (
            prop::sample::select(vec![200, 201, 302, 400, 402, 403, 418, 429, 500, 502, 503, 504]),
            prop::option::of(0..9_u64)
        )
            .prop_map(|(status, retry_after)| Fate::Status(status, retry_after)),
        (prop::sample::select(vec![Connect, Interrupted, Other, Timeout, Tls, TooLarge]), any::<bool>())
            .prop_map(|(kind, unsent)| Fate::Failure(kind, unsent)),
    ]
}

proptest! {
    #[test]
    fn a_policy_keeps_its_bounds(
        outcomes in prop::collection::vec(outcome(), 1..20),
        most in 0..8_u32,
        max_wait in 0..30_000_u64,
        backoff in 0..5_000_u64,
        seed: u64,
    ) {
        let max_wait = Duration::from_millis(max_wait);
        let policy = Policy::up_to(most).with_max_wait(max_wait).with_backoff(Duration::from_millis(backoff));
        let (mut attempts, mut waited) = (0, Duration::ZERO);
        for outcome in outcomes {
            attempts += 1;
            match policy.decide(&Method::GET, attempts, outcome, waited, seed) {
                Decision::Done => break,
                Decision::RetryAfter(wait) => {
                    match outcome {
                        Outcome::RateLimited { retry_after } => {
                            prop_assert!(wait >= retry_after.unwrap_or(Duration::from_secs(1)));
                        }
                        Outcome::Unavailable { retry_after } => prop_assert!(wait >= retry_after.unwrap_or_default()),
                        _ => {}
                    }
                    waited += wait;
                    prop_assert!(attempts < most, "there is no attempt {}", attempts + 1);
                }
            }
        }
        prop_assert!(waited <= max_wait);
    }

    #[test]
    fn the_layer_keeps_attempts_waits_and_ledger_and_does_no_write_twice(
        fates in prop::collection::vec(fate(), 12),
        method in prop::sample::select(vec![Method::GET, Method::POST, Method::PUT, Method::DELETE]),
        most in 1..8_u32,
        limit in 1..8_u32,
        seed: u64,
    ) {
        let clock = TestClock::new();
        let script = std::sync::Mutex::new((fates.iter(), Vec::new()));
        let server = Server(|_| {
            let (fates, met) = &mut *script.lock().unwrap();
            let fate = fates.next().expect("no more than 8 attempts");
            met.push(fate.clone());
            match fate {
                Fate::Status(status, retry_after) => answer(*status, "").map(|mut response: Response<Vec<u8>>| {
                    if let Some(seconds) = retry_after {
                        response.headers_mut().insert("retry-after", HeaderValue::from(*seconds));
                    }
                    response
                }),
                Fate::Failure(kind, unsent) => {
                    let error = TransportError::new(*kind);
                    Err(if *unsent { error.unsent() } else { error })
                }
            }
        });
        let budget = Budget::new(server).with_limit(limit).with_clock(&clock);
        let retry = Retry::new(budget).with_policy(Policy::up_to(most)).with_seed(seed).with_clock(&clock);
        let request = Request::builder()
            .method(method.clone())
            .uri("https://toggl.example.org/me")
            .header("authorization", "Basic eDp5")
            .body(Vec::new())
            .unwrap();
        let result = retry.send(request);
        let met = script.lock().unwrap().1.clone();
        prop_assert!(met.len() <= most as usize);
        prop_assert!(clock.slept() <= Duration::from_secs(10));
        let reached = met.iter().filter(|fate| !matches!(fate, Fate::Failure(_, true))).count();
        prop_assert!(reached <= limit as usize);
        if let Ok(response) = &result {
            prop_assert_eq!(toggl_me_core::Trace::of(response).attempts as usize, reached);
        }
        for (index, fate) in met.iter().enumerate() {
            let repeated = index + 1 < met.len();
            let harmless = matches!(fate, Fate::Status(429, _) | Fate::Failure(_, true));
            prop_assert!(!repeated || method == Method::GET || harmless, "{} again after {:?}", method, fate);
            let pointless = matches!(fate, Fate::Status(200..=428 | 430..=500, _));
            prop_assert!(!repeated || !pointless, "again after {:?}", fate);
        }
    }
}
