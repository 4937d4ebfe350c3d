//! Measures times: `cargo bench -p toggl-me-tests --bench times [TABLE...]`.

use std::env;

use toggl_me_tests::bench::{cases, harness, server};

fn main() {
    server::serve_if_asked();
    harness::pin();
    let asked: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    for (name, make) in cases::TABLES {
        if asked.is_empty() || asked.iter().any(|asked| name.starts_with(asked.as_str())) {
            let mut group = make();
            let times = harness::medians(&mut group.cases);
            group.print("ns", &times);
        }
    }
}
