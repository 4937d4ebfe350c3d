//! Tags: words that time entries are marked with.

use jiff::Timestamp;

use crate::model::integration::IntegrationProvider;

model! {
    /// A word that time entries are marked with, of a workspace.
    pub struct Tag {
        /// The tag's id.
        pub id: i64,
        /// The workspace that it belongs to.
        pub workspace_id: Option<i64>,
        /// Its name. It may hold commas.
        pub name: Option<String>,
        /// When it was created or last changed.
        pub at: Option<Timestamp>,
        /// The user who created it.
        pub creator_id: Option<i64>,
        /// When it was deleted; only `since` brings deleted ones. Everything else has this as `server_deleted_at`.
        pub deleted_at: Option<Timestamp>,
        /// What the user may do with it.
        pub permissions: Vec<String>,
        /// Its id in the integrated system.
        pub integration_ext_id: Option<String>,
        /// What it is in the integrated system.
        pub integration_ext_type: Option<String>,
        /// The integrated system.
        pub integration_provider: Option<IntegrationProvider>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn everything_may_be_absent_or_null() {
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
    fn the_form_of_2026_has_everything_and_a_deletion_of_its_own_name() {
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
