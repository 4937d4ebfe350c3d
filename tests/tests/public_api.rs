//! Tests that the public API of the published crates is the reviewed listing.
//!
//! The listing is generated from the sources: every `pub` item without its body and its documentation, in the module
//! that it is written in, and the `pub use` lines that say where it is reached. It also contains what derives and
//! attributes promise. It does not contain traits that the compiler implements, such as `Send`, or the expansion of a
//! macro: macro calls are listed as they are written.
//!
//! `UPDATE_API=1 cargo test -p toggl-me-tests --test public_api` rewrites the listings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::Parser as _;
use syn::{
    Attribute, Block, Field, Fields, File, ImplItem, Item, ItemImpl, ItemMod, ItemStruct, TraitItem, Type, Visibility,
};

const HEADER: &str =
    "// The public API of this crate, without bodies and documentation. Made by tests/tests/public_api.rs.\n\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[track_caller]
fn is_unchanged(package: &str) {
    let listing = root().join("tests/api").join(format!("{package}.rs"));
    let current = HEADER.to_owned() + &listed(&root().join(package).join("src/lib.rs"));
    if env::var_os("UPDATE_API").is_some() {
        fs::write(&listing, current).expect("the listing can be written");
        return;
    }
    let reviewed = fs::read_to_string(&listing).unwrap_or_default();
    let added: Vec<_> = difference(&current, &reviewed);
    let removed: Vec<_> = difference(&reviewed, &current);
    assert!(
        current == reviewed,
        "the public API of {package} has changed:\n-{}\n+{}\nIf the change is meant, rewrite the listing: see this file.",
        removed.join("\n-"),
        added.join("\n+"),
    );
}

fn difference<'a>(of: &'a str, without: &str) -> Vec<&'a str> {
    let known: BTreeSet<_> = without.lines().collect();
    of.lines().filter(|line| !known.contains(line)).collect()
}

#[test]
fn of_the_core_is_unchanged() {
    is_unchanged("core");
}

#[test]
fn of_the_ureq_transport_is_unchanged() {
    is_unchanged("transport-ureq");
}

#[test]
fn of_the_testing_kit_is_unchanged() {
    is_unchanged("transport-test");
}

#[test]
fn of_the_stores_is_unchanged() {
    is_unchanged("stores");
}

#[test]
fn a_listing_has_only_what_callers_see() {
    let source = r#"
        use private::Thing;
        pub use private::Shown;
        mod private {
            //! About the module.
            /// About the type.
            #[derive(Clone)]
            #[non_exhaustive]
            pub struct Shown { pub field: u8, hidden: u8 }
            pub(crate) struct Thing;
            impl Thing { pub fn unreachable(&self) {} }
            impl Clone for Thing { fn clone(&self) -> Self { Thing } }
            impl Shown {
                /// About the method.
                #[must_use]
                pub fn method(&self) -> u8 { self.hidden }
                fn helper() {}
            }
            impl Iterator for Shown { type Item = u8; fn next(&mut self) -> Option<u8> { None } }
            pub struct Tuple(pub u8, u16);
            pub trait Asks { const X: u8; fn ask(&self) -> u8 { 7 } }
            pub enum Kind { One, Two(u8) }
            pub const LIMIT: u8 = 3;
            written! {
                /// About the type.
                pub enum Written { #[doc = "About it."] #[default] One = "one" }
            }
            fn helper() {}
        }
        #[cfg(test)]
        mod tests { pub fn helper() {} }
        #[macro_export]
        macro_rules! exported { () => {} }
        macro_rules! internal { () => {} }
    "#;
    let mut file = syn::parse_file(source).unwrap();
    let private = private_types(&file.items);
    file.items = public(file.items, &private);
    let expected = r#"pub use private::Shown;
mod private {
    #[derive(Clone)]
    #[non_exhaustive]
    pub struct Shown {
        pub field: u8,
        private: _,
    }
    impl Shown {
        #[must_use]
        pub fn method(&self) -> u8 {}
    }
    impl Iterator for Shown {
        type Item = u8;
    }
    pub struct Tuple(pub u8, _);
    pub trait Asks {
        const X: u8;
        fn ask(&self) -> u8 {}
    }
    pub enum Kind {
        One,
        Two(u8),
    }
    pub const LIMIT: u8 = 3;
    written! {
        pub enum Written { #[default] One = "one" }
    }
}
#[macro_export]
macro_rules! exported {}
"#;
    assert_eq!(prettyplease::unparse(&file), expected);
}

/// Returns the public items of the crate with this root file.
fn listed(root: &Path) -> String {
    let items = with_modules(parsed(root).items, root.parent().expect("a file is in a folder"));
    let private = private_types(&items);
    prettyplease::unparse(&File { shebang: None, frontmatter: None, attrs: Vec::new(), items: public(items, &private) })
}

fn parsed(file: &Path) -> File {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Inserts the modules that are files into the items that name them.
fn with_modules(items: Vec<Item>, folder: &Path) -> Vec<Item> {
    let load = |item| match item {
        Item::Mod(mut module) if !is_test(&module.attrs) => {
            let name = module.ident.to_string();
            let inner = match module.content.take() {
                Some((_, items)) => items,
                None => parsed(&folder.join(format!("{name}.rs"))).items,
            };
            module.content = Some((Default::default(), with_modules(inner, &folder.join(name))));
            module.semi = None;
            Item::Mod(module)
        }
        other => other,
    };
    items.into_iter().map(load).collect()
}

/// Returns the names of the types that cannot be named outside the crate.
fn private_types(items: &[Item]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for item in items {
        match item {
            Item::Struct(item) if !is_public(&item.vis) => drop(names.insert(item.ident.to_string())),
            Item::Enum(item) if !is_public(&item.vis) => drop(names.insert(item.ident.to_string())),
            Item::Mod(ItemMod { content: Some((_, items)), attrs, .. }) if !is_test(attrs) => {
                names.extend(private_types(items));
            }
            _ => {}
        }
    }
    names
}

fn public(items: Vec<Item>, private: &BTreeSet<String>) -> Vec<Item> {
    items.into_iter().filter_map(|item| public_item(item, private)).collect()
}

fn public_item(mut item: Item, private: &BTreeSet<String>) -> Option<Item> {
    let (visibility, attrs) = match &mut item {
        Item::Const(item) => (Some(&item.vis), &mut item.attrs),
        Item::Enum(item) => {
            item.variants.iter_mut().for_each(|variant| promise(&mut variant.attrs));
            item.variants.iter_mut().flat_map(|variant| &mut variant.fields).for_each(|field| field.attrs.clear());
            (Some(&item.vis), &mut item.attrs)
        }
        Item::Fn(item) => {
            empty(&mut item.block);
            (Some(&item.vis), &mut item.attrs)
        }
        Item::Impl(item) => {
            if !reduce_impl(item, private) {
                return None;
            }
            (None, &mut item.attrs)
        }
        // A macro call writes public items and is listed as it is written. A macro definition is a name.
        Item::Macro(item) if item.ident.is_none() => {
            item.mac.tokens = without_documentation(std::mem::take(&mut item.mac.tokens));
            (None, &mut item.attrs)
        }
        Item::Macro(item) => {
            if !item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export")) {
                return None;
            }
            item.mac.tokens = TokenStream::new();
            (None, &mut item.attrs)
        }
        Item::Mod(item) => {
            if is_test(&item.attrs) {
                return None;
            }
            let (_, items) = item.content.as_mut()?;
            *items = public(std::mem::take(items), private);
            if items.is_empty() {
                return None;
            }
            (None, &mut item.attrs)
        }
        Item::Static(item) => (Some(&item.vis), &mut item.attrs),
        Item::Struct(item) => {
            reduce_fields(item);
            (Some(&item.vis), &mut item.attrs)
        }
        Item::Trait(item) => {
            for item in &mut item.items {
                match item {
                    TraitItem::Const(item) => promise(&mut item.attrs),
                    TraitItem::Type(item) => promise(&mut item.attrs),
                    TraitItem::Fn(item) => {
                        promise(&mut item.attrs);
                        if let Some(block) = &mut item.default {
                            empty(block);
                        }
                    }
                    _ => {}
                }
            }
            (Some(&item.vis), &mut item.attrs)
        }
        Item::Type(item) => (Some(&item.vis), &mut item.attrs),
        Item::Use(item) => (Some(&item.vis), &mut item.attrs),
        _ => return None,
    };
    promise(attrs);
    visibility.is_none_or(is_public).then_some(item)
}

/// Returns whether any part of it is visible from outside.
fn reduce_impl(item: &mut ItemImpl, private: &BTreeSet<String>) -> bool {
    let is_of_a_trait = item.trait_.is_some();
    item.items.retain_mut(|item| match item {
        ImplItem::Const(item) => {
            promise(&mut item.attrs);
            is_of_a_trait || is_public(&item.vis)
        }
        ImplItem::Type(_) => true,
        ImplItem::Fn(item) => {
            promise(&mut item.attrs);
            empty(&mut item.block);
            !is_of_a_trait && is_public(&item.vis)
        }
        _ => false,
    });
    let is_private = match &*item.self_ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| private.contains(&last.ident.to_string())),
        _ => false,
    };
    !is_private && (is_of_a_trait || !item.items.is_empty())
}

/// Fields that are not public are mentioned without their names, since they keep callers from writing the struct.
fn reduce_fields(item: &mut ItemStruct) {
    match &mut item.fields {
        Fields::Named(fields) => {
            let all = fields.named.len();
            fields.named =
                std::mem::take(&mut fields.named).into_iter().filter(|field| is_public(&field.vis)).collect();
            fields.named.iter_mut().for_each(|field| field.attrs.clear());
            if fields.named.len() < all {
                fields.named.push(Field::parse_named.parse_str("private: _").expect("a field"));
            }
        }
        Fields::Unnamed(fields) => {
            for field in &mut fields.unnamed {
                field.attrs.clear();
                if !is_public(&field.vis) {
                    *field = Field::parse_unnamed.parse_str("_").expect("a field");
                }
            }
        }
        Fields::Unit => {}
    }
}

fn without_documentation(tokens: TokenStream) -> TokenStream {
    let mut kept = Vec::new();
    for token in tokens {
        match token {
            // The hash sign is there already.
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket && is_documentation(group.stream()) => {
                kept.pop();
            }
            TokenTree::Group(group) => {
                let tokens = without_documentation(group.stream());
                kept.push(Group::new(group.delimiter(), tokens).into());
            }
            other => kept.push(other),
        }
    }
    kept.into_iter().collect()
}

fn is_documentation(attribute: TokenStream) -> bool {
    attribute.into_iter().next().is_some_and(|name| name.to_string() == "doc")
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_test(attrs: &[Attribute]) -> bool {
    let is_test = |attribute: &Attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test")
    };
    attrs.iter().any(is_test)
}

/// Keeps the attributes that promise something to callers.
fn promise(attrs: &mut Vec<Attribute>) {
    let promises = ["derive", "non_exhaustive", "must_use", "deprecated", "macro_export", "track_caller"];
    attrs.retain(|attribute| promises.iter().any(|name| attribute.path().is_ident(name)));
}

fn empty(block: &mut Block) {
    block.stmts.clear();
}
