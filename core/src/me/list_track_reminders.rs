//! GET /me/track_reminders: <https://engineering.toggl.com/docs/api/me#get-trackreminders>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::model::TrackReminder;

/// Lists the reminders to track time that workspaces have set up for the user.
///
/// # What the server does
///
/// - The server calls the id `reminder_id`. The lists of users and groups may be `null`.
///
/// # Errors
///
/// - The server refuses with 403, and fails with 500.
/// - The body must be `null` or a list of objects that each have a `reminder_id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListTrackReminders;

impl ListTrackReminders {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        ListTrackReminders
    }
}

impl Endpoint for ListTrackReminders {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/track_reminders";
    type Response = Vec<TrackReminder>;

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<TrackReminder>, Failure> {
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
        assert_request(&ListTrackReminders::new(), "GET /me/track_reminders", "");
    }

    #[test]
    fn reminders_are_decoded() {
        let body = r#"[{"reminder_id":77,"workspace_id":31,"frequency":7,"threshold":35,
            "created_at":"2025-03-04T05:06:07.08Z","user_ids":[1,2],"group_ids":null}]"#;
        let reminders = parse::<ListTrackReminders>(200, body).unwrap();
        assert_eq!((reminders[0].reminder_id, reminders[0].frequency), (77, Some(7)));
        assert_eq!(reminders[0].user_ids, [1, 2]);
        assert!(reminders[0].group_ids.is_empty());
        assert!(parse::<ListTrackReminders>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        let no_access = "\"User does not have access to this resource.\"";
        assert_refusals::<ListTrackReminders>(&[(403, no_access, ApiErrorKind::Forbidden)]);
    }
}
