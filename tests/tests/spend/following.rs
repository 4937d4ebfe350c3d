//! Tests of calls that request the same at the same time: one is sent, and the others wait for its result.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use toggl_me_core::me::GetMe;
use toggl_me_core::model::Me;
use toggl_me_core::{
    ApiErrorKind, CallOptions, Dispatcher, Error, Reply, TransportErrorKind,
    clock::{Clock as _, SystemClock},
};
use toggl_me_tests::turns::Turns;
use toggl_me_transport_test::TestClock;

use crate::{Kind, Received, Server, api_error, kind, memory, response, spending, timeout};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

type Results = Vec<Result<Reply<Me>, Error>>;

fn caching() -> Dispatcher {
    Dispatcher::idle().max_age(MINUTE)
}

/// Lets eight callers request the same at once, each with its dispatcher, of a server that takes a second or more.
/// Returns the results of those that did not panic, and the number of requests.
fn ask_together(
    dispatcher: impl Fn() -> Dispatcher + Sync,
    respond: impl Fn(u32, &Turns) -> Received + Sync,
) -> (Results, u32) {
    let sent = AtomicU32::new(0);
    let results = Mutex::new(Vec::new());
    let turns = Turns::new(&TestClock::new());
    turns.run(8, |_| {
        let server = Server(|_| {
            let number = sent.fetch_add(1, Ordering::Relaxed);
            turns.sleep(SECOND);
            respond(number, &turns)
        });
        let client = spending(server, &dispatcher(), &turns);
        if let Ok(result) = catch_unwind(AssertUnwindSafe(|| client.send(&GetMe::new()))) {
            results.lock().unwrap().push(result);
        }
    });
    (results.into_inner().unwrap(), sent.into_inner())
}

/// Does the same for eight threads that share a dispatcher, and for eight processes that share a store.
fn ask_together_both_ways(respond: impl Fn(u32, &Turns) -> Received + Sync) -> [(Results, u32); 2] {
    let (shared, store) = (caching(), memory());
    let threads = ask_together(|| shared.clone(), &respond);
    [threads, ask_together(|| caching().store(store.clone()), respond)]
}

#[test]
fn the_same_request_at_the_same_time_is_sent_once() {
    for (results, sent) in ask_together_both_ways(|_, _| response(200, r#"{"id":9}"#)) {
        assert_eq!((results.len(), sent), (8, 1));
        let replies: Vec<_> = results.into_iter().map(Result::unwrap).collect();
        assert!(replies.iter().all(|reply| reply.id == 9));
        assert_eq!(replies.iter().map(Reply::attempts).sum::<u32>(), 1);
        assert_eq!(replies.iter().filter(|reply| kind(reply) == Kind::Fresh).count(), 1);
        assert_eq!(replies.iter().filter(|reply| kind(reply) == Kind::Cached(1)).count(), 7);
    }
}

#[test]
fn real_threads_send_the_same_request_once() {
    let (dispatcher, sent) = (caching(), AtomicU32::new(0));
    let server = Server(|_| {
        sent.fetch_add(1, Ordering::Relaxed);
        SystemClock.sleep(Duration::from_millis(50));
        response(200, r#"{"id":9}"#)
    });
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(spending(&server, &dispatcher, SystemClock).send(&GetMe::new()).unwrap().id, 9));
        }
    });
    assert_eq!(sent.load(Ordering::Relaxed), 1);
}

#[test]
fn followers_take_a_response_however_long_it_took() {
    let took_long = |_: u32, turns: &Turns| {
        turns.sleep(MINUTE);
        response(200, r#"{"id":9}"#)
    };
    for (results, sent) in ask_together_both_ways(took_long) {
        assert_eq!((results.len(), sent), (8, 1));
        let cached = results.iter().filter(|result| kind(result.as_ref().unwrap()) == Kind::Cached(61));
        assert_eq!(cached.count(), 7, "it was asked for when they began");
    }
}

#[test]
fn a_response_too_large_for_the_store_is_not_shared() {
    let shared = caching().memory_bounds(0, 0);
    let (results, sent) = ask_together(|| shared.clone(), |_, _| response(200, r#"{"id":9}"#));
    assert_eq!((results.len(), sent), (8, 8));
    assert!(results.iter().all(|result| kind(result.as_ref().unwrap()) == Kind::Fresh));
}

#[test]
fn a_leader_that_panics_releases_its_followers() {
    let shared = caching();
    let (results, sent) = ask_together(
        || shared.clone(),
        |number, _| match number {
            0 => panic!("on purpose"),
            _ => response(200, r#"{"id":9}"#),
        },
    );
    assert_eq!((results.len(), sent), (7, 2));
    assert!(results.into_iter().all(|result| result.unwrap().id == 9));
}

#[test]
fn followers_of_a_killed_process_send_after_its_lease() {
    let (clock, store) = (TestClock::new(), memory());
    let process = || caching().store(store.clone());
    let killed = spending(Server(|_| panic!("on purpose")), &process(), &clock);
    catch_unwind(AssertUnwindSafe(|| killed.send(&GetMe::new()))).unwrap_err();

    let client = spending(Server(|_| response(200, r#"{"id":9}"#)), &process(), &clock);
    assert_eq!(client.send(&GetMe::new()).unwrap().id, 9);
    // This is the time limit of the killed process and 10 s.
    assert!((69..=71).contains(&clock.monotonic().as_secs()), "{:?}", clock.monotonic());
}

#[test]
fn followers_receive_the_failure_too() {
    for (results, sent) in ask_together_both_ways(|_, _| Err(timeout())) {
        assert_eq!((results.len(), sent), (8, 1));
        let attempts = results.iter().map(|result| match result {
            Err(Error::Transport { error, attempts, .. }) if error.kind() == TransportErrorKind::Timeout => attempts,
            other => panic!("{other:?}"),
        });
        assert_eq!(attempts.sum::<u32>(), 1);
    }
    for (results, sent) in ask_together_both_ways(|_, _| response(500, "\"Internal Server Error\"")) {
        assert_eq!((results.len(), sent), (8, 1));
        let errors: Vec<_> = results.into_iter().map(api_error).collect();
        assert!(errors.iter().all(|error| error.message() == Some("Internal Server Error")));
        let told = errors.iter().filter(|error| error.attempts() == 0);
        assert!(told.clone().all(|error| error.to_string().ends_with(" (another call received this refusal)")));
        assert_eq!(told.count(), 7);
    }
    for (results, _) in ask_together_both_ways(|_, _| response(402, "Your quota will reset in 77 seconds.")) {
        for error in results.into_iter().map(api_error) {
            assert_eq!(error.kind(), ApiErrorKind::QuotaExhausted);
            assert_eq!(error.quota().unwrap().resets_in, Some(77 * SECOND));
        }
    }
}

#[test]
fn followers_get_no_success_from_an_undecodable_response() {
    for (results, sent) in ask_together_both_ways(|_, _| response(200, "<html>Hotel WiFi</html>")) {
        assert_eq!((results.len(), sent), (8, 1));
        assert!(results.iter().all(|result| matches!(result, Err(Error::Decode(_)))));
    }
}

#[test]
fn a_failure_is_not_given_to_later_calls() {
    let clock = TestClock::new();
    let sent = AtomicU32::new(0);
    let server = Server(|_| {
        sent.fetch_add(1, Ordering::Relaxed);
        response(500, "")
    });
    let client = spending(server, &caching(), &clock);
    for _ in 0..2 {
        assert_eq!(api_error(client.send(&GetMe::new())).attempts(), 1);
    }
    assert_eq!(sent.load(Ordering::Relaxed), 2);
}

#[test]
fn a_call_that_requires_a_new_response_follows_nobody() {
    let (dispatcher, sent, turns) = (caching(), AtomicU32::new(0), Turns::new(&TestClock::new()));
    turns.run(4, |_| {
        let server = Server(|_| {
            sent.fetch_add(1, Ordering::Relaxed);
            turns.sleep(SECOND);
            response(200, r#"{"id":9}"#)
        });
        let new = CallOptions::new().max_age(Duration::ZERO);
        spending(server, &dispatcher, &turns).send_with(&GetMe::new(), new).unwrap();
    });
    assert_eq!(sent.into_inner(), 4);
}
