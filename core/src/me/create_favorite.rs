//! POST /me/favorites: <https://engineering.toggl.com/docs/api/favorites#post-create-a-favorite>

use http::Method;
use serde::Serialize;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;
use crate::model::Favorite;
use crate::url::Query;

/// Creates a favorite.
///
/// # What the server does
///
/// - A user has at most ten favorites.
/// - The task must belong to the project, and the tags to the workspace.
///
/// # Errors
///
/// - The server refuses with 400 where they do not, with 403 where the user may not use one of them or the plan has no
///   favorites, and fails with 500.
/// - The body must be an object with a `favorite_id`; anything else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateFavorite {
    /// The favorite to create.
    pub favorite: FavoriteDetails,
    /// Whether the response adds the names and colours of project, client and task.
    pub meta: Option<bool>,
}

/// The details of a favorite that is created or changed. A favorite needs a description or a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FavoriteDetails {
    /// The workspace that the favorite belongs to.
    pub workspace_id: i64,
    /// The description of the work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The project that the favorite tracks time for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<i64>,
    /// The task that the favorite tracks time for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<i64>,
    /// The ids of the favorite's tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_ids: Option<Vec<i64>>,
    /// Whether the favorite's time is billable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billable: Option<bool>,
}

impl FavoriteDetails {
    /// Creates the details of a favorite in this workspace, with nothing else set.
    pub fn new(workspace_id: i64) -> Self {
        FavoriteDetails { workspace_id, ..FavoriteDetails::default() }
    }

    /// Sets the description.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets the project.
    #[must_use]
    pub fn project_id(mut self, id: i64) -> Self {
        self.project_id = Some(id);
        self
    }

    /// Sets the task.
    #[must_use]
    pub fn task_id(mut self, id: i64) -> Self {
        self.task_id = Some(id);
        self
    }

    /// Sets the tags.
    #[must_use]
    pub fn tag_ids(mut self, ids: impl Into<Vec<i64>>) -> Self {
        self.tag_ids = Some(ids.into());
        self
    }

    /// Sets whether the favorite's time is billable.
    #[must_use]
    pub fn billable(mut self, billable: bool) -> Self {
        self.billable = Some(billable);
        self
    }

    pub(super) fn check(&self) -> Result<(), BuildError> {
        if self.workspace_id == 0 {
            return Err(BuildError::parameter("workspace_id", "is missing"));
        }
        if self.description.is_none() && self.project_id.is_none() {
            return Err(BuildError::parameter("favorite", "has neither a description nor a project_id"));
        }
        Ok(())
    }
}

/// Copies the details of a favorite that was read, so that they can be changed and sent. A favorite without a workspace
/// cannot be sent.
impl From<&Favorite> for FavoriteDetails {
    fn from(favorite: &Favorite) -> Self {
        FavoriteDetails {
            workspace_id: favorite.workspace_id.unwrap_or_default(),
            description: favorite.description.clone(),
            project_id: favorite.project_id,
            task_id: favorite.task_id,
            tag_ids: Some(favorite.tag_ids.clone()),
            billable: favorite.billable,
        }
    }
}

impl CreateFavorite {
    /// Creates a request that creates this favorite.
    pub fn new(favorite: FavoriteDetails) -> Self {
        CreateFavorite { favorite, meta: None }
    }

    /// Sets [`meta`](#structfield.meta).
    #[must_use]
    pub fn meta(mut self, meta: bool) -> Self {
        self.meta = Some(meta);
        self
    }
}

impl Endpoint for CreateFavorite {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/favorites";
    type Response = Favorite;

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        query.optional("meta", self.meta);
        Ok(())
    }

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        self.favorite.check()?;
        json_body(&self.favorite)
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Favorite, Failure> {
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
        assert_request(
            &CreateFavorite::new(FavoriteDetails::new(31).description("Stand-up")),
            "POST /me/favorites",
            r#"{"workspace_id":31,"description":"Stand-up"}"#,
        );
        let everything = FavoriteDetails::new(31)
            .description("Stand-up")
            .project_id(51)
            .task_id(71)
            .tag_ids([61, 62])
            .billable(true);
        assert_request(
            &CreateFavorite::new(everything).meta(true),
            "POST /me/favorites?meta=true",
            concat!(
                r#"{"workspace_id":31,"description":"Stand-up","project_id":51,"task_id":71,"#,
                r#""tag_ids":[61,62],"billable":true}"#,
            ),
        );
    }

    #[test]
    fn an_empty_favorite_is_refused_before_sending() {
        let error = CreateFavorite::new(FavoriteDetails::new(31).task_id(71)).body().unwrap_err();
        assert_eq!(error.to_string(), "favorite has neither a description nor a project_id");
        assert!(CreateFavorite::new(FavoriteDetails::new(31).project_id(51)).body().is_ok());
    }

    #[test]
    fn a_favorite_without_workspace_is_refused_before_sending() {
        let read = Favorite { description: Some("Stand-up".to_owned()), ..Favorite::default() };
        let error = CreateFavorite::new(FavoriteDetails::from(&read)).body().unwrap_err();
        assert_eq!(error.to_string(), "workspace_id is missing");
    }

    #[test]
    fn the_favorite_is_decoded() {
        let favorite = parse::<CreateFavorite>(200, r#"{"favorite_id":91,"workspace_id":31,"tags":null}"#).unwrap();
        assert_eq!((favorite.favorite_id, favorite.workspace_id), (91, Some(31)));
        for body in ["null", "[]", ""] {
            assert!(parse::<CreateFavorite>(200, body).is_err(), "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<CreateFavorite>(&[
            (400, "\"the parameter 'task_id' is invalid\"", ApiErrorKind::Invalid),
            (403, "\"user 41 has no access to all resources: [task]\"", ApiErrorKind::Forbidden),
        ]);
    }
}
