//! Tests of threads that share a dispatcher or a store, over many orders of their steps. They run with
//! `RUSTFLAGS="--cfg shuttle"`.

use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use shuttle::sync::Mutex;
use shuttle::sync::atomic::{AtomicU64, Ordering};
use shuttle::thread;

use crate::call::{Input, Now, Step};
use crate::context::{Context, Credentials};
use crate::dispatcher::Dispatcher;
use crate::endpoint::{Endpoint, EndpointExt};
use crate::error::Error;
use crate::me::{CheckLogin, GetMe, UpdateMe};
use crate::store::{Held, MemoryStore, OwnerId, Read, Store, Version, Write, Written};
use crate::{CallOptions, Reply};

const ORDERS: usize = 2_000;

/// The state that the threads share: the time, which each step advances, and the server's list of requests.
#[derive(Default)]
struct Street {
    milliseconds: AtomicU64,
    requests: Mutex<Vec<String>>,
}

impl Street {
    fn now(&self) -> Now {
        let milliseconds = self.milliseconds.fetch_add(1, Ordering::SeqCst);
        let wall = Timestamp::from_second(1_800_000_000).unwrap();
        Now {
            monotonic: Duration::from_millis(milliseconds),
            wall: wall + SignedDuration::from_millis(i64::try_from(milliseconds).unwrap()),
        }
    }

    fn request<E: Endpoint>(endpoint: &E) -> Request<Vec<u8>> {
        endpoint.to_request(&Context::new(Credentials::api_token("9f0c1e77")).unwrap()).unwrap()
    }

    /// Calls `endpoint`. The server's response contains the number of writes that it has received.
    fn call<E: Endpoint>(&self, dispatcher: &Dispatcher, endpoint: &E) -> Result<Reply<E::Response>, Error> {
        let mut call = dispatcher.call(endpoint, &Self::request(endpoint), CallOptions::new());
        let mut input = Input::Start;
        loop {
            input = match call.step(self.now(), input) {
                Step::Store(ask) => Input::Stored(dispatcher.ask(&ask)),
                Step::Send => {
                    let mut requests = self.requests.lock().unwrap();
                    requests.push(E::INFO.to_string());
                    let writes = requests.iter().filter(|request| *request == "PUT /me").count();
                    drop(requests);
                    thread::yield_now();
                    Input::Answered(Ok(Response::new(format!(r#"{{"id":{writes}}}"#).into_bytes())))
                }
                Step::Wait { until, .. } => {
                    let until = u64::try_from(until.as_millis()).unwrap();
                    self.milliseconds.fetch_max(until, Ordering::SeqCst);
                    thread::yield_now();
                    Input::Woken
                }
                Step::Done(outcome) => return outcome.reply::<E>(),
            };
        }
    }
}

/// Returns a dispatcher for each of two processes that share one store.
fn dispatchers(settings: impl Fn(Dispatcher) -> Dispatcher) -> [Dispatcher; 2] {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    [1, 2].map(|seed| settings(Dispatcher::new().pace(0, Duration::ZERO).seed(seed)).store(Arc::clone(&store)))
}

fn in_threads(count: usize, run: impl Fn(usize) + Send + Sync + 'static) {
    let run = Arc::new(run);
    let threads: Vec<_> = (0..count)
        .map(|number| {
            let run = Arc::clone(&run);
            thread::spawn(move || run(number))
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

#[test]
fn one_of_the_threads_that_ask_for_the_same_sends() {
    shuttle::check_random(
        || {
            let street = Arc::new(Street::default());
            let dispatchers = dispatchers(|dispatcher| dispatcher);
            let below = Arc::clone(&street);
            in_threads(4, move |number| {
                below.call(&dispatchers[number % 2], &GetMe::new()).unwrap();
            });
            assert_eq!(*street.requests.lock().unwrap(), ["GET /me"]);
        },
        ORDERS,
    );
}

#[test]
fn threads_never_send_more_than_the_limit() {
    shuttle::check_random(
        || {
            let street = Arc::new(Street::default());
            let dispatchers = dispatchers(|dispatcher| dispatcher.hourly_limit(3));
            let below = Arc::clone(&street);
            in_threads(4, move |number| {
                let _ = below.call(&dispatchers[number % 2], &CheckLogin::new());
                let _ = below.call(&dispatchers[number % 2], &CheckLogin::new());
            });
            assert_eq!(street.requests.lock().unwrap().len(), 3);
        },
        ORDERS,
    );
}

#[test]
fn a_read_after_a_write_asks_the_server() {
    shuttle::check_random(
        || {
            let street = Arc::new(Street::default());
            let dispatchers = dispatchers(|dispatcher| dispatcher);
            let below = Arc::clone(&street);
            in_threads(3, move |number| match number {
                0 => {
                    below.call(&dispatchers[0], &UpdateMe::new().fullname("Ann")).unwrap();
                    assert_eq!(below.call(&dispatchers[0], &GetMe::new()).unwrap().id, 1);
                }
                _ => drop(below.call(&dispatchers[number % 2], &GetMe::new())),
            });
        },
        ORDERS,
    );
}

#[test]
fn a_memory_store_loses_no_update() {
    shuttle::check_random(
        || {
            let store = Arc::new(MemoryStore::new());
            let owner = OwnerId::from_bytes([1; 16]);
            let below = Arc::clone(&store);
            in_threads(3, move |number| {
                for _ in 0..2 {
                    let mut held = below.read(&Read::new(owner, None)).unwrap();
                    loop {
                        let Held { version, record, .. } = held;
                        let mut record = record.unwrap_or_default();
                        record.push(u8::try_from(number).unwrap());
                        let next = Version(version.0 + 1);
                        match below.write(&Write::new(owner, version, next, record)).unwrap() {
                            Written::Done => break,
                            Written::Changed(now) => held = now,
                        }
                    }
                }
            });
            let mut record = store.read(&Read::new(owner, None)).unwrap().record.unwrap();
            record.sort_unstable();
            assert_eq!(record, [0, 0, 1, 1, 2, 2]);
        },
        ORDERS,
    );
}
