//! Organizations with their plans and trials. [`ListOrganizations`](crate::me::ListOrganizations) returns them.

use jiff::Timestamp;
use serde_json::Value;

model! {
    /// An organization: it pays for a plan and owns workspaces.
    pub struct Organization {
        /// The organization's id.
        pub id: i64,
        /// The organization's name.
        pub name: Option<String>,
        /// Whether the user owns the organization.
        pub owner: Option<bool>,
        /// Whether the user is an admin of the organization.
        pub admin: Option<bool>,
        /// What the user is permitted to do with it.
        pub permissions: Vec<String>,
        /// The number of its users.
        pub user_count: Option<i64>,
        /// The largest number of workspaces that it may have.
        pub max_workspaces: Option<i64>,
        /// Whether it may have more than one workspace. The legacy name of the key is `is_multi_workspace`.
        pub is_multi_workspace_enabled: Option<bool> as is_multi_workspace,
        /// Whether its users have one account for all of Toggl's products.
        pub is_unified: Option<bool>,
        /// The number of days for which data is kept, where the plan has a limit.
        pub max_data_retention_days: Option<i64>,
        /// The id of the plan; 0 is the free plan.
        pub pricing_plan_id: Option<i64>,
        /// The plan's name, which may be empty.
        pub pricing_plan_name: Option<String>,
        /// Whether the plan is an enterprise plan.
        pub pricing_plan_enterprise: Option<bool>,
        /// The subscription that pays for the plan.
        pub subscription: Option<OrganizationSubscription>,
        /// The trial of a plan that it has, had or can have.
        pub trial_info: Option<TrialInfo>,
        /// The payment methods, whose form is not documented.
        pub payment_methods: Vec<Value>,
        /// Whether an earlier payment provider manages it. Newer responses leave it out.
        pub is_chargify: Option<bool>,
        /// The time at which it was created.
        pub created_at: Option<Timestamp>,
        /// The time of its last change.
        pub at: Option<Timestamp>,
        /// The time at which data that Toggl's products share was last changed.
        pub toggl_suite_updated_at: Option<Timestamp>,
        /// The time at which it was suspended.
        pub suspended_at: Option<Timestamp>,
        /// The time at which it was deleted.
        pub server_deleted_at: Option<Timestamp>,
    }
}

model! {
    /// The trial of a plan that an organization has, had or can have.
    pub struct TrialInfo {
        /// Whether a trial is running.
        pub trial: Option<bool>,
        /// Whether a trial is possible. Deprecated: see [`can_have_trial`](TrialInfo::can_have_trial).
        pub trial_available: Option<bool>,
        /// Whether a trial is possible, which is so when neither the organization nor its owner ever had one.
        pub can_have_trial: Option<bool>,
        /// The plan on trial.
        pub trial_plan_id: Option<i64>,
        /// The id of the plan before the trial.
        pub last_pricing_plan_id: Option<i64>,
        /// The time at which the trial ends or ended.
        pub trial_end_date: Option<Timestamp>,
        /// The time at which the first payment after the trial is due.
        pub next_payment_date: Option<Timestamp>,
    }
}

model! {
    /// The subscription through which an organization pays for its plan.
    pub struct OrganizationSubscription {
        /// The plan that is subscribed to.
        pub plan: Option<Plan>,
        /// The plan's display name, such as `Starter`.
        pub plan_name: Option<String>,
        /// Whether the plan is an enterprise plan.
        pub enterprise: Option<bool>,
        /// The state of the subscription.
        pub state: Option<SubscriptionState>,
        /// The number of users that are paid for.
        pub seats: Option<i64>,
        /// The number of months in a billing period: 1 or 12, and 0 for the free plan.
        pub billing_period_months: Option<i64>,
        /// The time at which it was created; absent for the free plan.
        pub created_at: Option<Timestamp>,
        /// The trial of a plan.
        pub trial: Option<SubscriptionTrial>,
    }
}

open_enum! {
    /// A plan that an organization can subscribe to.
    pub enum Plan {
        /// The free plan.
        Free = "free",
        /// The Starter plan.
        Starter = "starter",
        /// The Premium plan.
        Premium = "premium",
        /// The Enterprise plan.
        Enterprise = "enterprise",
    }
}

open_enum! {
    /// The state of an organization's subscription.
    pub enum SubscriptionState {
        /// The first payment has not been made yet.
        Incomplete = "incomplete",
        /// The first payment was not made in time.
        IncompleteExpired = "incomplete_expired",
        /// A trial is running.
        Trialing = "trialing",
        /// The subscription is paid for.
        Active = "active",
        /// A payment is late.
        PastDue = "past_due",
        /// The subscription was cancelled.
        Canceled = "canceled",
        /// Payments have failed for good.
        Unpaid = "unpaid",
        /// There is nothing to pay.
        Free = "free",
    }
}

model! {
    /// The trial of a plan in an [`OrganizationSubscription`].
    pub struct SubscriptionTrial {
        /// Whether a trial is running.
        pub active: Option<bool>,
        /// Whether a trial is possible.
        pub available: Option<bool>,
        /// The plan on trial.
        pub plan: Option<Plan>,
        /// The time at which the trial ends.
        pub end_date: Option<Timestamp>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Organization>(&["is_multi_workspace"]);
        all_may_be_absent_or_null::<TrialInfo>(&[]);
        all_may_be_absent_or_null::<OrganizationSubscription>(&[]);
        all_may_be_absent_or_null::<SubscriptionTrial>(&[]);
    }

    #[test]
    fn the_form_of_2021_has_a_legacy_name_and_an_empty_time() {
        let organization: Organization = read_and_keep(&json!({
            "id": 7_000_001, "name": "Ada's", "is_multi_workspace": true, "server_deleted_at": ""
        }));
        assert_eq!(organization.is_multi_workspace_enabled, Some(true));
        assert_eq!(organization.server_deleted_at, None);
        let both = json!({ "is_multi_workspace": true, "is_multi_workspace_enabled": false });
        assert_eq!(read::<Organization>(&both).is_multi_workspace_enabled, Some(false));
    }

    #[test]
    fn the_form_of_2024_has_a_trial() {
        let organization: Organization = read_and_keep(&json!({
            "id": 7_000_002, "name": "Mill", "pricing_plan_id": 0, "created_at": "2024-12-16T19:09:07.041832Z",
            "at": "2024-12-16T19:09:07.1Z", "server_deleted_at": null, "is_multi_workspace_enabled": false,
            "suspended_at": null, "user_count": 3,
            "trial_info": {
                "trial": false, "trial_available": true, "trial_end_date": "2021-12-12T00:00:00Z",
                "next_payment_date": null, "last_pricing_plan_id": null, "can_have_trial": true, "trial_plan_id": null
            },
            "is_unified": false, "max_workspaces": 20, "permissions": null, "admin": true, "owner": false,
            "is_chargify": false, "pricing_plan_name": "", "pricing_plan_enterprise": false
        }));
        let trial = organization.trial_info.unwrap();
        assert_eq!((trial.trial, trial.can_have_trial), (Some(false), Some(true)));
        assert_eq!(trial.trial_end_date, "2021-12-12T00:00:00Z".parse().ok());
        assert_eq!((organization.pricing_plan_id, organization.owner), (Some(0), Some(false)));
    }

    #[test]
    fn the_form_of_2026_has_a_subscription() {
        let organization: Organization = read_and_keep(&json!({
            "id": 7_000_003, "max_data_retention_days": 90, "permissions": ["organization_view"],
            "toggl_suite_updated_at": "2026-01-01T00:00:00Z", "payment_methods": [{ "kind": "card" }],
            "subscription": {
                "billing_period_months": 12, "created_at": null, "enterprise": false, "plan": "premium",
                "plan_name": "Premium", "seats": 5, "state": "past_due",
                "trial": { "active": true, "available": false, "end_date": "2026-03-01T00:00:00Z", "plan": "starter" }
            }
        }));
        let subscription = organization.subscription.unwrap();
        assert_eq!((subscription.plan, subscription.state), (Some(Plan::Premium), Some(SubscriptionState::PastDue)));
        assert_eq!((subscription.seats, subscription.billing_period_months), (Some(5), Some(12)));
        let trial = subscription.trial.unwrap();
        assert_eq!((trial.active, trial.plan), (Some(true), Some(Plan::Starter)));
        assert_eq!(organization.payment_methods, [json!({ "kind": "card" })]);
    }

    #[test]
    fn unknown_plans_and_states_are_kept() {
        let subscription: OrganizationSubscription = read_and_keep(&json!({ "plan": "galaxy", "state": "frozen" }));
        assert_eq!(subscription.plan, Some(Plan::Other("galaxy".into())));
        assert_eq!(subscription.state, Some(SubscriptionState::Other("frozen".into())));
    }
}
