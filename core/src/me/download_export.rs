//! GET /me/export/data/{uuid}.zip:
//! <https://engineering.toggl.com/docs/api/exports#get-get-the-zip-file-with-download-requests>

use std::borrow::Cow;

use std::time::Duration;

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::url::fill_path;

/// Downloads an export of the user's data: the bytes of a ZIP archive.
///
/// Transports limit the size of a response; an export may need a higher limit.
///
/// # Errors
///
/// - The server refuses with 400 "User export data cannot be found or is expired" or 403, and fails with 500.
/// - The body must be bytes that begin with `PK`, as those of a ZIP archive do; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadExport {
    /// The name of the export: [`DownloadRequest::token`](crate::model::DownloadRequest::token).
    pub uuid: String,
}

impl DownloadExport {
    /// Creates a request for the export with this name.
    pub fn new(uuid: impl Into<String>) -> Self {
        DownloadExport { uuid: uuid.into() }
    }
}

impl Endpoint for DownloadExport {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/export/data/{uuid}.zip";
    const MAX_AGE: Option<Duration> = Some(Duration::ZERO);
    type Response = Vec<u8>;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[&self.uuid])
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<u8>, Failure> {
        if !body.starts_with(b"PK") {
            return Err(Failure::foreign("a ZIP archive", body));
        }
        codec::bytes(body)
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::*;
    use crate::endpoint::EndpointExt;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request};

    #[test]
    fn the_name_is_one_segment_whatever_it_holds() {
        assert_request(&DownloadExport::new("6c1f-01"), "GET /me/export/data/6c1f-01.zip", "");
        assert_request(&DownloadExport::new("a/../b?c"), "GET /me/export/data/a%2F..%2Fb%3Fc.zip", "");
        let error = DownloadExport::new("").path().unwrap_err();
        assert!(error.to_string().starts_with("uuid must not be empty"), "{error}");
    }

    #[test]
    fn binary_bytes_are_decoded() {
        let zip = b"PK\x05\x06\x00\xff\xfe\x80";
        assert_eq!(DownloadExport::parse_parts(StatusCode::OK, &HeaderMap::new(), zip).unwrap(), zip);
        let page = DownloadExport::parse_parts(StatusCode::OK, &HeaderMap::new(), b"<html>").unwrap_err().to_string();
        assert!(page.contains("it is not a ZIP archive but looks like an HTML or XML page"), "{page}");
    }

    #[test]
    fn errors_are_classified() {
        let gone = "\"User export data cannot be found or is expired\"";
        let no_access = "\"User does not have access to this resource.\"";
        assert_refusals::<DownloadExport>(&[
            (400, gone, ApiErrorKind::Invalid),
            (403, no_access, ApiErrorKind::Forbidden),
        ]);
    }
}
