//! Tests of operations that are not below `/me`: the timer as a program, the organization's hour, and the effect of a
//! write on the user's cached responses.

use std::borrow::Cow;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use toggl_me_core::http::{Method, StatusCode};
use toggl_me_core::me::{GetCurrentTimeEntry, GetMe, GetTimeEntry, ListQuotas, ListTimeEntries};
use toggl_me_core::model::TimeEntry;
use toggl_me_core::store::{MemoryStore, Store};
use toggl_me_core::{
    ApiError, ApiErrorKind, BuildError, Client, Context, Credentials, Dispatcher, Endpoint, EndpointExt, Error, Source,
    Transport, codec,
    endpoint::{Bucket, fill_path, json_body},
};
use toggl_me_transport_test::fake::{Account, Organization, Project, Workspace};
use toggl_me_transport_test::strategies::{self, Call, Sample, Sampled, proptest::prelude::*};
use toggl_me_transport_test::{FakeServer, FakeToggl, Faults, Recorder, Replay, TestClock, TestTransport};

/// Sends POST /workspaces/{workspace_id}/time_entries.
#[derive(Debug)]
struct Start {
    workspace_id: i64,
    organization_id: Option<i64>,
    fields: serde_json::Value,
}

impl Endpoint for Start {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "workspaces/{workspace_id}/time_entries";
    const BUCKET: Bucket = Bucket::Organization;
    type Response = TimeEntry;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[&self.workspace_id.to_string()])
    }

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        json_body(&self.fields)
    }

    fn decode(body: &[u8]) -> Result<TimeEntry, codec::Failure> {
        codec::object(body)
    }

    fn organization(&self) -> Option<i64> {
        self.organization_id
    }
}

/// An operation on one time entry: PUT, DELETE or PATCH.
#[derive(Debug)]
struct Entry<const WHAT: usize> {
    workspace_id: i64,
    id: i64,
    fields: serde_json::Value,
}

const CHANGE: usize = 0;
const DELETE: usize = 1;
const STOP: usize = 2;

impl<const WHAT: usize> Endpoint for Entry<WHAT> {
    const METHOD: Method = match WHAT {
        CHANGE => Method::PUT,
        DELETE => Method::DELETE,
        _ => Method::PATCH,
    };
    const PATH: &'static str = match WHAT {
        STOP => "workspaces/{workspace_id}/time_entries/{time_entry_id}/stop",
        _ => "workspaces/{workspace_id}/time_entries/{time_entry_id}",
    };
    const BUCKET: Bucket = Bucket::Organization;
    type Response = Vec<u8>;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[&self.workspace_id.to_string(), &self.id.to_string()])
    }

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        if WHAT == CHANGE { json_body(&self.fields) } else { Ok(Vec::new()) }
    }

    fn decode(body: &[u8]) -> Result<Vec<u8>, codec::Failure> {
        codec::bytes(body)
    }
}

const WORKSPACE: i64 = 31;
const ORGANIZATION: i64 = 21;

/// Creates an account with a free organization of 3 calls and one that pays.
fn toggl(clock: &TestClock) -> FakeToggl {
    let account = Account::new("ann@example.org", "password")
        .timezone("America/New_York")
        .organization(Organization::new("Mill").id(ORGANIZATION).quota(3))
        .organization(Organization::new("Bakery").starter())
        .workspace(Workspace::new("Flour").id(WORKSPACE))
        .workspace(Workspace::new("Bread").id(32).organization("Bakery"))
        .project(Project::new("Labels").id(51));
    FakeToggl::with_clock(clock.clone()).account(account)
}

fn start(description: &str) -> Start {
    let fields = json!({
        "created_with": "tests", "workspace_id": WORKSPACE, "description": description, "duration": -1,
        "start": "2026-01-05T09:00:00Z",
    });
    Start { workspace_id: WORKSPACE, organization_id: Some(ORGANIZATION), fields }
}

fn client<'a>(toggl: &FakeToggl, clock: &'a TestClock) -> Client<FakeToggl, &'a TestClock> {
    Client::new(toggl.clone(), Context::new(Credentials::api_token(toggl.api_token())).unwrap()).with_clock(clock)
}

#[track_caller]
fn refusal<R: std::fmt::Debug>(result: Result<R, Error>) -> ApiError {
    match result {
        Err(Error::Api(error)) => error,
        other => panic!("no refusal: {other:?}"),
    }
}

#[test]
fn the_timer_is_used_as_a_person_would() {
    let toggl = FakeToggl::new().account(
        Account::new("ann@example.org", "password")
            .timezone("America/New_York")
            .project(Project::new("Web shop"))
            .project(Project::new("Web site"))
            .project(Project::new("Old shop").archived()),
    );
    let server = FakeServer::start(toggl.clone());
    let timer = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_timer"));
        command.env_clear().env("TOGGL_API_TOKEN", toggl.api_token()).env("TOGGL_BASE_URL", server.base_url());
        let output = command.args(arguments).output().expect("it runs");
        let (told, said) = match output.status.success() {
            true => (output.stdout, output.stderr),
            false => (output.stderr, output.stdout),
        };
        assert!(said.is_empty(), "it speaks on one stream");
        // The seconds are those of the machine.
        let told = String::from_utf8(told).expect("it speaks UTF-8");
        (output.status.code(), told.trim_end().to_owned())
    };
    let fine = |text: &str| (Some(0), text.to_owned());
    let wrong = |text: &str| (Some(1), format!("timer: {text}"));

    assert_eq!(timer(&["status"]), fine("Nothing is running"));
    assert_eq!(timer(&["start", "Basket", "shop"]), fine("Started Basket (Web shop)"));
    let (code, told) = timer(&["status"]);
    assert!(code == Some(0) && told.starts_with("Basket (Web shop): 0:0"), "{told}");
    let (_, told) = timer(&["start", "Totals"]);
    assert!(told.starts_with("Stopped Basket (Web shop): 0:0") && told.ends_with("\nStarted Totals"), "{told}");
    assert_eq!(timer(&["start", "Fonts", "web"]), wrong("\"web\" is part of several names: Web shop, Web site"));
    let known = "no active project is called \"old\", only: Web shop, Web site";
    assert_eq!(timer(&["start", "Fonts", "old"]), wrong(known));

    let (_, told) = timer(&["today"]);
    let lines: Vec<_> = told.lines().collect();
    assert!(lines[0].ends_with("  Basket (Web shop)") && lines[1].ends_with("  Totals"), "{told}");
    assert!(lines[2].starts_with("Today: 0:0") && lines.len() == 3, "{told}");

    let (_, told) = timer(&["stop"]);
    assert!(told.starts_with("Stopped Totals: 0:0"), "{told}");
    assert_eq!(timer(&["stop"]), wrong("nothing is running"));
    assert_eq!(toggl.requests(), 12, "one call a command, and one more for each of two starts and a stop");
}

#[test]
fn a_start_stops_the_entry_before_and_a_stop_is_done_once() {
    let clock = TestClock::new();
    let toggl = toggl(&clock).without_quota();
    let client = client(&toggl, &clock);
    let first = client.send(&start("first")).unwrap();
    assert!(first.is_running() && first.duration < Some(0) && first.workspace_id == Some(WORKSPACE));
    clock.advance(Duration::from_secs(60));
    let second = client.send(&start("second")).unwrap();
    let entries = client.send(&ListTimeEntries::new()).unwrap();
    let running: Vec<_> = entries.iter().map(|entry| (entry.id, entry.is_running())).collect();
    assert!(running.contains(&(first.id, false)) && running.contains(&(second.id, true)), "{running:?}");
    assert_eq!(client.send(&GetCurrentTimeEntry::new()).unwrap().as_ref().map(|entry| entry.id), Some(second.id));

    let stop = Entry::<STOP> { workspace_id: WORKSPACE, id: second.id, fields: json!(null) };
    client.send(&stop).unwrap();
    let again = refusal(client.send(&stop));
    assert_eq!((again.status(), again.message()), (StatusCode::CONFLICT, Some("Time entry already stopped")));
    assert!(client.send(&GetCurrentTimeEntry::new()).unwrap().is_none());
}

#[test]
fn an_entry_is_changed_and_deleted() {
    let clock = TestClock::new();
    let toggl = toggl(&clock).without_quota();
    let client = client(&toggl, &clock);
    let id = client.send(&start("Labels")).unwrap().id;
    let change = |fields| client.send(&Entry::<CHANGE> { workspace_id: WORKSPACE, id, fields });
    change(json!({"project_id": 51, "tags": ["rye", "spelt"], "stop": "2026-01-05T10:00:00Z"})).unwrap();
    change(json!({"tags": ["rye"], "tag_action": "delete"})).unwrap();
    let entries = client.send(&ListTimeEntries::new()).unwrap();
    let entry = &entries[0];
    assert_eq!((entry.project_id, &entry.tags[..], entry.duration), (Some(51), &["spelt".to_owned()][..], Some(3600)));
    change(json!({"project_id": null})).unwrap();
    assert_eq!(client.send(&ListTimeEntries::new()).unwrap()[0].project_id, None);

    client.send(&Entry::<DELETE> { workspace_id: WORKSPACE, id, fields: json!(null) }).unwrap();
    assert!(client.send(&ListTimeEntries::new()).unwrap().is_empty());
    assert_eq!(refusal(change(json!({}))).status(), StatusCode::NOT_FOUND);
}

#[test]
fn the_fake_refuses_to_start_what_toggl_refuses() {
    let clock = TestClock::new();
    let toggl = toggl(&clock).without_quota();
    let client = client(&toggl, &clock);
    let with = |name: &str, value: serde_json::Value| {
        let mut start = start("x");
        start.fields[name] = value;
        refusal(client.send(&start))
    };
    for (name, value) in [
        ("created_with", json!(null)),
        ("workspace_id", json!(null)),
        ("workspace_id", json!(32)),
        ("start", json!(null)),
        ("start", json!("today")),
        ("duration", json!(null)),
        ("duration", json!("1 h")),
        ("stop", json!("2026-01-05T08:00:00Z")),
        ("project_id", json!(52)),
        ("tag_ids", json!([1])),
        ("tags", json!("rye")),
    ] {
        assert_eq!(with(name, value.clone()).status(), StatusCode::BAD_REQUEST, "{name} {value}");
    }
    assert_eq!(with("billable", json!(true)).kind(), ApiErrorKind::PlanRequired);
    let elsewhere = refusal(client.send(&Start { workspace_id: 30, ..start("x") }));
    assert_eq!(elsewhere.kind(), ApiErrorKind::Forbidden);
    assert!(client.send(&ListTimeEntries::new()).unwrap().is_empty(), "what is refused changes nothing");

    let mut paid = start("x");
    (paid.workspace_id, paid.fields["workspace_id"], paid.fields["billable"]) = (32, json!(32), json!(true));
    assert_eq!(client.send(&paid).unwrap().billable, Some(true));
}

#[test]
fn an_organizations_hour_is_counted_beside_the_users() {
    let clock = TestClock::new();
    let toggl = toggl(&clock);
    let client = client(&toggl, &clock).with_dispatcher(Dispatcher::new().pace(0, Duration::ZERO));
    for left in [2, 1, 0] {
        assert_eq!(client.send(&start("x")).unwrap().quota().unwrap().remaining, left);
    }
    assert_eq!(toggl.calls_left("ann@example.org"), Some(30), "the user's hour is another");

    // No request is sent that the server would refuse, and the user's calls continue.
    let refused = refusal(client.send(&start("x")));
    assert_eq!((refused.kind(), refused.attempts()), (ApiErrorKind::QuotaExhausted, 0));
    assert_eq!(toggl.requests(), 3);
    let quotas = client.send(&ListQuotas::new()).unwrap();
    let of_mill = quotas.iter().find(|quota| quota.organization_id == Some(ORGANIZATION)).unwrap();
    assert_eq!((of_mill.remaining, of_mill.total), (Some(0), Some(3)));

    // A client that does not count is refused by the server.
    let uncounted = client.clone().with_dispatcher(Dispatcher::idle());
    assert_eq!(refusal(uncounted.send(&start("x"))).kind(), ApiErrorKind::QuotaExhausted);
    clock.advance(Duration::from_secs(3600));
    client.send(&start("x")).unwrap();
}

#[test]
fn a_start_in_one_process_forgets_the_bars_entry_in_another() {
    let (clock, store): (_, Arc<dyn Store>) = (TestClock::new(), Arc::new(MemoryStore::new()));
    let toggl = toggl(&clock);
    let process = || client(&toggl, &clock).with_dispatcher(Dispatcher::new().store(store.clone()));
    let (bar, timer) = (process(), process());
    assert!(bar.send(&GetCurrentTimeEntry::new()).unwrap().is_none());
    assert!(matches!(bar.send(&GetCurrentTimeEntry::new()).unwrap().source(), Source::Cached { .. }));

    // The write was refused, so that the cached responses stay.
    let mut bad = start("x");
    bad.fields["created_with"] = json!("");
    refusal(timer.send(&bad));
    assert!(matches!(bar.send(&GetCurrentTimeEntry::new()).unwrap().source(), Source::Cached { .. }));
    assert_eq!(toggl.requests(), 2);

    let started = timer.send(&start("Labels")).unwrap();
    let current = bar.send(&GetCurrentTimeEntry::new()).unwrap();
    assert_eq!(current.as_ref().map(|entry| entry.id), Some(started.id));
    bar.send(&GetCurrentTimeEntry::new()).unwrap();
    assert_eq!(toggl.requests(), 4, "the start, and one call of the bar");
    assert_eq!(toggl.calls_left("ann@example.org"), Some(28));
}

#[test]
fn an_operation_that_a_test_adds_is_admitted_and_counted() {
    let clock = TestClock::new();
    let toggl = toggl(&clock);
    let asked = toggl.clone();
    let toggl = toggl.serve::<Entry<STOP>>(move |call| {
        // The fake can be called in the meantime.
        let left = asked.calls_left("ann@example.org").unwrap();
        let (id, name) = (call.variable("time_entry_id").unwrap(), &call.profile().unwrap().fullname);
        toggl_me_core::http::Response::new(format!("{id} {name} {left}").into_bytes())
    });
    let client = client(&toggl, &clock);
    let stop = |workspace_id| client.send(&Entry::<STOP> { workspace_id, id: 7, fields: json!(null) });
    let reply = stop(WORKSPACE).unwrap();
    assert_eq!((&reply[..], reply.quota().unwrap().remaining), (&b"7 ann 30"[..], 2));
    assert_eq!(refusal(stop(30)).kind(), ApiErrorKind::Forbidden);
    stop(WORKSPACE).unwrap();
    stop(WORKSPACE).unwrap();
    assert_eq!(refusal(stop(WORKSPACE)).kind(), ApiErrorKind::QuotaExhausted);
    assert_eq!(client.send(&GetMe::new()).unwrap().quota().unwrap().remaining, 29);
}

#[test]
fn a_recording_of_an_own_operation_replays() {
    let clock = TestClock::new();
    let toggl = toggl(&clock);
    let context = Context::new(Credentials::api_token(toggl.api_token())).unwrap();
    let recorder = Recorder::new(toggl.clone());
    let recording = Client::new(&recorder, context.clone());
    let started = recording.send(&start("Labels")).unwrap();
    let stop = Entry::<STOP> { workspace_id: WORKSPACE, id: started.id, fields: json!(null) };
    recording.send(&stop).unwrap();
    let cassette = recorder.cassette();
    assert!(!cassette.to_json().contains(&toggl.api_token()));

    let replaying = Client::new(Replay::new(cassette), context);
    assert_eq!(*replaying.send(&start("Labels")).unwrap(), *started);
    replaying.send(&stop).unwrap();
}

/// Sends POST /workspaces/{workspace_id}/invitations/{invitation_code}.
struct Invite(&'static str);

impl Endpoint for Invite {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "workspaces/{workspace_id}/invitations/{invitation_code}";
    type Response = Vec<u8>;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[&WORKSPACE.to_string(), self.0])
    }

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        json_body(&json!({"emails": ["bob@example.org"], "role": "admin"}))
    }

    fn decode(body: &[u8]) -> Result<Vec<u8>, codec::Failure> {
        codec::bytes(body)
    }
}

#[test]
fn a_recording_of_an_own_operation_keeps_no_secret() {
    let toggl = toggl(&TestClock::new()).serve::<Invite>(|call| {
        let code = call.variable("invitation_code").unwrap();
        let body = json!({"invite_token": "Tk-77", "note": format!("{code} for bob@example.org"), "role": "admin"});
        toggl_me_core::http::Response::new(body.to_string().into_bytes())
    });
    let token = toggl.api_token();
    let context = Context::new(Credentials::api_token(token.as_str())).unwrap();
    let recorder = Recorder::new(toggl);
    Client::new(&recorder, context.clone()).send(&Invite("qZ8w-17-uN")).unwrap();
    let cassette = recorder.cassette();
    let kept = cassette.to_json();
    for secret in ["qZ8w", "bob", "Tk-77", &token] {
        assert!(!kept.contains(secret), "{secret} is in {kept}");
    }
    assert!(kept.contains("invitations") && kept.contains("admin"), "{kept}");
    // A scrubbed value may be anything.
    let replayed = Client::new(Replay::new(cassette), context).send(&Invite("another-1")).unwrap();
    assert!(std::str::from_utf8(&replayed).unwrap().contains("(scrubbed) for (scrubbed)"));
}

impl Sampled for Start {
    fn requests() -> impl Strategy<Value = Start> {
        any::<String>().prop_map(|description| start(&description))
    }

    fn responses() -> impl Strategy<Value = Sample<TimeEntry>> {
        strategies::response::<GetTimeEntry>()
    }
}

/// Draws starts, stops of entries that may exist, and requests for the running entry.
fn calls() -> impl Strategy<Value = Call> {
    let stop = |id| Entry::<STOP> { workspace_id: WORKSPACE, id, fields: json!(null) };
    prop_oneof![
        2 => strategies::request::<Start>().prop_map(Call::new),
        1 => (1_i64..20).prop_map(move |id| Call::new(stop(id))),
        1 => strategies::request::<GetCurrentTimeEntry>().prop_map(Call::new),
    ]
}

proptest! {
    #[test]
    fn an_own_operation_decodes_what_is_drawn_for_it(
        sample in strategies::response::<Start>(),
        hostile in strategies::hostile_response(),
    ) {
        let script = TestTransport::new().on::<Start>(200, sample.body).on_response::<Start>(hostile);
        let client = Client::new(script, Context::new(Credentials::api_token("0a1b2c3d")).unwrap());
        prop_assert_eq!(client.send(&start("x")).unwrap().into_inner(), sample.value);
        let _ = client.send(&start("x"));
    }

    #[test]
    fn whatever_goes_wrong_one_entry_runs_at_most(steps in strategies::steps(calls(), 1..12)) {
        let clock = TestClock::new();
        let toggl = toggl(&clock).without_quota();
        let context = Context::new(Credentials::api_token(toggl.api_token())).unwrap();
        let faults = Faults::planned(toggl.clone(), steps.iter().map(|step| step.fault.clone()));
        let faults = faults.with_clock(clock.clone());
        for step in &steps {
            let result = faults.send(step.call.to_request(&context).unwrap());
            let _ = result.map(|response| step.call.parse(&response));
        }
        let entries = client(&toggl, &clock).send(&ListTimeEntries::new()).unwrap();
        let running = entries.iter().filter(|entry| entry.is_running()).count();
        let is_started = steps.iter().any(|step| step.fault.is_none() && step.call.endpoint() == Start::INFO);
        prop_assert!(running <= 1 && (!is_started || !entries.is_empty()), "{:?}", entries.into_inner());
    }
}
