//! What the published packages say of themselves, and what is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde::Deserialize;

/// The published packages, and the oldest Rust that each is for.
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

    /// A package and all that is built with it for a program that uses it, whatever the target.
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

/// `1.85` as numbers that compare.
fn version(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = text.split('.').map(|number| number.parse().expect("a number")).collect();
    numbers.resize(3, 0);
    numbers
}

/// No build with these versions is made here: it is the dependencies' word. `.ci/msrv` and `.ci/oldest` make them.
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
fn packages_say_what_they_are() {
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

/// CI has to build every combination: `.ci/run` those of the stores, one for each engine, and `.ci/features` those of the
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

#[test]
fn packages_have_licences_a_front_page_and_examples() {
    for (package, _) in PUBLISHED {
        let files = cargo(&["package", "--list", "--allow-dirty", "--package", package]);
        let files = String::from_utf8(files).expect("names are UTF-8");
        for file in ["LICENSE-MIT", "LICENSE-APACHE", "README.md", "Cargo.toml", "src/lib.rs"] {
            assert!(files.lines().any(|line| line == file), "{package} lacks {file}");
        }
        assert!(files.lines().any(|line| line.starts_with("examples/")), "{package} lacks an example");
    }
}
