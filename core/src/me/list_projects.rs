//! GET /me/projects: <https://engineering.toggl.com/docs/api/me#get-projects>

use http::Method;
use jiff::Timestamp;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::model::Project;
use crate::url::Query;

/// Lists the projects that the user can see. Archived projects are left out unless they are requested.
///
/// An account with thousands of projects is better read in pages, with
/// [`ListProjectsPage`](crate::me::ListProjectsPage).
///
/// # What the server does
///
/// - With `since`, the list includes deleted projects, which have a [`Project::server_deleted_at`].
///
/// # Errors
///
/// - The server refuses with 400 ("Invalid include_archived", or a `since` too long ago) or 403 "Operation Forbidden",
///   and fails with 500.
/// - The body must be `null` or a list of objects that each have an `id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListProjects {
    /// Whether the list includes archived projects.
    pub include_archived: Option<bool>,
    /// Limits the list to what has changed since this time, deletions included. It is sent in whole seconds; the server
    /// refuses a time more than about three months ago.
    pub since: Option<Timestamp>,
}

impl ListProjects {
    /// Creates a request that sets no parameter.
    pub fn new() -> Self {
        ListProjects::default()
    }

    /// Sets [`include_archived`](#structfield.include_archived).
    #[must_use]
    pub fn include_archived(mut self, include_archived: bool) -> Self {
        self.include_archived = Some(include_archived);
        self
    }

    /// Sets [`since`](#structfield.since).
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }
}

impl Endpoint for ListProjects {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/projects";
    type Response = Vec<Project>;

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        query.optional("include_archived", self.include_archived);
        query.optional("since", self.since.map(Timestamp::as_second));
        Ok(())
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<Project>, Failure> {
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
        assert_request(&ListProjects::new(), "GET /me/projects", "");
        let since = "2026-02-03T04:05:06.7Z".parse().unwrap();
        let both = ListProjects::new().include_archived(true).since(since);
        assert_request(&both, "GET /me/projects?include_archived=true&since=1770091506", "");
        assert_request(&ListProjects::new().include_archived(false), "GET /me/projects?include_archived=false", "");
    }

    #[test]
    fn projects_are_decoded() {
        let body = r##"[{"id":51,"workspace_id":31,"wid":31,"client_id":null,"cid":null,"color":"#0b83d9","rate":12,
            "start_date":"2025-06-07","status":"dormant","recurring_parameters":null}]"##;
        let projects = parse::<ListProjects>(200, body).unwrap();
        assert_eq!((projects[0].id, projects[0].workspace_id, projects[0].client_id), (51, Some(31), None));
        assert_eq!(projects[0].rate, Some(12.0));
        assert!(parse::<ListProjects>(200, "[]").unwrap().is_empty());
        assert!(parse::<ListProjects>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListProjects>(&[
            (400, "\"Invalid include_archived\"", ApiErrorKind::Invalid),
            (403, "\"Operation Forbidden\"", ApiErrorKind::Forbidden),
        ]);
    }
}
