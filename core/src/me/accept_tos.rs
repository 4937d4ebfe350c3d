//! POST /me/accept_tos: <https://engineering.toggl.com/docs/api/me#post-accepttos>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;

/// Accepts the terms of service in the version that is in force.
///
/// [`Preferences::tos_accept_needed`](crate::model::Preferences::tos_accept_needed) says whether they still have to be
/// accepted.
///
/// # What the server does
///
/// - The response is a text or empty; both decode to a `String`.
///
/// # Errors
///
/// - The server refuses with 403, and fails with 500.
/// - Any body is accepted except an HTML or XML page and an object that reports an `error`, which are a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AcceptTos;

impl AcceptTos {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        AcceptTos
    }
}

impl Endpoint for AcceptTos {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/accept_tos";
    type Response = String;

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
        assert_request(&AcceptTos::new(), "POST /me/accept_tos", "");
    }

    #[test]
    fn a_text_or_an_empty_body_is_decoded() {
        for (body, text) in [("", ""), ("null", ""), ("\"OK\"\n", "OK"), ("Accepted.", "Accepted.")] {
            assert_eq!(parse::<AcceptTos>(200, body).unwrap(), text, "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<AcceptTos>(&[(
            403,
            "\"User does not have access to this resource.\"",
            ApiErrorKind::Forbidden,
        )]);
    }
}
