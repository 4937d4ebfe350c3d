//! Exports of the user's data and their progress. [`ListExports`](crate::me::ListExports) returns them.

model! {
    /// An export of the user's data that was requested, and its progress.
    pub struct DownloadRequest known by any key {
        /// The name under which [`DownloadExport`](crate::me::DownloadExport) downloads the export.
        pub token: Option<String>,
        /// The progress, in a word of the server's.
        pub state: Option<String>,
        /// The reason why the export failed.
        pub error_message: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<DownloadRequest>(&[]);
    }

    #[test]
    fn an_export_is_decoded() {
        let request: DownloadRequest =
            read_and_keep(&json!({ "token": "6c1f-01", "state": "done", "error_message": "" }));
        assert_eq!((request.token.as_deref(), request.state.as_deref()), (Some("6c1f-01"), Some("done")));
    }
}
