//! `/me/track_reminders`.

use serde_json::{Value, json};

use super::account::Account;
use super::answer::Answer;
use super::item::{Item, Link, micros};

/// A reminder to track time, of an [`Account`].
#[derive(Clone, Debug)]
pub struct Reminder {
    pub(super) item: Item,
    frequency: i64,
    threshold: i64,
    for_the_user: bool,
}

impl Reminder {
    /// Reminds who has tracked less than `threshold` hours on a day.
    pub fn daily(threshold: i64) -> Self {
        Reminder { item: Item::default(), frequency: 1, threshold, for_the_user: false }
    }

    /// Reminds who has tracked less than `threshold` hours in a week.
    pub fn weekly(threshold: i64) -> Self {
        Reminder { frequency: 7, ..Reminder::daily(threshold) }
    }

    /// In the workspace of that name.
    #[must_use]
    pub fn workspace(mut self, name: impl Into<String>) -> Self {
        self.item.workspace = Some(Link::to(name));
        self
    }

    /// For the account's user alone, instead of everybody.
    #[must_use]
    pub fn for_the_user(mut self) -> Self {
        self.for_the_user = true;
        self
    }

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
    pub(super) fn list_reminders(&self) -> Answer {
        Answer::json(self.reminders.iter().map(|reminder| reminder.json(self)).collect::<Vec<_>>())
    }
}
