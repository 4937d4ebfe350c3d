//! Tests that a dispatcher does the same over the blocking runner and over the async one, in one scenario.
//!
//! `scenario.txt` is a table. Its first three columns say what happens: how many seconds pass, what is called, and with
//! what status the server responds instead of its own. The others say how the call ended.

use std::time::Duration;

use reqwest::{redirect, retry};
use toggl_me_core::http::{Request, Response};
use toggl_me_core::me::{CheckLogin, GetMe, ListProjectsPage, ListTags, UpdateMe};
use toggl_me_core::{
    AsyncClient, AsyncTransport, CallOptions, Client, Context, Credentials, Dispatcher, Error, Reply, Source,
    TransportError, clock::Clock as _, page::Pages,
};
use toggl_me_stacks::reqwest_blocking::ReqwestTransport;
use toggl_me_stacks::reqwest_tokio::ReqwestTokio;
use toggl_me_transport_test::{FakeServer, FakeToggl, TestClock};
use tokio::runtime::Builder;

const SCENARIO: &str = include_str!("scenario.txt");
const LIMIT: u32 = 1 << 20;

/// A Toggl with 16 calls an hour, on a clock that sleeps move, and the context of a caller.
struct Stage {
    clock: TestClock,
    toggl: FakeToggl,
    _server: FakeServer,
    context: Context,
    dispatcher: Dispatcher,
}

impl Stage {
    fn new() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = TestClock::new();
        let toggl = FakeToggl::with_clock(clock.clone()).demo_account().quota(16);
        let server = FakeServer::start(toggl.clone());
        let context = Context::new(Credentials::api_token(toggl.api_token())).expect("a token");
        let context = context.with_base_url(&server.base_url()).expect("a URL");
        let dispatcher = Dispatcher::new().hourly_limit(16).max_stale(Duration::from_secs(3_600)).seed(1);
        Stage { clock, toggl, _server: server, context, dispatcher }
    }

    /// Lets happen what a line demands before its call.
    fn happens(&self, wait: &str, server: &str) {
        self.clock.advance(Duration::from_secs(wait.parse().expect("seconds")));
        for status in server.split_whitespace() {
            self.toggl.fail_next(status.parse().expect("a status"), &[], "");
        }
    }

    /// Returns the scenario with the outcome of each call.
    fn table(&self, mut call: impl FnMut(&str) -> String) -> String {
        let (head, calls) = SCENARIO.split_at(SCENARIO.match_indices('\n').nth(1).expect("a head").0 + 1);
        let lines = calls.lines().map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [_, wait, name, server, ..] = cells[..] else { panic!("no line of the table: {line}") };
            self.happens(wait, server);
            let told = call(name);
            let (sent, clock) = (self.toggl.requests(), self.clock.monotonic().as_secs_f64());
            format!("| {wait:>4} | {name:16} | {server:11} | {told} | {sent:8} | {clock:8.1} |\n")
        });
        head.to_owned() + &lines.collect::<String>()
    }
}

/// Describes a call: its outcome, the source of its response, and how many requests it took.
fn told<R>(result: Result<Reply<R>, Error>) -> String {
    let (outcome, source, attempts) = match &result {
        Ok(reply) => {
            let source = match reply.source() {
                Source::Cached { age } => format!("cache, {} s", age.as_secs()),
                Source::Stale { age } => format!("stale, {} s", age.as_secs()),
                _ => "server".to_owned(),
            };
            (reply.status().to_string(), source, reply.attempts())
        }
        Err(Error::Api(error)) => (format!("{:?}", error.kind()), String::new(), error.attempts()),
        Err(error) => panic!("{error}"),
    };
    format!("{outcome:14} | {source:12} | {attempts:8}")
}

fn listed(projects: usize) -> String {
    format!("{:14} | {:12} | {:8}", format!("{projects} projects"), "", "")
}

fn reload() -> CallOptions {
    CallOptions::new().max_age(Duration::ZERO)
}

fn background() -> CallOptions {
    CallOptions::new().background()
}

fn rename() -> UpdateMe {
    UpdateMe::new().fullname("Ann Lee")
}

fn first_page() -> ListProjectsPage {
    ListProjectsPage::new().per_page(3)
}

#[test]
fn a_thread_that_blocks_keeps_to_the_scenario() {
    let stage = Stage::new();
    let settings = reqwest::blocking::Client::builder().no_proxy();
    let transport = ReqwestTransport::new(settings, LIMIT.into()).expect("the settings are in order");
    let client = Client::new(transport, stage.context.clone()).with_clock(stage.clock.clone());
    let client = client.with_dispatcher(stage.dispatcher.clone());
    let table = stage.table(|name| match name {
        "me" => told(client.send(&GetMe::new())),
        "me, reloaded" => told(client.send_with(&GetMe::new(), reload())),
        "rename" => told(client.send(&rename())),
        "tags" => told(client.send(&ListTags::new())),
        "tags, polled" => told(client.send_with(&ListTags::new(), background())),
        "logged" => told(client.send(&CheckLogin::new())),
        "projects" => listed(client.pages(first_page()).items().filter(Result::is_ok).count()),
        other => panic!("nobody knows how to call {other}"),
    });
    println!("{table}");
    assert_eq!(table, SCENARIO);
}

/// Sleeps on the stage's clock.
#[derive(Clone)]
struct OnStage(ReqwestTokio, TestClock);

impl AsyncTransport for OnStage {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        self.0.send(request).await
    }

    async fn sleep(&self, duration: Duration) {
        self.1.sleep(duration);
    }
}

#[test]
fn twenty_three_tasks_at_once_send_one_request() {
    let stage = Stage::new();
    let reqwest = ReqwestTokio(reqwest::Client::builder().no_proxy().build().expect("a client"), LIMIT as usize);
    let client = AsyncClient::new(reqwest, stage.context.clone()).with_dispatcher(stage.dispatcher.clone());
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let ask = |client: AsyncClient<ReqwestTokio>| async move { client.send(&GetMe::new()).await.expect("the user").id };
    let tasks: Vec<_> = (0..23).map(|_| runtime.spawn(ask(client.clone()))).collect();
    let ids: Vec<i64> = tasks.into_iter().map(|task| runtime.block_on(task).expect("no panic")).collect();
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(stage.toggl.requests(), 1);
}

/// Calls one operation, in a task that any thread of the runtime may continue.
async fn call(client: AsyncClient<OnStage, TestClock>, name: String) -> String {
    match name.as_str() {
        "me" => told(client.send(&GetMe::new()).await),
        "me, reloaded" => told(client.send_with(&GetMe::new(), reload()).await),
        "rename" => told(client.send(&rename()).await),
        "tags" => told(client.send(&ListTags::new()).await),
        "tags, polled" => told(client.send_with(&ListTags::new(), background()).await),
        "logged" => told(client.send(&CheckLogin::new()).await),
        "projects" => {
            let (mut pages, mut projects) = (Pages::new(first_page()), Vec::new());
            while let Some(page) = pages.next_request() {
                let page = client.send(&page).await.expect("a page").into_inner();
                projects.extend(pages.accept(page));
            }
            listed(projects.len())
        }
        other => panic!("nobody knows how to call {other}"),
    }
}

#[test]
fn tasks_of_several_threads_keep_to_the_scenario() {
    let stage = Stage::new();
    let settings = reqwest::Client::builder().no_proxy().redirect(redirect::Policy::none()).retry(retry::never());
    let reqwest = ReqwestTokio(settings.build().expect("the settings are in order"), LIMIT as usize);
    let client = AsyncClient::new(OnStage(reqwest, stage.clock.clone()), stage.context.clone());
    let client = client.with_clock(stage.clock.clone()).with_dispatcher(stage.dispatcher.clone());
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let table = stage.table(|name| {
        let task = runtime.spawn(call(client.clone(), name.to_owned()));
        runtime.block_on(task).expect("no panic")
    });
    assert_eq!(table, SCENARIO);
}
