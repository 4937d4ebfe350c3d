//! GET /me/lost_passwords: <https://engineering.toggl.com/docs/api/me#get-lostpassword>

use http::Method;

use crate::codec::{self, Failure, JsonOrText};
use crate::endpoint::Endpoint;
use crate::model::LostPasswordCheck;
use crate::operation::{Auth, Bucket};

/// Sends the request that the documentation described until 2024 with the words "Verifies the user request to reset the
/// password".
///
/// The server that the documentation was generated from expects a code to verify: see
/// [`CheckLostPasswordCode`](crate::me::CheckLostPasswordCode). Credentials are never sent.
///
/// # What the server does
///
/// - Toggl declared the operations on lost passwords deprecated in November 2023.
/// - The documentation says that the response is a string; an object with the user's id is accepted too.
///
/// # Errors
///
/// - The server fails with 500.
/// - The body must be empty, `null`, a text, `{}` or an object with a `user_id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetLostPassword;

impl GetLostPassword {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        GetLostPassword
    }
}

impl Endpoint for GetLostPassword {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/lost_passwords";
    const AUTH: Auth = Auth::Never;
    const BUCKET: Bucket = Bucket::None;
    type Response = JsonOrText<LostPasswordCheck>;

    #[inline]
    fn decode(body: &[u8]) -> Result<JsonOrText<LostPasswordCheck>, Failure> {
        codec::json_or_text(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&GetLostPassword::new(), "GET /me/lost_passwords", "");
    }

    #[test]
    fn a_text_or_the_users_id_is_decoded() {
        let texts = [("\"verified\"", "verified"), ("verified", "verified"), ("", "")];
        for (body, text) in texts {
            assert_eq!(parse::<GetLostPassword>(200, body).unwrap(), JsonOrText::Text(text.to_owned()), "{body}");
        }
        let JsonOrText::Json(check) = parse::<GetLostPassword>(200, r#"{"user_id":12}"#).unwrap() else {
            panic!("not an object")
        };
        assert_eq!(check.user_id, Some(12));
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<GetLostPassword>(&[(410, "", ApiErrorKind::Gone)]);
    }
}
