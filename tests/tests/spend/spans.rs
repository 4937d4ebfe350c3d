use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use http::Request;
use proptest::prelude::*;
use proptest::sample::select;
use toggl_me_core::jiff::Timestamp;
use toggl_me_core::me::ListTimeEntries;
use toggl_me_core::{Client, Context, Credentials, Error, TransportError, TransportErrorKind, page::Spans};
use toggl_me_transport_test::fake::{Account, TimeEntry, Workspace};
use toggl_me_transport_test::{FakeToggl, TestClock, TestTransport};

use crate::{Received, Server, client, response};

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn entry(id: i64, start: Timestamp) -> String {
    format!(r#"{{"id":{id},"start":"{start}"}}"#)
}

fn list(entries: impl IntoIterator<Item = (i64, Timestamp)>) -> String {
    let entries: Vec<_> = entries.into_iter().map(|(id, start)| entry(id, start)).collect();
    format!("[{}]", entries.join(","))
}

/// The ways in which servers that list time entries may differ.
#[derive(Clone, Debug)]
struct Habits {
    limit: usize,
    counts_the_start: bool,
    counts_the_end: bool,
    /// Whether the server lists entries that run in a span, or only those that start in it.
    by_running: bool,
    /// The entries that are listed of too many, and their order: the latest, the earliest, or by their ids.
    order: Order,
}

#[derive(Clone, Copy, Debug)]
enum Order {
    Latest,
    Earliest,
    Ids,
}

/// A time entry by its start and its length, both in half seconds.
type Entry = (i64, i64);

fn half(half_seconds: i64) -> Timestamp {
    Timestamp::from_millisecond(half_seconds * 500).unwrap()
}

impl Habits {
    fn list(&self, all: &BTreeMap<i64, Entry>, request: &Request<Vec<u8>>) -> Received {
        let query = request.uri().query().unwrap();
        let time = |name: &str| -> Timestamp {
            let value = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).unwrap().1;
            value.parse().unwrap()
        };
        let (from, until) = (time("start_date"), time("end_date"));
        let is_listed = |start: Timestamp, stop: Timestamp| {
            let ends_in_time = start < until || self.counts_the_end && start == until;
            let begins_in_time = start > from || self.counts_the_start && start == from;
            ends_in_time && (begins_in_time || self.by_running && stop > from)
        };
        let listed = all.iter().map(|(id, (start, length))| (*id, half(*start), half(start + length)));
        let mut listed: Vec<_> = listed.filter(|(_, start, stop)| is_listed(*start, *stop)).collect();
        match self.order {
            Order::Latest => listed.sort_by_key(|(_, start, _)| std::cmp::Reverse(*start)),
            Order::Earliest => listed.sort_by_key(|(_, start, _)| *start),
            Order::Ids => {}
        }
        response(200, &list(listed.into_iter().take(self.limit).map(|(id, start, _)| (id, start))))
    }
}

fn habits() -> impl Strategy<Value = Habits> {
    let order = select(vec![Order::Latest, Order::Earliest, Order::Ids]);
    (1_usize..9, any::<[bool; 3]>(), order).prop_map(
        |(limit, [counts_the_start, counts_the_end, by_running], order)| Habits {
            limit,
            counts_the_start,
            counts_the_end,
            by_running,
            order,
        },
    )
}

/// Draws entries, some alone and some at the same time.
fn entries() -> impl Strategy<Value = BTreeMap<i64, Entry>> {
    let start = prop_oneof![4 => -400..4_000_i64, 1 => select(vec![0_i64, 64, 65, 66, 500])];
    prop::collection::btree_map(1..10_000_i64, (start, 0..600_i64), 0..50)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_time_entries_are_returned_once_and_in_order(
        all in entries(),
        habits in habits(),
        from in -500..4_000_i64,
        length in 0..4_000_i64,
    ) {
        let (from, until) = (half(from), half(from + length));
        let requests = RefCell::new(0);
        let client = client(Server(|request| {
            *requests.borrow_mut() += 1;
            habits.list(&all, &request)
        }));
        let mut spans = Spans::new(from, until).unwrap().with_limit(habits.limit);
        let (mut came, mut cut) = (Vec::new(), BTreeSet::new());
        loop {
            let mut iterator = client.spans(spans);
            let mut failed = false;
            for item in iterator.by_ref() {
                match item {
                    Ok(entry) => came.push((entry.start.unwrap(), entry.id)),
                    Err(Error::Incomplete { at, .. }) => failed = cut.insert(at),
                    Err(error) => panic!("{error}"),
                }
            }
            spans = iterator.into_spans();
            if !failed {
                break;
            }
        }
        prop_assert_eq!(spans.overfull(), Vec::from_iter(cut.clone()));
        // An entry that a full list lacked may come with the next list, after later ones.
        prop_assert!(came.is_sorted() || !cut.is_empty(), "{:?}", came);

        // Only entries that start in a second that was reported as full may be missing.
        let is_cut = |start: &Timestamp| cut.contains(&second(start.as_millisecond().div_euclid(1000)));
        let starts = all.iter().map(|(id, (start, _))| (half(*start), *id));
        let expected: BTreeSet<_> = starts.filter(|(start, _)| *start >= from && *start < until).collect();
        let unique: BTreeSet<_> = came.iter().copied().collect();
        prop_assert_eq!(unique.len(), came.len(), "none twice");
        prop_assert!(unique.is_subset(&expected));
        let missing: Vec<_> = expected.difference(&unique).filter(|(start, _)| !is_cut(start)).collect();
        prop_assert!(missing.is_empty(), "{:?}", missing);

        // A second is full only where as many entries count to it as a list can hold.
        for at in &cut {
            let (before, after) = (*at - Duration::from_secs(1), *at + Duration::from_secs(1));
            let runs_near = |(start, length): &Entry| half(*start) <= after && half(start + length) >= before;
            let near = all.values().filter(|entry| runs_near(entry)).count();
            prop_assert!(near >= habits.limit, "{at}: {near}");
        }
        prop_assert!(*requests.borrow() <= 30 * (1 + all.len() + cut.len()), "{} requests", requests.borrow());
    }
}

#[test]
fn the_fake_serves_a_year_of_2500_time_entries() {
    let new_year: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let start = |number: i64| new_year + Duration::from_secs(3 * 3600).saturating_mul(number.unsigned_abs() as u32);
    let mut account = Account::new("kai@example.org", "secret").workspace(Workspace::new("Work"));
    for number in 0..2_500 {
        let tracked = TimeEntry::new("", start(number), Duration::from_secs(7200)).id(10_000 - number);
        account = account.entry(tracked);
    }
    let toggl = FakeToggl::with_clock(TestClock::new()).account(account);
    let context = Context::new(Credentials::api_token(toggl.api_token())).unwrap();
    let client = Client::new(toggl.clone(), context);
    let ids: Vec<_> = client.time_entries(new_year, start(2_920)).map(|entry| entry.unwrap().id).collect();
    assert_eq!(ids, (0..2_500).map(|number| 10_000 - number).collect::<Vec<_>>());
    assert!(toggl.requests() <= 7, "{}", toggl.requests());
}

#[test]
fn a_span_that_is_short_takes_one_request() {
    let script =
        TestTransport::new().on::<ListTimeEntries>(200, list([(2, second(60)), (1, second(30))])).expect_query(&[
            ("start_date", "1969-12-31T23:59:59Z"),
            ("end_date", "1970-01-01T00:01:40Z"),
            ("meta", "true"),
        ]);
    let client = client(&script);
    let mut entries = client.spans(Spans::new(second(0), second(100)).unwrap().meta(true));
    assert_eq!(script.requests().len(), 0, "nothing before it is advanced");
    assert_eq!(entries.next().unwrap().unwrap().id, 1);
    assert_eq!(entries.next().unwrap().unwrap().id, 2);
    assert!(entries.next().is_none() && entries.next().is_none());
    script.assert_finished();
}

#[test]
fn a_reversed_span_fails_before_anything_is_sent() {
    let client = client(TestTransport::new());
    let mut entries = client.time_entries(second(8), second(7));
    let error = entries.next().unwrap().unwrap_err();
    assert_eq!(error.to_string(), "GET /me/time_entries: end_date is before start_date");
    assert!(entries.next().is_none());
    assert_eq!(client.time_entries(second(8), second(8)).count(), 0);
}

#[test]
fn after_an_error_the_time_entries_go_on() {
    let two = list([(1, second(10)), (2, second(20))]);
    let script = TestTransport::new()
        .on_error::<ListTimeEntries>(TransportError::new(TransportErrorKind::Timeout))
        .on::<ListTimeEntries>(200, two.as_str())
        .on::<ListTimeEntries>(200, two.as_str());
    let client = client(&script);
    let mut entries = client.time_entries(second(0), second(100));
    assert!(matches!(entries.next(), Some(Err(Error::Transport { .. }))));
    assert!(entries.next().is_none());

    let mut entries = client.spans(entries.into_spans());
    assert_eq!(entries.next().unwrap().unwrap().id, 1);
    assert!(format!("{entries:?}").contains("left_in_list: 1"), "{entries:?}");

    let mut entries = client.spans(entries.into_spans());
    assert_eq!(entries.next().unwrap().unwrap().id, 2);
    assert!(entries.next().is_none());
    script.assert_finished();
}

#[test]
fn a_second_with_too_many_entries_is_reported_and_passed() {
    let same = |script: TestTransport| script.on::<ListTimeEntries>(200, list([(1, second(0)), (2, second(0))]));
    let script = same(same(TestTransport::new())).on::<ListTimeEntries>(200, list([(3, second(1))]));
    let client = client(&script);
    let mut entries = client.spans(Spans::new(second(0), second(2)).unwrap().with_limit(2));
    let ids: Vec<_> = entries.by_ref().take(2).map(|entry| entry.unwrap().id).collect();
    assert_eq!(ids, [1, 2]);
    let error = entries.next().unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /me/time_entries: the list may be missing time entries that start at 1970-01-01T00:00:00Z, because it is as \
         long as a list can be (continue after them with `TimeEntryIter::into_spans`)"
    );
    assert!(entries.next().is_none());
    let rest: Vec<_> = client.spans(entries.into_spans()).map(|entry| entry.unwrap().id).collect();
    assert_eq!(rest, [3]);
    script.assert_finished();
}
