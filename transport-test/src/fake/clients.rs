//! `/me/clients`.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::account::Account;
use super::answer::{Answer, Refusal};
use super::call::Call;
use super::item::{Item, Link, seconds};

/// A client of an [`Account`].
#[derive(Clone, Debug)]
pub struct Client {
    pub(super) item: Item,
    pub(super) name: String,
    archived: bool,
    notes: Option<String>,
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

    fn json(&self, account: &Account) -> Value {
        let mut json = json!({
            "id": self.item.id,
            "wid": self.item.workspace_id(),
            "archived": self.archived,
            "name": self.name,
            "at": seconds(self.item.changed()),
            "creator_id": account.id,
            "total_count": 0,
        });
        if let Some(notes) = &self.notes {
            json["notes"] = json!(notes);
        }
        if let Some(deleted) = self.item.deleted {
            json["server_deleted_at"] = json!(seconds(deleted));
        }
        json
    }
}

impl Account {
    pub(super) fn list_clients(&self, call: &Call) -> Result<Answer, Refusal> {
        Ok(Answer::json(self.clients_json(call.since()?)))
    }

    pub(super) fn clients_json(&self, since: Option<Timestamp>) -> Vec<Value> {
        let clients = self.clients.iter().filter(|client| client.item.is_listed(since));
        clients.map(|client| client.json(self)).collect()
    }
}
