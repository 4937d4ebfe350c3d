//! [`Task`]: a task of an account's project.

use jiff::Timestamp;

use super::item::{Item, Kind, Link, Settling};
use super::projects::Project;

/// A task of a project of an [`Account`](super::Account).
#[derive(Clone, Debug)]
pub struct Task {
    pub(super) item: Item,
    pub(super) name: String,
    pub(super) project: Link,
    pub(super) done: bool,
    pub(super) mine: bool,
    pub(super) estimated_seconds: Option<i64>,
}

impl Task {
    /// Creates a task of this name in the project of this name, which is not done yet.
    pub fn new(name: impl Into<String>, project: impl Into<String>) -> Self {
        Task {
            item: Item::default(),
            name: name.into(),
            project: Link::to(project),
            done: false,
            mine: false,
            estimated_seconds: None,
        }
    }

    /// Sets the id, which is otherwise assigned when it is added.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.item.id = id;
        self
    }

    /// Marks it as done: only lists with `include_not_active` contain it then.
    #[must_use]
    pub fn done(mut self) -> Self {
        self.done = true;
        self
    }

    /// Assigns it to the account's user.
    #[must_use]
    pub fn mine(mut self) -> Self {
        self.mine = true;
        self
    }

    /// Sets the estimated time.
    #[must_use]
    pub fn estimated_seconds(mut self, seconds: i64) -> Self {
        self.estimated_seconds = Some(seconds);
        self
    }

    /// Sets the time of the last change, which is otherwise that of being added.
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

    /// A task is in its project's workspace.
    #[track_caller]
    pub(super) fn settle(&mut self, settling: &mut Settling, projects: &[Project]) {
        self.project.settle("project", projects.iter().map(|project| (project.name.as_str(), project.item.id)));
        let project = projects.iter().find(|project| project.item.id == self.project.id);
        self.item.workspace = project.and_then(|project| project.item.workspace.clone());
        self.item.settle(Kind::Task, settling);
    }
}
