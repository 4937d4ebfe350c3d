//! Counts that must not get worse. Times are for the benches: a test that measures them fails for its neighbours.

use allocation_counter::{AllocationInfo, measure};
use http::{HeaderMap, Request, Response, StatusCode};
use toggl_me_core::me::{GetMe, ListProjects};
use toggl_me_core::{Cache, Context, Endpoint, EndpointExt, Raw, Transport, TransportError};
use toggl_me_tests::bench::server::Server;
use toggl_me_tests::bench::{cases, data};

/// What one run allocates once everything is warm. A reallocation counts as an allocation.
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
    // Two for the headers, one for path and query.
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
    // A full vector but for 48: it grows by doubling.
    let body = data::projects(2_000);
    let kept = measure(|| std::mem::forget(parse::<ListProjects>(&body))).bytes_current;
    assert!(kept as f64 <= 1.05 * body.len() as f64, "{kept} bytes of {} in JSON", body.len());
}

/// The body that makes the most of its bytes: a list of projects of which each is an id of one digit.
#[test]
fn a_hostile_list_takes_memory_in_proportion_to_its_bytes() {
    let peak = |projects: usize| {
        let body = format!("[{}{{\"id\":1}}]", "{\"id\":1},".repeat(projects - 1));
        measure(|| drop(parse::<ListProjects>(&body))).bytes_max as f64 / body.len() as f64
    };
    // Full vectors; while one grows, half of it is there a second time.
    let (small, large) = (peak(1 << 12), peak(1 << 16));
    assert!((small - large).abs() < 1.0, "{small} and {large} times the body");
    assert!(large < 120.0, "{large} times the body");
}

/// The body of which the most can be said: every project has a fault of one digit.
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

/// Deep nesting that is skipped costs serde_json a byte a level, and the search for the misfit behind it nothing.
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

struct Answers(Vec<u8>);

impl Transport for Answers {
    fn send(&self, _: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        Ok(Response::new(self.0.clone()))
    }
}

#[test]
fn an_answer_from_the_cache_is_copied_once() {
    let body = data::projects(500);
    let cache = Cache::new(Answers(body.clone().into_bytes())).with_max_age(std::time::Duration::from_secs(3_600));
    let request = ListProjects::new().to_request(&context()).unwrap();
    let hit = allocated(|| cache.send(request.clone()).unwrap());
    let beside_the_body = hit.bytes_total - body.len() as u64;
    assert!(beside_the_body < 4_096, "{beside_the_body} bytes beside the body's {}", body.len());
}

#[test]
fn a_context_for_each_of_many_users_is_small() {
    let count = 1_000;
    let users = measure(|| std::mem::forget((0..count).map(|_| context()).collect::<Vec<_>>()));
    let bytes = users.bytes_current / count;
    assert!(bytes <= 1_024, "{bytes} bytes a user");
}
