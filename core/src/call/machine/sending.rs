//! When a request is sent, and sent again.

use std::time::Duration;

use http::Response;

use super::{Awake, Call, Look, State};
use crate::call::moment::{Moment, passed, slept};
use crate::call::now::Now;
use crate::call::record::Edit;
use crate::call::retry::{Decision, SoFar, Verdict};
use crate::call::settings::LEASE_MARGIN;
use crate::call::shared::Name;
use crate::call::step::{Reason, Step};
use crate::store::StoreError;
use crate::transport::TransportError;

/// How often a call may start over before it goes by the copy in this process, where nothing can come between its
/// reservation and its request.
const MOST_RESTARTS: u8 = 3;

impl Call {
    /// Sends, at its slot, what was reserved, if the hour still has room for it.
    pub(super) fn send_at(&mut self, now: Now, slot: Moment, reason: Reason) -> Step {
        if self.is_behind() {
            return self.start_over(now);
        }
        let wait = slot.since(self.basis.moment(now));
        if wait.is_zero() { self.send_reserved(now) } else { self.wait(now, wait, reason, Awake::Send) }
    }

    /// Returns whether the hour has no room for what the store has just reserved. If calls of this process went without the
    /// store meanwhile, neither knew of the other; the copy in this process knows of both.
    fn is_behind(&self) -> bool {
        let (true, Some(Name { owner, .. }), Some(flight)) = (self.goes_by_store(), self.name(), self.flight) else {
            return false;
        };
        let Some(mut record) = self.shared.later_copy(owner, self.basis.version) else { return false };
        record.apply(&Edit::Cancel { id: flight.id });
        record.bring_up_to(self.basis.present);
        self.counted_in(&record).is_some_and(|(ledger, limit)| ledger.remaining(limit) <= self.keep())
    }

    /// Sends, at its slot, what was reserved. If the slot is long over, because the machine slept or the process stood
    /// still, the lease would end before the attempt does, and others may have sent: then the call decides again.
    pub(super) fn send_reserved(&mut self, now: Now) -> Step {
        let is_by_store = self.goes_by_store();
        let latest = if is_by_store { self.basis.latest(now) } else { self.basis.moment(now) };
        let late = self.flight.map_or(Duration::ZERO, |flight| latest.since(flight.sent_at));
        let is_late = slept(self.last, now) || late >= LEASE_MARGIN;
        let may_start_over = is_by_store || !self.is_out_of_turn();
        if is_late && may_start_over { self.start_over(now) } else { self.send(now) }
    }

    fn start_over(&mut self, now: Now) -> Step {
        self.restarts = self.restarts.saturating_add(1);
        self.give_back_reservation();
        match self.is_out_of_turn() && self.goes_by_store() {
            true => self.without_store(now, &StoreError::new("responds too late each time"), Look::Decide),
            false => self.look(now, Look::Decide),
        }
    }

    /// Returns whether it has started over so often that it no longer waits for a slot.
    pub(super) fn is_out_of_turn(&self) -> bool {
        self.restarts > MOST_RESTARTS
    }

    pub(super) fn wait(&mut self, now: Now, pause: Duration, reason: Reason, then: Awake) -> Step {
        let until = now.monotonic.saturating_add(pause);
        self.state = State::Waiting { until, reason, then };
        Step::Wait { until, reason }
    }

    pub(super) fn woken(&mut self, now: Now, until: Duration, reason: Reason, then: Awake) -> Step {
        let slept = slept(self.last, now);
        if now.monotonic < until && !slept {
            self.state = State::Waiting { until, reason, then };
            return Step::Wait { until, reason };
        }
        match then {
            Awake::Send if self.flight.is_some() => self.send_reserved(now),
            Awake::Send => self.send(now),
            Awake::Look(look) => self.look(now, look),
        }
    }

    pub(super) fn send(&mut self, now: Now) -> Step {
        self.attempt = self.attempt.saturating_add(1);
        let at = self.basis.moment(now);
        if let Some(flight) = &mut self.flight {
            flight.sent_at = at;
        }
        self.was_sent = true;
        self.state = State::Sending;
        Step::Send
    }

    pub(super) fn answered(&mut self, now: Now, answer: Result<Response<Vec<u8>>, TransportError>) -> Step {
        if !matches!(&answer, Err(error) if error.is_unsent()) {
            self.attempts = self.attempts.saturating_add(1);
        }
        self.answer = Some(answer);
        if self.flight.is_none() {
            return match self.decision(now) {
                Decision::RetryAfter(wait) => {
                    self.waited = self.waited.saturating_add(wait);
                    self.wait(now, wait, Reason::Backoff, Awake::Send)
                }
                Decision::Done => self.finish(now),
            };
        }
        if slept(self.last, now) { self.look(now, Look::Settle) } else { self.settle(now) }
    }

    pub(super) fn decision(&self, now: Now) -> Decision {
        let Some(answer) = &self.answer else { return Decision::Done };
        let so_far = SoFar {
            repeatable: !self.info.writes(),
            attempt: self.attempt,
            waited: self.waited,
            elapsed: passed(self.began, now),
            seed: self.seed,
        };
        self.settings.retry.decide(&so_far, Verdict::of(answer.as_ref(), || now.wall))
    }
}
