//! A number used once, which tells the page's own script and style from others.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

/// Returns 32 hexadecimal digits that nobody can guess: the SipHash of nothing, with keys from the system's randomness.
pub(super) fn nonce() -> String {
    let half = || RandomState::new().hash_one(());
    format!("{:016x}{:016x}", half(), half())
}
