//! The users whom time entries are shared with. [`ListTimeEntrySharing`](crate::me::ListTimeEntrySharing) returns them.

model! {
    /// One time entry that is shared with one user.
    pub struct TimeEntrySharing known by any key {
        /// The id of the invitation to share it.
        pub time_entry_invitation_id: Option<i64>,
        /// The id of the time entry.
        pub time_entry_id: Option<i64>,
        /// The id of the workspace that the time entry belongs to.
        pub workspace_id: Option<i64>,
        /// The id of the user whom it is shared with.
        pub user_id: Option<i64>,
        /// The user's name.
        pub user_name: Option<String>,
        /// Whether the user has accepted the invitation.
        pub is_accepted: Option<bool>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<TimeEntrySharing>(&[]);
    }

    #[test]
    fn a_sharing_is_decoded() {
        let sharing: TimeEntrySharing = read_and_keep(&json!({
            "time_entry_invitation_id": 9, "time_entry_id": 3_731_500_001_i64, "workspace_id": 7_100_001,
            "user_id": 5_000_002, "user_name": "Bo", "is_accepted": false
        }));
        assert_eq!((sharing.time_entry_id, sharing.is_accepted), (Some(3_731_500_001), Some(false)));
    }
}
