//! GET /me/timesheets: <https://engineering.toggl.com/docs/api/me#get-users-timesheets>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::model::Timesheet;

/// Lists the user's timesheets.
///
/// # What the server does
///
/// - Timesheets are a feature of paid plans; the list of a free account is empty.
///
/// # Errors
///
/// - The server fails with 500.
/// - The body must be `null` or a list of objects that each have a `timesheet_id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListTimesheets;

impl ListTimesheets {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        ListTimesheets
    }
}

impl Endpoint for ListTimesheets {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/timesheets";
    type Response = Vec<Timesheet>;

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<Timesheet>, Failure> {
        codec::list(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&ListTimesheets::new(), "GET /me/timesheets", "");
    }

    #[test]
    fn timesheets_are_decoded() {
        let body = r#"[{"timesheet_id":81,"workspace_id":31,"start_date":"2026-03-02","status":"open"}]"#;
        let timesheets = parse::<ListTimesheets>(200, body).unwrap();
        assert_eq!((timesheets[0].timesheet_id, timesheets[0].status.as_deref()), (81, Some("open")));
        assert!(parse::<ListTimesheets>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListTimesheets>(&[]);
    }
}
