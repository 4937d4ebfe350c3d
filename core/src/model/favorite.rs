//! Favorites, time entries that are started with one touch. [`ListFavorites`](crate::me::ListFavorites) and the
//! operations that create, update and suggest favorites return them.

use jiff::Timestamp;

model! {
    /// A time entry that the user starts often, kept so that one touch starts it.
    pub struct Favorite {
        /// The favorite's id.
        pub favorite_id: i64,
        /// The id of the workspace that it belongs to.
        pub workspace_id: Option<i64>,
        /// The id of the user whom it belongs to.
        pub user_id: Option<i64>,
        /// The description of the work.
        pub description: Option<String>,
        /// The id of the project that its time belongs to.
        pub project_id: Option<i64>,
        /// The id of the task that its time belongs to.
        pub task_id: Option<i64>,
        /// The ids of its tags.
        pub tag_ids: Vec<i64>,
        /// The names of its tags.
        pub tags: Vec<String>,
        /// Whether its time is billable.
        pub billable: Option<bool>,
        /// Its place among the user's favorites, counted from 0.
        pub rank: Option<i64>,
        /// Whether it is shared with others in the workspace.
        pub public: Option<bool>,
        /// The time at which it was shared with others.
        pub was_public_at: Option<Timestamp>,
        /// The time at which it was created.
        pub created_at: Option<Timestamp>,
        /// The time at which it was deleted. Deleted ones are returned only by requests with `since`.
        pub deleted_at: Option<Timestamp>,
        /// What the user is permitted to do with it.
        pub permissions: Vec<String>,
        /// The project's name. This field and those below are set only when the request has `meta`.
        pub project_name: Option<String>,
        /// The project's colour: `#0b83d9`.
        pub project_color: Option<String>,
        /// Whether the project is active; false when it is archived.
        pub project_active: Option<bool>,
        /// Whether the project is billable.
        pub project_billable: Option<bool>,
        /// Whether only the project's members can see it.
        pub project_private: Option<bool>,
        /// The name of the project's client.
        pub client_name: Option<String>,
        /// The task's name.
        pub task_name: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Favorite>(&[]);
    }

    #[test]
    fn tags_are_null_or_a_list() {
        let favorite: Favorite = read_and_keep(&json!({
            "favorite_id": 2_600_001, "workspace_id": 7_100_001, "user_id": 5_000_001, "description": "Stand-up",
            "project_id": null, "task_id": null, "tag_ids": [], "tags": null, "billable": false, "public": false,
            "rank": 0
        }));
        assert_eq!((favorite.favorite_id, favorite.rank), (2_600_001, Some(0)));
        assert!(favorite.tags.is_empty());
    }

    #[test]
    fn meta_adds_names() {
        let favorite: Favorite = read_and_keep(&json!({
            "favorite_id": 2_600_002, "project_name": "Site", "project_color": "#0b83d9", "project_active": true,
            "project_billable": true, "project_private": false, "client_name": "Mill & Sons", "task_name": "Review",
            "tags": ["deep"], "permissions": ["edit"], "was_public_at": "2026-01-02T03:04:05Z"
        }));
        assert_eq!((favorite.project_name.as_deref(), favorite.tags.len()), (Some("Site"), 1));
        assert!(favorite.was_public_at.is_some());
    }
}
