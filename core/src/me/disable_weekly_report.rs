//! POST /me/disable_weekly_report/{weekly_report_code}: <https://engineering.toggl.com/docs/api/me#post-disable-weekly-report>

use std::borrow::Cow;

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::operation::{Auth, Bucket};
use crate::secret::Secret;
use crate::url::fill_path;

/// Unsubscribes the user whom the code belongs to from the weekly reports.
///
/// Credentials are never sent: the code, which is part of the link at the end of such an e-mail, identifies the user.
///
/// # What the server does
///
/// - The response is a text or empty; both decode to a `String`.
///
/// # Errors
///
/// - The server fails with 500.
/// - Any body is accepted except an HTML or XML page and an object that reports an `error`, which are a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DisableWeeklyReport {
    /// The code, which becomes one segment of the path whatever characters it holds.
    pub weekly_report_code: Secret,
}

impl DisableWeeklyReport {
    /// Creates a request for the user whom this code belongs to.
    pub fn new(weekly_report_code: impl Into<Secret>) -> Self {
        DisableWeeklyReport { weekly_report_code: weekly_report_code.into() }
    }
}

impl Endpoint for DisableWeeklyReport {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/disable_weekly_report/{weekly_report_code}";
    const AUTH: Auth = Auth::Never;
    const BUCKET: Bucket = Bucket::None;
    const CARRIES_SECRET: bool = true;
    type Response = String;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[self.weekly_report_code.expose()])
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<String, Failure> {
        codec::text(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_code_is_one_segment_whatever_it_holds() {
        assert_request(&DisableWeeklyReport::new("aB3-_"), "POST /me/disable_weekly_report/aB3-_", "");
        assert_request(&DisableWeeklyReport::new("a/../b?c"), "POST /me/disable_weekly_report/a%2F..%2Fb%3Fc", "");
        let error = DisableWeeklyReport::new("").path().unwrap_err();
        assert!(error.to_string().starts_with("weekly_report_code must not be empty"), "{error}");
    }

    #[test]
    fn debug_does_not_show_the_code() {
        assert!(!format!("{:?}", DisableWeeklyReport::new("code-marked")).contains("marked"));
    }

    #[test]
    fn a_text_or_an_empty_body_is_decoded() {
        for (body, text) in [("", ""), ("\"OK\"", "OK")] {
            assert_eq!(parse::<DisableWeeklyReport>(200, body).unwrap(), text, "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<DisableWeeklyReport>(&[(404, "", ApiErrorKind::NotFound)]);
    }
}
