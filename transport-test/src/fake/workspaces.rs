//! `/me/workspaces`, and the features of workspaces, which are `/me/features`.

use std::fmt;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::account::Account;
use super::answer::{Answer, Refusal};
use super::call::Call;
use super::item::{Ids, Kind, Link, seconds};
use super::organizations::{Organization, Plan};
use super::state::hex;

/// A workspace of an [`Account`].
#[derive(Clone)]
pub struct Workspace {
    pub(super) id: i64,
    pub(super) name: String,
    /// The account's first one when it is not named.
    organization: Option<Link>,
    plan: Plan,
    changed: Timestamp,
    /// 32 hexadecimal digits.
    token: String,
}

impl Workspace {
    /// A workspace of that name.
    pub fn new(name: impl Into<String>) -> Self {
        Workspace {
            id: 0,
            name: name.into(),
            organization: None,
            plan: Plan::Free,
            changed: Timestamp::UNIX_EPOCH,
            token: String::new(),
        }
    }

    /// With that id, instead of one that is given when it is added.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.id = id;
        self
    }

    /// In the organization of that name, instead of the account's first one.
    #[must_use]
    pub fn organization(mut self, name: impl Into<String>) -> Self {
        self.organization = Some(Link::to(name));
        self
    }

    #[track_caller]
    pub(super) fn settle(&mut self, ids: &mut Ids, now: Timestamp, organizations: &[Organization], seed: u64) {
        if self.id == 0 {
            self.id = ids.next(Kind::Workspace);
        }
        self.changed = now;
        self.token = hex(seed, &format!("workspace {}", self.id), 32);
        let link = self.organization.get_or_insert_with(|| Link::to(&organizations[0].name));
        link.settle("organization", organizations.iter().map(|found| (found.name.as_str(), found.id)));
        let organization = organizations.iter().find(|organization| organization.id == link.id);
        self.plan = organization.map_or(Plan::Free, |organization| organization.plan);
    }

    pub(super) fn organization_id(&self) -> i64 {
        self.organization.as_ref().map_or(0, |organization| organization.id)
    }

    /// Whether its plan is not the free one.
    pub(super) fn is_premium(&self) -> bool {
        self.plan != Plan::Free
    }

    fn json(&self) -> Value {
        json!({
            "id": self.id,
            "organization_id": self.organization_id(),
            "name": self.name,
            "profile": 0,
            "premium": self.is_premium(),
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

/// Without the token.
impl fmt::Debug for Workspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workspace").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

/// Number, name, and the least plan that includes it.
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

    pub(super) fn list_workspaces(&self, call: &Call) -> Result<Answer, Refusal> {
        let since = call.since()?;
        let changed = self.workspaces.iter().filter(|workspace| since.is_none_or(|since| workspace.changed >= since));
        let workspaces = changed.map(|workspace| {
            let projects = self.projects.iter().filter(|project| project.item.workspace_id() == workspace.id);
            let mut json = workspace.json();
            json["active_project_count"] = json!(projects.filter(|project| project.is_active()).count());
            json
        });
        Ok(Answer::json(workspaces.collect::<Vec<_>>()))
    }

    pub(super) fn list_features(&self) -> Answer {
        Answer::json(self.workspaces.iter().map(Workspace::features).collect::<Vec<_>>())
    }
}
