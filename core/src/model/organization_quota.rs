//! The number of requests that are left in the hour. [`ListQuotas`](crate::me::ListQuotas) returns it.

model! {
    /// The number of requests that the server still accepts within the hour, for the workspaces of an organization or
    /// for the user.
    pub struct OrganizationQuota known by any key {
        /// The id of the organization. It is absent in the entry for requests that belong to no organization, such as
        /// all of `/me`.
        pub organization_id: Option<i64>,
        /// The number of requests left in the hour, which may be negative.
        pub remaining: Option<i64>,
        /// The number of seconds until the hour starts again.
        pub resets_in_secs: Option<i64>,
        /// The number of requests in an hour.
        pub total: Option<i64>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<OrganizationQuota>(&[]);
    }

    #[test]
    fn the_remaining_requests_may_be_negative() {
        let quota: OrganizationQuota = read_and_keep(&json!({
            "organization_id": 7_000_001, "remaining": -3, "resets_in_secs": 12, "total": 240
        }));
        assert_eq!((quota.organization_id, quota.remaining, quota.total), (Some(7_000_001), Some(-3), Some(240)));
    }
}
