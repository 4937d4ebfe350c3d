//! `/me/organizations`.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::account::Account;
use super::answer::Answer;
use super::item::{Ids, Kind, micros};
use super::limits::{Calls, Limits, resets_in};

/// An organization of an [`Account`].
#[derive(Clone, Debug)]
pub struct Organization {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) plan: Plan,
    created: Timestamp,
    trial_ends: Option<Timestamp>,
    owned: bool,
    /// What its plan has unless a test has chosen it.
    quota: Option<u32>,
    pub(super) calls: Calls,
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
            quota: None,
            calls: Calls::new(),
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

    /// With so many calls in any 60 minutes, instead of those of its plan: 30, 240 or 600. Calls of its workspaces count, those
    /// of `/me` do not. Where [no calls are counted](crate::FakeToggl::without_quota), these are not either.
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

    /// How many calls the user has in any 60 minutes.
    pub(super) fn total(&self) -> u32 {
        self.quota.unwrap_or(match self.plan {
            Plan::Free => 30,
            Plan::Starter => 240,
            Plan::Premium => 600,
        })
    }

    /// Its part of what `/me/quota` tells.
    pub(super) fn quota_json(&mut self, limits: &Limits, now: Duration) -> Value {
        let total = self.total();
        let left = limits.of_organization(total).left(&mut self.calls, now).unwrap_or(total);
        let resets_in = resets_in(&self.calls, now);
        json!({"organization_id": self.id, "remaining": left, "resets_in_secs": resets_in, "total": total})
    }

    fn json(&self) -> Value {
        let (plan_id, plan_name) = match self.plan {
            Plan::Free => (0, "Free"),
            Plan::Starter => (102, "Starter"),
            Plan::Premium => (103, "Premium"),
        };
        let trial_ends = self.trial_ends.map(|end| end.strftime("%Y-%m-%dT00:00:00Z").to_string());
        json!({
            "id": self.id,
            "name": self.name,
            "pricing_plan_id": plan_id,
            "created_at": micros(self.created),
            "at": micros(self.created),
            "server_deleted_at": null,
            "is_multi_workspace_enabled": self.plan == Plan::Premium,
            "suspended_at": null,
            "user_count": if self.owned { 1 } else { 12 },
            "trial_info": {
                "trial": trial_ends.is_some(),
                "trial_available": trial_ends.is_none() && self.plan == Plan::Free,
                "trial_end_date": trial_ends,
                "next_payment_date": trial_ends,
                "last_pricing_plan_id": null,
                "can_have_trial": trial_ends.is_none(),
                "trial_plan_id": trial_ends.as_ref().map(|_| plan_id),
            },
            "is_unified": false,
            "max_workspaces": 20,
            "permissions": null,
            "admin": self.owned,
            "owner": self.owned,
            "pricing_plan_name": plan_name,
            "pricing_plan_enterprise": false,
        })
    }
}

impl Account {
    pub(super) fn list_organizations(&self) -> Answer {
        Answer::json(self.organizations.iter().map(Organization::json).collect::<Vec<_>>())
    }
}
