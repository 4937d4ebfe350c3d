//! POST /me/export: <https://engineering.toggl.com/docs/api/exports#post-post-an-object-which-data-to-be-downloaded>

use http::Method;
use serde::Serialize;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;

/// Requests an export of the user's data. The server takes some time to make it;
/// [`ListExports`](crate::me::ListExports) reports the progress.
///
/// # What the server does
///
/// - The response is a text.
///
/// # Errors
///
/// - The server refuses with 400 "Cannot start another export until current one is complete" or 403, and fails with
///   500.
/// - Any body is accepted except an HTML or XML page and an object that reports an `error`, which are a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RequestExport {
    /// Whether the export includes the profile.
    pub profile: bool,
    /// Whether the export includes the timeline that the desktop app has recorded.
    pub timeline: bool,
}

impl RequestExport {
    /// Creates a request that exports nothing yet: set at least one of the two.
    pub fn new() -> Self {
        RequestExport::default()
    }

    /// Sets [`profile`](#structfield.profile).
    #[must_use]
    pub fn profile(mut self, profile: bool) -> Self {
        self.profile = profile;
        self
    }

    /// Sets [`timeline`](#structfield.timeline).
    #[must_use]
    pub fn timeline(mut self, timeline: bool) -> Self {
        self.timeline = timeline;
        self
    }
}

impl Endpoint for RequestExport {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/export";
    type Response = String;

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        if !self.profile && !self.timeline {
            return Err(BuildError::parameter("profile", "and timeline are both false: there is nothing to export"));
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
        assert_request(&RequestExport::new().profile(true), "POST /me/export", r#"{"profile":true,"timeline":false}"#);
        assert_request(&RequestExport::new().timeline(true), "POST /me/export", r#"{"profile":false,"timeline":true}"#);
    }

    #[test]
    fn an_empty_export_is_refused_before_sending() {
        let error = RequestExport::new().body().unwrap_err();
        assert_eq!(error.to_string(), "profile and timeline are both false: there is nothing to export");
    }

    #[test]
    fn a_text_is_decoded() {
        assert_eq!(parse::<RequestExport>(200, "\"6c1f-01\"").unwrap(), "6c1f-01");
    }

    #[test]
    fn errors_are_classified() {
        let busy = "\"Cannot start another export until current one is complete\"";
        let no_access = "\"User does not have access to this resource.\"";
        assert_refusals::<RequestExport>(&[
            (400, busy, ApiErrorKind::Invalid),
            (403, no_access, ApiErrorKind::Forbidden),
        ]);
    }
}
