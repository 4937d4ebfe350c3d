//! GET /me/location: <https://engineering.toggl.com/docs/api/me#get-users-last-known-location>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::model::Location;
use crate::operation::{Auth, Bucket};

/// Returns the location that the server derives from the client's IP address, or `None` when it knows none.
///
/// The operation needs no credentials and does not count against the hour's quota.
///
/// # What the server does
///
/// - Without data the response is an empty body or an empty object; both decode to `None`. Blank texts occur too.
///
/// # Errors
///
/// - The server refuses with 404 "Country with given ISO code not found", and fails with 500.
/// - The body must be empty, `null`, `{}` or an object with one of the documented keys; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetLocation;

impl GetLocation {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        GetLocation
    }
}

impl Endpoint for GetLocation {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/location";
    const AUTH: Auth = Auth::IfPresent;
    const BUCKET: Bucket = Bucket::None;
    type Response = Option<Location>;

    #[inline]
    fn decode(body: &[u8]) -> Result<Option<Location>, Failure> {
        Ok(codec::optional(body)?.filter(|location| *location != Location::default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&GetLocation::new(), "GET /me/location", "");
    }

    #[test]
    fn a_location_is_decoded() {
        let body = r#"{"city":"Tartu","city_lat_long":"58.378,26.729","state":"Tartumaa","country_code":"EE","country_name":"Estonia"}"#;
        let location = parse::<GetLocation>(200, body).unwrap().unwrap();
        assert_eq!(location.city.as_deref(), Some("Tartu"));
        assert_eq!(location.city_lat_long.as_deref(), Some("58.378,26.729"));
        assert_eq!(location.country_code.as_deref(), Some("EE"));
    }

    #[test]
    fn empty_bodies_and_objects_decode_to_none() {
        for body in ["", "\n", "null", "{}", r#"{"city":null}"#] {
            assert_eq!(parse::<GetLocation>(200, body).unwrap(), None, "{body}");
        }
        assert!(parse::<GetLocation>(200, r#"{"city":""}"#).unwrap().is_some());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<GetLocation>(&[(404, "\"Country with given ISO code not found\"", ApiErrorKind::NotFound)]);
    }
}
