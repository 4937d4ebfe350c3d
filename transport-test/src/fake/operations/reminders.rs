//! `/me/track_reminders`.

use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::item::micros;
use crate::fake::reminders::Reminder;
use crate::fake::response::FakeResponse;

impl Reminder {
    fn json(&self, account: &Account) -> Value {
        json!({
            "reminder_id": self.item.id,
            "workspace_id": self.item.workspace_id(),
            "frequency": self.frequency,
            "threshold": self.threshold,
            "created_at": micros(self.item.changed()),
            "user_ids": self.for_the_user.then_some([account.id]),
            "group_ids": null,
            "email_reminder_enabled": true,
            "slack_reminder_enabled": false,
        })
    }
}

impl Account {
    pub(super) fn list_reminders(&self) -> FakeResponse {
        FakeResponse::json(self.reminders.iter().map(|reminder| reminder.json(self)).collect::<Vec<_>>())
    }
}
