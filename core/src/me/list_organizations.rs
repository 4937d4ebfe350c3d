//! GET /me/organizations: <https://engineering.toggl.com/docs/api/me#get-organizations-that-a-user-is-part-of>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::model::Organization;
use crate::operation::Auth;

/// Lists the organizations that the user is part of, each with its plan and trial.
///
/// The documentation shows the request without credentials. This crate sends it without credentials when there are
/// none, and the server then refuses it with 401.
///
/// # What the server does
///
/// - The list is empty when the user is in no organization.
///
/// # Errors
///
/// - The server fails with 500.
/// - The body must be `null` or a list of objects that each have an `id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListOrganizations;

impl ListOrganizations {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        ListOrganizations
    }
}

impl Endpoint for ListOrganizations {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/organizations";
    const AUTH: Auth = Auth::IfPresent;
    type Response = Vec<Organization>;

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<Organization>, Failure> {
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
        assert_request(&ListOrganizations::new(), "GET /me/organizations", "");
    }

    #[test]
    fn organizations_come_with_their_trial() {
        let body = r#"[{"id":9,"name":"Reed & Co","trial_info":{"trial":true,"trial_end_date":"2026-05-01T00:00:00Z"},
            "server_deleted_at":"","permissions":null,"brand_new":[1]},{"id":10,"trial_info":null}]"#;
        let organizations = parse::<ListOrganizations>(200, body).unwrap();
        let trial = organizations[0].trial_info.as_ref().unwrap();
        assert_eq!(trial.trial, Some(true));
        assert_eq!(trial.trial_end_date, Some("2026-05-01T00:00:00Z".parse().unwrap()));
        assert_eq!(organizations[0].server_deleted_at, None);
        assert_eq!(organizations[1].trial_info, None);
        assert!(parse::<ListOrganizations>(200, "[]").unwrap().is_empty());
        assert!(parse::<ListOrganizations>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListOrganizations>(&[(403, "", ApiErrorKind::Forbidden)]);
    }
}
