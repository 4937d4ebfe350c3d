//! Tests that no two files of these crates import each other, directly or through others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Item, UseTree};

/// The names of the modules from the crate's root to a file; empty for `lib.rs`.
type Module = Vec<String>;

fn source(package: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(package).join("src")
}

fn modules(folder: &Path, at: &Module, found: &mut BTreeMap<Module, PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources").map(|entry| entry.expect("an entry").path()) {
        let name = entry.file_stem().expect("a name").to_string_lossy().into_owned();
        let module = if at.is_empty() && name == "lib" { Module::new() } else { [at.as_slice(), &[name]].concat() };
        if entry.is_dir() {
            modules(&entry, &module, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.insert(module, entry);
        }
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test")
    })
}

/// Returns the paths that a `use` imports, each as its segments.
fn paths(tree: &UseTree, before: &[String], found: &mut Vec<Module>) {
    let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
    match tree {
        UseTree::Path(path) => paths(&path.tree, &with(&path.ident), found),
        UseTree::Name(name) => found.push(with(&name.ident)),
        UseTree::Rename(rename) => found.push(with(&rename.ident)),
        UseTree::Glob(_) => found.push(before.to_vec()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| paths(tree, before, found)),
    }
}

/// Returns the paths in code that begin with `crate` or `super`.
fn written(tokens: TokenStream, found: &mut Vec<Module>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut path = Module::new();
    for token in &tokens {
        match token {
            TokenTree::Group(group) => written(group.stream(), found),
            TokenTree::Ident(name) if path.is_empty() && (name == "crate" || name == "super") => {
                path.push(name.to_string());
            }
            TokenTree::Ident(name) if path.last().is_some_and(|last| last == ":") => {
                path.pop();
                path.push(name.to_string());
            }
            TokenTree::Punct(colon) if colon.as_char() == ':' && !path.is_empty() => {
                if path.last().is_none_or(|last| last != ":") {
                    path.push(":".to_owned());
                }
            }
            _ => found.push(std::mem::take(&mut path)),
        }
    }
    found.push(path);
    // A single segment is a visibility: `pub(super)`.
    found.retain(|path| path.len() > 1);
}

/// Returns what an item imports, as paths from the crate's root.
fn imports(items: &[Item], here: &Module, found: &mut BTreeSet<Module>) {
    let mut paths_here = Vec::new();
    for item in items {
        match item {
            Item::Use(item) if !is_for_tests(&item.attrs) => paths(&item.tree, &[], &mut paths_here),
            Item::Use(_) => {}
            Item::Mod(item) if is_for_tests(&item.attrs) => {}
            Item::Mod(item) => {
                let inner = [here.as_slice(), &[item.ident.to_string()]].concat();
                let items = item.content.as_ref().map(|(_, items)| items.as_slice()).unwrap_or_default();
                imports(items, &inner, found);
            }
            // A doc comment is an attribute, and its links are not code.
            other => written(without_attributes(other), &mut paths_here),
        }
    }
    for path in paths_here {
        let above = path.iter().take_while(|segment| *segment == "super").count();
        let base = match path.first().map(String::as_str) {
            Some("crate") => &[][..],
            Some("super") => &here[..here.len().saturating_sub(above)],
            _ => here.as_slice(),
        };
        let rest = path.iter().filter(|segment| !["crate", "super", "self"].contains(&segment.as_str()));
        found.insert(base.iter().chain(rest).cloned().collect());
    }
}

fn without_attributes(item: &Item) -> TokenStream {
    fn strip(tokens: TokenStream) -> TokenStream {
        let mut kept: Vec<TokenTree> = Vec::new();
        for token in tokens {
            let after_hash = matches!(kept.last(), Some(TokenTree::Punct(hash)) if hash.as_char() == '#');
            match token {
                TokenTree::Group(_) if after_hash => drop(kept.pop()),
                TokenTree::Group(group) => {
                    let stripped = proc_macro2::Group::new(group.delimiter(), strip(group.stream()));
                    kept.push(TokenTree::Group(stripped));
                }
                other => kept.push(other),
            }
        }
        kept.into_iter().collect()
    }
    strip(item.to_token_stream())
}

/// The imports of each file.
fn graph(package: &str) -> BTreeMap<Module, BTreeSet<Module>> {
    let mut files = BTreeMap::new();
    modules(&source(package), &Module::new(), &mut files);
    let file_of =
        |path: &Module| (0..=path.len()).rev().map(|end| path[..end].to_vec()).find(|m| files.contains_key(m));
    let of_file = |(module, file): (&Module, &PathBuf)| {
        let text = fs::read_to_string(file).expect("a source file");
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut found = BTreeSet::new();
        if !is_for_tests(&parsed.attrs) {
            imports(&parsed.items, module, &mut found);
        }
        // A path that leads only to the root is another crate's.
        let targets = found.iter().filter_map(file_of).filter(|target| target != module && !target.is_empty());
        (module.clone(), targets.collect())
    };
    files.iter().map(of_file).collect()
}

/// Returns a path of imports from `from` back to itself.
fn circle(graph: &BTreeMap<Module, BTreeSet<Module>>, from: &Module) -> Option<Vec<Module>> {
    let mut ways = vec![vec![from.clone()]];
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop() {
        for next in way.last().and_then(|last| graph.get(last)).into_iter().flatten() {
            let longer = [way.as_slice(), std::slice::from_ref(next)].concat();
            if next == from {
                return Some(longer);
            }
            if seen.insert(next.clone()) {
                ways.push(longer);
            }
        }
    }
    None
}

#[track_caller]
fn has_no_circle(package: &str) {
    let graph = graph(package);
    assert!(graph.values().any(|targets| !targets.is_empty()), "no import of {package} was read");
    let circles = graph.keys().filter_map(|module| circle(&graph, module));
    let circles: Vec<_> =
        circles.map(|way| way.iter().map(|m| m.join("::")).collect::<Vec<_>>().join(" -> ")).collect();
    assert!(circles.is_empty(), "files of {package} that import each other:\n{}", circles.join("\n"));
}

#[test]
fn no_two_files_of_the_core_import_each_other() {
    has_no_circle("core");
}

#[test]
fn no_two_files_of_the_testing_kit_import_each_other() {
    has_no_circle("transport-test");
}

#[test]
fn no_two_files_of_the_stores_import_each_other() {
    has_no_circle("stores");
}

#[test]
fn a_circle_is_found() {
    let module = |name: &str| vec![name.to_owned()];
    let to = |names: &[&str]| names.iter().map(|name| module(name)).collect::<BTreeSet<_>>();
    let graph = BTreeMap::from([
        (module("a"), to(&["b"])),
        (module("b"), to(&["c", "d"])),
        (module("c"), to(&["a"])),
        (module("d"), to(&[])),
    ]);
    assert_eq!(circle(&graph, &module("a")), Some(["a", "b", "c", "a"].map(module).to_vec()));
    assert_eq!(circle(&graph, &module("d")), None);
}

#[test]
fn imports_are_read_as_they_are_written() {
    let file = syn::parse_file(
        r"
        use crate::a::{B, c::{self, D}};
        pub(crate) use super::e::F;
        use g::H;
        /// See [`crate::doc::Link`].
        fn f() -> crate::i::J { super::k::l() }
        #[cfg(test)]
        mod tests { use crate::m::N; }
        ",
    )
    .unwrap();
    let mut found = BTreeSet::new();
    imports(&file.items, &vec!["x".to_owned(), "y".to_owned()], &mut found);
    let mut found: Vec<_> = found.iter().map(|path| path.join("::")).collect();
    found.sort();
    assert_eq!(found, ["a::B", "a::c", "a::c::D", "i::J", "x::e::F", "x::k::l", "x::y::g::H"]);
}
