//! What Toggl's web timer starts with.

use jiff::Timestamp;

use crate::model::client::Client;
use crate::model::project::Project;
use crate::model::tag::Tag;
use crate::model::task::Task;

model! {
    /// What Toggl's web timer starts with.
    pub struct WebTimer known by any key {
        /// The clients.
        pub clients: Vec<Client>,
        /// The projects.
        pub projects: Vec<Project>,
        /// The tags.
        pub tags: Vec<Tag>,
        /// The tasks.
        pub tasks: Vec<Task>,
        /// The time entries, in a form of their own.
        pub time_entries: Vec<WebTimerTimeEntry>,
    }
}

model! {
    /// A time entry as the web timer has it: with the names of an earlier version of the API.
    pub struct WebTimerTimeEntry {
        /// The **time entry's** id, as far as the answers that were seen tell: nothing documents it. The server calls it
        /// `task_id`; the task is in [`planned_task_id`](WebTimerTimeEntry::planned_task_id).
        #[serde(rename = "task_id")]
        pub id: Option<i64>,
        /// The workspace that it belongs to.
        pub workspace_id: Option<i64>,
        /// The user whose time it is.
        pub user_id: Option<i64>,
        /// The project that it counts for.
        pub project_id: Option<i64>,
        /// The task that it counts for.
        pub planned_task_id: Option<i64>,
        /// What was done.
        pub description: Option<String>,
        /// When it starts. The server calls it `utc_start`.
        #[serde(rename = "utc_start")]
        pub start: Option<Timestamp>,
        /// When it stops; absent while it runs. The server calls it `utc_stop`.
        #[serde(rename = "utc_stop")]
        pub stop: Option<Timestamp>,
        /// Its length in seconds; negative while it runs. The server calls it `duration_in_seconds`.
        #[serde(rename = "duration_in_seconds")]
        pub duration: Option<i64>,
        /// Whether only the duration counts.
        pub ignore_start_and_stop: Option<bool>,
        /// Whether it is billable.
        pub billable: Option<bool>,
        /// The ids of its tags.
        pub tag_ids: Vec<i64>,
        /// When it was last changed.
        pub updated_at: Option<Timestamp>,
        /// When it was deleted. The server calls it `deleted`.
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
    fn everything_may_be_absent_or_null() {
        all_may_be_absent_or_null::<WebTimer>(&[]);
        all_may_be_absent_or_null::<WebTimerTimeEntry>(&[]);
    }

    #[test]
    fn lists_may_be_null_beside_lists_with_items() {
        let timer: WebTimer = read_and_keep(&json!({
            "clients": null, "projects": [{ "id": 201_000_001, "wid": 7_100_001 }], "tags": [],
            "tasks": [{ "id": 241_000_001, "tracked_seconds": 60_000 }], "time_entries": []
        }));
        assert!(timer.clients.is_empty());
        assert_eq!(timer.projects[0].workspace_id, Some(7_100_001));
        assert_eq!(timer.tasks[0].tracked_ms, Some(60_000));
    }

    #[test]
    fn what_time_entries_call_a_task_is_their_own_id() {
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
