//! [`Workspace`]: a workspace of an account.

use std::fmt;

use jiff::Timestamp;

use super::item::{Ids, Kind, Link};
use super::made::hex;
use super::organizations::{Organization, Plan};

/// A workspace of an [`Account`](super::Account).
#[derive(Clone)]
pub struct Workspace {
    pub(super) id: i64,
    pub(super) name: String,
    /// The organization: the account's first one if none is named.
    pub(super) organization: Option<Link>,
    pub(super) plan: Plan,
    pub(super) changed: Timestamp,
    /// 32 hexadecimal digits.
    pub(super) token: String,
}

impl Workspace {
    /// Creates a workspace of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Workspace {
            id: 0,
            name: name.into(),
            organization: None,
            plan: Plan::Free,
            changed: Timestamp::UNIX_EPOCH,
            token: String::new(),
        }
    }

    /// Sets the id, which is otherwise assigned when it is added.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.id = id;
        self
    }

    /// Puts it into the organization of this name, instead of the account's first one.
    #[must_use]
    pub fn organization(mut self, name: impl Into<String>) -> Self {
        self.organization = Some(Link::to(name));
        self
    }

    #[track_caller]
    pub(super) fn settle(&mut self, ids: &mut Ids, now: Timestamp, organizations: &[Organization], seed: u64) {
        if self.id == 0 {
            self.id = ids.next(Kind::Workspace);
        }
        self.changed = now;
        self.token = hex(seed, &format!("workspace {}", self.id), 32);
        let link = self.organization.get_or_insert_with(|| Link::to(&organizations[0].name));
        link.settle("organization", organizations.iter().map(|found| (found.name.as_str(), found.id)));
        let organization = organizations.iter().find(|organization| organization.id == link.id);
        self.plan = organization.map_or(Plan::Free, |organization| organization.plan);
    }

    pub(super) fn organization_id(&self) -> i64 {
        self.organization.as_ref().map_or(0, |organization| organization.id)
    }

    /// Returns whether its plan is not the free one.
    pub(super) fn is_premium(&self) -> bool {
        self.plan != Plan::Free
    }
}

/// Shows the workspace without its token.
impl fmt::Debug for Workspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workspace").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}
