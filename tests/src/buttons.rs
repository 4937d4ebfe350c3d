//! A board of 23 buttons that each ask for the profile every minute, for eight hours that pass in no time.
//!
//! The boards that people have do that, and lock their users out.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{Request, Response};
use serde_json::Value;
use toggl_me_core::me::GetMe;
use toggl_me_core::{
    Client, Clock as _, Context, Credentials, MemoryStore, Source, Stack, Store, Transport, TransportError,
    TransportErrorKind,
};
use toggl_me_transport_test::fake::Account;
use toggl_me_transport_test::{FakeToggl, TestClock};

/// How many there are.
pub const BUTTONS: u32 = 23;

/// How old an answer the board accepts.
pub const MAX_AGE: Duration = Duration::from_secs(5 * 60);

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// What the board is like, and what happens to it.
#[derive(Clone, Debug)]
pub struct Board {
    /// Whether there are layers between the buttons and the server.
    pub layers: bool,
    /// How often the program is started anew, in minutes.
    pub restart_every: u32,
    /// Whether the store outlives a restart.
    pub keep_store: bool,
    /// The minutes in which the network is down.
    pub network_down: Range<u32>,
}

impl Default for Board {
    /// With layers, restarted every seven minutes with its store, and without an accident.
    fn default() -> Self {
        Board { layers: true, restart_every: 7, keep_store: true, network_down: 0..0 }
    }
}

/// What came of an hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hour {
    /// How often a button has asked.
    pub asked: u32,
    /// The requests that have reached the server.
    pub sent: u32,
    /// The answers from the store that were younger than [`MAX_AGE`].
    pub cached: u32,
    /// The answers from the store that stood in for a failure.
    pub stale: u32,
    /// How often a button got nothing.
    pub failed: u32,
    /// How often the server has answered 402.
    pub refused: u32,
    /// The calls left when the hour was over.
    pub left: u32,
}

/// What came of eight hours.
#[derive(Clone, Debug)]
pub struct Report {
    /// One after the other.
    pub hours: Vec<Hour>,
    /// When the server first answered 402.
    pub first_refusal: Option<Duration>,
    /// The most requests that the server has met in any 60 minutes.
    pub most_in_an_hour: usize,
    /// The greatest age of an answer that was called fresh or cached.
    pub oldest: Duration,
}

impl Report {
    /// The sum of a column.
    pub fn total(&self, column: impl Fn(&Hour) -> u32) -> u32 {
        self.hours.iter().map(column).sum()
    }
}

/// A table with a row for each hour.
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

/// Lets the eight hours pass.
pub fn run(board: &Board) -> Report {
    let clock = TestClock::new();
    let begin = clock.monotonic();
    let toggl = FakeToggl::with_clock(clock.clone()).account(Account::new("ann@example.com", "four words, all small"));
    let context = Context::new(Credentials::api_token(toggl.api_token())).expect("a token that fits a header");
    let street = Street { toggl: toggl.clone(), clock: clock.clone(), log: Mutex::default(), down: board.down(begin) };

    let mut report = Report { hours: Vec::new(), first_refusal: None, most_in_an_hour: 0, oldest: Duration::ZERO };
    let mut store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let mut client = Client::new(board.wire(&street, &clock, &store), context.clone());
    for hour in 0..8 {
        let mut row = Hour::default();
        for minute in hour * 60..(hour + 1) * 60 {
            if minute > 0 && minute % board.restart_every == 0 {
                if !board.keep_store {
                    store = Arc::new(MemoryStore::new());
                }
                client = Client::new(board.wire(&street, &clock, &store), context.clone());
            }
            for button in 0..BUTTONS {
                let due = begin + minute * MINUTE + button * MINUTE / BUTTONS;
                clock.advance(due.saturating_sub(clock.monotonic()));
                let asked_at = clock.monotonic();
                row.asked += 1;
                let Ok(reply) = client.send(&GetMe::new()) else {
                    row.failed += 1;
                    continue;
                };
                match reply.source() {
                    Source::Stale { .. } => {
                        row.stale += 1;
                        continue;
                    }
                    Source::Cached { .. } => row.cached += 1,
                    _ => {}
                }
                let stamp = reply.fullname.as_deref().and_then(|text| text.parse().ok()).map(Duration::from_millis);
                let made_at = stamp.expect("every answer is stamped");
                report.oldest = report.oldest.max(asked_at.saturating_sub(made_at));
            }
        }
        row.left = toggl.calls_left("ann@example.com").unwrap_or_default();
        report.hours.push(row);
    }

    let log = street.log.lock().unwrap_or_else(PoisonError::into_inner);
    for (at, status) in log.iter() {
        let hour = ((*at - begin).as_secs() / HOUR.as_secs()) as usize;
        if let Some(row) = report.hours.get_mut(hour) {
            row.sent += 1;
            row.refused += u32::from(*status == 402);
        }
    }
    let counted: Vec<_> = log.iter().filter(|(_, status)| *status != 402).map(|(at, _)| *at).collect();
    let within_an_hour =
        |(index, at): (usize, &Duration)| counted[index..].iter().take_while(|later| **later - *at < HOUR).count();
    report.most_in_an_hour = counted.iter().enumerate().map(within_an_hour).max().unwrap_or_default();
    report.first_refusal = log.iter().find(|(_, status)| *status == 402).map(|(at, _)| *at - begin);
    report
}

impl Board {
    fn wire<'a>(&self, street: &'a Street, clock: &TestClock, store: &Arc<dyn Store>) -> Box<dyn Transport + 'a> {
        if !self.layers {
            return Box::new(street);
        }
        let stack = Stack::new().with_max_age(MAX_AGE).with_max_stale(8 * HOUR).with_seed(23);
        Box::new(stack.with_store(Arc::clone(store)).with_clock(clock.clone()).over(street))
    }

    fn down(&self, begin: Duration) -> Range<Duration> {
        begin + self.network_down.start * MINUTE..begin + self.network_down.end * MINUTE
    }
}

/// The way to the server. It writes down what passes, and stamps each answer with the time at which it was made.
struct Street {
    toggl: FakeToggl,
    clock: TestClock,
    log: Mutex<Vec<(Duration, u16)>>,
    down: Range<Duration>,
}

impl Transport for Street {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let now = self.clock.monotonic();
        if self.down.contains(&now) {
            return Err(TransportError::new(TransportErrorKind::Connect).unsent());
        }
        let mut response = self.toggl.send(request)?;
        self.log.lock().unwrap_or_else(PoisonError::into_inner).push((now, response.status().as_u16()));
        if let Ok(Value::Object(mut me)) = serde_json::from_slice(response.body()) {
            me.insert("fullname".to_owned(), now.as_millis().to_string().into());
            *response.body_mut() = Value::Object(me).to_string().into_bytes();
        }
        Ok(response)
    }
}
