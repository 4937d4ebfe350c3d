//! A board of 23 buttons that each request the profile every minute, for eight hours that pass at once.
//!
//! Real boards do that and lock their users out.

use std::fmt;
use std::ops::Range;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Request, Response};
use serde_json::Value;
use toggl_me_core::me::GetMe;
use toggl_me_core::model::Me;
use toggl_me_core::store::{MemoryStore, Store};
use toggl_me_core::{
    AsyncClient, AsyncTransport, Client, Context, Credentials, Dispatcher, Error, Reply, Source, Transport,
    TransportError, TransportErrorKind, clock::Clock,
};
use toggl_me_transport_test::fake::Account;
use toggl_me_transport_test::{FakeToggl, TestClock};

use crate::timers::Timers;
use crate::turns::Turns;

/// The number of buttons.
pub const BUTTONS: u32 = 23;

/// The largest age of a response that the board accepts.
pub const MAX_AGE: Duration = Duration::from_secs(5 * 60);

/// The time that the server takes, which is so long that the next button asks in the meantime.
const TRIP: Duration = Duration::from_secs(4);

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The settings of the board, and what happens to it.
#[derive(Clone, Debug)]
pub struct Board {
    /// The way in which its buttons call.
    pub way: Way,
    /// The interval at which the program is restarted, in minutes.
    pub restart_every: u32,
    /// Whether the store outlives a restart.
    pub keep_store: bool,
    /// The minutes in which the network is down.
    pub network_down: Range<u32>,
}

/// The way in which the buttons of a board call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Each button has a thread, and there is no dispatcher.
    Bare,
    /// Each button has a thread, and they share a dispatcher.
    Threads,
    /// The buttons are futures of one thread and share a dispatcher.
    Futures,
    /// Each button has a process with a dispatcher of its own, and they share a store.
    Processes,
}

impl Default for Board {
    /// Returns threads with a dispatcher, restarted every seven minutes with their store, without an accident.
    fn default() -> Self {
        Board { way: Way::Threads, restart_every: 7, keep_store: true, network_down: 0..0 }
    }
}

/// The results of one hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hour {
    /// The number of times that a button was pressed.
    pub asked: u32,
    /// The number of requests that reached the server.
    pub sent: u32,
    /// The number of responses younger than [`MAX_AGE`] for which nothing was sent.
    pub cached: u32,
    /// The number of cached responses that stood in for a failure.
    pub stale: u32,
    /// The number of times that a button got nothing.
    pub failed: u32,
    /// The number of responses with 402.
    pub refused: u32,
    /// The calls left after the last button of the hour.
    pub left: u32,
}

/// The results of eight hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The hours, one after the other.
    pub hours: Vec<Hour>,
    /// The time at which the server first responded with 402.
    pub first_refusal: Option<Duration>,
    /// The largest number of requests that the server received in any 60 minutes.
    pub most_in_an_hour: usize,
    /// The greatest age that a fresh or cached response had when it was requested.
    pub oldest: Duration,
}

impl Report {
    /// Returns the sum of a column.
    pub fn total(&self, column: impl Fn(&Hour) -> u32) -> u32 {
        self.hours.iter().map(column).sum()
    }
}

/// Returns a table with a row for each hour.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "hour asked  sent cached stale  left")?;
        for (number, hour) in (1..).zip(&self.hours) {
            let Hour { asked, sent, cached, stale, left, .. } = hour;
            writeln!(f, "{number:4} {asked:5} {sent:5} {cached:6} {stale:5} {left:5}")?;
        }
        Ok(())
    }
}

/// Runs the eight hours.
pub fn run(board: &Board) -> Report {
    let clock = TestClock::new();
    let toggl = FakeToggl::with_clock(clock.clone()).account(Account::new("ann@example.com", "four words, all small"));
    let context = Context::new(Credentials::api_token(toggl.api_token())).expect("a token that fits a header");
    let down = board.network_down.start * MINUTE..board.network_down.end * MINUTE;
    let street = Street { toggl, clock: clock.clone(), log: Mutex::default(), down };
    let hours = Mutex::new((vec![Hour::default(); 8], Duration::ZERO));

    let mut store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let mut minutes = 0..0;
    while minutes.end < 8 * 60 {
        minutes = minutes.end..(minutes.end + board.restart_every).min(8 * 60);
        if !board.keep_store {
            store = Arc::new(MemoryStore::new());
        }
        Start { street: &street, context: &context, store: &store, minutes: minutes.clone(), hours: &hours }
            .press(board.way);
    }
    let (hours, oldest) = hours.into_inner().unwrap_or_else(PoisonError::into_inner);
    street.report(hours, oldest)
}

/// Returns the time from one start of the program to the next.
struct Start<'a> {
    street: &'a Street,
    context: &'a Context,
    store: &'a Arc<dyn Store>,
    minutes: Range<u32>,
    hours: &'a Mutex<(Vec<Hour>, Duration)>,
}

impl Start<'_> {
    fn press(&self, way: Way) {
        let clock = &self.street.clock;
        let dispatcher = || Dispatcher::new().store(Arc::clone(self.store)).max_age(MAX_AGE).max_stale(8 * HOUR);
        let shared = (way != Way::Bare).then(dispatcher);
        if matches!(way, Way::Bare | Way::Threads) {
            let turns = Turns::new(clock);
            return turns.run(BUTTONS as usize, |button| {
                let client = Client::new(Blocking(self.street, &turns), self.context.clone()).with_clock(&turns);
                let client = shared.iter().cloned().fold(client, Client::with_dispatcher);
                for due in self.presses(button) {
                    turns.sleep(due.saturating_sub(turns.monotonic()));
                    self.note(due, client.send(&GetMe::new()));
                }
            });
        }
        let timers = Timers::new(clock);
        let shared = shared.filter(|_| way == Way::Futures);
        timers.run((0..BUTTONS as usize).map(|button| {
            let dispatcher = shared.clone().unwrap_or_else(dispatcher);
            let client = AsyncClient::new(Async(self.street, &timers), self.context.clone());
            let client = client.with_clock(clock).with_dispatcher(dispatcher);
            let timers = &timers;
            Box::pin(async move {
                for due in self.presses(button) {
                    timers.sleep(due.saturating_sub(clock.monotonic())).await;
                    self.note(due, client.send(&GetMe::new()).await);
                }
            }) as Pin<Box<dyn Future<Output = ()> + '_>>
        }));
    }

    /// Returns the second of the minute at which a button is pressed, which differs for each.
    fn presses(&self, button: usize) -> impl Iterator<Item = Duration> + use<> {
        self.minutes.clone().map(move |minute| minute * MINUTE + button as u32 * MINUTE / BUTTONS)
    }

    /// Records the result of a button that was pressed at `asked`.
    fn note(&self, asked: Duration, result: Result<Reply<Me>, Error>) {
        let (hours, oldest) = &mut *lock(self.hours);
        let row = &mut hours[hour(asked)];
        row.asked += 1;
        row.left = self.street.toggl.calls_left("ann@example.com").unwrap_or_default();
        let Ok(reply) = result else {
            row.failed += 1;
            return;
        };
        match reply.source() {
            Source::Stale { .. } => {
                row.stale += 1;
                return;
            }
            Source::Cached { .. } => row.cached += 1,
            _ => {}
        }
        let stamp = reply.fullname.as_deref().and_then(|text| text.parse().ok()).map(Duration::from_millis);
        *oldest = (*oldest).max(asked.saturating_sub(stamp.expect("every response is stamped")));
    }
}

fn hour(at: Duration) -> usize {
    ((at.as_secs() / HOUR.as_secs()) as usize).min(7)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The transport to the server. It records what passes, and stamps each response with the time at which it was made.
struct Street {
    toggl: FakeToggl,
    clock: TestClock,
    log: Mutex<Vec<(Duration, u16)>>,
    down: Range<Duration>,
}

impl Street {
    fn respond(&self, request: &Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let now = self.clock.monotonic();
        if self.down.contains(&now) {
            return Err(TransportError::new(TransportErrorKind::Connect).unsent());
        }
        let mut response = self.toggl.respond(request);
        lock(&self.log).push((now, response.status().as_u16()));
        if let Ok(Value::Object(mut me)) = serde_json::from_slice(response.body()) {
            me.insert("fullname".to_owned(), now.as_millis().to_string().into());
            *response.body_mut() = Value::Object(me).to_string().into_bytes();
        }
        Ok(response)
    }

    fn report(self, mut hours: Vec<Hour>, oldest: Duration) -> Report {
        let log = self.log.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (at, status) in &log {
            let row = &mut hours[hour(*at)];
            row.sent += 1;
            row.refused += u32::from(*status == 402);
        }
        let counted: Vec<_> = log.iter().filter(|(_, status)| *status != 402).map(|(at, _)| *at).collect();
        let within_an_hour =
            |(index, at): (usize, &Duration)| counted[index..].iter().take_while(|later| **later - *at < HOUR).count();
        let most_in_an_hour = counted.iter().enumerate().map(within_an_hour).max().unwrap_or_default();
        let first_refusal = log.iter().find(|(_, status)| *status == 402).map(|(at, _)| *at);
        Report { hours, first_refusal, most_in_an_hour, oldest }
    }
}

struct Blocking<'a>(&'a Street, &'a Turns);

impl Transport for Blocking<'_> {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let response = self.0.respond(&request)?;
        self.1.sleep(TRIP);
        Ok(response)
    }
}

struct Async<'a>(&'a Street, &'a Timers);

impl AsyncTransport for Async<'_> {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let response = self.0.respond(&request)?;
        self.1.sleep(TRIP).await;
        Ok(response)
    }

    async fn sleep(&self, duration: Duration) {
        self.1.sleep(duration).await;
    }
}
