//! Timesheets, tracked time that is submitted for approval. [`ListTimesheets`](crate::me::ListTimesheets) returns them.

use jiff::Timestamp;
use jiff::civil::Date;

model! {
    /// The time of a user in one period, submitted for approval.
    pub struct Timesheet {
        /// The timesheet's id.
        pub timesheet_id: i64,
        /// The id of the timesheet setup that it follows.
        pub timesheet_setup_id: Option<i64>,
        /// The id of the workspace that it belongs to.
        pub workspace_id: Option<i64>,
        /// The period's first day.
        pub start_date: Option<Date>,
        /// The time zone's IANA name.
        pub timezone: Option<String>,
        /// The state, in a word of the server's.
        pub status: Option<String>,
        /// The length of a working day in minutes.
        pub working_hours_in_minutes: Option<i64>,
        /// The layer of approval that it has reached.
        pub review_layer: Option<i64>,
        /// Whether it was approved regardless of those layers.
        pub force_approved: Option<bool>,
        /// The id of the user who approved or rejected it.
        pub approved_or_rejected_id: Option<i64>,
        /// The time at which it was approved or rejected.
        pub approved_or_rejected_at: Option<Timestamp>,
        /// The comment that it was rejected with.
        pub rejection_comment: Option<String>,
        /// The time at which it was submitted.
        pub submitted_at: Option<Timestamp>,
        /// The time at which its approvers were notified by e-mail.
        pub submission_email_sent_at: Option<Timestamp>,
        /// The time at which the user was reminded to submit it.
        pub reminder_sent_at: Option<Timestamp>,
        /// The time at which it was created.
        pub created_at: Option<Timestamp>,
        /// The time of its last change.
        pub updated_at: Option<Timestamp>,
        /// The time at which it was deleted.
        pub deleted_at: Option<Timestamp>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Timesheet>(&[]);
    }

    #[test]
    fn a_timesheet_is_decoded() {
        let timesheet: Timesheet = read_and_keep(&json!({
            "timesheet_id": 41, "timesheet_setup_id": 42, "workspace_id": 7_100_001, "start_date": "2026-03-02",
            "timezone": "Europe/Tallinn", "status": "submitted", "working_hours_in_minutes": 2400, "review_layer": 1,
            "force_approved": false, "submitted_at": "2026-03-09T08:00:00Z", "deleted_at": ""
        }));
        assert_eq!((timesheet.timesheet_id, timesheet.status.as_deref()), (41, Some("submitted")));
        assert_eq!(timesheet.start_date, Some(jiff::civil::date(2026, 3, 2)));
        assert_eq!(timesheet.deleted_at, None);
    }
}
