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
/// - The list **ends at 1,000 time entries without a word**; [`Client::time_entries`](crate::Client::time_entries)
///   brings all of a long time.
/// - Unless it is told which, it lists those of about the last nine days.
/// - Whether the day that a span ends with is part of it is not documented: the words are "until end_date". Who names
///   the day after the last one and drops what starts on it is right in both cases.
/// - With `since`, time entries that were deleted come too, with [`TimeEntry::server_deleted_at`].
/// - The duration of one that runs is negative, or 0: see [`TimeEntry::elapsed`].
///
/// # Errors
///
/// - The server refuses with 400 for a `since` too long ago or 403, and fails with 500.
/// - The body must be a list of objects that each have an `id`, or `null`; anything else is a
///   [`DecodeError`](crate::DecodeError).
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
        /// Until then, and not before [`start_date`](WhichTimeEntries::Between::start_date). Whether a day counts itself is
        /// not documented.
        end_date: DateOrTime,
    },
}

/// A day, in the user's time zone, or a moment, of the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrTime {
    /// A day.
    Date(Date),
    /// A moment.
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

    /// Those that start from one day or moment to another, and no others. Whether the day `end` is part of the span is not
    /// documented.
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

/// No form of a date has other years.
fn check(name: &'static str, when: DateOrTime) -> Result<(), BuildError> {
    if (1..=9999).contains(&when.year()) {
        return Ok(());
    }
    Err(BuildError::parameter(name, "is not in the years 1 to 9999"))
}

/// Whether `end` is before `start` wherever the user is: days begin at UTC+14 first, and end at UTC-12 last.
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
    fn one_way_to_say_which_replaces_the_other() {
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
        // It depends on the user's time zone, which only the server knows.
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
