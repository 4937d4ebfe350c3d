//! GET /me/favorites: <https://engineering.toggl.com/docs/api/favorites#get-get-a-list-of-favorites>

use http::Method;
use jiff::Timestamp;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::model::Favorite;
use crate::url::Query;

/// Lists the user's favorites. There are at most ten.
///
/// # What the server does
///
/// - With `since`, the list includes deleted favorites, which have a [`Favorite::deleted_at`].
///
/// # Errors
///
/// - The server refuses with 403 where the plan has no favorites, and fails with 500.
/// - The body must be `null` or a list of objects that each have a `favorite_id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListFavorites {
    /// Limits the list to favorites created or deleted since this time. It is sent in whole seconds.
    pub since: Option<Timestamp>,
}

impl ListFavorites {
    /// Creates a request that sets no parameter.
    pub fn new() -> Self {
        ListFavorites::default()
    }

    /// Sets [`since`](#structfield.since).
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }
}

impl Endpoint for ListFavorites {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/favorites";
    type Response = Vec<Favorite>;

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        query.optional("since", self.since.map(Timestamp::as_second));
        Ok(())
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<Favorite>, Failure> {
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
        assert_request(&ListFavorites::new(), "GET /me/favorites", "");
        let since = "2026-02-03T04:05:06.7Z".parse().unwrap();
        assert_request(&ListFavorites::new().since(since), "GET /me/favorites?since=1770091506", "");
    }

    #[test]
    fn favorites_are_decoded() {
        let body =
            r#"[{"favorite_id":91,"workspace_id":31,"description":"Stand-up","tags":null,"tag_ids":[],"rank":0}]"#;
        let favorites = parse::<ListFavorites>(200, body).unwrap();
        assert_eq!((favorites[0].favorite_id, favorites[0].rank), (91, Some(0)));
        assert!(parse::<ListFavorites>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListFavorites>(&[(
            403,
            "\"User has no access to Favorites feature\"",
            ApiErrorKind::Forbidden,
        )]);
    }
}
