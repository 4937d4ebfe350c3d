//! What the published crates bring along.

use std::collections::BTreeSet;
use std::process::Command;

/// The crates that `cargo tree` lists for a package on a target, or on `all`, as name and version, itself left out.
fn tree(package: &str, target: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(["--target", target, "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names are UTF-8");
    let crates = text.lines().map(|line| line.split(" (").next().unwrap_or(line).to_owned());
    crates.filter(|name| !name.starts_with(&format!("{package} "))).collect()
}

/// Their names, on all targets.
fn names(package: &str) -> BTreeSet<String> {
    let crates = tree(package, "all");
    crates.iter().filter_map(|it| it.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn no_more_crates_come_along() {
    for (package, most) in [("toggl-me-core", 23), ("toggl-me-transport-ureq", 44)] {
        let crates = tree(package, "x86_64-unknown-linux-gnu");
        assert!(crates.len() <= most, "{package}: {crates:?}");
    }
}

#[test]
fn the_core_brings_along_nothing_that_opens_a_socket() {
    // Read through once; whatever comes to this list has to be looked at again.
    let known = [
        "base64",
        "bytes",
        "form_urlencoded",
        "http",
        "itoa",
        "jiff",
        "jiff-core",
        "jiff-static",
        "log",
        "memchr",
        "percent-encoding",
        "portable-atomic",
        "portable-atomic-util",
        "proc-macro2",
        "quote",
        "serde",
        "serde_core",
        "serde_derive",
        "serde_json",
        "siphasher",
        "syn",
        "thiserror",
        "thiserror-impl",
        "unicode-ident",
        "zeroize",
        "zmij",
    ];
    let unknown: Vec<_> = names("toggl-me-core").into_iter().filter(|name| !known.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "new under the core: {unknown:?}");
}

#[test]
fn the_transport_brings_along_no_async_runtime() {
    let names = names("toggl-me-transport-ureq");
    assert!(names.contains("ureq"), "{names:?}");
    for runtime in ["tokio", "async-std", "smol", "futures", "futures-core", "hyper", "mio"] {
        assert!(!names.contains(runtime), "{runtime} is among {names:?}");
    }
}
