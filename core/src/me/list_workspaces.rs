//! GET /me/workspaces: <https://engineering.toggl.com/docs/api/workspaces#get-workspaces>

use http::Method;
use jiff::Timestamp;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::model::Workspace;
use crate::url::Query;

/// Lists the workspaces that the user is in.
///
/// # What the server does
///
/// - With `since`, a workspace counts as changed too when the user was added to it, removed from it or changed in it.
///
/// # Errors
///
/// - The server refuses with 403, and fails with 500.
/// - The body must be `null` or a list of objects that each have an `id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListWorkspaces {
    /// Limits the list to what has changed since this time, deletions included. It is sent in whole seconds; the server
    /// refuses a time more than about three months ago.
    pub since: Option<Timestamp>,
}

impl ListWorkspaces {
    /// Creates a request that sets no parameter.
    pub fn new() -> Self {
        ListWorkspaces::default()
    }

    /// Sets [`since`](#structfield.since).
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }
}

impl Endpoint for ListWorkspaces {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/workspaces";
    type Response = Vec<Workspace>;

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        query.optional("since", self.since.map(Timestamp::as_second));
        Ok(())
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<Workspace>, Failure> {
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
        assert_request(&ListWorkspaces::new(), "GET /me/workspaces", "");
        let since = "2026-02-03T04:05:06.7Z".parse().unwrap();
        assert_request(&ListWorkspaces::new().since(since), "GET /me/workspaces?since=1770091506", "");
    }

    #[test]
    fn workspaces_are_decoded() {
        let body =
            r#"[{"id":31,"organization_id":21,"active_project_count":12,"te_constraints":{},"permissions":null}]"#;
        let workspaces = parse::<ListWorkspaces>(200, body).unwrap();
        assert_eq!((workspaces[0].id, workspaces[0].active_project_count), (31, Some(12)));
        assert!(parse::<ListWorkspaces>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        let no_access = "\"User does not have access to this resource.\"";
        assert_refusals::<ListWorkspaces>(&[(403, no_access, ApiErrorKind::Forbidden)]);
    }
}
