//! POST /me/time_entries_shared_with: <https://engineering.toggl.com/docs/api/time_entries#post-timeentries>

use http::Method;
use serde::Serialize;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;
use crate::model::TimeEntrySharing;

/// Lists whom time entries are shared with. The request is a POST that changes nothing.
///
/// # Errors
///
/// - The server refuses with 400 "Invalid workspace" or 403, and fails with 500.
/// - The body must be `null` or a list of objects, each of which is `{}` or has one of the documented keys; anything
///   else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListTimeEntrySharing {
    /// The time entries to look up.
    pub time_entries: Vec<TimeEntryInWorkspace>,
}

/// Names a time entry by its own id and that of its workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TimeEntryInWorkspace {
    /// The id of the time entry.
    pub time_entry_id: i64,
    /// The id of the workspace that the time entry belongs to.
    pub workspace_id: i64,
}

impl TimeEntryInWorkspace {
    /// Names this time entry in this workspace.
    pub fn new(time_entry_id: i64, workspace_id: i64) -> Self {
        TimeEntryInWorkspace { time_entry_id, workspace_id }
    }
}

impl ListTimeEntrySharing {
    /// Creates a request without time entries; [`time_entry`](ListTimeEntrySharing::time_entry) adds them.
    pub fn new() -> Self {
        ListTimeEntrySharing::default()
    }

    /// Adds a time entry to look up.
    #[must_use]
    pub fn time_entry(mut self, time_entry_id: i64, workspace_id: i64) -> Self {
        self.time_entries.push(TimeEntryInWorkspace::new(time_entry_id, workspace_id));
        self
    }
}

impl Endpoint for ListTimeEntrySharing {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/time_entries_shared_with";
    const ONLY_READS: bool = true;
    type Response = Vec<TimeEntrySharing>;

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        if self.time_entries.is_empty() {
            return Err(BuildError::parameter("time_entries", "are missing: there is nothing to ask for"));
        }
        json_body(&self.time_entries)
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<TimeEntrySharing>, Failure> {
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
        assert_request(
            &ListTimeEntrySharing::new().time_entry(3_731_000_783, 31).time_entry(2, 32),
            "POST /me/time_entries_shared_with",
            r#"[{"time_entry_id":3731000783,"workspace_id":31},{"time_entry_id":2,"workspace_id":32}]"#,
        );
    }

    #[test]
    fn an_empty_list_is_refused_before_sending() {
        let error = ListTimeEntrySharing::new().body().unwrap_err();
        assert_eq!(error.to_string(), "time_entries are missing: there is nothing to ask for");
    }

    #[test]
    fn sharing_is_decoded() {
        let body = r#"[{"time_entry_id":3731000783,"user_id":42,"user_name":"Bo","is_accepted":false}]"#;
        let sharing = parse::<ListTimeEntrySharing>(200, body).unwrap();
        assert_eq!((sharing[0].time_entry_id, sharing[0].is_accepted), (Some(3_731_000_783), Some(false)));
        assert!(parse::<ListTimeEntrySharing>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListTimeEntrySharing>(&[
            (400, "\"Invalid workspace\"", ApiErrorKind::Invalid),
            (403, "\"User does not have access to this resource.\"", ApiErrorKind::Forbidden),
        ]);
    }
}
