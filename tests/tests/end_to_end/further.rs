//! Tests of the operations beyond the document that the core started from.

use std::time::Duration;

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use toggl_me_core::me::*;
use toggl_me_core::model::{Preferences, PreferencesClient};
use toggl_me_core::{ApiErrorKind, Credentials, Error};
use toggl_me_transport_test::fake::{Account, Favorite, Project, Tag, TimeEntry, Timesheet, Workspace};
use toggl_me_transport_test::{FakeToggl, TestClock};

use crate::{Stage, refused, reply, reply_with};

fn account() -> Account {
    Account::new("leida@example.net", "a long secret").fullname("Leida Kuusk")
}

fn stage(account: Account) -> Stage {
    Stage::new(FakeToggl::with_clock(TestClock::new()).account(account))
}

fn hours_ago(hours: i64) -> Timestamp {
    TestClock::START - SignedDuration::from_hours(hours)
}

#[test]
fn a_running_entry_has_an_elapsed_time() {
    let stage = stage(account().entry(TimeEntry::running("read", hours_ago(2)).id(4_123_456_789)));
    let current = reply(&stage.owner(), &GetCurrentTimeEntry::new()).into_inner().expect("one that runs");
    assert_eq!(current.id, 4_123_456_789);
    assert!(current.is_running() && current.duration.is_some_and(|seconds| seconds < 0));
    assert_eq!(current.elapsed(TestClock::START), Duration::from_secs(2 * 3600));
    assert_eq!(current.elapsed(TestClock::START + SignedDuration::from_secs(5)), Duration::from_secs(2 * 3600 + 5));
}

#[test]
fn no_running_entry_decodes_to_none() {
    let done = TimeEntry::new("done", hours_ago(2), Duration::from_secs(60));
    let stage = stage(account().entry(done));
    assert_eq!(*reply(&stage.owner(), &GetCurrentTimeEntry::new()), None);
}

#[test]
fn time_entries_are_found_in_every_way() {
    let entry = |name: &str, hours| TimeEntry::new(name, hours_ago(hours), Duration::from_secs(1800));
    let account = account()
        .workspace(Workspace::new("Home").id(31))
        .project(Project::new("Attic"))
        .entry(entry("today", 1).id(4_000_000_003).project("Attic").shared_with("Enn"))
        .entry(entry("last week", 24 * 7).id(4_000_000_002))
        .entry(entry("gone", 24 * 8).id(4_000_000_001).deleted(hours_ago(3)));
    let stage = stage(account);
    let client = stage.owner();
    let list = |endpoint: ListTimeEntries| {
        let entries = reply(&client, &endpoint).into_inner();
        entries.into_iter().map(|entry| entry.id - 4_000_000_000).collect::<Vec<_>>()
    };
    assert_eq!(list(ListTimeEntries::new()), [3, 2]);
    assert_eq!(list(ListTimeEntries::new().since(hours_ago(24))), [3, 1]);
    assert_eq!(list(ListTimeEntries::new().before(date(2026, 1, 1))), [2]);
    assert_eq!(list(ListTimeEntries::new().between(date(2026, 1, 5), TestClock::START)), [3]);

    let entry = reply(&client, &GetTimeEntry::new(4_000_000_003).meta(true).include_sharing(true));
    assert_eq!((entry.project_name.as_deref(), entry.user_name.as_deref()), (Some("Attic"), Some("Leida Kuusk")));
    assert_eq!(entry.shared_with[0].user_name.as_deref(), Some("Enn"));
    let shares = reply(&client, &ListTimeEntrySharing::new().time_entry(4_000_000_003, 31));
    assert_eq!((shares.len(), shares[0].user_id), (1, entry.shared_with[0].user_id));
    let wrong_workspace = refused(&client, &ListTimeEntrySharing::new().time_entry(4_000_000_003, 32));
    assert_eq!((wrong_workspace.status().as_u16(), wrong_workspace.message()), (400, Some("Invalid workspace")));

    let deleted = refused(&client, &GetTimeEntry::new(4_000_000_001));
    assert_eq!((deleted.kind(), deleted.message()), (ApiErrorKind::NotFound, Some("Resource can not be found")));
    assert_eq!(reply(&client, &GetTimeEntryChecklist::new())[0].time_entries_count_check, Some(false));
}

#[test]
fn the_user_is_known_by_id_workspaces_and_timesheets() {
    let account = account()
        .id(3_000_000_007)
        .workspace(Workspace::new("Home").id(31))
        .project(Project::new("Attic"))
        .timesheet(Timesheet::new(date(2025, 12, 29)).submitted(hours_ago(5)));
    let stage = stage(account);
    let client = stage.owner();
    assert_eq!(*reply(&client, &GetId::new()), 3_000_000_007);
    let workspaces = reply(&client, &ListWorkspaces::new());
    assert_eq!((workspaces[0].id, workspaces[0].active_project_count), (31, Some(1)));
    let timesheets = reply(&client, &ListTimesheets::new());
    assert_eq!((timesheets[0].workspace_id, timesheets[0].start_date), (Some(31), Some(date(2025, 12, 29))));
    assert_eq!(timesheets[0].submitted_at, Some(hours_ago(5)));
}

#[test]
fn the_quota_in_the_body_is_that_in_the_headers() {
    let stage = Stage::new(FakeToggl::with_clock(TestClock::new()).quota(2).account(account()));
    let client = stage.owner();
    for left in [1, 0] {
        let quotas = reply(&client, &ListQuotas::new());
        let own = quotas.iter().find(|quota| quota.organization_id.is_none()).expect("the user's own");
        assert_eq!((own.remaining, own.total), (Some(left), Some(2)));
        assert_eq!(quotas.quota().map(|quota| quota.remaining), own.remaining);
        assert_eq!(quotas.quota().and_then(|quota| quota.resets_in), Some(Duration::from_secs(3600)));
        assert_eq!(own.resets_in_secs, Some(3600));
    }
    assert_eq!(refused(&client, &ListQuotas::new()).kind(), ApiErrorKind::QuotaExhausted);
}

#[test]
fn preferences_survive_being_read_changed_and_written() {
    let stage = stage(account().preference("novelty", json!({"deep": [1, 2.5]})).preference("ToSAcceptNeeded", true));
    let client = stage.owner();
    let mut preferences = reply(&client, &GetPreferences::new()).into_inner();
    let before = preferences.clone();
    preferences.set_date_format("YYYY-MM-DD").set_alpha_feature("jira_v2", true).set("collapseTimeEntries", true);
    assert_ne!(preferences, before);
    reply(&client, &UpdatePreferences::new(preferences.clone()));
    assert_eq!(*reply(&client, &GetPreferences::new()), preferences);
    assert_eq!(preferences.get("novelty"), before.get("novelty"));

    assert_eq!(preferences.tos_accept_needed(), Some(true));
    reply(&client, &AcceptTos::new());
    assert_eq!(reply(&client, &GetPreferences::new()).tos_accept_needed(), Some(false));

    let mut wrong = Preferences::new();
    wrong.set_timeofday_format("teatime");
    let error = refused(&client, &UpdatePreferences::new(wrong));
    assert_eq!((error.kind(), error.message()), (ApiErrorKind::Invalid, Some("Value in timeofday_format is invalid")));
}

#[test]
fn each_program_has_its_own_preferences() {
    let stage = stage(account().web_preference("ManualMode", false).web_preference("novelty", "kept"));
    let client = stage.owner();
    let mut web = reply(&client, &GetClientPreferences::new(PreferencesClient::Web)).into_inner();
    web.set("manualMode", true);
    reply(&client, &UpdateClientPreferences::new(PreferencesClient::Web, web));
    let web = reply(&client, &GetClientPreferences::new(PreferencesClient::Web)).into_inner().into_map();
    assert_eq!(serde_json::Value::Object(web), json!({"ManualMode": true, "novelty": "kept"}));
    let desktop = reply(&client, &GetClientPreferences::new(PreferencesClient::Desktop)).into_inner();
    assert_eq!(desktop, Preferences::new());
}

#[test]
fn favorites_are_created_changed_and_deleted() {
    let account = account()
        .workspace(Workspace::new("Home").id(31))
        .project(Project::new("Attic").id(41))
        .tag(Tag::new("dusty").id(51))
        .favorite(Favorite::new("tea").id(61));
    let stage = stage(account);
    let client = stage.owner();
    let details = FavoriteDetails::new(31).description("sort books").project_id(41).tag_ids([51]);
    let created = reply(&client, &CreateFavorite::new(details).meta(true)).into_inner();
    assert_eq!((created.project_name.as_deref(), &created.tags[..]), (Some("Attic"), &["dusty".to_owned()][..]));

    let update = FavoriteDetails::from(&created).description("sort old books").billable(true);
    let changed = reply(&client, &UpdateFavorites::new().favorite(created.favorite_id, update)).into_inner();
    assert_eq!((changed.len(), changed[0].favorite_id), (1, created.favorite_id));
    let listed = reply(&client, &ListFavorites::new()).into_inner();
    assert_eq!(
        listed.iter().map(|it| it.description.as_deref().unwrap()).collect::<Vec<_>>(),
        ["tea", "sort old books"]
    );
    assert_eq!(listed[1], changed[0]);
    assert_eq!((listed[1].project_id, &listed[1].tag_ids[..]), (Some(41), &[51][..]), "what was not changed");

    reply_with(204, &client, &DeleteFavorite::new(created.favorite_id));
    assert_eq!(reply(&client, &ListFavorites::new()).len(), 1);
    let deleted = reply(&client, &ListFavorites::new().since(hours_ago(24))).into_inner();
    assert_eq!(deleted.iter().filter(|favorite| favorite.deleted_at.is_some()).count(), 1);
    assert_eq!(refused(&client, &DeleteFavorite::new(created.favorite_id)).status(), 403);
    let elsewhere = CreateFavorite::new(FavoriteDetails::new(32).description("x"));
    assert_eq!(refused(&client, &elsewhere).status(), 403);
    assert!(reply_with(204, &client, &SuggestFavorites::new()).is_empty());
}

#[test]
fn favorites_are_suggested_to_a_user_without_any() {
    let entry = |hours| TimeEntry::new("dig", hours_ago(hours), Duration::from_secs(60));
    let stage = stage(account().entry(entry(5)).entry(entry(6)));
    let client = stage.owner();
    let suggested = reply_with(201, &client, &SuggestFavorites::new()).into_inner();
    assert_eq!((suggested.len(), suggested[0].description.as_deref()), (1, Some("dig")));
    assert_eq!(*reply(&client, &ListFavorites::new()), suggested);
    assert!(reply_with(204, &client, &SuggestFavorites::new()).is_empty());
}

#[test]
fn flags_are_added_and_limited() {
    let stage = stage(account().flag("old", json!([1])));
    let client = stage.owner();
    let all = reply(&client, &AddFlags::new().flag("k".repeat(32), "ä".repeat(64)).flag("n", 7)).into_inner();
    assert_eq!(*reply(&client, &GetFlags::new()), all);
    assert_eq!((all.len(), &all["old"], &all["n"]), (3, &json!([1]), &json!(7)));
    let sent = stage.fake.requests();
    let five = (0..5).fold(AddFlags::new(), |flags, number| flags.flag(number.to_string(), number));
    for too_much in [five, AddFlags::new().flag("k".repeat(33), 1), AddFlags::new().flag("k", "v".repeat(65))] {
        assert!(matches!(client.send(&too_much), Err(Error::Build(_))));
    }
    assert_eq!(stage.fake.requests(), sent, "nothing was sent");

    let crowd = (0..128).fold(account(), |account, number| account.flag(format!("flag {number}"), number));
    let stage = self::stage(crowd);
    let error = refused(&stage.owner(), &AddFlags::new().flag("one more", 1));
    assert_eq!((error.status().as_u16(), error.message()), (400, Some("No valid data submitted")));
}

#[test]
fn an_export_is_asked_for_awaited_and_fetched_as_bytes() {
    let clock = TestClock::new();
    let fake = FakeToggl::with_clock(clock.clone()).export_time(Duration::from_secs(90)).account(account());
    let stage = Stage::new(fake);
    let client = stage.owner();
    reply(&client, &RequestExport::new().profile(true));
    let again = refused(&client, &RequestExport::new().timeline(true));
    assert_eq!(again.message(), Some("Cannot start another export until current one is complete"));
    let exports = reply(&client, &ListExports::new()).into_inner();
    let uuid = exports[0].token.clone().expect("its name");
    let early = refused(&client, &DownloadExport::new(&uuid));
    assert_eq!(early.message(), Some("User export data cannot be found or is expired"));

    clock.advance(Duration::from_secs(90));
    assert_ne!(reply(&client, &ListExports::new())[0].state, exports[0].state);
    let archive = reply(&client, &DownloadExport::new(&uuid)).into_inner();
    assert!(archive.starts_with(b"PK\x03\x04"));
    assert!(std::str::from_utf8(&archive).is_err(), "it is no text");
}

#[test]
fn devices_are_subscribed_and_unsubscribed() {
    let stage = stage(account());
    let client = stage.owner();
    reply(&client, &AddPushService::new("phone"));
    reply(&client, &AddPushService::new("tablet"));
    reply(&client, &RemovePushService::new("phone"));
    let devices = reply(&client, &ListPushServices::new());
    assert_eq!(devices.iter().map(|device| device.expose()).collect::<Vec<_>>(), ["tablet"]);
}

#[test]
fn a_new_token_replaces_the_old_one() {
    let stage = stage(account());
    let client = stage.owner();
    let token = reply(&client, &ResetToken::new()).into_inner();
    assert_eq!(refused(&client, &CheckLogin::new()).kind(), ApiErrorKind::Unauthenticated);
    reply(&stage.client(Credentials::api_token(token.expose())), &CheckLogin::new());
}

#[test]
fn codes_have_the_effect_they_were_sent_for() {
    let stage = stage(account());
    let client = stage.owner();
    let profile = stage.fake.profile(&stage.fake.email()).expect("an account");
    let error = refused(&client, &EnableSso::new("guessed"));
    assert_eq!((error.status().as_u16(), error.message()), (400, Some("invalid or expired confirmation code")));
    reply(&client, &EnableSso::new(profile.sso_code));
    assert!(stage.fake.profile(&stage.fake.email()).is_some_and(|profile| profile.sso_enabled));

    let anonymous = stage.client(Credentials::none());
    reply(&anonymous, &DisableProductEmails::new(profile.product_emails_code));
    reply(&anonymous, &DisableWeeklyReport::new(profile.weekly_report_code));
    let preferences = reply(&client, &GetPreferences::new());
    assert_eq!((preferences.send_product_emails(), preferences.send_weekly_report()), (Some(false), Some(false)));
}
