//! Tests of eight hours of a board of buttons, and of eight threads that share a dispatcher.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use http::{Request, Response};
use jiff::SignedDuration;
use toggl_me_core::me::{GetMe, ListClients, ListProjects, ListTags, UpdateMe};
use toggl_me_core::{
    Client, Context, Credentials, Dispatcher, Error, Raw, Reply, RetryPolicy, Source, Transport, TransportError,
    clock::Clock as _,
};
use toggl_me_tests::buttons::{Board, MAX_AGE, Way, run};
use toggl_me_tests::turns::Turns;
use toggl_me_transport_test::fake::Account;
use toggl_me_transport_test::{FakeToggl, Fault, Faults, TestClock};

const HOUR: Duration = Duration::from_secs(60 * 60);
const WAYS: [Way; 3] = [Way::Threads, Way::Futures, Way::Processes];

#[test]
fn without_a_dispatcher_the_board_is_locked_out_at_once() {
    let report = run(&Board { way: Way::Bare, ..Board::default() });
    let refusal = report.first_refusal.unwrap();
    assert!(refusal < Duration::from_secs(2 * 60), "{refusal:?}");
    assert!(report.hours.iter().all(|hour| hour.refused == 23 * 60 - 30), "{report:?}");
}

#[test]
fn with_a_dispatcher_it_never_is() {
    for (way, restart_every) in WAYS.into_iter().flat_map(|way| [(way, 7), (way, 1)]) {
        let report = run(&Board { way, restart_every, ..Board::default() });
        assert_eq!(report.first_refusal, None);
        assert!(report.oldest < MAX_AGE, "{report:?}");
        for hour in &report.hours {
            assert_eq!((hour.asked, hour.sent, hour.cached), (23 * 60, 12, 23 * 60 - 12), "{way:?}\n{report}");
            assert_eq!((hour.stale, hour.failed, hour.left), (0, 0, 18), "{way:?}\n{report}");
        }
    }
}

#[test]
fn a_store_that_is_lost_at_each_restart_costs_requests() {
    for way in WAYS {
        let seven = run(&Board { way, restart_every: 7, keep_store: false, ..Board::default() });
        assert_eq!((seven.total(|hour| hour.sent), seven.first_refusal), (137, None), "{way:?}\n{seven}");
        let one = run(&Board { way, restart_every: 1, keep_store: false, ..Board::default() });
        assert!(one.hours.iter().all(|hour| hour.refused == 30 && hour.failed == 30 * 23), "{way:?}\n{one:?}");
        assert_eq!(one.most_in_an_hour, 30);
    }
}

#[test]
fn stale_responses_are_marked_while_the_network_is_down() {
    let reports = WAYS.map(|way| run(&Board { way, network_down: 200..230, ..Board::default() }));
    for report in &reports {
        assert_eq!(report.first_refusal, None);
        assert!(report.oldest < MAX_AGE, "{report:?}");
        assert_eq!(report.total(|hour| hour.failed), 0);
        let stale: Vec<_> = report.hours.iter().map(|hour| hour.stale > 0).collect();
        assert_eq!(stale, [false, false, false, true, false, false, false, false]);
        assert!(report.hours[3].stale >= 23 * 24, "{report}");
        assert_eq!(report.total(|hour| hour.sent), reports[0].total(|hour| hour.sent));
    }
}

/// A transport that records the requests that pass and the result of each.
struct Log<T> {
    below: T,
    clock: TestClock,
    entries: Mutex<Vec<Entry>>,
}

struct Entry {
    at: Duration,
    /// The names that `PUT /me` sets; each request sets another.
    name: Option<String>,
    outcome: Result<u16, TransportError>,
}

impl<T> Log<T> {
    fn new(below: T, clock: &TestClock) -> Self {
        Log { below, clock: clock.clone(), entries: Mutex::default() }
    }
}

impl<T: Transport> Transport for Log<T> {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let at = self.clock.monotonic();
        let body: Option<serde_json::Value> = serde_json::from_slice(request.body()).ok();
        let name = body.and_then(|body| body["fullname"].as_str().map(str::to_owned));
        let result = self.below.send(request);
        let outcome = result.as_ref().map(|response| response.status().as_u16()).map_err(Clone::clone);
        self.entries.lock().unwrap().push(Entry { at, name, outcome });
        result
    }
}

/// A transport that responds with the time at which the response was made, in a body that the operation can decode.
struct Stamp<T>(T, TestClock);

impl<T: Transport> Transport for Stamp<T> {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let is_list = !request.uri().path().ends_with("/me");
        let mut response = self.0.send(request)?;
        let stamp = format!(r#"{{"id":{}}}"#, self.1.monotonic().as_nanos());
        *response.body_mut() = if is_list { format!("[{stamp}]") } else { stamp }.into_bytes();
        Ok(response)
    }
}

fn made_at(reply: &Reply<Vec<u8>>) -> Duration {
    let digits = reply.iter().filter(|byte| byte.is_ascii_digit()).copied().collect();
    Duration::from_nanos(String::from_utf8(digits).unwrap().parse().unwrap())
}

/// Pseudo-random numbers that are the same each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Makes random calls, and checks what a single thread can: no response is older than allowed, and none is from before
/// a finished write.
fn call_at_random<T: Transport>(client: &Client<T, &Turns>, turns: &Turns, clock: &TestClock, mut dice: Dice) {
    let mut last_write = Duration::ZERO;
    for number in 0..80 {
        let asked_at = clock.monotonic();
        let get = |result: Result<Reply<Vec<u8>>, Error>| {
            let Ok(reply) = result else { return };
            let made_at = made_at(&reply);
            assert!(made_at >= last_write, "a response from before the write");
            match reply.source() {
                Source::Stale { .. } => assert!(reply.stale_cause().is_some()),
                _ => assert!(made_at + MAX_AGE >= asked_at, "{:?} is too old", reply.source()),
            }
        };
        match dice.throw(12) {
            0..=3 => get(client.send(&Raw(GetMe::new()))),
            4..=6 => get(client.send(&Raw(ListTags::new()))),
            7..=8 => get(client.send(&Raw(ListClients::new()))),
            9..=10 => get(client.send(&Raw(ListProjects::new()))),
            _ => {
                let write = Raw(UpdateMe::new().fullname(format!("{number}-{}", dice.0)));
                if client.send(&write).is_ok() {
                    last_write = asked_at;
                }
            }
        }
        if dice.throw(10) == 0 {
            // A clock that is set forward looks like that of a machine that slept.
            let back = SignedDuration::from_hours(dice.throw(5) as i64 * 1_000);
            clock.set_wall(clock.wall().saturating_sub(back).unwrap());
        }
        turns.sleep(Duration::from_millis(dice.throw(240_000)));
    }
}

#[test]
fn eight_threads_with_faults_and_clocks_that_are_set_back() {
    for seed in 0..6 {
        let clock = TestClock::new();
        let turns = Turns::new(&clock);
        let toggl = FakeToggl::with_clock(clock.clone())
            .leaky_bucket(3)
            .account(Account::new("ann@example.com", "four words, all small"));
        let context = Context::new(Credentials::api_token(toggl.api_token())).unwrap();

        let server = Log::new(Stamp(toggl, clock.clone()), &clock);
        let faults = [
            Fault::Refused,
            Fault::BrokenBefore,
            Fault::BrokenAfter,
            Fault::Timeout(Duration::from_secs(30)),
            Fault::Truncated,
            Fault::Slow(Duration::from_secs(20)),
            Fault::response(429, "<html>"),
            Fault::response(500, ""),
            Fault::response(502, "<html>"),
            Fault::response(503, ""),
        ];
        let faults = Faults::new(server).at_rate(0.2, seed, &faults).with_clock(turns.clone());
        let wire = Log::new(faults, &clock);
        let dispatcher = Dispatcher::new().max_age(MAX_AGE).max_stale(8 * HOUR).retry(RetryPolicy::up_to(4)).seed(seed);
        let client = Client::new(&wire, context).with_clock(&turns).with_dispatcher(dispatcher);
        turns.run(8, |thread| call_at_random(&client, &turns, &clock, Dice(seed * 8 + thread as u64)));
        drop(client);

        let sent = wire.entries.into_inner().unwrap();
        let met = wire.below.inner().entries.lock().unwrap();
        assert!(sent.len() > 60, "the hour's calls were used up more than once: {}", sent.len());
        for entry in &sent {
            let same_hour = |other: &&Entry| other.at >= entry.at && other.at < entry.at + HOUR;
            let counts = |other: &&Entry| match &other.outcome {
                Ok(status) => *status != 429,
                Err(error) => !error.is_unsent(),
            };
            assert!(sent.iter().filter(same_hour).filter(counts).count() <= 30, "seed {seed}");
        }
        let statuses: HashMap<u16, usize> = met.iter().fold(HashMap::new(), |mut counts, entry| {
            *counts.entry(*entry.outcome.as_ref().unwrap()).or_default() += 1;
            counts
        });
        assert!(!statuses.contains_key(&402), "seed {seed}: {statuses:?}");

        let mut writes: HashMap<&str, Vec<&Entry>> = HashMap::new();
        for entry in &sent {
            if let Some(name) = &entry.name {
                writes.entry(name).or_default().push(entry);
            }
        }
        assert!(writes.len() > 5, "seed {seed}: {} writes", writes.len());
        for (name, attempts) in writes {
            for attempt in attempts.iter().rev().skip(1) {
                let harmless = match &attempt.outcome {
                    Ok(status) => *status == 429,
                    Err(error) => error.is_unsent(),
                };
                assert!(harmless, "seed {seed}: {name} was sent again after {:?}", attempt.outcome);
            }
            let done =
                met.iter().filter(|entry| entry.name.as_deref() == Some(name) && matches!(entry.outcome, Ok(200)));
            assert!(done.count() <= 1, "seed {seed}: {name} was done twice");
        }
    }
}

#[test]
fn a_client_is_sync_where_its_transport_is() {
    fn assert_sync<T: Send + Sync>(_: &T) {}
    let context = Context::new(Credentials::none()).unwrap();
    assert_sync(&Client::new(FakeToggl::new(), context).with_dispatcher(Dispatcher::new()));
}
