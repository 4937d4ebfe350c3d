//! [`TimeEntry`]: a time entry of an account.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::item::{Item, Kind, Link, Settling};
use super::projects::Project;
use super::share::Share;
use super::tags::Tag;
use super::tasks::Task;

/// A time entry of an [`Account`](super::Account).
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
    /// Creates an entry that began at `start` and took this long, in whole seconds.
    pub fn new(description: impl Into<String>, start: Timestamp, duration: Duration) -> Self {
        let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        let stop = start.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
        TimeEntry { stop: Some(stop), ..TimeEntry::running(description, start) }
    }

    /// Creates an entry that began at `start` and is running.
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

    /// Sets the id, which is otherwise assigned when it is added.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.item.id = id;
        self
    }

    /// Sets the workspace by its name.
    #[must_use]
    pub fn workspace(mut self, name: impl Into<String>) -> Self {
        self.item.workspace = Some(Link::to(name));
        self
    }

    /// Sets the project by its name.
    #[must_use]
    pub fn project(mut self, name: impl Into<String>) -> Self {
        self.project = Some(Link::to(name));
        self
    }

    /// Sets the task by its name.
    #[must_use]
    pub fn task(mut self, name: impl Into<String>) -> Self {
        self.task = Some(Link::to(name));
        self
    }

    /// Adds a tag by its name.
    #[must_use]
    pub fn tag(mut self, name: impl Into<String>) -> Self {
        self.tags.push(Link::to(name));
        self
    }

    /// Makes it billable.
    #[must_use]
    pub fn billable(mut self) -> Self {
        self.billable = true;
        self
    }

    /// Shares it with a user of this name, who has accepted.
    #[must_use]
    pub fn shared_with(mut self, name: impl Into<String>) -> Self {
        self.shares.push(Share::new(name.into(), true));
        self
    }

    /// Shares it with a user of this name, who has not accepted yet.
    #[must_use]
    pub fn offered_to(mut self, name: impl Into<String>) -> Self {
        self.shares.push(Share::new(name.into(), false));
        self
    }

    /// Sets the time of the last change, which is otherwise that of its stop.
    #[must_use]
    pub fn changed(mut self, time: Timestamp) -> Self {
        self.item.changed = Some(time);
        self
    }

    /// Sets the time of deletion: only lists with `since` contain it then.
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

    /// Returns the duration in seconds; while it is running, minus its start in seconds since 1970.
    pub(super) fn duration(&self) -> i64 {
        match self.stop {
            Some(stop) => stop.as_second() - self.start.as_second(),
            None => -self.start.as_second(),
        }
    }
}
