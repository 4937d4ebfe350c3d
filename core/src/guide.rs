//! The guide, in chapters.
//!
//! 1. [First call](first_call)
//! 2. [Your own stack](your_own_stack)
//! 3. [Testing](testing)
//! 4. [Spending the quota](quota)
//! 5. [Errors](errors)
//! 6. [An operation of your own](own_operations)
//! 7. [Upgrading](upgrading)
//!
//! Its examples use the transport and the testing kit, which depend on this crate: they are compiled and run as doc
//! tests of the repository's `tests` package.

#[cfg_attr(not(doctest), doc = include_str!("guide/first_call.md"))]
pub mod first_call {}

#[cfg_attr(not(doctest), doc = include_str!("guide/your_own_stack.md"))]
pub mod your_own_stack {}

#[cfg_attr(not(doctest), doc = include_str!("guide/testing.md"))]
pub mod testing {}

#[cfg_attr(not(doctest), doc = include_str!("guide/quota.md"))]
pub mod quota {}

#[cfg_attr(not(doctest), doc = include_str!("guide/errors.md"))]
pub mod errors {}

#[cfg_attr(not(doctest), doc = include_str!("guide/own_operations.md"))]
pub mod own_operations {}

#[cfg_attr(not(doctest), doc = include_str!("guide/upgrading.md"))]
pub mod upgrading {}
