//! Tags, the words that mark time entries. [`ListTags`](crate::me::ListTags) returns them, and so do
//! [`GetMe`](crate::me::GetMe) with related data and [`GetWebTimer`](crate::me::GetWebTimer).

use jiff::Timestamp;

use crate::model::integration::IntegrationProvider;

model! {
    /// A tag of a workspace: a word that marks time entries.
    pub struct Tag {
        /// The tag's id.
        pub id: i64,
        /// The id of the workspace that it belongs to.
        pub workspace_id: Option<i64>,
        /// The tag's name, which may contain commas.
        pub name: Option<String>,
        /// The time of its creation or last change.
        pub at: Option<Timestamp>,
        /// The id of the user who created it.
        pub creator_id: Option<i64>,
        /// The time at which it was deleted. Deleted tags are returned only by requests with `since`. All other models
        /// call it `server_deleted_at`.
        pub deleted_at: Option<Timestamp>,
        /// What the user is permitted to do with it.
        pub permissions: Vec<String>,
        /// Its id in the integrated system.
        pub integration_ext_id: Option<String>,
        /// Its type in the integrated system.
        pub integration_ext_type: Option<String>,
        /// The integrated system that it was imported from.
        pub integration_provider: Option<IntegrationProvider>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Tag>(&[]);
    }

    #[test]
    fn the_form_of_2023_has_no_creator() {
        let tag: Tag = read_and_keep(&json!({
            "id": 12_300_001, "workspace_id": 7_100_001, "name": "meeting, weekly", "at": "2023-01-08T00:10:32.62207Z"
        }));
        assert_eq!(tag.name.as_deref(), Some("meeting, weekly"));
        assert_eq!((tag.at, tag.creator_id), ("2023-01-08T00:10:32.622070Z".parse().ok(), None));
    }

    #[test]
    fn the_form_of_2026_has_every_field_and_deleted_at() {
        let tag: Tag = read_and_keep(&json!({
            "id": 16_300_001, "workspace_id": 7_100_001, "name": "deep", "at": "1970-01-01T00:00:00Z",
            "creator_id": 5_000_001, "deleted_at": "2026-01-01T00:00:00Z", "permissions": ["edit"],
            "integration_ext_id": "3", "integration_ext_type": "label", "integration_provider": "asana"
        }));
        assert_eq!(tag.deleted_at, "2026-01-01T00:00:00Z".parse().ok());
        assert_eq!(tag.integration_provider, Some(IntegrationProvider::Asana));
        assert_eq!(tag.at, Some(Timestamp::UNIX_EPOCH));
    }
}
