//! What a call leaves behind when it ends early.

use super::{Call, State, Then, Unsure};
use crate::call::record::Edit;
use crate::call::shared::Name;

impl Call {
    pub(super) fn owe(&self, edits: impl IntoIterator<Item = Edit>) {
        if let Some(Name { owner, .. }) = self.name() {
            self.shared.owe(owner, edits);
        }
    }

    /// Gives up the reservation of a request that was not sent.
    pub(super) fn give_back_reservation(&mut self) {
        if let Some(flight) = self.flight.take() {
            self.owe([Edit::Cancel { id: flight.id }]);
        }
    }

    /// Replaces the next attempt's reservation, because it is not known whether it stands.
    pub(super) fn cancel_next(&mut self) {
        if let Some(flight) = self.next.take() {
            self.owe([Edit::Cancel { id: flight.id }]);
        }
    }

    /// Writes down what a call leaves behind when it ends early.
    pub(super) fn let_go(&mut self) {
        let unsure = match std::mem::replace(&mut self.state, State::Ended) {
            State::Writing(unsure) => Some(unsure),
            _ => self.unsure.take().map(|unsure| *unsure),
        };
        if let Some(Unsure { edits, then, .. }) = unsure {
            // The next attempt is not made.
            self.cancel_next();
            if !matches!(then, Then::Send { .. }) {
                self.owe(edits.into_iter().filter(|edit| !matches!(edit, Edit::Reserve(..))));
                self.flight = None;
            }
        }
        if !self.was_sent {
            return self.give_back_reservation();
        }
        if let Some(flight) = self.flight.take() {
            self.owe([Edit::EndLease { id: flight.id }]);
            if self.info.writes() {
                self.owe([Edit::Forget { id: flight.id }]);
            }
        }
    }
}
