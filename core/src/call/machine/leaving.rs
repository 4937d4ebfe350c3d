//! What a call leaves that ends before its time.

use super::{Call, State, Then, Unsure};
use crate::call::record::Edit;
use crate::call::shared::Name;

impl Call {
    pub(super) fn owe(&self, edits: impl IntoIterator<Item = Edit>) {
        if let Some(Name { owner, .. }) = self.name() {
            self.shared.owe(owner, edits);
        }
    }

    /// The reservation of a request that was not sent is of no use any more.
    pub(super) fn give_back_reservation(&mut self) {
        if let Some(flight) = self.flight.take() {
            self.owe([Edit::Cancel { id: flight.id }]);
        }
    }

    /// It is not known whether the next attempt's reservation stands: another one takes its place.
    pub(super) fn cancel_next(&mut self) {
        if let Some(flight) = self.next.take() {
            self.owe([Edit::Cancel { id: flight.id }]);
        }
    }

    /// Writes down what a call leaves that ends before its time.
    pub(super) fn let_go(&mut self) {
        let unsure = match std::mem::replace(&mut self.state, State::Ended) {
            State::Writing(unsure) => Some(unsure),
            _ => self.unsure.take(),
        };
        if let Some(Unsure { edits, then, .. }) = unsure {
            // The attempt that would have followed is not made.
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
                self.owe([Edit::Forget]);
            }
        }
    }
}
