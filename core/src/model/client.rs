//! Clients, the customers for whom projects are done. [`ListClients`](crate::me::ListClients) returns them, and so do
//! [`GetMe`](crate::me::GetMe) with related data and [`GetWebTimer`](crate::me::GetWebTimer).

use jiff::Timestamp;

use crate::model::integration::IntegrationProvider;

model! {
    /// A client: a customer of a workspace for whom projects are done.
    pub struct Client {
        /// The client's id.
        pub id: i64,
        /// The id of the workspace that it belongs to. The server calls it `wid`.
        pub workspace_id: Option<i64> as wid,
        /// The client's name.
        pub name: Option<String>,
        /// Whether the client is archived.
        pub archived: Option<bool>,
        /// The time of its last change.
        pub at: Option<Timestamp>,
        /// The id of the user who created it.
        pub creator_id: Option<i64>,
        /// The time at which it was deleted. Deleted ones are returned only by requests with `since`.
        pub server_deleted_at: Option<Timestamp>,
        /// The notes about the client.
        pub notes: Option<String>,
        /// What the user is permitted to do with it.
        pub permissions: Vec<String>,
        /// Its id in a system of the workspace's own, outside of Toggl.
        pub external_reference: Option<String>,
        /// Its id in the integrated system.
        pub integration_ext_id: Option<String>,
        /// Its type in the integrated system.
        pub integration_ext_type: Option<String>,
        /// The integrated system that it was imported from.
        pub integration_provider: Option<IntegrationProvider>,
        /// The total number of items where the server sends pages; 0 elsewhere.
        pub total_count: Option<i64>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Client>(&["wid"]);
    }

    #[test]
    fn the_form_of_2023_has_wid_and_no_creator() {
        let client: Client = read_and_keep(&json!({
            "id": 61_200_001, "wid": 7_100_001, "archived": false, "name": "Harbour Lights",
            "at": "2023-01-05T08:00:00+00:00"
        }));
        assert_eq!((client.id, client.workspace_id, client.creator_id), (61_200_001, Some(7_100_001), None));
        assert_eq!(client.at, "2023-01-05T08:00:00Z".parse().ok());
    }

    #[test]
    fn the_form_of_2026_has_every_field() {
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
    fn the_new_name_of_the_workspace_beats_the_legacy_one() {
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
    fn unknown_providers_and_old_permissions_are_kept() {
        let client: Client = read_and_keep(&json!({ "integration_provider": "linear", "permissions": "edit" }));
        assert_eq!(client.integration_provider, Some(IntegrationProvider::Other("linear".into())));
        assert_eq!(client.permissions, ["edit"]);
    }
}
