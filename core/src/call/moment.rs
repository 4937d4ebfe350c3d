//! [`Moment`] and [`Timeline`]: the time that goes into a record, which no single process's clock shows.

use std::time::Duration;

use jiff::Timestamp;

use crate::call::now::Now;

/// A moment as a record holds it: nanoseconds since the start of 1970, from the year 1678 to 2262.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub(crate) i64);

impl Moment {
    pub(crate) fn of(time: Timestamp) -> Self {
        let nanoseconds = time.as_nanosecond().clamp(i64::MIN.into(), i64::MAX.into());
        Moment(i64::try_from(nanoseconds).unwrap_or_default())
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
pub(crate) struct Timeline {
    last: Option<(Now, Present)>,
    /// Whether it goes on from a store's clock.
    is_adopted: bool,
}

/// The longest trip to a store and back that still tells the time: two who ask may differ by as much.
pub(crate) const LONGEST_TRIP: Duration = Duration::from_secs(10);

/// The present as a distant clock shows it: a moment between these two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Present {
    pub(crate) earliest: Moment,
    pub(crate) latest: Moment,
}

impl Present {
    /// Returns the present as a clock of this process shows it.
    pub(crate) fn at(moment: Moment) -> Self {
        Present { earliest: moment, latest: moment }
    }

    fn after(self, duration: Duration) -> Self {
        Present { earliest: self.earliest.after(duration), latest: self.latest.after(duration) }
    }
}

impl Timeline {
    pub(crate) fn present(&mut self, now: Now) -> Present {
        let present = match self.last {
            // Readings of several threads may arrive in another order than they were taken.
            Some((last, present)) if last.monotonic > now.monotonic => return present,
            Some((last, present)) => present.after(passed(last, now)),
            None => Present::at(Moment::of(now.wall)),
        };
        self.last = Some((now, present));
        present
    }

    /// Goes on from the time that another clock shows. Returns how far that is ahead, as long as the time was this process's
    /// own. A vague look tells no more than that it is ahead.
    pub(crate) fn adopt(&mut self, now: Now, present: Present) -> Duration {
        let own = match self.last {
            Some((last, _)) if last.monotonic > now.monotonic => return Duration::ZERO,
            last => last.map(|(last, own)| own.after(passed(last, now))),
        };
        let ahead = |own: Present| present.earliest.since(own.latest);
        let ahead = own.filter(|_| !self.is_adopted).map_or(Duration::ZERO, ahead);
        let is_vague = present.latest.since(present.earliest) >= LONGEST_TRIP;
        if !is_vague {
            (self.last, self.is_adopted) = (Some((now, present)), true);
        } else if !ahead.is_zero() {
            self.last = Some((now, Present::at(present.earliest)));
        }
        ahead
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
        let at = |timeline: &mut Timeline, now| timeline.present(now).latest.0 / 1_000_000_000;
        assert_eq!(at(&mut timeline, now(10, 1_000)), 1_000);
        assert_eq!(at(&mut timeline, now(20, 1_010)), 1_010);
        assert_eq!(at(&mut timeline, now(21, 400)), 1_011, "the time of day was set back");
        assert_eq!(at(&mut timeline, now(21, 9_400)), 10_011, "the machine slept");
        assert_eq!(at(&mut timeline, now(15, 9_300)), 10_011, "an older reading");
        assert_eq!(at(&mut timeline, now(22, 9_401)), 10_012, "it changes nothing");
    }

    #[test]
    fn a_timeline_goes_on_from_another_clock() {
        let mut timeline = Timeline::default();
        let between = |earliest, latest| Present {
            earliest: Moment(0).after(Duration::from_secs(earliest)),
            latest: Moment(0).after(Duration::from_secs(latest)),
        };
        let mut adopt = |now, earliest, latest| timeline.adopt(now, between(earliest, latest)).as_secs();
        assert_eq!(adopt(now(10, 1_000), 7, 8), 0, "no own time was used");
        assert_eq!(adopt(now(9, 999), 70, 71), 0, "the reading was older");
        assert_eq!(adopt(now(11, 1_001), 70, 80), 0, "it took ten seconds");
        assert_eq!(timeline.present(now(12, 1_002)), between(9, 10));
        assert_eq!(timeline.adopt(now(13, 1_003), between(71, 80)).as_secs(), 0, "it was seen before");
        assert_eq!(timeline.present(now(13, 1_003)), between(71, 80));
    }

    #[test]
    fn a_timeline_tells_how_far_the_first_other_clock_is_ahead() {
        for (shown, ahead) in [(1_060, 60), (1_000, 0)] {
            let mut timeline = Timeline::default();
            timeline.present(now(10, 1_000));
            let present = Present::at(Moment(0).after(Duration::from_secs(shown)));
            assert_eq!(timeline.adopt(now(10, 1_000), present).as_secs(), ahead);
            assert_eq!(timeline.present(now(11, 1_001)), present.after(Duration::from_secs(1)));
        }
        let mut timeline = Timeline::default();
        let vague = Present { earliest: Moment::of(now(0, 2_000).wall), latest: Moment::of(now(0, 2_020).wall) };
        assert_eq!(timeline.adopt(now(10, 1_000), vague).as_secs(), 0, "no own time was used");
        assert_eq!(timeline.present(now(10, 1_000)), Present::at(Moment::of(now(0, 1_000).wall)));
        let past = Present { earliest: Moment(0), latest: Moment::of(now(0, 1_010).wall) };
        assert_eq!(timeline.adopt(now(20, 1_010), past).as_secs(), 0, "it may be right");
        assert_eq!(timeline.present(now(20, 1_010)), Present::at(Moment::of(now(0, 1_010).wall)));
        assert_eq!(timeline.adopt(now(30, 1_020), vague).as_secs(), 980);
        assert_eq!(timeline.adopt(now(31, 1_021), vague).as_secs(), 0, "it is no longer ahead");
        assert_eq!(timeline.present(now(31, 1_021)), Present::at(Moment::of(now(0, 2_001).wall)));
    }

    #[test]
    fn sleep_is_told_from_five_seconds_on() {
        assert!(slept(now(0, 0), now(1, 6)));
        assert!(!slept(now(0, 0), now(1, 5)));
        assert!(!slept(now(0, 0), now(9, 0)));
    }
}
