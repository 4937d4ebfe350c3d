//! POST /me/enable_sso: <https://engineering.toggl.com/docs/api/authentication#post-confirm-sso-enabling-for-user-account>

use http::Method;
use serde::Serialize;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;
use crate::secret::{self, Secret};

/// Enables login by single sign-on for the user, with the code that a first such login gave.
///
/// # What the server does
///
/// - The response is a text or empty; both decode to a `String`.
///
/// # Errors
///
/// - The server refuses with 400 "invalid or expired confirmation code" or "user email doesn't match SSO credentials".
/// - Any body is accepted except an HTML or XML page and an object that reports an `error`, which are a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EnableSso {
    /// The confirmation code.
    #[serde(serialize_with = "secret::exposed")]
    pub confirmation_code: Secret,
}

impl EnableSso {
    /// Creates a request with this confirmation code.
    pub fn new(confirmation_code: impl Into<Secret>) -> Self {
        EnableSso { confirmation_code: confirmation_code.into() }
    }
}

impl Endpoint for EnableSso {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/enable_sso";
    const CARRIES_SECRET: bool = true;
    type Response = String;

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        json_body(self)
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
    fn the_request_is_exact() {
        assert_request(&EnableSso::new("12-34"), "POST /me/enable_sso", r#"{"confirmation_code":"12-34"}"#);
    }

    #[test]
    fn debug_does_not_show_the_code() {
        assert!(!format!("{:?}", EnableSso::new("code-marked")).contains("marked"));
    }

    #[test]
    fn a_text_or_an_empty_body_is_decoded() {
        for (body, text) in [("", ""), ("\"OK\"", "OK")] {
            assert_eq!(parse::<EnableSso>(200, body).unwrap(), text, "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<EnableSso>(&[
            (400, "\"invalid or expired confirmation code\"", ApiErrorKind::Invalid),
            (400, "\"user email doesn't match SSO credentials\"", ApiErrorKind::Invalid),
        ]);
    }
}
