//! Shows how many of one account's hourly calls are spent by programs that share a store, against a fake Toggl on a
//! loopback port.
//!
//! ```sh
//! cargo run -p toggl-me-stores --features sqlite --example processes
//! cargo run -p toggl-me-stores --features redis --example processes    # starts a Redis server, if one is installed
//! ```
//!
//! With Redis, every second process is on a machine whose clock is 40 minutes fast.

#![cfg_attr(not(any(feature = "redis", feature = "sqlite")), allow(dead_code, unused_imports))]

use std::error::Error;
use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use toggl_me_core::clock::{Clock, SystemClock};
use toggl_me_core::http::{Request, StatusCode};
use toggl_me_core::jiff::{SignedDuration, Timestamp};
use toggl_me_core::me::{GetMe, GetTimeEntry};
use toggl_me_core::store::Store;
use toggl_me_core::{Client, Context, Credentials, Dispatcher};
use toggl_me_transport_test::{FakeServer, FakeToggl, Outcome};
use toggl_me_transport_ureq::UreqTransport;

#[path = "../tests/folder/mod.rs"]
mod folder;
#[cfg(all(unix, feature = "redis"))]
#[path = "../tests/redis/server.rs"]
#[allow(dead_code, reason = "each program uses a part of it")]
mod server;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [toggl, token, store, what, number] = arguments.as_slice() {
        return call(toggl, token, store, what, number.parse()?);
    }
    #[cfg(feature = "sqlite")]
    show("SQLite", || {
        let folder = folder::Folder::new();
        Some((format!("{}/store.sqlite", folder.as_ref()), folder))
    })?;
    #[cfg(all(unix, feature = "redis"))]
    show("Redis", || server::Server::start().map(|server| (server.as_ref().to_owned(), server)))?;
    if cfg!(not(any(feature = "redis", feature = "sqlite"))) {
        println!("give it an engine: --features sqlite, or --features redis");
    }
    Ok(())
}

/// Shows this with the stores of one engine. `place` makes an empty store, and returns how a process opens it and what
/// keeps it alive.
#[cfg(any(feature = "redis", feature = "sqlite"))]
fn show<P>(engine: &str, place: impl Fn() -> Option<(String, P)>) -> Result<(), Box<dyn Error>> {
    let Some((store, _place)) = place() else { return Ok(()) };
    println!("{engine}: 60 processes at once, each with a question of its own, and an empty store ..");
    let toggl = Toggl::start();
    toggl.call(&store, "another", 0..60)?;
    let (sent, refused) = (toggl.sent.load(Relaxed), toggl.refused.load(Relaxed));

    let Some((store, _place)) = place() else { return Ok(()) };
    println!("{engine}: 23 processes that ask for the same ..");
    let alike = Toggl::start();
    alike.call(&store, "same", 0..23)?;

    let Some((store, _place)) = place() else { return Ok(()) };
    println!("{engine}: 20 processes, after 28 calls ..");
    let short = Toggl::start();
    short.call(&store, "another", 0..28)?;
    let before = short.sent.load(Relaxed);
    short.call(&store, "another", 28..48)?;

    println!(
        "60 processes: {sent} sent, {refused} refused by the server; 23 alike: {} sent; 20 with 2 left: {} sent",
        alike.sent.load(Relaxed),
        short.sent.load(Relaxed) - before,
    );
    Ok(())
}

/// A fake Toggl that counts requests.
struct Toggl {
    server: FakeServer,
    token: String,
    sent: Arc<AtomicU64>,
    refused: Arc<AtomicU64>,
}

impl Toggl {
    fn start() -> Self {
        let (sent, refused) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let toggl = FakeToggl::demo();
        let token = toggl.api_token();
        let counters = (Arc::clone(&sent), Arc::clone(&refused));
        let server = FakeServer::start(move |request: Request<Vec<u8>>| {
            let response = toggl.respond(&request);
            counters.0.fetch_add(1, Relaxed);
            counters.1.fetch_add(u64::from(response.status() == StatusCode::PAYMENT_REQUIRED), Relaxed);
            // It responds slowly. A faster server tells some of the 60 how many calls are left while others are under way;
            // those are then subtracted a second time, to be safe, so that a few less than 30 are sent.
            Outcome::Later(Duration::from_millis(500), Box::new(response.into()))
        });
        Toggl { server, token, sent, refused }
    }

    /// Starts processes, lets all of them call at once, and waits until they end.
    fn call(&self, store: &str, what: &str, numbers: std::ops::Range<u32>) -> Result<(), Box<dyn Error>> {
        let start = |number: u32| {
            let mut command = Command::new(std::env::current_exe()?);
            command.args([&self.server.base_url(), &self.token, store, what, &number.to_string()]);
            command.stdin(Stdio::piped()).spawn()
        };
        let mut processes = numbers.map(start).collect::<Result<Vec<Child>, _>>()?;
        processes.iter_mut().for_each(|process| drop(process.stdin.take()));
        for mut process in processes {
            if !process.wait()?.success() {
                return Err("a process failed".into());
            }
        }
        Ok(())
    }
}

/// Makes one call, as one of the processes.
fn call(toggl: &str, token: &str, store: &str, what: &str, number: u32) -> Result<(), Box<dyn Error>> {
    let context = Context::new(Credentials::api_token(token))?.with_base_url(toggl)?;
    // Unlike other programs, this one cannot wait half a minute for its turn.
    let dispatcher = Dispatcher::new().store(open(store)?).pace(0, Duration::ZERO);
    let is_fast = store.starts_with("redis:") && number % 2 == 1;
    let clock = Ahead(SignedDuration::from_mins(if is_fast { 40 } else { 0 }));
    let client = Client::new(UreqTransport::new()?, context).with_clock(clock).with_dispatcher(dispatcher);

    // The others are ready when the first process closes the pipe.
    std::io::stdin().read_to_end(&mut Vec::new())?;
    let store_error = if what == "same" {
        client.send(&GetMe::new())?.store_error().cloned()
    } else {
        // There is no such time entry, and once the hour is used up, the call is refused before it is sent.
        client.send(&GetTimeEntry::new(i64::from(number) + 1)).ok().and_then(|reply| reply.store_error().cloned())
    };
    match store_error {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}

fn open(store: &str) -> Result<Arc<dyn Store>, Box<dyn Error>> {
    #[cfg(feature = "redis")]
    if store.starts_with("redis:") {
        return Ok(Arc::new(toggl_me_stores::RedisStore::open(store)?));
    }
    #[cfg(feature = "sqlite")]
    if store.ends_with(".sqlite") {
        return Ok(Arc::new(toggl_me_stores::SqliteStore::open(store)?));
    }
    Err(format!("no engine for {store}").into())
}

/// The machine's clock, with a time of day that is this much ahead.
struct Ahead(SignedDuration);

impl Clock for Ahead {
    fn monotonic(&self) -> Duration {
        SystemClock.monotonic()
    }

    fn wall(&self) -> Timestamp {
        SystemClock.wall() + self.0
    }

    fn sleep(&self, duration: Duration) {
        SystemClock.sleep(duration);
    }
}
