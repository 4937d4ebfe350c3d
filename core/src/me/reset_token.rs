//! POST /me/reset_token: <https://engineering.toggl.com/docs/api/authentication#post-resettoken>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::secret::Secret;

/// Makes a new API token, and answers it.
///
/// The old one is refused from then on: a [`Context`](crate::Context) with it has to be made anew.
///
/// # What the server does
///
/// - It answers the token as a text.
/// - 403, 500.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResetToken;

impl ResetToken {
    /// The operation has no parameters.
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
        codec::text(body).map(Secret::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{answer, assert_refusals, assert_request};

    #[test]
    fn the_request_is_exact() {
        assert_request(&ResetToken::new(), "POST /me/reset_token", "");
    }

    #[test]
    fn the_new_token_is_answered_and_not_shown() {
        for body in ["\"t0k3n-marked\"\n", "t0k3n-marked"] {
            let token = answer::<ResetToken>(200, body).unwrap();
            assert_eq!(token.expose(), "t0k3n-marked");
            assert!(!format!("{token:?}").contains("marked"));
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
