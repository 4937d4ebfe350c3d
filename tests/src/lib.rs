//! Tests, examples and benches that need more than one of the crates.

mod directory_store;

pub use directory_store::DirectoryStore;

/// The README's examples are tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
