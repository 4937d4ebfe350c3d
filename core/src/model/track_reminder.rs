//! Reminders to track time. [`ListTrackReminders`](crate::me::ListTrackReminders) returns them.

use jiff::Timestamp;

model! {
    /// A reminder that a workspace sends to users who tracked less time than required.
    pub struct TrackReminder {
        /// The reminder's id.
        pub reminder_id: i64,
        /// The id of the workspace that it belongs to.
        pub workspace_id: Option<i64>,
        /// The interval at which it is sent, in days: 1 or 7.
        pub frequency: Option<i64>,
        /// The time that must be tracked, in hours.
        pub threshold: Option<i64>,
        /// The ids of the users whom it is sent to.
        pub user_ids: Vec<i64>,
        /// The ids of the groups that it is sent to.
        pub group_ids: Vec<i64>,
        /// Whether it is sent by e-mail.
        pub email_reminder_enabled: Option<bool>,
        /// Whether it is sent through Slack.
        pub slack_reminder_enabled: Option<bool>,
        /// The time at which it was created.
        pub created_at: Option<Timestamp>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<TrackReminder>(&[]);
    }

    #[test]
    fn the_form_of_2023_has_null_lists() {
        let reminder: TrackReminder = read_and_keep(&json!({
            "reminder_id": 5001, "workspace_id": 7_100_001, "frequency": 1, "threshold": 2,
            "created_at": "2023-01-08T00:10:32.840314Z", "user_ids": null, "group_ids": null
        }));
        assert_eq!((reminder.reminder_id, reminder.frequency, reminder.threshold), (5001, Some(1), Some(2)));
        assert!(reminder.user_ids.is_empty() && reminder.group_ids.is_empty());
    }

    #[test]
    fn the_form_of_2026_says_how_it_is_sent() {
        let reminder: TrackReminder = read_and_keep(&json!({
            "reminder_id": 5002, "user_ids": [5_000_001], "group_ids": [], "email_reminder_enabled": true,
            "slack_reminder_enabled": false
        }));
        assert_eq!(reminder.user_ids, [5_000_001]);
        assert_eq!((reminder.email_reminder_enabled, reminder.slack_reminder_enabled), (Some(true), Some(false)));
    }
}
