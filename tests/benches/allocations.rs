//! Counts allocations, bytes and system calls: `cargo bench -p toggl-me-tests --bench allocations [TABLE...]`.
//!
//! A reallocation counts as an allocation. This is a program of its own, because counting takes time.

use std::env;
use std::process::Command;

use allocation_counter::measure;
use toggl_me_tests::bench::harness::Case;
use toggl_me_tests::bench::{cases, server, strace};

fn main() {
    server::serve_if_asked();
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [command, table, case, runs] = arguments.as_slice()
        && command == "run"
    {
        return cases::run(table, case, runs);
    }
    let asked: Vec<String> = arguments.into_iter().filter(|argument| !argument.starts_with('-')).collect();
    for (name, make) in cases::TABLES {
        if asked.is_empty() || asked.iter().any(|asked| name.starts_with(asked.as_str())) {
            let mut group = make();
            let count = |case: &mut Case| {
                // The first call makes connections and the like.
                case.run();
                measure(|| case.run()).count_total as f64
            };
            let counts: Vec<f64> = group.cases.iter_mut().map(count).collect();
            group.print("allocations", &counts);
            if name.starts_with("call") {
                match (0..group.cases.len()).map(|case| system_calls(name, case)).collect::<Option<Vec<f64>>>() {
                    Some(counts) => group.print("system calls", &counts),
                    None => println!("(system calls are not counted: strace is missing, or may not count)\n"),
                }
            }
        }
    }
}

/// Prints the system calls of one call over a kept connection, as strace counts them; the server's are not counted.
fn system_calls(table: &str, case: usize) -> Option<f64> {
    let count = |runs: &str| {
        let mut program = Command::new(env::current_exe().ok()?);
        strace::count(program.args(["run", table, &case.to_string(), runs]), &[])
    };
    Some((f64::from(count("1100")?) - f64::from(count("100")?)) / 1_000.0)
}
