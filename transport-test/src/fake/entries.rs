//! [`TimeEntry`], as `/me?with_related_data=true` lists them and as `/me/web-timer` does.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::account::Account;
use super::answer::Answer;
use super::item::{Item, Kind, Link, Settling, micros, seconds};
use super::projects::Project;
use super::sharing::Share;
use super::tags::Tag;
use super::tasks::Task;

/// A time entry of an [`Account`].
#[derive(Clone, Debug)]
pub struct TimeEntry {
    pub(super) item: Item,
    pub(super) description: String,
    pub(super) start: Timestamp,
    /// `None` while it runs.
    pub(super) stop: Option<Timestamp>,
    pub(super) project: Option<Link>,
    pub(super) task: Option<Link>,
    pub(super) tags: Vec<Link>,
    pub(super) billable: bool,
    pub(super) shares: Vec<Share>,
}

impl TimeEntry {
    /// An entry that began at `start` and took that long, in whole seconds.
    pub fn new(description: impl Into<String>, start: Timestamp, duration: Duration) -> Self {
        let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        let stop = start.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
        TimeEntry { stop: Some(stop), ..TimeEntry::running(description, start) }
    }

    /// An entry that began at `start` and has not ended.
    pub fn running(description: impl Into<String>, start: Timestamp) -> Self {
        TimeEntry {
            item: Item::default(),
            description: description.into(),
            start,
            stop: None,
            project: None,
            task: None,
            tags: Vec::new(),
            billable: false,
            shares: Vec::new(),
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

    /// For the project of that name.
    #[must_use]
    pub fn project(mut self, name: impl Into<String>) -> Self {
        self.project = Some(Link::to(name));
        self
    }

    /// For the task of that name.
    #[must_use]
    pub fn task(mut self, name: impl Into<String>) -> Self {
        self.task = Some(Link::to(name));
        self
    }

    /// With the tag of that name.
    #[must_use]
    pub fn tag(mut self, name: impl Into<String>) -> Self {
        self.tags.push(Link::to(name));
        self
    }

    /// Billable.
    #[must_use]
    pub fn billable(mut self) -> Self {
        self.billable = true;
        self
    }

    /// Shared with a user of that name, who has accepted.
    #[must_use]
    pub fn shared_with(mut self, name: impl Into<String>) -> Self {
        self.shares.push(Share::new(name.into(), true));
        self
    }

    /// Shared with a user of that name, who has not accepted yet.
    #[must_use]
    pub fn offered_to(mut self, name: impl Into<String>) -> Self {
        self.shares.push(Share::new(name.into(), false));
        self
    }

    /// Changed then, and not when it stopped.
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
    pub(super) fn settle(&mut self, settling: &mut Settling, projects: &[Project], tasks: &[Task], tags: &[Tag]) {
        if let Some(project) = &mut self.project {
            project.settle("project", projects.iter().map(|project| (project.name.as_str(), project.item.id)));
        }
        if let Some(task) = &mut self.task {
            task.settle("task", tasks.iter().map(|task| (task.name.as_str(), task.item.id)));
        }
        for tag in &mut self.tags {
            tag.settle("tag", tags.iter().map(|tag| (tag.name.as_str(), tag.item.id)));
        }
        for share in &mut self.shares {
            share.settle(settling);
        }
        let changed = self.stop.unwrap_or(self.start);
        self.item.changed.get_or_insert(changed);
        self.item.settle(Kind::TimeEntry, settling);
    }

    /// In seconds; while it runs, its start in seconds since 1970, negative.
    fn duration(&self) -> i64 {
        match self.stop {
            Some(stop) => stop.as_second() - self.start.as_second(),
            None => -self.start.as_second(),
        }
    }

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

    /// The web timer's names are older: its `task_id` is the entry's id.
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
    /// Those that are not deleted.
    pub(super) fn entries(&self) -> impl Iterator<Item = &TimeEntry> {
        self.entries.iter().filter(|entry| entry.item.is_listed(None))
    }

    pub(super) fn entries_json(&self) -> Vec<Value> {
        self.entries().map(|entry| entry.json(self)).collect()
    }

    /// The seconds of those entries that have ended; `None` where there are none.
    pub(super) fn tracked(&self, of_interest: impl Fn(&TimeEntry) -> bool) -> Option<i64> {
        let ended = self.entries().filter(|entry| entry.stop.is_some() && of_interest(entry));
        ended.map(TimeEntry::duration).reduce(|sum, duration| sum.saturating_add(duration))
    }

    pub(super) fn get_web_timer(&self) -> Answer {
        // Clients and tasks are null where there are none; the other lists are empty then.
        let or_null = |list: Vec<Value>| if list.is_empty() { Value::Null } else { list.into() };
        Answer::json(json!({
            "clients": or_null(self.clients_json(None)),
            "projects": self.projects_json(false, None),
            "tags": self.tags_json(None),
            "tasks": or_null(self.tasks_json(false, None, false)),
            "time_entries": self.entries().map(|entry| entry.timer_json(self)).collect::<Vec<_>>(),
        }))
    }
}
