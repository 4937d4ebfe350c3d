//! `/me/timesheets`.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::account::Account;
use super::answer::Answer;
use super::item::{Item, Kind, Link, Settling, micros};

/// A timesheet of an [`Account`]: a week of the user's, to be approved.
#[derive(Clone, Debug)]
pub struct Timesheet {
    item: Item,
    setup_id: i64,
    start: Date,
    status: Status,
}

#[derive(Clone, Debug)]
enum Status {
    Open,
    Submitted(Timestamp),
    Approved(Timestamp),
    Rejected(Timestamp, String),
}

impl Timesheet {
    /// The week that begins on that day, not submitted yet.
    pub fn new(start: Date) -> Self {
        Timesheet { item: Item::default(), setup_id: 0, start, status: Status::Open }
    }

    /// In the workspace of that name.
    #[must_use]
    pub fn workspace(mut self, name: impl Into<String>) -> Self {
        self.item.workspace = Some(Link::to(name));
        self
    }

    /// Submitted then.
    #[must_use]
    pub fn submitted(mut self, time: Timestamp) -> Self {
        self.status = Status::Submitted(time);
        self
    }

    /// Approved then.
    #[must_use]
    pub fn approved(mut self, time: Timestamp) -> Self {
        self.status = Status::Approved(time);
        self
    }

    /// Rejected then, for that reason.
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

    fn json(&self, account: &Account) -> Value {
        let created = self.item.changed();
        let mut json = json!({
            "timesheet_id": self.item.id,
            "timesheet_setup_id": self.setup_id,
            "workspace_id": self.item.workspace_id(),
            "start_date": self.start.to_string(),
            "timezone": account.timezone,
            "working_hours_in_minutes": 5 * 8 * 60,
            "review_layer": 1,
            "force_approved": false,
            "created_at": micros(created),
        });
        let (status, changed) = match &self.status {
            Status::Open => ("open", created),
            Status::Submitted(time) => {
                json["submitted_at"] = json!(micros(*time));
                ("submitted", *time)
            }
            Status::Approved(time) => {
                json["approved_or_rejected_at"] = json!(micros(*time));
                ("approved", *time)
            }
            Status::Rejected(time, comment) => {
                json["approved_or_rejected_at"] = json!(micros(*time));
                json["rejection_comment"] = json!(comment);
                ("rejected", *time)
            }
        };
        json["status"] = json!(status);
        json["updated_at"] = json!(micros(changed));
        json
    }
}

impl Account {
    pub(super) fn list_timesheets(&self) -> Answer {
        Answer::json(self.timesheets.iter().map(|timesheet| timesheet.json(self)).collect::<Vec<_>>())
    }
}
