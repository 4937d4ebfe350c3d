//! [`Ledger`]: the calls of an owner in the last hour, and what the server told of its own count.

use std::time::Duration;

use crate::call::moment::Moment;
use crate::quota::Quota;
use crate::store::CacheKey;

/// The server's sliding window: a call counts for that long.
pub(crate) const WINDOW: Duration = Duration::from_secs(60 * 60);

/// How long a count of the server's is believed that comes without the time of its reset.
const UNTOLD_RESET: Duration = Duration::from_secs(5 * 60);

/// Counts calls twice, by its own count and by the server's; the lower number of calls left decides.
///
/// The own count is never above the limit in any 60 minutes. The server's also sees what other programs of the user
/// spend: with each response it tells how many calls are left.
///
/// Of two calls that were under way together, nobody knows which one the server counted first. So what the server tells can
/// always lower the count, and raises it only when the call was reserved after the count was last lowered. Calls under
/// way are taken off, whether the server has counted them yet or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ledger {
    /// Numbers reservations and what was told, to know which came first.
    pub(crate) events: u32,
    pub(crate) spent: Vec<Spent>,
    pub(crate) under_way: Vec<UnderWay>,
    pub(crate) told: Option<Told>,
}

/// A call that the server has counted, or may have. It is dated by its end: the server counted it before that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) id: u32,
    pub(crate) at: Moment,
}

/// A call that was reserved and not settled. It counts from its start on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnderWay {
    pub(crate) id: u32,
    /// The id of the first attempt of the same call.
    pub(crate) flight: u32,
    pub(crate) number: u32,
    pub(crate) at: Moment,
    /// The end of its lease: who is not heard of until then is taken for dead.
    pub(crate) end: Moment,
    /// What it asks for, where others may wait for its response.
    pub(crate) key: Option<CacheKey>,
    pub(crate) writes: bool,
    pub(crate) counts: bool,
}

/// What the server told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) remaining: i64,
    /// When calls are freed, which ends this knowledge.
    pub(crate) until: Moment,
    pub(crate) event: u32,
}

/// What became of a call that was under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// The server has not counted it.
    Nothing,
    /// The server has counted it, or may have; with what it told of the quota.
    One(Option<Quota>),
}

/// What was found when a ledger was brought up to the present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BroughtUp {
    /// Something was dated in the future. Unless that is written down, it will be again.
    pub(crate) clamped: bool,
    /// A call that ended by its lease may have changed what the server keeps.
    pub(crate) wrote: bool,
}

impl Ledger {
    /// How many calls of at most `limit` may be made.
    pub(crate) fn remaining(&self, limit: u32) -> u32 {
        let under_way = self.counted_under_way();
        let own = count(self.spent.len()).saturating_add(under_way);
        let told = self.told.map_or(u32::MAX, |told| told.left(under_way));
        limit.max(1).saturating_sub(own).min(told)
    }

    /// When more than `keep` of `limit` calls are left, now that it is at most `keep`. Calls under way are taken to end
    /// now.
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

    /// How long it takes until the oldest call leaves the window: a whole one where there is none.
    pub(crate) fn time_left(&self, now: Moment) -> Duration {
        let starts = self.spent.iter().map(|call| call.at).chain(self.under_way.iter().map(|call| call.at));
        starts.min().map_or(WINDOW, |oldest| oldest.after(WINDOW).since(now))
    }

    fn counted_under_way(&self) -> u32 {
        count(self.under_way.iter().filter(|call| call.counts).count())
    }

    /// Adds a call that is under way, once; its number is given by the ledger.
    pub(crate) fn reserve(&mut self, call: UnderWay) {
        let is_known = self.under_way.iter().any(|known| known.id == call.id)
            || self.spent.iter().any(|known| known.id == call.id);
        if !is_known {
            self.events = self.events.saturating_add(1);
            self.under_way.push(UnderWay { number: self.events, ..call });
        }
    }

    /// Takes a call away that was never sent.
    pub(crate) fn cancel(&mut self, id: u32) {
        self.under_way.retain(|call| call.id != id);
        self.spent.retain(|call| call.id != id);
    }

    /// Writes down what became of a counted call at `at`. It may be done again, also where the call's lease has lapsed
    /// meanwhile.
    pub(crate) fn settle(&mut self, id: u32, at: Moment, settled: Settled) {
        if self.spent.contains(&Spent { id, at }) {
            return;
        }
        let number = self.call(id).map(|call| call.number);
        self.cancel(id);
        self.events = self.events.saturating_add(1);
        let Settled::One(quota) = settled else { return };
        self.spent.push(Spent { id, at });
        self.told = match quota {
            // Of a call that is no longer known, the number is not either: what it tells can only lower the count.
            Some(quota) => Some(self.learn(number.unwrap_or_default(), at, quota)),
            // Nothing was told, so the server is taken to have counted it.
            None => self.told.map(|told| Told { remaining: told.remaining.saturating_sub(1), ..told }),
        };
    }

    /// What is known after call `number` was answered with `quota`.
    fn learn(&self, number: u32, at: Moment, quota: Quota) -> Told {
        // No header may lock anybody out for longer than the window, or make the wait nothing.
        let resets_in = quota.resets_in.unwrap_or(UNTOLD_RESET).clamp(Duration::from_secs(1), WINDOW);
        let new = Told { remaining: quota.remaining, until: at.after(resets_in), event: self.events };
        match self.told.filter(|told| told.until > at) {
            Some(told) if told.event > number && told.remaining <= new.remaining => told,
            Some(told) if told.event > number => Told { until: told.until.max(new.until), ..new },
            _ => new,
        }
    }

    /// Brings the ledger up to `now`: a future that a clock which was set back leaves is taken for the present, calls
    /// whose lease has ended are taken for done, and what is older than the window is dropped.
    pub(crate) fn bring_up_to(&mut self, now: Moment) -> BroughtUp {
        let mut clamped = false;
        let mut clamp = |moment: &mut Moment, latest: Moment| {
            clamped |= *moment > latest;
            *moment = latest.min(*moment);
        };
        self.spent.iter_mut().for_each(|call| clamp(&mut call.at, now));
        for call in &mut self.under_way {
            clamp(&mut call.at, now);
            clamp(&mut call.end, now.after(WINDOW));
        }
        if let Some(told) = &mut self.told {
            clamp(&mut told.until, now.after(WINDOW));
        }
        let mut wrote = false;
        let spent = &mut self.spent;
        self.under_way.retain(|call| {
            let lives = call.end > now;
            if !lives {
                wrote |= call.writes;
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
    /// What the server would still accept, beside the calls that are under way.
    fn left(&self, under_way: u32) -> u32 {
        let remaining = u32::try_from(self.remaining.max(0)).unwrap_or(u32::MAX);
        remaining.saturating_sub(under_way)
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
