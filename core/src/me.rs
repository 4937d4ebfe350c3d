//! The operations of `/me`, one a file. Their names begin with the verb, and this file is their table of contents.

// Each `decode` is `#[inline]`, so that it is compiled where it is called. A program then compiles decoders only for
// the operations that it sends, and this crate, which builds twice as fast for it, compiles none.

use http::Method;

use crate::operation::EndpointInfo;

mod accept_tos;
mod add_flags;
mod add_push_service;
mod check_login;
mod check_lost_password_code;
mod close_account;
mod confirm_lost_password;
mod create_favorite;
mod delete_favorite;
mod disable_product_emails;
mod disable_weekly_report;
mod download_export;
mod enable_sso;
mod get_client_preferences;
mod get_current_time_entry;
mod get_flags;
mod get_id;
mod get_location;
mod get_lost_password;
mod get_me;
mod get_preferences;
mod get_time_entry;
mod get_time_entry_checklist;
mod get_web_timer;
mod list_clients;
mod list_exports;
mod list_favorites;
mod list_features;
mod list_organizations;
mod list_projects;
mod list_projects_page;
mod list_push_services;
mod list_quotas;
mod list_tags;
mod list_tasks;
mod list_time_entries;
mod list_time_entry_sharing;
mod list_timesheets;
mod list_track_reminders;
mod list_workspaces;
mod per_page;
mod post_lost_password;
mod remove_push_service;
mod request_export;
mod request_lost_password;
mod reset_token;
mod suggest_favorites;
#[cfg(test)]
pub(crate) mod testing;
mod update_client_preferences;
mod update_favorites;
mod update_me;
mod update_preferences;

pub use create_favorite::FavoriteDetails;
pub use list_time_entries::DateOrTime;
pub use list_time_entries::WhichTimeEntries;
pub use list_time_entry_sharing::TimeEntryInWorkspace;
pub use update_favorites::FavoriteUpdate;
pub use update_me::UpdateMeRefusal;

/// Re-exports each operation and lists them all in `ENDPOINTS`.
macro_rules! operations {
    ($($file:ident::$operation:ident,)+) => {
        $(pub use $file::$operation;)+

        /// Holds every operation of this crate, in the order of their paths.
        pub static ENDPOINTS: [EndpointInfo; 50] = [$(EndpointInfo::of::<$operation>()),+];
    };
}

operations! {
    get_me::GetMe,
    update_me::UpdateMe,
    accept_tos::AcceptTos,
    list_clients::ListClients,
    close_account::CloseAccount,
    disable_product_emails::DisableProductEmails,
    disable_weekly_report::DisableWeeklyReport,
    enable_sso::EnableSso,
    list_exports::ListExports,
    request_export::RequestExport,
    download_export::DownloadExport,
    list_favorites::ListFavorites,
    create_favorite::CreateFavorite,
    update_favorites::UpdateFavorites,
    suggest_favorites::SuggestFavorites,
    delete_favorite::DeleteFavorite,
    list_features::ListFeatures,
    get_flags::GetFlags,
    add_flags::AddFlags,
    get_id::GetId,
    get_location::GetLocation,
    check_login::CheckLogin,
    get_lost_password::GetLostPassword,
    request_lost_password::RequestLostPassword,
    confirm_lost_password::ConfirmLostPassword,
    check_lost_password_code::CheckLostPasswordCode,
    post_lost_password::PostLostPassword,
    list_organizations::ListOrganizations,
    get_preferences::GetPreferences,
    update_preferences::UpdatePreferences,
    get_client_preferences::GetClientPreferences,
    update_client_preferences::UpdateClientPreferences,
    list_projects::ListProjects,
    list_projects_page::ListProjectsPage,
    list_push_services::ListPushServices,
    add_push_service::AddPushService,
    remove_push_service::RemovePushService,
    list_quotas::ListQuotas,
    reset_token::ResetToken,
    list_tags::ListTags,
    list_tasks::ListTasks,
    list_time_entries::ListTimeEntries,
    get_time_entry_checklist::GetTimeEntryChecklist,
    get_current_time_entry::GetCurrentTimeEntry,
    get_time_entry::GetTimeEntry,
    list_time_entry_sharing::ListTimeEntrySharing,
    list_timesheets::ListTimesheets,
    list_track_reminders::ListTrackReminders,
    get_web_timer::GetWebTimer,
    list_workspaces::ListWorkspaces,
}

/// Returns the operation that a request with this method and path calls, whatever base path precedes it. Returns `None`
/// for a request that calls no operation of this crate.
///
/// Whatever sees only a request (a test double, a log) asks this function. Where several operations match, the one with
/// the most segments wins, and among those with equally many one without variables.
///
/// ```
/// use toggl_me_core::{http::Method, me};
///
/// let clients = me::route(&Method::GET, "/api/v9/me/clients").unwrap();
/// assert_eq!(clients.to_string(), "GET /me/clients");
/// assert!(me::route(&Method::DELETE, "/api/v9/me/clients").is_none());
/// ```
pub fn route(method: &Method, path: &str) -> Option<&'static EndpointInfo> {
    ENDPOINTS
        .iter()
        .filter(|endpoint| endpoint.matches(method, path))
        .max_by_key(|endpoint| (endpoint.path.split('/').count(), !endpoint.path.contains('{')))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::operation::{Auth, Bucket};

    /// Lists the operations of the document that this crate started from: method, path and whether credentials are
    /// sent.
    const DOCUMENTED: [(&str, &str, Auth); 17] = [
        ("GET", "me", Auth::Required),
        ("PUT", "me", Auth::Required),
        ("GET", "me/clients", Auth::IfPresent),
        ("POST", "me/close_account", Auth::Required),
        ("GET", "me/features", Auth::Required),
        ("GET", "me/location", Auth::IfPresent),
        ("GET", "me/logged", Auth::Required),
        ("GET", "me/lost_passwords", Auth::Never),
        ("POST", "me/lost_passwords/confirm", Auth::Never),
        ("POST", "me/lost_passwords/{token_code}", Auth::Never),
        ("GET", "me/organizations", Auth::IfPresent),
        ("GET", "me/projects", Auth::Required),
        ("GET", "me/projects/paginated", Auth::Required),
        ("GET", "me/tags", Auth::Required),
        ("GET", "me/tasks", Auth::Required),
        ("GET", "me/track_reminders", Auth::Required),
        ("GET", "me/web-timer", Auth::Required),
    ];

    #[test]
    fn every_documented_operation_is_listed() {
        for (method, path, auth) in DOCUMENTED {
            let found = ENDPOINTS.iter().find(|endpoint| endpoint.method == method && endpoint.path == path);
            let endpoint = found.unwrap_or_else(|| panic!("{method} /{path} is missing"));
            assert_eq!(endpoint.auth, auth, "{endpoint}");
        }
    }

    /// Checks the facts in which operations differ.
    #[test]
    fn operations_declare_what_sets_them_apart() {
        let named = |is: fn(&EndpointInfo) -> bool| {
            let found = ENDPOINTS.iter().filter(|endpoint| is(endpoint)).map(ToString::to_string);
            found.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            named(|endpoint| endpoint.bucket != Bucket::User),
            "POST /me/disable_product_emails/{disable_code}, POST /me/disable_weekly_report/{weekly_report_code}, \
             GET /me/location, GET /me/lost_passwords, POST /me/lost_passwords, POST /me/lost_passwords/confirm, \
             GET /me/lost_passwords/{token_code}, POST /me/lost_passwords/{token_code}"
        );
        assert_eq!(
            named(|endpoint| endpoint.only_reads),
            "POST /me/favorites/suggestions, POST /me/time_entries_shared_with"
        );
        assert_eq!(
            named(|endpoint| endpoint.max_age.is_some()),
            "GET /me/export, GET /me/export/data/{uuid}.zip, GET /me/logged, GET /me/quota, GET /me/time_entries/current"
        );
        assert_eq!(
            named(|endpoint| endpoint.carries_secret),
            "PUT /me, POST /me/disable_product_emails/{disable_code}, \
             POST /me/disable_weekly_report/{weekly_report_code}, POST /me/enable_sso, POST /me/lost_passwords/confirm, \
             GET /me/lost_passwords/{token_code}, POST /me/lost_passwords/{token_code}, POST /me/push_services, \
             DELETE /me/push_services"
        );
        for endpoint in &ENDPOINTS {
            assert_eq!(endpoint.writes(), endpoint.method != Method::GET && !endpoint.only_reads, "{endpoint}");
        }
    }

    #[test]
    fn no_operation_is_listed_twice() {
        let names: HashSet<_> = ENDPOINTS.iter().map(|endpoint| endpoint.to_string()).collect();
        assert_eq!(names.len(), ENDPOINTS.len());
    }

    #[test]
    fn every_operation_is_found_by_its_own_path() {
        for endpoint in &ENDPOINTS {
            let path = match endpoint.path.split_once('{') {
                Some((before, variable)) => {
                    let (_, after) = variable.split_once('}').expect("braces come in pairs");
                    format!("{before}some%20value{after}")
                }
                None => endpoint.path.to_owned(),
            };
            for base in ["", "/", "/api/v9/", "/me/me/"] {
                let found = route(&endpoint.method, &format!("{base}{path}"));
                assert_eq!(found.map(ToString::to_string), Some(endpoint.to_string()), "{base}{path}");
            }
        }
    }

    #[test]
    fn the_longest_match_wins_and_literals_beat_variables() {
        let at = |method, path: &str| route(&method, path).map(ToString::to_string);
        let confirm = at(Method::POST, "/api/v9/me/lost_passwords/confirm");
        assert_eq!(confirm.as_deref(), Some("POST /me/lost_passwords/confirm"));
        let code = at(Method::POST, "/api/v9/me/lost_passwords/confirm%20");
        assert_eq!(code.as_deref(), Some("POST /me/lost_passwords/{token_code}"));
        let code_that_is_me = at(Method::GET, "/api/v9/me/lost_passwords/me");
        assert_eq!(code_that_is_me.as_deref(), Some("GET /me/lost_passwords/{token_code}"));
        for literal in ["current", "checklist"] {
            let entry = at(Method::GET, &format!("/api/v9/me/time_entries/{literal}"));
            assert_eq!(entry, Some(format!("GET /me/time_entries/{literal}")));
        }
        let entry = at(Method::GET, "/api/v9/me/time_entries/3731000783");
        assert_eq!(entry.as_deref(), Some("GET /me/time_entries/{time_entry_id}"));
    }

    #[test]
    fn other_paths_and_methods_match_no_operation() {
        for path in
            ["", "/", "/api/v9", "/api/v9/me/", "/api/v9/me/shoes", "/api/v9/meme", "/api/v9/me/lost_passwords/"]
        {
            assert!(route(&Method::GET, path).is_none(), "{path}");
        }
        assert!(route(&Method::PATCH, "/api/v9/me").is_none());
    }

    #[test]
    fn a_literal_may_follow_a_variable() {
        let zip = EndpointInfo::of::<DownloadExport>();
        assert!(zip.matches(&Method::GET, "/api/v9/me/export/data/0-1.zip"));
        for other in ["/api/v9/me/export/data/.zip", "/api/v9/me/export/data/0-1.tar", "/api/v9/me/export/data/"] {
            assert!(!zip.matches(&Method::GET, other), "{other}");
        }
    }
}
