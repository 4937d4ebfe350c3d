//! Checks the length of a request's body, as the server in front of Toggl does first.

use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{Request, StatusCode};

use super::response::{FakeResponse, Refusal};
use crate::methods::WITH_BODY;

/// Refuses a request that does not say how long its body is, or says it wrongly.
///
/// A body that is not empty has a length, whatever carries it; only the header can say that a body is empty.
pub(super) fn check(request: &Request<Vec<u8>>) -> Result<(), Refusal> {
    let headers = request.headers();
    let mut lengths = headers.get_all(CONTENT_LENGTH).iter();
    match (lengths.next(), lengths.next()) {
        (Some(length), None)
            if length.to_str().ok().and_then(|length| length.parse().ok()) == Some(request.body().len()) =>
        {
            Ok(())
        }
        (Some(_), _) => Err(FakeResponse::page(StatusCode::BAD_REQUEST)),
        (None, _) if !request.body().is_empty() || headers.contains_key(TRANSFER_ENCODING) => Ok(()),
        (None, _) if WITH_BODY.contains(request.method()) => Err(FakeResponse::page(StatusCode::LENGTH_REQUIRED)),
        (None, _) => Ok(()),
    }
}
