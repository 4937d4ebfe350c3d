//! GET /me/preferences/{client}:
//! <https://engineering.toggl.com/docs/api/preferences#get-preferences-for-an-specific-client-of-the-current-user>

use std::borrow::Cow;

use http::Method;
use jiff::Timestamp;

use crate::codec::Failure;
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::model::{Preferences, PreferencesClient, preferences};
use crate::url::{Query, fill_path};

/// Returns the user's preferences for one of Toggl's own programs.
///
/// # What the server does
///
/// - Preferences that are not set are missing.
/// - Some names differ from the documentation; [`Preferences`] knows both.
///
/// # Errors
///
/// - The server refuses with 400 "Unknown client." or 403, and fails with 500.
/// - The body must be `null`, `[]` or an object that has more than `data`, `error`, `error_message` and `message`;
///   anything else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetClientPreferences {
    /// The program whose preferences to return.
    pub client: PreferencesClient,
    /// Limits the response to preferences that have changed since this time. It is sent in whole seconds.
    pub since: Option<Timestamp>,
}

impl GetClientPreferences {
    /// Creates a request for the preferences of this program.
    pub fn new(client: PreferencesClient) -> Self {
        GetClientPreferences { client, since: None }
    }

    /// Sets [`since`](#structfield.since).
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }
}

impl Endpoint for GetClientPreferences {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/preferences/{client}";
    type Response = Preferences;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[self.client.as_str()])
    }

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        query.optional("since", self.since.map(Timestamp::as_second));
        Ok(())
    }

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
        assert_request(&GetClientPreferences::new(PreferencesClient::Web), "GET /me/preferences/web", "");
        let since = "2026-02-03T04:05:06.7Z".parse().unwrap();
        assert_request(
            &GetClientPreferences::new(PreferencesClient::Desktop).since(since),
            "GET /me/preferences/desktop?since=1770091506",
            "",
        );
        assert_request(&GetClientPreferences::new("a/b".into()), "GET /me/preferences/a%2Fb", "");
    }

    #[test]
    fn preferences_are_decoded() {
        let body = r#"{"CollapseTimeEntries":true,"show_seconds_in_menu_bar":false}"#;
        let preferences = parse::<GetClientPreferences>(200, body).unwrap();
        assert_eq!(preferences.collapse_time_entries(), Some(true));
        assert_eq!(preferences.get("show_seconds_in_menu_bar"), Some(&false.into()));
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<GetClientPreferences>(&[
            (400, "\"Unknown client.\"", ApiErrorKind::Invalid),
            (403, "\"User does not have access to this resource.\"", ApiErrorKind::Forbidden),
        ]);
    }
}
