//! What a call learns from the store.

use super::{Alone, Call, Look, State, Who};
use crate::call::basis::Basis;
use crate::call::entry;
use crate::call::moment::{passed, slept};
use crate::call::now::Now;
use crate::call::record::{Record, Unreadable};
use crate::call::shared::Name;
use crate::call::step::Step;
use crate::store::{Ask, Held, Read, Replied, StoreError};

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
        // What was read before the machine slept is out of date.
        if slept(self.last, now) && !std::mem::replace(&mut self.once.looked_again, true) {
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
        let knows = || self.name().is_some_and(|Name { owner, .. }| self.shared.local.record(owner).is_some());
        self.goes_by_store() && held.record.is_none() && knows()
    }

    /// Takes in what the store held. If a newer version of this library wrote the record, the call uses the copy in this
    /// process, and this returns false.
    pub(super) fn take_in(&mut self, now: Now, held: Held) -> bool {
        let Some(Name { owner, key }) = self.name() else { return true };
        let is_store = self.goes_by_store();
        // The copy still has what the store has lost.
        let lost = if is_store && held.record.is_none() { self.shared.local.record(owner) } else { None };
        let is_lost = lost.is_some();
        let record = match held.record.as_deref().or(lost.as_deref()).map(Record::decode) {
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
        let at = self.shared.moment(now, held.now);
        // A process's own time is read when the store's reply has arrived, a store's at some moment before that.
        let asked = if held.now.is_some() { self.last } else { now };
        self.began_at.get_or_insert(at.before(passed(self.began, asked)));
        let read_at = at.after(passed(asked, now));
        let owed = self.shared.owed(owner, self.alone.is_none());
        if is_store {
            // The store does not have this yet, and the copy must not lose it.
            let copied = owed.as_ref().map(|owed| owed.copied()).unwrap_or_default();
            let changed = (is_lost || !copied.is_empty()).then(|| {
                let mut record = record.clone();
                copied.iter().for_each(|edit| record.apply(edit));
                record.encode()
            });
            let bytes = changed.as_deref().or(held.record.as_deref());
            self.shared.local.mirror(owner, held.version, bytes, key, held.response.as_deref());
        }
        self.basis = Basis {
            version: held.version,
            record,
            entry: held.response,
            is_unwritten: false,
            at,
            read: now,
            read_at,
            owed,
        };
        for edit in self.basis.owed.iter().flat_map(|owed| owed.iter()) {
            self.basis.record.apply(edit);
        }
        self.basis.is_unwritten = self.basis.record.bring_up_to(at) || is_lost || self.basis.owed.is_some();
        self.last = now;
        true
    }

    pub(super) fn ask(&mut self, state: State, ask: Ask) -> Step {
        self.state = state;
        Step::Store(ask)
    }
}
