//! The cases, by group. The same cases are timed, counted and run under callgrind.

use std::str;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::{HeaderMap, Method, Request, Response, StatusCode};
use jiff::Timestamp;
use toggl_me_core::me::{GetMe, ListProjects, ListTasks};
use toggl_me_core::model::{Me, Project};
use toggl_me_core::store::MemoryStore;
use toggl_me_core::{
    Client, Context, Dispatcher, Endpoint, EndpointExt, Raw, RetryPolicy, Transport, TransportError, clock::Clock,
    codec,
};
use toggl_me_transport_ureq::UreqTransport;

use super::baseline::{self, FewBorrowed, FewFields, PlainProject, Prepared};
use super::data;
use super::harness::{Case, Group};
use super::server::Server;

const BASE: &str = "https://api.track.toggl.com/api/v9";

const SINCE: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// Returns the context of every case, for the server at `base`.
pub fn context(base: &str) -> Context {
    Context::new(baseline::credentials()).and_then(|context| context.with_base_url(base)).expect("a context")
}

/// Returns a request with three parameters: a time, a flag and a number.
pub fn list_tasks() -> ListTasks {
    ListTasks::new().since(SINCE).include_not_active(true).per_page(50)
}

/// Creates the cases of one table.
pub type Make = fn() -> Group;

/// All tables, by their names.
pub const TABLES: [(&str, Make); 10] = [
    ("build", build),
    ("build-query", build_query),
    ("decode-me", decode_me),
    ("decode-1000", || decode_projects(1_000)),
    ("decode-10000", || decode_projects(10_000)),
    ("decode-misfit", decode_misfit),
    ("call-http", || call("http")),
    ("call-https", || call("https")),
    ("dispatcher", dispatcher),
    ("memory", memory),
];

/// Runs a case `times` times, for tools that look at a whole process.
pub fn run(table: &str, case: &str, runs: &str) {
    let (_, make) = TABLES.iter().find(|(name, _)| *name == table).expect("a table");
    let mut group = make();
    let case = &mut group.cases[case.parse::<usize>().expect("a number")];
    for _ in 0..runs.parse().expect("a number") {
        case.run();
    }
}

fn build() -> Group {
    let prepared = Prepared::new(BASE);
    let (plain, fixed, context) = (prepared.clone(), prepared, context(BASE));
    Group {
        title: "build GET /me",
        pieces: 1,
        cases: vec![
            Case::new("by hand, prepared", move || plain.plain("me")),
            Case::new("toggl-me-core", move || GetMe::new().to_request(&context)),
            Case::new("by hand, prepared, path fixed", move || fixed.fixed("/api/v9/me")),
            Case::new("format, parse, encode each time", || baseline::request_each_time(BASE, "me")),
        ],
        server: None,
    }
}

fn build_query() -> Group {
    let prepared = Prepared::new(BASE);
    let (values, texts, context) = (prepared.clone(), prepared, context(BASE));
    let pairs = [("since", "1767225600"), ("include_not_active", "true"), ("per_page", "50")];
    Group {
        title: "build GET /me/tasks, 3 parameters",
        pieces: 1,
        cases: vec![
            Case::new("by hand, prepared", move || values.with_values("me/tasks", 1_767_225_600, true, 50)),
            Case::new("toggl-me-core", move || list_tasks().to_request(&context)),
            Case::new("by hand, prepared, values are texts", move || texts.with_query("me/tasks", &pairs)),
            Case::new("format, parse, encode each time", || {
                let query = format!("me/tasks?since={}&include_not_active={}&per_page={}", 1767225600, true, 50);
                baseline::request_each_time(BASE, &query)
            }),
        ],
        server: None,
    }
}

fn parse<E: Endpoint>(body: &[u8]) -> E::Response {
    E::parse_parts(StatusCode::OK, &HeaderMap::new(), body).expect("the body is right")
}

fn from_str<'a, T: serde::Deserialize<'a>>(body: &'a [u8]) -> T {
    serde_json::from_str(str::from_utf8(body).expect("UTF-8")).expect("JSON")
}

fn decode_me() -> Group {
    let body: &'static [u8] = data::me().leak().as_bytes();
    Group {
        title: "decode GET /me",
        pieces: 1,
        cases: vec![
            Case::new("serde_json::from_str, same struct", || from_str::<Me>(body)),
            Case::new("toggl-me-core", || parse::<GetMe>(body)),
            Case::new("serde_json::from_slice, same struct", || serde_json::from_slice::<Me>(body)),
            Case::new("serde_json::Value", || serde_json::from_slice::<serde_json::Value>(body)),
        ],
        server: None,
    }
}

fn decode_projects(count: usize) -> Group {
    let body: &'static [u8] = data::projects(count).leak().as_bytes();
    Group {
        title: if count == 10_000 { "decode 10,000 projects, each" } else { "decode 1,000 projects, each" },
        pieces: count,
        cases: vec![
            Case::new("serde_json::from_str, same struct", || from_str::<Vec<Project>>(body)),
            Case::new("toggl-me-core", || parse::<ListProjects>(body)),
            Case::new("serde_json::from_slice, same struct", || serde_json::from_slice::<Vec<Project>>(body)),
            Case::new("from_str, derive alone, intolerant", || from_str::<Vec<PlainProject>>(body)),
            Case::new("serde_json::from_reader, same struct", move || serde_json::from_reader::<_, Vec<Project>>(body)),
            Case::new("serde_json::Value", || serde_json::from_slice::<serde_json::Value>(body)),
            Case::new("toggl-me-core, own endpoint, 3 fields", || parse::<ProjectNames>(body)),
            Case::new("toggl-me-core, Raw, 3 fields borrowed", || {
                let body = parse::<Raw<ListProjects>>(body);
                from_str::<Vec<FewBorrowed<'_>>>(&body).len()
            }),
        ],
        server: None,
    }
}

/// Returns the cases of a list whose last project has a text in place of a boolean: the cost of finding the place and
/// of decoding the rest.
fn decode_misfit() -> Group {
    let mut body = data::projects(1_000);
    let last = body.rfind("\"pinned\":false").expect("a project");
    body.replace_range(last.., "\"pinned\":\"no\"}]");
    let body: &'static str = body.leak();
    Group {
        title: "decode 1,000 projects, the last misfits",
        pieces: 1_000,
        cases: vec![
            Case::new("serde_json::from_str, no path", || {
                serde_json::from_str::<Vec<Project>>(body).expect_err("a misfit").to_string()
            }),
            Case::new("toggl-me-core, path and all", || {
                ListProjects::decode(body.as_bytes()).expect_err("a misfit").to_string()
            }),
            Case::new("serde_path_to_error on each call", || {
                let deserializer = &mut serde_json::Deserializer::from_str(body);
                serde_path_to_error::deserialize::<_, Vec<Project>>(deserializer).expect_err("a misfit").to_string()
            }),
            Case::new("toggl-me-core, all but the misfit", || {
                let mut unreadable = codec::Unreadable::default();
                let projects = ListProjects::parse_parts_noting(
                    StatusCode::OK,
                    &HeaderMap::new(),
                    body.as_bytes(),
                    &mut unreadable,
                );
                (projects.expect("projects"), unreadable)
            }),
        ],
        server: None,
    }
}

/// `GET /me/projects` for a program that needs only three of the fields.
struct ProjectNames;

impl Endpoint for ProjectNames {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/projects";
    type Response = Vec<FewFields>;

    fn decode(body: &[u8]) -> Result<Vec<FewFields>, codec::Failure> {
        codec::list(body)
    }
}

/// Returns calls of `GET /me` over kept connections.
fn call(scheme: &str) -> Group {
    let server = Server::process(scheme).expect("a server");
    let base = server.base_url();
    let (best, careless) = (baseline::best_agent(&server.certificate), baseline::careless_agent(&server.certificate));
    let (prepared, also_prepared) = (Prepared::new(&base), Prepared::new(&base));
    let client = client(&server);
    let mut raw = baseline::Raw::connect(&server.origin, &server.certificate, "/api/v9/me").expect("a connection");
    Group {
        title: if scheme == "https" { "call GET /me, TLS" } else { "call GET /me" },
        pieces: 1,
        cases: vec![
            Case::new("ureq at its best, same decode", move || {
                from_str::<Me>(&baseline::call(&best, prepared.plain("me")))
            }),
            Case::new("toggl-me", move || client.send(&GetMe::new()).expect("a response")),
            Case::new("bare socket, no HTTP, no decode", move || raw.call()),
            Case::new("ureq with its own resolver", move || {
                from_str::<Me>(&baseline::call(&careless, also_prepared.plain("me")))
            }),
        ],
        server: Some(server),
    }
}

/// Returns calls over kept connections, through dispatchers that do more and more.
fn dispatcher() -> Group {
    let server = Server::process("http").expect("a server");
    let calling = |dispatcher: Option<Dispatcher>| {
        let client = Client::new(Aging(transport(&server), Passing::default()), context(&server.base_url()));
        let clock = client.transport().1.clone();
        let client = dispatcher.into_iter().fold(client.with_clock(clock), Client::with_dispatcher);
        move || client.send(&GetMe::new()).expect("a response")
    };
    let idle = Dispatcher::idle;
    Group {
        title: "call GET /me, dispatcher",
        pieces: 1,
        cases: vec![
            Case::new("none", calling(None)),
            Case::new("idle", calling(Some(idle()))),
            Case::new("retries alone", calling(Some(idle().retry(RetryPolicy::up_to(3))))),
            Case::new("count alone", calling(Some(idle().hourly_limit(30)))),
            Case::new("pace alone", calling(Some(idle().pace(3, Duration::from_secs(1))))),
            Case::new("cache alone, always a miss", calling(Some(idle().max_age(BETWEEN / 2)))),
            Case::new("all, always a miss", calling(Some(Dispatcher::new().max_age(BETWEEN / 2)))),
        ],
        server: Some(server),
    }
}

/// Returns calls that do not leave the process: the cost of a dispatcher and a store in memory.
fn memory() -> Group {
    let projects = data::projects(1_000).into_bytes();
    let calling = |body: &[u8], dispatcher: Option<Dispatcher>| {
        let client = Client::new(Aging(Responds(body.to_vec()), Passing::default()), context(BASE));
        let clock = client.transport().1.clone();
        dispatcher.into_iter().fold(client.with_clock(clock), Client::with_dispatcher)
    };
    let me = |dispatcher| {
        let client = calling(data::me().as_bytes(), dispatcher);
        move || client.send(&Raw(GetMe::new())).expect("a response")
    };
    let (keeping, forgetting) = (Dispatcher::new(), Dispatcher::new().max_age(BETWEEN / 2));
    let large = calling(&projects, Some(keeping.clone()));
    let hits = Arc::new(MemoryStore::new());
    let over_a_store = keeping.clone().store(hits);
    Group {
        title: "call without a server",
        pieces: 1,
        cases: vec![
            Case::new("642 bytes, no dispatcher", me(None)),
            Case::new("642 bytes, idle dispatcher", me(Some(Dispatcher::idle()))),
            Case::new("642 bytes, a hit", me(Some(keeping))),
            Case::new("642 bytes, a hit, shared store", me(Some(over_a_store))),
            Case::new("642 bytes, a miss", me(Some(forgetting))),
            Case::new("copy of 695,000 bytes", move || projects.clone()),
            Case::new("695,000 bytes, a hit", move || large.send(&Raw(ListProjects::new())).expect("a response")),
        ],
        server: None,
    }
}

/// The time from one response to the next: an hour has as many as are allowed.
const BETWEEN: Duration = Duration::from_secs(125);

/// A clock that costs nothing and advances with each response.
#[derive(Clone, Debug, Default)]
pub struct Passing(Arc<AtomicU64>);

impl Passing {
    fn pass(&self) {
        self.0.fetch_add(BETWEEN.as_secs(), Ordering::Relaxed);
    }
}

impl Clock for Passing {
    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::Relaxed))
    }

    fn wall(&self) -> Timestamp {
        SINCE + self.monotonic()
    }

    fn sleep(&self, duration: Duration) {
        self.0.fetch_add(duration.as_secs() + 1, Ordering::Relaxed);
    }
}

/// A transport that advances the clock.
#[derive(Debug)]
pub struct Aging<T>(pub T, pub Passing);

impl<T: Transport> Transport for Aging<T> {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let response = self.0.send(request);
        self.1.pass();
        response
    }
}

/// A transport that always returns the same response at once.
#[derive(Debug)]
pub struct Responds(pub Vec<u8>);

impl Transport for Responds {
    fn send(&self, _: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        Ok(Response::new(self.0.clone()))
    }
}

/// Returns a client of this server, as a program creates it.
pub fn client(server: &Server) -> Client<UreqTransport> {
    Client::new(transport(server), context(&server.base_url()))
}

fn transport(server: &Server) -> UreqTransport {
    let mut transport = UreqTransport::builder().no_proxy();
    if !server.certificate.is_empty() {
        transport = transport.root_certificates_pem(server.certificate.as_bytes());
    }
    transport.build().expect("a transport")
}
