//! GET /me/features: <https://engineering.toggl.com/docs/api/me#get-features>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::model::WorkspaceFeatures;

/// Lists the features of each of the user's workspaces.
///
/// # What the server does
///
/// - The ids of features start at 0 and have gaps.
///
/// # Errors
///
/// - The server refuses with 403 "Operation Forbidden", and fails with 500.
/// - The body must be `null` or a list of objects that each have a `workspace_id`, and whose features each have a
///   `feature_id`; anything else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListFeatures;

impl ListFeatures {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        ListFeatures
    }
}

impl Endpoint for ListFeatures {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/features";
    type Response = Vec<WorkspaceFeatures>;

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<WorkspaceFeatures>, Failure> {
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
        assert_request(&ListFeatures::new(), "GET /me/features", "");
    }

    #[test]
    fn features_come_by_workspace() {
        let body = r#"[{"workspace_id":31,"features":[{"feature_id":0,"name":"free","enabled":true},{"feature_id":81,"name":"x","enabled":null}]},
            {"workspace_id":32,"features":null}]"#;
        let workspaces = parse::<ListFeatures>(200, body).unwrap();
        assert_eq!(workspaces.len(), 2);
        assert_eq!(workspaces[0].features[0].name.as_deref(), Some("free"));
        assert_eq!(workspaces[0].features[1].feature_id, 81);
        assert!(workspaces[1].features.is_empty());
        assert!(parse::<ListFeatures>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListFeatures>(&[(403, "\"Operation Forbidden\"", ApiErrorKind::Forbidden)]);
    }
}
