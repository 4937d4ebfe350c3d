//! Organizations, with their plans and trials.

use jiff::Timestamp;
use serde_json::Value;

model! {
    /// Who pays, and has workspaces.
    pub struct Organization {
        /// The organization's id.
        pub id: i64,
        /// Its name.
        pub name: Option<String>,
        /// Whether the user owns it.
        pub owner: Option<bool>,
        /// Whether the user is an admin of it.
        pub admin: Option<bool>,
        /// What the user may do with it.
        pub permissions: Vec<String>,
        /// How many users it has.
        pub user_count: Option<i64>,
        /// How many workspaces it may have.
        pub max_workspaces: Option<i64>,
        /// Whether it may have more than one workspace. Its legacy name is `is_multi_workspace`.
        pub is_multi_workspace_enabled: Option<bool> as is_multi_workspace,
        /// Whether its users have one account for all of Toggl's products.
        pub is_unified: Option<bool>,
        /// How many days back its data is kept, where the plan has a limit.
        pub max_data_retention_days: Option<i64>,
        /// The plan; 0 is the free one.
        pub pricing_plan_id: Option<i64>,
        /// The plan's name. It may be empty.
        pub pricing_plan_name: Option<String>,
        /// Whether the plan is an enterprise plan.
        pub pricing_plan_enterprise: Option<bool>,
        /// How it is paid for.
        pub subscription: Option<OrganizationSubscription>,
        /// Whether there is, was or can be a trial of a plan.
        pub trial_info: Option<TrialInfo>,
        /// The ways of payment, of which nothing is documented.
        pub payment_methods: Vec<Value>,
        /// Whether an earlier payment provider has it. Newer answers leave it out.
        pub is_chargify: Option<bool>,
        /// When it was created.
        pub created_at: Option<Timestamp>,
        /// When it was last changed.
        pub at: Option<Timestamp>,
        /// When it was last changed in what Toggl's products share.
        pub toggl_suite_updated_at: Option<Timestamp>,
        /// When it was suspended.
        pub suspended_at: Option<Timestamp>,
        /// When it was deleted.
        pub server_deleted_at: Option<Timestamp>,
    }
}

model! {
    /// Whether an organization has, had or can have a trial of a plan.
    pub struct TrialInfo {
        /// Whether it has one now.
        pub trial: Option<bool>,
        /// Deprecated, see [`can_have_trial`](TrialInfo::can_have_trial): whether it can have one.
        pub trial_available: Option<bool>,
        /// Whether it can have one: neither it nor its owner ever had any.
        pub can_have_trial: Option<bool>,
        /// The plan that is tried.
        pub trial_plan_id: Option<i64>,
        /// The plan before the trial.
        pub last_pricing_plan_id: Option<i64>,
        /// When the trial ends, or ended.
        pub trial_end_date: Option<Timestamp>,
        /// When the trial has to be paid for.
        pub next_payment_date: Option<Timestamp>,
    }
}

model! {
    /// How an organization is paid for.
    pub struct OrganizationSubscription {
        /// The plan.
        pub plan: Option<Plan>,
        /// The plan's name for people: `Starter`.
        pub plan_name: Option<String>,
        /// Whether the plan is an enterprise plan.
        pub enterprise: Option<bool>,
        /// Where the subscription stands.
        pub state: Option<SubscriptionState>,
        /// How many users are paid for.
        pub seats: Option<i64>,
        /// For how many months is paid at once: 1 or 12, and 0 for the free plan.
        pub billing_period_months: Option<i64>,
        /// When it was created; absent for the free plan.
        pub created_at: Option<Timestamp>,
        /// The trial of a plan.
        pub trial: Option<SubscriptionTrial>,
    }
}

open_enum! {
    /// What an organization can subscribe to.
    pub enum Plan {
        /// Free.
        Free = "free",
        /// Starter.
        Starter = "starter",
        /// Premium.
        Premium = "premium",
        /// Enterprise.
        Enterprise = "enterprise",
    }
}

open_enum! {
    /// Where an organization's subscription stands.
    pub enum SubscriptionState {
        /// The first payment is still to be made.
        Incomplete = "incomplete",
        /// The first payment was not made in time.
        IncompleteExpired = "incomplete_expired",
        /// A plan is tried.
        Trialing = "trialing",
        /// Paid for.
        Active = "active",
        /// A payment is late.
        PastDue = "past_due",
        /// Cancelled.
        Canceled = "canceled",
        /// Payments have failed for good.
        Unpaid = "unpaid",
        /// There is nothing to pay.
        Free = "free",
    }
}

model! {
    /// The trial of a plan, as an [`OrganizationSubscription`] tells it.
    pub struct SubscriptionTrial {
        /// Whether there is one now.
        pub active: Option<bool>,
        /// Whether there can be one.
        pub available: Option<bool>,
        /// The plan that is tried.
        pub plan: Option<Plan>,
        /// When it ends.
        pub end_date: Option<Timestamp>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read, read_and_keep};

    #[test]
    fn everything_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Organization>(&["is_multi_workspace"]);
        all_may_be_absent_or_null::<TrialInfo>(&[]);
        all_may_be_absent_or_null::<OrganizationSubscription>(&[]);
        all_may_be_absent_or_null::<SubscriptionTrial>(&[]);
    }

    #[test]
    fn the_form_of_2021_has_a_legacy_name_and_an_empty_text_for_no_time() {
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
