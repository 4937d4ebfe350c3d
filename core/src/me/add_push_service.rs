//! POST /me/push_services: <https://engineering.toggl.com/docs/api/me#post-pushservices>

use http::Method;
use serde::Serialize;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;
use crate::secret::{self, Secret};

/// Registers a device of the user's for push notifications.
///
/// # What the server does
///
/// - The response is a text or empty; both decode to a `String`.
///
/// # Errors
///
/// - The server refuses with 400 "Field 'fcm_registration_token' is required" or 403 "Operation forbidden", and fails
///   with 500.
/// - Any body is accepted except an HTML or XML page and an object that reports an `error`, which are a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AddPushService {
    /// The token that Firebase gave the device.
    #[serde(serialize_with = "secret::exposed")]
    pub fcm_registration_token: Secret,
}

impl AddPushService {
    /// Creates a request for the device with this Firebase token.
    pub fn new(fcm_registration_token: impl Into<Secret>) -> Self {
        AddPushService { fcm_registration_token: fcm_registration_token.into() }
    }
}

impl Endpoint for AddPushService {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/push_services";
    const CARRIES_SECRET: bool = true;
    type Response = String;

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        if self.fcm_registration_token.expose().is_empty() {
            return Err(BuildError::parameter("fcm_registration_token", "is empty"));
        }
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
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(
            &AddPushService::new("fcm-1"),
            "POST /me/push_services",
            r#"{"fcm_registration_token":"fcm-1"}"#,
        );
    }

    #[test]
    fn an_empty_token_is_refused_before_sending() {
        let error = AddPushService::new("").body().unwrap_err();
        assert_eq!(error.to_string(), "fcm_registration_token is empty");
    }

    #[test]
    fn debug_does_not_show_the_token() {
        assert!(!format!("{:?}", AddPushService::new("fcm-marked")).contains("marked"));
    }

    #[test]
    fn a_text_or_an_empty_body_is_decoded() {
        for (body, text) in [("", ""), ("\"OK\"", "OK")] {
            assert_eq!(parse::<AddPushService>(200, body).unwrap(), text, "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<AddPushService>(&[
            (400, "\"Field 'fcm_registration_token' is required\"", ApiErrorKind::Invalid),
            (403, "\"Operation forbidden\"", ApiErrorKind::Forbidden),
        ]);
    }
}
