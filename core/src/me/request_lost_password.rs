//! POST /me/lost_passwords: the request that Toggl's own apps sent until 2024. The documentation shows it with a code
//! in the path, as [`PostLostPassword`](crate::me::PostLostPassword).

use std::fmt;

use http::Method;
use serde::Serialize;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;
use crate::operation::{Auth, Bucket};
use crate::secret::shown;

/// Requests an e-mail with a code that allows a new password to be set.
///
/// Credentials are never sent.
///
/// # What the server does
///
/// - The response is the text "Please check your inbox for further instructions".
/// - Toggl declared the operations on lost passwords deprecated in November 2023.
///
/// # Errors
///
/// - The server refuses with 400 "E-mail address does not exist" for an address without an account, and fails with 500.
/// - Any body is accepted except an HTML or XML page and an object that reports an `error`, which are a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RequestLostPassword {
    /// The account's e-mail address.
    pub email: String,
}

impl RequestLostPassword {
    /// Creates a request for the account with this e-mail address.
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
    use crate::me::testing::{assert_refusals, assert_request, parse, refusal};

    #[test]
    fn the_request_is_exact() {
        let request = RequestLostPassword::new("ann@example.org");
        assert_request(&request, "POST /me/lost_passwords", r#"{"email":"ann@example.org"}"#);
    }

    #[test]
    fn a_text_is_decoded() {
        let body = "\"Please check your inbox for further instructions\"";
        let text = parse::<RequestLostPassword>(200, body).unwrap();
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
