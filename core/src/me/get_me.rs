//! GET /me: <https://engineering.toggl.com/docs/api/me#get-me>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, Query};
use crate::error::BuildError;
use crate::model::Me;

/// Answers who the user is, and on request everything the user works with.
///
/// With [`with_related_data`](GetMe::with_related_data), this one call brings what six would: clients, projects, tags,
/// tasks, time entries and workspaces. The server counts it as one of the hour's 30.
///
/// # What the server does
///
/// - Without related data the lists are missing or `null`; both are empty here.
/// - The lists that have no items are missing even when related data was asked for.
/// - 403 "User does not have access to this resource.", 404 "could not load user data", 500.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetMe {
    /// Whether to add the lists of the user's clients, projects, tags, tasks, time entries and workspaces.
    pub with_related_data: Option<bool>,
}

impl GetMe {
    /// Without the related lists.
    pub fn new() -> Self {
        GetMe::default()
    }

    /// Whether to add the lists of the user's clients, projects, tags, tasks, time entries and workspaces.
    #[must_use]
    pub fn with_related_data(mut self, with: bool) -> Self {
        self.with_related_data = Some(with);
        self
    }
}

impl Endpoint for GetMe {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me";
    type Response = Me;

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        query.optional("with_related_data", self.with_related_data);
        Ok(())
    }

    fn decode(body: &[u8]) -> Result<Me, Failure> {
        codec::json(body)
    }
}
