//! Tests the operations of the fake that are not in the document from which the core began, through the core where it can
//! make the request.

use std::io::Read as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use toggl_me_core::me::*;
use toggl_me_core::model::{Preferences, PreferencesClient, TimeEntry};
use toggl_me_core::{Client, Context, Credentials, Endpoint, Error, Reply, clock::Clock};
use toggl_me_transport_test::fake::{self, Account, Favorite, Organization, Project, Tag, Task, Timesheet, Workspace};
use toggl_me_transport_test::{FakeToggl, TestClock};

const EMAIL: &str = "uku@example.org";

fn uku() -> Account {
    Account::new(EMAIL, "old secret")
}

fn toggl_with(account: Account) -> FakeToggl {
    FakeToggl::with_clock(TestClock::new()).without_quota().account(account)
}

fn ask<E: Endpoint>(toggl: &FakeToggl, endpoint: &E) -> Result<Reply<E::Response>, Error> {
    ask_as(toggl, Credentials::api_token(toggl.api_token()), endpoint)
}

fn ask_as<E: Endpoint>(toggl: &FakeToggl, who: Credentials, endpoint: &E) -> Result<Reply<E::Response>, Error> {
    Client::new(toggl.clone(), Context::new(who).unwrap()).send(endpoint)
}

/// Sends a request without the core, which would refuse some of these, and returns the status and the JSON body.
fn raw(toggl: &FakeToggl, method: &str, target: &str, body: Value) -> (u16, Value) {
    let authorization = format!("Basic {}", STANDARD.encode(format!("{}:api_token", toggl.api_token())));
    let request = http::Request::builder().method(method).uri(format!("/api/v9/{target}"));
    let request = request.header("authorization", authorization).body(body.to_string().into_bytes()).unwrap();
    let response = toggl.respond(&request);
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap_or_default())
}

fn refusal(status: u16, text: &str) -> (u16, Value) {
    (status, json!(text))
}

fn days_ago(days: i64) -> Timestamp {
    TestClock::START - SignedDuration::from_hours(24 * days)
}

fn entry(description: &str, start: Timestamp) -> fake::TimeEntry {
    fake::TimeEntry::new(description, start, Duration::from_secs(60))
}

fn descriptions(entries: &[TimeEntry]) -> String {
    entries.iter().map(|entry| entry.description.as_deref().unwrap()).collect::<Vec<_>>().join(" ")
}

#[test]
fn time_entries_are_listed_by_their_start_the_latest_first() {
    let at = |time: &str| time.parse::<Timestamp>().unwrap();
    let account = uku()
        .timezone("Europe/Tallinn")
        .entry(entry("b", at("2026-01-02T21:59:59Z")))
        .entry(entry("c", at("2026-01-02T22:00:00Z")))
        .entry(entry("a", at("2025-06-01T00:00:00Z")))
        .entry(entry("gone", at("2026-01-03T00:00:00Z")).deleted(days_ago(1)));
    let toggl = toggl_with(account);
    let list = |endpoint: ListTimeEntries| descriptions(&ask(&toggl, &endpoint).unwrap());
    assert_eq!(list(ListTimeEntries::new()), "c b");
    // Days begin at midnight in the user's time zone, which is two hours before that of UTC.
    assert_eq!(list(ListTimeEntries::new().before(date(2026, 1, 3))), "b a");
    assert_eq!(list(ListTimeEntries::new().before(at("2026-01-02T22:00:01Z"))), "c b a");
    assert_eq!(list(ListTimeEntries::new().before(at("2026-01-02T21:59:59Z"))), "a");
    assert_eq!(list(ListTimeEntries::new().between(date(2026, 1, 2), date(2026, 1, 3))), "b");
    assert_eq!(list(ListTimeEntries::new().between(date(2026, 1, 3), date(2026, 1, 4))), "c");
    assert_eq!(list(ListTimeEntries::new().between(at("2026-01-02T21:59:59Z"), date(2027, 1, 1))), "c b");
    assert_eq!(list(ListTimeEntries::new().between(date(2026, 1, 5), date(2026, 1, 6))), "");
}

#[test]
fn a_list_of_time_entries_ends_at_1000_without_a_word() {
    let minutes_ago = |number: i64| TestClock::START - SignedDuration::from_secs(60 * number);
    let account =
        (1..=1001).fold(uku(), |account, number| account.entry(entry(&number.to_string(), minutes_ago(number))));
    let toggl = toggl_with(account);
    let whole_year = ListTimeEntries::new().between(date(2026, 1, 1), date(2027, 1, 1));
    let before = ListTimeEntries::new().before(date(2027, 1, 1));
    for list in [ListTimeEntries::new(), whole_year, before, ListTimeEntries::new().since(days_ago(30))] {
        let entries = ask(&toggl, &list).unwrap();
        assert_eq!(entries.len(), 1000, "{list:?}");
        let ends = [&entries[0], &entries[999]].map(|entry| entry.description.as_deref());
        assert_eq!(ends, [Some("1"), Some("1000")], "the latest, {list:?}");
    }
    let rest = ListTimeEntries::new().before(minutes_ago(1000));
    assert_eq!(descriptions(&ask(&toggl, &rest).unwrap()), "1001");
}

#[test]
fn nine_days_of_time_entries_are_listed_by_default() {
    let account = uku().entry(entry("nine", days_ago(9))).entry(entry("ten", days_ago(10)));
    let toggl = toggl_with(account);
    let list = |list: ListTimeEntries| descriptions(&ask(&toggl, &list).unwrap());
    assert_eq!(list(ListTimeEntries::new().meta(true)), "nine");
    assert_eq!(list(ListTimeEntries::new().before(date(2027, 1, 1))), "nine ten");
    assert_eq!(list(ListTimeEntries::new().since(days_ago(30))), "nine ten");
}

#[test]
fn since_includes_deleted_time_entries() {
    let account = uku()
        .entry(entry("old", days_ago(50)))
        .entry(entry("new", days_ago(3)))
        .entry(entry("edited", days_ago(50)).changed(days_ago(2)))
        .entry(entry("gone", days_ago(50)).deleted(days_ago(1)))
        .entry(entry("long gone", days_ago(60)).deleted(days_ago(55)));
    let toggl = toggl_with(account);
    let all = ListTimeEntries::new().before(TestClock::START);
    assert_eq!(descriptions(&ask(&toggl, &all).unwrap()), "new old edited");
    let changed = ask(&toggl, &ListTimeEntries::new().since(days_ago(10))).unwrap();
    assert_eq!(descriptions(&changed), "new edited gone");
    let deleted: Vec<_> = changed.iter().map(|entry| entry.server_deleted_at).collect();
    assert_eq!(deleted, [None, None, Some(days_ago(1))]);
    let me = ask(&toggl, &GetMe::new().with_related_data(true)).unwrap();
    assert_eq!(me.time_entries.len(), 3, "deleted ones are in no other list");
}

#[test]
fn parameters_that_exclude_each_other_are_refused() {
    let toggl = toggl_with(uku());
    for (query, text) in [
        ("since=1767000000&before=2026-01-05", "'since' and 'before' can not be present simultaneously"),
        (
            "since=1767000000&start_date=2026-01-01&end_date=2026-01-02",
            "'since' and 'start_date' can not be present simultaneously",
        ),
        (
            "before=2026-01-01&start_date=2026-01-01&end_date=2026-01-02",
            "'before' and 'start_date' can not be present simultaneously",
        ),
        ("start_date=2026-01-01", "'start_date' and 'end_date' have to be present simultaneously"),
        ("end_date=2026-01-01", "'start_date' and 'end_date' have to be present simultaneously"),
        ("before=yesterday", "Invalid before"),
        ("start_date=2026-13-01&end_date=2026-01-01", "Invalid start_date"),
        ("since=1", "Invalid since"),
        ("meta=perhaps", "Invalid meta"),
        ("include_sharing=perhaps", "Invalid include_sharing"),
    ] {
        assert_eq!(raw(&toggl, "GET", &format!("me/time_entries?{query}"), json!(null)), refusal(400, text), "{query}");
    }
}

#[test]
fn a_time_entry_has_details_when_asked_for() {
    let account = uku()
        .fullname("Uku Mets")
        .client(fake::Client::new("Reed"))
        .project(Project::new("Site").client("Reed").color("#0b83d9").rate(10.0, "EUR"))
        .task(Task::new("Draft", "Site"))
        .entry(
            entry("shared", days_ago(1))
                .id(4_999_000_111)
                .project("Site")
                .task("Draft")
                .shared_with("Ene")
                .offered_to("Ats"),
        )
        .entry(entry("also shared", days_ago(2)).offered_to("Ene"))
        .entry(entry("gone", days_ago(2)).id(4_999_000_222).deleted(days_ago(1)));
    let toggl = toggl_with(account);
    let get = |endpoint: GetTimeEntry| ask(&toggl, &endpoint).unwrap().into_inner();
    let bare = get(GetTimeEntry::new(4_999_000_111));
    assert_eq!((bare.project_name.as_deref(), bare.shared_with.len()), (None, 0));

    let meta = get(GetTimeEntry::new(4_999_000_111).meta(true));
    assert_eq!((meta.project_name.as_deref(), meta.client_name.as_deref()), (Some("Site"), Some("Reed")));
    assert_eq!((meta.project_color.as_deref(), meta.project_billable), (Some("#0b83d9"), Some(true)));
    assert_eq!((meta.task_name.as_deref(), meta.user_name.as_deref()), (Some("Draft"), Some("Uku Mets")));
    assert_eq!(meta.shared_with.len(), 0);

    let shared = get(GetTimeEntry::new(4_999_000_111).include_sharing(true)).shared_with;
    let accepted: Vec<_> = shared.iter().map(|with| (with.user_name.as_deref().unwrap(), with.accepted)).collect();
    assert_eq!(accepted, [("Ene", Some(true)), ("Ats", Some(false))]);
    let other = ask(&toggl, &ListTimeEntries::new().include_sharing(true)).unwrap().into_inner().remove(1).shared_with;
    assert_eq!(other[0].user_id, shared[0].user_id, "the same name is the same user");

    for id in ["4999000222", "7", "x"] {
        let unknown = raw(&toggl, "GET", &format!("me/time_entries/{id}"), json!(null));
        assert_eq!(unknown, refusal(404, "Resource can not be found"), "{id}");
    }
}

#[test]
fn the_current_time_entry_is_null_when_none_runs() {
    let stopped = entry("done", days_ago(1));
    let deleted = fake::TimeEntry::running("gone", days_ago(1)).deleted(days_ago(1));
    let toggl = toggl_with(uku().entry(stopped).entry(deleted));
    assert_eq!(raw(&toggl, "GET", "me/time_entries/current", json!(1)), (200, Value::Null));
    assert_eq!(*ask(&toggl, &GetCurrentTimeEntry::new()).unwrap(), None);

    let running = |description, days| fake::TimeEntry::running(description, days_ago(days));
    let toggl = toggl_with(uku().entry(running("first", 2)).entry(running("last", 1)).entry(running("middle", 2)));
    let current = ask(&toggl, &GetCurrentTimeEntry::new()).unwrap().into_inner().unwrap();
    assert_eq!((current.description.as_deref(), current.is_running()), (Some("last"), true));
    assert_eq!(current.duration, Some(-days_ago(1).as_second()));
    assert_eq!(current.elapsed(TestClock::START), Duration::from_secs(24 * 3600));
}

#[test]
fn the_checklist_is_ticked_by_tracking() {
    let check = |entries: i64| {
        let toggl = toggl_with((0..entries).fold(uku(), |uku, day| uku.entry(entry("work", days_ago(day)))));
        let list = ask(&toggl, &GetTimeEntryChecklist::new()).unwrap();
        assert_eq!(list.len(), 1);
        (list[0].time_entries_count_check, list[0].time_entries_created_check)
    };
    assert_eq!(check(0), (Some(false), Some(false)));
    assert_eq!(check(5), (Some(true), Some(true)));
}

#[test]
fn sharing_is_listed_for_entries_in_their_workspace() {
    let account = uku()
        .workspace(Workspace::new("A").id(71))
        .workspace(Workspace::new("B").id(72))
        .entry(entry("one", days_ago(1)).id(1).offered_to("Ene"))
        .entry(entry("two", days_ago(1)).id(2).workspace("B").shared_with("Ene").shared_with("Ats"))
        .entry(entry("three", days_ago(1)).id(3));
    let toggl = toggl_with(account);
    let asked = ListTimeEntrySharing::new().time_entry(2, 72).time_entry(3, 71).time_entry(1, 71).time_entry(1, 72);
    let list = ask(&toggl, &asked).unwrap();
    let told: Vec<_> = list.iter().map(|it| (it.time_entry_id, it.workspace_id, it.is_accepted)).collect();
    let expected = [(2, 72, true), (2, 72, true), (1, 71, false)];
    assert_eq!(told, expected.map(|(entry, workspace, accepted)| (Some(entry), Some(workspace), Some(accepted))));
    assert_eq!((list[0].user_id, list[0].user_name.as_deref()), (list[2].user_id, Some("Ene")));
    assert_ne!(list[0].time_entry_invitation_id, list[2].time_entry_invitation_id);

    let post = |body| raw(&toggl, "POST", "me/time_entries_shared_with", body);
    assert_eq!(post(json!([{"time_entry_id": 1, "workspace_id": 70}])), refusal(400, "Invalid workspace"));
    for body in [json!({}), json!([1]), json!([[1, 71]]), json!([{"time_entry_id": 1}])] {
        assert_eq!(post(body), refusal(400, "Invalid JSON input"));
    }
}

#[test]
fn timesheets_tell_where_they_stand() {
    let monday = date(2026, 1, 5);
    let account = uku()
        .workspace(Workspace::new("A").id(71))
        .timesheet(Timesheet::new(monday))
        .timesheet(Timesheet::new(monday).submitted(days_ago(1)))
        .timesheet(Timesheet::new(monday).approved(days_ago(2)))
        .timesheet(Timesheet::new(monday).rejected(days_ago(3), "Friday is missing"));
    let list = ask(&toggl_with(account), &ListTimesheets::new()).unwrap();
    let status: Vec<_> = list.iter().map(|it| it.status.as_deref().unwrap()).collect();
    assert_eq!(status, ["open", "submitted", "approved", "rejected"]);
    assert!(list.iter().all(|it| it.workspace_id == Some(71) && it.start_date == Some(monday)));
    assert_eq!((list[1].submitted_at, list[2].approved_or_rejected_at), (Some(days_ago(1)), Some(days_ago(2))));
    assert_eq!(list[3].rejection_comment.as_deref(), Some("Friday is missing"));
    assert!(ask(&toggl_with(uku()), &ListTimesheets::new()).unwrap().is_empty());
}

#[test]
fn workspaces_count_their_active_projects() {
    let account = uku()
        .workspace(Workspace::new("A"))
        .workspace(Workspace::new("B"))
        .project(Project::new("one"))
        .project(Project::new("two"))
        .project(Project::new("past").archived())
        .project(Project::new("gone").deleted(days_ago(1)));
    let clock = TestClock::new();
    let toggl = FakeToggl::with_clock(clock.clone()).without_quota().account(account);
    clock.advance(Duration::from_secs(3600));
    let counts = |endpoint: ListWorkspaces| {
        let workspaces = ask(&toggl, &endpoint).unwrap();
        workspaces.iter().map(|workspace| workspace.active_project_count.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(counts(ListWorkspaces::new()), [2, 0]);
    assert_eq!(counts(ListWorkspaces::new().since(TestClock::START)), [2, 0]);
    assert_eq!(counts(ListWorkspaces::new().since(clock.wall())), [0; 0]);
}

#[test]
fn the_quota_is_that_of_the_headers_and_asking_counts() {
    let clock = TestClock::new();
    let account =
        uku().organization(Organization::new("Big").id(81).premium()).organization(Organization::new("Small").id(82));
    let toggl = FakeToggl::with_clock(clock.clone()).quota(3).account(account);
    ask(&toggl, &CheckLogin::new()).unwrap();
    clock.advance(Duration::from_secs(100));
    let quotas = ask(&toggl, &ListQuotas::new()).unwrap();
    let header = quotas.quota().unwrap();
    assert_eq!((header.remaining, header.resets_in), (1, Some(Duration::from_secs(3500))));
    let told: Vec<_> =
        quotas.iter().map(|it| (it.organization_id, it.remaining, it.resets_in_secs, it.total)).collect();
    assert_eq!(
        told,
        [
            (None, Some(1), Some(3500), Some(3)),
            (Some(81), Some(600), Some(3600), Some(600)),
            (Some(82), Some(30), Some(3600), Some(30)),
        ]
    );
    ask(&toggl, &ListQuotas::new()).unwrap();
    assert_eq!(toggl.calls_left(EMAIL), Some(0));
    assert!(ask(&toggl, &ListQuotas::new()).is_err());
    assert_eq!(ask(&toggl.without_quota(), &ListQuotas::new()).unwrap().len(), 2, "no calls are counted");
}

#[test]
fn preferences_are_merged_without_loss() {
    let toggl = toggl_with(uku().preference("novelty", json!({"deep": [1, 2.5]})).preference("manualMode", true));
    let before = ask(&toggl, &GetPreferences::new()).unwrap().into_inner();
    assert_eq!(before.as_map()["ManualMode"], json!(true), "the server's names begin with a capital");
    assert_eq!((before.beginning_of_week(), before.timezone()), (Some(1), Some("Europe/Tallinn")));
    assert_eq!(before.tos_accept_needed(), Some(false));

    let mut changed = before.clone();
    changed.set_date_format("YYYY-MM-DD").set_alpha_feature("jira_v2", true).set_timeofday_format("h:mm A");
    ask(&toggl, &UpdatePreferences::new(changed.clone())).unwrap();
    assert_eq!(*ask(&toggl, &GetPreferences::new()).unwrap(), changed);

    // This sets only one, by the name in the documentation.
    assert_eq!(raw(&toggl, "POST", "me/preferences", json!({"manualMode": false, "novelty": null})).0, 200);
    changed.set("ManualMode", false);
    assert_eq!(*ask(&toggl, &GetPreferences::new()).unwrap(), changed);
    // This sets only one feature.
    let feature = json!({"alpha_features": [{"code": "alerts_v2", "enabled": false}]});
    assert_eq!(raw(&toggl, "POST", "me/preferences", feature).0, 200);
    changed.set_alpha_feature("alerts_v2", false);
    assert_eq!(*ask(&toggl, &GetPreferences::new()).unwrap(), changed);
}

#[test]
fn profile_and_preferences_share_time_zone_and_week() {
    let toggl = toggl_with(uku());
    let mut preferences = Preferences::new();
    preferences.set_timezone("Asia/Tokyo").set_beginning_of_week(0);
    ask(&toggl, &UpdatePreferences::new(preferences)).unwrap();
    let me = ask(&toggl, &GetMe::new()).unwrap();
    assert_eq!((me.timezone.as_deref(), me.beginning_of_week), (Some("Asia/Tokyo"), Some(0)));
    ask(&toggl, &UpdateMe::new().timezone("Europe/Riga").beginning_of_week(3)).unwrap();
    let preferences = ask(&toggl, &GetPreferences::new()).unwrap();
    assert_eq!((preferences.timezone(), preferences.beginning_of_week()), (Some("Europe/Riga"), Some(3)));
}

#[test]
fn refused_preferences_are_not_changed() {
    let toggl = toggl_with(uku());
    let before = ask(&toggl, &GetPreferences::new()).unwrap().into_inner();
    for (field, text) in [
        (json!({"ToSAcceptNeeded": false}), "Cannot set value for ToSAcceptNeeded"),
        (json!({"toSAcceptNeeded": false}), "Cannot set value for ToSAcceptNeeded"),
        (json!({"alpha_features": [{"code": "time_travel", "enabled": true}]}), "Invalid feature code(s)"),
        (json!({"alpha_features": [{"enabled": true}]}), "Invalid feature code(s)"),
        (json!({"alpha_features": "jira_v2"}), "Invalid feature code(s)"),
        (json!({"date_format": "YY"}), "Value in date_format is invalid"),
        (json!({"date_format": 7}), "Value in date_format is invalid"),
        (json!({"timeofday_format": "noon"}), "Value in timeofday_format is invalid"),
        (json!({"BeginningOfWeek": 7}), "Invalid beginning_of_week"),
        (json!({"pg_time_zone_name": "Mars/Olympus", "BeginningOfWeek": 2}), "Invalid timezone"),
    ] {
        let mut body = json!({"record_timeline": true, "CollapseTimeEntries": true});
        body.as_object_mut().unwrap().extend(field.as_object().unwrap().clone());
        assert_eq!(raw(&toggl, "POST", "me/preferences", body), refusal(400, text));
        assert_eq!(*ask(&toggl, &GetPreferences::new()).unwrap(), before, "{field}");
    }
    for nothing in [json!({}), json!({"date_format": null})] {
        assert_eq!(raw(&toggl, "POST", "me/preferences", nothing), refusal(400, "Missing data"));
    }
    assert_eq!(raw(&toggl, "POST", "me/preferences", json!([])), refusal(400, "Invalid JSON input"));
}

#[test]
fn each_program_has_its_own_preferences() {
    let clock = TestClock::new();
    let account = uku().desktop_preference("use_mini_timer", true).web_preference("charts_view_type", "bars");
    let toggl = FakeToggl::with_clock(clock.clone()).without_quota().account(account);
    let get = |endpoint: GetClientPreferences| Value::Object(ask(&toggl, &endpoint).unwrap().into_inner().into_map());
    let desktop = GetClientPreferences::new(PreferencesClient::Desktop);
    assert_eq!(get(desktop.clone()), json!({"use_mini_timer": true}));
    assert_eq!(get(GetClientPreferences::new(PreferencesClient::Web)), json!({"charts_view_type": "bars"}));

    clock.advance(Duration::from_secs(60));
    let mut change = Preferences::new();
    change.set("show_dock_icon", false);
    ask(&toggl, &UpdateClientPreferences::new(PreferencesClient::Desktop, change)).unwrap();
    assert_eq!(get(desktop.clone()), json!({"use_mini_timer": true, "show_dock_icon": false}));
    assert_eq!(get(desktop.since(clock.wall())), json!({"show_dock_icon": false}));
    assert_eq!(get(GetClientPreferences::new(PreferencesClient::Web)), json!({"charts_view_type": "bars"}));

    assert_eq!(raw(&toggl, "GET", "me/preferences/fridge", json!(null)), refusal(400, "Unknown client."));
    assert_eq!(raw(&toggl, "POST", "me/preferences/fridge", json!({"a": 1})), refusal(400, "Unknown client"));
    let format = json!({"date_format": "?"});
    assert_eq!(raw(&toggl, "POST", "me/preferences/web", format), refusal(400, "Value in date_format is invalid"));
}

#[test]
fn the_terms_of_service_are_accepted() {
    let toggl = toggl_with(uku().preference("ToSAcceptNeeded", true));
    assert_eq!(ask(&toggl, &GetPreferences::new()).unwrap().tos_accept_needed(), Some(true));
    ask(&toggl, &AcceptTos::new()).unwrap();
    assert_eq!(ask(&toggl, &GetPreferences::new()).unwrap().tos_accept_needed(), Some(false));
}

#[test]
fn after_a_reset_the_old_token_is_refused() {
    let toggl = toggl_with(uku());
    let old = toggl.api_token();
    let new = ask(&toggl, &ResetToken::new()).unwrap().into_inner();
    assert_eq!(new.expose().len(), 32);
    assert_ne!(new.expose(), old);
    assert_eq!(toggl.api_token(), new.expose());
    ask_as(&toggl, Credentials::api_token(new.expose()), &CheckLogin::new()).unwrap();
    let Err(Error::Api(error)) = ask_as(&toggl, Credentials::api_token(old), &CheckLogin::new()) else {
        panic!("the old token is accepted")
    };
    assert_eq!(error.status(), 403);
    ask_as(&toggl, Credentials::password(EMAIL, "old secret"), &CheckLogin::new()).unwrap();
}

/// Creates an account with everything that favorites can refer to: workspaces 71 and 72, projects 11 and 12, a task 21,
/// tags 31 and 32, the second of each in the other workspace.
fn uku_with_things() -> Account {
    uku()
        .workspace(Workspace::new("A").id(71))
        .workspace(Workspace::new("B").id(72))
        .project(Project::new("Site").id(11))
        .project(Project::new("Garden").id(12).workspace("B"))
        .task(Task::new("Draft", "Site").id(21))
        .tag(Tag::new("deep").id(31))
        .tag(Tag::new("weekend").id(32).workspace("B"))
}

#[test]
fn favorites_are_created_changed_and_deleted() {
    let clock = TestClock::new();
    let account = uku_with_things()
        .favorite(Favorite::new("tea").created(days_ago(20)))
        .favorite(Favorite::new("gone").created(days_ago(20)).deleted(days_ago(5)));
    let toggl = FakeToggl::with_clock(clock.clone()).without_quota().account(account);
    let details = FavoriteDetails::new(71).description("write").project_id(11).task_id(21).tag_ids([31]).billable(true);
    let created = ask(&toggl, &CreateFavorite::new(details.clone()).meta(true)).unwrap().into_inner();
    assert_eq!((created.workspace_id, created.project_id, created.task_id), (Some(71), Some(11), Some(21)));
    assert_eq!((&created.tags[..], &created.tag_ids[..]), (&["deep".to_owned()][..], &[31][..]));
    assert_eq!((created.billable, created.rank, created.public), (Some(true), Some(0), Some(false)));
    assert_eq!((created.project_name.as_deref(), created.task_name.as_deref()), (Some("Site"), Some("Draft")));
    assert_eq!((created.created_at, created.deleted_at), (Some(clock.wall()), None));

    let list = |endpoint: ListFavorites| {
        let list = ask(&toggl, &endpoint).unwrap().into_inner();
        list.into_iter().map(|favorite| favorite.description.unwrap()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(list(ListFavorites::new()), "tea write");
    assert_eq!(list(ListFavorites::new().since(days_ago(10))), "gone write");

    let favorites = ask(&toggl, &ListFavorites::new()).unwrap().into_inner();
    assert_eq!(favorites.iter().map(|favorite| favorite.rank).collect::<Vec<_>>(), [Some(0), Some(1)]);
    let update = UpdateFavorites::new()
        .favorite(favorites[0].favorite_id, FavoriteDetails::from(&favorites[0]).description("coffee"))
        .favorite(favorites[1].favorite_id, FavoriteDetails::new(72).description("dig").tag_ids([32]));
    let changed = ask(&toggl, &update).unwrap().into_inner();
    assert_eq!(changed, ask(&toggl, &ListFavorites::new()).unwrap().into_inner());
    assert_eq!((changed[1].workspace_id, changed[1].project_id), (Some(72), None));
    assert_eq!(changed[1].tags, ["weekend"]);

    let one = json!({"favorite_id": favorites[0].favorite_id, "workspace_id": 71, "description": "cocoa"});
    let (status, response) = raw(&toggl, "PUT", "me/favorites?meta=true", one);
    assert_eq!((status, &response["description"]), (200, &json!("cocoa")), "an object gets an object back");

    let delete = DeleteFavorite::new(favorites[0].favorite_id);
    assert_eq!(ask(&toggl, &delete).unwrap().status(), 204);
    assert_eq!(list(ListFavorites::new()), "dig");
    let refused = raw(&toggl, "DELETE", &format!("me/favorites/{}", delete.favorite_id), json!(null));
    let text =
        format!("user {} is not the owner of favorite ID {}", toggl.profile(EMAIL).unwrap().id, delete.favorite_id);
    assert_eq!(refused, refusal(403, &text));
    let refused = raw(&toggl, "DELETE", "me/favorites/tea", json!(null));
    assert_eq!(refused, refusal(400, "tea given favorite ID is invalid"));
}

#[test]
fn favorites_that_do_not_belong_together_are_refused() {
    let toggl = toggl_with(uku_with_things().favorite(Favorite::new("tea").id(5)));
    let id = toggl.profile(EMAIL).unwrap().id;
    let no_access = |what: &str| refusal(403, &format!("user {id} has no access to all resources: {what}"));
    let unmet = |what: &str| refusal(400, &format!("favorite constraints were not met: {what}"));
    let bad = |what: &str| refusal(400, &format!("favorite attributes are not valid: {what}"));
    let before = ask(&toggl, &ListFavorites::new()).unwrap().into_inner();
    for (fields, expected) in [
        (json!({}), bad("description, project_id")),
        (json!({"description": ""}), bad("description, project_id")),
        (json!({"description": "x", "workspace_id": null}), bad("workspace_id")),
        (json!({"description": "x", "workspace_id": 70}), no_access("workspace_id")),
        (json!({"project_id": 10}), no_access("project_id")),
        (json!({"project_id": 12}), unmet("the project is not in the workspace")),
        (json!({"project_id": 11, "task_id": 20}), no_access("task_id")),
        (json!({"description": "x", "task_id": 21}), unmet("the task is not in the project")),
        (json!({"description": "x", "tag_ids": [31, 30]}), no_access("tag_ids")),
        (json!({"description": "x", "tag_ids": [31, 32]}), unmet("a tag is not in the workspace")),
        (json!({"description": 7}), refusal(400, "we could not parse the provided parameters")),
    ] {
        let mut body = json!({"workspace_id": 71, "favorite_id": 5});
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        assert_eq!(raw(&toggl, "POST", "me/favorites", body.clone()), expected);
        // The valid part of the same list is not applied.
        let good = json!({"favorite_id": 5, "workspace_id": 71, "description": "coffee"});
        assert_eq!(raw(&toggl, "PUT", "me/favorites", json!([good, body])), expected);
        assert_eq!(*ask(&toggl, &ListFavorites::new()).unwrap(), before, "{fields}");
    }
    let put = |body| raw(&toggl, "PUT", "me/favorites", body);
    assert_eq!(put(json!({"workspace_id": 71, "description": "x"})), bad("favorite_id"));
    assert_eq!(put(json!({"favorite_id": 6, "workspace_id": 71, "description": "x"})), no_access("favorite_id"));
    assert_eq!(put(json!([[5]])), refusal(400, "we could not parse the provided parameters"));
    let meta = raw(&toggl, "PUT", "me/favorites?meta=x", json!([]));
    assert_eq!(meta, refusal(400, "the parameter 'meta' is invalid"));
}

#[test]
fn ten_favorites_are_the_most() {
    let account =
        (0..10).fold(uku_with_things(), |uku, number| uku.favorite(Favorite::new(format!("F{number}")).id(1 + number)));
    let toggl = toggl_with(account);
    let eleventh = json!({"workspace_id": 71, "description": "one more"});
    let refused = raw(&toggl, "POST", "me/favorites", eleventh.clone());
    assert_eq!(refused, refusal(400, "favorite constraints were not met: there are 10 already"));
    ask(&toggl, &DeleteFavorite::new(3)).unwrap();
    assert_eq!(raw(&toggl, "POST", "me/favorites", eleventh).0, 200);
}

#[test]
fn favorites_are_suggested_once_from_tracked_time() {
    let account = uku_with_things()
        .entry(entry("rare", days_ago(1)))
        .entry(entry("write", days_ago(2)).project("Site").tag("deep").billable())
        .entry(entry("tea", days_ago(3)))
        .entry(entry("write", days_ago(4)).project("Site"))
        .entry(entry("write", days_ago(5)))
        .entry(entry("tea", days_ago(6)))
        .entry(entry("", days_ago(7)))
        .entry(entry("", days_ago(8)))
        .entry(entry("", days_ago(9)));
    let toggl = toggl_with(account);
    let suggested = ask(&toggl, &SuggestFavorites::new()).unwrap();
    assert_eq!(suggested.status(), 201);
    let told: Vec<_> = suggested.iter().map(|it| (it.description.as_deref().unwrap(), it.project_id)).collect();
    assert_eq!(told, [("write", Some(11)), ("tea", None), ("rare", None)]);
    assert_eq!((suggested[0].billable, &suggested[0].tag_ids[..]), (Some(true), &[31][..]));
    assert_eq!(*suggested, *ask(&toggl, &ListFavorites::new()).unwrap());

    for favorite in &*suggested {
        ask(&toggl, &DeleteFavorite::new(favorite.favorite_id)).unwrap();
    }
    let again = ask(&toggl, &SuggestFavorites::new()).unwrap();
    assert_eq!((again.status().as_u16(), again.len()), (204, 0));
    assert_eq!(ask(&toggl_with(uku()), &SuggestFavorites::new()).unwrap().status(), 204);
}

#[test]
fn flags_are_kept_within_their_limits() {
    let toggl = toggl_with(uku());
    let refused = refusal(400, "No valid data submitted");
    let post = |body| raw(&toggl, "POST", "me/flags", body);
    let longest = json!({"k".repeat(32): "ä".repeat(64)});
    assert_eq!(post(longest.clone()), (200, longest));
    for body in [
        json!({}),
        json!({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}),
        json!({"k".repeat(33): 1}),
        json!({"key": "v".repeat(65)}),
        json!({"key": ["v".repeat(61)]}),
    ] {
        assert_eq!(post(body.clone()), refused, "{body}");
    }
    assert_eq!(ask(&toggl, &GetFlags::new()).unwrap().len(), 1, "nothing of what was refused");
    for number in 0..127 {
        assert_eq!(post(json!({format!("flag {number}"): number})).0, 200);
    }
    assert_eq!(post(json!({"flag 0": "another value", "one more": 1})), refused);
    let (status, flags) = post(json!({"flag 0": "another value"}));
    assert_eq!((status, &flags["flag 0"], flags.as_object().unwrap().len()), (200, &json!("another value"), 128));
}

#[test]
fn an_export_takes_its_time_and_is_an_archive() {
    let clock = TestClock::new();
    let toggl =
        FakeToggl::with_clock(clock.clone()).without_quota().export_time(Duration::from_secs(60)).account(uku());
    let post = |body| raw(&toggl, "POST", "me/export", body);
    let nothing = refusal(400, "You must select at least one object to export");
    assert_eq!(post(json!({})), nothing);
    assert_eq!(post(json!({"profile": false, "timeline": false})), nothing);
    assert_eq!(post(json!({"profile": "yes"})), refusal(400, "Invalid JSON input"));

    ask(&toggl, &RequestExport::new().profile(true).timeline(true)).unwrap();
    let busy = refusal(400, "Cannot start another export until current one is complete");
    assert_eq!(post(json!({"timeline": true})), busy);
    let exports = || ask(&toggl, &ListExports::new()).unwrap().into_inner();
    let [export] = &exports()[..] else { panic!("one export") };
    assert_eq!(export.state.as_deref(), Some("pending"));
    let uuid = export.token.clone().unwrap();
    assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    let path = format!("me/export/data/{uuid}.zip");
    let absent = refusal(400, "User export data cannot be found or is expired");
    assert_eq!(raw(&toggl, "GET", &path, json!(null)), absent);

    clock.advance(Duration::from_secs(60));
    assert_eq!(exports()[0].state.as_deref(), Some("done"));
    let archive = ask(&toggl, &DownloadExport::new(&uuid)).unwrap();
    assert!(std::str::from_utf8(&archive).is_err(), "it is no text");
    let files = unzip(&archive);
    assert_eq!(files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["profile.json", "timeline.json"]);
    assert_eq!(files[0].1["email"], EMAIL);
    assert!(!files[0].1.to_string().contains(&toggl.api_token()));

    assert_eq!(raw(&toggl, "GET", "me/export/data/0-0.zip", json!(null)), absent);
    let other = Account::new("other@example.org", "password").api_token("0ther");
    let toggl = toggl.account(other);
    let stranger = ask_as(&toggl, Credentials::api_token("0ther"), &DownloadExport::new(&uuid));
    assert!(stranger.is_err(), "it is the export of somebody else");
    assert_eq!(raw(&toggl, "POST", "me/export", json!({"timeline": true})).0, 200, "the first one is complete");
}

/// Returns the files of an archive, read by its directory.
fn unzip(archive: &[u8]) -> Vec<(String, Value)> {
    let number = |at: usize, length: usize| {
        archive[at..at + length].iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
    };
    let end = archive.len() - 22;
    assert_eq!(&archive[end..end + 4], b"PK\x05\x06");
    let mut at = number(end + 16, 4);
    assert_eq!(at + number(end + 12, 4), end, "the directory's place and size");
    let mut files = Vec::new();
    for _ in 0..number(end + 10, 2) {
        assert_eq!(&archive[at..at + 4], b"PK\x01\x02");
        let (deflated, name, header) = (number(at + 20, 4), number(at + 28, 2), number(at + 42, 4));
        assert_eq!(&archive[header..header + 4], b"PK\x03\x04");
        assert_eq!(archive[at + 6..at + 32], archive[header + 4..header + 30], "header and directory say the same");
        let content = header + 30 + name;
        let mut text = String::new();
        let mut inflate = flate2::read::DeflateDecoder::new(&archive[content..content + deflated]);
        inflate.read_to_string(&mut text).unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        assert_eq!((crc.sum() as usize, text.len()), (number(at + 16, 4), number(at + 24, 4)));
        let called = String::from_utf8(archive[at + 46..at + 46 + name].to_vec()).unwrap();
        files.push((called, serde_json::from_str(&text).unwrap()));
        at += 46 + name;
    }
    files
}

#[test]
fn devices_are_subscribed_and_unsubscribed() {
    let toggl = toggl_with(uku());
    let devices = || raw(&toggl, "GET", "me/push_services", json!(null)).1;
    assert_eq!(devices(), json!([]));
    ask(&toggl, &AddPushService::new("phone")).unwrap();
    ask(&toggl, &AddPushService::new("tablet")).unwrap();
    ask(&toggl, &AddPushService::new("phone")).unwrap();
    assert_eq!(devices(), json!(["phone", "tablet"]));
    ask(&toggl, &RemovePushService::new("phone")).unwrap();
    ask(&toggl, &RemovePushService::new("fridge")).unwrap();
    assert_eq!(devices(), json!(["tablet"]));
    for method in ["POST", "DELETE"] {
        for body in [json!({}), json!({"fcm_registration_token": ""}), json!({"fcm_registration_token": null})] {
            let refused = raw(&toggl, method, "me/push_services", body);
            assert_eq!(refused, refusal(400, "Field 'fcm_registration_token' is required"));
        }
    }
}

#[test]
fn single_sign_on_is_enabled_with_the_right_code_once() {
    let toggl = toggl_with(uku()).account(Account::new("other@example.org", "password"));
    let code = |email| toggl.profile(email).unwrap().sso_code;
    let post = |code: &str| raw(&toggl, "POST", "me/enable_sso", json!({"confirmation_code": code}));
    let wrong = refusal(400, "invalid or expired confirmation code");
    assert_eq!(post("made up"), wrong);
    assert_eq!(raw(&toggl, "POST", "me/enable_sso", json!({})), wrong);
    assert_eq!(post(&code("other@example.org")), refusal(400, "user email doesn't match SSO credentials"));
    assert!(!toggl.profile(EMAIL).unwrap().sso_enabled);
    assert_eq!(post(&code(EMAIL)), (200, json!("OK")));
    assert!(toggl.profile(EMAIL).unwrap().sso_enabled);
    assert_eq!(post(&code(EMAIL)), wrong);
}

#[test]
fn a_code_ends_mails_without_a_login() {
    let toggl = toggl_with(uku());
    let sent = || {
        let preferences = ask(&toggl, &GetPreferences::new()).unwrap();
        (preferences.send_product_emails(), preferences.send_weekly_report())
    };
    let profile = toggl.profile(EMAIL).unwrap();
    ask_as(&toggl, Credentials::none(), &DisableProductEmails::new("made up")).unwrap();
    ask_as(&toggl, Credentials::none(), &DisableWeeklyReport::new(profile.product_emails_code.as_str())).unwrap();
    assert_eq!(sent(), (Some(true), Some(true)));
    ask_as(&toggl, Credentials::none(), &DisableProductEmails::new(profile.product_emails_code)).unwrap();
    assert_eq!(sent(), (Some(false), Some(true)));
    ask_as(&toggl, Credentials::none(), &DisableWeeklyReport::new(profile.weekly_report_code)).unwrap();
    assert_eq!(sent(), (Some(false), Some(false)));
}

#[test]
fn codes_and_tokens_are_not_shown_by_debug() {
    let toggl = toggl_with(uku());
    ask(&toggl, &AddPushService::new("f1reba5e")).unwrap();
    let profile = toggl.profile(EMAIL).unwrap();
    let shown = format!("{profile:?} {toggl:?}");
    for secret in [&profile.sso_code, &profile.product_emails_code, &profile.weekly_report_code, "f1reba5e"] {
        assert!(!secret.is_empty() && !shown.contains(secret), "{shown}");
    }
}
