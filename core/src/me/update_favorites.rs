//! PUT /me/favorites: <https://engineering.toggl.com/docs/api/favorites#put-update-an-array-of-favorites>

use http::Method;
use serde::Serialize;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;
use crate::me::create_favorite::FavoriteDetails;
use crate::model::Favorite;
use crate::url::Query;

/// Changes favorites.
///
/// # What the server does
///
/// - The documentation says "an array of favorites", but shows one object in the request and in the response, and that
///   without the id that tells which favorite is meant. Here an array is sent, of objects with `favorite_id`; the
///   response is read as an array and as one object.
/// - The same holds for each favorite as for [`CreateFavorite`](crate::me::CreateFavorite), which tells the errors too.
///
/// # Errors
///
/// - The body must be a list of objects that each have a `favorite_id`, one such object, or `null`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UpdateFavorites {
    /// The favorites, at least one.
    pub favorites: Vec<FavoriteUpdate>,
    /// Whether to add names and colours of project, client and task to the answer.
    pub meta: Option<bool>,
}

/// A favorite as it is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FavoriteUpdate {
    /// The favorite's id.
    pub favorite_id: i64,
    /// What is to be said of it.
    #[serde(flatten)]
    pub details: FavoriteDetails,
}

impl FavoriteUpdate {
    /// The favorite with that id, as it is to be.
    pub fn new(favorite_id: i64, details: FavoriteDetails) -> Self {
        FavoriteUpdate { favorite_id, details }
    }
}

impl UpdateFavorites {
    /// No favorites yet.
    pub fn new() -> Self {
        UpdateFavorites::default()
    }

    /// Adds a favorite as it is to be.
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
    fn what_was_read_can_be_changed_and_sent() {
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
    fn nothing_and_a_favorite_of_nothing_are_refused_before_sending() {
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
