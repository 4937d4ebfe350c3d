//! [`Ledger`]: the calls of an owner in the last hour, and what the server told of its own count.

use std::time::Duration;

use crate::call::moment::{LONGEST_TRIP, Moment, Present};
use crate::quota::Quota;
use crate::store::CacheKey;

/// The server's sliding window: a call counts for this long.
pub(crate) const WINDOW: Duration = Duration::from_secs(60 * 60);

/// How long a count from the server is believed that comes without the time of its reset.
const UNTOLD_RESET: Duration = Duration::from_secs(5 * 60);

/// Counts calls in two ways, by its own count and by the server's; the one with fewer calls left decides.
///
/// Its own count never exceeds the limit in any 60 minutes. The server's count includes what the user's other programs
/// spend: each response tells how many calls are left.
///
/// When two calls were under way together, nobody knows which one the server counted first. So what the server tells can
/// always lower the count, and raises it only when the call was reserved after the count was last lowered. Calls under way
/// are subtracted, whether or not the server has counted them yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ledger {
    pub(crate) spent: Vec<Spent>,
    pub(crate) under_way: Vec<UnderWay>,
    pub(crate) told: Option<Told>,
    /// The limit, if the server has told it: an organization's limit depends on its plan.
    pub(crate) limit: Option<u32>,
}

/// A call that the server has counted, or may have. It is dated by its end: the server counted it before that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) id: u32,
    pub(crate) at: Moment,
}

/// A call that is reserved and not settled. It counts from its start on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnderWay {
    pub(crate) id: u32,
    /// The id of the first attempt of the same call.
    pub(crate) flight: u32,
    /// Assigned by the record, which numbers reservations and what was told, to know which came first.
    pub(crate) number: u32,
    pub(crate) at: Moment,
    /// The end of its lease: a caller that has not reported by then is considered dead.
    pub(crate) end: Moment,
    /// What it asks for, if others may wait for its response.
    pub(crate) key: Option<CacheKey>,
    pub(crate) writes: bool,
    pub(crate) counts: bool,
}

/// What the server told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) remaining: i64,
    /// When calls are freed, which makes this out of date.
    pub(crate) until: Moment,
    pub(crate) event: u32,
}

/// What became of a call that was under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// The server has not counted it.
    Nothing,
    /// The server has counted it, or may have; with what it told about the quota.
    One(Option<Quota>),
}

/// What was found while a ledger was brought up to the present.
#[derive(Debug)]
pub(crate) struct BroughtUp {
    /// Something was dated in the future. Unless that is written down, it will be again.
    pub(crate) clamped: bool,
    /// The calls that ended by their lease and may have changed what the server keeps.
    pub(crate) wrote: Vec<u32>,
}

impl Ledger {
    /// Returns how many calls of at most `limit` may be made.
    pub(crate) fn remaining(&self, limit: u32) -> u32 {
        let told = self.told.map_or(u32::MAX, |told| told.left(self.counted_under_way()));
        self.remaining_at_most(limit).min(told)
    }

    /// Returns how many may be made at the most: the server may have counted all calls under way before it told what is
    /// left.
    pub(crate) fn remaining_at_most(&self, limit: u32) -> u32 {
        let own = count(self.spent.len()).saturating_add(self.counted_under_way());
        let told = self.told.map_or(u32::MAX, |told| told.left(0));
        limit.max(1).saturating_sub(own).min(told)
    }

    /// Returns when more than `keep` of `limit` calls will be left, at most `keep` being left now. Calls under way are
    /// assumed to end now.
    pub(crate) fn freed_at(&self, limit: u32, keep: u32, now: Moment) -> Moment {
        let mut calls: Vec<Moment> = self.spent.iter().map(|call| call.at).collect();
        calls.extend(self.under_way.iter().filter(|call| call.counts).map(|_| now));
        calls.sort_unstable();
        // All but `room - 1` of the calls have to leave the window before one more fits.
        let room = usize::try_from(limit.max(1).saturating_sub(keep).max(1)).unwrap_or(usize::MAX);
        let last_to_leave = calls.len().checked_sub(room).and_then(|index| calls.get(index));
        let own = last_to_leave.map_or(now, |at| at.after(WINDOW));
        match self.told {
            Some(told) if told.left(self.counted_under_way()) <= keep => own.max(told.until),
            _ => own,
        }
    }

    /// Returns how long it takes until the oldest call leaves the window: a whole window if there is no call.
    pub(crate) fn time_left(&self, now: Moment) -> Duration {
        let starts = self.spent.iter().map(|call| call.at).chain(self.under_way.iter().map(|call| call.at));
        starts.min().map_or(WINDOW, |oldest| oldest.after(WINDOW).since(now))
    }

    fn counted_under_way(&self) -> u32 {
        count(self.under_way.iter().filter(|call| call.counts).count())
    }

    /// Adds a call that is under way, once.
    pub(crate) fn reserve(&mut self, call: UnderWay) {
        let is_known = self.under_way.iter().any(|known| known.id == call.id)
            || self.spent.iter().any(|known| known.id == call.id);
        if !is_known {
            self.under_way.push(call);
        }
    }

    /// Removes a call that was never sent.
    pub(crate) fn cancel(&mut self, id: u32) {
        self.under_way.retain(|call| call.id != id);
        self.spent.retain(|call| call.id != id);
    }

    /// Writes down what became of a counted call at `at`. This may be repeated, even if the call's lease has lapsed
    /// meanwhile. What it tells is event number `event`.
    pub(crate) fn settle(&mut self, id: u32, at: Moment, settled: Settled, event: u32) {
        if self.spent.contains(&Spent { id, at }) {
            return;
        }
        let number = self.call(id).map(|call| call.number);
        let was_spent = self.spent.iter().any(|call| call.id == id);
        self.cancel(id);
        let Settled::One(quota) = settled else { return };
        self.spent.push(Spent { id, at });
        self.told = match quota {
            // The number of a call that is no longer known is not known either, so what it tells can only lower the
            // count.
            Some(quota) => self.learn(number.unwrap_or_default(), at, quota, event),
            // Nothing was told, so the server is assumed to have counted it.
            None if was_spent || at.after(WINDOW) <= self.known_until() => self.told,
            None => self.told.map(|told| Told { remaining: told.remaining.saturating_sub(1), ..told }),
        };
    }

    /// Takes in what the server told about this count in the response to call `number`, which need not count here.
    pub(crate) fn be_told(&mut self, number: u32, at: Moment, quota: Quota, limit: Option<u32>, event: u32) {
        self.told = self.learn(number, at, quota, event);
        self.limit = limit.or(self.limit);
    }

    /// Returns what is known after the response to call `number` told `quota`.
    fn learn(&self, number: u32, at: Moment, quota: Quota, event: u32) -> Option<Told> {
        // No header may lock anybody out for longer than the window, or end the wait at once.
        let resets_in = quota.resets_in.unwrap_or(UNTOLD_RESET).clamp(Duration::from_secs(1), WINDOW);
        let new = Told { remaining: quota.remaining, until: at.after(resets_in), event };
        // What a dropped call was told may be written down long after it is over.
        if new.until <= self.known_until() {
            return self.told;
        }
        Some(match self.told.filter(|told| told.until > at) {
            Some(told) if told.event > number && told.remaining <= new.remaining => told,
            Some(told) if told.event > number => Told { until: told.until.max(new.until), ..new },
            _ => new,
        })
    }

    /// Returns the latest moment at which something is known to have happened.
    fn known_until(&self) -> Moment {
        let moments = self.spent.iter().map(|call| call.at).chain(self.under_way.iter().map(|call| call.at));
        moments.max().unwrap_or(Moment(i64::MIN))
    }

    /// Dates everything later by this much.
    pub(crate) fn postpone(&mut self, by: Duration) {
        let spent = self.spent.iter_mut().map(|call| &mut call.at);
        let under_way = self.under_way.iter_mut().flat_map(|call| [&mut call.at, &mut call.end]);
        let told = self.told.iter_mut().map(|told| &mut told.until);
        spent.chain(under_way).chain(told).for_each(|moment| *moment = moment.after(by));
    }

    /// Brings the ledger up to the present: moments in the future, which a clock that was set back leaves, become the
    /// present; calls whose lease has ended become done; and what is older than the window is dropped.
    pub(crate) fn bring_up_to(&mut self, present: Present) -> BroughtUp {
        let Present { earliest: now, latest } = present;
        let mut clamped = false;
        let mut clamp = |moment: &mut Moment, latest: Moment| {
            // Another process dates what it did by the latest moment that the store's clock can show, which is ahead by a trip.
            clamped |= moment.since(latest) > LONGEST_TRIP;
            *moment = latest.min(*moment);
        };
        self.spent.iter_mut().for_each(|call| clamp(&mut call.at, latest));
        for call in &mut self.under_way {
            clamp(&mut call.at, latest);
            clamp(&mut call.end, latest.after(WINDOW));
        }
        if let Some(told) = &mut self.told {
            clamp(&mut told.until, latest.after(WINDOW));
        }
        let mut wrote = Vec::new();
        let spent = &mut self.spent;
        self.under_way.retain(|call| {
            let lives = call.end > now;
            if !lives {
                wrote.extend(call.writes.then_some(call.id));
                spent.extend(call.counts.then_some(Spent { id: call.id, at: call.end }));
            }
            lives
        });
        self.spent.retain(|call| now.since(call.at) < WINDOW);
        self.told = self.told.filter(|told| told.until > now);
        BroughtUp { clamped, wrote }
    }
}

impl Told {
    /// Returns how many calls the server would still accept, besides those that are under way.
    fn left(&self, under_way: u32) -> u32 {
        let remaining = u32::try_from(self.remaining.max(0)).unwrap_or(u32::MAX);
        remaining.saturating_sub(under_way)
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(60 * 60);
    const SECOND: Duration = Duration::from_secs(1);

    fn at(seconds: u64) -> Moment {
        Moment(0).after(Duration::from_secs(seconds))
    }

    /// Reserves the call `id` as event number `2 * id`.
    fn reserve(ledger: &mut Ledger, id: u32, now: Moment) {
        let end = now.after(70 * SECOND);
        ledger.reserve(UnderWay {
            id,
            flight: id,
            number: 2 * id,
            at: now,
            end,
            key: None,
            writes: false,
            counts: true,
        });
    }

    fn told(remaining: i64, resets_in: u64) -> Settled {
        Settled::One(Some(Quota::new(remaining, Some(Duration::from_secs(resets_in)))))
    }

    #[test]
    fn a_call_counts_from_its_reservation_to_an_hour_after_its_end() {
        let mut ledger = Ledger::default();
        reserve(&mut ledger, 1, at(0));
        assert_eq!(ledger.remaining(30), 29);
        ledger.settle(1, at(50), Settled::One(None), 3);
        ledger.bring_up_to(Present::at(at(50 + 3_599)));
        assert_eq!(ledger.remaining(30), 29);
        ledger.bring_up_to(Present::at(at(50 + 3_600)));
        assert_eq!(ledger.remaining(30), 30);
    }

    #[test]
    fn what_was_not_counted_by_the_server_is_free_at_once() {
        let mut ledger = Ledger::default();
        reserve(&mut ledger, 1, at(0));
        ledger.settle(1, at(1), Settled::Nothing, 3);
        assert_eq!((ledger.remaining(1), ledger.told), (1, None));
    }

    #[test]
    fn what_may_be_present_is_not_the_future() {
        let mut ledger = Ledger::default();
        reserve(&mut ledger, 1, at(90));
        ledger.settle(1, at(100), Settled::One(None), 3);
        let found = ledger.bring_up_to(Present { earliest: at(10), latest: at(100) });
        assert!(!found.clamped);
        assert_eq!(ledger.spent, [Spent { id: 1, at: at(100) }]);
        // What may have left the window counts until it surely has.
        ledger.bring_up_to(Present { earliest: at(3_699), latest: at(9_000) });
        assert_eq!(ledger.remaining(30), 29);
        ledger.bring_up_to(Present { earliest: at(3_700), latest: at(9_000) });
        assert_eq!(ledger.remaining(30), 30);
    }

    #[test]
    fn calls_that_do_not_count_take_nothing() {
        let mut ledger = Ledger::default();
        let end = at(70);
        ledger.reserve(UnderWay {
            id: 1,
            flight: 1,
            number: 0,
            at: at(0),
            end,
            key: None,
            writes: false,
            counts: false,
        });
        assert_eq!(ledger.remaining(1), 1);
        assert_eq!(ledger.freed_at(1, 0, at(0)), at(0));
        ledger.bring_up_to(Present::at(at(70)));
        assert!(ledger.spent.is_empty() && ledger.under_way.is_empty());
    }

    #[test]
    fn the_lower_of_both_counts_decides() {
        let mut ledger = Ledger::default();
        reserve(&mut ledger, 1, at(0));
        ledger.settle(1, at(1), told(3, 100), 3);
        assert_eq!(ledger.remaining(30), 3);
        reserve(&mut ledger, 2, at(2));
        assert_eq!(ledger.remaining(30), 2, "a call under way is taken off");
        assert_eq!(ledger.remaining(2), 0, "the own count is lower");
        ledger.settle(2, at(3), Settled::One(None), 3);
        assert_eq!(ledger.remaining(30), 2, "nothing was told, so the server has counted it");
        ledger.bring_up_to(Present::at(at(101)));
        assert_eq!(ledger.remaining(30), 28, "what was told has ended");
    }

    #[test]
    fn an_older_response_lowers_and_never_raises_the_count() {
        let mut ledger = Ledger::default();
        reserve(&mut ledger, 1, at(0));
        reserve(&mut ledger, 2, at(0));
        ledger.settle(2, at(1), told(5, 600), 5);
        ledger.settle(1, at(2), told(9, 600), 5);
        assert_eq!(ledger.remaining(30), 5, "call 1 was under way when the count was lowered");
        reserve(&mut ledger, 3, at(3));
        ledger.settle(3, at(4), told(9, 600), 7);
        assert_eq!(ledger.remaining(30), 9, "call 3 was reserved after that");
        reserve(&mut ledger, 4, at(5));
        reserve(&mut ledger, 5, at(5));
        ledger.settle(5, at(6), told(9, 900), 11);
        ledger.settle(4, at(7), told(2, 60), 12);
        assert_eq!(ledger.told.unwrap().until, at(906), "the later end of both");
        reserve(&mut ledger, 7, at(8));
        ledger.settle(7, at(9), told(1, 60), 15);
        assert_eq!(ledger.told.unwrap().until, at(69), "the call was reserved after that was told");
        ledger.settle(6, at(69), told(9, 60), 16);
        assert_eq!(ledger.told.unwrap().remaining, 9, "what was told before ends with that moment");
    }

    #[test]
    fn what_was_told_long_ago_changes_nothing() {
        let mut ledger = Ledger::default();
        reserve(&mut ledger, 1, at(7_000));
        ledger.settle(1, at(7_001), told(20, 3_000), 1);
        ledger.settle(2, at(100), told(0, 60), 2);
        assert_eq!((ledger.remaining(30), ledger.told.unwrap().until), (20, at(10_001)));
        ledger.settle(3, at(100), Settled::One(None), 3);
        ledger.bring_up_to(Present::at(at(7_002)));
        assert_eq!(ledger.remaining(30), 20);
    }

    #[test]
    fn no_header_locks_out_for_longer_than_the_window() {
        for (resets_in, until) in [(0, 1), (90_000, 3_600), (3_600, 3_600)] {
            let mut ledger = Ledger::default();
            ledger.settle(1, at(0), told(0, resets_in), 3);
            assert_eq!(ledger.told.unwrap().until, at(until));
        }
        let mut ledger = Ledger::default();
        ledger.settle(1, at(0), Settled::One(Some(Quota::new(0, None))), 3);
        assert_eq!(ledger.told.unwrap().until, at(300));
    }

    #[test]
    fn what_was_told_frees_no_call_while_it_leaves_some() {
        let mut ledger = Ledger::default();
        ledger.settle(1, at(0), Settled::One(None), 3);
        ledger.settle(2, at(1), told(20, 3_600), 4);
        assert_eq!(ledger.freed_at(2, 0, at(2)), at(3_600));
    }

    #[test]
    fn calls_are_freed_when_enough_have_left_the_window() {
        let mut ledger = Ledger::default();
        for id in 0..5 {
            ledger.settle(id, at(u64::from(id) * 100), Settled::One(None), 3);
        }
        let now = at(1_000);
        assert_eq!(ledger.freed_at(5, 0, now), at(0).after(HOUR));
        assert_eq!(ledger.freed_at(5, 2, now), at(200).after(HOUR));
        assert_eq!(ledger.freed_at(3, 0, now), at(200).after(HOUR), "the limit was lowered");
        assert_eq!(ledger.freed_at(6, 0, now), now);
        ledger.settle(9, at(1_000), told(0, 50), 3);
        assert_eq!(ledger.freed_at(30, 0, now), at(1_050), "as the server told");
        reserve(&mut ledger, 10, at(1_000));
        assert_eq!(ledger.freed_at(1, 0, now), now.after(HOUR), "a call under way is taken to end now");
    }

    #[test]
    fn the_time_left_is_that_of_the_oldest_call() {
        let mut ledger = Ledger::default();
        assert_eq!(ledger.time_left(at(5)), HOUR);
        ledger.settle(1, at(100), Settled::One(None), 3);
        ledger.settle(2, at(50), Settled::One(None), 3);
        assert_eq!(ledger.time_left(at(650)), Duration::from_secs(3_000));
        assert_eq!(ledger.time_left(at(9_999)), Duration::ZERO);
    }

    #[test]
    fn a_call_that_lapsed_is_settled_all_the_same() {
        let mut ledger = Ledger::default();
        reserve(&mut ledger, 1, at(0));
        ledger.bring_up_to(Present::at(at(70)));
        assert_eq!(ledger.spent, [Spent { id: 1, at: at(70) }]);
        ledger.settle(1, at(80), told(7, 60), 3);
        assert_eq!(ledger.spent, [Spent { id: 1, at: at(80) }]);
        assert_eq!(ledger.remaining(30), 7);
        ledger.settle(1, at(90), Settled::Nothing, 3);
        assert!(ledger.spent.is_empty());
    }
}
