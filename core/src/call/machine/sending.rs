//! When a request is sent, and sent again.

use std::time::Duration;

use http::Response;

use super::{Awake, Call, Look, State};
use crate::call::moment::{Moment, passed, slept};
use crate::call::now::Now;
use crate::call::retry::{Decision, SoFar, Verdict};
use crate::call::settings::LEASE_MARGIN;
use crate::call::shared::Name;
use crate::call::step::{Reason, Step};
use crate::transport::TransportError;

/// How often a call may miss its slot before it is sent anyway.
const MOST_RESTARTS: u8 = 3;

impl Call {
    /// Sends, at its slot, what the store has just reserved. If calls of this process went without the store meanwhile,
    /// neither knew of the other, and the call decides again.
    pub(super) fn send_at(&mut self, now: Now, slot: Moment, reason: Reason) -> Step {
        let is_behind =
            self.goes_by_store() && self.name().is_some_and(|Name { owner, .. }| self.shared.is_owed(owner));
        if is_behind && self.restarts < MOST_RESTARTS {
            return self.start_over(now);
        }
        let wait = slot.since(self.basis.moment(now));
        if wait.is_zero() { self.send_reserved(now) } else { self.wait(now, wait, reason, Awake::Send) }
    }

    /// Sends, at its slot, what was reserved. If the slot is long over, because the machine slept or the process stood
    /// still, the lease would end before the attempt does, and others may have sent: then the call decides again.
    pub(super) fn send_reserved(&mut self, now: Now) -> Step {
        let late = self.flight.map_or(Duration::ZERO, |flight| self.basis.latest(now).since(flight.sent_at));
        let is_late = slept(self.last, now) || late >= LEASE_MARGIN;
        if is_late && self.restarts < MOST_RESTARTS { self.start_over(now) } else { self.send(now) }
    }

    fn start_over(&mut self, now: Now) -> Step {
        self.restarts = self.restarts.saturating_add(1);
        self.give_back_reservation();
        self.look(now, Look::Decide)
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
