//! Workspaces, where the work of a team is kept. [`ListWorkspaces`](crate::me::ListWorkspaces) returns them, and so
//! does [`GetMe`](crate::me::GetMe) with related data.

use jiff::Timestamp;

use crate::model::subscription::Subscription;
use crate::secret::Secret;

model! {
    /// A workspace, which holds the projects, clients, tags and time entries of a team and is part of an organization.
    pub struct Workspace {
        /// The workspace's id.
        pub id: i64,
        /// The id of the organization that it is part of.
        pub organization_id: Option<i64>,
        /// The workspace's name.
        pub name: Option<String>,
        /// The address of its logo.
        pub logo_url: Option<String>,
        /// The user's role in it: `admin` and the like.
        pub role: Option<String>,
        /// Whether the user is an admin of it. Deprecated: see [`role`](Workspace::role).
        pub admin: Option<bool>,
        /// What the user is permitted to do with it.
        pub permissions: Vec<String>,
        /// Whether it has the Starter plan.
        pub premium: Option<bool>,
        /// Whether it has the Premium plan.
        pub business_ws: Option<bool>,
        /// The number of its plan. Deprecated.
        pub profile: Option<i64>,
        /// The rate for one hour where no other rate applies, in [`default_currency`](Workspace::default_currency).
        pub default_hourly_rate: Option<f64>,
        /// The time at which one of its rates was last changed.
        pub rate_last_updated: Option<Timestamp>,
        /// The code of its currency, such as `USD`.
        pub default_currency: Option<String>,
        /// Whether only admins may create projects.
        pub only_admins_may_create_projects: Option<bool>,
        /// Whether only admins may create tags.
        pub only_admins_may_create_tags: Option<bool>,
        /// Whether only admins can see rates. Newer responses leave it out.
        pub only_admins_see_billable_rates: Option<bool>,
        /// Whether only admins can see the team's dashboard.
        pub only_admins_see_team_dashboard: Option<bool>,
        /// Whether only admins can see the data of public projects in reports.
        pub limit_public_project_data: Option<bool>,
        /// Whether new projects are billable.
        pub projects_billable_by_default: Option<bool>,
        /// Whether a time entry must be billable when its project is.
        pub projects_enforce_billable: Option<bool>,
        /// Whether new projects are private.
        pub projects_private_by_default: Option<bool>,
        /// The fields that a time entry must have.
        pub te_constraints: Option<TimeEntryConstraints>,
        /// Whether start and stop are hidden and only durations are shown.
        pub hide_start_end_times: Option<bool>,
        /// The length of a working day in minutes.
        pub working_hours_in_minutes: Option<i64>,
        /// Whether approvals are disabled.
        pub disable_approvals: Option<bool>,
        /// Whether expenses are disabled.
        pub disable_expenses: Option<bool>,
        /// Whether the timesheet view is disabled.
        pub disable_timesheet_view: Option<bool>,
        /// Whether reports are shown collapsed at first.
        pub reports_collapse: Option<bool>,
        /// The direction in which reports round: -1 is down, 0 to the nearest, 1 up.
        pub rounding: Option<i64>,
        /// The multiple of minutes to which reports round; 0 disables rounding.
        pub rounding_minutes: Option<i64>,
        /// The number of days for which data is kept, where the plan has a limit.
        pub max_data_retention_days: Option<i64>,
        /// Whether it publishes a calendar.
        pub ical_enabled: Option<bool>,
        /// The address of the calendar, relative to the web site. Whoever knows it can read the calendar, so it is
        /// never serialised.
        #[serde(skip_serializing)]
        pub ical_url: Option<Secret>,
        /// A token for this workspace. Deprecated. It is never serialised.
        #[serde(skip_serializing)]
        pub api_token: Option<Secret>,
        /// The number of its active projects. Only [`ListWorkspaces`](crate::me::ListWorkspaces) returns it.
        pub active_project_count: Option<i64>,
        /// The last upload of time entries.
        pub csv_upload: Option<CsvUpload>,
        /// The subscription through which it is paid for. Deprecated: the organization's has more fields.
        pub subscription: Option<Subscription>,
        /// The time at which data in it was last changed.
        pub last_modified: Option<Timestamp>,
        /// The time at which the workspace itself was last changed.
        pub at: Option<Timestamp>,
        /// The time at which it was suspended.
        pub suspended_at: Option<Timestamp>,
        /// The time at which it was deleted. Deleted ones are returned only by requests with `since`.
        pub server_deleted_at: Option<Timestamp>,
    }
}

model! {
    /// The fields that a time entry of a workspace must have. All are absent where the workspace requires nothing.
    pub struct TimeEntryConstraints {
        /// Whether the other fields apply.
        pub time_entry_constraints_enabled: Option<bool>,
        /// Whether a time entry must have a description.
        pub description_present: Option<bool>,
        /// Whether a time entry must have a project.
        pub project_present: Option<bool>,
        /// Whether a time entry must have a tag.
        pub tag_present: Option<bool>,
        /// Whether a time entry must have a task.
        pub task_present: Option<bool>,
    }
}

model! {
    /// An upload of time entries to a workspace.
    pub struct CsvUpload {
        /// The id of its log.
        pub log_id: Option<i64>,
        /// The time of the upload.
        pub at: Option<Timestamp>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Workspace>(&["ical_url", "api_token"]);
        all_may_be_absent_or_null::<TimeEntryConstraints>(&[]);
        all_may_be_absent_or_null::<CsvUpload>(&[]);
    }

    #[test]
    fn the_form_of_2024_has_fields_that_were_removed_later() {
        let workspace: Workspace = read_and_keep(&json!({
            "id": 7_100_001, "organization_id": 7_000_001, "name": "Ada's", "profile": 0, "premium": false,
            "business_ws": false, "admin": true, "role": "admin", "suspended_at": null, "server_deleted_at": null,
            "default_hourly_rate": null, "rate_last_updated": null, "default_currency": "USD",
            "only_admins_may_create_projects": false, "only_admins_may_create_tags": false,
            "only_admins_see_billable_rates": false, "only_admins_see_team_dashboard": false,
            "projects_billable_by_default": true, "projects_private_by_default": true,
            "last_modified": "2024-12-15T00:00:00Z", "reports_collapse": true, "rounding": 1, "rounding_minutes": 0,
            "at": "2024-04-14T17:01:34+00:00", "logo_url": "https://example.com/logo.jpg", "ical_enabled": true,
            "csv_upload": null, "subscription": null, "hide_start_end_times": false, "working_hours_in_minutes": null,
            "permissions": null
        }));
        assert_eq!((workspace.profile, workspace.rounding), (Some(0), Some(1)));
        assert_eq!(workspace.only_admins_see_billable_rates, Some(false));
        assert!(workspace.last_modified.is_some());
    }

    #[test]
    fn the_form_of_2026_has_partial_constraints() {
        let workspace: Workspace = read_and_keep(&json!({
            "id": 7_100_002, "default_hourly_rate": 12.5, "te_constraints": {}, "disable_expenses": null,
            "disable_approvals": false, "disable_timesheet_view": true, "limit_public_project_data": false,
            "projects_enforce_billable": true, "max_data_retention_days": 90, "active_project_count": 12,
            "csv_upload": { "at": "2026-01-02T03:04:05Z", "log_id": 9 }
        }));
        assert_eq!(workspace.te_constraints, Some(TimeEntryConstraints::default()));
        assert_eq!((workspace.default_hourly_rate, workspace.disable_expenses), (Some(12.5), None));
        assert_eq!(workspace.active_project_count, Some(12));
        assert_eq!(workspace.csv_upload.and_then(|upload| upload.log_id), Some(9));
        let workspace: Workspace = read_and_keep(&json!({
            "te_constraints": { "time_entry_constraints_enabled": true, "project_present": true }
        }));
        let constraints = workspace.te_constraints.unwrap();
        assert_eq!((constraints.project_present, constraints.tag_present), (Some(true), None));
    }

    #[test]
    fn the_token_and_the_calendar_are_not_shown() {
        let workspace: Workspace = read(&json!({ "api_token": "t0k3n", "ical_url": "/ical/workspace_user/c4l" }));
        assert_eq!(workspace.api_token.as_ref().map(Secret::expose), Some("t0k3n"));
        assert_eq!(workspace.ical_url.as_ref().map(Secret::expose), Some("/ical/workspace_user/c4l"));
        let shown = format!("{workspace:?}{}", serde_json::to_string(&workspace).unwrap());
        assert!(!shown.contains("t0k3n") && !shown.contains("c4l"));
    }
}
