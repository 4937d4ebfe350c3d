//! The data that Toggl's web timer starts with. [`GetWebTimer`](crate::me::GetWebTimer) returns it.

use jiff::Timestamp;

use crate::model::client::Client;
use crate::model::project::Project;
use crate::model::tag::Tag;
use crate::model::task::Task;

model! {
    /// The data that Toggl's web timer starts with.
    pub struct WebTimer known by any key {
        /// The user's clients.
        pub clients: Vec<Client>,
        /// The user's projects.
        pub projects: Vec<Project>,
        /// The user's tags.
        pub tags: Vec<Tag>,
        /// The user's tasks.
        pub tasks: Vec<Task>,
        /// The user's latest time entries, in a form of their own.
        pub time_entries: Vec<WebTimerTimeEntry>,
    }
}

model! {
    /// A time entry in the form of the web timer, which has the names of an earlier version of the API.
    pub struct WebTimerTimeEntry {
        /// The **time entry's** id. That is not documented but follows from the responses that were seen. The server
        /// calls it `task_id`; the task is in [`planned_task_id`](WebTimerTimeEntry::planned_task_id).
        #[serde(rename = "task_id")]
        pub id: Option<i64>,
        /// The id of the workspace that it belongs to.
        pub workspace_id: Option<i64>,
        /// The id of the user who tracked the time.
        pub user_id: Option<i64>,
        /// The id of the project that its time belongs to.
        pub project_id: Option<i64>,
        /// The id of the task that its time belongs to.
        pub planned_task_id: Option<i64>,
        /// The description of the work.
        pub description: Option<String>,
        /// The start of the span. The server calls it `utc_start`.
        #[serde(rename = "utc_start")]
        pub start: Option<Timestamp>,
        /// The end of the span; absent while the entry is running. The server calls it `utc_stop`.
        #[serde(rename = "utc_stop")]
        pub stop: Option<Timestamp>,
        /// The length in seconds, negative while the entry is running. The server calls it `duration_in_seconds`.
        #[serde(rename = "duration_in_seconds")]
        pub duration: Option<i64>,
        /// Whether only the duration counts.
        pub ignore_start_and_stop: Option<bool>,
        /// Whether the time is billable.
        pub billable: Option<bool>,
        /// The ids of its tags.
        pub tag_ids: Vec<i64>,
        /// The time of its last change.
        pub updated_at: Option<Timestamp>,
        /// The time at which it was deleted. The server calls it `deleted`.
        #[serde(rename = "deleted")]
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
        all_may_be_absent_or_null::<WebTimer>(&[]);
        all_may_be_absent_or_null::<WebTimerTimeEntry>(&[]);
    }

    #[test]
    fn some_lists_may_be_null_and_others_have_items() {
        let timer: WebTimer = read_and_keep(&json!({
            "clients": null, "projects": [{ "id": 201_000_001, "wid": 7_100_001 }], "tags": [],
            "tasks": [{ "id": 241_000_001, "tracked_seconds": 60_000 }], "time_entries": []
        }));
        assert!(timer.clients.is_empty());
        assert_eq!(timer.projects[0].workspace_id, Some(7_100_001));
        assert_eq!(timer.tasks[0].tracked_ms, Some(60_000));
    }

    #[test]
    fn the_task_id_of_a_time_entry_is_its_own_id() {
        let entry: WebTimerTimeEntry = read_and_keep(&json!({
            "billable": false, "deleted": null, "description": "tests", "duration_in_seconds": 52,
            "ignore_start_and_stop": true, "planned_task_id": 241_000_001, "project_id": 201_000_001,
            "tag_ids": [16_300_001], "task_id": 3_545_600_001_i64, "updated_at": "2024-07-30T08:14:38+00:00",
            "user_id": 5_000_001, "utc_start": "2024-07-30T08:13:46+00:00", "utc_stop": null, "workspace_id": 7_100_001
        }));
        assert_eq!((entry.id, entry.planned_task_id), (Some(3_545_600_001), Some(241_000_001)));
        assert_eq!((entry.start, entry.stop), ("2024-07-30T08:13:46Z".parse().ok(), None));
        assert_eq!((entry.duration, entry.deleted_at), (Some(52), None));
    }
}
