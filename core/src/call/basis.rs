//! [`Basis`]: what a call knows of the store, as the basis of its decisions.

use std::time::Duration;

use http::Response;

use crate::call::entry::Label;
use crate::call::moment::{Moment, Present, passed};
use crate::call::now::Now;
use crate::call::record::Record;
use crate::call::shared::Owed;
use crate::store::Version;

/// What the store held when it was last read, with what is owed to it, and brought up to that moment.
pub(crate) struct Basis {
    pub(crate) version: Version,
    pub(crate) record: Record,
    pub(crate) entry: Option<Vec<u8>>,
    /// Whether the store has to learn of the record although nothing is added to it: because something in it was dated in
    /// the future, and a clock that was set back should cost one hour and no more; or because the store has lost the
    /// record, or lacks a part of it.
    pub(crate) is_unwritten: bool,
    /// When it arrived here, by the record's time and by this process's clocks.
    pub(crate) present: Present,
    pub(crate) read: Now,
    /// The edits that were owed by then: the next write pays them.
    pub(crate) owed: Option<Box<Owed>>,
}

impl Basis {
    pub(crate) fn nothing() -> Self {
        Basis {
            version: Version::NONE,
            record: Record::new(0),
            entry: None,
            is_unwritten: false,
            present: Present::at(Moment(0)),
            read: Now { monotonic: Duration::ZERO, wall: jiff::Timestamp::UNIX_EPOCH },
            owed: None,
        }
    }

    /// Returns the earliest moment that the record's time can show: the trip from the store has taken no time.
    pub(crate) fn moment(&self, now: Now) -> Moment {
        self.present.earliest.after(passed(self.read, now))
    }

    /// Returns the latest moment that the record's time can show: the trip to the store has taken no time.
    pub(crate) fn latest(&self, now: Now) -> Moment {
        self.present.latest.after(passed(self.read, now))
    }

    /// Returns the label of the cached response, if it is valid.
    pub(crate) fn label(&self) -> Option<Label> {
        let label = self.entry.as_deref().and_then(Label::read)?;
        (label.generation == self.record.generation).then_some(label)
    }

    /// Takes the cached response, if it is valid.
    pub(crate) fn take_response(&mut self) -> Option<Response<Vec<u8>>> {
        let label = self.label()?;
        Some(label.response(self.entry.take()?))
    }
}
