//! A number used once: what tells the page's own script and style from others.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

/// 32 hexadecimal digits that nobody can guess: what SipHash makes of nothing, with keys from the system's randomness.
pub(super) fn nonce() -> String {
    let half = || RandomState::new().hash_one(());
    format!("{:016x}{:016x}", half(), half())
}
