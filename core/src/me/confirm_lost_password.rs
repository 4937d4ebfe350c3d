//! POST /me/lost_passwords/confirm: <https://engineering.toggl.com/docs/api/me#post-lostpassword>

use http::Method;
use serde::Serialize;

use crate::codec::{self, Failure, JsonOrText};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;
use crate::model::LostPasswordUser;
use crate::operation::{Auth, Bucket};
use crate::secret::{self, Secret};

/// Sets a new password with the code from a "lost password" e-mail.
///
/// Credentials are never sent. [`CheckLostPasswordCode`](crate::me::CheckLostPasswordCode) returns the user's id.
///
/// # What the server does
///
/// - The response is the user, or at least the e-mail address. The documentation says that it is a string, which is
///   accepted too.
/// - Toggl declared the operations on lost passwords deprecated in November 2023.
///
/// # Errors
///
/// - The server fails with 500.
/// - The body must be empty, `null`, a text, `{}` or an object with one of the user's keys; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ConfirmLostPassword {
    /// The code from the e-mail.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "secret::exposed")]
    pub code: Option<Secret>,
    /// The new password, of 6 characters or more.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "secret::exposed")]
    pub password: Option<Secret>,
    /// The id of the user whom the code was sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<i64>,
}

impl ConfirmLostPassword {
    /// Creates a request that sets `password`, of 6 characters or more, for the user whom `code` was sent to.
    ///
    /// The documentation calls all three optional, but the server needs them.
    pub fn new(code: impl Into<Secret>, password: impl Into<Secret>, user_id: i64) -> Self {
        ConfirmLostPassword { code: Some(code.into()), password: Some(password.into()), user_id: Some(user_id) }
    }
}

impl Endpoint for ConfirmLostPassword {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/lost_passwords/confirm";
    const AUTH: Auth = Auth::Never;
    const BUCKET: Bucket = Bucket::None;
    const CARRIES_SECRET: bool = true;
    type Response = JsonOrText<LostPasswordUser>;

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        json_body(self)
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<JsonOrText<LostPasswordUser>, Failure> {
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
        assert_request(
            &ConfirmLostPassword::new("12:34", "s3cret \"x\"", 12),
            "POST /me/lost_passwords/confirm",
            r#"{"code":"12:34","password":"s3cret \"x\"","user_id":12}"#,
        );
        assert_request(&ConfirmLostPassword::default(), "POST /me/lost_passwords/confirm", "{}");
    }

    #[test]
    fn debug_shows_neither_code_nor_password() {
        let shown = format!("{:?}", ConfirmLostPassword::new("code-marked", "password-marked", 12));
        assert!(!shown.contains("marked"), "{shown}");
    }

    #[test]
    fn a_user_or_a_text_is_decoded() {
        let JsonOrText::Json(me) = parse::<ConfirmLostPassword>(200, r#"{"email":"ann@example.org"}"#).unwrap() else {
            panic!("not an object")
        };
        assert_eq!(me.email.as_deref(), Some("ann@example.org"));
        assert_eq!(parse::<ConfirmLostPassword>(200, "\"OK\"").unwrap(), JsonOrText::Text("OK".to_owned()));
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ConfirmLostPassword>(&[(400, "Invalid code", ApiErrorKind::Invalid)]);
    }
}
