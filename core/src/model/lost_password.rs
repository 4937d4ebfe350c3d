//! The user whom a code for a new password belongs to. [`CheckLostPasswordCode`](crate::me::CheckLostPasswordCode),
//! [`GetLostPassword`](crate::me::GetLostPassword) and [`ConfirmLostPassword`](crate::me::ConfirmLostPassword) return
//! these values.

use crate::secret::Secret;

model! {
    /// The result of checking a code for a new password.
    pub struct LostPasswordCheck known by any key {
        /// The id of the user whom the code belongs to. The request that sets the new password needs it.
        pub user_id: Option<i64>,
    }
}

model! {
    /// The user whose password was set. The e-mail address is the only field that Toggl's own site relied on.
    pub struct LostPasswordUser known by any key {
        /// The user's id.
        pub id: Option<i64>,
        /// The e-mail address.
        pub email: Option<String>,
        /// The full name.
        pub fullname: Option<String>,
        /// The API token, which grants the same access as the password. It is never serialised.
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
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<LostPasswordCheck>(&[]);
    }

    #[test]
    fn the_user_is_decoded() {
        let check: LostPasswordCheck = read_and_keep(&json!({ "user_id": 5_000_001 }));
        assert_eq!(check.user_id, Some(5_000_001));
    }
}
