//! The settings of a [`Dispatcher`](crate::Dispatcher), and those that one call has of its own.

use std::time::Duration;

use crate::call::retry::RetryPolicy;

/// Holds what one call wants, if that differs from the settings of its [`Dispatcher`](crate::Dispatcher).
///
/// ```
/// use std::time::Duration;
/// use toggl_me_core::{CallOptions, Client, Error, Transport, me::GetMe};
/// # fn example(client: Client<impl Transport>) -> Result<(), Error> {
///
/// // Not from the cache: the user has just pressed "reload", so what is there may be wrong.
/// let me = client.send_with(&GetMe::new(), CallOptions::new().max_age(Duration::ZERO))?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallOptions {
    /// See [`max_age`](CallOptions::max_age()).
    pub max_age: Option<Duration>,
    /// See [`max_stale`](CallOptions::max_stale()).
    pub max_stale: Option<Duration>,
    /// See [`background`](CallOptions::background()).
    pub background: bool,
}

impl CallOptions {
    /// Creates options that follow the dispatcher's settings.
    pub fn new() -> Self {
        CallOptions::default()
    }

    /// Accepts cached responses younger than this, even if the operation declares a shorter time; zero asks the server.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Accepts cached responses up to this age in place of a failure; zero lets the failure through.
    #[must_use]
    pub fn max_stale(mut self, max_stale: Duration) -> Self {
        self.max_stale = Some(max_stale);
        self
    }

    /// Declares that nobody waits for this call: a status bar refreshes itself, a timer polls.
    ///
    /// It leaves the [reserve](crate::Dispatcher::reserve) of the hour's calls to calls that a person waits for, and
    /// accepts cached responses that are old enough for the calls that are left to last until calls are freed.
    #[must_use]
    pub fn background(mut self) -> Self {
        self.background = true;
        self
    }
}

/// How fast requests may follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    /// How many may go at once.
    pub(crate) burst: u32,
    /// How long it takes until one more may go.
    pub(crate) interval: Duration,
}

impl Pace {
    /// A slot that is further ahead than a reservation lives would not count any more when its request is sent.
    pub(crate) const LONGEST: Duration = Duration::from_secs(60);

    pub(crate) fn is_off(self) -> bool {
        self.burst == 0 || self.interval.is_zero()
    }

    /// How far the requests of a burst may run ahead of an even pace.
    pub(crate) fn head_start(self) -> Duration {
        self.interval.saturating_mul(self.burst.saturating_sub(1))
    }
}

/// By how much a lease is longer than an attempt may take.
pub(crate) const LEASE_MARGIN: Duration = Duration::from_secs(10);

/// The settings of a dispatcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) max_age: Duration,
    pub(crate) max_stale: Duration,
    pub(crate) retry: RetryPolicy,
    /// The calls of the user's bucket in any hour; `None` does not count them.
    pub(crate) hourly_limit: Option<u32>,
    /// The calls of the hour that background calls leave to others.
    pub(crate) reserve: u32,
    pub(crate) pace: Pace,
    /// The longest that the transport takes for an attempt.
    pub(crate) attempt_limit: Duration,
    pub(crate) keeps_api_token: bool,
    pub(crate) demands_store: bool,
}

impl Settings {
    pub(crate) const DEFAULT: Settings = Settings {
        max_age: Duration::from_secs(5 * 60),
        max_stale: Duration::ZERO,
        retry: RetryPolicy::up_to(3),
        hourly_limit: Some(30),
        reserve: 6,
        pace: Pace { burst: 3, interval: Duration::from_secs(1) },
        attempt_limit: Duration::from_secs(60),
        keeps_api_token: false,
        demands_store: false,
    };

    /// Returns how long a call under way is assumed to live when it reports nothing.
    pub(crate) fn lease(&self) -> Duration {
        self.attempt_limit.saturating_add(LEASE_MARGIN).min(Self::LONGEST_LEASE)
    }

    /// No call under way holds anybody up for longer than an hour.
    pub(crate) const LONGEST_LEASE: Duration = Duration::from_secs(60 * 60);

    /// Returns whether nothing about an owner is read before a request is sent, and nothing is kept afterwards.
    pub(crate) fn shares_nothing(&self) -> bool {
        self.max_age.is_zero() && self.max_stale.is_zero() && self.hourly_limit.is_none() && self.pace.is_off()
    }

    /// Returns whether every request is sent once, whatever is known.
    pub(crate) fn is_idle(&self) -> bool {
        self.shares_nothing() && self.retry.is_off()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_an_attempt_and_a_margin_and_an_hour_at_most() {
        let lease = |limit| Settings { attempt_limit: Duration::from_secs(limit), ..Settings::DEFAULT }.lease();
        assert_eq!(lease(60), Duration::from_secs(70));
        assert_eq!(lease(7_200), Duration::from_secs(3_600));
        assert_eq!(lease(u64::MAX), Duration::from_secs(3_600));
    }

    #[test]
    fn the_defaults_are_those_that_are_documented() {
        let defaults = Settings::DEFAULT;
        assert_eq!((defaults.max_age, defaults.max_stale), (Duration::from_secs(300), Duration::ZERO));
        assert_eq!((defaults.hourly_limit, defaults.reserve), (Some(30), 6));
        assert_eq!((defaults.pace.burst, defaults.pace.interval), (3, Duration::from_secs(1)));
        assert_eq!(defaults.attempt_limit, Duration::from_secs(60));
        assert!(!defaults.keeps_api_token && !defaults.demands_store && !defaults.is_idle());
    }
}
