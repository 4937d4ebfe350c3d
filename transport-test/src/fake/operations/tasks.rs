//! `/me/tasks`.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::call::Call;
use crate::fake::item::seconds;
use crate::fake::response::{FakeResponse, Refusal};
use crate::fake::tasks::Task;

impl Task {
    fn json(&self, account: &Account, meta: bool) -> Value {
        let tracked = account.tracked(|entry| entry.task.as_ref().is_some_and(|link| link.id == self.item.id));
        let project = account.projects.iter().find(|project| project.item.id == self.project.id);
        let user = Some(account).filter(|_| self.mine);
        let mut json = json!({
            "id": self.item.id,
            "name": self.name,
            "workspace_id": self.item.workspace_id(),
            "project_id": self.project.id,
            "user_id": user.map(|user| user.id),
            "recurring": false,
            "active": !self.done,
            "at": seconds(self.item.changed()),
            "server_deleted_at": self.item.deleted.map(seconds),
            "estimated_seconds": self.estimated_seconds,
            // This is in milliseconds, despite its name.
            "tracked_seconds": tracked.unwrap_or_default() * 1000,
            "project_is_private": project.is_some_and(|project| project.private),
        });
        if meta {
            let client = project.and_then(|project| project.client.as_ref());
            json["client_id"] = json!(client.map(|client| client.id));
            json["client_name"] = json!(client.map(|client| &client.name));
            json["project_name"] = json!(self.project.name);
            json["project_color"] = json!(project.map(|project| &project.color));
            json["project_billable"] = json!(project.and_then(|project| project.billable));
            json["user_name"] = json!(user.map(|user| &user.fullname));
            json["avatar_url"] = json!(null);
        }
        json
    }
}

impl Account {
    pub(super) fn list_tasks(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        let include_done = call.flag("include_not_active")?;
        let meta = call.flag("meta")?;
        let offset = call.number("offset", 0)?.unwrap_or_default();
        let per_page = call.number("per_page", 1)?.unwrap_or(i64::MAX);
        let tasks = self.tasks_json(include_done, call.since()?, meta);
        let [offset, per_page] = [offset, per_page].map(|number| usize::try_from(number).unwrap_or(usize::MAX));
        Ok(FakeResponse::json(tasks.into_iter().skip(offset).take(per_page).collect::<Vec<_>>()))
    }

    pub(super) fn tasks_json(&self, include_done: bool, since: Option<Timestamp>, meta: bool) -> Vec<Value> {
        let tasks = self.tasks.iter().filter(|task| task.item.is_listed(since));
        tasks.filter(|task| include_done || !task.done).map(|task| task.json(self, meta)).collect()
    }
}
