//! [`Tag`]: a tag of an account.

use jiff::Timestamp;

use super::item::{Item, Link};

/// A tag of an [`Account`](super::Account).
#[derive(Clone, Debug)]
pub struct Tag {
    pub(super) item: Item,
    pub(super) name: String,
}

impl Tag {
    /// Creates a tag of this name, which may contain commas.
    pub fn new(name: impl Into<String>) -> Self {
        Tag { item: Item::default(), name: name.into() }
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
}
