//! GET /me/time_entries: <https://engineering.toggl.com/docs/api/time_entries#get-timeentries>

use std::fmt;

use http::Method;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::error::BuildError;
use crate::model::TimeEntry;
use crate::url::Query;

/// Lists time entries of the user: the latest, unless others are requested.
///
/// ```
/// use toggl_me_core::jiff::civil::date;
/// use toggl_me_core::me::ListTimeEntries;
///
/// let march = ListTimeEntries::new().between(date(2026, 3, 1), date(2026, 4, 1)).meta(true);
/// ```
///
/// [The guide](crate::guide::first_call) shows how to request today's.
///
/// # What the server does
///
/// - The list **ends at 1,000 time entries without any sign of it**;
///   [`Client::time_entries`](crate::Client::time_entries) returns all entries of a long span.
/// - Without a selection, the list covers about the last nine days.
/// - Whether a span includes the day that it ends with is not documented: the words are "until end_date". To be right
///   in both cases, end the span with the day after the last one and drop the entries that start on that day.
/// - With `since`, the list includes deleted time entries, which have a [`TimeEntry::server_deleted_at`].
/// - The duration of a running entry is negative or 0: see [`TimeEntry::elapsed`].
///
/// # Errors
///
/// - The server refuses with 400 for a `since` too long ago or 403, and fails with 500.
/// - The body must be `null` or a list of objects that each have an `id`; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListTimeEntries {
    /// Which time entries to list. The server accepts only one selection at a time.
    pub which: Option<WhichTimeEntries>,
    /// Whether the response adds the names and colours of project, client, task and user to each time entry.
    pub meta: Option<bool>,
    /// Whether the response says whom each time entry is shared with.
    pub include_sharing: Option<bool>,
}

/// Selects the time entries to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhichTimeEntries {
    /// Selects entries that have changed since this time, deletions included. The time is sent in whole seconds; the
    /// server refuses one more than about three months ago.
    Since(Timestamp),
    /// Selects entries that start before this day or moment.
    Before(DateOrTime),
    /// Selects entries that start within a span of time.
    Between {
        /// The start of the span.
        start_date: DateOrTime,
        /// The end of the span, not before [`start_date`](WhichTimeEntries::Between::start_date). Whether the span
        /// includes an end that is a day is not documented.
        end_date: DateOrTime,
    },
}

/// A day in the user's time zone, or a moment. Both lie in the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrTime {
    /// A day in the user's time zone.
    Date(Date),
    /// A moment in time.
    Time(Timestamp),
}

impl DateOrTime {
    fn year(self) -> i16 {
        match self {
            DateOrTime::Date(date) => date.year(),
            DateOrTime::Time(time) => Offset::UTC.to_datetime(time).year(),
        }
    }
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

/// Writes the text that the server accepts: `2026-03-01`, or RFC 3339.
impl fmt::Display for DateOrTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateOrTime::Date(date) => date.fmt(f),
            DateOrTime::Time(time) => time.fmt(f),
        }
    }
}

impl ListTimeEntries {
    /// Creates a request for the latest time entries.
    pub fn new() -> Self {
        ListTimeEntries::default()
    }

    /// Selects entries that have changed since this time: see [`WhichTimeEntries::Since`]. It replaces an earlier
    /// selection.
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.which = Some(WhichTimeEntries::Since(since));
        self
    }

    /// Selects entries that start before this day or moment. It replaces an earlier selection.
    #[must_use]
    pub fn before(mut self, before: impl Into<DateOrTime>) -> Self {
        self.which = Some(WhichTimeEntries::Before(before.into()));
        self
    }

    /// Selects entries that start between two days or moments. It replaces an earlier selection. Whether the span
    /// includes an `end` that is a day is not documented.
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
            Some(WhichTimeEntries::Since(since)) => {
                check("since", since.into())?;
                query.pair("since", since.as_second());
            }
            Some(WhichTimeEntries::Before(before)) => {
                check("before", before)?;
                query.pair("before", before);
            }
            Some(WhichTimeEntries::Between { start_date, end_date }) => {
                check("start_date", start_date)?;
                check("end_date", end_date)?;
                if is_before(end_date, start_date) {
                    return Err(BuildError::parameter("end_date", "is before start_date"));
                }
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

/// Refuses years that have no date in the format of the server.
fn check(name: &'static str, when: DateOrTime) -> Result<(), BuildError> {
    if (1..=9999).contains(&when.year()) {
        return Ok(());
    }
    Err(BuildError::parameter(name, "is not in the years 1 to 9999"))
}

/// Returns whether `end` is before `start` in every time zone: a day begins first at UTC+14 and ends last at UTC-12.
fn is_before(end: DateOrTime, start: DateOrTime) -> bool {
    let first = |day: Date| Offset::constant(14).to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN);
    let last = |day: Date| Offset::constant(-12).to_timestamp(day.at(23, 59, 59, 0)).unwrap_or(Timestamp::MAX);
    match (end, start) {
        (DateOrTime::Date(end), DateOrTime::Date(start)) => end < start,
        (DateOrTime::Date(end), DateOrTime::Time(start)) => last(end) < start,
        (DateOrTime::Time(end), DateOrTime::Date(start)) => end < first(start),
        (DateOrTime::Time(end), DateOrTime::Time(start)) => end < start,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

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
    fn a_selection_replaces_the_one_before_it() {
        let moment: Timestamp = "2026-02-03T04:05:06Z".parse().unwrap();
        assert_request(
            &ListTimeEntries::new().since(moment).between(moment, moment).before(moment),
            "GET /me/time_entries?before=2026-02-03T04%3A05%3A06Z",
            "",
        );
    }

    #[track_caller]
    fn refuses(list: ListTimeEntries, expected: &str) {
        let error = list.query(&mut Query::default()).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn years_that_no_server_knows_are_refused_before_sending() {
        let (fine, year_0) = (date(2026, 2, 3), date(0, 12, 31));
        let ancient: Timestamp = "0000-12-31T23:59:59Z".parse().unwrap();
        refuses(ListTimeEntries::new().since(ancient), "since is not in the years 1 to 9999");
        refuses(ListTimeEntries::new().before(Timestamp::MIN), "before is not in the years 1 to 9999");
        refuses(ListTimeEntries::new().between(year_0, fine), "start_date is not in the years 1 to 9999");
        refuses(ListTimeEntries::new().between(fine, date(-5, 1, 1)), "end_date is not in the years 1 to 9999");
        for (start, end) in [(date(1, 1, 1), date(9999, 12, 31)), (fine, fine)] {
            ListTimeEntries::new().between(start, end).query(&mut Query::default()).unwrap();
        }
        ListTimeEntries::new().before(Timestamp::MAX).query(&mut Query::default()).unwrap();
    }

    #[test]
    fn a_span_that_ends_before_it_starts_is_refused_before_sending() {
        let time = |text: &str| DateOrTime::Time(text.parse().unwrap());
        let day = |day: i8| DateOrTime::Date(date(2026, 2, day));
        let backwards = [
            (day(3), day(2)),
            (time("2026-02-03T00:00:01Z"), time("2026-02-03T00:00:00Z")),
            (day(3), time("2026-02-02T09:59:59Z")),
            (time("2026-02-03T12:00:00Z"), day(2)),
        ];
        for (start, end) in backwards {
            refuses(ListTimeEntries::new().between(start, end), "end_date is before start_date");
        }
        // The order depends on the user's time zone, which only the server knows.
        let forwards = [
            (day(3), day(3)),
            (time("2026-02-03T00:00:00Z"), time("2026-02-03T00:00:00Z")),
            (day(3), time("2026-02-02T10:00:00Z")),
            (time("2026-02-03T11:59:59Z"), day(2)),
        ];
        for (start, end) in forwards {
            ListTimeEntries::new().between(start, end).query(&mut Query::default()).unwrap();
        }
    }

    #[test]
    fn time_entries_are_decoded() {
        let body = r#"[{"id":3731000783,"workspace_id":31,"wid":31,"pid":51,"start":"2024-12-16T17:05:25+00:00",
            "stop":"2024-12-16T18:07:05Z","duration":3700,"tags":null,"server_deleted_at":null}]"#;
        let entries = parse::<ListTimeEntries>(200, body).unwrap();
        assert_eq!((entries[0].id, entries[0].project_id, entries[0].duration), (3_731_000_783, Some(51), Some(3700)));
        assert!(parse::<ListTimeEntries>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListTimeEntries>(&[
            (400, "\"'since' and 'before' can not be present simultaneously\"", ApiErrorKind::Invalid),
            (403, "\"User does not have access to this resource.\"", ApiErrorKind::Forbidden),
        ]);
    }
}
