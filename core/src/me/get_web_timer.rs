//! GET /me/web-timer: <https://engineering.toggl.com/docs/api/me#get-webtimer>

use http::Method;

use crate::codec::{self, Failure, JsonOrText};
use crate::endpoint::Endpoint;
use crate::model::WebTimer;

/// Returns what Toggl's web timer shows: clients, projects, tags, tasks and the latest time entries.
///
/// # What the server does
///
/// - The documentation says that the response is a string, but it is an object. Both are accepted.
/// - Any of the lists may be `null`.
///
/// # Errors
///
/// - The server refuses with 403 "Operation Forbidden" or 404 "Resource can not be found", and fails with 500.
/// - The body must be empty, `null`, a text, `{}` or an object with one of the five lists; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetWebTimer;

impl GetWebTimer {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        GetWebTimer
    }
}

impl Endpoint for GetWebTimer {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/web-timer";
    type Response = JsonOrText<WebTimer>;

    #[inline]
    fn decode(body: &[u8]) -> Result<JsonOrText<WebTimer>, Failure> {
        codec::json_or_text(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&GetWebTimer::new(), "GET /me/web-timer", "");
    }

    #[test]
    fn an_object_is_decoded() {
        let body = r#"{"clients":null,"projects":[{"id":5}],"tags":[],"tasks":null,
            "time_entries":[{"task_id":3545000111,"planned_task_id":8,"utc_stop":null}]}"#;
        let JsonOrText::Json(timer) = parse::<GetWebTimer>(200, body).unwrap() else { panic!("not an object") };
        assert!(timer.clients.is_empty());
        assert_eq!(timer.projects[0].id, 5);
        assert_eq!(timer.time_entries[0].planned_task_id, Some(8));
    }

    #[test]
    fn a_string_or_an_empty_body_is_decoded() {
        for (body, text) in [("\"none\"", "none"), ("\"\"", ""), ("", ""), ("null", "")] {
            assert_eq!(parse::<GetWebTimer>(200, body).unwrap(), JsonOrText::Text(text.to_owned()), "{body}");
        }
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<GetWebTimer>(&[
            (403, "\"Operation Forbidden\"", ApiErrorKind::Forbidden),
            (404, "\"Resource can not be found\"", ApiErrorKind::NotFound),
        ]);
    }
}
