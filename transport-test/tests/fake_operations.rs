//! Tests what each operation of the fake does, called through the core.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use toggl_me_core::codec::JsonOrText;
use toggl_me_core::me::*;
use toggl_me_core::model::PreferencesClient;
use toggl_me_core::{Client, Context, Credentials, Endpoint, Error, Reply, clock::Clock};
use toggl_me_transport_test::fake::{self, Account, Cursor, Organization, Project, Tag, Task, TimeEntry, Workspace};
use toggl_me_transport_test::{FakeToggl, TestClock};

const EMAIL: &str = "kai@example.org";
const PASSWORD: &str = "old secret";

fn kai() -> Account {
    Account::new(EMAIL, PASSWORD)
}

fn toggl_with(account: Account) -> FakeToggl {
    FakeToggl::with_clock(TestClock::new()).without_quota().account(account)
}

fn call<E: Endpoint>(toggl: &FakeToggl, credentials: Credentials, endpoint: &E) -> Result<Reply<E::Response>, Error> {
    Client::new(toggl.clone(), Context::new(credentials).unwrap()).send(endpoint)
}

fn ask<E: Endpoint>(toggl: &FakeToggl, endpoint: &E) -> Result<Reply<E::Response>, Error> {
    call(toggl, Credentials::api_token(toggl.api_token()), endpoint)
}

fn login(toggl: &FakeToggl, email: &str, password: &str) -> Result<Reply<()>, Error> {
    call(toggl, Credentials::password(email, password), &CheckLogin::new())
}

/// Asserts that the response has this status and this text, plain or as a JSON string.
#[track_caller]
fn assert_refused<R: std::fmt::Debug>(result: Result<Reply<R>, Error>, status: u16, message: &str) {
    let Err(Error::Api(error)) = result else { panic!("not refused: {result:?}") };
    assert_eq!((error.status().as_u16(), error.message()), (status, Some(message)));
}

fn days_before_start(days: i64) -> Timestamp {
    TestClock::START - SignedDuration::from_hours(24 * days)
}

#[test]
fn every_operation_responds() {
    let toggl = FakeToggl::with_clock(TestClock::new()).demo_account().without_quota();
    let me = ask(&toggl, &GetMe::new()).unwrap();
    assert_eq!(me.email.as_deref(), Some("mari.tamm@example.com"));
    assert_eq!(ask(&toggl, &UpdateMe::new().beginning_of_week(0)).unwrap().beginning_of_week, Some(0));
    assert_eq!(ask(&toggl, &ListClients::new()).unwrap().len(), 4);
    assert_eq!(ask(&toggl, &ListFeatures::new()).unwrap().len(), 2);
    let location = ask(&toggl, &GetLocation::new()).unwrap().into_inner().unwrap();
    assert_eq!(location.country_code.as_deref(), Some("EE"));
    ask(&toggl, &CheckLogin::new()).unwrap();
    assert!(matches!(&*ask(&toggl, &GetLostPassword::new()).unwrap(), JsonOrText::Text(text) if !text.is_empty()));
    assert_eq!(ask(&toggl, &ListOrganizations::new()).unwrap().len(), 2);
    assert_eq!(ask(&toggl, &ListProjects::new()).unwrap().len(), 6);
    assert_eq!(ask(&toggl, &ListProjectsPage::new()).unwrap().len(), 8);
    assert_eq!(ask(&toggl, &ListTags::new()).unwrap().len(), 5);
    assert_eq!(ask(&toggl, &ListTasks::new()).unwrap().len(), 3);
    assert_eq!(ask(&toggl, &ListTrackReminders::new()).unwrap().len(), 2);
    assert!(matches!(&*ask(&toggl, &GetWebTimer::new()).unwrap(), JsonOrText::Json(_)));
    ask(&toggl, &PostLostPassword::new("any").email(toggl.email())).unwrap();
    ask(&toggl, &RequestLostPassword::new(toggl.email())).unwrap();
    let code = toggl.mailbox(&toggl.email()).pop().unwrap();
    ask(&toggl, &CheckLostPasswordCode::new(code.as_str())).unwrap();
    ask(&toggl, &ConfirmLostPassword::new(code, "brand new", me.id)).unwrap();
    further_operations_respond(&toggl);
    assert_eq!(*ask(&toggl, &CloseAccount::new()).unwrap(), "OK");
    assert_eq!(toggl.requests(), ENDPOINTS.len() as u64);
}

fn further_operations_respond(toggl: &FakeToggl) {
    let profile = toggl.profile(&toggl.email()).unwrap();
    assert_eq!(*ask(toggl, &GetId::new()).unwrap(), profile.id);
    let workspace = ask(toggl, &ListWorkspaces::new()).unwrap()[0].id;
    assert_eq!(ask(toggl, &ListQuotas::new()).unwrap().len(), 2, "one for each organization: no calls are counted");
    let entries = ask(toggl, &ListTimeEntries::new()).unwrap();
    assert_eq!(entries.len(), 8);
    assert_eq!(ask(toggl, &GetTimeEntry::new(entries[3].id)).unwrap().into_inner(), entries[3]);
    assert_eq!(ask(toggl, &GetCurrentTimeEntry::new()).unwrap().as_ref(), Some(&entries[0]));
    assert_eq!(ask(toggl, &GetTimeEntryChecklist::new()).unwrap()[0].time_entries_count_check, Some(true));
    let sharing =
        entries.iter().fold(ListTimeEntrySharing::new(), |asked, entry| asked.time_entry(entry.id, workspace));
    assert_eq!(ask(toggl, &sharing).unwrap().len(), 2);
    assert_eq!(ask(toggl, &ListTimesheets::new()).unwrap().len(), 3);
    let preferences = ask(toggl, &GetPreferences::new()).unwrap().into_inner();
    assert_eq!(preferences.tos_accept_needed(), Some(true));
    assert_eq!(*ask(toggl, &UpdatePreferences::new(preferences)).unwrap(), "OK");
    let web = ask(toggl, &GetClientPreferences::new(PreferencesClient::Web)).unwrap().into_inner();
    assert_eq!(*ask(toggl, &UpdateClientPreferences::new(PreferencesClient::Web, web)).unwrap(), "OK");
    assert_eq!(*ask(toggl, &AcceptTos::new()).unwrap(), "OK");
    assert_eq!(ask(toggl, &ListFavorites::new()).unwrap().len(), 3);
    assert_eq!(ask(toggl, &SuggestFavorites::new()).unwrap().status(), 204);
    let details = FavoriteDetails::new(workspace).description("Tea");
    let favorite = ask(toggl, &CreateFavorite::new(details.clone())).unwrap().favorite_id;
    ask(toggl, &UpdateFavorites::new().favorite(favorite, details.billable(true))).unwrap();
    assert_eq!(ask(toggl, &DeleteFavorite::new(favorite)).unwrap().status(), 204);
    assert_eq!(ask(toggl, &GetFlags::new()).unwrap().len(), 1);
    assert_eq!(ask(toggl, &AddFlags::new().flag("beta", true)).unwrap().len(), 2);
    assert_eq!(*ask(toggl, &RequestExport::new().profile(true)).unwrap(), "OK");
    let export = ask(toggl, &ListExports::new()).unwrap().into_inner().remove(0).token.unwrap();
    assert!(ask(toggl, &DownloadExport::new(export)).unwrap().starts_with(b"PK"));
    assert_eq!(*ask(toggl, &AddPushService::new("device")).unwrap(), "OK");
    assert_eq!(ask(toggl, &ListPushServices::new()).unwrap().len(), 1);
    assert_eq!(*ask(toggl, &RemovePushService::new("device")).unwrap(), "OK");
    assert_eq!(*ask(toggl, &EnableSso::new(profile.sso_code)).unwrap(), "OK");
    assert_eq!(*ask(toggl, &DisableProductEmails::new(profile.product_emails_code)).unwrap(), "OK");
    assert_eq!(*ask(toggl, &DisableWeeklyReport::new(profile.weekly_report_code)).unwrap(), "OK");
    let token = ask(toggl, &ResetToken::new()).unwrap().into_inner();
    assert_eq!(token.expose(), toggl.api_token());
}

#[test]
fn an_empty_account_has_empty_lists_and_no_location() {
    let toggl = toggl_with(kai());
    assert!(ask(&toggl, &ListClients::new()).unwrap().is_empty());
    assert!(ask(&toggl, &ListProjects::new()).unwrap().is_empty());
    assert_eq!(ask(&toggl, &GetLocation::new()).unwrap().into_inner(), None);
    assert_eq!(ask(&toggl, &ListOrganizations::new()).unwrap()[0].name.as_deref(), Some("kai's organization"));
    let me = ask(&toggl, &GetMe::new().with_related_data(true)).unwrap();
    assert_eq!((me.clients.len(), me.workspaces.len()), (0, 1));
}

#[test]
fn put_me_changes_only_what_is_set() {
    let clock = TestClock::new();
    let toggl = FakeToggl::with_clock(clock.clone())
        .without_quota()
        .account(kai().workspace(Workspace::new("A")).workspace(Workspace::new("B").id(77)));
    let before = toggl.profile(EMAIL).unwrap();
    clock.advance(Duration::from_secs(60));

    let all = UpdateMe::new()
        .beginning_of_week(6)
        .country_id(70)
        .default_workspace_id(77)
        .fullname("Kai Ö.")
        .timezone("Asia/Tokyo");
    let response = ask(&toggl, &all).unwrap();
    assert_eq!(response.fullname.as_deref(), Some("Kai Ö."));
    assert_eq!(response.updated_at, Some(clock.wall()));
    assert_eq!(response.created_at, Some(TestClock::START));

    let after = toggl.profile(EMAIL).unwrap();
    assert_eq!((after.beginning_of_week, after.country_id, after.default_workspace_id), (6, Some(70), 77));
    assert_eq!((after.fullname.as_str(), after.timezone.as_str()), ("Kai Ö.", "Asia/Tokyo"));
    assert_eq!((after.id, after.email, after.password), (before.id, before.email, before.password));
    let me = ask(&toggl, &GetMe::new()).unwrap();
    assert_eq!((me.default_workspace_id, me.beginning_of_week), (Some(77), Some(6)));
}

#[test]
fn put_me_refuses_in_the_documented_words() {
    let toggl = toggl_with(kai()).account(Account::new("taken@example.org", "password"));
    let before = toggl.profile(EMAIL);
    let mut seen = Vec::new();
    for (fields, message) in [
        (r#""beginning_of_week":7"#, "Invalid beginning_of_week"),
        (r#""beginning_of_week":-1"#, "Invalid beginning_of_week"),
        (r#""country_id":0"#, "Invalid country_id"),
        (r#""country_id":250"#, "Invalid country_id"),
        (r#""default_workspace_id":1"#, "Invalid default_workspace_id"),
        (r#""email":"nobody""#, "Invalid email"),
        (r#""email":"a b@example.org""#, "Invalid email"),
        (r#""email":"a@b@example.org""#, "Invalid email"),
        (r#""email":"""#, "Invalid email"),
        (r#""email":"Taken@Example.org""#, "user with this email already exists"),
        (r#""fullname":" ""#, "Invalid fullname"),
        (r#""timezone":"Europe/Atlantis""#, "Invalid timezone"),
        (r#""timezone":"""#, "Invalid timezone"),
        (r#""password":"long enough""#, "Current password must be present to change password"),
        (r#""password":"long enough","current_password":null"#, "Current password must be present to change password"),
        (r#""password":"long enough","current_password":"wrong""#, "Current password is not valid"),
        (r#""password":"short","current_password":"old secret""#, "Password should be at least 6 characters"),
        (r#""fullname":7"#, "Invalid JSON input"),
        (r#""beginning_of_week":"1""#, "Invalid JSON input"),
        (r#""country_id":1.5"#, "Invalid JSON input"),
        (r#""country_id":99999999999999999999"#, "Invalid JSON input"),
    ] {
        // The valid part of the same body is not applied.
        let body = format!(r#"{{"fullname":"Somebody Else",{fields}}}"#);
        assert_refused(ask(&toggl, &RawPut(body.into_bytes())), 400, message);
        assert_eq!(toggl.profile(EMAIL), before, "{fields}");
        seen.push(message);
    }
    seen.dedup();
    assert_eq!(seen.len(), 11, "the ten documented texts and that of bodies that cannot be read");
    for body in ["", "null", "[]", "7", "{", "\u{0}", "{\"fullname\":\"x\"} more"] {
        assert_refused(ask(&toggl, &RawPut(body.into())), 400, "Invalid JSON input");
    }
    assert_refused(ask(&toggl, &RawPut("[".repeat(100_000).into())), 400, "Invalid JSON input");
    assert_refused(ask(&toggl, &RawPut(vec![0xff, 0xfe])), 400, "Invalid JSON input");
}

/// Sends PUT /me with any body.
struct RawPut(Vec<u8>);

impl Endpoint for RawPut {
    const METHOD: http::Method = http::Method::PUT;
    const PATH: &'static str = "me";
    type Response = Vec<u8>;

    fn body(&self) -> Result<Vec<u8>, toggl_me_core::BuildError> {
        Ok(self.0.clone())
    }

    fn decode(body: &[u8]) -> Result<Vec<u8>, toggl_me_core::codec::Failure> {
        toggl_me_core::codec::bytes(body)
    }
}

#[test]
fn null_and_unknown_fields_change_nothing() {
    let toggl = toggl_with(kai());
    let before = toggl.profile(EMAIL);
    let body = r#"{"default_workspace_id":null,"email":null,"password":null,"timezone":null,"shoe_size":43}"#;
    ask(&toggl, &RawPut(body.into())).unwrap();
    assert_eq!(toggl.profile(EMAIL), before);
}

#[test]
fn the_next_call_must_use_the_changed_login() {
    let toggl = toggl_with(kai());
    let change = UpdateMe::new().email("new@example.org").password(PASSWORD, "new secret");
    call(&toggl, Credentials::password(EMAIL, PASSWORD), &change).unwrap();
    assert_refused(login(&toggl, EMAIL, PASSWORD), 403, "Incorrect username and/or password");
    assert_refused(login(&toggl, "new@example.org", PASSWORD), 403, "Incorrect username and/or password");
    assert_refused(login(&toggl, EMAIL, "new secret"), 403, "Incorrect username and/or password");
    login(&toggl, "new@example.org", "new secret").unwrap();
    assert_eq!((toggl.email().as_str(), toggl.password().as_str()), ("new@example.org", "new secret"));
}

#[test]
fn the_users_own_email_does_not_conflict() {
    let toggl = toggl_with(kai());
    ask(&toggl, &UpdateMe::new().email("KAI@example.org")).unwrap();
    assert_eq!(toggl.email(), "KAI@example.org");
}

#[test]
fn related_data_is_returned_on_request() {
    let start = days_before_start(1);
    let account = kai()
        .client(fake::Client::new("Acme"))
        .project(Project::new("Site").client("Acme"))
        .project(Project::new("Old site").archived())
        .tag(Tag::new("a, b"))
        .task(Task::new("Draft", "Site").done())
        .entry(TimeEntry::new("writing", start, Duration::from_secs(90)).project("Site").task("Draft").tag("a, b"))
        .entry(TimeEntry::running("thinking", TestClock::START));
    let toggl = toggl_with(account);

    let alone = ask(&toggl, &GetMe::new()).unwrap();
    assert!(alone.projects.is_empty() && alone.workspaces.is_empty() && alone.time_entries.is_empty());

    let me = ask(&toggl, &GetMe::new().with_related_data(true)).unwrap();
    assert_eq!((me.clients.len(), me.projects.len(), me.tags.len(), me.tasks.len()), (1, 2, 1, 1));
    assert_eq!(me.projects[0].client_id, Some(me.clients[0].id));
    assert_eq!((me.projects[0].actual_seconds, me.tasks[0].tracked_ms), (Some(90), Some(90_000)));
    let [done, running] = &me.time_entries[..] else { panic!("two entries") };
    assert!(done.id > i64::from(i32::MAX));
    assert_eq!((done.start, done.duration), (Some(start), Some(90)));
    assert_eq!((done.project_id, done.task_id), (Some(me.projects[0].id), Some(me.tasks[0].id)));
    assert_eq!((&done.tags[..], &done.tag_ids[..]), (&["a, b".to_owned()][..], &[me.tags[0].id][..]));
    assert_eq!((running.stop, running.duration), (None, Some(-TestClock::START.as_second())));
}

#[test]
fn since_lists_changed_and_deleted_items() {
    let changed = |days| days_before_start(days);
    let account = kai()
        .client(fake::Client::new("old").changed(changed(80)))
        .client(fake::Client::new("new").changed(changed(5)))
        .client(fake::Client::new("gone").changed(changed(80)).deleted(changed(5)))
        .client(fake::Client::new("long gone").changed(changed(80)).deleted(changed(70)))
        .project(Project::new("old").changed(changed(80)))
        .project(Project::new("new").changed(changed(5)))
        .project(Project::new("gone").changed(changed(80)).deleted(changed(5)))
        .tag(Tag::new("old").changed(changed(80)))
        .tag(Tag::new("new").changed(changed(5)))
        .tag(Tag::new("gone").changed(changed(80)).deleted(changed(5)))
        .task(Task::new("old", "old").changed(changed(80)))
        .task(Task::new("new", "old").changed(changed(5)))
        .task(Task::new("gone", "old").changed(changed(80)).deleted(changed(5)));
    let toggl = toggl_with(account);
    for (path, all, since_then) in [
        ("me/clients", "old new", "new gone"),
        ("me/projects", "old new", "new gone"),
        ("me/projects/paginated", "old new", "new gone"),
        ("me/tags", "old new", "new gone"),
        ("me/tasks", "old new", "new gone"),
    ] {
        assert_eq!(names(&toggl, path), all, "{path}");
        assert_eq!(names(&toggl, &format!("{path}?since={}", changed(10).as_second())), since_then, "{path}");
    }
    let longer_ago = format!("me/clients?since={}", changed(75).as_second());
    assert_eq!(names(&toggl, &longer_ago), "new gone long gone");

    let since = changed(10);
    let deleted = Some(changed(5));
    assert_eq!(ask(&toggl, &ListClients::new().since(since)).unwrap()[1].server_deleted_at, deleted);
    assert_eq!(ask(&toggl, &ListProjects::new().since(since)).unwrap()[1].server_deleted_at, deleted);
    assert_eq!(ask(&toggl, &ListTags::new().since(since)).unwrap()[1].deleted_at, deleted);
    assert_eq!(ask(&toggl, &ListTasks::new().since(since)).unwrap()[1].server_deleted_at, deleted);
}

/// Returns the names in the list that a GET returns.
fn names(toggl: &FakeToggl, target: &str) -> String {
    let response = get(toggl, target);
    let list: Vec<serde_json::Value> = serde_json::from_slice(response.body()).unwrap();
    list.iter().map(|item| item["name"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

/// Sends a request without the core, with the right token.
fn get(toggl: &FakeToggl, target: &str) -> http::Response<Vec<u8>> {
    let authorization = format!("Basic {}", STANDARD.encode(format!("{}:api_token", toggl.api_token())));
    let request = http::Request::get(format!("/api/v9/{target}")).header("authorization", authorization);
    toggl.respond(&request.body(Vec::new()).unwrap())
}

#[test]
fn since_may_be_three_months_ago_and_no_more() {
    let toggl = toggl_with(kai());
    let oldest: Timestamp = "2025-10-05T09:00:00Z".parse().unwrap();
    ask(&toggl, &ListClients::new().since(oldest)).unwrap();
    let too_old = oldest - SignedDuration::from_secs(1);
    assert_refused(ask(&toggl, &ListClients::new().since(too_old)), 400, "Invalid since");
    assert_refused(ask(&toggl, &ListProjects::new().since(too_old)), 400, "Invalid since");
    assert_refused(ask(&toggl, &ListProjectsPage::new().since(too_old)), 400, "Invalid since");
    assert_refused(ask(&toggl, &ListTags::new().since(too_old)), 400, "Invalid since");
    assert_refused(ask(&toggl, &ListTasks::new().since(too_old)), 400, "Invalid since");
}

#[test]
fn archived_projects_are_returned_on_request() {
    let toggl = toggl_with(kai().project(Project::new("live")).project(Project::new("past").archived()));
    assert_eq!(ask(&toggl, &ListProjects::new()).unwrap().len(), 1);
    assert_eq!(ask(&toggl, &ListProjects::new().include_archived(false)).unwrap().len(), 1);
    let all = ask(&toggl, &ListProjects::new().include_archived(true)).unwrap();
    assert_eq!(all.iter().map(|project| project.active).collect::<Vec<_>>(), [Some(true), Some(false)]);
}

#[test]
fn a_page_of_projects_has_archived_ones_too() {
    let toggl = toggl_with(kai().project(Project::new("live")).project(Project::new("past").archived()));
    let page = ask(&toggl, &ListProjectsPage::new()).unwrap();
    assert_eq!(page.iter().map(|project| project.active).collect::<Vec<_>>(), [Some(true), Some(false)]);
}

#[test]
fn pages_begin_at_the_cursor_or_after_it() {
    let account = [30, 10, 20, 40].iter().fold(kai(), |kai, id| kai.project(Project::new(format!("P{id}")).id(*id)));
    let ids = |toggl: &FakeToggl, page: ListProjectsPage| {
        ask(toggl, &page).unwrap().iter().map(|project| project.id).collect::<Vec<_>>()
    };
    let toggl = toggl_with(account);
    assert_eq!(ids(&toggl, ListProjectsPage::new()), [10, 20, 30, 40]);
    assert_eq!(ids(&toggl, ListProjectsPage::new().per_page(3)), [10, 20, 30]);
    assert_eq!(ids(&toggl, ListProjectsPage::new().start_project_id(20).per_page(2)), [20, 30]);
    assert_eq!(ids(&toggl, ListProjectsPage::new().start_project_id(41)), [0; 0]);
    let toggl = toggl.cursor(Cursor::Exclusive);
    assert_eq!(ids(&toggl, ListProjectsPage::new().start_project_id(20).per_page(2)), [30, 40]);
    assert_eq!(ids(&toggl, ListProjectsPage::new().start_project_id(40)), [0; 0]);
}

#[test]
fn a_page_has_201_projects_by_default() {
    let account = (0..300).fold(kai(), |kai, number| kai.project(Project::new(format!("P{number}"))));
    let toggl = toggl_with(account);
    assert_eq!(ask(&toggl, &ListProjectsPage::new()).unwrap().len(), 201);
    assert_eq!(ask(&toggl, &ListProjectsPage::new().per_page(250)).unwrap().len(), 250);
}

#[test]
fn tasks_can_be_all_described_and_cut_into_pages() {
    let account = kai()
        .fullname("Kai Ö.")
        .client(fake::Client::new("Acme"))
        .project(Project::new("Site").client("Acme").color("#0b83d9").rate(50.0, "EUR"))
        .task(Task::new("one", "Site").mine().estimated_seconds(60))
        .task(Task::new("two", "Site").done())
        .task(Task::new("three", "Site"));
    let toggl = toggl_with(account);
    let names = |tasks: ListTasks| {
        let tasks = ask(&toggl, &tasks).unwrap().into_inner();
        tasks.into_iter().map(|task| task.name.unwrap()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(ListTasks::new()), "one three");
    assert_eq!(names(ListTasks::new().include_not_active(true)), "one two three");
    assert_eq!(names(ListTasks::new().include_not_active(true).offset(1).per_page(1)), "two");
    assert_eq!(names(ListTasks::new().offset(2)), "");

    let plain = ask(&toggl, &ListTasks::new()).unwrap().into_inner().remove(0);
    assert_eq!((plain.project_name, plain.estimated_seconds), (None, Some(60)));
    let meta = ask(&toggl, &ListTasks::new().meta(true)).unwrap().into_inner().remove(0);
    assert_eq!((meta.project_name.as_deref(), meta.client_name.as_deref()), (Some("Site"), Some("Acme")));
    assert_eq!((meta.project_color.as_deref(), meta.project_billable), (Some("#0b83d9"), Some(true)));
    assert_eq!(meta.user_name.as_deref(), Some("Kai Ö."));
}

#[test]
fn parameters_that_cannot_be_read_are_refused() {
    let toggl = toggl_with(kai());
    for (target, message) in [
        ("me?with_related_data=maybe", "Invalid with_related_data"),
        ("me/projects?include_archived=yes", "Invalid include_archived"),
        ("me/tasks?include_not_active=2", "Invalid include_not_active"),
        ("me/tasks?meta=x", "Invalid meta"),
        ("me/tasks?offset=-1", "Invalid offset"),
        ("me/tasks?per_page=0", "Invalid per_page"),
        ("me/projects/paginated?per_page=many", "Invalid per_page"),
        ("me/projects/paginated?start_project_id=1.5", "Invalid start_project_id"),
        ("me/clients?since=yesterday", "Invalid since"),
        ("me/clients?since=-99999999999999999", "Invalid since"),
        ("me/clients?since=99999999999999999999999", "Invalid since"),
    ] {
        let response = get(&toggl, target);
        assert_eq!(response.status(), 400, "{target}");
        assert_eq!(response.body(), format!("\"{message}\"").as_bytes());
    }
    for target in
        ["me/projects?include_archived=True", "me/projects?include_archived=&since=", "me/tasks?per_page=7&unknown"]
    {
        assert_eq!(get(&toggl, target).status(), 200, "{target}");
    }
}

#[test]
fn a_lost_password_is_replaced_with_a_code() {
    let toggl = toggl_with(kai()).account(Account::new("other@example.org", "password"));
    let id = toggl.profile(EMAIL).unwrap().id;
    assert_eq!(toggl.mailbox(EMAIL), [""; 0]);
    let sent = ask(&toggl, &RequestLostPassword::new(EMAIL)).unwrap();
    assert_eq!(*sent, "Please check your inbox for further instructions");
    let sent = ask(&toggl, &PostLostPassword::new("whatever/this is").email(EMAIL)).unwrap();
    assert_eq!(*sent, "Please check your inbox for further instructions");
    let [first, second] = &toggl.mailbox(EMAIL)[..] else { panic!("two letters") };
    assert_ne!(first, second);
    assert!(toggl.mailbox("other@example.org").is_empty());

    let JsonOrText::Json(check) = ask(&toggl, &CheckLostPasswordCode::new(first.as_str())).unwrap().into_inner() else {
        panic!("an object")
    };
    assert_eq!(check.user_id, Some(id));
    login(&toggl, EMAIL, PASSWORD).unwrap();

    let confirm = |code: &str, password: &str, id: i64| ask(&toggl, &ConfirmLostPassword::new(code, password, id));
    assert_refused(confirm(first, "short", id), 400, "Password should be at least 6 characters");
    assert_refused(confirm(first, "new secret", id + 1), 400, "Invalid code");
    assert_refused(confirm("made up", "new secret", id), 400, "Invalid code");
    let JsonOrText::Json(user) = confirm(first, "new secret", id).unwrap().into_inner() else { panic!("an object") };
    assert_eq!(user.email.as_deref(), Some(EMAIL));
    assert_refused(login(&toggl, EMAIL, PASSWORD), 403, "Incorrect username and/or password");
    login(&toggl, EMAIL, "new secret").unwrap();

    for code in [first, second] {
        assert_refused(confirm(code, "third secret", id), 400, "Invalid code");
        assert_refused(ask(&toggl, &CheckLostPasswordCode::new(code.as_str())), 400, "Invalid code");
    }
}

#[test]
fn a_code_is_sent_to_known_addresses_only() {
    let toggl = toggl_with(kai());
    for email in ["nobody@example.org", "", "not an address"] {
        assert_refused(ask(&toggl, &RequestLostPassword::new(email)), 400, "E-mail address does not exist");
    }
    assert_refused(ask(&toggl, &PostLostPassword::new("code")), 400, "E-mail address does not exist");
    let request = http::Request::post("/api/v9/me/lost_passwords").body(b"{}".to_vec()).unwrap();
    let response = toggl.respond(&request);
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
}

#[test]
fn a_closed_account_no_longer_exists() {
    let toggl = toggl_with(kai()).account(Account::new("other@example.org", "password"));
    let token = toggl.api_token();
    let cookie = toggl.open_session(EMAIL);
    ask(&toggl, &RequestLostPassword::new(EMAIL)).unwrap();
    let code = toggl.mailbox(EMAIL).remove(0);

    assert_eq!(*ask(&toggl, &CloseAccount::new()).unwrap(), "OK");
    for credentials in
        [Credentials::api_token(token), Credentials::password(EMAIL, PASSWORD), Credentials::session(cookie)]
    {
        let refused = call(&toggl, credentials, &GetMe::new());
        assert_refused(refused, 403, "Incorrect username and/or password");
    }
    assert_refused(ask(&toggl, &CheckLostPasswordCode::new(code)), 400, "Invalid code");
    assert_refused(ask(&toggl, &RequestLostPassword::new(EMAIL)), 400, "E-mail address does not exist");
    assert_eq!(toggl.profile(EMAIL), None);
    login(&toggl, "other@example.org", "password").unwrap();
    login(&toggl.clone().account(kai()), EMAIL, PASSWORD).unwrap();
}

#[test]
fn organizations_and_features_show_the_plan() {
    let account = kai()
        .organization(Organization::new("Small"))
        .organization(Organization::new("Big").premium().trial_ends(days_before_start(-9)).not_owned())
        .workspace(Workspace::new("mine"))
        .workspace(Workspace::new("theirs").organization("Big"));
    let toggl = toggl_with(account);
    let organizations = ask(&toggl, &ListOrganizations::new()).unwrap();
    let plans: Vec<_> = organizations.iter().map(|found| (found.owner, found.pricing_plan_name.as_deref())).collect();
    assert_eq!(plans, [(Some(true), Some("Free")), (Some(false), Some("Premium"))]);
    let trials: Vec<_> = organizations.iter().map(|found| found.trial_info.as_ref().unwrap().trial).collect();
    assert_eq!(trials, [Some(false), Some(true)]);

    let enabled = |workspace: usize| {
        let features = ask(&toggl, &ListFeatures::new()).unwrap();
        features[workspace].features.iter().filter(|feature| feature.enabled == Some(true)).count()
    };
    assert_eq!((enabled(0), enabled(1)), (1, 12));
}

#[test]
fn the_web_timer_has_null_lists_and_entries_as_tasks() {
    let toggl = toggl_with(kai().entry(TimeEntry::running("thinking", TestClock::START).id(4_000_000_123)));
    let JsonOrText::Json(timer) = ask(&toggl, &GetWebTimer::new()).unwrap().into_inner() else { panic!("an object") };
    assert_eq!(timer.time_entries.len(), 1);
    let json: serde_json::Value = serde_json::from_slice(get(&toggl, "me/web-timer").body()).unwrap();
    assert_eq!((&json["clients"], &json["tasks"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!((&json["projects"], &json["tags"]), (&serde_json::json!([]), &serde_json::json!([])));
    assert_eq!(json["time_entries"][0]["task_id"], 4_000_000_123_i64);
    assert_eq!(json["time_entries"][0]["utc_stop"], serde_json::Value::Null);
}

#[test]
#[should_panic(expected = "the account has no client named \"Acme\"")]
fn an_unknown_name_panics_at_once() {
    let _ = toggl_with(kai().project(Project::new("Site").client("Acme")));
}

#[test]
#[should_panic(expected = "there is an account of Kai@example.org already")]
fn an_address_belongs_to_one_account() {
    let _ = toggl_with(kai()).account(Account::new("Kai@example.org", "password"));
}
