//! What is told to somebody with a code for a new password.

use crate::secret::Secret;

model! {
    /// Whom a code for a new password belongs to.
    pub struct LostPasswordCheck known by any key {
        /// The user, whose id the new password has to be sent with.
        pub user_id: Option<i64>,
    }
}

model! {
    /// The user who has a new password. Toggl's site was sure of the e-mail address alone.
    pub struct LostPasswordUser known by any key {
        /// The user's id.
        pub id: Option<i64>,
        /// The e-mail address.
        pub email: Option<String>,
        /// The full name.
        pub fullname: Option<String>,
        /// The API token, which is as good as the password. Never serialised.
        #[serde(skip_serializing)]
        pub api_token: Option<Secret>,
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
