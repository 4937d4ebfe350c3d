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

/// Changes the preferences that the user has in one of Toggl's own programs: those that are sent, and no others.
///
/// What [`GetClientPreferences`](crate::me::GetClientPreferences) answered may be changed and sent as a whole:
/// `ToSAcceptNeeded`, which the server refuses to change, is left out of the request.
///
/// # What the server does
///
/// - It answers a text, or nothing; both are a text here.
/// - 400 "Unknown client" and the texts of [`UpdatePreferences`](crate::me::UpdatePreferences), 403, 500.
/// - A body is read that is anything but an HTML or XML page and an object that tells of an `error`; any other is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UpdateClientPreferences {
    /// The program.
    pub client: PreferencesClient,
    /// The preferences, at least one.
    pub preferences: Preferences,
}

impl UpdateClientPreferences {
    /// Changes those in that program.
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
    use crate::me::testing::{answer, assert_refusals, assert_request};

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
    fn a_text_or_nothing_is_answered() {
        for (body, text) in [("", ""), ("\"OK\"", "OK")] {
            assert_eq!(answer::<UpdateClientPreferences>(200, body).unwrap(), text, "{body}");
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
