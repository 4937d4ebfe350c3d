//! GET /me/flags: <https://engineering.toggl.com/docs/api/me#get-flags>

use http::Method;
use serde_json::{Map, Value};

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;

/// Returns the user's flags: what programs have stored for the user, by keys and values of their own.
///
/// # Errors
///
/// - The server refuses with 403, and fails with 500.
/// - The body must be empty, `null` or an object, whose keys are the programs' own; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetFlags;

impl GetFlags {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        GetFlags
    }
}

impl Endpoint for GetFlags {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/flags";
    type Response = Map<String, Value>;

    #[inline]
    fn decode(body: &[u8]) -> Result<Map<String, Value>, Failure> {
        codec::optional(body).map(Option::unwrap_or_default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&GetFlags::new(), "GET /me/flags", "");
    }

    #[test]
    fn flags_are_decoded() {
        let flags = parse::<GetFlags>(200, r#"{"tour_seen":true,"step":"3"}"#).unwrap();
        assert_eq!((&flags["tour_seen"], &flags["step"]), (&Value::Bool(true), &Value::from("3")));
        for nothing in ["{}", "null", ""] {
            assert!(parse::<GetFlags>(200, nothing).unwrap().is_empty(), "{nothing}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<GetFlags>(&[(
            403,
            "\"User does not have access to this resource.\"",
            ApiErrorKind::Forbidden,
        )]);
    }
}
