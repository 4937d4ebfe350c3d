//! [`Spans`]: all time entries of a long span, although the server ends a list without any sign of it.

use std::collections::HashSet;
use std::ops::Range;

use jiff::Timestamp;

use crate::error::BuildError;
use crate::me::ListTimeEntries;
use crate::model::TimeEntry;

/// Walks over a span of time without missing a time entry that starts in it: it returns the next request, accepts the
/// list that the server returned, and does no I/O itself.
///
/// `GET /me/time_entries` lists at most 1,000 time entries and does not say that there are more. So a list of that
/// length is not trusted: the first half of its span is requested, and so on, until a list is shorter. The spans grow
/// again where there are fewer entries. A span of up to 999 entries takes one request, and one of more takes about one
/// for every 500.
///
/// Time entries are returned in the order of their starts, each once. Whether the server includes the ends of a span is
/// not documented, and it makes no difference, because the requested spans overlap and an id that was already returned
/// is skipped. An entry that crosses an end belongs to where it starts.
///
/// Where there is a [`Transport`](crate::Transport), [`Client::time_entries`](crate::Client::time_entries) is shorter.
///
/// ```
/// use toggl_me_core::{EndpointExt, me::ListTimeEntries, page::Spans};
/// # use toggl_me_core::http::{HeaderMap, StatusCode};
///
/// # let mut responses = [r#"[{"id":1,"start":"2026-03-02T08:00:00Z"},{"id":2,"start":"2026-03-02T07:00:00Z"}]"#].iter();
/// let mut ids = Vec::new();
/// let mut spans = Spans::new("2026-01-01T00:00:00Z".parse()?, "2027-01-01T00:00:00Z".parse()?)?;
/// while let Some(endpoint) = spans.next_request() {
///     // `endpoint.to_request(..)` goes to the server, and its response is parsed:
///     # let body = responses.next().unwrap().as_bytes();
///     let listed = ListTimeEntries::parse_parts(StatusCode::OK, &HeaderMap::new(), body)?;
///     ids.extend(spans.accept(listed).iter().map(|entry| entry.id));
/// }
/// assert_eq!(ids, [2, 1]);
/// assert!(spans.overfull().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Spans {
    operation: ListTimeEntries,
    limit: usize,
    asked_for: Range<Timestamp>,
    /// The second at which the whole walk ends.
    end: i64,
    next: Span,
    last: Span,
    seen: HashSet<i64>,
    overfull: Vec<Timestamp>,
}

/// A span in seconds of Unix time, so that it can be halved until it is one second long.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: i64,
    length: i64,
}

impl Spans {
    /// The largest number of time entries that the server lists.
    pub const LIMIT: usize = 1_000;

    /// Walks over the time entries that start at `from` or later and before `until`.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when `until` is before `from`.
    pub fn new(from: Timestamp, until: Timestamp) -> Result<Self, BuildError> {
        if until < from {
            return Err(BuildError::parameter("end_date", "is before start_date"));
        }
        Ok(Spans::over(from..until))
    }

    /// Walks as [`new`](Spans::new) does, and over nothing where the range is empty.
    pub(crate) fn over(asked_for: Range<Timestamp>) -> Self {
        let Range { start: from, end: until } = asked_for;
        // The range is widened to whole seconds; times before 1970 have negative fractions.
        let start = from.as_second().saturating_sub(i64::from(from.subsec_nanosecond() < 0));
        let end = until.as_second().saturating_add(i64::from(until.subsec_nanosecond() > 0));
        let whole = Span { start, length: end.saturating_sub(start) };
        Spans {
            operation: ListTimeEntries::new(),
            limit: Self::LIMIT,
            asked_for,
            end,
            next: whole,
            last: whole,
            seen: HashSet::new(),
            overfull: Vec::new(),
        }
    }

    /// Sets another limit than [`LIMIT`](Spans::LIMIT), at least 1, for a server other than Toggl's own.
    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit.max(1);
        self
    }

    /// Requests [`meta`](ListTimeEntries::meta) too.
    #[must_use]
    pub fn meta(mut self, meta: bool) -> Self {
        self.operation = self.operation.meta(meta);
        self
    }

    /// Requests [`include_sharing`](ListTimeEntries::include_sharing) too.
    #[must_use]
    pub fn include_sharing(mut self, include_sharing: bool) -> Self {
        self.operation = self.operation.include_sharing(include_sharing);
        self
    }

    /// Returns the next request, or `None` when the walk has ended. It stays the same until its list is
    /// [accepted](Spans::accept).
    pub fn next_request(&self) -> Option<ListTimeEntries> {
        if self.asked_for.is_empty() || self.next.start >= self.end {
            return None;
        }
        // The request starts a second earlier, so that it makes no difference whether the server includes the start of
        // a span.
        Some(self.operation.between(moment(self.next.start.saturating_sub(1)), moment(self.next.end())))
    }

    /// Accepts the list for [`next_request`](Spans::next_request) and returns the time entries that are new, in the
    /// order of their starts.
    pub fn accept(&mut self, mut listed: Vec<TimeEntry>) -> Vec<TimeEntry> {
        let Span { start, length } = self.next;
        let count = listed.len();
        let is_full = count >= self.limit;
        if is_full && length > 1 {
            self.next.length = length / 2;
            return Vec::new();
        }
        if is_full && self.overfull.last() != Some(&moment(start)) {
            self.overfull.push(moment(start));
        }
        listed.retain(|entry| {
            entry.start.is_none_or(|start| self.asked_for.contains(&start)) && self.seen.insert(entry.id)
        });
        listed.sort_by_key(|entry| (entry.start, entry.id));

        self.last = self.next;
        let start = self.next.end();
        let length = if count.saturating_mul(3) <= self.limit { length.saturating_mul(2) } else { length };
        self.next = Span { start, length: length.min(self.end.saturating_sub(start)) };
        listed
    }

    /// Returns the seconds in which more time entries may start than were returned: their list was as long as a list
    /// can be, and a span cannot be shorter. It is empty unless 1,000 entries start within one second.
    pub fn overfull(&self) -> &[Timestamp] {
        &self.overfull
    }

    /// Takes back time entries that were returned last, so that they are requested again.
    pub(crate) fn take_back(&mut self, entries: &[TimeEntry]) {
        for entry in entries {
            self.seen.remove(&entry.id);
            self.next = self.last;
        }
    }
}

impl Span {
    fn end(self) -> i64 {
        self.start.saturating_add(self.length)
    }
}

/// Returns the second as a time, or the nearest time where it is out of range.
fn moment(second: i64) -> Timestamp {
    let second = second.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(second).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::me::{DateOrTime, WhichTimeEntries};

    fn entry(id: i64, start: i64) -> TimeEntry {
        TimeEntry { id, start: Some(moment(start)), ..TimeEntry::default() }
    }

    fn spans(from: i64, until: i64) -> Spans {
        Spans::new(moment(from), moment(until)).unwrap()
    }

    /// Returns the seconds that the next request covers.
    fn asked(spans: &Spans) -> Option<(i64, i64)> {
        let second = |time| match time {
            DateOrTime::Time(time) => time.as_second(),
            DateOrTime::Date(date) => panic!("{date} is no time"),
        };
        spans.next_request().map(|request| match request.which {
            Some(WhichTimeEntries::Between { start_date, end_date }) => (second(start_date), second(end_date)),
            which => panic!("{which:?}"),
        })
    }

    fn ids(entries: Vec<TimeEntry>) -> Vec<i64> {
        entries.into_iter().map(|entry| entry.id).collect()
    }

    #[test]
    fn a_short_list_ends_the_walk() {
        let mut spans = spans(100, 200);
        assert_eq!(asked(&spans), Some((99, 200)));
        assert_eq!(ids(spans.accept(vec![entry(3, 150), entry(1, 199), entry(2, 100)])), [2, 3, 1]);
        assert_eq!((asked(&spans), spans.overfull()), (None, &[][..]));
        assert!(spans.accept(Vec::new()).is_empty());
        assert_eq!(asked(&spans), None);
    }

    #[test]
    fn full_lists_are_requested_again_in_halves() {
        let mut spans = spans(0, 90).with_limit(3);
        let full = || vec![entry(1, 10), entry(2, 11), entry(3, 12)];
        assert!(spans.accept(full()).is_empty());
        assert_eq!(asked(&spans), Some((-1, 45)));
        assert!(spans.accept(full()).is_empty());
        assert_eq!(asked(&spans), Some((-1, 22)));
        assert_eq!(ids(spans.accept(vec![entry(2, 11), entry(1, 10)])), [1, 2]);
        assert_eq!(asked(&spans), Some((21, 44)), "as long as before");
        assert_eq!(ids(spans.accept(vec![entry(4, 25)])), [4]);
        assert_eq!(asked(&spans), Some((43, 88)), "longer, as there was little");
        assert!(spans.accept(Vec::new()).is_empty());
        assert_eq!(asked(&spans), Some((87, 90)), "not beyond the end");
        assert!(spans.accept(Vec::new()).is_empty());
        assert_eq!(asked(&spans), None);
    }

    #[test]
    fn entries_of_two_spans_are_returned_once() {
        let mut spans = spans(0, 100).with_limit(4);
        spans.accept(vec![entry(1, 0), entry(2, 1), entry(3, 2), entry(4, 50)]);
        assert_eq!(ids(spans.accept(vec![entry(4, 50), entry(1, 0), entry(1, 0)])), [1, 4]);
        assert!(spans.accept(vec![entry(4, 50), entry(5, 49), entry(6, 99), entry(1, 60)]).is_empty());
        assert_eq!(asked(&spans), Some((49, 75)));
        let outside = entry(6, 100);
        let moved = entry(1, 60);
        assert!(spans.accept(vec![entry(4, 50), outside, moved]).is_empty());
        let without_start = TimeEntry { id: 7, ..TimeEntry::default() };
        assert_eq!(ids(spans.accept(vec![without_start.clone(), without_start])), [7]);
    }

    #[test]
    fn a_full_second_is_reported() {
        let mut spans = spans(7, 9).with_limit(2);
        let many = || vec![entry(1, 7), entry(2, 7)];
        assert!(spans.accept(many()).is_empty());
        assert_eq!(asked(&spans), Some((6, 8)));
        assert_eq!(ids(spans.accept(many())), [1, 2]);
        assert_eq!(spans.overfull(), [moment(7)]);
        assert_eq!(asked(&spans), Some((7, 9)));
        assert!(spans.accept(Vec::new()).is_empty());
        assert_eq!(asked(&spans), None);
    }

    #[test]
    fn entries_taken_back_are_requested_again() {
        let mut spans = spans(0, 100);
        let given = spans.accept(vec![entry(1, 10), entry(2, 20)]);
        spans.take_back(&[]);
        assert_eq!(asked(&spans), None);
        spans.take_back(&given[1..]);
        assert_eq!(asked(&spans), Some((-1, 100)));
        assert_eq!(ids(spans.accept(vec![entry(1, 10), entry(2, 20)])), [2]);
    }

    #[test]
    fn fractions_of_a_second_are_requested_as_whole_ones() {
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        let mut spans = Spans::new(time("1969-12-31T23:59:57.5Z"), time("1970-01-01T00:00:02.5Z")).unwrap();
        assert_eq!(asked(&spans), Some((-4, 3)));
        let at = |id, text| TimeEntry { id, start: Some(time(text)), ..TimeEntry::default() };
        let listed = [
            at(1, "1969-12-31T23:59:57.4Z"),
            at(2, "1969-12-31T23:59:57.5Z"),
            at(3, "1970-01-01T00:00:02.4Z"),
            at(4, "1970-01-01T00:00:02.5Z"),
        ];
        assert_eq!(ids(spans.accept(listed.to_vec())), [2, 3]);
    }

    #[test]
    fn an_empty_span_requests_nothing_and_a_reversed_one_fails() {
        assert_eq!(asked(&spans(7, 7)), None);
        let half: Timestamp = "1970-01-01T00:00:00.5Z".parse().unwrap();
        assert_eq!(asked(&Spans::new(half, half).unwrap()), None);
        let error = Spans::new(moment(8), moment(7)).unwrap_err();
        assert_eq!(error.to_string(), "end_date is before start_date");
    }

    #[test]
    fn a_span_may_cover_all_time() {
        let mut spans = Spans::new(Timestamp::MIN, Timestamp::MAX).unwrap().with_limit(0);
        for _ in 0..100 {
            assert!(asked(&spans).is_some());
            spans.accept(vec![entry(1, 0)]);
        }
        assert_eq!(spans.overfull().len(), 61, "after 39 halves");
        spans.accept(Vec::new());
        assert!(asked(&spans).is_some());
    }

    #[test]
    fn extras_are_requested_with_every_span() {
        let mut spans = spans(0, 10).meta(true).include_sharing(false).with_limit(1);
        for _ in 0..2 {
            let request = spans.next_request().unwrap();
            assert_eq!((request.meta, request.include_sharing), (Some(true), Some(false)));
            spans.accept(vec![entry(1, 0)]);
        }
    }
}
