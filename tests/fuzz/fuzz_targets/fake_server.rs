//! Checks that any bytes on a connection to the fake get HTTP back, or nothing, and that the next client is served.

#![no_main]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use http::Request;
use libfuzzer_sys::fuzz_target;
use toggl_me_transport_test::{FakeServer, FakeToggl, Handler, Outcome, TestClock};

/// Each input has a Toggl of its own, so that what it finds does not depend on the inputs before it.
static TOGGL: Mutex<Option<FakeToggl>> = Mutex::new(None);

static SERVER: LazyLock<FakeServer> = LazyLock::new(|| {
    FakeServer::start(|request: Request<Vec<u8>>| -> Outcome {
        let toggl = TOGGL.lock().unwrap_or_else(PoisonError::into_inner).clone();
        toggl.expect("there is one for every input").handle(request)
    })
});

fuzz_target!(|bytes: &[u8]| {
    let toggl = FakeToggl::with_clock(TestClock::new()).demo_account();
    *TOGGL.lock().unwrap_or_else(PoisonError::into_inner) = Some(toggl);
    let response = exchange(bytes);
    if !response.is_empty() {
        let (line, _) = response.split_at(response.len().min(13));
        assert!(line.starts_with(b"HTTP/1.1 ") && line[9..12].iter().all(u8::is_ascii_digit), "{line:?}");
    }
    let response = exchange(b"GET /api/v9/me/location HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert!(response.starts_with(b"HTTP/1.1 200 OK\r\n"), "{}", String::from_utf8_lossy(&response));
});

/// Returns everything that the server sends to a client that sends `bytes` and no more.
fn exchange(bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(SERVER.address()).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket has timeouts");
    // A server that has read enough closes the connection while there is still something to send.
    let _ = stream.write_all(bytes).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut response = Vec::new();
    match stream.read_to_end(&mut response) {
        Ok(_) => response,
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => response,
        Err(error) => panic!("the connection is left open: {error}"),
    }
}
