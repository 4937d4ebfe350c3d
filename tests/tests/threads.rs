//! Tests that a call starts no thread. The test is alone in its file, because other tests start some.

use std::thread;

use toggl_me_core::me::GetMe;
use toggl_me_tests::bench::cases;
use toggl_me_tests::bench::server::Server;

/// Returns the number of a thread that is started now: the standard library counts them.
fn next_thread() -> u64 {
    let id = thread::spawn(|| format!("{:?}", thread::current().id())).join().unwrap();
    id.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap()
}

#[test]
fn a_call_starts_no_thread() {
    let server = Server::threads().unwrap();
    let client = cases::client(&server);
    // The server starts one for the connection.
    client.send(&GetMe::new()).unwrap();
    let before = next_thread();
    for _ in 0..20 {
        client.send(&GetMe::new()).unwrap();
    }
    assert_eq!(next_thread(), before + 1);
}
