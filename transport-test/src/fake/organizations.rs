//! [`Organization`]: an organization of an account, and its plan.

use jiff::Timestamp;

use super::item::{Ids, Kind};

/// An organization of an [`Account`](super::Account).
#[derive(Clone, Debug)]
pub struct Organization {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) plan: Plan,
    pub(super) created: Timestamp,
    pub(super) trial_ends: Option<Timestamp>,
    pub(super) owned: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Plan {
    Free,
    Starter,
    Premium,
}

impl Organization {
    /// A free organization of that name, which the user owns.
    pub fn new(name: impl Into<String>) -> Self {
        Organization {
            id: 0,
            name: name.into(),
            plan: Plan::Free,
            created: Timestamp::UNIX_EPOCH,
            trial_ends: None,
            owned: true,
        }
    }

    /// With that id, instead of one that is given when it is added.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.id = id;
        self
    }

    /// On the plan "Starter".
    #[must_use]
    pub fn starter(mut self) -> Self {
        self.plan = Plan::Starter;
        self
    }

    /// On the plan "Premium".
    #[must_use]
    pub fn premium(mut self) -> Self {
        self.plan = Plan::Premium;
        self
    }

    /// Trying its plan until then.
    #[must_use]
    pub fn trial_ends(mut self, time: Timestamp) -> Self {
        self.trial_ends = Some(time);
        self
    }

    /// Owned by somebody else.
    #[must_use]
    pub fn not_owned(mut self) -> Self {
        self.owned = false;
        self
    }

    pub(super) fn settle(&mut self, ids: &mut Ids, now: Timestamp) {
        if self.id == 0 {
            self.id = ids.next(Kind::Organization);
        }
        self.created = now;
    }
}
