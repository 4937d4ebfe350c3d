//! POST /me/favorites/suggestions: <https://engineering.toggl.com/docs/api/favorites#post-generates-and-returns-a-list-of-suggested-favorites>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::model::Favorite;

/// Has the server make three favorites out of what the user has tracked, and returns them.
///
/// # What the server does
///
/// - It does so once for a user, and only for one who never had a favorite. Afterwards, and for a user who has tracked
///   nothing, the response is 204 without a body, which decodes to an empty list.
///
/// # Errors
///
/// - The server refuses with 403 where the plan has no favorites, and fails with 500.
/// - The body must be empty, `null` or a list of objects that each have a `favorite_id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SuggestFavorites;

impl SuggestFavorites {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        SuggestFavorites
    }
}

impl Endpoint for SuggestFavorites {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/favorites/suggestions";
    const ONLY_READS: bool = true;
    type Response = Vec<Favorite>;

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<Favorite>, Failure> {
        codec::optional(body).map(Option::unwrap_or_default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&SuggestFavorites::new(), "POST /me/favorites/suggestions", "");
    }

    #[test]
    fn favorites_are_decoded() {
        let favorites = parse::<SuggestFavorites>(201, r#"[{"favorite_id":91},{"favorite_id":92}]"#).unwrap();
        assert_eq!(favorites.iter().map(|favorite| favorite.favorite_id).collect::<Vec<_>>(), [91, 92]);
        for (status, nothing) in [(204, ""), (201, "null"), (201, "[]")] {
            assert!(parse::<SuggestFavorites>(status, nothing).unwrap().is_empty(), "{nothing}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<SuggestFavorites>(&[(
            403,
            "\"User 41 has no access to Favorites feature\"",
            ApiErrorKind::Forbidden,
        )]);
    }
}
