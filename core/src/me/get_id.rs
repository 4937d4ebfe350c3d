//! GET /me/id: <https://engineering.toggl.com/docs/api/me#get-local-user-id>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::model::wire::Read;

/// Returns the user's id and nothing else.
///
/// # What the server does
///
/// - The response is a bare number.
///
/// # Errors
///
/// - The server refuses with 403 or 404 "could not load user data", and fails with 500.
/// - The body must be a number or a text that holds one; anything else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetId;

impl GetId {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        GetId
    }
}

impl Endpoint for GetId {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/id";
    type Response = i64;

    #[inline]
    fn decode(body: &[u8]) -> Result<i64, Failure> {
        codec::json::<Read<i64>>(body).map(|id| id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&GetId::new(), "GET /me/id", "");
    }

    #[test]
    fn a_number_is_decoded() {
        for body in ["3000000041\n", "\"3000000041\""] {
            assert_eq!(parse::<GetId>(200, body).unwrap(), 3_000_000_041, "{body}");
        }
        for body in ["", "null", "\"me\"", "{}"] {
            assert!(parse::<GetId>(200, body).is_err(), "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<GetId>(&[
            (403, "\"User does not have access to this resource.\"", ApiErrorKind::Forbidden),
            (404, "\"could not load user data\"", ApiErrorKind::NotFound),
        ]);
    }
}
