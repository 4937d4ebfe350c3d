//! [`Pacer`]: when the next request of an owner may be sent.

use std::time::Duration;

use crate::call::moment::Moment;
use crate::call::settings::Pace;

/// The longest wait for a slot: more than the server asks for with a 429.
const MOST_AHEAD: Duration = Duration::from_secs(120);

/// A bucket of slots that refills one by one, held as a single moment: the one at which the bucket would be full again
/// if nothing more were taken from it (the "theoretical arrival time" of the generic cell rate algorithm).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pacer(pub(crate) Moment);

impl Pacer {
    /// Takes the next slot that is not before `from`, and returns its moment.
    pub(crate) fn take(&mut self, from: Moment, pace: Pace) -> Moment {
        if pace.is_off() {
            return from;
        }
        // A clock that was set back leaves a moment in the far future, for which nobody should wait.
        let full = self.0.min(from.after(MOST_AHEAD).after(pace.head_start()));
        let slot = from.max(full.before(pace.head_start()));
        self.0 = full.max(slot).after(pace.interval);
        slot
    }

    /// Empties the bucket, so that the next slot is at `until`.
    pub(crate) fn hold_until(&mut self, until: Moment, pace: Pace) {
        self.0 = self.0.max(until.after(pace.head_start()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace { burst: 3, interval: Duration::from_secs(1) };

    fn slots(pacer: &mut Pacer, at: u64, count: usize) -> Vec<u128> {
        let now = Moment(0).after(Duration::from_millis(at));
        (0..count).map(|_| pacer.take(now, PACE).since(Moment(0)).as_millis()).collect()
    }

    #[test]
    fn three_go_at_once_and_then_one_a_second() {
        let mut pacer = Pacer::default();
        assert_eq!(slots(&mut pacer, 10_000, 5), [10_000, 10_000, 10_000, 11_000, 12_000]);
        assert_eq!(slots(&mut pacer, 13_500, 2), [13_500, 14_000], "one slot and a half have come back");
        assert_eq!(slots(&mut pacer, 60_000, 4), [60_000, 60_000, 60_000, 61_000]);
    }

    #[test]
    fn a_hold_empties_the_bucket() {
        let mut pacer = Pacer::default();
        pacer.hold_until(Moment(0).after(Duration::from_secs(4)), PACE);
        assert_eq!(slots(&mut pacer, 1_000, 3), [4_000, 5_000, 6_000]);
        pacer.hold_until(Moment(0), PACE);
        assert_eq!(slots(&mut pacer, 1_000, 1), [7_000], "a hold that is over gives nothing back");
    }

    #[test]
    fn a_pacer_that_is_off_never_waits() {
        let mut pacer = Pacer::default();
        for off in [Pace { burst: 0, ..PACE }, Pace { interval: Duration::ZERO, ..PACE }] {
            assert_eq!(pacer.take(Moment(7), off), Moment(7));
            assert_eq!(pacer, Pacer::default());
        }
    }

    #[test]
    fn the_far_future_is_clamped() {
        let mut pacer = Pacer(Moment(i64::MAX));
        assert_eq!(slots(&mut pacer, 0, 1), [120_000]);
    }
}
