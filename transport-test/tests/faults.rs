//! Tests of the faults that a `Faults` injects, around a transport and on the wire.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use toggl_me_core::http::{Request, Response};
use toggl_me_core::me::{GetMe, ListTags};
use toggl_me_core::{Transport, TransportError, TransportErrorKind as Kind, clock::Clock};
use toggl_me_transport_test::{FakeServer, Fault, Faults, Outcome, TestClock};

/// A transport that responds to everything and counts.
#[derive(Debug, Default)]
struct Counting(AtomicU32);

impl Counting {
    fn count(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Transport for Counting {
    fn send(&self, _: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(whole())
    }
}

fn whole() -> Response<Vec<u8>> {
    Response::builder()
        .header("content-type", "application/json")
        .header("content-length", "10")
        .body(b"[{\"id\":1}]".to_vec())
        .unwrap()
}

fn get(path: &str) -> Request<Vec<u8>> {
    Request::get(format!("https://toggl.example/api/v9/{path}")).body(Vec::new()).unwrap()
}

/// Returns the result of a call that meets `fault`, and whether the server was called.
fn meet(fault: Fault) -> (Result<Response<Vec<u8>>, TransportError>, bool) {
    let faults = Faults::new(Counting::default()).on_call(1, fault).with_clock(TestClock::new());
    let result = faults.send(get("me"));
    (result, faults.inner().count() == 1)
}

#[track_caller]
fn assert_fails(fault: Fault, kind: Kind, unsent: bool) {
    let (result, asked) = meet(fault);
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.is_unsent(), asked), (kind, unsent, !unsent));
}

#[test]
fn failures_say_truly_whether_the_server_was_asked() {
    assert_fails(Fault::Refused, Kind::Connect, true);
    assert_fails(Fault::BrokenBefore, Kind::Interrupted, true);
    assert_fails(Fault::BrokenAfter, Kind::Interrupted, false);
    assert_fails(Fault::Truncated, Kind::Interrupted, false);
    assert_fails(Fault::Timeout(Duration::from_secs(30)), Kind::Timeout, false);
}

#[test]
fn spoilt_responses_keep_their_other_parts() {
    let (result, asked) = meet(Fault::WrongContentType);
    let response = result.unwrap();
    assert!(asked);
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(response.body(), whole().body());

    let response = meet(Fault::Garbage).0.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(std::str::from_utf8(response.body()).is_err());
    assert!(!response.headers().contains_key("content-length"), "the length of another body");
}

#[test]
fn an_injected_response_does_not_reach_the_server() {
    let (result, asked) = meet(Fault::response(503, "no"));
    let response = result.unwrap();
    assert_eq!((response.status().as_u16(), response.body().as_slice(), asked), (503, b"no".as_slice(), false));
}

#[test]
fn slow_responses_take_time_on_the_clock() {
    let clock = TestClock::new();
    let faults = Faults::new(Counting::default())
        .on_call(1, Fault::Slow(Duration::from_secs(20)))
        .on_call(2, Fault::Timeout(Duration::from_secs(40)))
        .with_clock(clock.clone());
    assert!(faults.send(get("me")).is_ok());
    assert_eq!(clock.monotonic(), Duration::from_secs(20));
    assert!(faults.send(get("me")).is_err());
    assert_eq!(clock.monotonic(), Duration::from_secs(60));
}

#[test]
fn rules_are_checked_in_their_order() {
    let faults = Faults::new(Counting::default())
        .on_call(2, Fault::Refused)
        .on::<ListTags>(Fault::response(500, ""))
        .on_path("/tags", Fault::response(501, ""))
        .on_request(|request| request.uri().query() == Some("since=7"), Fault::response(502, ""));
    let status = |path| faults.send(get(path)).map(|response| response.status().as_u16()).ok();
    assert_eq!(status("me"), Some(200));
    assert_eq!(status("me/tags"), None);
    assert_eq!(status("me/tags"), Some(500));
    assert_eq!(status("workspaces/3/tags"), Some(501));
    assert_eq!(status("me/clients?since=7"), Some(502));
    assert_eq!(status("me/clients?since=8"), Some(200));
    let injected: Vec<u64> = faults.injected().iter().map(|(number, _)| *number).collect();
    assert_eq!((injected, faults.calls()), (vec![2, 3, 4, 5], 6));
}

/// Returns which of the first thousand calls meet which fault.
fn drawn(rate: f64, seed: u64) -> Vec<String> {
    let kinds = [Fault::Refused, Fault::Garbage];
    let faults = Faults::new(Counting::default()).at_rate(rate, seed, &kinds);
    for _ in 0..1000 {
        let _ = faults.send(get("me"));
    }
    faults.injected().iter().map(|(number, fault)| format!("{number} {fault:?}")).collect()
}

#[test]
fn a_rate_is_kept_and_depends_on_the_seed() {
    assert_eq!(drawn(0.3, 1), drawn(0.3, 1));
    assert_ne!(drawn(0.3, 1), drawn(0.3, 2));
    assert!((250..350).contains(&drawn(0.3, 3).len()));
    assert!(drawn(0.3, 3).iter().any(|fault| fault.ends_with("Garbage")));
    assert!(drawn(0.3, 3).iter().any(|fault| fault.ends_with("Refused")));
    assert_eq!((drawn(0.0, 4).len(), drawn(1.0, 4).len()), (0, 1000));
}

#[test]
fn debug_shows_the_plan_and_no_body() {
    let faults = Faults::new(Counting::default()).on_call(1, Fault::response(200, "marked-secret"));
    faults.send(get("me")).unwrap();
    let shown = format!("{faults:?}");
    assert!(shown.contains("call 1: [Response(200 OK, 13 bytes)]"), "{shown}");
    assert!(!shown.contains("marked"), "{shown}");
}

#[test]
fn an_endpoint_is_met_whatever_its_base_path() {
    let faults = Faults::new(Counting::default()).on::<GetMe>(Fault::Refused);
    assert!(faults.send(get("me")).is_err());
    assert!(faults.send(get("me/tags")).is_ok());
    assert!(faults.send(Request::post("https://toggl.example/api/v9/me").body(Vec::new()).unwrap()).is_ok());
}

/// Returns the bytes that a client receives over the wire for one request, and whether the handler was called.
fn meet_on_the_wire(fault: Fault) -> (Vec<u8>, bool) {
    let asked = Arc::new(Counting::default());
    let handler = {
        let asked = Arc::clone(&asked);
        move |_: Request<Vec<u8>>| {
            asked.0.fetch_add(1, Ordering::SeqCst);
            Outcome::Response(whole())
        }
    };
    let server = FakeServer::start(Faults::new(handler).on_call(1, fault).with_clock(TestClock::new()));
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.write_all(b"GET /api/v9/me HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    (response, asked.count() == 1)
}

#[test]
fn a_broken_connection_sends_nothing_on_the_wire() {
    for (fault, handled) in [
        (Fault::Refused, false),
        (Fault::BrokenBefore, false),
        (Fault::BrokenAfter, true),
        (Fault::Timeout(Duration::from_secs(1)), true),
    ] {
        let name = format!("{fault:?}");
        assert_eq!(meet_on_the_wire(fault), (Vec::new(), handled), "{name}");
    }
}

#[test]
fn a_truncated_response_announces_more_than_it_sends() {
    let (response, handled) = meet_on_the_wire(Fault::Truncated);
    let response = String::from_utf8(response).unwrap();
    assert!(handled);
    assert!(response.starts_with("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n"), "{response}");
    assert!(response.ends_with("\r\n\r\n[{\"id"), "{response}");
    assert_eq!(response.matches("content-length").count(), 1, "{response}");
}

#[test]
fn responses_are_spoilt_alike_on_the_wire() {
    let (response, handled) = meet_on_the_wire(Fault::response(502, "bad gateway"));
    assert!(!handled && response.starts_with(b"HTTP/1.1 502 ") && response.ends_with(b"\r\n\r\nbad gateway"));
    let (response, handled) = meet_on_the_wire(Fault::Garbage);
    assert!(handled && String::from_utf8(response).is_err());
    let (response, handled) = meet_on_the_wire(Fault::WrongContentType);
    assert!(handled && String::from_utf8(response).unwrap().contains("text/html"));
    let (response, handled) = meet_on_the_wire(Fault::Slow(Duration::from_secs(3600)));
    assert!(handled && response.ends_with(b"[{\"id\":1}]"));
}

#[test]
fn a_slow_response_is_spoilt_when_it_is_sent() {
    for (fault, end) in [(Fault::Garbage, b"\x80<html>".as_slice()), (Fault::BrokenAfter, b"")] {
        let slow = Fault::Slow(Duration::from_millis(1));
        let faults = Faults::new(|_: Request<Vec<u8>>| Outcome::Response(whole())).on_call(1, slow.clone());
        let faults = Faults::new(Faults::new(faults).on_call(1, slow)).on_call(1, fault);
        let server = FakeServer::start(faults);
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(b"GET /api/v9/me HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n").unwrap();
        let mut response = Vec::new();
        stream.read_to_end(&mut response).unwrap();
        assert!(response.ends_with(end) && response.is_empty() == end.is_empty(), "{}", response.escape_ascii());
    }
}

#[test]
fn a_long_fault_on_the_wire_ends_with_the_server() {
    let hour = Duration::from_secs(3600);
    for fault in [Fault::Timeout(hour), Fault::Slow(hour)] {
        let (asked, told) = mpsc::channel();
        let handler = move |_: Request<Vec<u8>>| {
            asked.send(()).unwrap();
            Outcome::Response(whole())
        };
        // There are two layers: a delay inside stays a delay when it is spoilt outside.
        let faults = Faults::new(Faults::new(handler).on_call(1, fault)).on_call(1, Fault::Garbage);
        let server = FakeServer::start(faults);
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(b"GET /api/v9/me HTTP/1.1\r\nhost: here\r\n\r\n").unwrap();
        told.recv().unwrap();
        let (dropped, ended) = mpsc::channel();
        std::thread::spawn(move || {
            drop(server);
            dropped.send(()).unwrap();
        });
        ended.recv_timeout(Duration::from_secs(60)).expect("the server is not dropped yet");
        let mut response = Vec::new();
        stream.read_to_end(&mut response).unwrap();
        assert_eq!(response, b"", "nothing is sent back");
    }
}
