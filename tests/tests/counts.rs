//! Tests of counts that must not grow. Times are for the benches: a test that measures them fails when its neighbours
//! are busy.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use allocation_counter::{AllocationInfo, measure};
use http::{HeaderMap, StatusCode};
use toggl_me_core::call::Call;
use toggl_me_core::me::{GetMe, ListProjects, UpdateMe};
use toggl_me_core::store::{Held, MemoryStore, Read, Store, StoreError, Write, Written};
use toggl_me_core::{Client, Context, Dispatcher, Endpoint, EndpointExt, Raw};
use toggl_me_tests::bench::cases::{Aging, Passing, Responds};
use toggl_me_tests::bench::server::Server;
use toggl_me_tests::bench::{cases, data};

/// Returns what one run allocates once everything is warm. A reallocation counts as an allocation.
fn allocated<R>(mut work: impl FnMut() -> R) -> AllocationInfo {
    drop(work());
    measure(|| drop(work()))
}

fn context() -> Context {
    cases::context("https://track.example.org/api/v9")
}

#[test]
fn a_request_is_built_with_three_allocations() {
    let context = context();
    // Two are for the headers, one for path and query.
    assert_eq!(allocated(|| GetMe::new().to_request(&context).unwrap()).count_total, 3);
    assert_eq!(allocated(|| cases::list_tasks().to_request(&context).unwrap()).count_total, 3);
}

fn parse<E: Endpoint>(body: &str) -> E::Response {
    E::parse_parts(StatusCode::OK, &HeaderMap::new(), body.as_bytes()).unwrap()
}

#[test]
fn the_user_is_decoded_with_an_allocation_for_each_text() {
    let body = data::me();
    let texts = 7;
    assert_eq!(allocated(|| parse::<GetMe>(&body)).count_total, texts);
}

#[test]
fn a_project_is_decoded_with_an_allocation_for_each_text() {
    let (count, texts) = (2_000, 2);
    let body = data::projects(count);
    let growth_of_the_list = 12;
    let allocations = allocated(|| parse::<ListProjects>(&body)).count_total;
    assert!(allocations <= count as u64 * texts + growth_of_the_list, "{allocations}");
    assert_eq!(allocated(|| parse::<Raw<ListProjects>>(&body)).count_total, 1);
}

#[test]
fn a_decoded_project_is_not_much_larger_than_its_json() {
    // The vector is full except for 48: it grows by doubling.
    let body = data::projects(2_000);
    let kept = measure(|| std::mem::forget(parse::<ListProjects>(&body))).bytes_current;
    assert!(kept as f64 <= 1.05 * body.len() as f64, "{kept} bytes of {} in JSON", body.len());
}

/// Returns the body that makes the most of its bytes: a list of projects, each of which is an id of one digit.
#[test]
fn a_hostile_list_takes_memory_in_proportion_to_its_bytes() {
    let peak = |projects: usize| {
        let body = format!("[{}{{\"id\":1}}]", "{\"id\":1},".repeat(projects - 1));
        measure(|| drop(parse::<ListProjects>(&body))).bytes_max as f64 / body.len() as f64
    };
    // The vectors are full; while one grows, half of it exists a second time.
    let (small, large) = (peak(1 << 12), peak(1 << 16));
    assert!((small - large).abs() < 1.0, "{small} and {large} times the body");
    assert!(large < 120.0, "{large} times the body");
}

/// Returns the body with the most faults: every project has a fault of one digit.
#[test]
fn hostile_faults_take_memory_in_proportion_to_their_bytes() {
    let peak = |projects: usize| {
        let body = format!("[{}{{\"id\":1}}]", "{\"id\":1,\"at\":1},".repeat(projects));
        measure(|| drop(parse::<ListProjects>(&body))).bytes_max as f64 / body.len() as f64
    };
    let (small, large) = (peak(1 << 12), peak(1 << 16));
    assert!((small - large).abs() < 1.0, "{small} and {large} times the body");
    assert!(large < 140.0, "{large} times the body");
}

/// Checks that skipped deep nesting costs serde_json one byte a level, and the search for the misfit behind it nothing.
#[test]
fn the_place_of_a_misfit_is_found_in_little_memory() {
    let depth = 1 << 20;
    let body = format!(r#"{{"new":{}{},"id":"x"}}"#, "[".repeat(depth), "]".repeat(depth));
    let peak = measure(|| {
        let Err(error) = GetMe::parse_parts(StatusCode::OK, &HeaderMap::new(), body.as_bytes()) else {
            panic!("no id")
        };
        assert!(error.to_string().contains("at `id`"), "{error}");
    });
    assert!(peak.bytes_max < 4 << 20, "{} bytes", peak.bytes_max);
}

#[test]
fn a_call_over_a_kept_connection_allocates_little() {
    let server = Server::threads().unwrap();
    let client = cases::client(&server);
    // The server's threads are not counted: each thread has counters of its own.
    let allocations = allocated(|| client.send(&GetMe::new()).unwrap()).count_total;
    assert!(allocations <= 48, "{allocations}");
}

/// Returns a client that never leaves the process, with a clock on which the hour is used to its last call.
fn calling(body: &str, dispatcher: Option<Dispatcher>) -> Client<Aging<Responds>, Passing> {
    let transport = Aging(Responds(body.as_bytes().to_vec()), Passing::default());
    let clock = transport.1.clone();
    dispatcher.into_iter().fold(Client::new(transport, context()).with_clock(clock), Client::with_dispatcher)
}

fn never_cached() -> Dispatcher {
    Dispatcher::new().max_age(Duration::from_secs(60))
}

#[test]
fn an_idle_dispatcher_allocates_nothing() {
    let count = |dispatcher| {
        let client = calling(&data::me(), dispatcher);
        allocated(|| client.send(&GetMe::new()).unwrap()).count_total
    };
    assert_eq!(count(Some(Dispatcher::idle())), count(None));
}

#[test]
fn a_cached_response_is_copied_once() {
    let body = data::projects(500);
    let client = calling(&body, Some(Dispatcher::new()));
    let hit = allocated(|| client.send(&Raw(ListProjects::new())).unwrap());
    // `Raw` is the second copy, which the caller asked for.
    let beside_the_body = hit.bytes_total - 2 * body.len() as u64;
    assert!(beside_the_body < 4_096, "{beside_the_body} bytes beside the body's {}", body.len());
    let texts = 7;
    let client = calling(&data::me(), Some(Dispatcher::new()));
    let hit = allocated(|| client.send(&GetMe::new()).unwrap()).count_total - texts;
    assert!(hit <= 8, "{hit} allocations beside those of the value");
}

#[test]
fn a_miss_allocates_little_however_many_calls_were_made() {
    let client = calling(&data::me(), Some(never_cached()));
    for _ in 0..40 {
        client.send(&GetMe::new()).unwrap();
    }
    let miss = allocated(|| client.send(&GetMe::new()).unwrap());
    let bare = calling(&data::me(), None);
    let bare = allocated(|| bare.send(&GetMe::new()).unwrap());
    // A body is decoded to see whether it can be kept, which takes an allocation for each of its seven texts.
    let (count, bytes) = (miss.count_total - bare.count_total, miss.bytes_total - bare.bytes_total);
    assert!(count <= 32 && bytes < 8_192, "{count} allocations of {bytes} bytes beside those of the call");
}

#[test]
fn a_request_that_is_sent_once_is_not_copied() {
    let rename = UpdateMe::new().fullname("x".repeat(100_000));
    let bytes = |dispatcher| {
        let client = calling(r#"{"id":1}"#, dispatcher);
        allocated(|| client.send(&rename).unwrap()).bytes_total
    };
    let beside_the_call = bytes(Some(Dispatcher::new())) - bytes(None);
    assert!(beside_the_call < 8_192, "{beside_the_call} bytes");
}

/// A store that records the length of the last record that it was given.
#[derive(Debug, Default)]
struct Measuring(MemoryStore, AtomicUsize);

impl Store for Measuring {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        self.0.secret()
    }

    fn read(&self, ask: &Read) -> Result<Held, StoreError> {
        self.0.read(ask)
    }

    fn write(&self, ask: &Write) -> Result<Written, StoreError> {
        self.1.store(ask.record.len(), Ordering::Relaxed);
        self.0.write(ask)
    }
}

#[test]
fn a_record_and_a_call_are_small() {
    let store = Arc::new(Measuring::default());
    let client = calling(&data::me(), Some(never_cached().store(store.clone())));
    for _ in 0..100 {
        client.send(&GetMe::new()).unwrap();
    }
    let record = store.1.load(Ordering::Relaxed);
    // There are 8 bytes for each of the hour's calls.
    assert!((200..=320).contains(&record), "{record} bytes");
    assert!(size_of::<Call>() <= 1_024, "{} bytes", size_of::<Call>());
}

#[test]
fn a_context_for_each_of_many_users_is_small() {
    let count = 1_000;
    let users = measure(|| std::mem::forget((0..count).map(|_| context()).collect::<Vec<_>>()));
    let bytes = users.bytes_current / count;
    assert!(bytes <= 1_024, "{bytes} bytes a user");
}
