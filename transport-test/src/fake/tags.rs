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
    /// A tag of that name, which may have commas.
    pub fn new(name: impl Into<String>) -> Self {
        Tag { item: Item::default(), name: name.into() }
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
}
