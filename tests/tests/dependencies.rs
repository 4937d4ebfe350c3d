//! Tests of the dependencies of the published crates.

use std::collections::BTreeSet;
use std::process::Command;

/// Returns the crates that `cargo tree` lists for a package with features on a target, or on `all`, as name and
/// version, without the package itself.
fn tree(package: &str, features: &str, target: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(["--features", features, "--target", target, "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names are UTF-8");
    let crates = text.lines().map(|line| line.split(" (").next().unwrap_or(line).to_owned());
    crates.filter(|name| !name.starts_with(&format!("{package} "))).collect()
}

/// Returns their names, on all targets.
fn names(package: &str, features: &str) -> BTreeSet<String> {
    let crates = tree(package, features, "all");
    crates.iter().filter_map(|it| it.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn the_number_of_crates_does_not_grow() {
    for (package, features, most) in [
        ("toggl-me-core", "", 23),
        ("toggl-me-transport-ureq", "", 44),
        ("toggl-me-stores", "", 24),
        ("toggl-me-stores", "sqlite", 35),
        ("toggl-me-stores", "redis", 58),
        ("toggl-me-stores", "redis-tls", 69),
    ] {
        let crates = tree(package, features, "x86_64-unknown-linux-gnu");
        assert!(crates.len() <= most, "{package} with {features}: {}, {crates:?}", crates.len());
    }
}

#[test]
fn the_core_depends_on_nothing_that_opens_a_socket() {
    // This list was reviewed once; whatever is added to it must be reviewed again.
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
    let unknown: Vec<_> =
        names("toggl-me-core", "").into_iter().filter(|name| !known.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "new under the core: {unknown:?}");
}

#[test]
fn no_crate_depends_on_an_async_runtime() {
    for (package, features, engines) in [
        ("toggl-me-transport-ureq", "", &["ureq"][..]),
        ("toggl-me-stores", "sqlite redis redis-tls", &["rusqlite", "redis", "rustls"]),
    ] {
        let names = names(package, features);
        assert!(engines.iter().all(|engine| names.contains(*engine)), "{names:?}");
        for runtime in ["tokio", "async-std", "smol", "futures", "futures-core", "hyper", "mio"] {
            assert!(!names.contains(runtime), "{runtime} is among {names:?}");
        }
    }
}

/// Checks that the test command of the README compiles no C, and that a program builds only the engine that it uses.
#[test]
fn engines_are_dependencies_only_of_their_features() {
    let names = names("toggl-me-stores", "");
    for engine in ["rusqlite", "libsqlite3-sys", "redis", "rustls"] {
        assert!(!names.contains(engine), "{engine} is among {names:?}");
    }
}
