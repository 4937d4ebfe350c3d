//! `/me/organizations`.

use std::time::Duration;

use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::item::micros;
use crate::fake::limits::{Limits, resets_in};
use crate::fake::organizations::{Organization, Plan};
use crate::fake::response::FakeResponse;

impl Organization {
    /// Returns its part of what `/me/quota` tells.
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
    pub(super) fn list_organizations(&self) -> FakeResponse {
        FakeResponse::json(self.organizations.iter().map(Organization::json).collect::<Vec<_>>())
    }
}
