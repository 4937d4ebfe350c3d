//! The user whose credentials were sent.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::model::client::Client;
use crate::model::project::Project;
use crate::model::tag::Tag;
use crate::model::task::Task;
use crate::model::time_entry::TimeEntry;
use crate::model::workspace::Workspace;
use crate::secret::Secret;

model! {
    /// The user whose credentials were sent.
    pub struct Me {
        /// The user's id.
        pub id: i64,
        /// The e-mail address.
        pub email: Option<String>,
        /// The full name.
        pub fullname: Option<String>,
        /// Where the picture is: an address, a part of one, or an empty text.
        pub image_url: Option<String>,
        /// The time zone's IANA name: `Europe/Tallinn`.
        pub timezone: Option<String>,
        /// The country.
        pub country_id: Option<i64>,
        /// The first day of the week: 0 is Sunday, 6 is Saturday.
        pub beginning_of_week: Option<i64>,
        /// The workspace that new time entries go to.
        pub default_workspace_id: Option<i64>,
        /// The API token, which is as good as the password. Some answers leave it out. Never serialised.
        #[serde(skip_serializing)]
        pub api_token: Option<Secret>,
        /// Whether there is a password. Without one the user logs in by another service only.
        pub has_password: Option<bool>,
        /// Whether a login takes a second factor. The server calls it `2fa_enabled`.
        #[serde(rename = "2fa_enabled")]
        pub two_factor_enabled: Option<bool>,
        /// Whether the user can log in by another service.
        pub openid_enabled: Option<bool>,
        /// The e-mail address at that service.
        pub openid_email: Option<String>,
        /// The services that the user can log in by: `google`.
        pub oauth_providers: Vec<String>,
        /// The user's id in Toggl's accounts service.
        pub toggl_accounts_id: Option<String>,
        /// When the accounts service last changed the user. Only updates answer it.
        pub toggl_accounts_updated_at: Option<Timestamp>,
        /// What proves to Toggl's chat service who the user is. Never serialised.
        #[serde(skip_serializing)]
        pub intercom_hash: Option<Secret>,
        /// Settings of Toggl's own apps.
        pub options: Map<String, Value>,
        /// When the account was created.
        pub created_at: Option<Timestamp>,
        /// When the user's details were last changed.
        pub updated_at: Option<Timestamp>,
        /// When what the user may do was last changed: it tells whether a new workspace or project is known yet.
        pub authorization_updated_at: Option<Timestamp>,
        /// When the server made this answer, or last changed the user.
        pub at: Option<Timestamp>,
        /// The clients, where related data was asked for, as for the lists that follow.
        pub clients: Vec<Client>,
        /// The projects.
        pub projects: Vec<Project>,
        /// The tags.
        pub tags: Vec<Tag>,
        /// The tasks.
        pub tasks: Vec<Task>,
        /// The latest time entries.
        pub time_entries: Vec<TimeEntry>,
        /// The workspaces.
        pub workspaces: Vec<Workspace>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read, read_and_keep};

    #[test]
    fn everything_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Me>(&["api_token", "intercom_hash"]);
    }

    #[test]
    fn the_form_of_2023_has_nulls_and_nothing_of_the_accounts_service() {
        let me: Me = read_and_keep(&json!({
            "id": 5_000_001, "email": "ada@example.com", "fullname": "Ada", "timezone": "Europe/Tallinn",
            "default_workspace_id": null, "beginning_of_week": 1, "image_url": "", "at": "2013-03-06T12:18:42+00:00",
            "openid_email": null, "openid_enabled": false, "country_id": null, "intercom_hash": null, "options": null
        }));
        assert_eq!((me.id, me.default_workspace_id, me.beginning_of_week), (5_000_001, None, Some(1)));
        assert_eq!(me.at, "2013-03-06T12:18:42Z".parse().ok());
        assert!(me.options.is_empty());
    }

    #[test]
    fn the_form_of_2024_has_no_key_for_lists_without_items() {
        let me: Me = read_and_keep(&json!({
            "id": 5_000_001, "toggl_accounts_id": "zYxWvUtSrQpOnMlKjIhGfE", "has_password": true,
            "oauth_providers": ["google"], "authorization_updated_at": "2024-07-02T14:55:08.008327Z", "country_id": 82,
            "tags": [{ "id": 16_300_001 }], "time_entries": [{ "id": 3_398_400_001_i64, "wid": 7_100_001 }],
            "projects": [{ "id": 201_000_001 }], "workspaces": [{ "id": 7_100_001 }]
        }));
        assert_eq!(me.oauth_providers, ["google"]);
        assert_eq!(me.time_entries[0].workspace_id, Some(7_100_001));
        assert_eq!((me.tags.len(), me.projects.len(), me.workspaces.len()), (1, 1, 1));
        assert!(me.clients.is_empty() && me.tasks.is_empty());
    }

    #[test]
    fn the_form_of_2026_has_a_second_factor_and_open_options() {
        let me: Me = read_and_keep(&json!({
            "id": 5_000_001, "2fa_enabled": true, "options": { "theme": "dark" }, "clients": [{ "id": 1, "wid": 2 }],
            "tasks": [{ "id": 3 }], "toggl_accounts_updated_at": "2026-01-02T03:04:05Z", "novelty": { "deep": [1] }
        }));
        assert_eq!(me.two_factor_enabled, Some(true));
        assert_eq!(me.options["theme"], "dark");
        assert_eq!((me.clients[0].workspace_id, me.tasks[0].id), (Some(2), 3));
        assert!(me.toggl_accounts_updated_at.is_some());
    }

    #[test]
    fn a_list_of_options_is_none() {
        for list in [json!([]), json!([1, { "theme": "dark" }])] {
            let me: Me = read(&json!({ "options": list, "id": 5_000_001 }));
            assert!(me.options.is_empty());
            assert_eq!(me.id, 5_000_001);
        }
    }

    #[test]
    fn the_token_and_the_hash_are_kept_to_themselves() {
        let me: Me = read(&json!({ "api_token": "t0k3n", "intercom_hash": "h45h" }));
        assert_eq!(me.api_token.as_ref().map(Secret::expose), Some("t0k3n"));
        assert_eq!(me.intercom_hash.as_ref().map(Secret::expose), Some("h45h"));
        let shown = format!("{me:?}{}", serde_json::to_string(&me).unwrap());
        assert!(!shown.contains("t0k3n") && !shown.contains("h45h"));
    }
}
