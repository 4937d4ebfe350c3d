//! Tests of bodies that were recorded, or made from the documentation, and that lie beside the repository: they are
//! decoded, and the models know every field of them. Where the folder does not exist, the tests say so and pass.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use toggl_me_core::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use toggl_me_core::me;
use toggl_me_core::model::{
    AlphaFeature, CardDetails, Client, ContactDetail, CsvUpload, DownloadRequest, Favorite, Feature, Location,
    LostPasswordCheck, Me, Organization, OrganizationQuota, OrganizationSubscription, PaymentDetails, Project,
    RecurringParameters, RecurringPeriod, SharedWith, Subscription, SubscriptionPeriod, SubscriptionTrial, Tag, Task,
    TimeEntry, TimeEntryChecklist, TimeEntryConstraints, TimeEntrySharing, Timesheet, TrackReminder, TrialInfo,
    WebTimer, WebTimerTimeEntry, Workspace, WorkspaceFeatures,
};
use toggl_me_core::{ApiErrorKind, Endpoint, EndpointExt, Quota, error::ResponseError};

/// Returns a folder or file beside the repository, or `None` with a message.
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(name);
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
        return None;
    }
    Some(path)
}

/// Returns the entries of a folder by name, in order.
fn entries(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), entry.path()))
        .collect();
    entries.sort();
    assert!(!entries.is_empty(), "{} is empty", folder.display());
    entries
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Decodes a body and returns the keys that the model does not know.
type Reader = fn(&str) -> Vec<String>;

/// Returns the keys of a body of `E` that `Model` does not know. The body is a `Model`, a list of them, a text or
/// empty.
fn unknown_keys<E: Endpoint, Model: DeserializeOwned>(body: &str) -> Vec<String> {
    if let Err(failure) = E::decode(body.as_bytes()) {
        panic!("{failure}");
    }
    model::<Model>(body)
}

fn model<Model: DeserializeOwned>(body: &str) -> Vec<String> {
    let mut unknown = Vec::new();
    let deserializer = &mut serde_json::Deserializer::from_str(body);
    let mut note = |path: serde_ignored::Path| unknown.push(path.to_string());
    match body.trim_start().chars().next() {
        Some('[') => drop(serde_ignored::deserialize::<_, _, Vec<Model>>(deserializer, &mut note).unwrap()),
        Some('{') => drop(serde_ignored::deserialize::<_, _, Model>(deserializer, &mut note).unwrap()),
        _ => {}
    }
    unknown
}

fn reader(folder: &str, file: &str) -> Reader {
    match folder {
        "get_me" => unknown_keys::<me::GetMe, Me>,
        "put_me" => unknown_keys::<me::UpdateMe, Me>,
        "get_me_clients" => unknown_keys::<me::ListClients, Client>,
        "post_me_close_account" => unknown_keys::<me::CloseAccount, Value>,
        "get_me_features" => unknown_keys::<me::ListFeatures, WorkspaceFeatures>,
        "get_me_location" => unknown_keys::<me::GetLocation, Location>,
        "get_me_logged" => unknown_keys::<me::CheckLogin, Value>,
        "get_me_lost_passwords" => unknown_keys::<me::CheckLostPasswordCode, LostPasswordCheck>,
        "post_me_lost_passwords" => unknown_keys::<me::RequestLostPassword, Value>,
        "post_me_lost_passwords_confirm" => unknown_keys::<me::ConfirmLostPassword, Me>,
        "get_me_organizations" => unknown_keys::<me::ListOrganizations, Organization>,
        "get_me_projects" => unknown_keys::<me::ListProjects, Project>,
        "get_me_projects_paginated" => unknown_keys::<me::ListProjectsPage, Project>,
        "get_me_tags" => unknown_keys::<me::ListTags, Tag>,
        "get_me_tasks" => unknown_keys::<me::ListTasks, Task>,
        "get_me_track_reminders" => unknown_keys::<me::ListTrackReminders, TrackReminder>,
        "get_me_web_timer" => unknown_keys::<me::GetWebTimer, WebTimer>,
        "beyond" if file.starts_with("favorites") => unknown_keys::<me::ListFavorites, Favorite>,
        "beyond" if file.starts_with("get_me_id") => unknown_keys::<me::GetId, Value>,
        "beyond" if file.starts_with("get_me_preferences") => unknown_keys::<me::GetPreferences, Value>,
        "beyond" if file.starts_with("get_me_push_services") => unknown_keys::<me::ListPushServices, Value>,
        "beyond" if file.starts_with("get_me_quota") => unknown_keys::<me::ListQuotas, OrganizationQuota>,
        "beyond" if file.starts_with("get_me_time_entries_current") => {
            unknown_keys::<me::GetCurrentTimeEntry, TimeEntry>
        }
        "beyond" if file.starts_with("get_me_time_entries") => unknown_keys::<me::ListTimeEntries, TimeEntry>,
        "beyond" if file.contains("workspace") => unknown_keys::<me::ListWorkspaces, Workspace>,
        "beyond" if file.starts_with("post_me_reset_token") => unknown_keys::<me::ResetToken, Value>,
        _ => panic!("nothing reads {folder}/{file}"),
    }
}

#[test]
fn unknown_keys_are_noticed() {
    assert_eq!(model::<Project>(r#"{"id":1,"novelty":2}"#), ["novelty"]);
    assert_eq!(model::<Me>(r#"[{"id":1,"projects":[{"id":1,"novelty":2}]}]"#), ["0.projects.?.0.novelty"]);
}

#[test]
fn recorded_bodies_are_decoded_and_have_no_unknown_field() {
    let Some(fixtures) = shared("fixtures") else { return };
    let folders = entries(&fixtures).into_iter().filter(|(name, path)| {
        // These two have tests of their own.
        path.is_dir() && name != "errors" && name != "headers"
    });
    for (folder, path) in folders {
        for (file, path) in entries(&path) {
            println!("{folder}/{file}");
            let unknown = reader(&folder, &file)(&fs::read_to_string(path).unwrap());
            assert!(unknown.is_empty(), "{folder}/{file}: nobody knows {unknown:?}");
        }
    }
}

#[test]
fn recorded_errors_have_their_kinds() {
    let Some(errors) = shared("fixtures/errors") else { return };
    for (file, path) in entries(&errors) {
        let recorded = json(&path);
        let status = StatusCode::from_u16(recorded["status"].as_u64().unwrap().try_into().unwrap()).unwrap();
        let body = recorded["body"].as_str().unwrap();
        let parsed = me::GetMe::parse_parts(status, &headers(&recorded["headers"]), body.as_bytes());
        let Err(ResponseError::Api(error)) = parsed else { panic!("{file}: {parsed:?}") };
        let (kind, message) = match file.trim_end_matches(".json") {
            "400_json_string" => {
                (ApiErrorKind::Invalid, Some("'since' and 'before' can not be present simultaneously"))
            }
            "400_lost_password_unknown_email_plain" => (ApiErrorKind::Invalid, Some("E-mail address does not exist")),
            "400_old_object_form" => (ApiErrorKind::Invalid, Some("this is the old format now")),
            "400_oldest_object_form" => (ApiErrorKind::Invalid, Some("this is the oldest format")),
            "400_put_me_invalid_workspace" => (ApiErrorKind::Invalid, Some("Invalid default_workspace_id")),
            "401_no_credentials_empty_body" => (ApiErrorKind::Unauthenticated, None),
            "402_feature_gate" => {
                (ApiErrorKind::PlanRequired, Some("Custom project colors available only for premium plans"))
            }
            "402_quota_user" => {
                assert_eq!(error.quota().and_then(|quota| quota.resets_in).map(|time| time.as_secs()), Some(1838));
                (ApiErrorKind::QuotaExhausted, Some(body))
            }
            "403_no_access" => (ApiErrorKind::Forbidden, Some("User does not have access to this resource.")),
            "403_wrong_credentials" => {
                assert_eq!(error.remaining_login_attempts(), Some(4));
                (ApiErrorKind::Unauthenticated, Some("Incorrect username and/or password"))
            }
            "404_location" => (ApiErrorKind::NotFound, Some("Country with given ISO code not found")),
            "404_user" => (ApiErrorKind::NotFound, Some("could not load user data")),
            "410_gone" => (ApiErrorKind::Gone, None),
            "429_made_retry_after" => {
                assert!(error.retry_after().is_some());
                (ApiErrorKind::RateLimited, Some("Too Many Requests"))
            }
            "429_nginx_html" => (ApiErrorKind::RateLimited, None),
            "500_plain" => (ApiErrorKind::Server, Some("Internal Server Error")),
            "502_html" => (ApiErrorKind::Server, None),
            _ => panic!("nothing is known of {file}"),
        };
        assert_eq!((error.kind(), error.message()), (kind, message), "{file}");
        let request_id = recorded["headers"].get("X-Toggl-Request-Id").and_then(Value::as_str);
        assert_eq!(error.request_id(), request_id, "{file}");
    }
}

#[test]
fn headers_tell_the_quota_where_there_is_one() {
    let Some(folder) = shared("fixtures/headers") else { return };
    for (file, path) in entries(&folder) {
        let quota = Quota::from_headers(&headers(&json(&path)));
        match file.as_str() {
            "200_made_quota_2025.json" => {
                let quota = quota.unwrap();
                assert_eq!((quota.remaining, quota.resets_in.map(|time| time.as_secs())), (29, Some(3600)));
            }
            "200_recorded_2024-12.json" => assert_eq!(quota, None),
            _ => panic!("nothing is known of {file}"),
        }
    }
}

fn headers(recorded: &Value) -> HeaderMap {
    let header = |(name, value): (&String, &Value)| {
        let name: HeaderName = name.parse().unwrap();
        (name, HeaderValue::from_str(value.as_str().unwrap()).unwrap())
    };
    recorded.as_object().unwrap().iter().map(header).collect()
}

/// Returns the model for a schema of the documentation.
fn model_of(schema: &str) -> Option<Reader> {
    Some(match schema {
        "me.Feature" => model::<Feature>,
        "me.LostPasswordCheck" => model::<LostPasswordCheck>,
        "me.UserLocationResponse" => model::<Location>,
        "me.WebTimer" => model::<WebTimer>,
        "me.WebTimerTimeEntry" => model::<WebTimerTimeEntry>,
        "me.Workspace" => model::<WorkspaceFeatures>,
        "me.GetQuotaResult" => model::<OrganizationQuota>,
        "models.AlphaFeature" => model::<AlphaFeature>,
        "models.CardDetails" => model::<CardDetails>,
        "models.Client" => model::<Client>,
        "models.ContactDetail" => model::<ContactDetail>,
        "models.CsvUpload" => model::<CsvUpload>,
        "models.DownloadRequestRecord" => model::<DownloadRequest>,
        "models.Favorite" => model::<Favorite>,
        "models.MeOrganization" => model::<Organization>,
        "models.OrgSubscription" => model::<OrganizationSubscription>,
        "models.OrgSubscriptionTrial" => model::<SubscriptionTrial>,
        "models.PaymentDetail" => model::<PaymentDetails>,
        "models.Period" => model::<SubscriptionPeriod>,
        "models.Project" => model::<Project>,
        "models.RecurringPeriod" => model::<RecurringPeriod>,
        "models.RecurringProjectParameters" => model::<RecurringParameters>,
        "models.Subscription" => model::<Subscription>,
        "models.Tag" => model::<Tag>,
        "models.Task" => model::<Task>,
        "models.TimeEntry" => model::<TimeEntry>,
        "models.TimeEntryChecklist" => model::<TimeEntryChecklist>,
        "models.TimeEntryConstraints" => model::<TimeEntryConstraints>,
        "models.TimeEntrySharedWith" => model::<SharedWith>,
        "models.Timesheet" => model::<Timesheet>,
        "models.TogglUser" | "related.UserWithRelated" => model::<Me>,
        "models.TrackReminder" => model::<TrackReminder>,
        "models.TrialInfo" => model::<TrialInfo>,
        "models.Workspace" | "workspace.WithActiveProjectCount" => model::<Workspace>,
        "timeentries.BulkGetSharingResponse" => model::<TimeEntrySharing>,
        // These are open objects, which keep any key, and their contents.
        "models.AllPreferences" | "models.Options" | "user.Flags" => return None,
        _ if schema.starts_with("utils.") => return None,
        // These are texts and numbers.
        "models.DataRetentionDays"
        | "models.DecimalSeparator"
        | "models.IntegrationProvider"
        | "models.OrgSubscriptionState"
        | "models.ProductHandle"
        | "models.ProjectStatus" => return None,
        // These are sent and not received: the tests of the operations pin them.
        "me.LostPasswordPayload" | "models.LostPassword" | "sso.Confirmation" | "timeentries.BulkGetSharingRequest" => {
            return None;
        }
        _ if schema.ends_with(".payload") || schema.starts_with("push.") => return None,
        _ => panic!("nothing reads {schema}"),
    })
}

#[test]
fn every_documented_field_is_known() {
    let Some(file) = shared("openapi/me.derived.openapi3.json") else { return };
    let schemas = &json(&file)["components"]["schemas"];
    for (name, schema) in schemas.as_object().unwrap() {
        let Some(model) = model_of(name) else { continue };
        let properties = schema["properties"].as_object().unwrap();
        // Own ids are required, and numbers; all else may be null.
        let value = |property: &Value| if property["type"] == "integer" { Value::from(1) } else { Value::Null };
        let values: Map<String, Value> =
            properties.iter().map(|(key, property)| (key.clone(), value(property))).collect();
        let unknown = model(&Value::Object(values).to_string());
        assert!(unknown.is_empty(), "{name}: nobody knows {unknown:?}");
    }
}

/// Checks that none of the operations below `/me` in the newest description of the API is left out.
#[test]
fn every_documented_operation_is_there() {
    let Some(file) = shared("openapi/toggl-track-v9.2026-03.swagger.json") else { return };
    let description = json(&file);
    let paths = description["paths"].as_object().unwrap();
    let of_me = paths.iter().filter(|(path, _)| *path == "/me" || path.starts_with("/me/"));
    let operations: Vec<_> = of_me
        .flat_map(|(path, methods)| methods.as_object().unwrap().keys().map(move |method| (path, method)))
        .map(|(path, method)| format!("{} {path}", method.to_uppercase()))
        .collect();
    assert!(operations.len() > 40, "{operations:?}");
    for operation in operations {
        let found = me::ENDPOINTS.iter().any(|endpoint| endpoint.to_string() == operation);
        assert!(found, "{operation} is missing");
    }
}
