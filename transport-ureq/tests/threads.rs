//! Tests that no call starts a thread. The test is alone in its program, because the threads of other tests would be
//! counted too.
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::sync::{Arc, Mutex};

use support::{Server, Then, get, response, transport};
use toggl_me_core::Transport;

fn threads() -> usize {
    fs::read_dir("/proc/self/task").unwrap().count()
}

#[test]
fn no_call_starts_a_thread() {
    let counts = Arc::new(Mutex::new(Vec::new()));
    let log = counts.clone();
    // The server receives all requests over one connection and has one thread for it from the first request on.
    let server = Server::http(move |_, _, wire| {
        log.lock().unwrap().push(threads());
        wire.write_all(&response("200 OK", "", b"{}")).unwrap();
        Then::KeepOpen
    });
    let before = threads();
    let transport = transport();
    for _ in 0..5 {
        transport.send(get(format!("http://localhost:{}/", server.address.port()))).unwrap();
    }
    assert_eq!(server.connections(), 1);
    assert_eq!(*counts.lock().unwrap(), [before + 1; 5]);
    assert_eq!(threads(), before + 1);
}
