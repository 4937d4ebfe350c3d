//! GET /me/tasks: <https://engineering.toggl.com/docs/api/me#get-tasks>

use http::Method;
use jiff::Timestamp;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::me::per_page::check_per_page;
use crate::model::Task;
use crate::url::Query;

/// Lists the tasks of the user's projects. Tasks that are done are left out unless they are requested.
///
/// # What the server does
///
/// - Tasks are a feature of paid plans; the list of a free account is empty.
/// - With `since`, the list includes deleted tasks, which have a [`Task::server_deleted_at`].
///
/// # Errors
///
/// - The server refuses with 400 ("Invalid include_not_active", or a `since` too long ago) or 403, and fails with 500.
/// - The body must be `null` or a list of objects that each have an `id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListTasks {
    /// Limits the list to what has changed since this time, deletions included. It is sent in whole seconds; the server
    /// refuses a time more than about three months ago.
    pub since: Option<Timestamp>,
    /// Whether the list includes tasks that are done.
    pub include_not_active: Option<bool>,
    /// Whether the response adds the names and colours of project, client and user to each task.
    pub meta: Option<bool>,
    /// The number of tasks to skip at the start of the list.
    pub offset: Option<u32>,
    /// The largest number of tasks in the list, 1 or more; all tasks when it is not set.
    pub per_page: Option<u32>,
}

impl ListTasks {
    /// Creates a request that sets no parameter.
    pub fn new() -> Self {
        ListTasks::default()
    }

    /// Sets [`since`](#structfield.since).
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }

    /// Sets [`include_not_active`](#structfield.include_not_active).
    #[must_use]
    pub fn include_not_active(mut self, include_not_active: bool) -> Self {
        self.include_not_active = Some(include_not_active);
        self
    }

    /// Sets [`meta`](#structfield.meta).
    #[must_use]
    pub fn meta(mut self, meta: bool) -> Self {
        self.meta = Some(meta);
        self
    }

    /// Sets [`offset`](#structfield.offset).
    #[must_use]
    pub fn offset(mut self, offset: u32) -> Self {
        self.offset = Some(offset);
        self
    }

    /// Sets [`per_page`](#structfield.per_page).
    #[must_use]
    pub fn per_page(mut self, per_page: u32) -> Self {
        self.per_page = Some(per_page);
        self
    }
}

impl Endpoint for ListTasks {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/tasks";
    type Response = Vec<Task>;

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        check_per_page(self.per_page)?;
        query.optional("since", self.since.map(Timestamp::as_second));
        query.optional("include_not_active", self.include_not_active);
        query.optional("meta", self.meta);
        query.optional("offset", self.offset);
        query.optional("per_page", self.per_page);
        Ok(())
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<Task>, Failure> {
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
        assert_request(&ListTasks::new(), "GET /me/tasks", "");
        let since = "2026-02-03T04:05:06.7Z".parse().unwrap();
        let all = ListTasks::new().since(since).include_not_active(true).meta(true).offset(100).per_page(50);
        assert_request(
            &all,
            "GET /me/tasks?since=1770091506&include_not_active=true&meta=true&offset=100&per_page=50",
            "",
        );
    }

    #[test]
    fn a_page_size_of_zero_is_refused_before_sending() {
        let error = ListTasks::new().per_page(0).query(&mut Query::default()).unwrap_err();
        assert_eq!(error.to_string(), "per_page is 0: a page has at least 1 item");
    }

    #[test]
    fn tasks_are_decoded() {
        let body = r#"[{"id":71,"name":"Proofread","workspace_id":31,"project_id":51,"user_id":null,"active":true,
            "estimated_seconds":null,"tracked_seconds":5400000,"permissions":null}]"#;
        let tasks = parse::<ListTasks>(200, body).unwrap();
        assert_eq!((tasks[0].id, tasks[0].project_id, tasks[0].user_id), (71, Some(51), None));
        assert!(parse::<ListTasks>(200, "[]").unwrap().is_empty());
        assert!(parse::<ListTasks>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListTasks>(&[
            (400, "\"Invalid include_not_active\"", ApiErrorKind::Invalid),
            (403, "\"User does not have access to this resource.\"", ApiErrorKind::Forbidden),
        ]);
    }
}
