//! GET /me/preferences: <https://engineering.toggl.com/docs/api/preferences#get-preferences-for-the-current-user>

use http::Method;

use crate::codec::Failure;
use crate::endpoint::Endpoint;
use crate::model::{Preferences, preferences};

/// Returns the user's preferences.
///
/// # What the server does
///
/// - Preferences that are not set are missing.
/// - Some names differ from the documentation; [`Preferences`] knows both.
///
/// # Errors
///
/// - The server refuses with 403, and fails with 500.
/// - The body must be `null`, `[]` or an object that has more than `data`, `error`, `error_message` and `message`;
///   anything else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetPreferences;

impl GetPreferences {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        GetPreferences
    }
}

impl Endpoint for GetPreferences {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/preferences";
    type Response = Preferences;

    #[inline]
    fn decode(body: &[u8]) -> Result<Preferences, Failure> {
        preferences::decode(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&GetPreferences::new(), "GET /me/preferences", "");
    }

    #[test]
    fn preferences_are_decoded() {
        let body = r#"{"BeginningOfWeek":1,"date_format":"DD.MM.YYYY","alpha_features":[{"code":"x","enabled":true}]}"#;
        let preferences = parse::<GetPreferences>(200, body).unwrap();
        assert_eq!((preferences.beginning_of_week(), preferences.date_format()), (Some(1), Some("DD.MM.YYYY")));
        assert_eq!(preferences.alpha_features().len(), 1);
        assert_eq!(parse::<GetPreferences>(200, "null").unwrap(), Preferences::new());
        assert!(parse::<GetPreferences>(200, "17").is_err());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<GetPreferences>(&[(
            403,
            "\"User does not have access to this resource.\"",
            ApiErrorKind::Forbidden,
        )]);
    }
}
