//! [`Now`]: the time, as whoever runs a call reads it.

use std::time::Duration;

use jiff::Timestamp;

use crate::clock::Clock;

/// The time, read from a [`Clock`](crate::clock::Clock) by whoever runs a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Time since a moment that stays the same as long as the process lives. It never goes back.
    pub monotonic: Duration,
    /// The time of day, as the machine believes it to be. It may jump.
    pub wall: Timestamp,
}

impl Now {
    /// Reads a clock.
    pub fn of(clock: &(impl Clock + ?Sized)) -> Self {
        Now { monotonic: clock.monotonic(), wall: clock.wall() }
    }
}
