//! [`Clock`]: the source of time and of waiting that clients use, so that tests can substitute their own.

#![expect(clippy::disallowed_methods, reason = "the one file of the core that touches the real clock")]

use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Tells a client the time and waits for it.
///
/// Differences are computed from [`monotonic`](Clock::monotonic), which never goes back. [`wall`](Clock::wall) is for
/// times that leave the process (a record in a store, an HTTP date), and it may jump.
pub trait Clock {
    /// Returns the time since a moment that stays the same as long as the process lives.
    fn monotonic(&self) -> Duration;

    /// Returns the time of day, as far as the machine knows it.
    fn wall(&self) -> Timestamp;

    /// Returns once `duration` has passed.
    fn sleep(&self, duration: Duration);
}

/// The clock of the machine.
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
    fn the_system_clock_never_goes_back_and_sleeps_long_enough() {
        let clock: Rc<dyn Clock> = Rc::new(Arc::new(&SystemClock));
        let (before, wall) = (clock.monotonic(), clock.wall());
        clock.sleep(Duration::from_millis(2));
        assert!(clock.monotonic() >= before + Duration::from_millis(2));
        assert!(wall > Timestamp::UNIX_EPOCH);
    }
}
