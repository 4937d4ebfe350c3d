//! [`Time`]: the fake's time.

use std::sync::Mutex;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use toggl_me_core::clock::Clock;

use crate::lock::lock;

/// The time of a clock, and by how much it was put forward.
pub(super) struct Time {
    clock: Box<dyn Clock + Send + Sync>,
    ahead: Mutex<Duration>,
}

impl Time {
    pub(super) fn of(clock: impl Clock + Send + Sync + 'static) -> Self {
        Time { clock: Box::new(clock), ahead: Mutex::default() }
    }

    pub(super) fn wall(&self) -> Timestamp {
        let ahead = SignedDuration::try_from(*lock(&self.ahead)).unwrap_or(SignedDuration::MAX);
        self.clock.wall().saturating_add(ahead).unwrap_or(Timestamp::MAX)
    }

    pub(super) fn monotonic(&self) -> Duration {
        self.clock.monotonic().saturating_add(*lock(&self.ahead))
    }

    /// Puts the time forward, both the monotonic time and the time of day.
    pub(super) fn forward(&self, duration: Duration) {
        let mut ahead = lock(&self.ahead);
        *ahead = ahead.saturating_add(duration);
    }
}
