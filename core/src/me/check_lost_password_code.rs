//! GET /me/lost_passwords/{token_code}: the request that Toggl's own site sent until 2024. The documentation shows it
//! without the code, as [`GetLostPassword`](crate::me::GetLostPassword).

use std::borrow::Cow;

use http::Method;

use crate::codec::{self, Failure, JsonOrText};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::model::LostPasswordCheck;
use crate::operation::{Auth, Bucket};
use crate::secret::Secret;
use crate::url::fill_path;

/// Checks the code from a "lost password" e-mail and returns the id of the user whom it belongs to.
///
/// Credentials are never sent.
///
/// # What the server does
///
/// - The response is an object with the user's id. The documentation says that it is a string, which is accepted too.
/// - Any error means that the code is wrong or has expired.
/// - Toggl declared the operations on lost passwords deprecated in November 2023.
///
/// # Errors
///
/// - The body must be empty, `null`, a text, `{}` or an object with a `user_id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckLostPasswordCode {
    /// The code, which becomes one segment of the path whatever characters it holds.
    pub token_code: Secret,
}

impl CheckLostPasswordCode {
    /// Creates a request that checks this code.
    pub fn new(token_code: impl Into<Secret>) -> Self {
        CheckLostPasswordCode { token_code: token_code.into() }
    }
}

impl Endpoint for CheckLostPasswordCode {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/lost_passwords/{token_code}";
    const AUTH: Auth = Auth::Never;
    const BUCKET: Bucket = Bucket::None;
    const CARRIES_SECRET: bool = true;
    type Response = JsonOrText<LostPasswordCheck>;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[self.token_code.expose()])
    }

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
    fn the_code_is_one_segment_whatever_it_holds() {
        assert_request(&CheckLostPasswordCode::new("aB3-_.~"), "GET /me/lost_passwords/aB3-_.~", "");
        assert_request(
            &CheckLostPasswordCode::new("a/../b?c#d %é"),
            "GET /me/lost_passwords/a%2F..%2Fb%3Fc%23d%20%25%C3%A9",
            "",
        );
    }

    #[test]
    fn a_code_that_cannot_be_a_segment_is_refused_before_sending() {
        for code in ["", ".", ".."] {
            let error = CheckLostPasswordCode::new(code).path().unwrap_err();
            assert!(error.to_string().starts_with("token_code must not be empty"), "{error}");
        }
    }

    #[test]
    fn the_users_id_is_decoded() {
        let JsonOrText::Json(check) = parse::<CheckLostPasswordCode>(200, r#"{"user_id":3000000012}"#).unwrap() else {
            panic!("not an object")
        };
        assert_eq!(check.user_id, Some(3_000_000_012));
        assert_eq!(parse::<CheckLostPasswordCode>(200, "\"ok\"").unwrap(), JsonOrText::Text("ok".to_owned()));
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<CheckLostPasswordCode>(&[
            (400, "Invalid code", ApiErrorKind::Invalid),
            (404, "", ApiErrorKind::NotFound),
        ]);
    }
}
