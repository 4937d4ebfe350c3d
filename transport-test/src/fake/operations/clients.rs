//! `/me/clients`.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::call::Call;
use crate::fake::clients::Client;
use crate::fake::item::seconds;
use crate::fake::response::{FakeResponse, Refusal};

impl Client {
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
    pub(super) fn list_clients(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        Ok(FakeResponse::json(self.clients_json(call.since()?)))
    }

    pub(super) fn clients_json(&self, since: Option<Timestamp>) -> Vec<Value> {
        let clients = self.clients.iter().filter(|client| client.item.is_listed(since));
        clients.map(|client| client.json(self)).collect()
    }
}
