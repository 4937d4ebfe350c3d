//! Projects, what time is tracked for. [`ListProjects`](crate::me::ListProjects) and
//! [`ListProjectsPage`](crate::me::ListProjectsPage) return them, and so do [`GetMe`](crate::me::GetMe) with related
//! data and [`GetWebTimer`](crate::me::GetWebTimer).

use jiff::Timestamp;
use jiff::civil::Date;

use crate::model::integration::IntegrationProvider;
use crate::secret::Secret;

model! {
    /// A project of a workspace, for which time is tracked.
    ///
    /// Many fields belong to paid plans and are absent elsewhere: rates and fees, estimates, templates, recurrence.
    pub struct Project {
        /// The project's id.
        pub id: i64,
        /// The id of the workspace that it belongs to. The legacy name of the key is `wid`.
        pub workspace_id: Option<i64> as wid,
        /// The id of the client for whom the project is done. The legacy name of the key is `cid`.
        pub client_id: Option<i64> as cid,
        /// The client's name.
        pub client_name: Option<String>,
        /// The project's name.
        pub name: Option<String>,
        /// The project's colour in lower-case hexadecimal digits, such as `#0b83d9`.
        pub color: Option<String>,
        /// The state of the project. Older responses leave it out; [`active`](Project::active) is always there.
        pub status: Option<ProjectStatus>,
        /// Whether the project is active; false once it is archived.
        pub active: Option<bool>,
        /// Whether only the project's members can see it.
        pub is_private: Option<bool>,
        /// Whether the user has pinned the project.
        pub pinned: Option<bool>,
        /// Whether the user may track time for the project.
        pub can_track_time: Option<bool>,
        /// Whether the project's time is billable.
        pub billable: Option<bool>,
        /// The rate for one hour, in [`currency`](Project::currency). It takes precedence over the workspace's
        /// [`default_hourly_rate`](super::Workspace::default_hourly_rate), which counts, in Toggl's words, "unless you
        /// add a workspace member, project, or project member rate". The API's documentation does not say which of
        /// those three takes precedence over the others, or how a task's rate and [`fixed_fee`](Project::fixed_fee)
        /// relate to them.
        pub rate: Option<f64>,
        /// The time at which the rate was last changed.
        pub rate_last_updated: Option<Timestamp>,
        /// The fee for the whole project, in [`currency`](Project::currency).
        pub fixed_fee: Option<f64>,
        /// The currency's code, such as `EUR`.
        pub currency: Option<String>,
        /// The estimated time in hours.
        pub estimated_hours: Option<f64>,
        /// The estimated time in seconds.
        pub estimated_seconds: Option<i64>,
        /// Whether the estimate is the sum of the tasks' estimates.
        pub auto_estimates: Option<bool>,
        /// The tracked time in hours, rounded; [`actual_seconds`](Project::actual_seconds) is exact.
        pub actual_hours: Option<f64>,
        /// The tracked time in seconds.
        pub actual_seconds: Option<i64>,
        /// The number of tasks. Newer responses leave it out.
        pub tasks_count: Option<i64>,
        /// The first day.
        pub start_date: Option<Date>,
        /// The last day.
        pub end_date: Option<Date>,
        /// Whether the estimate applies to each period separately.
        pub recurring: Option<bool>,
        /// The rules by which a recurring project recurs.
        pub recurring_parameters: Vec<RecurringParameters>,
        /// The current period of a recurring project.
        pub current_period: Option<RecurringPeriod>,
        /// Whether it is a template for other projects.
        pub template: Option<bool>,
        /// The id of the template that it was made from.
        pub template_id: Option<i64>,
        /// Whether it is shared on a public page. Newer responses leave it out.
        pub is_shared: Option<bool>,
        /// The time at which it was shared.
        pub shared_at: Option<Timestamp>,
        /// The name of the public page. Whoever knows it can see the page, so it is never serialised.
        #[serde(skip_serializing)]
        pub shared_hash: Option<Secret>,
        /// The time at which time was first tracked for it, in the server's words.
        pub first_time_entry: Option<String>,
        /// The time at which it was created.
        pub created_at: Option<Timestamp>,
        /// The time of its last change.
        pub at: Option<Timestamp>,
        /// The time at which it was deleted. Deleted ones are returned only by requests with `since`.
        pub server_deleted_at: Option<Timestamp>,
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
        /// The total number of items where the server sends pages; 0 elsewhere.
        pub total_count: Option<i64>,
    }
}

open_enum! {
    /// The state of a project.
    pub enum ProjectStatus {
        /// The first day is in the future.
        Upcoming = "upcoming",
        /// Time is being tracked for the project.
        Active = "active",
        /// The last day has passed.
        Ended = "ended",
        /// The project is archived; its time is kept.
        Archived = "archived",
        /// The project was deleted.
        Deleted = "deleted",
    }
}

model! {
    /// The rules by which a project recurs.
    pub struct RecurringParameters {
        /// The length of a period: `monthly` and the like, or `custom`.
        pub period: Option<String>,
        /// The number of days in a `custom` period.
        pub custom_period: Option<i64>,
        /// The estimated time of a period in seconds.
        pub estimated_seconds: Option<i64>,
        /// The project's first day.
        pub project_start_date: Option<Date>,
        /// The first day on which these parameters hold.
        pub parameter_start_date: Option<Date>,
        /// The last day on which these parameters hold.
        pub parameter_end_date: Option<Date>,
    }
}

model! {
    /// One period of a recurring project.
    pub struct RecurringPeriod {
        /// The first day.
        pub start_date: Option<Date>,
        /// The last day.
        pub end_date: Option<Date>,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Project>(&["wid", "cid", "shared_hash"]);
        all_may_be_absent_or_null::<RecurringParameters>(&[]);
        all_may_be_absent_or_null::<RecurringPeriod>(&[]);
    }

    #[test]
    fn the_form_of_2023_starts_with_a_time_and_recurs() {
        let project: Project = read_and_keep(&json!({
            "id": 187_000_001, "workspace_id": 7_100_001, "client_id": null, "name": "Retainer", "active": true,
            "at": "2023-01-02T23:02:17+00:00", "server_deleted_at": null, "color": "#465bb3", "recurring": true,
            "recurring_parameters": [{
                "estimated_seconds": 7200, "period": "monthly", "custom_period": null,
                "project_start_date": "2022-10-03", "parameter_start_date": "2023-01-02", "parameter_end_date": null
            }],
            "current_period": { "start_date": "2022-12-03", "end_date": "2023-01-02" },
            "start_date": "2022-10-03T00:00:00Z", "wid": 7_100_001, "cid": null
        }));
        assert_eq!(project.start_date, Some(date(2022, 10, 3)));
        assert_eq!(project.status, None);
        let [parameters] = project.recurring_parameters.as_slice() else { panic!("{project:?}") };
        assert_eq!((parameters.period.as_deref(), parameters.estimated_seconds), (Some("monthly"), Some(7200)));
        assert_eq!(parameters.parameter_start_date, Some(date(2023, 1, 2)));
        assert_eq!(project.current_period.and_then(|period| period.end_date), Some(date(2023, 1, 2)));
    }

    #[test]
    fn the_form_of_2024_has_null_where_the_plan_lacks_a_feature() {
        let project: Project = read_and_keep(&json!({
            "id": 201_000_001, "workspace_id": 7_100_001, "client_id": 61_200_001, "name": "Site", "is_private": false,
            "active": false, "at": "2024-03-17T10:58:40+00:00", "created_at": "2017-08-28T10:47:38+00:00",
            "server_deleted_at": null, "color": "#0b83d9", "billable": null, "template": null, "auto_estimates": null,
            "estimated_hours": null, "estimated_seconds": null, "rate": null, "rate_last_updated": null,
            "currency": null, "recurring": false, "template_id": null, "recurring_parameters": null, "fixed_fee": null,
            "actual_hours": 1103, "actual_seconds": 3_973_324, "tasks_count": null, "can_track_time": false,
            "start_date": "2017-08-28", "status": "archived", "wid": 7_100_001, "cid": 61_200_001, "is_shared": false,
            "pinned": false
        }));
        assert_eq!(project.status, Some(ProjectStatus::Archived));
        assert_eq!((project.client_id, project.actual_hours), (Some(61_200_001), Some(1103.0)));
        assert_eq!(project.billable, None);
        assert!(project.recurring_parameters.is_empty());
    }

    #[test]
    fn the_form_of_2026_has_every_field_and_any_form_of_money() {
        let project: Project = read_and_keep(&json!({
            "id": 218_000_001, "workspace_id": 7_100_001, "client_id": 61_200_001, "client_name": "Mill & Sons",
            "name": "All", "billable": true, "rate": 0, "rate_last_updated": "2025-12-02T00:00:00Z", "fixed_fee": 1500.25,
            "currency": "EUR", "estimated_hours": 10, "auto_estimates": true, "actual_hours": 7.5, "template": false,
            "template_id": 201_000_009, "end_date": "2026-12-31", "first_time_entry": "2025-12-01",
            "permissions": ["edit"], "external_reference": "P-1", "integration_ext_id": "10002",
            "integration_ext_type": "project", "integration_provider": "jira", "total_count": 0, "status": "upcoming",
            "shared_at": ""
        }));
        assert_eq!((project.rate, project.fixed_fee, project.actual_hours), (Some(0.0), Some(1500.25), Some(7.5)));
        assert_eq!(project.end_date, Some(date(2026, 12, 31)));
        assert_eq!(project.integration_provider, Some(IntegrationProvider::Jira));
        assert_eq!(project.shared_at, None);
    }

    #[test]
    fn legacy_names_fill_in_for_the_new_ones() {
        let project: Project = read(&json!({ "wid": 1, "cid": 2 }));
        assert_eq!((project.workspace_id, project.client_id), (Some(1), Some(2)));
        let project: Project = read(&json!({ "cid": 2, "client_id": 3, "workspace_id": 4, "wid": 1 }));
        assert_eq!((project.workspace_id, project.client_id), (Some(4), Some(3)));
    }

    #[test]
    fn an_unknown_status_is_kept() {
        let project: Project = read_and_keep(&json!({ "status": "hibernating" }));
        assert_eq!(project.status, Some(ProjectStatus::Other("hibernating".into())));
        assert_eq!(project.status.unwrap().as_str(), "hibernating");
    }

    #[test]
    fn the_name_of_the_shared_page_is_not_shown() {
        let project: Project = read(&json!({ "shared_hash": "5ha2ed" }));
        assert_eq!(project.shared_hash.as_ref().map(Secret::expose), Some("5ha2ed"));
        assert!(!format!("{project:?}{}", serde_json::to_string(&project).unwrap()).contains("5ha2ed"));
    }
}
