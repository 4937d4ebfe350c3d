//! [`Moment`] and [`Timeline`]: the time that goes into a record, which no single process's clock shows.

use std::time::Duration;

use jiff::Timestamp;

use crate::call::now::Now;

/// A moment as a record holds it: nanoseconds since the start of 1970, from the year 1678 to 2262.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub(crate) i64);

impl Moment {
    pub(crate) fn of(time: Timestamp) -> Self {
        let nanoseconds = time.as_nanosecond();
        Moment(i64::try_from(nanoseconds).unwrap_or(if nanoseconds < 0 { i64::MIN } else { i64::MAX }))
    }

    pub(crate) fn after(self, duration: Duration) -> Self {
        Moment(self.0.saturating_add(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)))
    }

    pub(crate) fn before(self, duration: Duration) -> Self {
        Moment(self.0.saturating_sub(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)))
    }

    /// Returns the time from `earlier` to this; zero if `earlier` is later.
    pub(crate) fn since(self, earlier: Moment) -> Duration {
        Duration::from_nanos(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or_default())
    }
}

/// Returns how much time has passed between two readings of a process's clocks: what the monotonic clock has moved or,
/// if the time of day has moved further because the machine slept, what that has moved.
pub(crate) fn passed(from: Now, to: Now) -> Duration {
    let monotonic = to.monotonic.saturating_sub(from.monotonic);
    monotonic.max(by_wall(from, to))
}

/// Returns whether the machine slept between two readings: the time of day has moved 5 s further than the monotonic
/// clock, which some systems stop during sleep.
pub(crate) fn slept(from: Now, to: Now) -> bool {
    let monotonic = to.monotonic.saturating_sub(from.monotonic);
    by_wall(from, to) >= monotonic.saturating_add(Duration::from_secs(5))
}

fn by_wall(from: Now, to: Now) -> Duration {
    Duration::try_from(to.wall.duration_since(from.wall)).unwrap_or_default()
}

/// The time of a process whose store has no clock, or does not respond: it begins with the time of day, or goes on from
/// where the store's clock was last seen, and then never goes back, whatever becomes of the time of day.
#[derive(Debug, Default)]
pub(crate) struct Timeline(Option<(Now, Moment)>);

impl Timeline {
    pub(crate) fn moment(&mut self, now: Now) -> Moment {
        let moment = match self.0 {
            // Readings of several threads may arrive in another order than they were taken.
            Some((last, moment)) if last.monotonic > now.monotonic => return moment,
            Some((last, moment)) => moment.after(passed(last, now)),
            None => Moment::of(now.wall),
        };
        self.0 = Some((now, moment));
        moment
    }

    /// Adopts the time that another clock shows.
    pub(crate) fn set(&mut self, now: Now, moment: Moment) -> Moment {
        if self.0.is_none_or(|(last, _)| last.monotonic <= now.monotonic) {
            self.0 = Some((now, moment));
        }
        moment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now(monotonic: u64, wall: i64) -> Now {
        Now { monotonic: Duration::from_secs(monotonic), wall: Timestamp::from_second(wall).unwrap() }
    }

    #[test]
    fn moments_are_kept_within_their_range() {
        assert_eq!(Moment::of(Timestamp::MAX), Moment(i64::MAX));
        assert_eq!(Moment::of(Timestamp::MIN), Moment(i64::MIN));
        assert_eq!(Moment(5).since(Moment(7)), Duration::ZERO);
        assert_eq!(Moment(i64::MIN).before(Duration::MAX), Moment(i64::MIN));
        assert_eq!(Moment(3).after(Duration::from_nanos(4)), Moment(7));
    }

    #[test]
    fn a_timeline_follows_the_clock_that_moved_further() {
        let mut timeline = Timeline::default();
        let at = |timeline: &mut Timeline, now| timeline.moment(now).0 / 1_000_000_000;
        assert_eq!(at(&mut timeline, now(10, 1_000)), 1_000);
        assert_eq!(at(&mut timeline, now(20, 1_010)), 1_010);
        assert_eq!(at(&mut timeline, now(21, 400)), 1_011, "the time of day was set back");
        assert_eq!(at(&mut timeline, now(21, 9_400)), 10_011, "the machine slept");
        assert_eq!(at(&mut timeline, now(15, 9_300)), 10_011, "an older reading");
    }

    #[test]
    fn a_timeline_goes_on_from_another_clock() {
        let mut timeline = Timeline::default();
        assert_eq!(timeline.set(now(10, 1_000), Moment(7_000_000_000)), Moment(7_000_000_000));
        assert_eq!(timeline.moment(now(12, 1_002)), Moment(9_000_000_000));
        assert_eq!(timeline.set(now(11, 1_001), Moment(1)), Moment(1), "an older reading");
        assert_eq!(timeline.moment(now(12, 1_002)), Moment(9_000_000_000));
    }

    #[test]
    fn sleep_is_told_from_five_seconds_on() {
        assert!(slept(now(0, 0), now(1, 6)));
        assert!(!slept(now(0, 0), now(1, 5)));
        assert!(!slept(now(0, 0), now(9, 0)));
    }
}
