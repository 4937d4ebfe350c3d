//! Counts instructions in user mode, by callgrind: `cargo bench -p toggl-me-tests --bench instructions [TABLE...]`.
//!
//! Whatever else the machine does disturbs no count. A run costs the difference between a program that does it a few
//! times and one that does it more often.

use std::env;
use std::process::Command;

use toggl_me_tests::bench::{cases, server};

fn main() {
    server::serve_if_asked();
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [command, table, case, runs] = arguments.as_slice()
        && command == "run"
    {
        return cases::run(table, case, runs);
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("(instructions are not counted: valgrind is not installed)\n");
        return;
    }
    for (name, make) in cases::TABLES {
        if !arguments.is_empty() && !arguments.iter().any(|asked| name.starts_with(asked.as_str())) {
            continue;
        }
        let group = make();
        // A project costs the same in a short list.
        if group.pieces <= 1_000 {
            let (few, more) = if group.pieces == 1 { (50, 550) } else { (1, 3) };
            let count = |case| (count(name, case, more) - count(name, case, few)) / f64::from(more - few);
            let counts: Vec<f64> = (0..group.cases.len()).map(count).collect();
            group.print("instructions", &counts);
        }
    }
}

fn count(table: &str, case: usize, runs: u32) -> f64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe().expect("a program"))
        .args(["run", table, &case.to_string(), &runs.to_string()])
        .output()
        .expect("valgrind runs");
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected : "));
    collected.and_then(|(_, count)| count.trim().parse().ok()).unwrap_or_else(|| panic!("{text}"))
}
