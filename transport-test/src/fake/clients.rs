//! [`Client`]: a client of an account.

use jiff::Timestamp;

use super::item::{Item, Link};

/// A client of an [`Account`](super::Account).
#[derive(Clone, Debug)]
pub struct Client {
    pub(super) item: Item,
    pub(super) name: String,
    pub(super) archived: bool,
    pub(super) notes: Option<String>,
}

impl Client {
    /// A client of that name.
    pub fn new(name: impl Into<String>) -> Self {
        Client { item: Item::default(), name: name.into(), archived: false, notes: None }
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

    /// Archived.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.archived = true;
        self
    }

    /// With notes.
    #[must_use]
    pub fn notes(mut self, notes: impl Into<String>) -> Self {
        self.notes = Some(notes.into());
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
