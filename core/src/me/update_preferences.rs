//! POST /me/preferences:
//! <https://engineering.toggl.com/docs/api/preferences#post-update-the-preferences-for-the-current-user>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;
use crate::model::Preferences;
use crate::model::preferences::TOS_ACCEPT_NEEDED;

/// Changes the user's preferences: those in the request, and no others.
///
/// The value that [`GetPreferences`](crate::me::GetPreferences) returned may be changed and sent as a whole: the
/// request leaves out `ToSAcceptNeeded`, which the server refuses to change.
///
/// # What the server does
///
/// - The response is a text or empty; both decode to a `String`.
///
/// # Errors
///
/// - The server refuses with 403 or with 400 "Invalid feature code(s)", "Missing data", "Value in date_format is
///   invalid" or "Value in timeofday_format is invalid", and fails with 500.
/// - Any body is accepted except an HTML or XML page and an object that reports an `error`, which are a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UpdatePreferences {
    /// The preferences to change, at least one.
    pub preferences: Preferences,
}

impl UpdatePreferences {
    /// Creates a request that changes these preferences.
    pub fn new(preferences: Preferences) -> Self {
        UpdatePreferences { preferences }
    }
}

impl Endpoint for UpdatePreferences {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/preferences";
    type Response = String;

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        body(&self.preferences)
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<String, Failure> {
        codec::text(body)
    }
}

/// Encodes the preferences without those that the server refuses to change.
pub(super) fn body(preferences: &Preferences) -> Result<Vec<u8>, BuildError> {
    let mut changes = preferences.as_map().clone();
    changes.retain(|name, _| !name.eq_ignore_ascii_case(TOS_ACCEPT_NEEDED));
    if changes.is_empty() {
        return Err(BuildError::parameter("preferences", "are empty: there is nothing to change"));
    }
    json_body(&changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        let mut changes = Preferences::new();
        changes.set_timeofday_format("H:mm");
        assert_request(&UpdatePreferences::new(changes), "POST /me/preferences", r#"{"timeofday_format":"H:mm"}"#);
    }

    #[test]
    fn preferences_that_were_read_can_be_changed_and_sent() {
        let sent = r#"{"BeginningOfWeek":1,"ToSAcceptNeeded":false,"novelty":{"deep":[1]},"toSAcceptNeeded":true}"#;
        let mut preferences = parse::<crate::me::GetPreferences>(200, sent).unwrap();
        preferences.set_beginning_of_week(0);
        assert_request(
            &UpdatePreferences::new(preferences),
            "POST /me/preferences",
            r#"{"BeginningOfWeek":0,"novelty":{"deep":[1]}}"#,
        );
    }

    #[test]
    fn no_change_is_refused_before_sending() {
        let mut refused = Preferences::new();
        refused.set("ToSAcceptNeeded", false);
        for preferences in [Preferences::new(), refused] {
            let error = UpdatePreferences::new(preferences).body().unwrap_err();
            assert_eq!(error.to_string(), "preferences are empty: there is nothing to change");
        }
    }

    #[test]
    fn a_text_or_an_empty_body_is_decoded() {
        for (body, text) in [("", ""), ("\"OK\"", "OK")] {
            assert_eq!(parse::<UpdatePreferences>(200, body).unwrap(), text, "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<UpdatePreferences>(&[
            (400, "\"Value in date_format is invalid\"", ApiErrorKind::Invalid),
            (403, "\"User does not have access to this resource.\"", ApiErrorKind::Forbidden),
        ]);
    }
}
