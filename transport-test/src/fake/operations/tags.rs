//! `/me/tags`.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::call::Call;
use crate::fake::item::micros;
use crate::fake::response::{FakeResponse, Refusal};
use crate::fake::tags::Tag;

impl Tag {
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
    pub(super) fn list_tags(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        Ok(FakeResponse::json(self.tags_json(call.since()?)))
    }

    pub(super) fn tags_json(&self, since: Option<Timestamp>) -> Vec<Value> {
        self.tags.iter().filter(|tag| tag.item.is_listed(since)).map(|tag| tag.json(self)).collect()
    }
}
