model! {
    /// Whom a code for a new password belongs to.
    pub struct LostPasswordCheck {
        /// The user, whose id the new password has to be sent with.
        pub user_id: Option<i64>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn everything_may_be_absent_or_null() {
        all_may_be_absent_or_null::<LostPasswordCheck>(&[]);
    }

    #[test]
    fn the_user_is_named() {
        let check: LostPasswordCheck = read_and_keep(&json!({ "user_id": 5_000_001 }));
        assert_eq!(check.user_id, Some(5_000_001));
    }
}
