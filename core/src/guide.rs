//! The guide, in chapters.
//!
//! 1. [First call](first_call)
//! 2. [Testing](testing)
//! 3. [Spending the quota](quota)
//! 4. [Errors](errors)
//! 5. [Upgrading](upgrading)
//!
//! Its examples use the transport and the testing kit, which depend on this crate: they are compiled and run as doc
//! tests of the repository's `tests` package.

#[cfg_attr(not(doctest), doc = include_str!("guide/first_call.md"))]
pub mod first_call {}

#[cfg_attr(not(doctest), doc = include_str!("guide/testing.md"))]
pub mod testing {}

#[cfg_attr(not(doctest), doc = include_str!("guide/quota.md"))]
pub mod quota {}

#[cfg_attr(not(doctest), doc = include_str!("guide/errors.md"))]
pub mod errors {}

#[cfg_attr(not(doctest), doc = include_str!("guide/upgrading.md"))]
pub mod upgrading {}
