//! GET /me/clients: <https://engineering.toggl.com/docs/api/me#get-clients>

use http::Method;
use jiff::Timestamp;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, Query};
use crate::error::BuildError;
use crate::model::Client;

/// Lists the clients of the workspaces that the user is in.
///
/// # What the server does
///
/// - With [`since`](ListClients::since) it lists what was created, changed or deleted since then; a time more than
///   about three months ago is refused with 400.
/// - The workspace's id comes as `wid`; it is in [`Client::workspace_id`].
/// - 500.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListClients {
    /// Only what changed since then, deletions included. Sent in whole seconds.
    pub since: Option<Timestamp>,
}

impl ListClients {
    /// All of them.
    pub fn new() -> Self {
        ListClients::default()
    }

    /// Only what changed since then, deletions included. Sent in whole seconds.
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }
}

impl Endpoint for ListClients {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/clients";
    type Response = Vec<Client>;

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        query.optional("since", self.since.map(Timestamp::as_second));
        Ok(())
    }

    fn decode(body: &[u8]) -> Result<Vec<Client>, Failure> {
        codec::list(body)
    }
}
