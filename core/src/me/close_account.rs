//! POST /me/close_account: <https://engineering.toggl.com/docs/api/me#post-closeaccount>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;

/// Closes the account for good: the server refuses every later request.
///
/// # What the server does
///
/// - The response is a text or empty; both decode to a `String`.
/// - Toggl deprecated the operation in November 2023 in favour of its accounts service.
///
/// # Errors
///
/// - The server fails with 500.
/// - Any body is accepted except an HTML or XML page and an object that reports an `error`, which are a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CloseAccount;

impl CloseAccount {
    /// Creates the request, which has no parameters.
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
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&CloseAccount::new(), "POST /me/close_account", "");
    }

    #[test]
    fn a_text_or_an_empty_body_is_decoded() {
        for (body, text) in
            [("", ""), ("null", ""), ("\"OK\"\n", "OK"), ("Closed.\n", "Closed."), ("{\"a\":1}", "{\"a\":1}")]
        {
            assert_eq!(parse::<CloseAccount>(200, body).unwrap(), text, "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<CloseAccount>(&[(404, "", ApiErrorKind::NotFound), (410, "", ApiErrorKind::Gone)]);
    }
}
