//! POST /me/lost_passwords: what Toggl's own apps called until 2024. The documentation has it with a code in the path,
//! as [`PostLostPassword`](crate::me::PostLostPassword).

use std::fmt;

use http::Method;
use serde::Serialize;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;
use crate::operation::{Auth, Bucket};
use crate::secret::shown;

/// Asks for an e-mail with a code to set a new password.
///
/// Credentials are never sent.
///
/// # What the server does
///
/// - It answers the text "Please check your inbox for further instructions".
/// - 400 "E-mail address does not exist" for an address without an account, 500.
/// - Toggl has declared the operations on lost passwords deprecated in November 2023.
/// - A body is read that is anything but an HTML or XML page and an object that tells of an `error`; any other is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RequestLostPassword {
    /// The account's e-mail address.
    pub email: String,
}

impl RequestLostPassword {
    /// For the account with that e-mail address.
    pub fn new(email: impl Into<String>) -> Self {
        RequestLostPassword { email: email.into() }
    }
}

impl fmt::Debug for RequestLostPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestLostPassword").field("email", shown("email", &self.email)).finish()
    }
}

impl Endpoint for RequestLostPassword {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/lost_passwords";
    const AUTH: Auth = Auth::Never;
    const BUCKET: Bucket = Bucket::None;
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
    use crate::me::testing::{answer, assert_refusals, assert_request, refusal};

    #[test]
    fn the_request_is_exact() {
        let request = RequestLostPassword::new("ann@example.org");
        assert_request(&request, "POST /me/lost_passwords", r#"{"email":"ann@example.org"}"#);
    }

    #[test]
    fn a_text_is_answered() {
        let body = "\"Please check your inbox for further instructions\"";
        let text = answer::<RequestLostPassword>(200, body).unwrap();
        assert_eq!(text, "Please check your inbox for further instructions");
    }

    #[test]
    fn an_unknown_address_is_refused_in_plain_text() {
        let error = refusal::<RequestLostPassword>(400, "E-mail address does not exist");
        assert_eq!(error.message(), Some("E-mail address does not exist"));
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<RequestLostPassword>(&[(405, "", ApiErrorKind::Other), (410, "", ApiErrorKind::Gone)]);
    }
}
