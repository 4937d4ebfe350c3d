//! Tests of the strategies against the core: what is drawn decodes to its value, and nothing panics.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde::Serialize;
use serde_json::Value;
use toggl_me_core::codec::JsonOrText;
use toggl_me_core::http::{HeaderMap, StatusCode};
use toggl_me_core::me::{self, *};
use toggl_me_core::{Context, Credentials, EndpointExt};
use toggl_me_transport_test::strategies::{self, Sampled};

fn context() -> Context {
    Context::new(Credentials::api_token("5a3b1e5a3b1e5a3b1e5a3b1e5a3b1e5a")).unwrap()
}

/// Returns whether a `Debug` shows the text of a field whose name says that it holds an e-mail address.
fn shows_an_address(shown: &str) -> bool {
    let mut fields = shown.split("email: ").skip(1).map(|field| field.trim_start_matches("Some("));
    fields.any(|field| field.starts_with('"') && !field.starts_with("\"\""))
}

/// Declares for each endpoint that its responses decode to the values that they were made of.
macro_rules! decoded {
    ($( $name:ident: $endpoint:ty, )+) => { $(
        proptest! {
            #[test]
            fn $name(sample in strategies::response::<$endpoint>()) {
                let decoded = <$endpoint>::parse_parts(StatusCode::OK, &HeaderMap::new(), &sample.body);
                let decoded = decoded.unwrap();
                prop_assert!(!shows_an_address(&format!("{decoded:?}")), "{decoded:?}");
                prop_assert_eq!(decoded, sample.value);
            }
        }
    )+ };
}

decoded! {
    get_me: GetMe,
    update_me: UpdateMe,
    accept_tos: AcceptTos,
    list_clients: ListClients,
    close_account: CloseAccount,
    disable_product_emails: DisableProductEmails,
    disable_weekly_report: DisableWeeklyReport,
    enable_sso: EnableSso,
    list_exports: ListExports,
    request_export: RequestExport,
    download_export: DownloadExport,
    list_favorites: ListFavorites,
    create_favorite: CreateFavorite,
    update_favorites: UpdateFavorites,
    suggest_favorites: SuggestFavorites,
    delete_favorite: DeleteFavorite,
    list_features: ListFeatures,
    get_flags: GetFlags,
    add_flags: AddFlags,
    get_id: GetId,
    get_location: GetLocation,
    check_login: CheckLogin,
    get_lost_password: GetLostPassword,
    request_lost_password: RequestLostPassword,
    confirm_lost_password: ConfirmLostPassword,
    check_lost_password_code: CheckLostPasswordCode,
    post_lost_password: PostLostPassword,
    list_organizations: ListOrganizations,
    get_preferences: GetPreferences,
    update_preferences: UpdatePreferences,
    get_client_preferences: GetClientPreferences,
    update_client_preferences: UpdateClientPreferences,
    list_projects: ListProjects,
    list_projects_page: ListProjectsPage,
    list_push_services: ListPushServices,
    add_push_service: AddPushService,
    remove_push_service: RemovePushService,
    list_quotas: ListQuotas,
    reset_token: ResetToken,
    list_tags: ListTags,
    list_tasks: ListTasks,
    list_time_entries: ListTimeEntries,
    get_time_entry_checklist: GetTimeEntryChecklist,
    get_current_time_entry: GetCurrentTimeEntry,
    get_time_entry: GetTimeEntry,
    list_time_entry_sharing: ListTimeEntrySharing,
    list_timesheets: ListTimesheets,
    list_track_reminders: ListTrackReminders,
    get_web_timer: GetWebTimer,
    list_workspaces: ListWorkspaces,
}

proptest! {
    #[test]
    fn any_call_can_be_built_and_is_routed_to_its_endpoint(call in strategies::call()) {
        prop_assert!(!shows_an_address(&format!("{call:?}")), "{call:?}");
        let request = call.to_request(&context()).unwrap();
        prop_assert_eq!(me::route(request.method(), request.uri().path()), Some(call.endpoint()));
        prop_assert!(request.body().is_empty() || serde_json::from_slice::<Value>(request.body()).is_ok());
    }

    #[test]
    fn hostile_responses_never_panic(
        call in strategies::call(),
        response in strategies::hostile_response(),
    ) {
        if let Err(error) = call.parse(&response) {
            let _ = format!("{error} {error:?}");
        }
    }

    #[test]
    fn requests_of_one_endpoint_are_drawn_too(request in strategies::request::<ListTasks>()) {
        prop_assert!(request.per_page != Some(0));
    }
}

fn draw<S: Strategy>(strategy: &S, runner: &mut TestRunner) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}

#[test]
fn every_endpoint_is_drawn() {
    let (strategy, mut runner) = (strategies::call(), TestRunner::deterministic());
    let drawn: BTreeSet<String> = (0..2000).map(|_| draw(&strategy, &mut runner).endpoint().to_string()).collect();
    let all: BTreeSet<String> = me::ENDPOINTS.iter().map(ToString::to_string).collect();
    assert_eq!(drawn, all);
}

#[test]
fn steps_have_every_kind_of_fault_and_often_none() {
    let (strategy, mut runner) = (strategies::steps(strategies::call(), 10..11), TestRunner::deterministic());
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for step in (0..100).flat_map(|_| draw(&strategy, &mut runner)) {
        let kind = step.fault.map_or("none".to_owned(), |fault| format!("{fault:?}"));
        *kinds.entry(kind.split('(').next().unwrap().to_owned()).or_default() += 1;
    }
    assert_eq!(kinds.len(), 10, "{kinds:?}");
    assert!(kinds["none"] > 500, "{kinds:?}");
}

/// Adds the keys that a value has at each place to those that are known there.
fn collect(value: &Value, place: &str, keys: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, place, keys)),
        // This is inside an object for which no model has fields.
        Value::Object(_) if place.ends_with(".options") || place.ends_with(".payment_methods") => {}
        Value::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| !key.starts_with("unknown_")) {
                let place = format!("{place}.{key}");
                collect(value, &place, keys);
                keys.insert(place);
            }
        }
        _ => {}
    }
}

/// Checks that bodies have every key that the models have, wherever models stand.
#[track_caller]
fn assert_all_fields_are_written<E: Sampled>(to_json: impl Fn(&E::Response) -> Value) {
    let (strategy, mut runner) = (strategies::response::<E>(), TestRunner::deterministic());
    let (mut written, mut modelled) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..250 {
        let sample = draw(&strategy, &mut runner);
        if let Ok(body) = serde_json::from_slice(sample.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&sample.body)) {
            collect(&body, "", &mut written);
        }
        collect(&to_json(&sample.value), "", &mut modelled);
    }
    assert!(!modelled.is_empty());
    let missing: Vec<_> = modelled.difference(&written).collect();
    assert!(missing.is_empty(), "no sample has {missing:?}");
}

fn json<R: Serialize>(value: &R) -> Value {
    serde_json::to_value(value).unwrap()
}

fn json_of_either<R: Serialize>(value: &JsonOrText<R>) -> Value {
    match value {
        JsonOrText::Json(value) => json(value),
        JsonOrText::Text(_) => Value::Null,
    }
}

#[test]
fn no_field_of_a_model_is_left_out() {
    assert_all_fields_are_written::<GetMe>(json);
    assert_all_fields_are_written::<ListClients>(json);
    assert_all_fields_are_written::<ListFeatures>(json);
    assert_all_fields_are_written::<GetLocation>(json);
    assert_all_fields_are_written::<CheckLostPasswordCode>(json_of_either);
    assert_all_fields_are_written::<ListOrganizations>(json);
    assert_all_fields_are_written::<ListProjects>(json);
    assert_all_fields_are_written::<ListTags>(json);
    assert_all_fields_are_written::<ListTasks>(json);
    assert_all_fields_are_written::<ListTrackReminders>(json);
    assert_all_fields_are_written::<GetWebTimer>(json_of_either);
    assert_all_fields_are_written::<ListExports>(json);
    assert_all_fields_are_written::<ListFavorites>(json);
    assert_all_fields_are_written::<ListQuotas>(json);
    assert_all_fields_are_written::<ListTimeEntries>(json);
    assert_all_fields_are_written::<GetTimeEntryChecklist>(json);
    assert_all_fields_are_written::<ListTimeEntrySharing>(json);
    assert_all_fields_are_written::<ListTimesheets>(json);
    assert_all_fields_are_written::<ListWorkspaces>(json);
}

#[test]
fn legacy_names_stand_alone_and_beside_the_new_ones() {
    let (strategy, mut runner) = (strategies::response::<ListProjects>(), TestRunner::deterministic());
    let mut forms = BTreeSet::new();
    for _ in 0..200 {
        let Ok(Value::Array(projects)) = serde_json::from_slice(&draw(&strategy, &mut runner).body) else { continue };
        for project in projects {
            let form = |key| project.get(key).map(|value| value.is_null());
            forms.insert((form("workspace_id"), form("wid")));
        }
    }
    // Each of the two is absent, null or a value.
    assert_eq!(forms.len(), 9, "{forms:?}");
}
