//! GET /me/time_entries/current: <https://engineering.toggl.com/docs/api/time_entries#get-get-current-time-entry>

use std::time::Duration;

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::model::TimeEntry;

/// Returns the running time entry, or `None` when none is running.
///
/// ```
/// use toggl_me_core::{Client, Error, Transport, me::GetCurrentTimeEntry};
/// # fn example(client: Client<impl Transport>) -> Result<(), Error> {
///
/// if let Some(entry) = client.send(&GetCurrentTimeEntry::new())?.into_inner() {
///     println!("{}", entry.description.as_deref().unwrap_or("without a description"));
/// }
/// # Ok(())
/// # }
/// ```
///
/// # What the server does
///
/// - The response is `null` when no time entry is running.
/// - The duration of a running entry is negative or 0: see [`TimeEntry::elapsed`].
///
/// # Errors
///
/// - The server refuses with 403 or 404 "Resource can not be found", and fails with 500.
/// - The body must be empty, `null` or an object with an `id`; anything else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetCurrentTimeEntry;

impl GetCurrentTimeEntry {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        GetCurrentTimeEntry
    }
}

impl Endpoint for GetCurrentTimeEntry {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/time_entries/current";
    const MAX_AGE: Option<Duration> = Some(Duration::from_secs(30));
    type Response = Option<TimeEntry>;

    #[inline]
    fn decode(body: &[u8]) -> Result<Option<TimeEntry>, Failure> {
        codec::optional(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&GetCurrentTimeEntry::new(), "GET /me/time_entries/current", "");
    }

    #[test]
    fn the_running_entry_is_decoded() {
        let body = r#"{"id":3727000113,"start":"2024-12-13T00:18:26+00:00","stop":null,"duration":-1734049106}"#;
        let entry = parse::<GetCurrentTimeEntry>(200, body).unwrap().unwrap();
        let now = "2024-12-13T00:20:26Z".parse().unwrap();
        assert!(entry.is_running());
        assert_eq!((entry.id, entry.elapsed(now).as_secs()), (3_727_000_113, 120));
        let body = r#"{"id":3727000113,"start":"2024-12-13T00:18:26+00:00","stop":null,"duration":0}"#;
        let entry = parse::<GetCurrentTimeEntry>(200, body).unwrap().unwrap();
        assert!(entry.is_running());
        assert_eq!(entry.elapsed(now).as_secs(), 120);
    }

    #[test]
    fn null_and_an_empty_body_mean_that_nothing_is_running() {
        for body in ["null", "null\n", ""] {
            assert_eq!(parse::<GetCurrentTimeEntry>(200, body).unwrap(), None, "{body}");
        }
        assert!(parse::<GetCurrentTimeEntry>(200, r#"{"data":null}"#).is_err(), "an envelope is no entry");
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<GetCurrentTimeEntry>(&[
            (403, "\"User does not have access to this resource.\"", ApiErrorKind::Forbidden),
            (404, "\"Resource can not be found\"", ApiErrorKind::NotFound),
        ]);
    }
}
