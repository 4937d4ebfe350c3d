//! Tests of retries: what is sent again, how often, after how long, and what never is.

use std::sync::Mutex;
use std::time::Duration;

use http::{HeaderValue, Method, Request};
use proptest::prelude::*;
use toggl_me_core::me::{CheckLogin, CloseAccount, DeleteFavorite, GetMe, SuggestFavorites, UpdateMe};
use toggl_me_core::{
    ApiErrorKind, Client, Dispatcher, Endpoint, Error, Raw, RetryPolicy, Transport, TransportError, TransportErrorKind,
    clock::Clock,
};
use toggl_me_transport_test::{TestClock, TestTransport};

use crate::{Received, Server, api_error, client, response, spending, timeout};

const SECOND: Duration = Duration::from_secs(1);

/// Returns a dispatcher that retries and does nothing else.
fn retrying(attempts: u32) -> Dispatcher {
    Dispatcher::idle().retry(RetryPolicy::up_to(attempts)).seed(1)
}

#[test]
fn nothing_is_retried_by_default() {
    let clock = TestClock::new();
    let script = TestTransport::new().on::<GetMe>(503, "").on::<GetMe>(503, "");
    assert!(client(&script).send(&GetMe::new()).is_err());
    assert!(spending(&script, &Dispatcher::idle(), &clock).send(&GetMe::new()).is_err());
    assert_eq!(script.requests().len(), 2);
}

#[test]
fn the_reply_counts_the_attempts() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<GetMe>(502, "<html>")
        .on_error::<GetMe>(timeout())
        .on::<GetMe>(200, r#"{"id":5}"#)
        .on::<GetMe>(429, "")
        .on::<GetMe>(429, "")
        .on::<GetMe>(429, "");
    let client = spending(&script, &retrying(3), &clock);
    assert_eq!(client.send(&GetMe::new()).unwrap().attempts(), 3);
    assert!(clock.slept() <= Duration::from_millis(1_500), "{:?}", clock.slept());

    let error = api_error(client.send(&GetMe::new()));
    assert_eq!((error.kind(), error.attempts()), (ApiErrorKind::RateLimited, 3));
    assert!(clock.slept() >= 2 * SECOND, "a second after each 429");
}

#[test]
fn an_error_counts_the_attempts() {
    let clock = TestClock::new();
    let unsent = TransportError::new(TransportErrorKind::Connect).unsent();
    let script = TestTransport::new()
        .on_error::<GetMe>(timeout())
        .on_error::<GetMe>(timeout())
        .on_error::<GetMe>(unsent.clone())
        .on_error::<GetMe>(unsent.clone())
        .on_error::<GetMe>(unsent.clone())
        .on_error::<GetMe>(unsent)
        .on::<GetMe>(502, "")
        .on::<GetMe>(502, "")
        .on::<GetMe>(502, "");
    let client = spending(&script, &retrying(3), &clock);
    let told = || client.send(&GetMe::new()).unwrap_err();

    // The last attempt sent nothing, but earlier ones may have: the error must not say that nothing was sent.
    let error = told();
    let Error::Transport { attempts: 2, .. } = &error else { panic!("{error:?}") };
    assert!(error.to_string().ends_with(" (after 2 attempts)"), "{error}");
    assert!(!error.to_string().contains("nothing was sent"), "{error}");

    let error = told();
    let Error::Transport { attempts: 0, .. } = &error else { panic!("{error:?}") };
    assert!(error.to_string().ends_with("; nothing was sent"), "{error}");

    assert!(told().to_string().ends_with(" (after 3 attempts)"));
}

#[test]
fn retry_after_with_a_date_is_held_against_the_time_of_day() {
    for date in ["Mon, 05 Jan 2026 09:00:07 GMT", "Monday, 05-Jan-26 09:00:07 GMT", "Mon Jan  5 09:00:07 2026"] {
        let clock = TestClock::new();
        let script =
            TestTransport::new().on::<CloseAccount>(429, "").header("retry-after", date).on::<CloseAccount>(200, "");
        let policy = RetryPolicy::up_to(2).backoff(Duration::ZERO);
        spending(&script, &retrying(2).retry(policy), &clock).send(&CloseAccount::new()).unwrap();
        assert_eq!(clock.slept(), 7 * SECOND, "{date}");
    }
}

#[test]
fn a_retry_after_of_more_digits_than_fit_ends_the_attempts() {
    let clock = TestClock::new();
    let script = TestTransport::new().on::<GetMe>(429, "").header("retry-after", "99999999999999999999999");
    assert_eq!(api_error(spending(&script, &retrying(9), &clock).send(&GetMe::new())).attempts(), 1);
    assert_eq!(clock.slept(), Duration::ZERO);
}

#[test]
fn a_write_that_may_have_been_done_is_not_sent_again() {
    let clock = TestClock::new();
    let script = TestTransport::new().on_error::<UpdateMe>(timeout()).on::<UpdateMe>(503, "");
    let client = spending(&script, &retrying(5), &clock);
    for _ in 0..2 {
        assert!(client.send(&UpdateMe::new().fullname("Ann Lee")).is_err());
    }
    script.assert_finished();
    assert_eq!(clock.slept(), Duration::ZERO);
}

#[test]
fn a_post_that_only_reads_is_sent_again() {
    let clock = TestClock::new();
    let script = TestTransport::new().on_error::<SuggestFavorites>(timeout()).on::<SuggestFavorites>(200, "[]");
    spending(&script, &retrying(2), &clock).send(&SuggestFavorites::new()).unwrap();
    script.assert_finished();
}

#[test]
fn a_retry_sends_the_same_request() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on_error::<UpdateMe>(timeout().unsent())
        .on::<UpdateMe>(429, "")
        .on::<UpdateMe>(200, r#"{"id":5}"#);
    let reply = spending(&script, &retrying(3), &clock).send(&UpdateMe::new().fullname("Ann Lee")).unwrap();
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
fn the_end_of_the_hours_calls_ends_the_attempts() {
    let clock = TestClock::new();
    let script = TestTransport::new().on::<CheckLogin>(503, "").on::<CheckLogin>(503, "");
    let client = spending(&script, &retrying(9).hourly_limit(2), &clock);
    // The response reports the quota, so that the next call knows that the hour is used up.
    let error = api_error(client.send(&CheckLogin::new()));
    assert_eq!((error.kind(), error.attempts()), (ApiErrorKind::Server, 2));
    let error = api_error(client.send(&CheckLogin::new()));
    assert_eq!((error.kind(), error.attempts()), (ApiErrorKind::QuotaExhausted, 0));
    script.assert_finished();
}

#[test]
fn a_silent_server_costs_one_time_limit() {
    for (limit, attempts) in [(60, 1), (30, 1), (14, 3)] {
        let clock = TestClock::new();
        let silent = Server(|_| {
            clock.advance(Duration::from_secs(limit));
            Err(timeout())
        });
        let client = spending(silent, &Dispatcher::new(), &clock);
        let Err(Error::Transport { attempts: made, .. }) = client.send(&GetMe::new()) else { panic!("it is silent") };
        assert_eq!(made, attempts, "with a time limit of {limit} s");
        assert!(clock.monotonic() <= Duration::from_secs(30 + limit));
    }
}

/// The effect of a server, and of the way to it, on one attempt.
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

impl Fate {
    fn meet(&self) -> Received {
        match self {
            Fate::Status(status, retry_after) => {
                let mut response = response(*status, "")?;
                if let Some(seconds) = retry_after {
                    response.headers_mut().insert("retry-after", HeaderValue::from(*seconds));
                }
                Ok(response)
            }
            Fate::Failure(kind, unsent) => {
                let error = TransportError::new(*kind);
                Err(if *unsent { error.unsent() } else { error })
            }
        }
    }

    /// Returns the shortest time for which nothing is sent after it.
    fn demands(&self) -> Duration {
        match self {
            Fate::Status(429, retry_after) => Duration::from_secs(retry_after.unwrap_or(1)),
            Fate::Status(_, Some(seconds)) => Duration::from_secs(*seconds),
            _ => Duration::ZERO,
        }
    }
}

/// Returns how many attempts a call reports.
fn attempts<E: Endpoint>(client: &Client<impl Transport, impl Clock>, endpoint: E) -> u32 {
    match client.send(&Raw(endpoint)) {
        Ok(reply) => reply.attempts(),
        Err(Error::Api(error)) => error.attempts(),
        Err(Error::Transport { attempts, .. }) => attempts,
        Err(other) => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn attempts_and_waits_keep_their_bounds(
        fates in prop::collection::vec(fate(), 12),
        operation in 0..5_usize,
        most in 1..8_u32,
        limit in 1..8_u32,
        max_wait in 0..30_000_u64,
        backoff in 0..5_000_u64,
        seed: u64,
    ) {
        let clock = TestClock::new();
        let script = Mutex::new((fates.iter(), Vec::new()));
        let server = Server(|request: Request<Vec<u8>>| {
            let (fates, met) = &mut *script.lock().unwrap();
            let fate = fates.next().expect("no more than 8 attempts");
            met.push((request.method().clone(), fate.clone(), clock.monotonic()));
            fate.meet()
        });
        let max_wait = Duration::from_millis(max_wait);
        let policy = RetryPolicy::up_to(most).max_wait(max_wait).backoff(Duration::from_millis(backoff));
        let dispatcher = Dispatcher::idle().retry(policy).hourly_limit(limit).seed(seed);
        let client = spending(server, &dispatcher, &clock);
        let told = match operation {
            0 => attempts(&client, GetMe::new()),
            1 => attempts(&client, SuggestFavorites::new()),
            2 => attempts(&client, CloseAccount::new()),
            3 => attempts(&client, UpdateMe::new()),
            _ => attempts(&client, DeleteFavorite::new(7)),
        };
        let met = script.lock().unwrap().1.clone();
        prop_assert!(met.len() <= most as usize);
        prop_assert!(clock.slept() <= max_wait);
        let reached = met.iter().filter(|(_, fate, _)| !matches!(fate, Fate::Failure(_, true))).count();
        prop_assert_eq!(told as usize, reached);
        let counted = met.iter().filter(|(_, fate, _)| !matches!(fate, Fate::Failure(_, true) | Fate::Status(429, _)));
        prop_assert!(counted.count() <= limit as usize);
        for pair in met.windows(2) {
            let [(method, fate, at), (_, _, next)] = pair else { panic!("two") };
            let harmless = matches!(fate, Fate::Status(429, _) | Fate::Failure(_, true));
            let reads = *method == Method::GET || operation == 1;
            prop_assert!(reads || harmless, "{} again after {:?}", method, fate);
            let pointless = matches!(fate, Fate::Status(200..=428 | 430..=500, _));
            prop_assert!(!pointless, "again after {:?}", fate);
            prop_assert!(*next - *at >= fate.demands(), "too early after {:?}", fate);
        }
    }
}
