//! Prints the tables.

use std::env;
use std::process::{Command, exit};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use toggl_me_core::http::{Request, Response};
use toggl_me_core::me::GetMe;
use toggl_me_core::store::{Held, MemoryStore, Read, Store, StoreError, Write, Written};
use toggl_me_core::{
    CallOptions, Client, Context, Credentials, Dispatcher, EndpointExt as _, Transport, TransportError,
};
use toggl_me_stores::{RedisStore, SqliteStore};
use toggl_me_transport_test::FakeToggl;

use crate::folder::Folder;
use crate::server::Server;

const STORES: [&str; 3] = ["memory", "SQLite", "Redis"];
const WORKS: [&str; 2] = ["hit", "miss"];
const ROUNDS: usize = 31;
/// How long a store's turn is, in seconds.
const TURN: f64 = 8e-3;

pub fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["run", store, place, work, runs] => Work::of(work, open(store, place)).run(runs.parse().unwrap()),
        ["hit", place] => hit(place),
        _ => tables(),
    }
}

fn tables() {
    pin();
    let Some(server) = Server::start() else { return };
    let folder = Folder::new();
    let place = |store: &str| match store {
        "SQLite" => format!("{}/store.sqlite", folder.as_ref()),
        _ => server.as_ref().to_owned(),
    };
    for work in WORKS {
        let mut works = STORES.map(|store| Work::of(work, open(store, &place(store))));
        let times = medians(&mut works);
        let trips = STORES.map(|store| trips(work, store, &place(store)));
        let instructions = STORES.map(|store| instructions(work, store, &place(store)));
        println!("| GET /me, a {work} | trips |       µs | ratio | instructions | ratio |");
        println!("| ------------- | ----: | -------: | ----: | -----------: | ----: |");
        for (index, store) in STORES.iter().enumerate() {
            let (trips, time, count) = (trips[index], times[index] * 1e6, instructions[index]);
            let (slower, more) = (times[index] / times[0], count / instructions[0]);
            println!("| {store:13} | {trips:5.2} | {time:8.2} | {slower:5.1} | {count:12.0} | {more:5.1} |");
        }
        println!();
    }
    short_lived(&place("SQLite"));
}

/// Opens the store at this place; `None` for memory, which a dispatcher has by itself.
fn open(store: &str, place: &str) -> Option<Arc<dyn Store>> {
    match store {
        // It keeps as many of the responses that are made here as the programs of a few users keep.
        "SQLite" => Some(Arc::new(SqliteStore::open(place).unwrap().with_bounds(50, 1_000_000))),
        "Redis" => Some(Arc::new(RedisStore::open(place).unwrap())),
        _ => None,
    }
}

/// A transport that has its response ready.
struct Ready(Response<Vec<u8>>);

impl Transport for Ready {
    fn send(&self, _: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        Ok(self.0.clone())
    }
}

fn client(store: Option<Arc<dyn Store>>) -> Client<Ready> {
    let dispatcher = Dispatcher::new().pace(0, Duration::ZERO).max_age(Duration::from_secs(3600));
    let dispatcher = match store {
        Some(store) => dispatcher.store(store),
        None => dispatcher,
    };
    Client::new(Ready(response()), context(0)).with_dispatcher(dispatcher)
}

/// Makes calls, for one user after the other.
struct Work {
    client: Client<Ready>,
    options: CallOptions,
    calls: u64,
}

impl Work {
    fn of(work: &str, store: Option<Arc<dyn Store>>) -> Self {
        let client = client(store);
        client.send(&GetMe::new()).unwrap();
        let options = match work {
            "miss" => CallOptions::new().max_age(Duration::ZERO),
            _ => CallOptions::new(),
        };
        Work { client, options, calls: 0 }
    }

    fn run(&mut self, calls: u64) {
        for _ in 0..calls {
            // No user makes more calls than an hour has.
            if self.options.max_age.is_some() && self.calls.is_multiple_of(30) {
                let dispatcher = self.client.dispatcher().unwrap().clone();
                self.client = Client::new(Ready(response()), context(next_user())).with_dispatcher(dispatcher);
            }
            self.calls += 1;
            std::hint::black_box(self.client.send_with(&GetMe::new(), self.options).unwrap());
        }
    }

    /// Returns the seconds that each of so many calls takes.
    fn time(&mut self, calls: u64) -> f64 {
        let start = Instant::now();
        self.run(calls);
        start.elapsed().as_secs_f64() / calls as f64
    }
}

/// Returns a number that no two processes that share a store have in common.
fn next_user() -> u64 {
    static USERS: AtomicU64 = AtomicU64::new(1);
    u64::from(std::process::id()) << 32 | USERS.fetch_add(1, Relaxed)
}

fn context(user: u64) -> Context {
    Context::new(Credentials::api_token(format!("{user:032x}"))).unwrap()
}

/// Returns what the fake says about a user.
fn response() -> Response<Vec<u8>> {
    let toggl = FakeToggl::demo();
    let context = Context::new(Credentials::api_token(toggl.api_token())).unwrap();
    let mut response = toggl.respond(&GetMe::new().to_request(&context).unwrap());
    response.headers_mut().clear();
    response
}

fn medians(works: &mut [Work; 3]) -> [f64; 3] {
    let calls = works.each_mut().map(|work| (TURN / work.time(200)).ceil() as u64);
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        for ((work, calls), times) in works.iter_mut().zip(calls).zip(&mut times) {
            times.push(work.time(calls));
        }
    }
    times.map(median)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Counts the trips to a store.
#[derive(Debug)]
struct Counted(Arc<dyn Store>, AtomicU64);

impl Counted {
    fn store(&self) -> &dyn Store {
        self.1.fetch_add(1, Relaxed);
        &*self.0
    }
}

impl Store for Counted {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        self.store().secret()
    }

    fn read(&self, ask: &Read) -> Result<Held, StoreError> {
        self.store().read(ask)
    }

    fn write(&self, ask: &Write) -> Result<Written, StoreError> {
        self.store().write(ask)
    }
}

fn trips(work: &str, store: &str, place: &str) -> f64 {
    let store = open(store, place).unwrap_or_else(|| Arc::new(MemoryStore::new()));
    let counted = Arc::new(Counted(store, AtomicU64::new(0)));
    let mut work = Work::of(work, Some(Arc::<Counted>::clone(&counted)));
    let before = counted.1.load(Relaxed);
    work.run(300);
    (counted.1.load(Relaxed) - before) as f64 / 300.0
}

/// Returns the instructions of a call: the difference between a program that makes a few calls and one that makes more.
fn instructions(work: &str, store: &str, place: &str) -> f64 {
    let count = |runs: u32| {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(env::current_exe().unwrap())
            .args(["run", store, place, work, &runs.to_string()])
            .output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stderr).into_owned()).unwrap_or_default();
        let collected = text.lines().find_map(|line| line.split_once("Collected : "));
        collected.and_then(|(_, count)| count.trim().parse().ok()).unwrap_or(f64::NAN)
    };
    (count(660) - count(60)) / 600.0
}

/// Does what a status bar's program does: opens the file, takes the response out of it, and ends.
fn hit(place: &str) {
    let reply = client(open("SQLite", place)).send(&GetMe::new()).unwrap();
    assert_eq!(reply.attempts(), 0);
}

/// Prints how long such a program takes from its start to its end, beside one that does nothing.
fn short_lived(place: &str) {
    // This puts the response there.
    Work::of("hit", open("SQLite", place));
    let this = env::current_exe().unwrap();
    let time = |program: &mut Command| {
        let start = Instant::now();
        assert!(program.status().unwrap().success());
        start.elapsed().as_secs_f64() * 1e3
    };
    let (mut nothing, mut hits) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        nothing.push(time(&mut Command::new("/bin/true")));
        hits.push(time(Command::new(&this).args(["hit", place])));
    }
    let (nothing, hits) = (median(nothing), median(hits));
    println!("| a program, from its start to its end | ms |\n| --- | --: |");
    println!("| /bin/true | {nothing:.2} |");
    println!("| a program that gets its response from SQLite | {hits:.2} |");
    println!("| the difference | {:.2} |", hits - nothing);
}

/// Restarts this program on one core, with priority over everything else there, if the machine allows it.
fn pin() {
    const PINNED: &str = "TOGGL_ME_BENCH_PINNED";
    let mut command = Command::new("chrt");
    command.args(["-f", "10", "taskset", "-c", "0"]);
    if env::var_os(PINNED).is_some() {
        return;
    }
    let status = command.arg(env::current_exe().unwrap()).args(env::args_os().skip(1)).env(PINNED, "1").status();
    match status {
        Ok(status) if status.success() => exit(0),
        _ => println!("(not pinned to a core: `chrt -f 10 taskset -c 0` is refused here)\n"),
    }
}
