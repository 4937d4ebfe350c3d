//! How many calls are left in the hour.

model! {
    /// How many calls the server still answers for the workspaces of an organization, or for the user.
    pub struct OrganizationQuota known by any key {
        /// The organization; absent for the calls that belong to none, such as all of `/me`.
        pub organization_id: Option<i64>,
        /// How many calls are left in the hour. It may be negative.
        pub remaining: Option<i64>,
        /// In how many seconds the hour begins anew.
        pub resets_in_secs: Option<i64>,
        /// How many calls an hour has.
        pub total: Option<i64>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn everything_may_be_absent_or_null() {
        all_may_be_absent_or_null::<OrganizationQuota>(&[]);
    }

    #[test]
    fn more_may_be_spent_than_there_was() {
        let quota: OrganizationQuota = read_and_keep(&json!({
            "organization_id": 7_000_001, "remaining": -3, "resets_in_secs": 12, "total": 240
        }));
        assert_eq!((quota.organization_id, quota.remaining, quota.total), (Some(7_000_001), Some(-3), Some(240)));
    }
}
