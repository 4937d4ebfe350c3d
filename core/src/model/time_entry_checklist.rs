//! Whether the user has tracked enough time to be offered a coupon.
//! [`GetTimeEntryChecklist`](crate::me::GetTimeEntryChecklist) returns it.

model! {
    /// The conditions under which the user is offered a coupon.
    pub struct TimeEntryChecklist known by any key {
        /// Whether there are enough time entries.
        pub time_entries_count_check: Option<bool>,
        /// Whether the time entries were created in the required way.
        pub time_entries_created_check: Option<bool>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<TimeEntryChecklist>(&[]);
    }

    #[test]
    fn a_checklist_is_decoded() {
        let checklist: TimeEntryChecklist = read_and_keep(&serde_json::json!({
            "time_entries_count_check": true, "time_entries_created_check": false
        }));
        assert_eq!(checklist.time_entries_count_check, Some(true));
        assert_eq!(checklist.time_entries_created_check, Some(false));
    }
}
