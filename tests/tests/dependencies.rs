//! What the published crates bring along.

use std::collections::BTreeSet;
use std::process::Command;

/// The crates that `cargo tree` lists for a package, itself left out.
fn tree(package: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(["--target", "all", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names are UTF-8");
    let names = text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned);
    names.filter(|name| name != package).collect()
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
        "serde_path_to_error",
        "siphasher",
        "syn",
        "thiserror",
        "thiserror-impl",
        "unicode-ident",
        "zeroize",
        "zmij",
    ];
    let unknown: Vec<_> = tree("toggl-me-core").into_iter().filter(|name| !known.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "new under the core: {unknown:?}");
}

#[test]
fn the_transport_brings_along_no_async_runtime() {
    let names = tree("toggl-me-transport-ureq");
    assert!(names.contains("ureq"), "{names:?}");
    for runtime in ["tokio", "async-std", "smol", "futures", "futures-core", "hyper", "mio"] {
        assert!(!names.contains(runtime), "{runtime} is among {names:?}");
    }
}
