//! The guide, in chapters.
//!
#![cfg_attr(not(doctest), doc = include_str!("guide/way_of_a_call.svg"))]
//!
//! 1. [First call](first_call)
//! 2. [Your own stack](your_own_stack)
//! 3. [Testing](testing)
//! 4. [Spending the quota](quota)
//! 5. [Errors](errors)
//! 6. [An operation of your own](own_operations)
//! 7. [Upgrading](upgrading)
//!
//! The examples use the transport and the testing kit, which depend on this crate. They are compiled and run as tests of the
//! repository.

#[cfg_attr(not(doctest), doc = include_str!("guide/first_call.md"))]
pub mod first_call {}

#[cfg_attr(not(doctest), doc = include_str!("guide/your_own_stack.md"))]
pub mod your_own_stack {}

#[cfg_attr(not(doctest), doc = include_str!("guide/testing.md"))]
pub mod testing {}

#[cfg_attr(not(doctest), doc = include_str!("guide/quota.md"))]
#[cfg_attr(not(doctest), doc = "")]
#[cfg_attr(not(doctest), doc = include_str!("guide/states_of_a_call.svg"))]
pub mod quota {}

#[cfg_attr(not(doctest), doc = include_str!("guide/errors.md"))]
pub mod errors {}

#[cfg_attr(not(doctest), doc = include_str!("guide/own_operations.md"))]
pub mod own_operations {}

#[cfg_attr(not(doctest), doc = include_str!("guide/upgrading.md"))]
pub mod upgrading {}
