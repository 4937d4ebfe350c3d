//! Time entries, as `/me?with_related_data=true` lists them and as `/me/web-timer` does.

use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::entries::TimeEntry;
use crate::fake::item::{micros, seconds};
use crate::fake::response::FakeResponse;

impl TimeEntry {
    pub(super) fn json(&self, account: &Account) -> Value {
        let project_id = self.project.as_ref().map(|project| project.id);
        let task_id = self.task.as_ref().map(|task| task.id);
        let mut json = json!({
            "id": self.item.id,
            "workspace_id": self.item.workspace_id(),
            "project_id": project_id,
            "task_id": task_id,
            "billable": self.billable,
            "start": seconds(self.start),
            "stop": self.stop.map(seconds),
            "duration": self.duration(),
            "description": self.description,
            "tags": self.tags.iter().map(|tag| &tag.name).collect::<Vec<_>>(),
            "tag_ids": self.tags.iter().map(|tag| tag.id).collect::<Vec<_>>(),
            "duronly": true,
            "at": micros(self.item.changed()),
            "server_deleted_at": self.item.deleted.map(seconds),
            "user_id": account.id,
            "uid": account.id,
            "wid": self.item.workspace_id(),
        });
        if project_id.is_some() {
            json["pid"] = json!(project_id);
        }
        if task_id.is_some() {
            json["tid"] = json!(task_id);
        }
        json
    }

    /// Returns the entry as the web timer shows it, whose names are older: its `task_id` is the entry's id.
    fn timer_json(&self, account: &Account) -> Value {
        json!({
            "billable": self.billable,
            "deleted": null,
            "description": self.description,
            "duration_in_seconds": self.duration(),
            "ignore_start_and_stop": true,
            "planned_task_id": self.task.as_ref().map(|task| task.id),
            "project_id": self.project.as_ref().map(|project| project.id),
            "tag_ids": self.tags.iter().map(|tag| tag.id).collect::<Vec<_>>(),
            "task_id": self.item.id,
            "updated_at": seconds(self.item.changed()),
            "user_id": account.id,
            "utc_start": seconds(self.start),
            "utc_stop": self.stop.map(seconds),
            "workspace_id": self.item.workspace_id(),
        })
    }
}

impl Account {
    /// Returns the time entries that are not deleted.
    pub(super) fn entries(&self) -> impl Iterator<Item = &TimeEntry> {
        self.entries.iter().filter(|entry| entry.item.is_listed(None))
    }

    pub(super) fn entries_json(&self) -> Vec<Value> {
        self.entries().map(|entry| entry.json(self)).collect()
    }

    /// Returns the seconds of the entries that have ended; `None` if there are none.
    pub(super) fn tracked(&self, of_interest: impl Fn(&TimeEntry) -> bool) -> Option<i64> {
        let ended = self.entries().filter(|entry| entry.stop.is_some() && of_interest(entry));
        ended.map(TimeEntry::duration).reduce(|sum, duration| sum.saturating_add(duration))
    }

    pub(super) fn get_web_timer(&self) -> FakeResponse {
        // The lists of clients and tasks are null if they have no items; the other lists are empty then.
        let or_null = |list: Vec<Value>| if list.is_empty() { Value::Null } else { list.into() };
        FakeResponse::json(json!({
            "clients": or_null(self.clients_json(None)),
            "projects": self.projects_json(false, None),
            "tags": self.tags_json(None),
            "tasks": or_null(self.tasks_json(false, None, false)),
            "time_entries": self.entries().map(|entry| entry.timer_json(self)).collect::<Vec<_>>(),
        }))
    }
}
