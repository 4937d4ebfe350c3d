//! Randomness: seeds from the standard library, and numbers drawn from a seed.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};

/// Draws a number from the only source of randomness in the standard library. On `wasm32-unknown-unknown` that is made of
/// addresses, and the same in every process.
pub(crate) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Returns the `index`-th number that follows from `seed` in SplitMix64: neighbouring seeds give unrelated numbers.
pub(crate) fn drawn(seed: u64, index: u64) -> u64 {
    let mut mixed = seed.wrapping_add(index.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the first values of SplitMix64 from the seed 0, as published with it.
    #[test]
    fn numbers_are_drawn_by_splitmix64() {
        assert_eq!(drawn(0, 1), 0xe220_a839_7b1d_cdaf);
        assert_eq!(drawn(0, 2), 0x6e78_9e6a_a1b9_65f4);
        assert_ne!(random(), random());
    }
}
