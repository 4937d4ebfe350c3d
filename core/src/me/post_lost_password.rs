//! POST /me/lost_passwords/{token_code}: <https://engineering.toggl.com/docs/api/me#post-lostpassword>

use std::borrow::Cow;
use std::fmt;

use http::Method;
use serde::Serialize;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;
use crate::operation::{Auth, Bucket};
use crate::secret::{Secret, shown};
use crate::url::fill_path;

/// Sends the request that the documentation described until 2024 with the words "Handles the users request to reset the
/// password".
///
/// The server that the documentation was generated from expects no code in a request for a reset: see
/// [`RequestLostPassword`](crate::me::RequestLostPassword). Credentials are never sent.
///
/// # What the server does
///
/// - Toggl declared the operations on lost passwords deprecated in November 2023.
/// - The response is a text.
///
/// # Errors
///
/// - The server fails with 500.
/// - Any body is accepted except an HTML or XML page and an object that reports an `error`, which are a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PostLostPassword {
    /// The code, which becomes one segment of the path whatever characters it holds.
    #[serde(skip)]
    pub token_code: Secret,
    /// The account's e-mail address, which the documentation calls optional.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

impl PostLostPassword {
    /// Creates a request with this code.
    pub fn new(token_code: impl Into<Secret>) -> Self {
        PostLostPassword { token_code: token_code.into(), email: None }
    }

    /// Sets [`email`](#structfield.email).
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }
}

impl fmt::Debug for PostLostPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostLostPassword")
            .field("token_code", &self.token_code)
            .field("email", shown("email", &self.email))
            .finish()
    }
}

impl Endpoint for PostLostPassword {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/lost_passwords/{token_code}";
    const AUTH: Auth = Auth::Never;
    const BUCKET: Bucket = Bucket::None;
    const CARRIES_SECRET: bool = true;
    type Response = String;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[self.token_code.expose()])
    }

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
    use crate::context::{Context, Credentials};
    use crate::endpoint::EndpointExt;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        let plain = PostLostPassword::new("1234").email("ann@example.org");
        assert_request(&plain, "POST /me/lost_passwords/1234", r#"{"email":"ann@example.org"}"#);
        assert_request(&PostLostPassword::new("../confirm"), "POST /me/lost_passwords/..%2Fconfirm", "{}");
    }

    #[test]
    fn an_empty_code_is_refused_before_sending() {
        let context = Context::new(Credentials::none()).unwrap();
        let error = PostLostPassword::new("").to_request(&context).unwrap_err();
        assert_eq!(
            error.to_string(),
            "POST /me/lost_passwords/{token_code}: token_code must not be empty, \".\" or \"..\" because it is a segment of the path"
        );
    }

    #[test]
    fn debug_shows_neither_code_nor_address() {
        let post = PostLostPassword::new("marked").email("marked@example.org");
        assert_eq!(format!("{post:?}"), "PostLostPassword { token_code: Secret(..), email: .. }");
    }

    #[test]
    fn a_text_is_decoded() {
        assert_eq!(parse::<PostLostPassword>(200, "\"done\"").unwrap(), "done");
        assert_eq!(parse::<PostLostPassword>(200, "").unwrap(), "");
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<PostLostPassword>(&[(400, "E-mail address does not exist", ApiErrorKind::Invalid)]);
    }
}
