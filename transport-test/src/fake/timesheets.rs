//! [`Timesheet`]: a week of an account's user, to be approved.

use jiff::Timestamp;
use jiff::civil::Date;

use super::item::{Item, Kind, Link, Settling};

/// A timesheet of an [`Account`](super::Account): one of the user's weeks, to be approved.
#[derive(Clone, Debug)]
pub struct Timesheet {
    pub(super) item: Item,
    pub(super) setup_id: i64,
    pub(super) start: Date,
    pub(super) status: Status,
}

#[derive(Clone, Debug)]
pub(super) enum Status {
    Open,
    Submitted(Timestamp),
    Approved(Timestamp),
    Rejected(Timestamp, String),
}

impl Timesheet {
    /// Creates a timesheet of the week that begins on this day, which is not submitted yet.
    pub fn new(start: Date) -> Self {
        Timesheet { item: Item::default(), setup_id: 0, start, status: Status::Open }
    }

    /// Sets the workspace by its name.
    #[must_use]
    pub fn workspace(mut self, name: impl Into<String>) -> Self {
        self.item.workspace = Some(Link::to(name));
        self
    }

    /// Marks it as submitted then.
    #[must_use]
    pub fn submitted(mut self, time: Timestamp) -> Self {
        self.status = Status::Submitted(time);
        self
    }

    /// Marks it as approved then.
    #[must_use]
    pub fn approved(mut self, time: Timestamp) -> Self {
        self.status = Status::Approved(time);
        self
    }

    /// Marks it as rejected then, for this reason.
    #[must_use]
    pub fn rejected(mut self, time: Timestamp, comment: impl Into<String>) -> Self {
        self.status = Status::Rejected(time, comment.into());
        self
    }

    #[track_caller]
    pub(super) fn settle(&mut self, settling: &mut Settling, setup_id: i64) {
        self.item.settle(Kind::Timesheet, settling);
        self.setup_id = setup_id;
    }
}
