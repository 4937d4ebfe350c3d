use std::sync::{Mutex, mpsc};
use std::time::Duration;

use toggl_me_core::me::{CheckLogin, GetLocation, GetMe};
use toggl_me_core::{Client, Clock as _, Context, Credentials, Pace};
use toggl_me_transport_test::TestClock;

use crate::{Server, answer, client, context};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn requests_of_a_credential_are_a_second_apart() {
    let clock = TestClock::new();
    let sent = Mutex::new(Vec::new());
    let server = Server(|_| {
        sent.lock().unwrap().push(clock.monotonic());
        answer(200, "")
    });
    let client = client(Pace::new(server).with_clock(&clock));
    for pause in [0, 0, 300, 2_000, 900, 0] {
        clock.advance(Duration::from_millis(pause));
        client.send(&CheckLogin::new()).unwrap();
    }
    let sent: Vec<_> = sent.into_inner().unwrap().iter().map(Duration::as_millis).collect();
    assert_eq!(sent, [0, 1_000, 2_000, 4_000, 5_000, 6_000]);
}

#[test]
fn credentials_do_not_wait_for_each_other_and_nobody_waits_without() {
    let clock = TestClock::new();
    let pace = Pace::new(Server(|_| answer(200, "null"))).with_clock(&clock);
    for number in 0..50 {
        Client::new(&pace, context(&format!("token-{number}"))).send(&CheckLogin::new()).unwrap();
    }
    let anonymous = Client::new(&pace, Context::new(Credentials::none()).unwrap());
    for _ in 0..3 {
        anonymous.send(&GetLocation::new()).unwrap();
    }
    assert_eq!(clock.slept(), Duration::ZERO);
    Client::new(&pace, context("token-7")).send(&CheckLogin::new()).unwrap();
    assert_eq!(clock.slept(), SECOND);
}

#[test]
fn an_interval_of_nothing_is_no_pace() {
    let clock = TestClock::new();
    let client = client(Pace::new(Server(|_| answer(200, ""))).with_interval(Duration::ZERO).with_clock(&clock));
    for _ in 0..3 {
        client.send(&CheckLogin::new()).unwrap();
    }
    assert_eq!(clock.slept(), Duration::ZERO);
}

#[test]
fn threads_get_their_turns_in_the_order_in_which_they_came() {
    let clock = TestClock::manual();
    let (sent, arrivals) = mpsc::channel();
    let server = Server(|request: http::Request<Vec<u8>>| {
        sent.send((clock.monotonic(), request.uri().query().map(str::to_owned))).unwrap();
        answer(200, r#"{"id":1}"#)
    });
    let client = client(Pace::new(server).with_clock(&clock));
    client.send(&GetMe::new()).unwrap();
    arrivals.recv().unwrap();
    std::thread::scope(|scope| {
        for (thread, related) in [true, false, true, false].into_iter().enumerate() {
            let client = &client;
            scope.spawn(move || client.send(&GetMe::new().with_related_data(related)).unwrap());
            clock.wait_for_sleepers(thread + 1);
        }
        for (turn, related) in (1..).zip([true, false, true, false]) {
            clock.advance(SECOND);
            assert_eq!(arrivals.recv().unwrap(), (turn * SECOND, Some(format!("with_related_data={related}"))));
        }
    });
}
