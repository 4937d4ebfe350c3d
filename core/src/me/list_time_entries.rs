//! GET /me/time_entries: <https://engineering.toggl.com/docs/api/time_entries#get-timeentries>

use std::fmt;

use http::Method;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::model::TimeEntry;
use crate::url::Query;

/// Lists time entries of the user: the latest, unless others are asked for.
///
/// ```
/// use toggl_me_core::jiff::civil::date;
/// use toggl_me_core::me::ListTimeEntries;
///
/// let march = ListTimeEntries::new().between(date(2026, 3, 1), date(2026, 4, 1)).meta(true);
/// ```
///
/// How to ask for those of today stands in [the guide](crate::guide::first_call).
///
/// # What the server does
///
/// - It lists at most 1,000 and does not say that there are more: [`Client::time_entries`](crate::Client::time_entries) brings
///   all of a long time. Without a span, those of about the last nine days come.
/// - With `since`, time entries that were deleted come too, with [`TimeEntry::server_deleted_at`].
/// - The duration of one that runs is negative: see [`TimeEntry::elapsed`].
/// - 400 for a `since` too long ago, 403, 500.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListTimeEntries {
    /// Which ones. The server takes one way to say it at a time.
    pub which: Option<WhichTimeEntries>,
    /// Whether to add names and colours of project, client, task and user to each time entry.
    pub meta: Option<bool>,
    /// Whether to add to each time entry whom it is shared with.
    pub include_sharing: Option<bool>,
}

/// Which time entries to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhichTimeEntries {
    /// Those that changed since then, deletions included. Sent in whole seconds; the server refuses what is more than about
    /// three months ago.
    Since(Timestamp),
    /// Those that start before then.
    Before(DateOrTime),
    /// Those that start in a span of time.
    Between {
        /// From then on.
        start_date: DateOrTime,
        /// Until then.
        end_date: DateOrTime,
    },
}

/// A day, in the user's time zone, or a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrTime {
    /// A day.
    Date(Date),
    /// A moment.
    Time(Timestamp),
}

impl From<Date> for DateOrTime {
    fn from(date: Date) -> Self {
        DateOrTime::Date(date)
    }
}

impl From<Timestamp> for DateOrTime {
    fn from(time: Timestamp) -> Self {
        DateOrTime::Time(time)
    }
}

/// As the server takes it: `2026-03-01`, or in RFC 3339.
impl fmt::Display for DateOrTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateOrTime::Date(date) => date.fmt(f),
            DateOrTime::Time(time) => time.fmt(f),
        }
    }
}

impl ListTimeEntries {
    /// The latest.
    pub fn new() -> Self {
        ListTimeEntries::default()
    }

    /// Those that changed since then, and no others: see [`WhichTimeEntries::Since`].
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.which = Some(WhichTimeEntries::Since(since));
        self
    }

    /// Those that start before a day or moment, and no others.
    #[must_use]
    pub fn before(mut self, before: impl Into<DateOrTime>) -> Self {
        self.which = Some(WhichTimeEntries::Before(before.into()));
        self
    }

    /// Those that start from one day or moment to another, and no others.
    #[must_use]
    pub fn between(mut self, start: impl Into<DateOrTime>, end: impl Into<DateOrTime>) -> Self {
        self.which = Some(WhichTimeEntries::Between { start_date: start.into(), end_date: end.into() });
        self
    }

    /// Sets [`meta`](#structfield.meta).
    #[must_use]
    pub fn meta(mut self, meta: bool) -> Self {
        self.meta = Some(meta);
        self
    }

    /// Sets [`include_sharing`](#structfield.include_sharing).
    #[must_use]
    pub fn include_sharing(mut self, include_sharing: bool) -> Self {
        self.include_sharing = Some(include_sharing);
        self
    }
}

impl Endpoint for ListTimeEntries {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/time_entries";
    type Response = Vec<TimeEntry>;

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        match self.which {
            Some(WhichTimeEntries::Since(since)) => query.pair("since", since.as_second()),
            Some(WhichTimeEntries::Before(before)) => query.pair("before", before),
            Some(WhichTimeEntries::Between { start_date, end_date }) => {
                query.pair("start_date", start_date);
                query.pair("end_date", end_date);
            }
            None => {}
        }
        query.optional("meta", self.meta);
        query.optional("include_sharing", self.include_sharing);
        Ok(())
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<TimeEntry>, Failure> {
        codec::list(body)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{answer, assert_refusals, assert_request};

    #[test]
    fn the_request_is_exact() {
        let moment: Timestamp = "2026-02-03T04:05:06.7Z".parse().unwrap();
        assert_request(&ListTimeEntries::new(), "GET /me/time_entries", "");
        assert_request(
            &ListTimeEntries::new().since(moment).meta(true).include_sharing(false),
            "GET /me/time_entries?since=1770091506&meta=true&include_sharing=false",
            "",
        );
        assert_request(&ListTimeEntries::new().before(date(2026, 2, 3)), "GET /me/time_entries?before=2026-02-03", "");
        assert_request(
            &ListTimeEntries::new().between(date(2026, 2, 3), moment),
            "GET /me/time_entries?start_date=2026-02-03&end_date=2026-02-03T04%3A05%3A06.7Z",
            "",
        );
    }

    #[test]
    fn one_way_to_say_which_replaces_the_other() {
        let moment: Timestamp = "2026-02-03T04:05:06Z".parse().unwrap();
        assert_request(
            &ListTimeEntries::new().since(moment).between(moment, moment).before(moment),
            "GET /me/time_entries?before=2026-02-03T04%3A05%3A06Z",
            "",
        );
    }

    #[test]
    fn time_entries_are_answered() {
        let body = r#"[{"id":3731000783,"workspace_id":31,"wid":31,"pid":51,"start":"2024-12-16T17:05:25+00:00",
            "stop":"2024-12-16T18:07:05Z","duration":3700,"tags":null,"server_deleted_at":null}]"#;
        let entries = answer::<ListTimeEntries>(200, body).unwrap();
        assert_eq!((entries[0].id, entries[0].project_id, entries[0].duration), (3_731_000_783, Some(51), Some(3700)));
        assert!(answer::<ListTimeEntries>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListTimeEntries>(&[
            (400, "\"'since' and 'before' can not be present simultaneously\"", ApiErrorKind::Invalid),
            (403, "\"User does not have access to this resource.\"", ApiErrorKind::Forbidden),
        ]);
    }
}
