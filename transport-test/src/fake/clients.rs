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
    /// Creates a client of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Client { item: Item::default(), name: name.into(), archived: false, notes: None }
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

    /// Makes it archived.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.archived = true;
        self
    }

    /// Sets the notes.
    #[must_use]
    pub fn notes(mut self, notes: impl Into<String>) -> Self {
        self.notes = Some(notes.into());
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
