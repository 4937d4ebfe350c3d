//! GET /me/id: <https://engineering.toggl.com/docs/api/me#get-local-user-id>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;

/// Answers the user's id and nothing else.
///
/// # What the server does
///
/// - The answer is a bare number.
/// - 403, 404 "could not load user data", 500.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetId;

impl GetId {
    /// The operation has no parameters.
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
        codec::json(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{answer, assert_refusals, assert_request};

    #[test]
    fn the_request_is_exact() {
        assert_request(&GetId::new(), "GET /me/id", "");
    }

    #[test]
    fn a_number_is_answered() {
        assert_eq!(answer::<GetId>(200, "3000000041\n").unwrap(), 3_000_000_041);
        for body in ["", "null", "\"41\"", "{}"] {
            assert!(answer::<GetId>(200, body).is_err(), "{body}");
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
