//! `/me/timesheets`.

use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::item::micros;
use crate::fake::response::FakeResponse;
use crate::fake::timesheets::{Status, Timesheet};

impl Timesheet {
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
    pub(super) fn list_timesheets(&self) -> FakeResponse {
        FakeResponse::json(self.timesheets.iter().map(|timesheet| timesheet.json(self)).collect::<Vec<_>>())
    }
}
