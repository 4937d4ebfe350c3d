//! Clients: for whom projects are done.

use jiff::Timestamp;

use crate::model::integration::IntegrationProvider;

model! {
    /// A customer for whom projects are done, of a workspace.
    pub struct Client {
        /// The client's id.
        pub id: i64,
        /// The workspace that it belongs to. The server calls it `wid`.
        pub workspace_id: Option<i64> as wid,
        /// Its name.
        pub name: Option<String>,
        /// Whether it is archived.
        pub archived: Option<bool>,
        /// When it was last changed.
        pub at: Option<Timestamp>,
        /// The user who created it.
        pub creator_id: Option<i64>,
        /// When it was deleted; only `since` brings deleted ones.
        pub server_deleted_at: Option<Timestamp>,
        /// Notes about it.
        pub notes: Option<String>,
        /// What the user may do with it.
        pub permissions: Vec<String>,
        /// Its id in a system of the workspace's own.
        pub external_reference: Option<String>,
        /// Its id in the integrated system.
        pub integration_ext_id: Option<String>,
        /// What it is in the integrated system.
        pub integration_ext_type: Option<String>,
        /// The integrated system.
        pub integration_provider: Option<IntegrationProvider>,
        /// How many there are in all, where the server pages; 0 elsewhere.
        pub total_count: Option<i64>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read, read_and_keep};

    #[test]
    fn everything_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Client>(&["wid"]);
    }

    #[test]
    fn the_form_of_2023_has_the_workspace_as_wid_and_no_creator() {
        let client: Client = read_and_keep(&json!({
            "id": 61_200_001, "wid": 7_100_001, "archived": false, "name": "Harbour Lights",
            "at": "2023-01-05T08:00:00+00:00"
        }));
        assert_eq!((client.id, client.workspace_id, client.creator_id), (61_200_001, Some(7_100_001), None));
        assert_eq!(client.at, "2023-01-05T08:00:00Z".parse().ok());
    }

    #[test]
    fn the_form_of_2026_has_everything() {
        let client: Client = read_and_keep(&json!({
            "id": 61_200_002, "wid": 7_100_001, "archived": true, "name": "Mill & Sons", "at": "2026-02-03T04:05:06.7Z",
            "creator_id": 5_000_001, "server_deleted_at": "2026-02-03T04:05:07+00:00", "notes": "late payer",
            "permissions": ["edit", "delete"], "external_reference": "C-9", "integration_ext_id": "12",
            "integration_ext_type": "account", "integration_provider": "salesforce", "total_count": 0, "novelty": [1]
        }));
        assert_eq!(client.integration_provider, Some(IntegrationProvider::Salesforce));
        assert_eq!(client.permissions, ["edit", "delete"]);
        assert_eq!((client.notes.as_deref(), client.total_count), (Some("late payer"), Some(0)));
        assert!(client.server_deleted_at.is_some());
    }

    #[test]
    fn both_names_of_the_workspace_may_come_and_the_new_one_counts() {
        for (json, expected) in [
            (json!({ "wid": 1, "workspace_id": 2 }), Some(2)),
            (json!({ "workspace_id": 2, "wid": 1 }), Some(2)),
            (json!({ "wid": 1, "workspace_id": null }), Some(1)),
            (json!({ "wid": null, "workspace_id": 2 }), Some(2)),
        ] {
            assert_eq!(read::<Client>(&json).workspace_id, expected, "{json}");
        }
    }

    #[test]
    fn unknown_providers_and_permissions_in_the_old_form_are_kept() {
        let client: Client = read_and_keep(&json!({ "integration_provider": "linear", "permissions": "edit" }));
        assert_eq!(client.integration_provider, Some(IntegrationProvider::Other("linear".into())));
        assert_eq!(client.permissions, ["edit"]);
    }
}
