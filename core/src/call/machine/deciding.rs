//! What a call does, depending on the record: it returns a cached response, waits for another call, is refused, or
//! reserves.

use std::time::Duration;

use super::{Awake, Call, Flight, Look, Then};
use crate::call::moment::Moment;
use crate::call::now::Now;
use crate::call::outcome::Ending;
use crate::call::record::ledger::{Ledger, UnderWay, WINDOW};
use crate::call::record::{Edit, Hour, Record};
use crate::call::shared::Name;
use crate::call::step::{Reason, Step};
use crate::store::CacheKey;
use crate::transport::{TransportError, TransportErrorKind};

/// How long a call waits for calls under way, because the server may or may not have counted them already. A server
/// that is slower than that should not hold up a call that can only be refused.
const LONGEST_DOUBT: Duration = Duration::from_secs(10);

impl Call {
    pub(super) fn decide(&mut self, now: Now) -> Step {
        let Some(Name { key, .. }) = self.name() else { return self.send(now) };
        let at = self.basis.moment(now);
        let max_age = self.max_age(at);
        if self.is_cacheable {
            if self.has_forgotten_meanwhile() {
                return self.look(now, Look::Decide);
            }
            if let Some(age) = self.entry_within(now, max_age) {
                return self.give_cached(age);
            }
            if let Some(step) = self.follow(now, key, max_age) {
                return step;
            }
        }
        if let Some((ledger, limit)) = self.counted() {
            let keep = self.keep();
            let left = ledger.remaining(limit);
            if left <= keep {
                let may_be_left = ledger.remaining_at_most(limit) > keep;
                let resets_in = ledger.freed_at(limit, keep, at).since(at);
                if let Some(step) = self.doubt(now, may_be_left) {
                    return step;
                }
                return match self.basis.is_unwritten {
                    true => self.write(now, Vec::new(), None, Then::Refuse { left, resets_in }),
                    false => self.refuse(now, left, resets_in),
                };
            }
        }
        let slot = match self.is_out_of_turn() {
            true => at,
            false => self.basis.record.pacer.take(at, self.settings.pace),
        };
        let leads = self.is_cacheable && self.basis.record.leader(key).is_none();
        let id = self.draw_id();
        let flight = Flight { id, name: id, generation: self.basis.record.generation, number: 0, sent_at: slot, leads };
        let reserved = self.reserve(flight, at, slot, key);
        self.write(now, vec![reserved], None, Then::Send { slot })
    }

    /// Returns how old a cached response may be: what the call says, or else what the dispatcher was told, within what
    /// the operation declares. A background call stretches that until the calls that are left last to the end of the
    /// hour.
    fn max_age(&self, at: Moment) -> Duration {
        let told = self.settings.max_age.min(self.info.max_age.unwrap_or(Duration::MAX));
        let max_age = self.options.max_age.unwrap_or(told);
        let Some((ledger, limit)) = self.counted().filter(|_| self.options.background && !max_age.is_zero()) else {
            return max_age;
        };
        match ledger.remaining(limit).saturating_sub(self.settings.reserve) {
            // No request can be made, so what was requested since the oldest of the hour's calls is new enough.
            0 => max_age.max(WINDOW),
            left => max_age.max(ledger.time_left(at).checked_div(left).unwrap_or(WINDOW)),
        }
    }

    /// Returns the hour in which the call counts, as far as it is known, and its limit: for an organization, the one
    /// that the server told.
    pub(super) fn counted(&self) -> Option<(&Ledger, u32)> {
        self.counted_in(&self.basis.record)
    }

    pub(super) fn counted_in<'a>(&self, record: &'a Record) -> Option<(&'a Ledger, u32)> {
        let hour = self.hour?;
        let ledger = record.hour(hour)?;
        let limit = match hour {
            Hour::User => self.settings.hourly_limit?,
            Hour::Organization(_) => ledger.limit.unwrap_or(u32::MAX),
        };
        Some((ledger, limit))
    }

    /// Returns how old the cached response is at the most, if it was younger than `max_age` when this call began. So the
    /// response to a request that was under way then is young enough, however long it takes.
    fn entry_within(&self, now: Now, max_age: Duration) -> Option<Duration> {
        let label = self.basis.label()?;
        let latest = self.basis.latest(now);
        let began_at = self.began_at.unwrap_or(latest);
        // A response from the future has no age.
        let is_young = label.at <= self.basis.moment(now) && began_at.since(label.at) < max_age;
        is_young.then(|| latest.since(label.at))
    }

    /// Returns whether a write that this process owed was paid since the store was asked for what is decided on.
    fn has_forgotten_meanwhile(&self) -> bool {
        self.forgets_paid != self.shared.forgets_paid()
    }

    fn give_cached(&mut self, age: Duration) -> Step {
        match self.basis.take_response() {
            Some(response) => self.end(Ending::Cached { response, age }),
            None => self.end(Ending::Failed(TransportError::new(TransportErrorKind::Other))),
        }
    }

    /// Waits for calls under way, if it depends on them whether a call is left.
    fn doubt(&mut self, now: Now, may_be_left: bool) -> Option<Step> {
        let since = *self.follows_since.get_or_insert(now.monotonic);
        let waited = now.monotonic.saturating_sub(since);
        let waits = may_be_left && !self.options.background && waited < LONGEST_DOUBT;
        waits.then(|| self.wait_for_others(now, waited, Reason::Quota))
    }

    /// Looks again after an eighth of the time that it has waited.
    fn wait_for_others(&mut self, now: Now, waited: Duration, reason: Reason) -> Step {
        self.troubles = 0;
        let eighth = waited.checked_div(8).unwrap_or_default();
        let pause = eighth.clamp(Duration::from_millis(1), Duration::from_millis(100));
        self.wait(now, pause, reason, Awake::Look(Look::Decide))
    }

    /// Waits for a call under way that asks for the same, or takes over its failure.
    fn follow(&mut self, now: Now, key: CacheKey, max_age: Duration) -> Option<Step> {
        if max_age.is_zero() || self.is_impatient {
            return None;
        }
        let Some(leader) = self.basis.record.leader(key).map(|leader| leader.flight) else {
            return self.followed.map(|flight| self.look(now, Look::Failure(flight)));
        };
        self.followed = Some(leader);
        let since = *self.follows_since.get_or_insert(now.monotonic);
        let waited = now.monotonic.saturating_sub(since);
        // Each of several leaders in turn may take its time, but their sum must be bounded. One lease would be too
        // short: when it ends without a response, all calls that have waited for it would lose patience at the same
        // moment.
        if waited >= self.settings.lease().saturating_mul(2) {
            self.is_impatient = true;
            return None;
        }
        Some(self.wait_for_others(now, waited, Reason::Leader))
    }

    /// Returns how many calls are left to others.
    pub(super) fn keep(&self) -> u32 {
        if self.options.background { self.settings.reserve } else { 0 }
    }

    /// Reserves an attempt in the record that will be written.
    pub(super) fn reserve(&mut self, flight: Flight, at: Moment, slot: Moment, key: CacheKey) -> Edit {
        let call = UnderWay {
            id: flight.id,
            flight: flight.name,
            number: 0,
            at,
            end: slot.after(self.settings.lease()),
            key: flight.leads.then_some(key),
            writes: self.info.writes(),
            counts: self.hour.is_some(),
        };
        let edit = Edit::Reserve(self.hour.unwrap_or(Hour::User), call);
        self.next = Some(flight);
        self.basis.record.apply(&edit);
        edit
    }
}
