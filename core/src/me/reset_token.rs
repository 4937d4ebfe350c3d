//! POST /me/reset_token: <https://engineering.toggl.com/docs/api/authentication#post-resettoken>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::secret::Secret;

/// Replaces the user's API token by a new one and returns it.
///
/// The server refuses the old token from then on, so a [`Context`](crate::Context) that holds it must be replaced.
///
/// # What the server does
///
/// - The response is the token as a text.
///
/// # Errors
///
/// - The server refuses with 403, and fails with 500.
/// - The body must be one word of the characters that tokens consist of (`token68` of RFC 9110), with or without
///   quotes; anything else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResetToken;

impl ResetToken {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        ResetToken
    }
}

impl Endpoint for ResetToken {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/reset_token";
    type Response = Secret;

    #[inline]
    fn decode(body: &[u8]) -> Result<Secret, Failure> {
        let token = codec::text(body)?;
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        if token.is_empty() || !token.bytes().all(is_token) {
            return Err(Failure::foreign("an API token", body));
        }
        Ok(token.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&ResetToken::new(), "POST /me/reset_token", "");
    }

    #[test]
    fn the_new_token_is_decoded_and_not_shown() {
        for body in ["\"t0k3n-marked\"\n", "t0k3n-marked"] {
            let token = parse::<ResetToken>(200, body).unwrap();
            assert_eq!(token.expose(), "t0k3n-marked");
            assert!(!format!("{token:?}").contains("marked"));
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for body in
            ["", "null", "\"\"", "<html>", "Please log in", r#"{"error":"gone"}"#, r#"{"data":null}"#, "[]", "\"a b\""]
        {
            let Err(error) = parse::<ResetToken>(200, body) else { panic!("{body} is a token") };
            assert!(error.to_string().contains("it is not a"), "{body}: {error}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ResetToken>(&[(
            403,
            "\"User does not have access to this resource.\"",
            ApiErrorKind::Forbidden,
        )]);
    }
}
