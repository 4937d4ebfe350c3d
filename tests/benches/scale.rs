//! Measures how costs grow with the length of a list, and with the number of threads: `cargo bench -p toggl-me-tests
//! --bench scale`.

use std::env;
use std::fs;
use std::hint::black_box;
use std::process::Command;
use std::thread;
use std::time::Instant;

use http::{HeaderMap, Request, Response, StatusCode};
use toggl_me_core::me::{GetMe, ListProjects};
use toggl_me_core::{Client, EndpointExt, Transport, TransportError};
use toggl_me_tests::bench::harness::{self, Case};
use toggl_me_tests::bench::server::{self, Server};
use toggl_me_tests::bench::{baseline, cases, data, strace};
use toggl_me_transport_ureq::ureq::Agent;

fn main() {
    server::serve_if_asked();
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["memory", count] => println!("{}", peak(count.parse().expect("a number"))),
        ["calls", carrier, threads] => calls(carrier, threads.parse().expect("a number")),
        ["lists"] => lists(),
        _ => {
            println!("{}\n", child(&mut myself(), &["lists"]));
            crowds();
        }
    }
}

/// Runs another process of this program, and returns what it prints.
fn child(program: &mut Command, arguments: &[&str]) -> String {
    let output = program.args(arguments).output().expect("a program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn myself() -> Command {
    Command::new(env::current_exe().expect("a program"))
}

/// Measures lists of projects, from short to long.
fn lists() {
    harness::pin();
    println!(
        "| projects | body, bytes | ns each | peak memory / body |\n| -------: | ----------: | ------: | -----------------: |"
    );
    let counts = [1, 10, 100, 1_000, 10_000];
    let decode = |count| {
        let body = data::projects(count);
        Case::new("", move || ListProjects::parse_parts(StatusCode::OK, &HeaderMap::new(), body.as_bytes()))
    };
    let times = harness::medians(&mut counts.map(decode));
    for (count, time) in counts.into_iter().zip(times) {
        let (length, each) = (data::projects(count).len(), time / count as f64);
        // Pages have 4 KiB, so nothing can be said about a short list.
        let memory = if count < 1_000 { "".to_owned() } else { child(&mut myself(), &["memory", &count.to_string()]) };
        println!("| {count:8} | {length:11} | {each:7.0} | {memory:>18} |");
    }
}

/// Returns by how many times a body's length the process's resident memory grows at most while it decodes the body.
fn peak(count: usize) -> String {
    let (one, body) = (data::projects(1), data::projects(count));
    // The code's own pages are resident once it has run.
    drop(ListProjects::parse_parts(StatusCode::OK, &HeaderMap::new(), one.as_bytes()));
    // This resets the peak to what is resident now.
    fs::write("/proc/self/clear_refs", "5").expect("Linux");
    let before = resident("VmHWM:");
    let projects = ListProjects::parse_parts(StatusCode::OK, &HeaderMap::new(), body.as_bytes()).expect("a list");
    let grown = resident("VmHWM:") - before;
    black_box(projects);
    format!("{:.2}", grown / body.len() as f64)
}

fn resident(what: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("a figure");
    line.trim().trim_end_matches(" kB").parse::<f64>().expect("a figure") * 1_024.0
}

const CALLS: usize = 64_000;

/// Measures one client that many threads share. Waiting for a lock is a system call (`futex`), which strace counts;
/// starting and joining a thread takes one or two.
fn crowds() {
    println!(
        "| GET /me, one client | threads | us each | calls that waited for a lock |\n\
         | ------------------- | ------: | ------: | ---------------------------: |"
    );
    for (carrier, name) in
        [("memory", "no transport"), ("http", "UreqTransport, loopback"), ("bare", "ureq alone, loopback")]
    {
        for threads in ["1", "2", "64"] {
            let each = child(&mut myself(), &["calls", carrier, threads]);
            let waits = strace::count(myself().args(["calls", carrier, threads]), &["-f", "-e", "trace=futex"]);
            let waited = waits.map_or("(no strace)".to_owned(), |waits| format!("{waits} of {CALLS}"));
            println!("| {name:23} | {threads:>7} | {each:>7} | {waited:>28} |");
        }
    }
    println!();
}

fn calls(carrier: &str, threads: usize) {
    if carrier == "memory" {
        let body = data::me().into_bytes();
        return crowd(&Client::new(Responds(body), cases::context("https://track.example.org/api/v9")), threads);
    }
    let server = Server::process("http").expect("a server");
    if carrier == "bare" {
        let agent = Bare(baseline::best_agent(""));
        return crowd(&Client::new(agent, cases::context(&server.base_url())), threads);
    }
    crowd(&cases::client(&server), threads);
}

fn crowd<T: Transport + Sync>(client: &Client<T>, threads: usize) {
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| (0..CALLS / threads).for_each(|_| drop(client.send(&GetMe::new()).expect("a user"))));
        }
    });
    println!("{:.2}", start.elapsed().as_secs_f64() * 1e6 / CALLS as f64);
}

/// ureq in its best configuration, without these crates.
struct Bare(Agent);

impl Transport for Bare {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        Ok(Response::new(baseline::call(&self.0, request)))
    }
}

struct Responds(Vec<u8>);

impl Transport for Responds {
    fn send(&self, _: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        Ok(Response::new(self.0.clone()))
    }
}
