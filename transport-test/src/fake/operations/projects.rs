//! `/me/projects` and `/me/projects/paginated`.

use jiff::{Timestamp, tz::Offset};
use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::call::Call;
use crate::fake::item::{Link, seconds};
use crate::fake::projects::{Cursor, Project};
use crate::fake::response::{FakeResponse, Refusal};

/// The length of a page if the call does not give one.
const PER_PAGE: i64 = 201;

impl Project {
    fn json(&self, account: &Account) -> Value {
        let changed = self.item.changed();
        let estimated_seconds = self.estimated_hours.map(|hours| hours * 3600);
        let client_id = self.client.as_ref().map(|client| client.id);
        let tracked = account.tracked(|entry| entry.project.as_ref().is_some_and(|link| link.id == self.item.id));
        let today = Offset::UTC.to_datetime(changed).date();
        let first_of_month = today.first_of_month().to_string();
        let mut json = json!({
            "id": self.item.id,
            "workspace_id": self.item.workspace_id(),
            "client_id": client_id,
            "name": self.name,
            "is_private": self.private,
            "active": !self.archived,
            "at": seconds(changed),
            "created_at": seconds(changed),
            "server_deleted_at": self.item.deleted.map(seconds),
            "color": self.color,
            "billable": self.billable,
            "template": null,
            "auto_estimates": self.estimated_hours.map(|_| false),
            "estimated_hours": self.estimated_hours,
            "estimated_seconds": estimated_seconds,
            "rate": self.rate,
            "rate_last_updated": self.rate.map(|_| seconds(changed)),
            "currency": self.currency,
            "recurring": self.monthly,
            "template_id": null,
            "recurring_parameters": null,
            "fixed_fee": self.fixed_fee,
            "actual_hours": tracked.map(|seconds| seconds / 3600),
            "actual_seconds": tracked,
            "tasks_count": null,
            "can_track_time": !self.archived,
            "start_date": today.to_string(),
            "status": self.status(),
            "wid": self.item.workspace_id(),
            "cid": client_id,
            "is_shared": false,
            "pinned": self.pinned,
        });
        if let Some(client) = &self.client {
            json["client_name"] = json!(client.name);
        }
        if self.monthly {
            json["recurring_parameters"] = json!([{
                "custom_period": null,
                "estimated_seconds": estimated_seconds.unwrap_or_default(),
                "parameter_end_date": null,
                "parameter_start_date": first_of_month,
                "period": "monthly",
                "project_start_date": first_of_month,
            }]);
            json["current_period"] =
                json!({"start_date": first_of_month, "end_date": today.last_of_month().to_string()});
        }
        json
    }
}

impl Account {
    pub(super) fn list_projects(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        let include_archived = call.flag("include_archived")?;
        Ok(FakeResponse::json(self.projects_json(include_archived, call.since()?)))
    }

    /// Lists a page of projects, including archived ones: the operation has no parameter for them, and it is not known
    /// what the real server does.
    pub(super) fn list_projects_page(&self, call: &Call, cursor: Cursor) -> Result<FakeResponse, Refusal> {
        let start = call.number("start_project_id", i64::MIN)?;
        let per_page = call.number("per_page", 1)?.unwrap_or(PER_PAGE);
        let since = call.since()?;
        let mut projects: Vec<&Project> =
            self.projects.iter().filter(|project| project.item.is_listed(since)).collect();
        projects.sort_by_key(|project| project.item.id);
        projects.retain(|project| match cursor {
            Cursor::Inclusive => start.is_none_or(|start| project.item.id >= start),
            Cursor::Exclusive => start.is_none_or(|start| project.item.id > start),
        });
        projects.truncate(usize::try_from(per_page).unwrap_or(usize::MAX));
        Ok(FakeResponse::json(projects.into_iter().map(|project| project.json(self)).collect::<Vec<_>>()))
    }

    /// Returns what `meta` adds to an item that refers to this project and this task.
    pub(super) fn meta(&self, project: Option<&Link>, task: Option<&Link>) -> Vec<(&'static str, Value)> {
        let mut meta = Vec::new();
        if let Some(project) = project.and_then(|link| self.projects.iter().find(|it| it.item.id == link.id)) {
            meta.push(("project_name", json!(project.name)));
            meta.push(("project_color", json!(project.color)));
            meta.push(("project_active", json!(!project.archived)));
            meta.push(("project_billable", json!(project.billable.unwrap_or_default())));
            meta.extend(project.client.as_ref().map(|client| ("client_name", json!(client.name))));
        }
        meta.extend(task.map(|task| ("task_name", json!(task.name))));
        meta
    }

    pub(super) fn projects_json(&self, include_archived: bool, since: Option<Timestamp>) -> Vec<Value> {
        let projects = self.projects.iter().filter(|project| project.item.is_listed(since));
        projects.filter(|project| include_archived || !project.archived).map(|project| project.json(self)).collect()
    }
}
