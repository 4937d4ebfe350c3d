//! [`Organization`]: an organization of an account, and its plan.

use jiff::Timestamp;

use super::item::{Ids, Kind};
use super::limits::Calls;

/// An organization of an [`Account`](super::Account).
#[derive(Clone, Debug)]
pub struct Organization {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) plan: Plan,
    pub(super) created: Timestamp,
    pub(super) trial_ends: Option<Timestamp>,
    pub(super) owned: bool,
    /// The limit of its plan, unless a test has chosen another.
    quota: Option<u32>,
    pub(super) calls: Calls,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Plan {
    Free,
    Starter,
    Premium,
}

impl Plan {
    const ALL: [Plan; 3] = [Plan::Free, Plan::Starter, Plan::Premium];

    pub(super) fn name(self) -> &'static str {
        match self {
            Plan::Free => "free",
            Plan::Starter => "starter",
            Plan::Premium => "premium",
        }
    }

    pub(super) fn named(name: &str) -> Option<Plan> {
        Plan::ALL.into_iter().find(|plan| plan.name() == name)
    }
}

impl Organization {
    /// Creates a free organization of this name, which the user owns.
    pub fn new(name: impl Into<String>) -> Self {
        Organization {
            id: 0,
            name: name.into(),
            plan: Plan::Free,
            created: Timestamp::UNIX_EPOCH,
            trial_ends: None,
            owned: true,
            quota: None,
            calls: Calls::new(),
        }
    }

    /// Sets the id, which is otherwise assigned when it is added.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.id = id;
        self
    }

    /// Puts it on the plan "Starter".
    #[must_use]
    pub fn starter(mut self) -> Self {
        self.plan = Plan::Starter;
        self
    }

    /// Puts it on the plan "Premium".
    #[must_use]
    pub fn premium(mut self) -> Self {
        self.plan = Plan::Premium;
        self
    }

    /// Puts it on a trial of its plan that lasts until then.
    #[must_use]
    pub fn trial_ends(mut self, time: Timestamp) -> Self {
        self.trial_ends = Some(time);
        self
    }

    /// Makes somebody else its owner.
    #[must_use]
    pub fn not_owned(mut self) -> Self {
        self.owned = false;
        self
    }

    /// Sets how many calls it has in any 60 minutes, in place of its plan's 30, 240 or 600. Calls of its workspaces count,
    /// those of `/me` do not. While [no calls are counted](crate::FakeToggl::without_quota), these are not either.
    #[must_use]
    pub fn quota(mut self, calls: u32) -> Self {
        self.quota = Some(calls);
        self
    }

    pub(super) fn settle(&mut self, ids: &mut Ids, now: Timestamp) {
        if self.id == 0 {
            self.id = ids.next(Kind::Organization);
        }
        self.created = now;
    }

    /// Returns how many calls the user has in any 60 minutes.
    pub(super) fn total(&self) -> u32 {
        self.quota.unwrap_or(match self.plan {
            Plan::Free => 30,
            Plan::Starter => 240,
            Plan::Premium => 600,
        })
    }
}
