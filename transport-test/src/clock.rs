//! [`TestClock`]: a clock that tests advance, so that an hour passes at once.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use toggl_me_core::clock::Clock;

use crate::lock::lock;

/// A [`Clock`] that stands still until it is advanced. Its clones are the same clock.
///
/// A sleep advances it: [`sleep`](Clock::sleep) takes no real time and leaves the clock `duration` later. Threads that
/// sleep at the same time therefore sleep one after the other, and two sleeps of a second take two seconds; each thread
/// has seen at least its own duration pass, which is all that a clock promises. Where threads have to wait side by
/// side, use [`manual`](TestClock::manual), which creates a clock on which a sleep ends only when the test advances the
/// time.
///
/// ```
/// use std::time::Duration;
/// use toggl_me_core::clock::Clock;
/// use toggl_me_transport_test::TestClock;
///
/// let clock = TestClock::new();
/// let before = clock.wall();
/// clock.sleep(Duration::from_secs(3600));
/// assert_eq!(clock.wall().duration_since(before).as_secs(), 3600);
/// assert_eq!(clock.slept(), Duration::from_secs(3600));
/// ```
#[derive(Clone, Debug)]
pub struct TestClock(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Notified of every change of the time and of the number of sleepers.
    changed: Condvar,
    manual: bool,
}

#[derive(Debug)]
struct State {
    monotonic: Duration,
    wall: Timestamp,
    slept: Duration,
    sleepers: usize,
}

impl State {
    fn advance(&mut self, duration: Duration) {
        self.monotonic = self.monotonic.saturating_add(duration);
        let signed = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        self.wall = self.wall.saturating_add(signed).unwrap_or(Timestamp::MAX);
    }
}

impl TestClock {
    /// The default time of day at which a clock starts: 2026-01-05T09:00:00Z, a Monday.
    pub const START: Timestamp = Timestamp::constant(1_767_603_600, 0);

    /// Creates a clock at [`START`](TestClock::START) that every sleep advances.
    pub fn new() -> Self {
        Self::with(Self::START, false)
    }

    /// Creates a clock at this time of day that every sleep advances.
    pub fn at(wall: Timestamp) -> Self {
        Self::with(wall, false)
    }

    /// Creates a clock at [`START`](TestClock::START) on which a sleep blocks its thread until
    /// [`advance`](TestClock::advance), called by another thread, has passed its end.
    pub fn manual() -> Self {
        Self::with(Self::START, true)
    }

    fn with(wall: Timestamp, manual: bool) -> Self {
        let state = State { monotonic: Duration::ZERO, wall, slept: Duration::ZERO, sleepers: 0 };
        TestClock(Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new(), manual }))
    }

    /// Advances the monotonic clock and the wall clock.
    pub fn advance(&self, duration: Duration) {
        self.lock().advance(duration);
        self.0.changed.notify_all();
    }

    /// Sets the time of day, as a user or a time server does. The monotonic time does not change.
    pub fn set_wall(&self, wall: Timestamp) {
        self.lock().wall = wall;
    }

    /// Returns the sum of all sleeps that have begun.
    pub fn slept(&self) -> Duration {
        self.lock().slept
    }

    /// Blocks until `count` threads sleep on this [`manual`](TestClock::manual) clock.
    pub fn wait_for_sleepers(&self, count: usize) {
        let state = self.lock();
        drop(self.0.changed.wait_while(state, |state| state.sleepers < count));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.0.state)
    }
}

impl Default for TestClock {
    fn default() -> Self {
        TestClock::new()
    }
}

impl Clock for TestClock {
    fn monotonic(&self) -> Duration {
        self.lock().monotonic
    }

    fn wall(&self) -> Timestamp {
        self.lock().wall
    }

    fn sleep(&self, duration: Duration) {
        let mut state = self.lock();
        state.slept = state.slept.saturating_add(duration);
        if !self.0.manual {
            state.advance(duration);
            return;
        }
        let due = state.monotonic.saturating_add(duration);
        state.sleepers += 1;
        self.0.changed.notify_all();
        let state = self.0.changed.wait_while(state, |state| state.monotonic < due);
        state.unwrap_or_else(PoisonError::into_inner).sleepers -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_start_is_the_documented_monday() {
        assert_eq!(TestClock::START.to_string(), "2026-01-05T09:00:00Z");
    }

    #[test]
    fn the_wall_jumps_without_the_monotonic_clock() {
        let clock = TestClock::new();
        clock.advance(SECOND);
        clock.set_wall(Timestamp::UNIX_EPOCH);
        clock.advance(SECOND);
        assert_eq!(clock.monotonic(), 2 * SECOND);
        assert_eq!(clock.wall().as_second(), 1);
        assert_eq!(clock.slept(), Duration::ZERO);
    }

    #[test]
    fn the_clock_stops_at_the_end_of_time() {
        let clock = TestClock::at(Timestamp::MAX);
        clock.advance(Duration::MAX);
        clock.sleep(Duration::MAX);
        assert_eq!((clock.wall(), clock.monotonic()), (Timestamp::MAX, Duration::MAX));
    }

    #[test]
    fn sleeps_of_many_threads_add_up() {
        let clock = TestClock::new();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                let clock = clock.clone();
                scope.spawn(move || {
                    let before = clock.monotonic();
                    clock.sleep(SECOND);
                    assert!(clock.monotonic() >= before + SECOND);
                });
            }
        });
        assert_eq!((clock.monotonic(), clock.slept()), (8 * SECOND, 8 * SECOND));
    }

    #[test]
    fn threads_wait_side_by_side_on_a_manual_clock() {
        let clock = TestClock::manual();
        std::thread::scope(|scope| {
            for seconds in [1, 2] {
                let clock = &clock;
                scope.spawn(move || {
                    clock.sleep(seconds * SECOND);
                    assert!(clock.monotonic() >= seconds * SECOND);
                });
            }
            clock.wait_for_sleepers(2);
            clock.advance(2 * SECOND);
        });
        assert_eq!((clock.monotonic(), clock.slept()), (2 * SECOND, 3 * SECOND));
    }
}
