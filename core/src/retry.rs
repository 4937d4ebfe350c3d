//! [`Retry`]: sends again what may be sent again.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::{Method, Request, Response, StatusCode};
use jiff::Timestamp;

use crate::clock::{Clock, SystemClock};
use crate::headers::RetryAfter;
use crate::owner::random;
use crate::trace::Trace;
use crate::transport::{Transport, TransportError, TransportErrorKind};

/// When to send a request again, and after how long: a decision, taken without a clock and without randomness.
///
/// | came of the attempt | GET | POST, PUT, DELETE |
/// | --- | --- | --- |
/// | 429 | yes | yes |
/// | no connection, a time limit, a break; provably nothing was sent | yes | yes |
/// | the same, and something may have been sent | yes | no |
/// | 502, 503, 504 | yes | no |
/// | 402, any other status, any other failure | no | no |
///
/// PUT stands with POST, though HTTP calls it idempotent: a `PUT /me` that changes the password carries the old one,
/// which is wrong once it has been done. Sent a second time it is a failed login, and few of those lock the account.
/// After a 429 the server has done nothing of it, so even that one goes again.
///
/// The wait before the n-th repetition is drawn evenly from zero to `backoff * 2^(n-1)` (full jitter), on top of what
/// the server demands: `Retry-After`, or a second after a 429 without one. A demand that does not fit into what is left
/// of `max_wait` ends the attempts.
///
/// ```
/// use std::time::Duration;
/// use toggl_me_core::http::Method;
/// use toggl_me_core::{Decision, Outcome, Policy};
///
/// let policy = Policy::up_to(3).with_max_wait(Duration::from_secs(10));
/// let limited = Outcome::RateLimited { retry_after: Some(Duration::from_secs(5)) };
/// let Decision::RetryAfter(wait) = policy.decide(&Method::POST, 1, limited, Duration::ZERO, 42) else {
///     panic!("a 429 is repeated");
/// };
/// assert!(wait >= Duration::from_secs(5));
/// assert_eq!(policy.decide(&Method::POST, 2, limited, wait, 42), Decision::Done, "another 5 s would be too long");
/// assert_eq!(policy.decide(&Method::POST, 1, Outcome::Uncertain, Duration::ZERO, 42), Decision::Done);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    max_attempts: u32,
    max_wait: Duration,
    backoff: Duration,
}

impl Policy {
    /// One attempt: nothing is repeated. The default.
    pub const OFF: Policy =
        Policy { max_attempts: 1, max_wait: Duration::from_secs(10), backoff: Duration::from_millis(500) };

    /// That many attempts at most, the first included; 10 s of waiting at most between them, and a backoff of 500 ms.
    pub const fn up_to(max_attempts: u32) -> Self {
        Policy { max_attempts, ..Policy::OFF }
    }

    /// Another bound on the sum of a call's waits. They are counted as they are asked for, not as they pass.
    #[must_use]
    pub const fn with_max_wait(mut self, max_wait: Duration) -> Self {
        self.max_wait = max_wait;
        self
    }

    /// Another upper end for the first wait; it doubles with each attempt.
    #[must_use]
    pub const fn with_backoff(mut self, backoff: Duration) -> Self {
        self.backoff = backoff;
        self
    }

    /// What to do after attempt number `attempt` (from 1) at a request with that method has had that outcome, when
    /// `waited` is the sum of the waits so far.
    ///
    /// `seed` is the randomness: the same for the attempts of a call, another for each call.
    pub fn decide(&self, method: &Method, attempt: u32, outcome: Outcome, waited: Duration, seed: u64) -> Decision {
        let left = self.max_wait.saturating_sub(waited);
        if attempt >= self.max_attempts || left.is_zero() {
            return Decision::Done;
        }
        let demanded = match outcome {
            Outcome::Final => return Decision::Done,
            Outcome::RateLimited { retry_after } => retry_after.unwrap_or(AFTER_429),
            Outcome::Unsent => Duration::ZERO,
            Outcome::Uncertain | Outcome::Unavailable { .. } if *method != Method::GET => return Decision::Done,
            Outcome::Uncertain => Duration::ZERO,
            Outcome::Unavailable { retry_after } => retry_after.unwrap_or_default(),
        };
        if demanded > left {
            return Decision::Done;
        }
        let most = self.backoff.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
        Decision::RetryAfter(demanded.saturating_add(jitter(most, seed, attempt)).min(left))
    }
}

/// [`Policy::OFF`].
impl Default for Policy {
    fn default() -> Self {
        Policy::OFF
    }
}

/// The wait after a 429 that does not say how long.
const AFTER_429: Duration = Duration::from_secs(1);

/// Evenly from zero to `most`, the same for the same seed and attempt.
fn jitter(most: Duration, seed: u64, attempt: u32) -> Duration {
    // The finaliser of SplitMix64 makes neighbouring seeds unlike.
    let mut mixed = seed.wrapping_add(u64::from(attempt).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    let nanoseconds = most.as_nanos().saturating_mul(u128::from(mixed)) >> 64;
    Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The outcome stands.
    Done,
    /// The request goes again after that time.
    RetryAfter(Duration),
}

/// What came of an attempt, as far as it matters for sending again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer, or a failure that would only come again.
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
    /// A connection failed, and it is not known what the server has got.
    Uncertain,
}

impl Outcome {
    /// Of what a transport has returned. `now` is the time of day, which a `Retry-After` with a date is held against.
    pub fn of<B>(result: Result<&Response<B>, &TransportError>, now: impl FnOnce() -> Timestamp) -> Self {
        let error = match result {
            Ok(response) => {
                let retry_after = || RetryAfter::from_headers(response.headers()).map(|time| time.delay(now()));
                return match response.status() {
                    StatusCode::TOO_MANY_REQUESTS => Outcome::RateLimited { retry_after: retry_after() },
                    StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
                        Outcome::Unavailable { retry_after: retry_after() }
                    }
                    _ => Outcome::Final,
                };
            }
            Err(error) => error,
        };
        match error.kind() {
            TransportErrorKind::Connect | TransportErrorKind::Timeout | TransportErrorKind::Interrupted => {
                if error.is_unsent() { Outcome::Unsent } else { Outcome::Uncertain }
            }
            // A certificate, a size, a proxy's settings: the next attempt would meet the same.
            _ => Outcome::Final,
        }
    }
}

/// A layer that sends again what its [`Policy`] allows, and tells with the answer how many attempts it took.
///
/// It is off until it is given a policy: every attempt is a request, and counts as one of the hour's 30 unless the
/// server refused it with 429. Which attempts are repeated is told by the table at [`Policy`]; a PUT, POST or DELETE is done
/// at most once.
///
/// ```
/// use toggl_me_core::{Policy, Retry, Transport};
/// # fn example(transport: impl Transport) {
///
/// let patient = Retry::new(transport).with_policy(Policy::up_to(3));
/// # }
/// ```
pub struct Retry<T, C = SystemClock> {
    transport: T,
    clock: C,
    policy: Policy,
    /// Each call takes the next number.
    seed: AtomicU64,
}

impl<T> Retry<T> {
    /// Without a policy: every request is sent once.
    pub fn new(transport: T) -> Self {
        Retry { transport, clock: SystemClock, policy: Policy::OFF, seed: AtomicU64::new(random()) }
    }
}

impl<T, C> Retry<T, C> {
    /// When to send again.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Where the jitter starts from, so that a test gets the same waits each time. It is random otherwise.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = AtomicU64::new(seed);
        self
    }

    /// Another clock to wait on.
    #[must_use]
    pub fn with_clock<D: Clock>(self, clock: D) -> Retry<T, D> {
        Retry { transport: self.transport, clock, policy: self.policy, seed: self.seed }
    }

    /// What the requests are sent with.
    pub fn transport(&self) -> &T {
        &self.transport
    }
}

impl<T: Transport, C: Clock> Transport for Retry<T, C> {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        if self.policy.max_attempts <= 1 {
            return self.transport.send(request);
        }
        let seed = self.seed.fetch_add(1, Ordering::Relaxed);
        let method = request.method().clone();
        let mut request = request;
        let mut attempt = 1;
        let mut sent = 0_u32;
        let mut waited = Duration::ZERO;
        loop {
            let again = (attempt < self.policy.max_attempts).then(|| request.clone());
            let mut result = self.transport.send(request);
            let outcome = Outcome::of(result.as_ref(), || self.clock.wall());
            let decision = self.policy.decide(&method, attempt, outcome, waited, seed);
            let (Decision::RetryAfter(wait), Some(again)) = (decision, again) else {
                if let (Ok(response), 1..) = (&mut result, sent) {
                    let Trace { attempts, source } = Trace::of(response);
                    response.extensions_mut().insert(Trace::new(sent.saturating_add(attempts), source));
                }
                return result;
            };
            sent = sent.saturating_add(match &result {
                Ok(response) => Trace::of(response).attempts,
                Err(error) => u32::from(!error.is_unsent()),
            });
            self.clock.sleep(wait);
            waited = waited.saturating_add(wait);
            attempt = attempt.saturating_add(1);
            request = again;
        }
    }
}

impl<T: fmt::Debug, C: fmt::Debug> fmt::Debug for Retry<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("transport", &self.transport)
            .field("clock", &self.clock)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn wait(decision: Decision) -> Option<Duration> {
        match decision {
            Decision::Done => None,
            Decision::RetryAfter(wait) => Some(wait),
        }
    }

    #[test]
    fn what_is_repeated_and_what_never() {
        let limited = Outcome::RateLimited { retry_after: None };
        let unavailable = Outcome::Unavailable { retry_after: None };
        let policy = Policy::up_to(2);
        for (outcome, get, others) in [
            (Outcome::Final, false, false),
            (limited, true, true),
            (unavailable, true, false),
            (Outcome::Unsent, true, true),
            (Outcome::Uncertain, true, false),
        ] {
            for (method, expected) in
                [(Method::GET, get), (Method::POST, others), (Method::PUT, others), (Method::DELETE, others)]
            {
                let decision = policy.decide(&method, 1, outcome, Duration::ZERO, 7);
                assert_eq!(decision != Decision::Done, expected, "{method} after {outcome:?}");
                assert_eq!(policy.decide(&method, 2, outcome, Duration::ZERO, 7), Decision::Done);
                assert_eq!(Policy::OFF.decide(&method, 1, outcome, Duration::ZERO, 7), Decision::Done);
            }
        }
    }

    #[test]
    fn statuses() {
        for status in 100..=599 {
            let response = Response::builder().status(status).body(()).unwrap();
            let expected = match status {
                429 => Outcome::RateLimited { retry_after: None },
                502..=504 => Outcome::Unavailable { retry_after: None },
                _ => Outcome::Final,
            };
            assert_eq!(Outcome::of(Ok(&response), || Timestamp::UNIX_EPOCH), expected, "{status}");
        }
    }

    #[test]
    fn failures() {
        use TransportErrorKind::{Connect, Interrupted, Other, Timeout, Tls, TooLarge};
        for (kind, unsent, sent) in [
            (Connect, Outcome::Unsent, Outcome::Uncertain),
            (Timeout, Outcome::Unsent, Outcome::Uncertain),
            (Interrupted, Outcome::Unsent, Outcome::Uncertain),
            (Tls, Outcome::Final, Outcome::Final),
            (TooLarge, Outcome::Final, Outcome::Final),
            (Other, Outcome::Final, Outcome::Final),
        ] {
            let of = |error| Outcome::of(Err::<&Response<()>, _>(&error), || Timestamp::UNIX_EPOCH);
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
            assert_eq!(Outcome::of(Ok(&response), now), Outcome::RateLimited { retry_after: expected }, "{header}");
        }
    }

    #[test]
    fn waits() {
        let policy = Policy::up_to(9).with_max_wait(10 * SECOND).with_backoff(SECOND);
        let decide = |attempt, outcome, waited| wait(policy.decide(&Method::GET, attempt, outcome, waited, 3));
        let limited = |retry_after| Outcome::RateLimited { retry_after };

        assert!(decide(1, limited(None), Duration::ZERO) >= Some(SECOND), "a second after a 429");
        assert!(decide(1, limited(Some(3 * SECOND)), Duration::ZERO) >= Some(3 * SECOND));
        assert_eq!(decide(1, limited(Some(11 * SECOND)), Duration::ZERO), None, "longer than allowed");
        assert_eq!(decide(1, limited(Some(3 * SECOND)), 8 * SECOND), None, "longer than is left");
        assert_eq!(decide(1, limited(Some(2 * SECOND)), 8 * SECOND), Some(2 * SECOND), "the jitter is cut");
        assert_eq!(decide(1, Outcome::Uncertain, 10 * SECOND), None, "nothing is left");
        assert!(decide(8, Outcome::Uncertain, Duration::ZERO) <= Some(10 * SECOND));
        assert_eq!(decide(2, Outcome::Uncertain, SECOND), decide(2, Outcome::Uncertain, SECOND), "seeded");
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
    /// The first values of SplitMix64 from the seed 0, as published with it.
    #[test]
    fn jitter_is_drawn_by_splitmix64() {
        let (published, of_63_bits) =
            ([0xe220_a839_7b1d_cdaf_u64, 0x6e78_9e6a_a1b9_65f4], Duration::from_nanos(1 << 63));
        for (attempt, value) in (1..).zip(published) {
            assert_eq!(jitter(of_63_bits, 0, attempt), Duration::from_nanos(value >> 1), "attempt {attempt}");
        }
    }

    #[test]
    fn the_wait_doubles_with_each_attempt() {
        let policy = Policy::up_to(9).with_max_wait(Duration::from_secs(3_600)).with_backoff(SECOND);
        for (attempt, most) in [(1, 1), (2, 2), (3, 4), (4, 8)] {
            let waits = (0..200)
                .filter_map(|seed| wait(policy.decide(&Method::GET, attempt, Outcome::Unsent, Duration::ZERO, seed)));
            let longest = waits.max().unwrap();
            assert!(longest < most * SECOND && longest > most * SECOND * 9 / 10, "attempt {attempt}: {longest:?}");
        }
    }
}
