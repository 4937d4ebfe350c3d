//! PUT /me/favorites: <https://engineering.toggl.com/docs/api/favorites#put-update-an-array-of-favorites>

use http::Method;
use serde::Serialize;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;
use crate::me::create_favorite::FavoriteDetails;
use crate::model::Favorite;
use crate::url::Query;

/// Changes favorites: each of those in the request, and no others.
///
/// # What the server does
///
/// - The documentation says "an array of favorites" but shows a single object, in the request as in the response, and
///   without the id that says which favorite is meant. This crate sends an array of objects with `favorite_id` and
///   decodes a response that is an array or a single object.
/// - The rules of [`CreateFavorite`](crate::me::CreateFavorite) hold for each favorite; the errors are the same too.
///
/// # Errors
///
/// - The body must be `null`, an object with a `favorite_id` or a list of such objects; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UpdateFavorites {
    /// The favorites to change, at least one.
    pub favorites: Vec<FavoriteUpdate>,
    /// Whether the response adds the names and colours of project, client and task.
    pub meta: Option<bool>,
}

/// The new details of one favorite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FavoriteUpdate {
    /// The favorite's id.
    pub favorite_id: i64,
    /// The new details.
    #[serde(flatten)]
    pub details: FavoriteDetails,
}

impl FavoriteUpdate {
    /// Creates an update that gives the favorite with this id these details.
    pub fn new(favorite_id: i64, details: FavoriteDetails) -> Self {
        FavoriteUpdate { favorite_id, details }
    }
}

impl UpdateFavorites {
    /// Creates a request without favorites; [`favorite`](UpdateFavorites::favorite) adds them.
    pub fn new() -> Self {
        UpdateFavorites::default()
    }

    /// Adds a favorite with its new details.
    #[must_use]
    pub fn favorite(mut self, favorite_id: i64, details: FavoriteDetails) -> Self {
        self.favorites.push(FavoriteUpdate::new(favorite_id, details));
        self
    }

    /// Sets [`meta`](#structfield.meta).
    #[must_use]
    pub fn meta(mut self, meta: bool) -> Self {
        self.meta = Some(meta);
        self
    }
}

impl Endpoint for UpdateFavorites {
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "me/favorites";
    type Response = Vec<Favorite>;

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        query.optional("meta", self.meta);
        Ok(())
    }

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        if self.favorites.is_empty() {
            return Err(BuildError::parameter("favorites", "are missing: there is nothing to change"));
        }
        self.favorites.iter().try_for_each(|favorite| favorite.details.check())?;
        json_body(&self.favorites)
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<Favorite>, Failure> {
        codec::list_or_one(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        let stand_up = FavoriteDetails::new(31).description("Stand-up");
        assert_request(
            &UpdateFavorites::new().favorite(91, stand_up.clone()).favorite(92, stand_up.billable(true)).meta(false),
            "PUT /me/favorites?meta=false",
            concat!(
                r#"[{"favorite_id":91,"workspace_id":31,"description":"Stand-up"},"#,
                r#"{"favorite_id":92,"workspace_id":31,"description":"Stand-up","billable":true}]"#,
            ),
        );
    }

    #[test]
    fn a_favorite_that_was_read_can_be_changed_and_sent() {
        let body = r#"[{"favorite_id":91,"workspace_id":31,"project_id":51,"tag_ids":[61],"tags":["x"],"rank":2}]"#;
        let favorites = parse::<crate::me::ListFavorites>(200, body).unwrap();
        let changed = FavoriteDetails::from(&favorites[0]).description("Retro");
        assert_request(
            &UpdateFavorites::new().favorite(favorites[0].favorite_id, changed),
            "PUT /me/favorites",
            r#"[{"favorite_id":91,"workspace_id":31,"description":"Retro","project_id":51,"tag_ids":[61]}]"#,
        );
    }

    #[test]
    fn empty_lists_and_favorites_are_refused_before_sending() {
        let error = UpdateFavorites::new().body().unwrap_err();
        assert_eq!(error.to_string(), "favorites are missing: there is nothing to change");
        let fine = FavoriteDetails::new(31).project_id(51);
        let error =
            UpdateFavorites::new().favorite(91, fine).favorite(92, FavoriteDetails::new(31)).body().unwrap_err();
        assert_eq!(error.to_string(), "favorite has neither a description nor a project_id");
    }

    #[test]
    fn favorites_or_one_favorite_are_decoded() {
        for body in [r#"[{"favorite_id":91}]"#, r#"{"favorite_id":91}"#] {
            assert_eq!(parse::<UpdateFavorites>(200, body).unwrap()[0].favorite_id, 91, "{body}");
        }
        assert!(parse::<UpdateFavorites>(200, "null").unwrap().is_empty());
        for other in ["17", r#"{"error":"gone"}"#, r#"[{"id":91}]"#] {
            assert!(parse::<UpdateFavorites>(200, other).is_err(), "{other}");
        }
        let one = parse::<UpdateFavorites>(200, r#"{"favorite_id":91,"billable":"perhaps"}"#).unwrap();
        assert_eq!(one[0].billable, None);
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<UpdateFavorites>(&[
            (400, "\"we could not parse the provided parameters\"", ApiErrorKind::Invalid),
            (403, "\"user 41 has no access to Favorites feature\"", ApiErrorKind::Forbidden),
        ]);
    }
}
