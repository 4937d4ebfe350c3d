//! GET /me/projects/paginated: <https://engineering.toggl.com/docs/api/me#get-projectspaginated>

use http::Method;
use jiff::Timestamp;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::me::per_page::check_per_page;
use crate::model::Project;
use crate::page::Paginated;
use crate::url::Query;

/// Lists one page of the projects that the user can see.
///
/// # What the server does
///
/// - The response is a plain list and does not say whether more pages follow: an empty list is the end. The next page
///   starts at the id of this page's last project. Whether that project is listed again is not documented, so be ready
///   for both, as [`Client::pages`](crate::Client::pages) is.
/// - Whether the list includes archived projects is not documented, and no response that was seen shows it: check
///   [`Project::active`]. [`ListProjects`](crate::me::ListProjects) leaves them out unless it is told otherwise.
///
/// # Errors
///
/// - The server refuses with 403 "Operation Forbidden", and fails with 500.
/// - The body must be `null` or a list of objects that each have an `id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListProjectsPage {
    /// The id of the project to start at. The documentation does not say whether the page includes that project.
    pub start_project_id: Option<i64>,
    /// Limits the list to what has changed since this time, deletions included. It is sent in whole seconds; the server
    /// refuses a time more than about three months ago.
    pub since: Option<Timestamp>,
    /// The largest number of projects in the page, 1 or more; 201 when it is not set.
    pub per_page: Option<u32>,
}

impl ListProjectsPage {
    /// Creates a request that sets no parameter.
    pub fn new() -> Self {
        ListProjectsPage::default()
    }

    /// Sets [`start_project_id`](#structfield.start_project_id).
    #[must_use]
    pub fn start_project_id(mut self, start_project_id: i64) -> Self {
        self.start_project_id = Some(start_project_id);
        self
    }

    /// Sets [`since`](#structfield.since).
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }

    /// Sets [`per_page`](#structfield.per_page).
    #[must_use]
    pub fn per_page(mut self, per_page: u32) -> Self {
        self.per_page = Some(per_page);
        self
    }
}

impl Endpoint for ListProjectsPage {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/projects/paginated";
    type Response = Vec<Project>;

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        check_per_page(self.per_page)?;
        query.optional("start_project_id", self.start_project_id);
        query.optional("since", self.since.map(Timestamp::as_second));
        query.optional("per_page", self.per_page);
        Ok(())
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<Project>, Failure> {
        codec::list(body)
    }
}

impl Paginated for ListProjectsPage {
    type Item = Project;

    fn id(project: &Project) -> i64 {
        project.id
    }

    fn resume_at(mut self, id: i64) -> Self {
        // A page of one project may hold only the project at which it starts and would never bring a new one.
        self.per_page = self.per_page.map(|per_page| per_page.max(2));
        self.start_project_id(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&ListProjectsPage::new(), "GET /me/projects/paginated", "");
        let since = "2026-02-03T04:05:06.7Z".parse().unwrap();
        let page = ListProjectsPage::new().start_project_id(3_000_000_051).since(since).per_page(50);
        assert_request(
            &page,
            "GET /me/projects/paginated?start_project_id=3000000051&since=1770091506&per_page=50",
            "",
        );
    }

    #[test]
    fn a_page_size_of_zero_is_refused_before_sending() {
        let error = ListProjectsPage::new().per_page(0).query(&mut Query::default()).unwrap_err();
        assert_eq!(error.to_string(), "per_page is 0: a page has at least 1 item");
    }

    #[test]
    fn projects_are_decoded() {
        let projects =
            parse::<ListProjectsPage>(200, r#"[{"id":51},{"id":52,"start_date":"2022-10-03T00:00:00Z"}]"#).unwrap();
        assert_eq!(projects.iter().map(|project| project.id).collect::<Vec<_>>(), [51, 52]);
        assert!(parse::<ListProjectsPage>(200, "[]").unwrap().is_empty());
        assert!(parse::<ListProjectsPage>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListProjectsPage>(&[(403, "\"Operation Forbidden\"", ApiErrorKind::Forbidden)]);
    }
}
