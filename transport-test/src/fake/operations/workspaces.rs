//! `/me/workspaces`, and the features of workspaces, which are `/me/features`.

use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::call::Call;
use crate::fake::item::seconds;
use crate::fake::organizations::Plan;
use crate::fake::response::{FakeResponse, Refusal};
use crate::fake::workspaces::Workspace;

impl Workspace {
    fn json(&self) -> Value {
        json!({
            "id": self.id,
            "organization_id": self.organization.as_ref().map(|organization| organization.id),
            "name": self.name,
            "profile": 0,
            "premium": self.plan != Plan::Free,
            "business_ws": self.plan == Plan::Premium,
            "admin": true,
            "role": "admin",
            "suspended_at": null,
            "server_deleted_at": null,
            "default_hourly_rate": null,
            "rate_last_updated": null,
            "default_currency": "EUR",
            "only_admins_may_create_projects": false,
            "only_admins_may_create_tags": false,
            "only_admins_see_billable_rates": false,
            "only_admins_see_team_dashboard": false,
            "projects_billable_by_default": true,
            "projects_private_by_default": true,
            "last_modified": self.changed.strftime("%Y-%m-%dT00:00:00Z").to_string(),
            "reports_collapse": true,
            "rounding": 1,
            "rounding_minutes": 0,
            "api_token": self.token,
            "at": seconds(self.changed),
            "logo_url": "https://assets.track.toggl.com/images/workspace.jpg",
            "ical_url": format!("/ical/workspace_user/{}", self.token),
            "ical_enabled": true,
            "csv_upload": null,
            "subscription": null,
            "hide_start_end_times": false,
            "working_hours_in_minutes": null,
            "permissions": null,
        })
    }

    fn features(&self) -> Value {
        let features = FEATURES.iter().map(|(id, name, plan)| {
            let enabled = match plan {
                Plan::Free => true,
                Plan::Starter => self.plan != Plan::Free,
                Plan::Premium => self.plan == Plan::Premium,
            };
            json!({"feature_id": id, "name": name, "enabled": enabled})
        });
        json!({"workspace_id": self.id, "features": features.collect::<Vec<_>>()})
    }
}

/// The number of each feature, its name, and the smallest plan that includes it.
const FEATURES: [(i64, &str, Plan); 12] = [
    (0, "free", Plan::Free),
    (13, "pro", Plan::Starter),
    (15, "business", Plan::Premium),
    (50, "scheduled_reports", Plan::Premium),
    (51, "time_audits", Plan::Premium),
    (52, "locking_time_entries", Plan::Premium),
    (55, "tracking_reminders", Plan::Premium),
    (56, "time_entry_constraints", Plan::Premium),
    (58, "labour_cost", Plan::Premium),
    (60, "report_project_profitability", Plan::Premium),
    (64, "tasks", Plan::Starter),
    (65, "project_dashboard", Plan::Starter),
];

impl Account {
    pub(super) fn workspaces_json(&self) -> Vec<Value> {
        self.workspaces.iter().map(Workspace::json).collect()
    }

    pub(super) fn list_workspaces(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        let since = call.since()?;
        let changed = self.workspaces.iter().filter(|workspace| since.is_none_or(|since| workspace.changed >= since));
        let workspaces = changed.map(|workspace| {
            let projects = self.projects.iter().filter(|project| project.item.workspace_id() == workspace.id);
            let mut json = workspace.json();
            json["active_project_count"] = json!(projects.filter(|project| project.is_active()).count());
            json
        });
        Ok(FakeResponse::json(workspaces.collect::<Vec<_>>()))
    }

    pub(super) fn list_features(&self) -> FakeResponse {
        FakeResponse::json(self.workspaces.iter().map(Workspace::features).collect::<Vec<_>>())
    }
}
