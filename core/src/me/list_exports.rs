//! GET /me/export: <https://engineering.toggl.com/docs/api/exports#get-get-a-list-of-objects-to-be-downloaded>

use std::time::Duration;

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::model::DownloadRequest;

/// Lists the exports of the user's data that were requested, each with its progress.
///
/// [`RequestExport`](crate::me::RequestExport) requests an export, and [`DownloadExport`](crate::me::DownloadExport)
/// downloads it.
///
/// # Errors
///
/// - The server refuses with 403, and fails with 500.
/// - The body must be `null` or a list of objects, each of which is `{}` or has one of the documented keys; anything
///   else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListExports;

impl ListExports {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        ListExports
    }
}

impl Endpoint for ListExports {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/export";
    const MAX_AGE: Option<Duration> = Some(Duration::ZERO);
    type Response = Vec<DownloadRequest>;

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<DownloadRequest>, Failure> {
        codec::list(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&ListExports::new(), "GET /me/export", "");
    }

    #[test]
    fn exports_are_decoded() {
        let exports = parse::<ListExports>(200, r#"[{"token":"6c1f-01","state":"done","error_message":""}]"#).unwrap();
        assert_eq!((exports[0].token.as_deref(), exports[0].state.as_deref()), (Some("6c1f-01"), Some("done")));
        assert!(parse::<ListExports>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListExports>(&[(
            403,
            "\"User does not have access to this resource.\"",
            ApiErrorKind::Forbidden,
        )]);
    }
}
