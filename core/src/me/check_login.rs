//! GET /me/logged: <https://engineering.toggl.com/docs/api/me#get-logged>

use std::time::Duration;

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;

/// Checks the credentials: a success means that they are right, [`ApiErrorKind::Unauthenticated`] that they are wrong.
///
/// The request counts against the hour's quota like any other.
///
/// [`ApiErrorKind::Unauthenticated`]: crate::ApiErrorKind::Unauthenticated
///
/// # Errors
///
/// - The server refuses missing credentials with 401 and wrong ones with 403, and fails with 500.
/// - The body must be empty, `null` or a JSON string, so that a login page does not pass for a successful login;
///   anything else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckLogin;

impl CheckLogin {
    /// Creates the request, which has no parameters.
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
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&CheckLogin::new(), "GET /me/logged", "");
    }

    #[test]
    fn an_empty_body_and_a_string_confirm_and_a_page_does_not() {
        for body in ["", "null", "\"OK\"", "\r\n"] {
            parse::<CheckLogin>(200, body).unwrap();
        }
        for body in ["<html>Log in to the hotel's network</html>", "Please log in", "{}", "[]", r#"{"error":"gone"}"#] {
            assert!(parse::<CheckLogin>(200, body).is_err(), "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        let no_access = "\"User does not have access to this resource.\"";
        assert_refusals::<CheckLogin>(&[(403, no_access, ApiErrorKind::Forbidden)]);
    }
}
