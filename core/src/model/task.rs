//! Tasks, the parts of projects. [`ListTasks`](crate::me::ListTasks) returns them, and so do
//! [`GetMe`](crate::me::GetMe) with related data and [`GetWebTimer`](crate::me::GetWebTimer).

use jiff::Timestamp;

use crate::model::integration::IntegrationProvider;

model! {
    /// A task, which is a part of a project. Tasks are a feature of paid plans; other accounts have none.
    pub struct Task {
        /// The task's id.
        pub id: i64,
        /// The id of the workspace that it belongs to.
        pub workspace_id: Option<i64>,
        /// The id of the project that it is a part of.
        pub project_id: Option<i64>,
        /// The task's name.
        pub name: Option<String>,
        /// Whether the task is open; false once it is done.
        pub active: Option<bool>,
        /// Whether the task recurs with its project.
        pub recurring: Option<bool>,
        /// The id of the user whom it is assigned to.
        pub user_id: Option<i64>,
        /// That user's id in Toggl's accounts service.
        pub toggl_accounts_id: Option<String>,
        /// The estimated time in seconds.
        pub estimated_seconds: Option<i64>,
        /// The tracked time in **milliseconds**. The server calls it `tracked_seconds`, although the unit is not
        /// seconds.
        #[serde(rename = "tracked_seconds")]
        pub tracked_ms: Option<i64>,
        /// The rate for one hour.
        pub rate: Option<f64>,
        /// The time at which the rate was last changed.
        pub rate_last_updated: Option<Timestamp>,
        /// The time of its creation or last change.
        pub at: Option<Timestamp>,
        /// The time at which it was deleted. Deleted ones are returned only by requests with `since`.
        pub server_deleted_at: Option<Timestamp>,
        /// The project's name. This field and those down to `avatar_url` are set only when the request has `meta`.
        pub project_name: Option<String>,
        /// The project's colour: `#0b83d9`.
        pub project_color: Option<String>,
        /// Whether the project is billable.
        pub project_billable: Option<bool>,
        /// Whether only the project's members can see it. This field may be set without `meta` too.
        pub project_is_private: Option<bool>,
        /// The id of the project's client.
        pub client_id: Option<i64>,
        /// The client's name.
        pub client_name: Option<String>,
        /// The name of the user whom it is assigned to.
        pub user_name: Option<String>,
        /// The address of that user's picture.
        pub avatar_url: Option<String>,
        /// What the user is permitted to do with it.
        pub permissions: Vec<String>,
        /// Its id in a system of the workspace's own, outside of Toggl.
        pub external_reference: Option<String>,
        /// Its id in the integrated system.
        pub integration_ext_id: Option<String>,
        /// Its type in the integrated system.
        pub integration_ext_type: Option<String>,
        /// The integrated system that it was imported from.
        pub integration_provider: Option<IntegrationProvider>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Task>(&[]);
    }

    #[test]
    fn the_form_of_2023_has_null_permissions() {
        let task: Task = read_and_keep(&json!({
            "id": 88_001, "name": "Draft", "workspace_id": 7_100_001, "project_id": 187_000_001, "user_id": null,
            "recurring": false, "active": false, "at": "2023-01-08T00:03:11+00:00", "server_deleted_at": null,
            "estimated_seconds": 0, "tracked_seconds": 0, "permissions": null
        }));
        assert_eq!((task.active, task.estimated_seconds), (Some(false), Some(0)));
        assert!(task.permissions.is_empty());
    }

    #[test]
    fn the_form_of_2026_has_every_field_and_milliseconds() {
        let task: Task = read_and_keep(&json!({
            "id": 241_000_001, "name": "Review", "workspace_id": 7_100_001, "project_id": 218_000_001,
            "user_id": 5_000_001, "recurring": true, "active": true, "at": "2026-03-07T03:17:46.25Z",
            "server_deleted_at": "2026-03-08T00:00:00Z", "estimated_seconds": 7200, "tracked_seconds": 5_400_000,
            "permissions": ["edit"], "toggl_accounts_id": "zYxWvUtSrQpOnMlKjIhGfE", "rate": 50,
            "rate_last_updated": "2026-01-01T00:00:00Z", "client_id": 61_200_001, "client_name": "Mill & Sons",
            "project_name": "All", "project_color": "#0b83d9", "project_billable": true, "project_is_private": false,
            "user_name": "Ada", "avatar_url": null, "external_reference": "T-1", "integration_ext_id": "10003",
            "integration_ext_type": "issue", "integration_provider": "jira"
        }));
        assert_eq!(task.tracked_ms, Some(5_400_000));
        assert_eq!((task.rate, task.project_is_private), (Some(50.0), Some(false)));
        assert_eq!(task.user_name.as_deref(), Some("Ada"));
        assert!(task.server_deleted_at.is_some());
    }
}
