//! GET /me/time_entries/checklist: <https://engineering.toggl.com/docs/api/time_entries>

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::model::TimeEntryChecklist;

/// Returns whether the user has tracked enough time to be offered a coupon.
///
/// # What the server does
///
/// - The documentation says that the response is a list.
///
/// # Errors
///
/// - The body must be `null` or a list of objects, each of which is `{}` or has one of the documented keys; anything
///   else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetTimeEntryChecklist;

impl GetTimeEntryChecklist {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        GetTimeEntryChecklist
    }
}

impl Endpoint for GetTimeEntryChecklist {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/time_entries/checklist";
    type Response = Vec<TimeEntryChecklist>;

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<TimeEntryChecklist>, Failure> {
        codec::list(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&GetTimeEntryChecklist::new(), "GET /me/time_entries/checklist", "");
    }

    #[test]
    fn checklists_are_decoded() {
        let body = r#"[{"time_entries_count_check":true,"time_entries_created_check":false}]"#;
        let checklists = parse::<GetTimeEntryChecklist>(200, body).unwrap();
        assert_eq!(checklists[0].time_entries_count_check, Some(true));
        assert!(parse::<GetTimeEntryChecklist>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<GetTimeEntryChecklist>(&[]);
    }
}
