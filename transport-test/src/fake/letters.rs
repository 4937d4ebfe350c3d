//! [`Letter`]: an e-mail with a code.

/// An e-mail with a code.
pub(super) struct Letter {
    pub(super) to: String,
    pub(super) code: String,
    pub(super) account: usize,
    pub(super) used: bool,
}
