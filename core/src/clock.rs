//! [`Clock`]: the source of time and of waiting that clients use, so that tests can substitute their own.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub use missing::NoClock;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub(crate) use missing::NoClock as SystemClock;
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub use system::SystemClock;

/// Tells a client the time and waits for it.
///
/// Differences are computed from [`monotonic`](Clock::monotonic), which never goes back. [`wall`](Clock::wall) is for
/// times that leave the process (a record in a store, an HTTP date), and it may jump.
///
/// Clients use [`SystemClock`] unless they are given another. On `wasm32-unknown-unknown`, where the standard library
/// cannot tell the time, there is no `SystemClock`: a client there is given a clock before it can call anything. In a
/// browser that is `performance.now()` and `Date.now()`; an [`AsyncClient`](crate::AsyncClient) never calls
/// [`sleep`](Clock::sleep).
#[cfg_attr(
    all(target_family = "wasm", target_os = "unknown"),
    diagnostic::on_unimplemented(
        note = "this platform has no clock of its own: give the client one using `with_clock`"
    )
)]
pub trait Clock {
    /// Returns the time since a moment that stays the same as long as the process lives.
    fn monotonic(&self) -> Duration;

    /// Returns the time of day, as far as the machine knows it.
    fn wall(&self) -> Timestamp;

    /// Returns once `duration` has passed.
    fn sleep(&self, duration: Duration);
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
mod system {
    #![expect(clippy::disallowed_methods, reason = "the one place in the core that touches the real clock")]

    use std::sync::OnceLock;
    use std::time::{Duration, Instant};

    use jiff::Timestamp;

    use super::Clock;

    /// The machine's clock. It does not exist on `wasm32-unknown-unknown`, whose standard library cannot tell the time.
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
}

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
mod missing {
    /// What a client has for a clock on `wasm32-unknown-unknown` until it is given one by
    /// [`with_clock`](crate::Client::with_clock), without which it cannot call anything: this is no
    /// [`Clock`](crate::clock::Clock).
    #[derive(Clone, Copy, Debug, Default)]
    pub struct NoClock;
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
        // Node's WASI counts whole milliseconds, so that a sleep there may end one early.
        let slept = Duration::from_millis(if cfg!(target_os = "wasi") { 1 } else { 2 });
        assert!(clock.monotonic() >= before + slept);
        assert!(wall > Timestamp::UNIX_EPOCH);
    }
}
