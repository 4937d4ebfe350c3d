//! [`Spans`]: all time entries of a long time, although the server ends a list without a word.

use std::collections::HashSet;
use std::ops::Range;

use jiff::Timestamp;

use crate::error::BuildError;
use crate::me::ListTimeEntries;
use crate::model::TimeEntry;

/// Walks over a span of time, so that no time entry which starts in it is missed: it says what to ask, is told the response,
/// and fetches nothing itself.
///
/// `GET /me/time_entries` lists at most 1,000 time entries and does not say that there are more. So a list of that length is
/// not believed: the first half of its span is asked for, and so on, until a list is shorter. The spans grow again where
/// there is less. A time of up to 999 entries takes one request, and one of more about a request for every 500.
///
/// Time entries come in the order of their starts, each once. Whether the server counts the ends of a span to it is not
/// documented; it makes no difference, as spans overlap and an id that was there is passed over. One that runs over an end
/// counts where it starts.
///
/// With a [`Transport`](crate::Transport), [`Client::time_entries`](crate::Client::time_entries) is shorter.
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
///     ids.extend(spans.answered(listed).iter().map(|entry| entry.id));
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
    /// The second at which all ends.
    end: i64,
    next: Span,
    last: Span,
    seen: HashSet<i64>,
    overfull: Vec<Timestamp>,
}

/// In seconds of Unix time, so that any can be halved until it is 1 long.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: i64,
    length: i64,
}

impl Spans {
    /// How many time entries the server lists at most.
    pub const LIMIT: usize = 1_000;

    /// All that start from `from` on and before `until`.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when `until` is before `from`.
    pub fn new(from: Timestamp, until: Timestamp) -> Result<Self, BuildError> {
        if until < from {
            return Err(BuildError::parameter("end_date", "is before start_date"));
        }
        Ok(Spans::over(from..until))
    }

    /// As [`new`](Spans::new); nothing where the range is empty.
    pub(crate) fn over(asked_for: Range<Timestamp>) -> Self {
        let Range { start: from, end: until } = asked_for;
        // Whole seconds around it; times before 1970 have negative fractions.
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

    /// Another limit than [`LIMIT`](Spans::LIMIT), for another server than Toggl's own. At least 1.
    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit.max(1);
        self
    }

    /// Asks for [`meta`](ListTimeEntries::meta) too.
    #[must_use]
    pub fn meta(mut self, meta: bool) -> Self {
        self.operation = self.operation.meta(meta);
        self
    }

    /// Asks for [`include_sharing`](ListTimeEntries::include_sharing) too.
    #[must_use]
    pub fn include_sharing(mut self, include_sharing: bool) -> Self {
        self.operation = self.operation.include_sharing(include_sharing);
        self
    }

    /// What to ask next; `None` when there is nothing left. It stays the same until it is [answered](Spans::answered).
    pub fn next_request(&self) -> Option<ListTimeEntries> {
        if self.asked_for.is_empty() || self.next.start >= self.end {
            return None;
        }
        // A second earlier, so that it makes no difference whether the server counts the start to a span.
        Some(self.operation.between(moment(self.next.start.saturating_sub(1)), moment(self.next.end())))
    }

    /// Takes in the response to [`next_request`](Spans::next_request), and gives back the time entries that are new, in the
    /// order of their starts.
    pub fn answered(&mut self, mut listed: Vec<TimeEntry>) -> Vec<TimeEntry> {
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

    /// The seconds in which more time entries may start than there were: their list was as long as lists can be, and a span
    /// cannot be shorter. Empty for whoever does not start 1,000 at once.
    pub fn overfull(&self) -> &[Timestamp] {
        &self.overfull
    }

    /// Takes time entries back that were given out last: they are asked for again.
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

/// The second, or the first or last that there is.
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

    /// The seconds that are asked for next.
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
    fn a_short_list_is_all() {
        let mut spans = spans(100, 200);
        assert_eq!(asked(&spans), Some((99, 200)));
        assert_eq!(ids(spans.answered(vec![entry(3, 150), entry(1, 199), entry(2, 100)])), [2, 3, 1]);
        assert_eq!((asked(&spans), spans.overfull()), (None, &[][..]));
        assert!(spans.answered(Vec::new()).is_empty());
        assert_eq!(asked(&spans), None);
    }

    #[test]
    fn full_lists_are_asked_for_in_halves() {
        let mut spans = spans(0, 90).with_limit(3);
        let full = || vec![entry(1, 10), entry(2, 11), entry(3, 12)];
        assert!(spans.answered(full()).is_empty());
        assert_eq!(asked(&spans), Some((-1, 45)));
        assert!(spans.answered(full()).is_empty());
        assert_eq!(asked(&spans), Some((-1, 22)));
        assert_eq!(ids(spans.answered(vec![entry(2, 11), entry(1, 10)])), [1, 2]);
        assert_eq!(asked(&spans), Some((21, 44)), "as long as before");
        assert_eq!(ids(spans.answered(vec![entry(4, 25)])), [4]);
        assert_eq!(asked(&spans), Some((43, 88)), "longer, as there was little");
        assert!(spans.answered(Vec::new()).is_empty());
        assert_eq!(asked(&spans), Some((87, 90)), "not beyond the end");
        assert!(spans.answered(Vec::new()).is_empty());
        assert_eq!(asked(&spans), None);
    }

    #[test]
    fn what_two_spans_list_is_given_once() {
        let mut spans = spans(0, 100).with_limit(4);
        spans.answered(vec![entry(1, 0), entry(2, 1), entry(3, 2), entry(4, 50)]);
        assert_eq!(ids(spans.answered(vec![entry(4, 50), entry(1, 0), entry(1, 0)])), [1, 4]);
        assert!(spans.answered(vec![entry(4, 50), entry(5, 49), entry(6, 99), entry(1, 60)]).is_empty());
        assert_eq!(asked(&spans), Some((49, 75)));
        let outside = entry(6, 100);
        let moved = entry(1, 60);
        assert!(spans.answered(vec![entry(4, 50), outside, moved]).is_empty());
        let without_start = TimeEntry { id: 7, ..TimeEntry::default() };
        assert_eq!(ids(spans.answered(vec![without_start.clone(), without_start])), [7]);
    }

    #[test]
    fn a_second_that_is_full_is_told() {
        let mut spans = spans(7, 9).with_limit(2);
        let many = || vec![entry(1, 7), entry(2, 7)];
        assert!(spans.answered(many()).is_empty());
        assert_eq!(asked(&spans), Some((6, 8)));
        assert_eq!(ids(spans.answered(many())), [1, 2]);
        assert_eq!(spans.overfull(), [moment(7)]);
        assert_eq!(asked(&spans), Some((7, 9)));
        assert!(spans.answered(Vec::new()).is_empty());
        assert_eq!(asked(&spans), None);
    }

    #[test]
    fn what_is_taken_back_is_asked_for_again() {
        let mut spans = spans(0, 100);
        let given = spans.answered(vec![entry(1, 10), entry(2, 20)]);
        spans.take_back(&[]);
        assert_eq!(asked(&spans), None);
        spans.take_back(&given[1..]);
        assert_eq!(asked(&spans), Some((-1, 100)));
        assert_eq!(ids(spans.answered(vec![entry(1, 10), entry(2, 20)])), [2]);
    }

    #[test]
    fn fractions_of_a_second_are_asked_for_as_whole_ones() {
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
        assert_eq!(ids(spans.answered(listed.to_vec())), [2, 3]);
    }

    #[test]
    fn a_span_of_nothing_asks_nothing_and_a_reversed_one_fails() {
        assert_eq!(asked(&spans(7, 7)), None);
        let half: Timestamp = "1970-01-01T00:00:00.5Z".parse().unwrap();
        assert_eq!(asked(&Spans::new(half, half).unwrap()), None);
        let error = Spans::new(moment(8), moment(7)).unwrap_err();
        assert_eq!(error.to_string(), "end_date is before start_date");
    }

    #[test]
    fn all_time_is_a_span() {
        let mut spans = Spans::new(Timestamp::MIN, Timestamp::MAX).unwrap().with_limit(0);
        for _ in 0..100 {
            assert!(asked(&spans).is_some());
            spans.answered(vec![entry(1, 0)]);
        }
        assert_eq!(spans.overfull().len(), 61, "after 39 halves");
        spans.answered(Vec::new());
        assert!(asked(&spans).is_some());
    }

    #[test]
    fn extras_are_asked_for_with_every_span() {
        let mut spans = spans(0, 10).meta(true).include_sharing(false).with_limit(1);
        for _ in 0..2 {
            let request = spans.next_request().unwrap();
            assert_eq!((request.meta, request.include_sharing), (Some(true), Some(false)));
            spans.answered(vec![entry(1, 0)]);
        }
    }
}
