//! [`Export`]: an export that was requested.

use std::time::Duration;

use serde::Deserialize;

/// An export that was requested.
#[derive(Clone)]
pub(super) struct Export {
    pub(super) uuid: String,
    pub(super) what: What,
    /// On the monotonic clock.
    pub(super) done_at: Duration,
}

/// The body that asks for one.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct What {
    pub(super) profile: bool,
    pub(super) timeline: bool,
}
