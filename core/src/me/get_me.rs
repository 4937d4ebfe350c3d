//! GET /me: <https://engineering.toggl.com/docs/api/me#get-me>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::model::Me;
use crate::url::Query;

/// Returns the user, and on request everything that the user works with.
///
/// With [`with_related_data`](GetMe::with_related_data), this one request returns what six would: clients, projects,
/// tags, tasks, time entries and workspaces. The server counts it as one of the hour's 30 requests.
///
/// # What the server does
///
/// - Without related data the lists are missing or `null`; both decode to empty lists.
/// - Lists without items are missing even when related data is requested.
///
/// # Errors
///
/// - The server refuses with 403 "User does not have access to this resource." or 404 "could not load user data", and
///   fails with 500.
/// - The body must be an object with an `id`; anything else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetMe {
    /// Whether the response includes the lists of the user's clients, projects, tags, tasks, time entries and workspaces.
    pub with_related_data: Option<bool>,
}

impl GetMe {
    /// Creates a request without related data.
    pub fn new() -> Self {
        GetMe::default()
    }

    /// Sets [`with_related_data`](#structfield.with_related_data).
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

    #[inline]
    fn decode(body: &[u8]) -> Result<Me, Failure> {
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
        assert_request(&GetMe::new(), "GET /me", "");
        assert_request(&GetMe::new().with_related_data(true), "GET /me?with_related_data=true", "");
        assert_request(&GetMe::new().with_related_data(false), "GET /me?with_related_data=false", "");
    }

    #[test]
    fn the_user_is_decoded() {
        let body = r#"{"id":41,"api_token":"0badc0de","email":"ann@example.org","fullname":"Ann Lee","timezone":"Europe/Tallinn",
            "default_workspace_id":null,"beginning_of_week":1,"created_at":"2021-02-03T04:05:06.07Z","openid_email":null,
            "country_id":null,"2fa_enabled":true,"clients":null,"new_in_2027":{"a":[1]}}"#;
        let me = parse::<GetMe>(200, body).unwrap();
        assert_eq!(me.id, 41);
        assert_eq!(me.api_token.as_ref().unwrap().expose(), "0badc0de");
        assert_eq!(me.created_at, Some("2021-02-03T04:05:06.07Z".parse().unwrap()));
        assert_eq!((me.default_workspace_id, me.two_factor_enabled), (None, Some(true)));
        assert!(me.clients.is_empty() && me.projects.is_empty());
    }

    #[test]
    fn related_data_is_decoded() {
        let body = r#"{"id":41,"clients":[{"id":21,"wid":31}],"projects":[{"id":51}],"tags":[{"id":61}],"tasks":[{"id":71}],
            "time_entries":[{"id":3730000081,"duration":-1770091506,"tags":null}],"workspaces":[{"id":31,"te_constraints":{}}]}"#;
        let me = parse::<GetMe>(200, body).unwrap();
        assert_eq!(me.clients[0].workspace_id, Some(31));
        let ids = (me.projects[0].id, me.tags[0].id, me.tasks[0].id, me.time_entries[0].id, me.workspaces[0].id);
        assert_eq!(ids, (51, 61, 71, 3_730_000_081, 31));
    }

    #[test]
    fn only_an_object_decodes_to_a_user() {
        for body in ["null", "", "[]", "\"\"", "41"] {
            assert!(parse::<GetMe>(200, body).is_err(), "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<GetMe>(&[
            (403, "\"User does not have access to this resource.\"", ApiErrorKind::Forbidden),
            (404, "\"could not load user data\"", ApiErrorKind::NotFound),
        ]);
    }
}
