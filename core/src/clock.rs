//! [`Clock`]: the time and the waiting that clients are given, so that tests can bring their own.

#![expect(clippy::disallowed_methods, reason = "the one file of the core that touches the real clock")]

use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Tells a client the time and waits for it.
///
/// Differences are taken on [`monotonic`](Clock::monotonic), which never goes back; [`wall`](Clock::wall) is for what
/// crosses a process or a server (a record in a store, an HTTP date) and may jump.
pub trait Clock {
    /// Time since a moment that stays the same as long as the process lives.
    fn monotonic(&self) -> Duration;

    /// The time of day, as the machine believes it.
    fn wall(&self) -> Timestamp;

    /// Returns once `duration` has passed.
    fn sleep(&self, duration: Duration);
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn monotonic(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }

    fn wall(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}

impl<C: Clock + ?Sized> Clock for &C {
    fn monotonic(&self) -> Duration {
        (**self).monotonic()
    }

    fn wall(&self) -> Timestamp {
        (**self).wall()
    }

    fn sleep(&self, duration: Duration) {
        (**self).sleep(duration);
    }
}

impl<C: Clock + ?Sized> Clock for Rc<C> {
    fn monotonic(&self) -> Duration {
        (**self).monotonic()
    }

    fn wall(&self) -> Timestamp {
        (**self).wall()
    }

    fn sleep(&self, duration: Duration) {
        (**self).sleep(duration);
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn monotonic(&self) -> Duration {
        (**self).monotonic()
    }

    fn wall(&self) -> Timestamp {
        (**self).wall()
    }

    fn sleep(&self, duration: Duration) {
        (**self).sleep(duration);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_clock_never_goes_back_and_sleeps_at_least_as_long_as_asked() {
        let clock: Rc<dyn Clock> = Rc::new(Arc::new(&SystemClock));
        let (before, wall) = (clock.monotonic(), clock.wall());
        clock.sleep(Duration::from_millis(2));
        assert!(clock.monotonic() >= before + Duration::from_millis(2));
        assert!(wall > Timestamp::UNIX_EPOCH);
    }
}
