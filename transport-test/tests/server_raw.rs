//! Sends bytes written by hand to the server on the loopback port.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use http::{Request, Response};
use toggl_me_transport_test::{FakeServer, Handler, Limits, Outcome, Pieces};

/// Sends back what was requested: method, target and body.
fn echo(request: Request<Vec<u8>>) -> Outcome {
    let mut body = format!("{} {} ", request.method(), request.uri()).into_bytes();
    body.extend_from_slice(request.body());
    Response::new(body).into()
}

fn start() -> FakeServer {
    FakeServer::start(echo)
}

fn start_with(change: impl FnOnce(&mut Limits), handler: impl Handler) -> FakeServer {
    let mut limits = Limits::default();
    change(&mut limits);
    FakeServer::bind(0, limits, handler).unwrap()
}

fn connect(server: &FakeServer) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// Returns everything that the server sends until it closes the connection.
fn rest(mut stream: TcpStream) -> String {
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    String::from_utf8(response).unwrap()
}

/// Sends `request`, says that nothing more comes, and returns all that comes back.
fn exchange(server: &FakeServer, request: impl AsRef<[u8]>) -> String {
    let mut stream = connect(server);
    stream.write_all(request.as_ref()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    rest(stream)
}

#[track_caller]
fn assert_status(response: &str, status: u16) {
    assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{status} expected: {response:?}");
}

#[test]
fn it_responds_with_the_length_of_the_body() {
    let response = exchange(&start(), "GET /a?b=c HTTP/1.1\r\nhost: x\r\n\r\n");
    assert_eq!(response, "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\nGET /a?b=c ");
}

#[test]
fn it_responds_to_pipelined_requests_in_order() {
    let server = start();
    let response = exchange(
        &server,
        "POST /1 HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\noneGET /2 HTTP/1.1\r\nhost: x\r\n\r\n\
         PUT /3 HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n2;ext=1\r\nth\r\n3\r\nree\r\n0\r\nTrailer: t\r\n\r\n\
         DELETE /4 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\nGET /5 HTTP/1.1\r\nhost: x\r\n\r\n",
    );
    let order = ["POST /1 one", "GET /2 ", "PUT /3 three", "DELETE /4 "].map(|text| response.find(text));
    assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{response:?}");
    assert_eq!(response.matches("connection: close").count(), 1);
    assert!(!response.contains("GET /5"));
    assert_eq!(server.connections(), 1);
}

#[test]
fn it_reads_a_request_that_arrives_byte_by_byte() {
    let server = start();
    let mut stream = connect(&server);
    for byte in b"POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\nconnection: close\r\n\r\n12345" {
        stream.write_all(&[*byte]).unwrap();
    }
    assert!(rest(stream).ends_with("POST /slow 12345"));
}

#[test]
fn says_continue_before_a_body_that_waits_for_it() {
    let server = start();
    let mut stream = connect(&server);
    stream.write_all(b"PUT /a HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n").unwrap();
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"ok").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert!(rest(stream).ends_with("PUT /a ok"));
}

#[test]
fn closes_after_an_old_client() {
    let server = start();
    let mut stream = connect(&server);
    stream.write_all(b"GET /old HTTP/1.0\r\n\r\n").unwrap();
    let response = rest(stream);
    assert_status(&response, 200);
    assert!(response.contains("connection: close") && response.ends_with("GET /old "));
}

#[test]
fn sends_no_body_to_head() {
    let response = exchange(&start(), "HEAD /a HTTP/1.1\r\nhost: x\r\n\r\n");
    assert!(response.ends_with("content-length: 8\r\n\r\n"), "{response:?}");
}

#[test]
fn it_refuses_invalid_and_ambiguous_requests() {
    let server = start();
    for (request, status) in [
        ("\u{1}\u{2}garbage\r\n\r\n", 400),
        ("GET /a HTTP/1.1\r\n\r\n", 400),
        ("GET /a HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n", 400),
        ("GET /a HTTP/1.1\r\nhost : x\r\n\r\n", 400),
        ("GET /a HTTP/2.0\r\nhost: x\r\n\r\n", 505),
        ("GET /a b HTTP/1.1\r\nhost: x\r\n\r\n", 505),
        ("GET /a HTTP/1.1\r\nho", 400),
        ("POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nab", 400),
        ("POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: +3\r\n\r\nabc", 400),
        ("POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ncontent-length: 3\r\n\r\nabc", 400),
        ("POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        ("POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", 400),
        ("POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n", 400),
        ("POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\nab", 400),
        ("POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\nexpect: magic\r\n\r\na", 417),
    ] {
        let response = exchange(&server, request);
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{request:?}: {response:?}");
        assert!(response.contains("connection: close"), "{request:?}: {response:?}");
    }
    assert_status(&exchange(&server, "GET /still HTTP/1.1\r\nhost: x\r\n\r\n"), 200);
}

#[test]
fn refuses_too_much() {
    let few = |limits: &mut Limits| {
        limits.head = 1000;
        limits.body = 10;
    };
    let server = start_with(few, echo);
    let long_path = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(1000));
    let endless_header = format!("GET / HTTP/1.1\r\nhost: x\r\na: {}", "a".repeat(100_000));
    let many_headers = format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "a:b\r\n".repeat(Limits::HEADERS));
    assert_status(&exchange(&server, long_path), 431);
    assert_status(&exchange(&server, endless_header), 431);
    assert_status(&exchange(&server, many_headers), 431);
    for (header, body, status) in [
        ("content-length: 10", "0123456789", 200),
        ("content-length: 11", "", 413),
        ("content-length: 99999999999999999999999999", "", 413),
        ("transfer-encoding: chunked", "6\r\n012345\r\n4\r\n6789\r\n0\r\n\r\n", 200),
        ("transfer-encoding: chunked", "6\r\n012345\r\n5\r\n", 413),
        ("transfer-encoding: chunked", "ffffffffffffffff\r\n", 413),
    ] {
        let response = exchange(&server, format!("POST / HTTP/1.1\r\nhost: x\r\n{header}\r\n\r\n{body}"));
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{header}, {body:?}: {response:?}");
    }
}

#[test]
fn gives_up_on_silence() {
    let server = start_with(|limits| limits.idle = Duration::from_millis(50), echo);
    let mut half = connect(&server);
    half.write_all(b"GET /half HTTP/1.1\r\n").unwrap();
    assert_status(&rest(half), 408);
    assert_eq!(rest(connect(&server)), "", "nothing was sent, so nothing comes back");
}

#[test]
fn gives_up_on_a_request_that_never_ends() {
    let server = start_with(|limits| limits.request = Duration::ZERO, echo);
    let mut stream = connect(&server);
    stream.write_all(b"GET /drip HTTP/1.1\r\n").unwrap();
    assert_status(&rest(stream), 408);
}

#[test]
fn it_follows_the_outcome_of_the_handler() {
    let server = FakeServer::start(|request: Request<Vec<u8>>| match request.uri().path() {
        "/raw" => Outcome::Raw(b"not even HTTP".to_vec()),
        "/drop" => Outcome::Drop,
        "/close" => Response::builder().header("connection", "close").body(Vec::new()).unwrap().into(),
        "/none" => Response::builder().status(204).body(Vec::new()).unwrap().into(),
        "/twice" => Response::builder().header("a", "1").header("a", "2").body(Vec::new()).unwrap().into(),
        path => panic!("{path} is not in the script"),
    });
    let ask = |path: &str| {
        let mut stream = connect(&server);
        stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).unwrap();
        rest(stream)
    };
    assert_eq!(ask("/raw"), "not even HTTP");
    assert_eq!(ask("/drop"), "");
    assert_eq!(ask("/close"), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    assert_eq!(ask("/unknown"), "", "a handler that panics takes its connection with it, and no other");
    assert_eq!(exchange(&server, "GET /none HTTP/1.1\r\nhost: x\r\n\r\n"), "HTTP/1.1 204 No Content\r\n\r\n");
    assert!(exchange(&server, "GET /twice HTTP/1.1\r\nhost: x\r\n\r\n").contains("a: 1\r\na: 2\r\n"));
}

#[test]
fn serves_many_at_once_up_to_its_limit() {
    let server = start_with(|limits| limits.connections = 20, echo);
    let mut streams: Vec<TcpStream> = (0..20).map(|_| connect(&server)).collect();
    for stream in streams.iter_mut().rev() {
        stream.write_all(b"GET /many HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
        let mut response = [0; 15];
        stream.read_exact(&mut response).unwrap();
        assert_eq!(&response, b"HTTP/1.1 200 OK");
    }
    assert_status(&rest(connect(&server)), 503);
}

#[test]
fn stops_when_dropped_with_connections_open() {
    let server = start();
    let address = server.address();
    let mut stream = connect(&server);
    stream.write_all(b"GET /a HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut response = [0; 15];
    stream.read_exact(&mut response).unwrap();
    drop(server);
    assert!(rest(stream).ends_with("GET /a "), "the connection is closed, not left open");
    assert!(TcpStream::connect(address).is_err());
}

/// Drops the server, and fails if that waits for anything.
fn assert_drops(server: FakeServer) {
    let (dropped, told) = mpsc::channel();
    std::thread::spawn(move || {
        drop(server);
        dropped.send(()).unwrap();
    });
    // The wait would take an hour, or for ever.
    told.recv_timeout(Duration::from_secs(60)).expect("the server is not dropped yet");
}

#[test]
fn a_drop_ends_the_waits_of_the_server() {
    let (asked, told) = mpsc::channel();
    let hour = Duration::from_secs(3600);
    let server = FakeServer::start(move |request: Request<Vec<u8>>| {
        asked.send(()).unwrap();
        Outcome::Later(Duration::ZERO, Box::new(Outcome::Later(hour, Box::new(echo(request)))))
    });
    let mut stream = connect(&server);
    stream.write_all(b"GET /a HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    told.recv().unwrap();
    assert_drops(server);
    assert_eq!(rest(stream), "", "it hangs up and says nothing");
}

#[test]
fn a_drop_does_not_wait_for_a_handler_at_work() {
    let (asked, told) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    let server = FakeServer::start(move |request: Request<Vec<u8>>| {
        asked.send(()).unwrap();
        let _ = released.lock().unwrap().recv();
        echo(request)
    });
    let mut stream = connect(&server);
    stream.write_all(b"GET /a HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    told.recv().unwrap();
    assert_drops(server);
    assert_eq!(rest(stream), "");
    drop(release);
}

#[test]
fn a_delayed_outcome_arrives() {
    let server = FakeServer::start(|request: Request<Vec<u8>>| {
        Outcome::Later(Duration::from_millis(5), Box::new(echo(request)))
    });
    assert!(exchange(&server, "GET /a HTTP/1.1\r\nhost: x\r\n\r\n").ends_with("GET /a "));
}

#[test]
fn a_stream_is_sent_piece_by_piece_and_ends_the_connection() {
    let server = FakeServer::start(|_: Request<Vec<u8>>| {
        let pieces: Pieces = Box::new([&b"a"[..], b"", b"bc"].into_iter().map(<[u8]>::to_vec));
        Outcome::Stream(Response::builder().header("a", "1").body(pieces).unwrap())
    });
    let response = exchange(&server, "GET /1 HTTP/1.1\r\nhost: x\r\n\r\nGET /2 HTTP/1.1\r\nhost: x\r\n\r\n");
    assert_eq!(response, "HTTP/1.1 200 OK\r\na: 1\r\nconnection: close\r\n\r\nabc");
}

#[test]
fn a_drop_ends_a_stream() {
    let (given, told) = mpsc::channel();
    let server = FakeServer::start(move |_: Request<Vec<u8>>| {
        let given = given.clone();
        let pieces = std::iter::repeat_with(move || {
            // The receiver is gone when the test is over.
            let _ = given.send(());
            std::thread::sleep(Duration::from_millis(1));
            Vec::new()
        });
        Outcome::Stream(Response::new(Box::new(pieces)))
    });
    let mut stream = connect(&server);
    stream.write_all(b"GET /a HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    told.recv().unwrap();
    assert_drops(server);
    assert!(rest(stream).ends_with("connection: close\r\n\r\n"));
    // The iterator is dropped, and with it the sender.
    while told.recv_timeout(Duration::from_secs(60)).is_ok() {}
    assert_eq!(told.try_recv(), Err(mpsc::TryRecvError::Disconnected));
}

#[test]
fn a_port_in_use_is_an_error() {
    let server = start();
    let error = FakeServer::bind(server.address().port(), Limits::default(), echo).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}
