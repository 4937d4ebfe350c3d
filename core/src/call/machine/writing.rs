//! What a call writes to the store, and how it goes on if that fails.

use std::time::Duration;

use super::{Alone, Awake, Call, Flight, Look, RECORD_LIFETIME, State, Then, Unsure, Who};
use crate::call::now::Now;
use crate::call::outcome::Ending;
use crate::call::record::Edit;
use crate::call::shared::Name;
use crate::call::step::{Reason, Step};
use crate::store::{Ask, Put, Replied, StoreError, Version, Write, Written};

/// A store that takes longer to fail has run into its time limit, and is not asked again at once.
const QUICK_FAILURE: Duration = Duration::from_millis(50);
/// How often a record may change under a write before the store is considered out of order.
const MOST_RACES: u16 = 1_000;

impl Call {
    /// Writes the record, in which `edits` have been applied.
    pub(super) fn write(&mut self, now: Now, edits: Vec<Edit>, response: Option<Put>, then: Then) -> Step {
        let Some(Name { owner, key }) = self.name() else { return self.send(now) };
        let version = Version::drawn(self.draw());
        let mut write = Write::new(owner, self.basis.version, version, self.basis.record.encode());
        write.lifetime = RECORD_LIFETIME;
        write.response = response;
        write.key = self.is_cacheable.then_some(key);
        if let (Some(put), true) = (&write.response, self.goes_by_store()) {
            self.shared.local.mirror_response(owner, put);
        }
        self.ask(State::Writing(Unsure { version, edits, then }), Ask::Write(write))
    }

    pub(super) fn wrote(&mut self, now: Now, unsure: Unsure, replied: Result<Replied, StoreError>) -> Step {
        let look = match unsure.then {
            Then::Send { .. } | Then::Refuse { .. } => Look::Decide,
            Then::Again { .. } | Then::Decide { .. } | Then::Finish => Look::Settle,
        };
        match replied {
            Ok(Replied::Written(Written::Done)) => {
                self.troubles = 0;
                self.races = 0;
                match (&self.alone, self.name()) {
                    (Some(Alone::Failed(_)), Some(Name { owner, .. })) => {
                        self.shared.paid_locally(owner, self.basis.owed.as_deref(), unsure.edits);
                    }
                    _ => self.note_written(unsure.version, &unsure.edits),
                }
                self.basis.version = unsure.version;
                self.written(now, unsure.then)
            }
            // What was not written is planned again, based on what is there now.
            Ok(Replied::Written(Written::Changed(held))) if self.races < MOST_RACES => {
                self.troubles = 0;
                self.races = self.races.saturating_add(1);
                self.next = None;
                if !self.take_in(now, held) {
                    return self.look(now, look);
                }
                if look == Look::Settle { self.settle(now) } else { self.decide(now) }
            }
            failed => {
                let error = failed.err().unwrap_or_else(|| StoreError::new("never keeps what it is given"));
                self.unsure = Some(Box::new(unsure));
                self.store_failed(now, look, &error)
            }
        }
    }

    /// Notes that the store has kept what was owed, and `edits`.
    pub(super) fn note_written(&self, version: Version, edits: &[Edit]) {
        let Some(Name { owner, .. }) = self.name() else { return };
        let owed = self.basis.owed.as_deref();
        // It is in the copy before it is no longer owed, so that a call without the store sees it all the time.
        if self.goes_by_store() {
            self.shared.copy_written(owner, self.copied, version, &self.basis.record, owed, edits);
        }
        self.shared.paid(owner, owed);
    }

    pub(super) fn written(&mut self, now: Now, then: Then) -> Step {
        match then {
            Then::Send { slot } => {
                self.take_off();
                self.send_at(now, slot, Reason::Pace)
            }
            Then::Again { slot, wait } => {
                self.take_off();
                self.waited = self.waited.saturating_add(wait);
                self.send_at(now, slot, Reason::Backoff)
            }
            Then::Decide { wait } => {
                self.flight = None;
                self.waited = self.waited.saturating_add(wait);
                self.wait(now, wait, Reason::Backoff, Awake::Look(Look::Decide))
            }
            Then::Refuse { left, resets_in } => self.refuse(now, left, resets_in),
            Then::Finish => self.finish(now),
        }
    }

    /// Makes the attempt that was reserved the one under way.
    fn take_off(&mut self) {
        let record = &self.basis.record;
        self.flight = self.next.take().map(|flight| {
            let number = record.call(flight.id).map_or(0, |call| call.number);
            Flight { number, ..flight }
        });
        self.was_sent = false;
    }

    /// Goes on after the store has failed, which may do better when it is asked again. A trip that ran into a time limit
    /// is not repeated.
    pub(super) fn store_failed(&mut self, now: Now, look: Look, error: &StoreError) -> Step {
        self.troubles = self.troubles.saturating_add(1);
        let was_quick = now.monotonic.saturating_sub(self.last.monotonic) < QUICK_FAILURE;
        if was_quick && self.troubles <= 2 && self.alone.is_none() {
            let pause = Duration::from_millis(20).saturating_mul(self.troubles.into());
            return self.wait(now, pause, Reason::Store, Awake::Look(look));
        }
        self.without_store(now, error, look)
    }

    /// Goes on with the copy in this process, or ends if that is not allowed.
    pub(super) fn without_store(&mut self, now: Now, error: &StoreError, look: Look) -> Step {
        if self.alone.is_some() {
            // Not even the copy can be used. That cannot happen; the call is sent as if nothing were known.
            self.who = Who::Nobody;
            return if self.answer.is_some() { self.finish(now) } else { self.send(now) };
        }
        self.shared.store_failed(now, error);
        self.alone = Some(Alone::Failed(error.clone()));
        (self.troubles, self.races) = (0, 0);
        if self.settings.demands_store && self.answer.is_none() {
            self.let_go();
            return self.end(Ending::NoStore(error.clone()));
        }
        if let (Some(unsure), Some(Name { owner, .. })) = (&self.unsure, self.name()) {
            self.shared.owe(owner, unsure.edits.iter().cloned());
        }
        self.look(now, look)
    }
}
