//! Allocations, bytes and system calls: `cargo bench -p toggl-me-tests --bench allocations [TABLE...]`.
//!
//! A reallocation counts as an allocation. In a program of its own, because counting takes time.

use std::env;

use allocation_counter::measure;
use toggl_me_tests::bench::{cases, server};

fn main() {
    server::serve_if_asked();
    let asked: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    for (name, make) in cases::TABLES {
        if asked.is_empty() || asked.iter().any(|asked| name.starts_with(asked.as_str())) {
            let mut group = make();
            let count = |case: &mut toggl_me_tests::bench::harness::Case| {
                // Connections and the like are made by the first.
                case.run();
                measure(|| case.run()).count_total as f64
            };
            let counts: Vec<f64> = group.cases.iter_mut().map(count).collect();
            group.print("allocations", &counts);
        }
    }
}
