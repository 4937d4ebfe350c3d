//! The user whose credentials were sent. [`GetMe`](crate::me::GetMe) and [`UpdateMe`](crate::me::UpdateMe) return it.

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
        /// The user's e-mail address.
        pub email: Option<String>,
        /// The user's full name.
        pub fullname: Option<String>,
        /// The address of the user's picture: complete, relative or an empty text.
        pub image_url: Option<String>,
        /// The IANA name of the user's time zone, such as `Europe/Tallinn`.
        pub timezone: Option<String>,
        /// The id of the country, in Toggl's numbering.
        pub country_id: Option<i64>,
        /// The first day of the week: 0 is Sunday, 6 is Saturday.
        pub beginning_of_week: Option<i64>,
        /// The id of the workspace that new time entries go to by default.
        pub default_workspace_id: Option<i64>,
        /// The API token, which grants the same access as the password. Some responses leave it out. It is never
        /// serialised.
        #[serde(skip_serializing)]
        pub api_token: Option<Secret>,
        /// Whether the user has a password. Without one, the user can log in only through another service.
        pub has_password: Option<bool>,
        /// Whether a login needs a second factor. The server calls it `2fa_enabled`.
        #[serde(rename = "2fa_enabled")]
        pub two_factor_enabled: Option<bool>,
        /// Whether the user can log in through another service.
        pub openid_enabled: Option<bool>,
        /// The e-mail address at that service.
        pub openid_email: Option<String>,
        /// The services through which the user can log in, such as `google`.
        pub oauth_providers: Vec<String>,
        /// The user's id in Toggl's accounts service.
        pub toggl_accounts_id: Option<String>,
        /// The time at which the accounts service last changed the user. Only responses to updates have it.
        pub toggl_accounts_updated_at: Option<Timestamp>,
        /// The hash that identifies the user to Toggl's chat service. It is never serialised.
        #[serde(skip_serializing)]
        pub intercom_hash: Option<Secret>,
        /// The settings of Toggl's own apps.
        pub options: Map<String, Value>,
        /// The time at which the account was created.
        pub created_at: Option<Timestamp>,
        /// The time at which the user's details were last changed.
        pub updated_at: Option<Timestamp>,
        /// The time at which the user's permissions were last changed. A later time shows that the server knows of a
        /// new workspace or project.
        pub authorization_updated_at: Option<Timestamp>,
        /// The time at which the server made the response or last changed the user.
        pub at: Option<Timestamp>,
        /// The user's clients. This list and those below are filled only when the request has `with_related_data`.
        pub clients: Vec<Client>,
        /// The user's projects.
        pub projects: Vec<Project>,
        /// The user's tags.
        pub tags: Vec<Tag>,
        /// The user's tasks.
        pub tasks: Vec<Task>,
        /// The user's latest time entries.
        pub time_entries: Vec<TimeEntry>,
        /// The user's workspaces.
        pub workspaces: Vec<Workspace>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Me>(&["api_token", "intercom_hash"]);
    }

    #[test]
    fn the_form_of_2023_has_nulls_and_no_accounts_service() {
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
    fn the_form_of_2024_leaves_out_empty_lists() {
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
    fn the_form_of_2026_has_a_second_factor_and_any_options() {
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
    fn an_empty_list_of_options_means_no_options() {
        for list in [json!([]), json!([1, { "theme": "dark" }])] {
            let me: Me = read(&json!({ "options": list, "id": 5_000_001 }));
            assert!(me.options.is_empty());
            assert_eq!(me.id, 5_000_001);
        }
    }

    #[test]
    fn the_token_and_the_hash_are_not_shown() {
        let me: Me = read(&json!({ "api_token": "t0k3n", "intercom_hash": "h45h" }));
        assert_eq!(me.api_token.as_ref().map(Secret::expose), Some("t0k3n"));
        assert_eq!(me.intercom_hash.as_ref().map(Secret::expose), Some("h45h"));
        let shown = format!("{me:?}{}", serde_json::to_string(&me).unwrap());
        assert!(!shown.contains("t0k3n") && !shown.contains("h45h"));
    }
}
