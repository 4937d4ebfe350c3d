//! [`Codes`]: the codes that the user receives in other ways.

/// The codes of an account.
#[derive(Clone, Default)]
pub(super) struct Codes {
    pub(super) product_emails: String,
    pub(super) weekly_report: String,
    pub(super) sso: String,
    /// Whether the last one was used.
    pub(super) sso_enabled: bool,
}
