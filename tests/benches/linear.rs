//! Checks that the time to read a response grows no faster than the response: `cargo bench -p toggl-me-tests --bench linear`.
//!
//! Callgrind counts instructions for bodies of n, 2n and 4n bytes, which every operation reads. The step from 2n to 4n
//! may take no more than 2.2 times as many as the step from n to 2n; otherwise the program fails.

use std::env;
use std::process::{Command, ExitCode};

use toggl_me_core::http::{Response, StatusCode};
use toggl_me_transport_test::strategies;

/// A name, a status, and a function that makes a body of about this many bytes.
type Shape = (&'static str, u16, fn(usize) -> String);

const SHAPES: [Shape; 12] = [
    ("spaces", 200, |n| " ".repeat(n)),
    ("a list", 200, |n| listed(n, r#"{"id":7,"name":"a","at":"2024-01-01T00:00:00Z"}"#, "[", "]")),
    ("related lists", 200, |n| listed(n, r#"{"id":7,"name":"a","wid":8}"#, r#"{"id":1,"projects":["#, "]}")),
    ("a list that breaks off", 200, |n| listed(n, r#"{"id":7,"name":"a"}"#, "[", "")),
    ("a list with a bad end", 200, |n| listed(n, r#"{"id":7,"name":"a"}"#, "[", r#",{"id":"x"}]"#)),
    ("unknown keys", 200, |n| listed(n, r#""k":[{"a":1.5e3}]"#, r#"{"id":1,"#, "}")),
    ("a long text", 200, |n| format!(r#"{{"id":1,"fullname":"{}"}}"#, "a".repeat(n))),
    ("escapes", 200, |n| format!(r#"["{}"]"#, r"\u00e4\n".repeat(n / 8))),
    ("a long number", 200, |n| format!(r#"[{{"id":{}}}]"#, "9".repeat(n))),
    ("a long time", 200, |n| format!(r#"[{{"id":1,"at":"2024-01-01T00:00:00.{}Z"}}]"#, "7".repeat(n))),
    ("a refusal in JSON", 400, |n| format!(r#"{{"message":"{}"}}"#, "a".repeat(n))),
    ("a refusal in HTML", 502, |n| format!("<html>{}</html>", "<p>a</p>".repeat(n / 8))),
];

fn listed(length: usize, item: &str, before: &str, after: &str) -> String {
    let items = vec![item; length / (item.len() + 1)];
    format!("{before}{}{after}", items.join(","))
}

/// The lengths n, 2n and 4n, in bytes.
const LENGTHS: [usize; 3] = [8 * 1024, 16 * 1024, 32 * 1024];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [command, shape, length] = arguments.as_slice()
        && command == "run"
    {
        run(shape.parse().expect("a number"), length.parse().expect("a number"));
        return ExitCode::SUCCESS;
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("(instructions are not counted: valgrind is not installed)");
        return ExitCode::SUCCESS;
    }
    let mut result = ExitCode::SUCCESS;
    println!("| body | {} bytes | {} | {} | growth |", LENGTHS[0], LENGTHS[1], LENGTHS[2]);
    println!("| --- | --- | --- | --- | --- |");
    for (number, (name, ..)) in SHAPES.iter().enumerate() {
        let [n, twice, four_times] = LENGTHS.map(|length| count(number, length));
        let growth = (four_times - twice) / (twice - n).max(1.0);
        println!("| {name} | {n} | {twice} | {four_times} | {growth:.2} |");
        if growth > 2.2 {
            eprintln!("{name}: this is not linear");
            result = ExitCode::FAILURE;
        }
    }
    result
}

/// Does the work that callgrind counts.
fn run(shape: usize, length: usize) {
    let (_, status, body) = SHAPES[shape];
    let mut response = Response::new(body(length).into_bytes());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status");
    for call in strategies::plainest_calls() {
        // Both a value and an error have to come in time.
        let _ = call.parse(&response);
    }
}

fn count(shape: usize, length: usize) -> f64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe().expect("a program"))
        .args(["run", &shape.to_string(), &length.to_string()])
        .output()
        .expect("valgrind runs");
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected : "));
    collected.and_then(|(_, count)| count.trim().parse().ok()).unwrap_or_else(|| panic!("{text}"))
}
