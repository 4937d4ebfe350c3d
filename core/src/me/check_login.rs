//! GET /me/logged: <https://engineering.toggl.com/docs/api/me#get-logged>

use std::time::Duration;

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;

/// Checks the credentials: an answer means that they are right, [`ApiErrorKind::Unauthenticated`] that they are not.
///
/// It counts against the hour's quota as every other operation does.
///
/// [`ApiErrorKind::Unauthenticated`]: crate::ApiErrorKind::Unauthenticated
///
/// # What the server does
///
/// - 200 with an empty body; 401 without credentials, 403 with wrong ones, 500.
/// - A body is read that is empty, `null` or a JSON string: a login page must not say that the credentials are right;
///   any other is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckLogin;

impl CheckLogin {
    /// The operation has no parameters.
    pub fn new() -> Self {
        CheckLogin
    }
}

impl Endpoint for CheckLogin {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/logged";
    const MAX_AGE: Option<Duration> = Some(Duration::ZERO);
    type Response = ();

    #[inline]
    fn decode(body: &[u8]) -> Result<(), Failure> {
        codec::optional::<String>(body).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{answer, assert_refusals, assert_request};

    #[test]
    fn the_request_is_exact() {
        assert_request(&CheckLogin::new(), "GET /me/logged", "");
    }

    #[test]
    fn nothing_and_a_string_are_a_yes_and_a_page_is_not() {
        for body in ["", "null", "\"OK\"", "\r\n"] {
            answer::<CheckLogin>(200, body).unwrap();
        }
        for body in ["<html>Log in to the hotel's network</html>", "Please log in", "{}", "[]", r#"{"error":"gone"}"#] {
            assert!(answer::<CheckLogin>(200, body).is_err(), "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        let no_access = "\"User does not have access to this resource.\"";
        assert_refusals::<CheckLogin>(&[(403, no_access, ApiErrorKind::Forbidden)]);
    }
}
