//! `/me/tags`.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::account::Account;
use super::answer::{Answer, Refusal};
use super::call::Call;
use super::item::{Item, Link, micros};

/// A tag of an [`Account`].
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

    fn json(&self, account: &Account) -> Value {
        let mut json = json!({
            "id": self.item.id,
            "workspace_id": self.item.workspace_id(),
            "name": self.name,
            "at": micros(self.item.changed()),
            "creator_id": account.id,
        });
        if let Some(deleted) = self.item.deleted {
            json["deleted_at"] = json!(micros(deleted));
        }
        json
    }
}

impl Account {
    pub(super) fn list_tags(&self, call: &Call) -> Result<Answer, Refusal> {
        Ok(Answer::json(self.tags_json(call.since()?)))
    }

    pub(super) fn tags_json(&self, since: Option<Timestamp>) -> Vec<Value> {
        self.tags.iter().filter(|tag| tag.item.is_listed(since)).map(|tag| tag.json(self)).collect()
    }
}
