//! GET /me/clients: <https://engineering.toggl.com/docs/api/me#get-clients>

use http::Method;
use jiff::Timestamp;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::model::Client;
use crate::operation::Auth;
use crate::url::Query;

/// Lists the clients of the user's workspaces.
///
/// The documentation shows the request without credentials. This crate sends it without credentials when there are
/// none, and the server then refuses it with 401.
///
/// # What the server does
///
/// - The server calls the workspace's id `wid`; it decodes into [`Client::workspace_id`].
/// - With `since`, the list includes deleted clients, which have a [`Client::server_deleted_at`].
///
/// # Errors
///
/// - The server refuses with 400 for a `since` too long ago, and fails with 500.
/// - The body must be `null` or a list of objects that each have an `id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListClients {
    /// Limits the list to what has changed since this time, deletions included. It is sent in whole seconds; the server
    /// refuses a time more than about three months ago.
    pub since: Option<Timestamp>,
}

impl ListClients {
    /// Creates a request that sets no parameter.
    pub fn new() -> Self {
        ListClients::default()
    }

    /// Sets [`since`](#structfield.since).
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }
}

impl Endpoint for ListClients {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/clients";
    const AUTH: Auth = Auth::IfPresent;
    type Response = Vec<Client>;

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        query.optional("since", self.since.map(Timestamp::as_second));
        Ok(())
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<Client>, Failure> {
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
        assert_request(&ListClients::new(), "GET /me/clients", "");
        let since = "2026-02-03T04:05:06.7Z".parse().unwrap();
        assert_request(&ListClients::new().since(since), "GET /me/clients?since=1770091506", "");
    }

    #[test]
    fn clients_are_decoded() {
        let body = r#"[{"id":21,"wid":31,"archived":false,"name":"Reed, Ltd.","at":"2025-06-07T08:09:10+00:00","creator_id":4}]"#;
        let clients = parse::<ListClients>(200, body).unwrap();
        assert_eq!((clients[0].id, clients[0].workspace_id), (21, Some(31)));
        assert_eq!(clients[0].at, Some("2025-06-07T08:09:10Z".parse().unwrap()));
        assert!(parse::<ListClients>(200, "[]").unwrap().is_empty());
        assert!(parse::<ListClients>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListClients>(&[(400, "\"Invalid since\"", ApiErrorKind::Invalid)]);
    }
}
