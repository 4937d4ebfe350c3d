//! `/me/time_entries_shared_with`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::account::Account;
use super::answer::{Answer, Refusal};
use super::call::{Call, not_json, read};
use super::entries::TimeEntry;
use super::item::{Kind, Link, Settling};

/// That a time entry is shared with another user.
#[derive(Clone, Debug)]
pub(super) struct Share {
    invitation_id: i64,
    user: Link,
    accepted: bool,
}

/// An item of the body.
#[derive(Deserialize)]
struct Asked {
    time_entry_id: i64,
    workspace_id: i64,
}

impl Share {
    pub(super) fn new(name: String, accepted: bool) -> Self {
        Share { invitation_id: 0, user: Link::to(name), accepted }
    }

    pub(super) fn settle(&mut self, settling: &mut Settling) {
        self.invitation_id = settling.ids.next(Kind::Invitation);
        self.user.id = settling.colleague(&self.user.name);
    }

    /// As `include_sharing` adds it to a time entry.
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
    pub(super) fn list_sharing(&self, call: &Call) -> Result<Answer, Refusal> {
        let Value::Array(asked) = call.json()? else { return Err(not_json()) };
        let mut list = Vec::new();
        for asked in asked {
            let Asked { time_entry_id, workspace_id } = read(asked)?;
            if !self.workspaces.iter().any(|workspace| workspace.id == workspace_id) {
                return Err(Answer::invalid("Invalid workspace"));
            }
            let entry = self.entries().find(|entry| entry.item.id == time_entry_id);
            let entry = entry.filter(|entry| entry.item.workspace_id() == workspace_id);
            list.extend(entry.iter().flat_map(|entry| entry.shares.iter().map(|share| share.listed_json(entry))));
        }
        Ok(Answer::json(list))
    }
}
