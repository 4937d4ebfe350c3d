//! DELETE /me/favorites/{favorite_id}: <https://engineering.toggl.com/docs/api/favorites#delete-deletes-a-given-favorite>

use std::borrow::Cow;

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::url::fill_path;

/// Deletes a favorite.
///
/// # What the server does
///
/// - The response is 204 without a body.
///
/// # Errors
///
/// - The server refuses with 400 for an id that does not exist or 403 for a favorite of another user, and fails with
///   500.
/// - Any body is accepted except an HTML or XML page and an object that reports an `error`, which are a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteFavorite {
    /// The favorite's id.
    pub favorite_id: i64,
}

impl DeleteFavorite {
    /// Creates a request that deletes the favorite with this id.
    pub fn new(favorite_id: i64) -> Self {
        DeleteFavorite { favorite_id }
    }
}

impl Endpoint for DeleteFavorite {
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "me/favorites/{favorite_id}";
    type Response = ();

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[&self.favorite_id.to_string()])
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<(), Failure> {
        codec::empty(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&DeleteFavorite::new(3_000_000_091), "DELETE /me/favorites/3000000091", "");
    }

    #[test]
    fn an_empty_body_is_decoded() {
        for (status, body) in [(204, ""), (200, "\"OK\"")] {
            parse::<DeleteFavorite>(status, body).unwrap();
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<DeleteFavorite>(&[
            (400, "\"91 given favorite ID is invalid\"", ApiErrorKind::Invalid),
            (403, "\"user 41 is not the owner of favorite ID 91\"", ApiErrorKind::Forbidden),
        ]);
    }
}
