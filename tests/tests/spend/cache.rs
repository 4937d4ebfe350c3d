use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use http::Request;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use toggl_me_core::me::{CheckLogin, CloseAccount, GetLocation, GetMe, UpdateMe};
use toggl_me_core::model::Me;
use toggl_me_core::{
    ApiErrorKind, Budget, Cache, CallOptions, Client, Clock as _, Context, Credentials, EndpointExt as _, Error, Key,
    MemoryStore, Owner, Reply, Source, Store, Transport as _, TransportError, TransportErrorKind,
};
use toggl_me_transport_test::{TestClock, TestTransport};

use crate::{Answer, Server, answer, client, context};

const MINUTE: Duration = Duration::from_secs(60);

/// What a source is, in a form that can be compared.
#[derive(Debug, PartialEq)]
enum Kind {
    Fresh,
    Cached(u64),
    Stale(u64),
}

fn kind<R>(reply: &Reply<R>) -> Kind {
    match reply.source() {
        Source::Cached { age } => Kind::Cached(age.as_secs()),
        Source::Stale { age, .. } => Kind::Stale(age.as_secs()),
        _ => Kind::Fresh,
    }
}

/// Answers each call with the number of the call as the id.
fn counting() -> Server<impl Fn(Request<Vec<u8>>) -> Answer> {
    let calls = AtomicU32::new(0);
    Server(move |_| answer(200, &format!(r#"{{"id":{}}}"#, calls.fetch_add(1, Ordering::Relaxed) + 1)))
}

#[test]
fn young_answers_come_from_the_store() {
    let clock = TestClock::new();
    let client = client(Cache::new(counting()).with_max_age(5 * MINUTE).with_clock(&clock));
    let ask = |seconds| {
        clock.advance(Duration::from_secs(seconds));
        let reply = client.send(&GetMe::new()).unwrap();
        (reply.id, kind(&reply), reply.attempts())
    };
    assert_eq!(ask(0), (1, Kind::Fresh, 1));
    assert_eq!(ask(0), (1, Kind::Cached(0), 0));
    assert_eq!(ask(299), (1, Kind::Cached(299), 0));
    assert_eq!(ask(1), (2, Kind::Fresh, 1));
    assert_eq!(client.send(&GetMe::new().with_related_data(true)).unwrap().id, 3, "another request");
}

#[test]
fn a_call_can_ask_for_more_or_less_than_the_layer() {
    let clock = TestClock::new();
    let store = Arc::new(MemoryStore::new());
    let client = client(Cache::new(counting()).with_store(store.clone()).with_clock(&clock));
    let ask = |options| kind(&client.send_with(&GetMe::new(), options).unwrap());
    let kept = || format!("{store:?}").contains("answers: 1");

    assert_eq!(kind(&client.send(&GetMe::new()).unwrap()), Kind::Fresh);
    assert!(!kept(), "the layer is off");
    assert_eq!(ask(CallOptions::new().max_age(MINUTE)), Kind::Fresh);
    assert!(kept());
    assert_eq!(ask(CallOptions::new().max_age(MINUTE)), Kind::Cached(0));
    assert_eq!(ask(CallOptions::new()), Kind::Fresh);
    assert_eq!(ask(CallOptions::new().max_age(Duration::ZERO)), Kind::Fresh);
}

#[test]
fn a_call_that_demands_a_new_answer_brings_it_for_all() {
    let clock = TestClock::new();
    let client = client(Cache::new(counting()).with_max_age(MINUTE).with_clock(&clock));
    client.send(&GetMe::new()).unwrap();
    let new = client.send_with(&GetMe::new(), CallOptions::new().max_age(Duration::ZERO)).unwrap();
    assert_eq!((new.id, kind(&new)), (2, Kind::Fresh));
    assert_eq!(client.send(&GetMe::new()).unwrap().id, 2);
}

#[test]
fn the_headers_of_the_moment_are_not_kept() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<GetMe>(203, r#"{"id":1}"#)
        .header("x-toggl-quota-remaining", "3")
        .header("x-toggl-quota-resets-in", "60")
        .header("x-toggl-request-id", "r-1")
        .header("set-cookie", "a=b")
        .header("set-cookie", "c=d")
        .header("x-service-level", "GREEN")
        .header("via", "one")
        .header("via", "two");
    let cache = Cache::new(&script).with_max_age(MINUTE).with_clock(&clock);
    let request = GetMe::new().to_request(&context("a7")).unwrap();
    assert_eq!(cache.send(request.clone()).unwrap().headers().len(), 8);
    let cached = cache.send(request).unwrap();
    let headers: Vec<_> =
        cached.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    assert_eq!(headers, [("x-service-level", "GREEN"), ("via", "one"), ("via", "two")]);
    assert_eq!((cached.status().as_u16(), cached.body().as_slice()), (203, &br#"{"id":1}"#[..]));
}

#[test]
fn a_stale_answer_stands_in_for_a_failure_and_says_which() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<GetMe>(200, r#"{"id":1}"#)
        .on::<GetMe>(402, r#""Your quota will reset in 60 seconds.""#)
        .on::<GetMe>(429, "")
        .on::<GetMe>(500, "")
        .on_error::<GetMe>(TransportError::new(TransportErrorKind::Timeout))
        .on_error::<GetMe>(TransportError::new(TransportErrorKind::Connect).unsent());
    let cache = Cache::new(&script).with_max_age(MINUTE).with_max_stale(10 * MINUTE).with_clock(&clock);
    let client = client(cache);
    client.send(&GetMe::new()).unwrap();
    clock.advance(2 * MINUTE);
    let expected = [ApiErrorKind::QuotaExhausted, ApiErrorKind::RateLimited, ApiErrorKind::Server];
    for expected in expected {
        let reply = client.send(&GetMe::new()).unwrap();
        assert_eq!((reply.id, kind(&reply), reply.attempts()), (1, Kind::Stale(120), 1));
        let Some(Error::Api(error)) = reply.stale_cause() else { panic!("no cause: {reply:?}") };
        assert_eq!((error.kind(), error.endpoint()), (expected, GetMe::INFO));
    }
    for (expected, attempts) in [(TransportErrorKind::Timeout, 1), (TransportErrorKind::Connect, 0)] {
        let reply = client.send(&GetMe::new()).unwrap();
        let Some(Error::Transport { error, .. }) = reply.stale_cause() else { panic!("no cause: {reply:?}") };
        assert_eq!((error.kind(), reply.attempts()), (expected, attempts));
    }
    script.assert_finished();
}

#[test]
fn what_stale_answers_do_not_stand_in_for() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<GetMe>(200, r#"{"id":1}"#)
        .on::<GetMe>(401, "")
        .on::<GetMe>(403, "")
        .on::<GetMe>(404, "")
        .on::<GetMe>(500, "")
        .on::<GetMe>(500, "")
        .on::<CheckLogin>(500, "");
    let client = client(Cache::new(&script).with_max_stale(10 * MINUTE).with_clock(&clock));
    client.send(&GetMe::new()).unwrap();
    for status in [401, 403, 404] {
        let Err(Error::Api(error)) = client.send(&GetMe::new()) else { panic!("{status} is an error") };
        assert_eq!(error.status().as_u16(), status);
    }
    assert!(client.send_with(&GetMe::new(), CallOptions::new().max_stale(Duration::ZERO)).is_err(), "not allowed");
    clock.advance(10 * MINUTE + Duration::from_millis(1));
    assert!(client.send(&GetMe::new()).is_err(), "too old");
    assert!(client.send(&CheckLogin::new()).is_err(), "never asked before");
    script.assert_finished();
}

#[test]
fn a_spent_hour_is_bridged_without_a_request() {
    let clock = TestClock::new();
    let budget = Budget::new(counting()).with_limit(1).with_clock(&clock);
    let client = client(Cache::new(budget).with_max_age(MINUTE).with_max_stale(60 * MINUTE).with_clock(&clock));
    client.send(&GetMe::new()).unwrap();
    clock.advance(30 * MINUTE);
    let reply = client.send(&GetMe::new()).unwrap();
    assert_eq!((reply.id, kind(&reply), reply.attempts()), (1, Kind::Stale(1_800), 0));
    let Some(Error::Api(error)) = reply.stale_cause() else { panic!("no cause") };
    assert_eq!((error.kind(), error.attempts()), (ApiErrorKind::QuotaExhausted, 0));
}

#[test]
fn a_write_forgets_unless_it_never_arrived() {
    let timeout = || TransportError::new(TransportErrorKind::Timeout);
    let writes: [(Result<u16, TransportError>, bool); 5] =
        [(Ok(200), true), (Ok(400), true), (Ok(502), true), (Err(timeout()), true), (Err(timeout().unsent()), false)];
    for (outcome, forgets) in writes {
        let clock = TestClock::new();
        let mut script = TestTransport::new().on::<GetMe>(200, r#"{"id":1}"#);
        script = match outcome.clone() {
            Ok(status) => script.on::<UpdateMe>(status, r#"{"id":1}"#),
            Err(error) => script.on_error::<UpdateMe>(error),
        };
        if forgets {
            script = script.on::<GetMe>(200, r#"{"id":2}"#);
        }
        let client = client(Cache::new(&script).with_max_age(MINUTE).with_clock(&clock));
        client.send(&GetMe::new()).unwrap();
        let _ = client.send(&UpdateMe::new().fullname("Ann Lee"));
        assert_eq!(client.send(&GetMe::new()).unwrap().id, if forgets { 2 } else { 1 }, "{outcome:?}");
        script.assert_finished();
    }
}

#[test]
fn a_write_that_the_budget_refuses_or_that_another_makes_forgets_nothing() {
    let clock = TestClock::new();
    let budget = Budget::new(counting()).with_limit(1).with_clock(&clock);
    let cache = Cache::new(budget).with_max_age(MINUTE).with_clock(&clock);
    let (mine, theirs) = (Client::new(&cache, context("a7")), Client::new(&cache, context("b8")));
    mine.send(&GetMe::new()).unwrap();
    mine.send(&CloseAccount::new()).unwrap_err();
    theirs.send(&CloseAccount::new()).unwrap();
    assert_eq!(kind(&mine.send(&GetMe::new()).unwrap()), Kind::Cached(0));
}

#[test]
fn a_write_that_panics_forgets() {
    let clock = TestClock::new();
    let calls = AtomicU32::new(0);
    let server = Server(|request: Request<Vec<u8>>| match request.method().as_str() {
        "GET" => answer(200, &format!(r#"{{"id":{}}}"#, calls.fetch_add(1, Ordering::Relaxed))),
        _ => panic!("on purpose"),
    });
    let client = client(Cache::new(server).with_max_age(MINUTE).with_clock(&clock));
    client.send(&GetMe::new()).unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| client.send(&CloseAccount::new()))).is_err());
    assert_eq!(client.send(&GetMe::new()).unwrap().id, 1);
}

#[test]
fn an_answer_that_left_before_a_write_is_neither_kept_nor_shared() {
    let clock = TestClock::new();
    let (arrived, arrivals) = mpsc::channel();
    let (release, gate) = mpsc::channel::<()>();
    let gate = Mutex::new(gate);
    let gets = AtomicU32::new(0);
    let server = Server(|request: Request<Vec<u8>>| {
        if request.method() != http::Method::GET {
            return answer(200, r#"{"id":0}"#);
        }
        let number = gets.fetch_add(1, Ordering::Relaxed);
        if number == 0 {
            arrived.send(()).unwrap();
            gate.lock().unwrap().recv_timeout(Duration::from_secs(10)).unwrap();
        }
        answer(200, &format!(r#"{{"id":{number}}}"#))
    });
    let client = client(Cache::new(server).with_max_age(MINUTE).with_clock(&clock));
    thread::scope(|scope| {
        let before = scope.spawn(|| client.send(&GetMe::new()).unwrap().id);
        arrivals.recv().unwrap();
        client.send(&UpdateMe::new().fullname("Ann Lee")).unwrap();
        // If this waited for the one that left before, that one would have to give up.
        assert_eq!(client.send(&GetMe::new()).unwrap().id, 1);
        release.send(()).unwrap();
        assert_eq!(before.join().unwrap(), 0);
    });
    let after = client.send(&GetMe::new()).unwrap();
    assert_eq!((after.id, kind(&after)), (1, Kind::Cached(0)));
}

/// Lets eight threads ask for the same at once, of a server that holds back its first `held` answers until the others
/// have had time to ask. Gives what those got that did not panic, and how many requests were sent.
fn ask_together(
    held: usize,
    outcome: impl Fn(u32, &TestClock) -> Answer + Send + Sync,
) -> (Vec<Result<Reply<Me>, Error>>, u32) {
    ask_together_over(MemoryStore::new(), held, outcome)
}

/// The same with a store that is not the usual one.
fn ask_together_over(
    store: MemoryStore,
    held: usize,
    outcome: impl Fn(u32, &TestClock) -> Answer + Send + Sync,
) -> (Vec<Result<Reply<Me>, Error>>, u32) {
    let clock = TestClock::new();
    let calls = AtomicU32::new(0);
    let (arrived, arrivals) = mpsc::channel();
    let (release, gate) = mpsc::channel::<()>();
    let gate = Mutex::new(gate);
    let server = Server(|_| {
        let call = calls.fetch_add(1, Ordering::SeqCst);
        arrived.send(()).unwrap();
        // An error is no obstacle: nobody holds it back any more.
        let _ = gate.lock().unwrap().recv();
        outcome(call, &clock)
    });
    let client = client(Cache::new(server).with_store(Arc::new(store)).with_max_age(MINUTE).with_clock(&clock));
    let ask = || catch_unwind(AssertUnwindSafe(|| client.send(&GetMe::new())));
    let results = thread::scope(|scope| {
        let asking: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        for _ in 0..held {
            arrivals.recv().unwrap();
            thread::sleep(Duration::from_millis(50));
            release.send(()).unwrap();
        }
        drop(release);
        asking.into_iter().filter_map(|thread| thread.join().unwrap().ok()).collect()
    });
    (results, calls.into_inner())
}

#[test]
fn the_same_request_at_the_same_time_is_sent_once() {
    let (results, sent) = ask_together(1, |_, _| answer(200, r#"{"id":9}"#));
    assert_eq!((results.len(), sent), (8, 1));
    let replies: Vec<_> = results.into_iter().map(Result::unwrap).collect();
    assert!(replies.iter().all(|reply| reply.id == 9));
    assert_eq!(replies.iter().map(Reply::attempts).sum::<u32>(), 1);
    assert_eq!(replies.iter().filter(|reply| kind(reply) == Kind::Fresh).count(), 1);
}

#[test]
fn those_who_wait_need_no_store() {
    let (results, sent) = ask_together_over(MemoryStore::with_bounds(0, 0), 1, |_, _| answer(200, r#"{"id":9}"#));
    assert!(sent < 8, "nobody has waited");
    let shared = results.iter().filter(|result| kind(result.as_ref().unwrap()) == Kind::Cached(0)).count();
    assert_eq!(shared, 8 - sent as usize);
}

#[test]
fn a_leader_that_panics_frees_those_who_wait() {
    let (results, sent) = ask_together(2, |call, _| match call {
        0 => panic!("on purpose"),
        _ => answer(200, r#"{"id":9}"#),
    });
    assert_eq!((results.len(), sent), (7, 2));
    assert!(results.into_iter().all(|result| result.unwrap().id == 9));
}

#[test]
fn those_who_wait_do_not_take_an_answer_that_took_too_long() {
    let (results, sent) = ask_together(1, |call, clock| {
        clock.advance(if call == 0 { MINUTE } else { Duration::ZERO });
        answer(200, r#"{"id":9}"#)
    });
    assert_eq!((results.len(), sent), (8, 2));
    let kinds: Vec<_> = results.iter().map(|result| kind(result.as_ref().unwrap())).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Fresh).count(), 2);
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Cached(0)).count(), 6, "{kinds:?}");
}

#[test]
fn those_who_wait_get_the_failure_too() {
    let (results, sent) = ask_together(1, |_, _| Err(TransportError::new(TransportErrorKind::Timeout)));
    assert_eq!(results.len(), 8);
    assert!(sent < 8, "nobody has waited");
    assert!(results.iter().all(|result| matches!(result, Err(Error::Transport { .. }))));

    let (results, sent) = ask_together(1, |_, _| answer(500, ""));
    assert_eq!(results.len(), 8);
    assert!(sent < 8, "nobody has waited");
    for result in results {
        let Err(Error::Api(error)) = result else { panic!("500 is an error") };
        assert_eq!(error.attempts(), 1, "it came from the server, and not from the store");
    }
}

#[test]
fn requests_without_credentials_or_with_a_body_pass() {
    let clock = TestClock::new();
    let script = TestTransport::new()
        .on::<GetLocation>(200, "{}")
        .on::<GetLocation>(200, "{}")
        .on::<GetMe>(200, "{}")
        .on::<GetMe>(200, "{}");
    let cache = Cache::new(&script).with_max_age(MINUTE).with_clock(&clock);
    let anonymous = Client::new(&cache, Context::new(Credentials::none()).unwrap());
    let mut with_body = GetMe::new().to_request(&context("a7")).unwrap();
    *with_body.body_mut() = b"{}".to_vec();
    for _ in 0..2 {
        anonymous.send(&GetLocation::new()).unwrap();
    }
    for _ in 0..2 {
        cache.send(with_body.clone()).unwrap();
    }
    script.assert_finished();
}

#[test]
fn an_answer_is_as_old_as_the_clock_that_moved_more() {
    let hour = SignedDuration::from_hours(1);
    for (jump, elapsed, expected) in [
        (SignedDuration::ZERO, 30, Kind::Cached(30)),
        (-hour, 30, Kind::Cached(30)),
        (-hour, 90, Kind::Fresh),
        // It may have been asleep for that hour.
        (hour, 30, Kind::Fresh),
    ] {
        let clock = TestClock::new();
        let client = client(Cache::new(counting()).with_max_age(MINUTE).with_clock(&clock));
        client.send(&GetMe::new()).unwrap();
        clock.advance(Duration::from_secs(elapsed));
        clock.set_wall(clock.wall().saturating_add(jump).unwrap());
        assert_eq!(kind(&client.send(&GetMe::new()).unwrap()), expected, "{jump:?} and {elapsed} s");
    }
}

#[test]
fn an_answer_from_the_future_of_another_process_is_not_used() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let process = |wall: &str| {
        let clock = TestClock::at(wall.parse().unwrap());
        client(Cache::new(counting()).with_max_age(MINUTE).with_store(store.clone()).with_clock(clock))
    };
    process("2026-05-01T12:00:00Z").send(&GetMe::new()).unwrap();
    for (wall, expected) in [
        ("2026-05-01T12:00:59Z", Kind::Cached(59)),
        ("2026-05-01T12:01:00Z", Kind::Fresh),
        ("2026-05-01T12:00:30Z", Kind::Fresh),
    ] {
        assert_eq!(kind(&process(wall).send(&GetMe::new()).unwrap()), expected, "{wall}");
    }
}

#[test]
fn age_counts_from_when_the_request_was_made() {
    let clock = TestClock::new();
    let slow = Server(|_| {
        clock.sleep(Duration::from_secs(20));
        answer(200, r#"{"id":7}"#)
    });
    let client = client(Cache::new(slow).with_max_age(MINUTE).with_clock(&clock));
    client.send(&GetMe::new()).unwrap();
    assert_eq!(kind(&client.send(&GetMe::new()).unwrap()), Kind::Cached(20));
}

/// A store that keeps nothing, or gives back other bytes than it was given.
#[derive(Debug)]
struct Broken(Option<Vec<u8>>);

impl Store for Broken {
    fn secret(&self) -> [u8; 16] {
        [0; 16]
    }
    fn answer(&self, _: Key) -> Option<Vec<u8>> {
        self.0.clone()
    }
    fn generation(&self, _: Owner) -> u64 {
        0
    }
    fn put_answer(&self, _: Key, _: u64, _: Vec<u8>) {}
    fn forget(&self, _: Owner) {}
    fn ledger(&self, _: Owner) -> Option<Vec<u8>> {
        self.0.clone()
    }
    fn put_ledger(&self, _: Owner, _: Vec<u8>) {}
}

proptest! {
    #[test]
    fn a_store_that_fails_is_a_miss_and_never_an_error(bytes in prop::option::of(prop::collection::vec(any::<u8>(), 0..64))) {
        let store: Arc<dyn Store> = Arc::new(Broken(bytes));
        let clock = TestClock::new();
        let budget = Budget::new(counting()).with_limit(2).with_store(store.clone()).with_clock(&clock);
        let client = client(Cache::new(budget).with_max_age(MINUTE).with_store(store).with_clock(&clock));
        for id in 1..=2 {
            let reply = client.send(&GetMe::new()).unwrap();
            prop_assert_eq!((reply.id, kind(&reply)), (id, Kind::Fresh));
        }
        prop_assert!(client.send(&GetMe::new()).is_err(), "it counts by itself");
    }

    #[test]
    fn no_credential_sees_the_answers_of_another(
        calls in prop::collection::vec((0..4_usize, 0..3_usize, any::<bool>(), 0..40_u64), 1..60),
    ) {
        // A server that answers with the credential it was asked with.
        let echo = Server(|request: Request<Vec<u8>>| {
            let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
            let who = format!("{}{} {}", header("authorization"), header("cookie"), request.uri());
            answer(200, &serde_json::json!({ "id": 1, "fullname": who }).to_string())
        });
        let contexts = [
            Credentials::api_token("c0ffee"),
            Credentials::api_token("c0ffef"),
            Credentials::password("c0ffee", "api_token "),
            Credentials::session("c0ffee"),
        ].map(|credentials| Context::new(credentials).unwrap());
        let elsewhere = contexts.clone().map(|context| context.with_base_url("https://toggl.example.org/v9").unwrap());
        let clock = TestClock::new();
        let cache = Cache::new(echo).with_max_age(MINUTE).with_max_stale(10 * MINUTE).with_clock(&clock);
        for (who, what, here, seconds) in calls {
            let context = if here { &contexts[who] } else { &elsewhere[who] };
            clock.advance(Duration::from_secs(seconds));
            let client = Client::new(&cache, context.clone());
            let endpoint = [GetMe::new(), GetMe::new().with_related_data(true)].into_iter().nth(what);
            let Some(endpoint) = endpoint else {
                client.send(&CloseAccount::new()).unwrap();
                continue;
            };
            let request = endpoint.to_request(context).unwrap();
            let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
            let expected = format!("{}{} {}", header("authorization"), header("cookie"), request.uri());
            prop_assert_eq!(client.send(&endpoint).unwrap().into_inner().fullname, Some(expected));
        }
    }
}

#[test]
fn nothing_that_is_shown_holds_a_secret() {
    let clock = TestClock::new();
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let stack = toggl_me_core::Stack::new().with_clock(&clock).with_store(store);
    let client = Client::new(
        stack.over(TestTransport::new().on::<GetMe>(200, r#"{"id":1,"api_token":"5ec2e7"}"#)),
        context("5ec2e7"),
    );
    let reply = client.send(&GetMe::new()).unwrap();
    let shown = format!("{client:?} {reply:?}");
    assert!(!shown.contains("5ec2e7") && !shown.contains("NWVjMmU3"), "{shown}");
    for layer in ["Cache {", "Retry {", "Budget {", "Pace {"] {
        assert!(shown.contains(layer), "{layer} in {shown}");
    }
}

#[test]
fn the_end_of_time_is_no_reason_to_fail() {
    let clock = TestClock::at(Timestamp::MAX);
    clock.advance(Duration::MAX);
    let stack = toggl_me_core::Stack::new().with_clock(&clock);
    let client = client(stack.over(counting()));
    assert_eq!(client.send(&GetMe::new()).unwrap().id, 1);
    assert_eq!(kind(&client.send(&GetMe::new()).unwrap()), Kind::Cached(0));
}
