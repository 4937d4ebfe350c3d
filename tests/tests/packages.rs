//! Tests of what the published packages say about themselves, and of their contents.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

/// The published packages, and the oldest Rust that each supports.
const PUBLISHED: [(&str, &str); 4] = [
    ("toggl-me-core", "1.85"),
    ("toggl-me-transport-ureq", "1.85"),
    ("toggl-me-transport-test", "1.88"),
    ("toggl-me-stores", "1.89"),
];

fn is_published(package: &Package) -> bool {
    PUBLISHED.iter().any(|(name, _)| *name == package.name)
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    manifest_path: PathBuf,
    rust_version: Option<String>,
    description: Option<String>,
    license: Option<String>,
    readme: Option<String>,
    keywords: Vec<String>,
    categories: Vec<String>,
    features: BTreeMap<String, Vec<String>>,
    publish: Option<Vec<String>>,
    source: Option<String>,
    metadata: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

fn cargo(args: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO"))
        .args(args)
        .arg("--locked")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn metadata() -> Metadata {
    serde_json::from_slice(&cargo(&["metadata", "--format-version", "1", "--all-features"]))
        .expect("cargo's own format")
}

impl Metadata {
    fn published(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| is_published(package))
    }

    /// Returns a package and everything that is built with it for a program that uses it, on any target.
    fn built_with(&self, package: &Package) -> Vec<&Package> {
        let mut ids = BTreeSet::new();
        let mut next = vec![package.id.as_str()];
        while let Some(id) = next.pop() {
            if !ids.insert(id) {
                continue;
            }
            let node = self.resolve.nodes.iter().find(|node| node.id == id).expect("a package of the lock file");
            let is_built =
                |dependency: &&Dependency| dependency.dep_kinds.iter().any(|kind| kind.kind.as_deref() != Some("dev"));
            next.extend(node.deps.iter().filter(is_built).map(|dependency| dependency.pkg.as_str()));
        }
        self.packages.iter().filter(|package| ids.contains(package.id.as_str())).collect()
    }
}

/// Parses `1.85` into numbers that can be compared.
fn version(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = text.split('.').map(|number| number.parse().expect("a number")).collect();
    numbers.resize(3, 0);
    numbers
}

/// Nothing is built with these versions here; the test trusts what the dependencies declare. `.ci/msrv` and `.ci/oldest`
/// build with them.
#[test]
fn the_oldest_rust_that_is_declared_is_that_of_the_dependencies() {
    let metadata = metadata();
    for (name, declared) in PUBLISHED {
        let package = metadata.published().find(|package| package.name == name).expect("a member of the workspace");
        assert_eq!(package.rust_version.as_deref(), Some(declared), "{}", package.name);
        let built = metadata.built_with(package);
        assert!(built.len() > 20, "{}: {}", package.name, built.len());
        for dependency in built {
            if let Some(needed) = &dependency.rust_version {
                let (needs, has) = (version(needed), version(declared));
                assert!(needs <= has, "{} needs {needed}, by {}", package.name, dependency.name);
            }
        }
    }
}

#[test]
fn packages_have_complete_metadata() {
    let metadata = metadata();
    assert_eq!(metadata.published().count(), PUBLISHED.len());
    for package in metadata.published() {
        let name = &package.name;
        assert!(package.description.as_ref().is_some_and(|text| text.len() > 20), "{name}");
        assert_eq!(package.license.as_deref(), Some("MIT OR Apache-2.0"), "{name}");
        assert!(package.readme.is_some() && package.publish.is_none(), "{name}");
        assert!((1..=5).contains(&package.keywords.len()) && !package.categories.is_empty(), "{name}");
        assert!(package.metadata.as_ref().is_some_and(|metadata| metadata["docs"]["rs"].is_object()), "{name}");
    }
    let others = metadata.packages.iter().filter(|package| package.source.is_none());
    for package in others.filter(|package| !is_published(package)) {
        assert_eq!(package.publish.as_deref(), Some([].as_slice()), "{} must not be published", package.name);
    }
}

/// CI must build every combination: `.ci/run` those of the stores, one for each engine, and `.ci/features` those of the
/// transport.
#[test]
fn features_are_few() {
    let known: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("toggl-me-stores", &["redis", "redis-tls", "sqlite"][..]),
        ("toggl-me-transport-ureq", &["default", "gzip", "native-tls", "platform-verifier", "ring", "webpki-roots"]),
    ]);
    for package in metadata().published() {
        let names: Vec<_> = package.features.keys().map(String::as_str).collect();
        let known = known.get(package.name.as_str()).copied().unwrap_or_default();
        assert_eq!(names, known, "{}", package.name);
    }
}

fn files_of(package: &str) -> String {
    String::from_utf8(cargo(&["package", "--list", "--allow-dirty", "--package", package])).expect("names are UTF-8")
}

#[test]
fn packages_have_licences_a_front_page_and_examples() {
    for (package, _) in PUBLISHED {
        let files = files_of(package);
        for file in ["LICENSE-MIT", "LICENSE-APACHE", "README.md", "Cargo.toml", "src/lib.rs"] {
            assert!(files.lines().any(|line| line == file), "{package} lacks {file}");
        }
        assert!(files.lines().any(|line| line.starts_with("examples/")), "{package} lacks an example");
    }
}

#[test]
fn packages_have_the_examples_that_the_front_page_names() {
    let page = include_str!("../../transport-ureq/src/lib.rs");
    let examples = ["whoami", "today", "quota_left", "timer", "invoice", "shared_store"];
    for example in examples {
        let package = if example == "shared_store" { "toggl-me-stores" } else { "toggl-me-transport-ureq" };
        assert!(page.contains(&format!("{package}/latest/source/examples/{example}.rs)")), "{example} is not named");
        assert!(files_of(package).lines().any(|line| line == format!("examples/{example}.rs")), "{package}: {example}");
    }
    assert_eq!(page.matches("/source/examples/").count(), examples.len());
}

/// A README is its crate's page on a registry, without the repository's other files beside it.
#[test]
fn readmes_are_true_for_who_has_no_clone() {
    for package in metadata().published() {
        let folder = package.manifest_path.parent().expect("a folder");
        let text = fs::read_to_string(folder.join("README.md")).expect("each crate has its own");
        assert!(text.starts_with(&format!("# {}\n", package.name)), "{}: its title", package.name);
        assert_eq!(package.readme.as_deref(), Some("README.md"), "{}: the page", package.name);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(link.starts_with("https://"), "{}: a link to {link}", package.name);
        }
        // The last would be a line that only documentation tests hide.
        for word in ["cargo run", "cargo test", "tests/", "\n# Ok"] {
            assert!(!text.contains(word), "{}: speaks of {word}", package.name);
        }
    }
}
