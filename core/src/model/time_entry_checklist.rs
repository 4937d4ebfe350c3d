//! Whether the user has tracked enough for a coupon.

model! {
    /// Whether the user has tracked enough to be offered a coupon.
    pub struct TimeEntryChecklist known by any key {
        /// Whether there are enough time entries.
        pub time_entries_count_check: Option<bool>,
        /// Whether they were created as they have to be.
        pub time_entries_created_check: Option<bool>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn everything_may_be_absent_or_null() {
        all_may_be_absent_or_null::<TimeEntryChecklist>(&[]);
    }

    #[test]
    fn a_checklist_is_read() {
        let checklist: TimeEntryChecklist = read_and_keep(&serde_json::json!({
            "time_entries_count_check": true, "time_entries_created_check": false
        }));
        assert_eq!(checklist.time_entries_count_check, Some(true));
        assert_eq!(checklist.time_entries_created_check, Some(false));
    }
}
