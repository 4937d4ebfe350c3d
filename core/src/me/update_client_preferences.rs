//! POST /me/preferences/{client}:
//! <https://engineering.toggl.com/docs/api/preferences#post-update-the-preferences-for-an-specific-client-of-the-current-user>

use std::borrow::Cow;

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::me::update_preferences;
use crate::model::{Preferences, PreferencesClient};
use crate::url::fill_path;

/// Changes the user's preferences for one of Toggl's own programs: those in the request, and no others.
///
/// The value that [`GetClientPreferences`](crate::me::GetClientPreferences) returned may be changed and sent as a
/// whole: the request leaves out `ToSAcceptNeeded`, which the server refuses to change.
///
/// # What the server does
///
/// - The response is a text or empty; both decode to a `String`.
///
/// # Errors
///
/// - The server refuses with 403, with 400 "Unknown client" or with the texts of
///   [`UpdatePreferences`](crate::me::UpdatePreferences), and fails with 500.
/// - Any body is accepted except an HTML or XML page and an object that reports an `error`, which are a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UpdateClientPreferences {
    /// The program whose preferences to change.
    pub client: PreferencesClient,
    /// The preferences to change, at least one.
    pub preferences: Preferences,
}

impl UpdateClientPreferences {
    /// Creates a request that changes these preferences of this program.
    pub fn new(client: PreferencesClient, preferences: Preferences) -> Self {
        UpdateClientPreferences { client, preferences }
    }
}

impl Endpoint for UpdateClientPreferences {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/preferences/{client}";
    type Response = String;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[self.client.as_str()])
    }

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        update_preferences::body(&self.preferences)
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
        let mut changes = Preferences::new();
        changes.set_collapse_time_entries(true).set("toSAcceptNeeded", false);
        assert_request(
            &UpdateClientPreferences::new(PreferencesClient::Desktop, changes),
            "POST /me/preferences/desktop",
            r#"{"CollapseTimeEntries":true}"#,
        );
    }

    #[test]
    fn no_change_is_refused_before_sending() {
        let error = UpdateClientPreferences::new(PreferencesClient::Web, Preferences::new()).body().unwrap_err();
        assert_eq!(error.to_string(), "preferences are empty: there is nothing to change");
    }

    #[test]
    fn a_text_or_an_empty_body_is_decoded() {
        for (body, text) in [("", ""), ("\"OK\"", "OK")] {
            assert_eq!(parse::<UpdateClientPreferences>(200, body).unwrap(), text, "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<UpdateClientPreferences>(&[
            (400, "\"Unknown client\"", ApiErrorKind::Invalid),
            (403, "\"User does not have access to this resource.\"", ApiErrorKind::Forbidden),
        ]);
    }
}
