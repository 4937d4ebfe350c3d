//! GET /me/push_services: <https://engineering.toggl.com/docs/api/me#get-pushservices>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::secret::Secret;

/// Lists the Firebase tokens of the devices that receive the user's push notifications.
///
/// # Errors
///
/// - The server refuses with 403 "Operation forbidden" or 404 "Resource can not be found", and fails with 500.
/// - The body must be `null` or a list of texts; anything else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListPushServices;

impl ListPushServices {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        ListPushServices
    }
}

impl Endpoint for ListPushServices {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/push_services";
    type Response = Vec<Secret>;

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<Secret>, Failure> {
        let tokens = codec::list::<Option<Secret>>(body)?;
        Ok(tokens.into_iter().flatten().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&ListPushServices::new(), "GET /me/push_services", "");
    }

    #[test]
    fn tokens_are_decoded_and_not_shown() {
        let tokens = parse::<ListPushServices>(200, r#"["fcm-marked"]"#).unwrap();
        assert_eq!(tokens[0].expose(), "fcm-marked");
        assert!(!format!("{tokens:?}").contains("marked"));
        assert!(parse::<ListPushServices>(200, "null").unwrap().is_empty());
        assert_eq!(parse::<ListPushServices>(200, r#"["a",7,null,"b"]"#).unwrap(), ["a", "b"].map(Secret::from));
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListPushServices>(&[
            (403, "\"Operation forbidden\"", ApiErrorKind::Forbidden),
            (404, "\"Resource can not be found\"", ApiErrorKind::NotFound),
        ]);
    }
}
