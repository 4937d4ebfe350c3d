//! Tests that a call over a kept connection takes few system calls. Without strace, nothing is counted, and the test
//! says so.

use std::env;
use std::process::Command;

use toggl_me_core::Client;
use toggl_me_core::me::GetMe;
use toggl_me_tests::bench::server::Server;
use toggl_me_tests::bench::{cases, strace};
use toggl_me_transport_ureq::UreqTransport;

/// The variable that makes this program, run once more under strace, the caller; its value is the base URL.
const BASE_URL: &str = "TOGGL_ME_TESTS_BASE_URL";
const CALLS: &str = "TOGGL_ME_TESTS_CALLS";

#[test]
fn a_call_over_a_kept_connection_takes_seven_system_calls() {
    if let Ok(base_url) = env::var(BASE_URL) {
        return call(&base_url, env::var(CALLS).unwrap().parse().unwrap());
    }
    let server = Server::threads().unwrap();
    let count = |calls: u32| {
        let mut program = Command::new(env::current_exe().unwrap());
        program.arg("--exact").arg("a_call_over_a_kept_connection_takes_seven_system_calls");
        program.env(BASE_URL, server.base_url()).env(CALLS, calls.to_string());
        strace::count(&program, &["-f"])
    };
    let (Some(few), Some(more)) = (count(10), count(210)) else {
        return println!("SKIPPED: there is no strace that counts");
    };
    // The rest is the program's own and differs a little from run to run.
    let each = (f64::from(more) - f64::from(few)) / 200.0;
    assert!((1.0..7.5).contains(&each), "{each} system calls for a call");
}

fn call(base_url: &str, calls: u32) {
    let transport = UreqTransport::builder().no_proxy().build().unwrap();
    let client = Client::new(transport, cases::context(base_url));
    for _ in 0..calls {
        client.send(&GetMe::new()).unwrap();
    }
}
