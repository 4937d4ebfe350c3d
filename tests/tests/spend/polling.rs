//! Tests of background calls: they leave a reserve and make the hour last.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use toggl_me_core::me::{GetMe, ListTags};
use toggl_me_core::{ApiErrorKind, CallOptions, Dispatcher};
use toggl_me_transport_test::TestClock;

use crate::{Kind, Server, api_error, kind, response, spending};

const MINUTE: Duration = Duration::from_secs(60);

fn background() -> CallOptions {
    CallOptions::new().background()
}

#[test]
fn a_background_call_leaves_the_reserve_to_others() {
    let clock = TestClock::new();
    let dispatcher = Dispatcher::idle().hourly_limit(5).reserve(2);
    let client = spending(Server(|_| response(200, r#"{"id":1}"#)), &dispatcher, &clock);
    for _ in 0..3 {
        client.send_with(&GetMe::new(), background()).unwrap();
        clock.advance(MINUTE);
    }
    let error = api_error(client.send_with(&GetMe::new(), background()));
    assert_eq!((error.kind(), error.attempts()), (ApiErrorKind::QuotaExhausted, 0));
    assert_eq!((error.quota().unwrap().remaining, error.quota().unwrap().resets_in), (2, Some(57 * MINUTE)));

    for _ in 0..2 {
        client.send(&GetMe::new()).unwrap();
    }
    assert_eq!(api_error(client.send(&GetMe::new())).quota().unwrap().remaining, 0);
}

#[test]
fn a_retry_of_a_background_call_leaves_the_reserve_too() {
    let clock = TestClock::new();
    let dispatcher = Dispatcher::idle().hourly_limit(5).reserve(3).retry(toggl_me_core::RetryPolicy::up_to(4));
    let client = spending(Server(|_| response(503, "")), &dispatcher, &clock);
    assert_eq!(api_error(client.send_with(&GetMe::new(), background())).attempts(), 2);
    assert_eq!(api_error(client.send(&GetMe::new())).attempts(), 3);
}

#[test]
fn a_background_call_accepts_older_responses_as_needed() {
    let clock = TestClock::new();
    let dispatcher = Dispatcher::idle().max_age(MINUTE).hourly_limit(12).reserve(2);
    let client = spending(Server(|_| response(200, r#"{"id":1}"#)), &dispatcher, &clock);
    assert_eq!(kind(&client.send(&GetMe::new()).unwrap()), Kind::Fresh);
    // 11 calls are left, 9 of them for the background, and 55 minutes.
    clock.advance(5 * MINUTE);
    assert_eq!(kind(&client.send_with(&GetMe::new(), background()).unwrap()), Kind::Cached(300));
    // 53 minutes are left, a ninth of which is not 7.
    clock.advance(2 * MINUTE);
    assert_eq!(kind(&client.send_with(&GetMe::new(), background()).unwrap()), Kind::Fresh);
    assert_eq!(kind(&client.send(&GetMe::new()).unwrap()), Kind::Cached(0));
    clock.advance(MINUTE);
    assert_eq!(kind(&client.send(&GetMe::new()).unwrap()), Kind::Fresh, "a person waits for this one");
}

#[test]
fn a_background_call_that_demands_a_new_response_gets_one() {
    let clock = TestClock::new();
    let client = spending(Server(|_| response(200, r#"{"id":1}"#)), &Dispatcher::new(), &clock);
    for _ in 0..2 {
        let reply = client.send_with(&GetMe::new(), background().max_age(Duration::ZERO)).unwrap();
        assert_eq!(kind(&reply), Kind::Fresh);
    }
}

#[test]
fn the_hour_of_a_poller_lasts_to_its_end() {
    let clock = TestClock::new();
    let sent = AtomicU32::new(0);
    let server = Server(|_| {
        sent.fetch_add(1, Ordering::Relaxed);
        response(200, "[]")
    });
    let client = spending(server, &Dispatcher::new().max_age(Duration::from_secs(10)), &clock);
    for second in 0..3 * 60 * 60 {
        // Nothing is refused, and a person has calls left at any time.
        client.send_with(&ListTags::new(), background()).unwrap();
        if second % (30 * 60) == 0 {
            client.send_with(&ListTags::new(), CallOptions::new().max_age(Duration::ZERO)).unwrap();
        }
        clock.advance(Duration::from_secs(1));
    }
    let sent = sent.load(Ordering::Relaxed);
    assert!((60..=90).contains(&sent), "{sent} requests in three hours");
}
