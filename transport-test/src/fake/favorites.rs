//! [`Favorite`]: a favorite of an account.

use jiff::Timestamp;

use super::item::{Item, Kind, Link, Settling};
use super::projects::Project;
use super::tags::Tag;
use super::tasks::Task;

/// A favorite of an [`Account`](super::Account): a time entry that is started often.
#[derive(Clone, Debug)]
pub struct Favorite {
    /// Its time of change is that of its creation: `since` ignores later changes.
    pub(super) item: Item,
    pub(super) description: String,
    pub(super) project: Option<Link>,
    pub(super) task: Option<Link>,
    pub(super) tags: Vec<Link>,
    pub(super) billable: bool,
}

impl Favorite {
    /// Creates a favorite with this description.
    pub fn new(description: impl Into<String>) -> Self {
        Favorite {
            item: Item::default(),
            description: description.into(),
            project: None,
            task: None,
            tags: Vec::new(),
            billable: false,
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

    /// Sets the time of creation, which is otherwise that of being added.
    #[must_use]
    pub fn created(mut self, time: Timestamp) -> Self {
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
        self.item.settle(Kind::Favorite, settling);
    }
}
