//! GET /me/time_entries/{time_entry_id}:
//! <https://engineering.toggl.com/docs/api/time_entries#get-get-a-time-entry-by-id>

use std::borrow::Cow;

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::model::TimeEntry;
use crate::url::{Query, fill_path};

/// Returns one time entry: one of the user's own, or another user's that the user may see.
///
/// # What the server does
///
/// - The duration of a running entry is negative: see [`TimeEntry::elapsed`].
///
/// # Errors
///
/// - The server refuses with 404 "Resource can not be found", and fails with 500.
/// - The body must be an object with an `id`; anything else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetTimeEntry {
    /// The time entry's id.
    pub time_entry_id: i64,
    /// Whether the response adds the names and colours of project, client, task and user.
    pub meta: Option<bool>,
    /// Whether the response says whom the entry is shared with.
    pub include_sharing: Option<bool>,
}

impl GetTimeEntry {
    /// Creates a request for the time entry with this id.
    pub fn new(time_entry_id: i64) -> Self {
        GetTimeEntry { time_entry_id, meta: None, include_sharing: None }
    }

    /// Sets [`meta`](#structfield.meta).
    #[must_use]
    pub fn meta(mut self, meta: bool) -> Self {
        self.meta = Some(meta);
        self
    }

    /// Sets [`include_sharing`](#structfield.include_sharing).
    #[must_use]
    pub fn include_sharing(mut self, include_sharing: bool) -> Self {
        self.include_sharing = Some(include_sharing);
        self
    }
}

impl Endpoint for GetTimeEntry {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/time_entries/{time_entry_id}";
    type Response = TimeEntry;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[&self.time_entry_id.to_string()])
    }

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        query.optional("meta", self.meta);
        query.optional("include_sharing", self.include_sharing);
        Ok(())
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<TimeEntry, Failure> {
        codec::object(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&GetTimeEntry::new(3_731_000_783), "GET /me/time_entries/3731000783", "");
        assert_request(
            &GetTimeEntry::new(7).meta(true).include_sharing(true),
            "GET /me/time_entries/7?meta=true&include_sharing=true",
            "",
        );
    }

    #[test]
    fn the_time_entry_is_decoded() {
        let body = r#"{"id":3731000783,"project_name":"Site","shared_with":[{"user_id":42,"accepted":true}]}"#;
        let entry = parse::<GetTimeEntry>(200, body).unwrap();
        assert_eq!((entry.id, entry.project_name.as_deref()), (3_731_000_783, Some("Site")));
        assert_eq!(entry.shared_with[0].accepted, Some(true));
        for body in ["null", "[]", ""] {
            assert!(parse::<GetTimeEntry>(200, body).is_err(), "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<GetTimeEntry>(&[(404, "\"Resource can not be found\"", ApiErrorKind::NotFound)]);
    }
}
