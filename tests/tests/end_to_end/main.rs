//! Tests of every operation through `UreqTransport` against the fake on a loopback port.

use toggl_me_core::codec::JsonOrText;
use toggl_me_core::me::{
    CheckLogin, CheckLostPasswordCode, CloseAccount, ConfirmLostPassword, GetLocation, GetLostPassword, GetMe,
    GetWebTimer, ListClients, ListFeatures, ListOrganizations, ListProjects, ListProjectsPage, ListTags, ListTasks,
    ListTrackReminders, PostLostPassword, RequestLostPassword, UpdateMe, UpdateMeRefusal,
};
use toggl_me_core::{
    ApiError, ApiErrorKind, Client, Context, Credentials, Endpoint, EndpointExt, Error, Reply, Source,
};
use toggl_me_transport_test::{FakeServer, FakeToggl};
use toggl_me_transport_ureq::UreqTransport;

mod further;

/// A fake, the server that serves it, and a client of it.
struct Stage {
    fake: FakeToggl,
    server: FakeServer,
}

impl Stage {
    fn new(fake: FakeToggl) -> Self {
        Stage { server: FakeServer::start(fake.clone()), fake }
    }

    fn client(&self, credentials: Credentials) -> Client<UreqTransport> {
        let context = Context::new(credentials).unwrap().with_base_url(&self.server.base_url()).unwrap();
        Client::new(UreqTransport::builder().no_proxy().build().unwrap(), context)
    }

    fn owner(&self) -> Client<UreqTransport> {
        self.client(Credentials::api_token(self.fake.api_token()))
    }
}

#[track_caller]
fn reply<E: Endpoint>(client: &Client<UreqTransport>, endpoint: &E) -> Reply<E::Response> {
    reply_with(200, client, endpoint)
}

#[track_caller]
fn reply_with<E: Endpoint>(status: u16, client: &Client<UreqTransport>, endpoint: &E) -> Reply<E::Response> {
    let reply = client.send(endpoint).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(reply.status(), status);
    assert_eq!(reply.attempts(), 1);
    assert!(matches!(reply.source(), Source::Fresh));
    assert!(reply.request_id().is_some(), "{} has no request id", E::INFO);
    reply
}

#[track_caller]
fn refused<E: Endpoint>(client: &Client<UreqTransport>, endpoint: &E) -> ApiError {
    match client.send(endpoint) {
        Err(Error::Api(error)) => {
            assert_eq!(error.endpoint(), E::INFO);
            assert!(error.request_id().is_some(), "{} has no request id", E::INFO);
            error
        }
        Err(error) => panic!("not refused but failed: {error}"),
        Ok(_) => panic!("{} is not refused", E::INFO),
    }
}

#[test]
fn reading_operations_return_the_data_of_the_fake() {
    let stage = Stage::new(FakeToggl::demo());
    let client = stage.owner();
    reply(&client, &CheckLogin::new());

    let bare = reply(&client, &GetMe::new());
    assert_eq!(bare.email, Some(stage.fake.email()));
    assert_eq!(bare.api_token.as_ref().map(|token| token.expose().to_owned()), Some(stage.fake.api_token()));
    assert!(bare.projects.is_empty() && bare.workspaces.is_empty());

    let me = reply(&client, &GetMe::new().with_related_data(true)).into_inner();
    assert_eq!(me.id, bare.id);

    let clients = reply(&client, &ListClients::new());
    assert!(clients.iter().all(|client| client.workspace_id.is_some() && client.at.is_some()));
    assert_eq!(*clients, me.clients);

    let active = reply(&client, &ListProjects::new());
    let all = reply(&client, &ListProjects::new().include_archived(true));
    assert!(active.iter().all(|project| project.active == Some(true)));
    assert!(all.len() > active.len());
    assert_eq!(*all, me.projects);

    let page = reply(&client, &ListProjectsPage::new().per_page(2));
    assert_eq!(page.len(), 2);
    let next = reply(&client, &ListProjectsPage::new().per_page(2).start_project_id(page[1].id));
    assert!(!next.is_empty());
    assert_ne!(next[next.len() - 1].id, page[1].id, "the cursor moves");

    assert_eq!(*reply(&client, &ListTags::new()), me.tags);
    let open = reply(&client, &ListTasks::new());
    let tasks = reply(&client, &ListTasks::new().include_not_active(true));
    assert!(tasks.len() > open.len());
    assert_eq!(*tasks, me.tasks);

    assert_eq!(reply(&client, &ListFeatures::new()).len(), me.workspaces.len());
    let organizations = reply(&client, &ListOrganizations::new());
    assert!(organizations.iter().all(|organization| organization.trial_info.is_some()));
    assert!(reply(&client, &ListTrackReminders::new()).iter().all(|reminder| reminder.reminder_id > 0));

    let JsonOrText::Json(timer) = reply(&client, &GetWebTimer::new()).into_inner() else { panic!("not an object") };
    assert_eq!(timer.time_entries.len(), me.time_entries.len());
    let location = reply(&client, &GetLocation::new());
    assert!(location.as_ref().is_some_and(|location| location.country_code.is_some()));
}

#[test]
fn every_kind_of_credentials_is_accepted() {
    let stage = Stage::new(FakeToggl::demo());
    let (email, password) = (stage.fake.email(), stage.fake.password());
    let session = stage.fake.open_session(&email);
    for credentials in [
        Credentials::api_token(stage.fake.api_token()),
        Credentials::password(email.as_str(), password),
        Credentials::session(session),
    ] {
        assert_eq!(reply(&stage.client(credentials), &GetMe::new()).email.as_deref(), Some(email.as_str()));
    }
}

#[test]
fn only_public_operations_respond_without_credentials() {
    let stage = Stage::new(FakeToggl::demo());
    let anonymous = stage.client(Credentials::none());
    reply(&anonymous, &GetLocation::new());
    // These are documented as public but are not.
    for error in [refused(&anonymous, &ListClients::new()), refused(&anonymous, &ListOrganizations::new())] {
        assert_eq!((error.status().as_u16(), error.kind()), (401, ApiErrorKind::Unauthenticated));
        assert!(error.body().is_empty());
    }
    let before = stage.fake.requests();
    assert!(matches!(anonymous.send(&GetMe::new()), Err(Error::Build(_))));
    assert_eq!(stage.fake.requests(), before, "nothing was sent");
}

#[test]
fn a_wrong_token_is_distinguished_from_missing_rights() {
    let stage = Stage::new(FakeToggl::demo());
    let error = refused(&stage.client(Credentials::api_token("0badc0de")), &CheckLogin::new());
    assert_eq!((error.status().as_u16(), error.kind()), (403, ApiErrorKind::Unauthenticated));
    assert_eq!(error.message(), Some("Incorrect username and/or password"));
    assert!(error.remaining_login_attempts().is_some());
}

#[test]
fn an_update_changes_only_what_it_sets() {
    let stage = Stage::new(FakeToggl::demo());
    let client = stage.owner();
    let before = reply(&client, &GetMe::new()).into_inner();
    let update =
        UpdateMe::new().fullname("Mari \"M\" Tamm").beginning_of_week(0).timezone("Europe/Riga").country_id(82);
    reply(&client, &update);
    let after = reply(&client, &GetMe::new()).into_inner();
    assert_eq!(after.fullname.as_deref(), Some("Mari \"M\" Tamm"));
    assert_eq!((after.beginning_of_week, after.country_id), (Some(0), Some(82)));
    assert_eq!(after.timezone.as_deref(), Some("Europe/Riga"));
    assert_eq!((after.email, after.default_workspace_id), (before.email, before.default_workspace_id));
}

#[test]
fn the_next_call_needs_the_changed_password() {
    let stage = Stage::new(FakeToggl::demo());
    let (email, old) = (stage.fake.email(), stage.fake.password());
    let client = stage.client(Credentials::password(email.as_str(), old.as_str()));
    reply(&client, &UpdateMe::new().password(old.as_str(), "quite another"));
    assert_eq!(refused(&client, &CheckLogin::new()).kind(), ApiErrorKind::Unauthenticated);
    reply(&stage.client(Credentials::password(email, "quite another")), &CheckLogin::new());
}

#[test]
fn a_refused_update_says_which_refusal_it_is() {
    let stage = Stage::new(FakeToggl::demo());
    let client = stage.owner();
    let refusals = [
        (UpdateMe::new().password("wrong one", "long enough"), UpdateMeRefusal::WrongCurrentPassword),
        (UpdateMe::new().password(stage.fake.password(), "short"), UpdateMeRefusal::PasswordTooShort),
        (UpdateMe::new().country_id(-1), UpdateMeRefusal::InvalidCountryId),
        (UpdateMe::new().default_workspace_id(1), UpdateMeRefusal::InvalidDefaultWorkspaceId),
        (UpdateMe::new().email("nobody"), UpdateMeRefusal::InvalidEmail),
        (UpdateMe::new().fullname(""), UpdateMeRefusal::InvalidFullname),
        (UpdateMe::new().timezone("Mars/Olympus"), UpdateMeRefusal::InvalidTimezone),
    ];
    for (update, expected) in refusals {
        let error = refused(&client, &update);
        assert_eq!((error.status().as_u16(), error.kind()), (400, ApiErrorKind::Invalid));
        assert_eq!(UpdateMeRefusal::of(&error), Some(expected));
    }
    let mut without_current = UpdateMe::new();
    without_current.password = Some("long enough".into());
    let error = refused(&client, &without_current);
    assert_eq!(UpdateMeRefusal::of(&error), Some(UpdateMeRefusal::MissingCurrentPassword));
}

#[test]
fn a_lost_password_is_replaced() {
    let stage = Stage::new(FakeToggl::demo());
    let email = stage.fake.email();
    let anonymous = stage.client(Credentials::none());
    assert_eq!(
        *reply(&anonymous, &RequestLostPassword::new(&email)),
        "Please check your inbox for further instructions"
    );
    let unknown = refused(&anonymous, &RequestLostPassword::new("nobody@example.org"));
    assert_eq!(unknown.message(), Some("E-mail address does not exist"));

    let code = stage.fake.mailbox(&email).pop().expect("a letter");
    let JsonOrText::Json(check) = reply(&anonymous, &CheckLostPasswordCode::new(code.as_str())).into_inner() else {
        panic!("not an object")
    };
    assert!(refused(&anonymous, &CheckLostPasswordCode::new("a/../b?c#d")).status().is_client_error());
    let confirm = ConfirmLostPassword::new(code.as_str(), "found again", check.user_id.unwrap());
    reply(&anonymous, &confirm);
    assert!(refused(&anonymous, &confirm).status().is_client_error(), "a code works once");
    reply(&stage.client(Credentials::password(email.as_str(), "found again")), &CheckLogin::new());

    reply(&anonymous, &GetLostPassword::new());
    reply(&anonymous, &PostLostPassword::new("some code").email(email));
}

#[test]
fn a_closed_account_is_closed() {
    let stage = Stage::new(FakeToggl::demo());
    let client = stage.owner();
    reply(&client, &CloseAccount::new());
    assert_eq!(refused(&client, &GetMe::new()).status(), 403);
    assert_eq!(refused(&client, &CloseAccount::new()).status(), 403);
}

#[test]
fn a_spent_quota_is_reported_with_its_reset() {
    let stage = Stage::new(FakeToggl::demo().quota(3));
    let client = stage.owner();
    for left in [2, 1, 0] {
        assert_eq!(reply(&client, &CheckLogin::new()).quota().unwrap().remaining, left);
    }
    let error = refused(&client, &GetMe::new());
    assert_eq!((error.status().as_u16(), error.kind()), (402, ApiErrorKind::QuotaExhausted));
    let quota = error.quota().unwrap();
    assert_eq!(quota.remaining, 0);
    assert!(quota.resets_in.is_some_and(|time| (1..=3600).contains(&time.as_secs())), "{quota:?}");
    reply(&client, &GetLocation::new());
}

#[test]
fn other_errors_are_passed_on_unchanged() {
    let stage = Stage::new(FakeToggl::demo());
    let client = stage.owner();
    let html = "<html><h1>429 Too Many Requests</h1></html>";
    let plan = "\"Custom project colors available only for premium plans\"";
    for (status, headers, body, kind) in [
        (429, [("retry-after", "60")].as_slice(), html, ApiErrorKind::RateLimited),
        (402, &[], plan, ApiErrorKind::PlanRequired),
        (302, &[("location", "https://elsewhere.example.org/")], "", ApiErrorKind::Redirected),
        (404, &[], "\"could not load user data\"", ApiErrorKind::NotFound),
        (410, &[], "", ApiErrorKind::Gone),
        (418, &[], "", ApiErrorKind::ClientDeprecated),
        (500, &[], "Internal Server Error", ApiErrorKind::Server),
        (502, &[], "<html>502</html>", ApiErrorKind::Server),
        (599, &[], "?", ApiErrorKind::Server),
        (451, &[], "?", ApiErrorKind::Other),
    ] {
        stage.fake.fail_next(status, headers, body);
        let error = refused(&client, &GetMe::new());
        assert_eq!((error.status().as_u16(), error.kind()), (status, kind));
        assert_eq!(error.body().as_bytes(), body.as_bytes());
    }
    stage.fake.fail_next(200, &[], "{\"id\":\"seven\"}");
    let error = client.send(&GetMe::new()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /me: the response (200, 14 bytes) cannot be decoded: expected an id at `id`, line 1 column 13 \
         (the server may have changed; `Raw` returns the bytes)"
    );
}
