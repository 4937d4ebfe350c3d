//! Tests, examples and benches that need more than one of the crates.

/// The README's examples are tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
