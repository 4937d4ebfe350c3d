//! `/me/time_entries_shared_with`.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::call::{Call, not_json, read};
use crate::fake::entries::TimeEntry;
use crate::fake::response::{FakeResponse, Refusal};
use crate::fake::share::Share;

/// An item of the body.
#[derive(Deserialize)]
struct Asked {
    time_entry_id: i64,
    workspace_id: i64,
}

impl Share {
    /// Returns the sharing as `include_sharing` adds it to a time entry.
    pub(super) fn json(&self) -> Value {
        json!({"user_id": self.user.id, "user_name": self.user.name, "accepted": self.accepted})
    }

    fn listed_json(&self, entry: &TimeEntry) -> Value {
        json!({
            "time_entry_invitation_id": self.invitation_id,
            "time_entry_id": entry.item.id,
            "workspace_id": entry.item.workspace_id(),
            "user_id": self.user.id,
            "user_name": self.user.name,
            "is_accepted": self.accepted,
        })
    }
}

impl Account {
    /// Lists the users that the time entries in the body are shared with. A time entry that is not there is shared with
    /// nobody.
    pub(super) fn list_sharing(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        let Value::Array(asked) = call.json()? else { return Err(not_json()) };
        let mut list = Vec::new();
        for asked in asked {
            let Asked { time_entry_id, workspace_id } = read(asked)?;
            if !self.workspaces.iter().any(|workspace| workspace.id == workspace_id) {
                return Err(FakeResponse::invalid("Invalid workspace"));
            }
            let entry = self.entries().find(|entry| entry.item.id == time_entry_id);
            let entry = entry.filter(|entry| entry.item.workspace_id() == workspace_id);
            list.extend(entry.iter().flat_map(|entry| entry.shares.iter().map(|share| share.listed_json(entry))));
        }
        Ok(FakeResponse::json(list))
    }
}
