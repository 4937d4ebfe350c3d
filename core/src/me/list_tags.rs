//! GET /me/tags: <https://engineering.toggl.com/docs/api/me#get-tags>

use http::Method;
use jiff::Timestamp;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::model::Tag;
use crate::url::Query;

/// Lists the tags of the user's workspaces.
///
/// # What the server does
///
/// - With `since`, the list includes deleted tags, which have a [`Tag::deleted_at`].
/// - The name of a tag may contain commas.
///
/// # Errors
///
/// - The server refuses with 400 for a `since` too long ago or 403, and fails with 500.
/// - The body must be `null` or a list of objects that each have an `id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListTags {
    /// Limits the list to what has changed since this time, deletions included. It is sent in whole seconds; the server
    /// refuses a time more than about three months ago.
    pub since: Option<Timestamp>,
}

impl ListTags {
    /// Creates a request that sets no parameter.
    pub fn new() -> Self {
        ListTags::default()
    }

    /// Sets [`since`](#structfield.since).
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }
}

impl Endpoint for ListTags {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/tags";
    type Response = Vec<Tag>;

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        query.optional("since", self.since.map(Timestamp::as_second));
        Ok(())
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<Tag>, Failure> {
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
        assert_request(&ListTags::new(), "GET /me/tags", "");
        let since = "2026-02-03T04:05:06.7Z".parse().unwrap();
        assert_request(&ListTags::new().since(since), "GET /me/tags?since=1770091506", "");
    }

    #[test]
    fn tags_are_decoded() {
        let body = r#"[{"id":61,"workspace_id":31,"name":"deep, quiet","at":"2025-06-07T08:09:10.12345Z","deleted_at":"2025-06-08T00:00:00Z"}]"#;
        let tags = parse::<ListTags>(200, body).unwrap();
        assert_eq!((tags[0].id, tags[0].name.as_deref()), (61, Some("deep, quiet")));
        assert!(tags[0].deleted_at.is_some());
        assert!(parse::<ListTags>(200, "[]").unwrap().is_empty());
        assert!(parse::<ListTags>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        let no_access = "\"User does not have access to this resource.\"";
        assert_refusals::<ListTags>(&[
            (400, "\"Invalid since\"", ApiErrorKind::Invalid),
            (403, no_access, ApiErrorKind::Forbidden),
        ]);
    }
}
