//! POST /me/accept_tos: <https://engineering.toggl.com/docs/api/me#post-accepttos>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;

/// Accepts the terms of service, in the version that is in force.
///
/// [`Preferences::tos_accept_needed`](crate::model::Preferences::tos_accept_needed) tells whether there is need.
///
/// # What the server does
///
/// - It answers a text, or nothing; both are a text here.
/// - 403, 500.
/// - A body is read that is anything but an HTML or XML page and an object that tells of an `error`; any other is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AcceptTos;

impl AcceptTos {
    /// The operation has no parameters.
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
    use crate::me::testing::{answer, assert_refusals, assert_request};

    #[test]
    fn the_request_is_exact() {
        assert_request(&AcceptTos::new(), "POST /me/accept_tos", "");
    }

    #[test]
    fn a_text_or_nothing_is_answered() {
        for (body, text) in [("", ""), ("null", ""), ("\"OK\"\n", "OK"), ("Accepted.", "Accepted.")] {
            assert_eq!(answer::<AcceptTos>(200, body).unwrap(), text, "{body}");
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
