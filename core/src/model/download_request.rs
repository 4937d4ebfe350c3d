//! Exports of the user's data, on their way.

model! {
    /// A request to export the user's data, and how far it has come.
    pub struct DownloadRequest known by any key {
        /// What names the export when it is fetched.
        pub token: Option<String>,
        /// How far it has come, in a word of the server's.
        pub state: Option<String>,
        /// Why it failed.
        pub error_message: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn everything_may_be_absent_or_null() {
        all_may_be_absent_or_null::<DownloadRequest>(&[]);
    }

    #[test]
    fn a_request_is_read() {
        let request: DownloadRequest =
            read_and_keep(&json!({ "token": "6c1f-01", "state": "done", "error_message": "" }));
        assert_eq!((request.token.as_deref(), request.state.as_deref()), (Some("6c1f-01"), Some("done")));
    }
}
