//! [`RetryPolicy`]: what may be sent again, and when.

use std::time::Duration;

use http::{Response, StatusCode};
use jiff::Timestamp;

use crate::headers::RetryAfter;
use crate::random::drawn;
use crate::transport::{TransportError, TransportErrorKind};

/// Decides when to send a request again and after how long, without a clock and without randomness.
///
/// | result of the attempt | GET, or a POST that only reads | POST, PUT, PATCH, DELETE |
/// | --- | --- | --- |
/// | 429 | yes | yes |
/// | no connection, a time limit, a break; provably nothing was sent | yes | yes |
/// | the same, and something may have been sent | yes | no |
/// | 502, 503, 504 | yes | no |
/// | 402, any other status, any other failure | no | no |
///
/// PUT is treated like POST, although HTTP calls it idempotent: a `PUT /me` that changes the password carries the old
/// one, which is wrong once the change has been made. Sent a second time, it is a failed login, and a few of those lock
/// the account. After a 429 the server has done nothing, so even that request is sent again.
///
/// The wait before the n-th repetition is drawn evenly from zero to `backoff * 2^(n-1)` (full jitter), on top of what
/// the server demands: `Retry-After`, or a second after a 429 without one. A demand that does not fit into what is left
/// of `max_wait` ends the attempts.
///
/// No attempt begins later than [`start_within`](RetryPolicy::start_within) after its call began, so a server that
/// never responds costs one time limit and one request, not three.
///
/// ```
/// use std::time::Duration;
/// use toggl_me_core::{Dispatcher, RetryPolicy};
///
/// let dispatcher = Dispatcher::new().retry(RetryPolicy::up_to(2).max_wait(Duration::from_secs(5)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    max_wait: Duration,
    backoff: Duration,
    start_within: Duration,
}

impl RetryPolicy {
    /// Makes one attempt and never retries. This is the default.
    pub const OFF: RetryPolicy = RetryPolicy {
        max_attempts: 1,
        max_wait: Duration::from_secs(10),
        backoff: Duration::from_millis(500),
        start_within: Duration::from_secs(30),
    };

    /// Makes at most this many attempts, including the first, with a backoff of 500 ms, at most 10 s of waiting between
    /// them, and none that begins later than 30 s after the call.
    pub const fn up_to(max_attempts: u32) -> Self {
        RetryPolicy { max_attempts, ..RetryPolicy::OFF }
    }

    /// Sets a bound on the sum of a call's waits. They count as they are requested, not as they pass.
    #[must_use]
    pub const fn max_wait(mut self, max_wait: Duration) -> Self {
        self.max_wait = max_wait;
        self
    }

    /// Sets the upper end of the first wait; it doubles with each attempt.
    #[must_use]
    pub const fn backoff(mut self, backoff: Duration) -> Self {
        self.backoff = backoff;
        self
    }

    /// Sets how long after the beginning of its call an attempt may begin.
    #[must_use]
    pub const fn start_within(mut self, start_within: Duration) -> Self {
        self.start_within = start_within;
        self
    }

    /// Returns whether it never retries.
    pub(crate) fn is_off(&self) -> bool {
        self.max_attempts <= 1
    }

    /// Decides what to do after an attempt with this `verdict`.
    pub(crate) fn decide(&self, so_far: &SoFar, verdict: Verdict) -> Decision {
        let SoFar { repeatable, attempt, waited, elapsed, seed } = *so_far;
        let left = self.max_wait.saturating_sub(waited).min(self.start_within.saturating_sub(elapsed));
        if attempt >= self.max_attempts || left.is_zero() {
            return Decision::Done;
        }
        let demanded = match verdict {
            Verdict::Final => return Decision::Done,
            Verdict::RateLimited { retry_after } => retry_after.unwrap_or(AFTER_429),
            Verdict::Unsent => Duration::ZERO,
            Verdict::Uncertain | Verdict::Unavailable { .. } if !repeatable => return Decision::Done,
            Verdict::Uncertain => Duration::ZERO,
            Verdict::Unavailable { retry_after } => retry_after.unwrap_or_default(),
        };
        if demanded > left {
            return Decision::Done;
        }
        let most = self.backoff.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
        Decision::RetryAfter(demanded.saturating_add(jitter(most, seed, attempt)).min(left))
    }
}

/// What is known about a call when one of its attempts has ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SoFar {
    /// Whether doing it twice harms nobody.
    pub(crate) repeatable: bool,
    /// How many attempts were made, including this one.
    pub(crate) attempt: u32,
    /// The sum of the waits between them, as they were requested.
    pub(crate) waited: Duration,
    /// How long ago the call began.
    pub(crate) elapsed: Duration,
    /// The seed of the randomness: each call has its own, which its attempts share.
    pub(crate) seed: u64,
}

/// Returns [`RetryPolicy::OFF`].
impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy::OFF
    }
}

/// The wait after a 429 that does not say how long.
const AFTER_429: Duration = Duration::from_secs(1);

/// Draws evenly from zero to `most`: the same for the same seed and attempt.
fn jitter(most: Duration, seed: u64, attempt: u32) -> Duration {
    let drawn = u128::from(drawn(seed, attempt.into()));
    let nanoseconds = most.as_nanos().saturating_mul(drawn) >> 64;
    Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// The outcome stands.
    Done,
    /// The request is sent again after this time.
    RetryAfter(Duration),
}

/// The result of an attempt, as far as it matters for a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A response that stands, or a failure that would only happen again.
    Final,
    /// 429: refused before anything was done.
    RateLimited {
        /// What the server asks for.
        retry_after: Option<Duration>,
    },
    /// 502, 503 or 504: something between here and the server failed, and it is not known what was done.
    Unavailable {
        /// What the server asks for.
        retry_after: Option<Duration>,
    },
    /// A connection failed before a byte of the request had left.
    Unsent,
    /// A connection failed, and it is not known what the server has received.
    Uncertain,
}

impl Verdict {
    /// Judges what a transport has returned. `now` is the time of day, with which a `Retry-After` with a date is
    /// compared.
    pub(crate) fn of<B>(result: Result<&Response<B>, &TransportError>, now: impl FnOnce() -> Timestamp) -> Self {
        let error = match result {
            Ok(response) => {
                let retry_after = || RetryAfter::from_headers(response.headers()).map(|time| time.delay(now()));
                return match response.status() {
                    StatusCode::TOO_MANY_REQUESTS => Verdict::RateLimited { retry_after: retry_after() },
                    StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
                        Verdict::Unavailable { retry_after: retry_after() }
                    }
                    _ => Verdict::Final,
                };
            }
            Err(error) => error,
        };
        match error.kind() {
            TransportErrorKind::Connect | TransportErrorKind::Timeout | TransportErrorKind::Interrupted => {
                if error.is_unsent() { Verdict::Unsent } else { Verdict::Uncertain }
            }
            // The cause is a certificate, a size or a proxy's settings, which the next attempt would meet again.
            _ => Verdict::Final,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn so_far(attempt: u32, waited: Duration, seed: u64) -> SoFar {
        SoFar { repeatable: true, attempt, waited, elapsed: Duration::ZERO, seed }
    }

    fn wait(decision: Decision) -> Option<Duration> {
        match decision {
            Decision::Done => None,
            Decision::RetryAfter(wait) => Some(wait),
        }
    }

    #[test]
    fn retries_follow_the_table() {
        let limited = Verdict::RateLimited { retry_after: None };
        let unavailable = Verdict::Unavailable { retry_after: None };
        let policy = RetryPolicy::up_to(2);
        for (outcome, get, others) in [
            (Verdict::Final, false, false),
            (limited, true, true),
            (unavailable, true, false),
            (Verdict::Unsent, true, true),
            (Verdict::Uncertain, true, false),
        ] {
            for (repeatable, expected) in [(true, get), (false, others)] {
                let after = |attempt| SoFar { repeatable, ..so_far(attempt, Duration::ZERO, 7) };
                let decision = policy.decide(&after(1), outcome);
                assert_eq!(decision != Decision::Done, expected, "{repeatable} after {outcome:?}");
                assert_eq!(policy.decide(&after(2), outcome), Decision::Done);
                assert_eq!(RetryPolicy::OFF.decide(&after(1), outcome), Decision::Done);
            }
        }
    }

    #[test]
    fn statuses() {
        for status in 100..=599 {
            let response = Response::builder().status(status).body(()).unwrap();
            let expected = match status {
                429 => Verdict::RateLimited { retry_after: None },
                502..=504 => Verdict::Unavailable { retry_after: None },
                _ => Verdict::Final,
            };
            assert_eq!(Verdict::of(Ok(&response), || Timestamp::UNIX_EPOCH), expected, "{status}");
        }
    }

    #[test]
    fn failures() {
        use TransportErrorKind::{Connect, Interrupted, Other, Timeout, Tls, TooLarge};
        for (kind, unsent, sent) in [
            (Connect, Verdict::Unsent, Verdict::Uncertain),
            (Timeout, Verdict::Unsent, Verdict::Uncertain),
            (Interrupted, Verdict::Unsent, Verdict::Uncertain),
            (Tls, Verdict::Final, Verdict::Final),
            (TooLarge, Verdict::Final, Verdict::Final),
            (Other, Verdict::Final, Verdict::Final),
        ] {
            let of = |error| Verdict::of(Err::<&Response<()>, _>(&error), || Timestamp::UNIX_EPOCH);
            assert_eq!(of(TransportError::new(kind).unsent()), unsent, "{kind:?}, unsent");
            assert_eq!(of(TransportError::new(kind)), sent, "{kind:?}");
        }
    }

    #[test]
    fn retry_after_in_both_forms() {
        let now = || "2026-03-02T10:00:00Z".parse().unwrap();
        for (header, expected) in [
            ("7", Some(7 * SECOND)),
            ("Mon, 02 Mar 2026 10:00:30 GMT", Some(30 * SECOND)),
            ("Mon, 02 Mar 2026 09:59:00 GMT", Some(Duration::ZERO)),
            ("soon", None),
        ] {
            let response = Response::builder().status(429).header("retry-after", header).body(()).unwrap();
            assert_eq!(Verdict::of(Ok(&response), now), Verdict::RateLimited { retry_after: expected }, "{header}");
        }
    }

    #[test]
    fn waits() {
        let policy = RetryPolicy::up_to(9).max_wait(10 * SECOND).backoff(SECOND);
        let decide = |attempt, outcome, waited| wait(policy.decide(&so_far(attempt, waited, 3), outcome));
        let limited = |retry_after| Verdict::RateLimited { retry_after };

        assert!(decide(1, limited(None), Duration::ZERO) >= Some(SECOND), "a second after a 429");
        assert!(decide(1, limited(Some(3 * SECOND)), Duration::ZERO) >= Some(3 * SECOND));
        assert_eq!(decide(1, limited(Some(11 * SECOND)), Duration::ZERO), None, "longer than allowed");
        assert_eq!(decide(1, limited(Some(3 * SECOND)), 8 * SECOND), None, "longer than is left");
        assert_eq!(decide(1, limited(Some(2 * SECOND)), 8 * SECOND), Some(2 * SECOND), "the jitter is cut");
        assert_eq!(decide(1, Verdict::Uncertain, 10 * SECOND), None, "nothing is left");
        assert!(decide(8, Verdict::Uncertain, Duration::ZERO) <= Some(10 * SECOND));
        assert_eq!(decide(2, Verdict::Uncertain, SECOND), decide(2, Verdict::Uncertain, SECOND), "seeded");
    }

    #[test]
    fn jitter_is_spread_evenly() {
        let mut tenths = [0; 10];
        for seed in 0..1_000 {
            let drawn = jitter(SECOND, seed, 1);
            assert!(drawn < SECOND);
            tenths[drawn.as_millis() as usize / 100] += 1;
        }
        assert!(tenths.iter().all(|count| (60..=140).contains(count)), "{tenths:?}");
        assert_eq!(jitter(Duration::ZERO, 5, 1), Duration::ZERO);
        assert!(jitter(Duration::MAX, 5, 1) > SECOND);
    }

    #[test]
    fn no_attempt_begins_late() {
        let policy = RetryPolicy::up_to(9).max_wait(100 * SECOND).start_within(30 * SECOND);
        let after = |elapsed, verdict| wait(policy.decide(&SoFar { elapsed, ..so_far(1, Duration::ZERO, 3) }, verdict));
        assert!(after(29 * SECOND, Verdict::Uncertain) <= Some(SECOND));
        assert_eq!(after(30 * SECOND, Verdict::Uncertain), None);
        let limited = Verdict::RateLimited { retry_after: Some(5 * SECOND) };
        assert_eq!(after(25 * SECOND, limited), Some(5 * SECOND));
        assert_eq!(after(26 * SECOND, limited), None);
    }

    #[test]
    fn the_wait_doubles_with_each_attempt() {
        let policy = RetryPolicy::up_to(9)
            .max_wait(Duration::from_secs(3_600))
            .start_within(Duration::from_secs(3_600))
            .backoff(SECOND);
        for (attempt, most) in [(1, 1), (2, 2), (3, 4), (4, 8)] {
            let waits = (0..200)
                .filter_map(|seed| wait(policy.decide(&so_far(attempt, Duration::ZERO, seed), Verdict::Unsent)));
            let longest = waits.max().unwrap();
            assert!(longest < most * SECOND && longest > most * SECOND * 9 / 10, "attempt {attempt}: {longest:?}");
        }
    }
}
