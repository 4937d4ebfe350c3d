//! What a call learns from the store.

use super::{Alone, Call, Look, State, Who};
use crate::call::basis::Basis;
use crate::call::entry;
use crate::call::moment::{Moment, Present, passed, slept};
use crate::call::now::Now;
use crate::call::record::{Record, Unreadable};
use crate::call::settings::LEASE_MARGIN;
use crate::call::shared::Name;
use crate::call::step::Step;
use crate::store::{Ask, Held, Read, Replied, StoreError, Version};

impl Call {
    pub(super) fn look(&mut self, now: Now, look: Look) -> Step {
        if let Who::Unnamed(request) = &self.who {
            if self.alone.is_none() && !self.shared.knows_secret() {
                return self.ask(State::AskedSecret(look), Ask::Secret);
            }
            self.who = self.shared.name(request).map_or(Who::Nobody, Who::Somebody);
        }
        let Some(Name { owner, key }) = self.name() else { return self.send(now) };
        let key = match look {
            Look::Failure(flight) => Some(entry::failure_key(flight)),
            Look::Decide | Look::Settle => self.is_cacheable.then_some(key),
        };
        self.ask(State::Reading(look), Ask::Read(Read::new(owner, key)))
    }

    pub(super) fn name(&self) -> Option<Name> {
        match self.who {
            Who::Somebody(name) => Some(self.shared.current(name)),
            Who::Nobody | Who::Unnamed(_) => None,
        }
    }

    /// Returns whether there is a store that others share, and this call uses it.
    pub(super) fn goes_by_store(&self) -> bool {
        self.shared.store.is_some() && self.alone.is_none()
    }

    pub(super) fn named(&mut self, now: Now, look: Look, replied: Result<Replied, StoreError>) -> Step {
        let error = match replied {
            Ok(Replied::Secret(secret)) => {
                self.shared.take_secret(&secret);
                self.troubles = 0;
                return self.look(now, look);
            }
            Ok(_) => StoreError::new("gave something else than its secret"),
            Err(error) => error,
        };
        self.store_failed(now, look, &error)
    }

    pub(super) fn looked(&mut self, now: Now, look: Look, replied: Result<Replied, StoreError>) -> Step {
        let held = match replied {
            Ok(Replied::Held(held)) => held,
            Ok(_) => return self.store_failed(now, look, &StoreError::new("gave something else than a record")),
            Err(error) => return self.store_failed(now, look, &error),
        };
        // What was read long ago, or before the machine slept, is out of date.
        let is_late = slept(self.last, now) || passed(self.last, now) >= LEASE_MARGIN;
        if is_late && self.goes_by_store() && !std::mem::replace(&mut self.once.looked_again, true) {
            return self.look(now, look);
        }
        self.once.looked_again = false;
        // A store that has lost a record may have lost its secret too, and then others use its new one.
        if self.has_lost_record(&held) && !std::mem::replace(&mut self.once.asked_again, true) {
            return self.ask(State::AskedSecret(look), Ask::Secret);
        }
        if self.unsure.is_none() {
            self.troubles = 0;
        }
        if let Look::Failure(_) = look {
            let shared = held.response.as_deref().and_then(entry::decode_failure);
            // A shortened body may be readable although the whole was not, and then it is not a failure.
            let is_failure = |failure: &entry::Failure| {
                !failure
                    .as_ref()
                    .is_ok_and(|answer| answer.status().is_success() && (self.reads.is_readable)(answer.body()))
            };
            let shared = shared.filter(is_failure);
            self.followed = None;
            return match shared {
                Some(failure) => {
                    self.answer = Some(failure);
                    self.finish_shared(now)
                }
                None => self.look(now, Look::Decide),
            };
        }
        if let Some(unsure) = self.unsure.take() {
            if unsure.version == held.version {
                self.troubles = 0;
                self.note_written(unsure.version, &unsure.edits);
                return if self.take_in(now, held) { self.written(now, unsure.then) } else { self.look(now, look) };
            }
            self.cancel_next();
        }
        if !self.take_in(now, held) {
            return self.look(now, look);
        }
        match look {
            Look::Settle => self.settle(now),
            Look::Decide | Look::Failure(_) => self.decide(now),
        }
    }

    /// Returns whether the store holds no record although it has held one.
    fn has_lost_record(&self, held: &Held) -> bool {
        let knows = || self.name().is_some_and(|Name { owner, .. }| self.shared.local.version(owner) != Version::NONE);
        self.goes_by_store() && held.record.is_none() && knows()
    }

    /// Takes in what the store held. If a newer version of this library wrote the record, the call uses the copy in this
    /// process, and this returns false.
    pub(super) fn take_in(&mut self, now: Now, held: Held) -> bool {
        let Some(Name { owner, key }) = self.name() else { return true };
        let is_store = self.goes_by_store();
        let present = match held.now {
            // The clock was read at some moment since the store was asked.
            Some(time) => {
                let at = Moment::of(time);
                let present = Present { earliest: at, latest: at.after(passed(self.last, now)) };
                self.shared.saw_clock(now, present);
                present
            }
            None => self.shared.present(now),
        };
        // The copy still has what the store has lost.
        let read = held.record.as_deref().map(Record::decode);
        let is_gone = is_store && matches!(read, None | Some(Err(Unreadable::Damaged)));
        let lost = is_gone.then(|| self.shared.local.record(owner)).flatten().map(|(_, bytes)| bytes);
        let is_lost = lost.is_some();
        let record = match lost.as_deref().map(Record::decode).or(read) {
            // What was cached under a lost record may be older than a write that this process does not know of.
            Some(Ok(record)) if is_lost => record.renewed(self.draw()),
            Some(Ok(record)) => record,
            Some(Err(Unreadable::Newer)) if is_store => {
                let error = StoreError::new("holds a record of a newer version of this library");
                self.shared.warn(&error);
                self.alone = Some(Alone::Newer(error));
                return false;
            }
            Some(Err(_)) | None => Record::new(self.draw()),
        };
        if is_store {
            self.shared.store_responded();
        }
        self.began_at.get_or_insert(present.latest.before(passed(self.began, now)));
        let owed = self.shared.owed(owner, self.alone.is_none());
        if is_store {
            let version = if is_lost { Version::drawn(self.draw()) } else { held.version };
            let response = held.response.as_deref().map(|response| (key, response));
            self.shared.copy(owner, self.copied, version, &record, owed.as_deref(), response);
        }
        self.basis = Basis {
            version: held.version,
            record,
            entry: held.response,
            is_unwritten: false,
            present,
            read: now,
            owed,
        };
        for edit in self.basis.owed.iter().flat_map(|owed| owed.iter()) {
            self.basis.record.apply(edit);
        }
        self.basis.is_unwritten = self.basis.record.bring_up_to(present) || is_lost || self.basis.owed.is_some();
        self.last = now;
        true
    }

    pub(super) fn ask(&mut self, state: State, ask: Ask) -> Step {
        let owner = match &ask {
            Ask::Secret => None,
            Ask::Read(read) => Some(read.owner),
            Ask::Write(write) => Some(write.owner),
        };
        if let Some(owner) = owner.filter(|_| self.goes_by_store()) {
            self.copied = self.shared.local.version(owner);
        }
        self.forgets_paid = self.shared.forgets_paid();
        self.state = state;
        Step::Store(ask)
    }
}
