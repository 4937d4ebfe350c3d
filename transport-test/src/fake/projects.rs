//! `/me/projects` and `/me/projects/paginated`.

use jiff::{Timestamp, tz::Offset};
use serde_json::{Value, json};

use super::account::Account;
use super::answer::{Answer, Refusal};
use super::call::Call;
use super::clients::Client;
use super::item::{Item, Kind, Link, Settling, seconds};

/// The length of a page when none is asked for.
const PER_PAGE: i64 = 201;

/// Where a page of projects begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cursor {
    /// With the project of `start_project_id`.
    #[default]
    Inclusive,
    /// With the one after it.
    Exclusive,
}

/// A project of an [`Account`].
#[derive(Clone, Debug)]
pub struct Project {
    pub(super) item: Item,
    pub(super) name: String,
    pub(super) client: Option<Link>,
    pub(super) color: String,
    pub(super) billable: Option<bool>,
    pub(super) private: bool,
    archived: bool,
    pinned: bool,
    rate: Option<f64>,
    fixed_fee: Option<f64>,
    currency: Option<String>,
    estimated_hours: Option<i64>,
    monthly: bool,
}

impl Project {
    /// An active project of that name.
    pub fn new(name: impl Into<String>) -> Self {
        Project {
            item: Item::default(),
            name: name.into(),
            client: None,
            color: "#06aaf5".to_owned(),
            billable: None,
            private: true,
            archived: false,
            pinned: false,
            rate: None,
            fixed_fee: None,
            currency: None,
            estimated_hours: None,
            monthly: false,
        }
    }

    /// With that id, instead of one that is given when it is added.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.item.id = id;
        self
    }

    /// In the workspace of that name.
    #[must_use]
    pub fn workspace(mut self, name: impl Into<String>) -> Self {
        self.item.workspace = Some(Link::to(name));
        self
    }

    /// For the client of that name.
    #[must_use]
    pub fn client(mut self, name: impl Into<String>) -> Self {
        self.client = Some(Link::to(name));
        self
    }

    /// In that colour, `#` and six hexadecimal digits in lower case.
    #[must_use]
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.color = color.into();
        self
    }

    /// Archived.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.archived = true;
        self
    }

    /// Visible to everybody in the workspace.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.private = false;
        self
    }

    /// Pinned to the top.
    #[must_use]
    pub fn pinned(mut self) -> Self {
        self.pinned = true;
        self
    }

    /// Billed by the hour.
    #[must_use]
    pub fn rate(mut self, rate: f64, currency: impl Into<String>) -> Self {
        self.billable = Some(true);
        self.rate = Some(rate);
        self.currency = Some(currency.into());
        self
    }

    /// Billed as a whole.
    #[must_use]
    pub fn fixed_fee(mut self, fee: f64, currency: impl Into<String>) -> Self {
        self.billable = Some(true);
        self.fixed_fee = Some(fee);
        self.currency = Some(currency.into());
        self
    }

    /// Estimated to take that long.
    #[must_use]
    pub fn estimated_hours(mut self, hours: i64) -> Self {
        self.estimated_hours = Some(hours);
        self
    }

    /// Beginning anew each month, with the estimate for each of them.
    #[must_use]
    pub fn monthly(mut self) -> Self {
        self.monthly = true;
        self
    }

    /// Changed then, and not when it is added.
    #[must_use]
    pub fn changed(mut self, time: Timestamp) -> Self {
        self.item.changed = Some(time);
        self
    }

    /// Deleted then: only lists with `since` have it.
    #[must_use]
    pub fn deleted(mut self, time: Timestamp) -> Self {
        self.item.deleted = Some(time);
        self
    }

    #[track_caller]
    pub(super) fn settle(&mut self, settling: &mut Settling, clients: &[Client]) {
        self.item.settle(Kind::Project, settling);
        if let Some(client) = &mut self.client {
            client.settle("client", clients.iter().map(|client| (client.name.as_str(), client.item.id)));
        }
    }

    /// Neither archived nor deleted.
    pub(super) fn is_active(&self) -> bool {
        self.status() == "active"
    }

    fn status(&self) -> &'static str {
        match (self.item.deleted, self.archived) {
            (Some(_), _) => "deleted",
            (None, true) => "archived",
            (None, false) => "active",
        }
    }

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
    pub(super) fn list_projects(&self, call: &Call) -> Result<Answer, Refusal> {
        let include_archived = call.flag("include_archived")?;
        Ok(Answer::json(self.projects_json(include_archived, call.since()?)))
    }

    /// Archived projects are listed too: the operation has no parameter for them, and whether the real server does so is
    /// not known.
    pub(super) fn list_projects_page(&self, call: &Call, cursor: Cursor) -> Result<Answer, Refusal> {
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
        Ok(Answer::json(projects.into_iter().map(|project| project.json(self)).collect::<Vec<_>>()))
    }

    /// What `meta` adds to a thing that counts for a project and a task.
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
