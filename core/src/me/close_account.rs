//! POST /me/close_account: <https://engineering.toggl.com/docs/api/me#post-closeaccount>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;

/// Closes the account, for good: everything after it is refused.
///
/// # What the server does
///
/// - It answers a text, or nothing; both are a text here.
/// - Toggl has declared it deprecated in November 2023 in favour of its accounts service.
/// - 500.
/// - A body is read that is anything but an HTML or XML page and an object that tells of an `error`; any other is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CloseAccount;

impl CloseAccount {
    /// The operation has no parameters.
    pub fn new() -> Self {
        CloseAccount
    }
}

impl Endpoint for CloseAccount {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/close_account";
    type Response = String;

    #[inline]
    fn decode(body: &[u8]) -> Result<String, Failure> {
        codec::text(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{answer, assert_refusals, assert_request};

    #[test]
    fn the_request_is_exact() {
        assert_request(&CloseAccount::new(), "POST /me/close_account", "");
    }

    #[test]
    fn a_text_or_nothing_is_answered() {
        for (body, text) in
            [("", ""), ("null", ""), ("\"OK\"\n", "OK"), ("Closed.\n", "Closed."), ("{\"a\":1}", "{\"a\":1}")]
        {
            assert_eq!(answer::<CloseAccount>(200, body).unwrap(), text, "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<CloseAccount>(&[(404, "", ApiErrorKind::NotFound), (410, "", ApiErrorKind::Gone)]);
    }
}
