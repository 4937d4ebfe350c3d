//! What is written down about an attempt.

use std::time::Duration;

use http::{Response, StatusCode};

use super::{Call, Flight, RECORD_LIFETIME, Then};
use crate::call::entry::{self, Label};
use crate::call::moment::{Moment, Present};
use crate::call::now::Now;
use crate::call::record::ledger::{Settled, WINDOW};
use crate::call::record::{Edit, Hour};
use crate::call::retry::{Decision, Verdict};
use crate::call::shared::Name;
use crate::call::step::Step;
use crate::quota::{self, Quota};
use crate::store::{CacheKey, Put};
use crate::transport::TransportError;

/// How long a leader's failure is kept for the calls that waited for it.
const FAILURE_LIFETIME: Duration = Duration::from_secs(10);
/// The longest wait that a server may impose on everybody with a 429.
const LONGEST_HOLD: Duration = Duration::from_secs(60);

impl Call {
    /// Writes down the result of an attempt and, if another follows, reserves it in the same write.
    pub(super) fn settle(&mut self, now: Now) -> Step {
        let (Some(answer), Some(flight), Some(Name { key, .. })) = (&self.answer, self.flight, self.name()) else {
            return self.finish(now);
        };
        // The server counted it before that.
        let at = self.basis.latest(now);
        // What has ended since the record was read, others know of too.
        self.basis.record.bring_up_to(Present { earliest: self.basis.moment(now), latest: at });
        // After another call's write, nobody waits for this call any more.
        let is_alone = self.basis.record.call(flight.id).is_none_or(|call| call.key.is_none());
        let mut edits = Vec::with_capacity(3);
        edits.push(match self.hour {
            Some(hour) => Edit::Settle { hour, id: flight.id, at, settled: self.settled(answer) },
            None => Edit::Cancel { id: flight.id },
        });
        self.note_quotas(answer, flight.number, at, &mut edits);
        if let Verdict::RateLimited { retry_after } = Verdict::of(answer.as_ref(), || now.wall) {
            let hold = retry_after.unwrap_or_default().clamp(Duration::from_secs(1), LONGEST_HOLD);
            edits.push(Edit::Hold { until: at.after(hold), pace: self.settings.pace });
        }
        if self.info.writes() && may_be_done(answer) {
            edits.push(Edit::Forget { id: flight.id });
        }
        let decision = self.decision(now);
        for edit in &edits {
            self.basis.record.apply(edit);
        }
        if let Decision::RetryAfter(wait) = decision {
            if flight.leads && is_alone {
                return self.write(now, edits, None, Then::Decide { wait });
            }
            if self.counted().is_none_or(|(ledger, limit)| ledger.remaining(limit) > self.keep()) {
                let slot = self.basis.record.pacer.take(at.after(wait), self.settings.pace);
                let generation = self.basis.record.generation;
                let next = Flight { id: self.draw_id(), generation, sent_at: slot, ..flight };
                edits.push(self.reserve(next, at, slot, key));
                return self.write(now, edits, None, Then::Again { slot, wait });
            }
        }
        let response = self.to_keep(key);
        self.write(now, edits, response, Then::Finish)
    }

    /// Notes what a response says about the hours of others.
    fn note_quotas(
        &self,
        answer: &Result<Response<Vec<u8>>, TransportError>,
        number: u32,
        at: Moment,
        edits: &mut Vec<Edit>,
    ) {
        let Ok(response) = answer else { return };
        if self.settings.hourly_limit.is_some() && response.status().is_success() {
            edits.extend((self.reads.quotas)(response.body()).into_iter().map(|told| Edit::BeTold {
                hour: told.organization.map_or(Hour::User, Hour::Organization),
                number,
                at,
                quota: told.quota,
                limit: told.limit,
            }));
        }
    }

    fn settled(&self, answer: &Result<Response<Vec<u8>>, TransportError>) -> Settled {
        match answer {
            Err(error) if error.is_unsent() => Settled::Nothing,
            Err(_) => Settled::One(None),
            // The server refuses those before it counts them.
            Ok(response) if response.status() == StatusCode::TOO_MANY_REQUESTS => Settled::Nothing,
            Ok(response) => {
                let spent = (response.status() == StatusCode::PAYMENT_REQUIRED)
                    .then(|| quota::spent(self.info.bucket, response.headers(), response.body()))
                    .flatten();
                Settled::One(spent.or_else(|| Quota::from_headers(response.headers())))
            }
        }
    }

    /// Returns what is kept of the last attempt: a success that its operation can read, for all calls; anything else
    /// that a leader got, for the calls that waited for it.
    fn to_keep(&self, key: CacheKey) -> Option<Put> {
        let (Some(answer), Some(flight), true) = (&self.answer, &self.flight, self.is_cacheable) else { return None };
        let leaves_process = self.shared.store.is_some() && !self.settings.keeps_api_token;
        let response = match answer {
            Ok(response) if response.status().is_success() && (self.reads.is_readable)(response.body()) => response,
            failure => {
                let put = || {
                    let bytes = entry::encode_failure(failure, leaves_process);
                    Put::new(entry::failure_key(flight.name), bytes, FAILURE_LIFETIME)
                };
                return flight.leads.then(put);
            }
        };
        // Nothing is kept of a request that left before the last write, and it does not replace the response to a later
        // one either.
        let is_outdated = flight.generation != self.basis.record.generation
            || self.basis.label().is_some_and(|kept| kept.number > flight.number);
        if is_outdated {
            return None;
        }
        let label = Label {
            status: response.status().as_u16(),
            generation: flight.generation,
            number: flight.number,
            at: flight.sent_at,
        };
        let bytes = match leaves_process {
            true => label.encode(&entry::without_api_tokens(response.body())),
            false => label.encode(response.body()),
        };
        let longest = [self.settings.max_age, self.settings.max_stale]
            .into_iter()
            .chain([self.options.max_age, self.options.max_stale].into_iter().flatten())
            .max();
        let lifetime = longest.unwrap_or_default().max(WINDOW).min(RECORD_LIFETIME);
        Some(Put::new(key, bytes, lifetime))
    }
}

/// Returns whether the server has done what a request asks for, or may have.
fn may_be_done(answer: &Result<Response<Vec<u8>>, TransportError>) -> bool {
    match answer {
        Ok(response) => response.status().is_success() || response.status().is_server_error(),
        Err(error) => !error.is_unsent(),
    }
}
