//! The operations, one file for each path, and the functions that choose among them.

use http::StatusCode;
use toggl_me_core::endpoint::EndpointInfo;

use super::call::Call;
use super::response::{FakeResponse, Refusal};
use super::state::State;

mod clients;
mod codes;
mod entries;
mod exports;
mod favorites;
mod flags;
mod lost_passwords;
mod organizations;
mod preferences;
mod projects;
mod push_services;
mod quotas;
mod reminders;
mod sharing;
mod tags;
mod tasks;
mod time_entries;
mod timesheets;
pub(super) mod tracking;
mod user;
mod workspaces;

/// Calls an operation that needs no credentials and is not counted.
pub(super) fn public(state: &mut State, endpoint: &EndpointInfo, call: &Call) -> Result<FakeResponse, Refusal> {
    match (endpoint.method.as_str(), endpoint.path) {
        ("GET", "me/location") => Ok(state.get_location()),
        ("GET", "me/lost_passwords") => Ok(lost_passwords::get()),
        ("POST", "me/lost_passwords" | "me/lost_passwords/{token_code}") => state.request_lost_password(call),
        ("GET", "me/lost_passwords/{token_code}") => state.check_lost_password_code(call),
        ("POST", "me/lost_passwords/confirm") => state.confirm_lost_password(call),
        ("POST", "me/disable_product_emails/{disable_code}") => Ok(state.disable_product_emails(call)),
        ("POST", "me/disable_weekly_report/{weekly_report_code}") => Ok(state.disable_weekly_report(call)),
        _ => Err(FakeResponse::not_implemented(endpoint)),
    }
}

/// Calls an operation of a user who is logged in.
pub(super) fn private(
    state: &mut State,
    user: usize,
    endpoint: &EndpointInfo,
    call: &Call,
) -> Result<FakeResponse, Refusal> {
    let account = &mut state.accounts[user];
    match (endpoint.method.as_str(), endpoint.path) {
        ("GET", "me") => account.get_me(call),
        ("PUT", "me") => state.update_me(user, call),
        ("POST", "me/accept_tos") => Ok(account.accept_tos(call)),
        ("GET", "me/clients") => account.list_clients(call),
        ("POST", "me/close_account") => Ok(state.close_account(user)),
        ("POST", "me/enable_sso") => state.enable_sso(user, call),
        ("GET", "me/export") => Ok(account.list_exports(call)),
        ("POST", "me/export") => state.request_export(user, call),
        ("GET", "me/export/data/{uuid}.zip") => account.download_export(call),
        ("GET", "me/favorites") => account.list_favorites(call),
        ("POST", "me/favorites") => account.create_favorite(call, &mut state.ids),
        ("PUT", "me/favorites") => account.update_favorites(call),
        ("POST", "me/favorites/suggestions") => Ok(account.suggest_favorites(call, &mut state.ids)),
        ("DELETE", "me/favorites/{favorite_id}") => account.delete_favorite(call),
        ("GET", "me/features") => Ok(account.list_features()),
        ("GET", "me/flags") => Ok(account.get_flags()),
        ("POST", "me/flags") => account.add_flags(call),
        ("GET", "me/id") => Ok(FakeResponse::json(account.id)),
        ("GET", "me/logged") => Ok(FakeResponse::empty(StatusCode::OK)),
        ("GET", "me/organizations") => Ok(account.list_organizations()),
        ("GET", "me/preferences") => Ok(account.get_preferences()),
        ("POST", "me/preferences") => account.update_preferences(call),
        ("GET", "me/preferences/{client}") => account.get_client_preferences(call),
        ("POST", "me/preferences/{client}") => account.update_client_preferences(call),
        ("GET", "me/projects") => account.list_projects(call),
        ("GET", "me/projects/paginated") => account.list_projects_page(call, state.cursor),
        ("GET", "me/push_services") => Ok(account.list_push_services()),
        ("POST", "me/push_services") => account.add_push_service(call),
        ("DELETE", "me/push_services") => account.remove_push_service(call),
        ("GET", "me/quota") => Ok(state.list_quotas(user, call)),
        ("POST", "me/reset_token") => Ok(state.reset_token(user)),
        ("GET", "me/tags") => account.list_tags(call),
        ("GET", "me/tasks") => account.list_tasks(call),
        ("GET", "me/time_entries") => account.list_time_entries(call),
        ("GET", "me/time_entries/checklist") => Ok(account.get_checklist()),
        ("GET", "me/time_entries/current") => Ok(account.get_current_time_entry()),
        ("GET", "me/time_entries/{time_entry_id}") => account.get_time_entry(call),
        ("POST", "me/time_entries_shared_with") => account.list_sharing(call),
        ("GET", "me/timesheets") => Ok(account.list_timesheets()),
        ("GET", "me/track_reminders") => Ok(account.list_reminders()),
        ("GET", "me/web-timer") => Ok(account.get_web_timer()),
        ("GET", "me/workspaces") => account.list_workspaces(call),
        ("POST", "workspaces/{workspace_id}/time_entries") => account.start_entry(call, &mut state.ids),
        ("PUT", "workspaces/{workspace_id}/time_entries/{time_entry_id}") => account.change_entry(call, &mut state.ids),
        ("DELETE", "workspaces/{workspace_id}/time_entries/{time_entry_id}") => account.delete_entry(call),
        ("PATCH", "workspaces/{workspace_id}/time_entries/{time_entry_id}/stop") => account.stop_entry(call),
        _ => Err(FakeResponse::not_implemented(endpoint)),
    }
}
