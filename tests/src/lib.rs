//! The tests, examples and benches that need more than one of the crates.

pub mod bench;
pub mod buttons;
pub mod pictures;
pub mod timers;
pub mod turns;

/// The examples of the READMEs are tests. The stores' own crate tests theirs, which needs a C compiler.
#[cfg(doctest)]
mod readme {
    #[doc = include_str!("../../README.md")]
    mod repository {}

    #[doc = include_str!("../../core/README.md")]
    mod core {}

    #[doc = include_str!("../../transport-ureq/README.md")]
    mod transport_ureq {}

    #[doc = include_str!("../../transport-test/README.md")]
    mod transport_test {}
}

/// The guide's examples use more than the core.
#[cfg(doctest)]
mod guide {
    #[doc = include_str!("../../core/src/guide/first_call.md")]
    mod first_call {}

    #[doc = include_str!("../../core/src/guide/your_own_stack.md")]
    mod your_own_stack {}

    #[doc = include_str!("../../core/src/guide/testing.md")]
    mod testing {}

    #[doc = include_str!("../../core/src/guide/quota.md")]
    mod quota {}

    #[doc = include_str!("../../core/src/guide/errors.md")]
    mod errors {}

    #[doc = include_str!("../../core/src/guide/own_operations.md")]
    mod own_operations {}

    #[doc = include_str!("../../core/src/guide/upgrading.md")]
    mod upgrading {}
}
