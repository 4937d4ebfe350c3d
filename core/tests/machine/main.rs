//! Tests of the machine of a call, input by input and step by step, without a clock, a thread or a network.
//!
//! One file contains the steps that follow one state; `scenario.rs` contains calls from their start to their end.

mod cache;
mod clock;
mod copy;
mod dropped;
mod limits;
mod retry;
mod scenario;
mod store;
mod table;

use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use toggl_me_core::call::{Call, Input, Now, Outcome, Reason, Step};
use toggl_me_core::store::{Ask, MemoryStore};
use toggl_me_core::{
    CallOptions, Context, Credentials, Dispatcher, Endpoint, EndpointExt as _, TransportError, TransportErrorKind,
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A program: a dispatcher, a store and the time.
struct Program {
    dispatcher: Dispatcher,
    store: Arc<MemoryStore>,
    monotonic: Duration,
    wall: Timestamp,
}

impl Program {
    /// Creates a program whose store can be inspected and whose randomness comes from a seed.
    fn new(dispatcher: Dispatcher) -> Self {
        Program::on(Arc::new(MemoryStore::new()), dispatcher)
    }

    fn on(store: Arc<MemoryStore>, dispatcher: Dispatcher) -> Self {
        let dispatcher = dispatcher.store(store.clone());
        Program { dispatcher, store, monotonic: 100 * SECOND, wall: Timestamp::from_second(1_800_000_000).unwrap() }
    }

    fn now(&self) -> Now {
        Now { monotonic: self.monotonic, wall: self.wall }
    }

    fn pass(&mut self, time: Duration) {
        self.monotonic += time;
        self.wall += SignedDuration::try_from(time).unwrap();
    }

    /// Puts the machine to sleep: the monotonic clock stands still.
    fn sleep(&mut self, time: Duration) {
        self.wall += SignedDuration::try_from(time).unwrap();
    }

    fn begin<E: Endpoint>(&self, endpoint: &E) -> Call {
        self.begin_with(endpoint, CallOptions::new())
    }

    fn begin_with<E: Endpoint>(&self, endpoint: &E, options: CallOptions) -> Call {
        self.dispatcher.call(endpoint, &request(endpoint), options)
    }

    /// Takes steps as long as they ask the store, and returns the first other step.
    fn step(&self, call: &mut Call, input: Input) -> Step {
        self.steps(call, input).0
    }

    /// Takes steps as [`step`](Program::step) does, and also returns the number of times that the store was asked for
    /// anything but its secret.
    fn steps(&self, call: &mut Call, input: Input) -> (Step, usize) {
        let (mut input, mut trips) = (input, 0);
        loop {
            match call.step(self.now(), input) {
                Step::Store(ask) => {
                    trips += usize::from(ask != Ask::Secret);
                    input = Input::Stored(ask.put_to(&*self.store));
                }
                step => return (step, trips),
            }
        }
    }

    /// Runs a call to its end: each request gets the next of `responses`, and waits pass at once.
    fn finish<E: Endpoint>(&mut self, endpoint: &E, options: CallOptions, responses: Vec<Received>) -> Outcome {
        let mut call = self.begin_with(endpoint, options);
        let mut responses = responses.into_iter();
        let mut input = Input::Start;
        loop {
            input = match self.step(&mut call, input) {
                Step::Send => Input::Answered(responses.next().expect("a response is left")),
                Step::Wait { until, .. } => {
                    self.pass(until.saturating_sub(self.monotonic));
                    Input::Woken
                }
                Step::Done(outcome) => {
                    assert_eq!(responses.count(), 0, "every response is asked for");
                    return outcome;
                }
                Step::Store(_) => unreachable!("the store was asked"),
            };
        }
    }

    /// Makes a call to which the server responds with 200 and `body`.
    fn ask<E: Endpoint>(&mut self, endpoint: &E, body: &str) -> Outcome {
        self.finish(endpoint, CallOptions::new(), vec![ok(body)])
    }

    /// Makes a call that sends nothing.
    fn ask_nothing<E: Endpoint>(&mut self, endpoint: &E) -> Outcome {
        self.finish(endpoint, CallOptions::new(), Vec::new())
    }
}

type Received = Result<Response<Vec<u8>>, TransportError>;

fn request<E: Endpoint>(endpoint: &E) -> Request<Vec<u8>> {
    endpoint.to_request(&Context::new(Credentials::api_token("9f0c1e77")).unwrap()).unwrap()
}

fn ok(body: &str) -> Received {
    response(200, &[], body)
}

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Received {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Ok(response.body(body.as_bytes().to_vec()).unwrap())
}

fn failed(kind: TransportErrorKind) -> Received {
    Err(TransportError::new(kind))
}

fn unsent() -> Received {
    Err(TransportError::new(TransportErrorKind::Connect).unsent())
}

/// Returns a dispatcher without pacing and retries.
fn plain() -> Dispatcher {
    Dispatcher::new().seed(7).pace(0, Duration::ZERO).retry(toggl_me_core::RetryPolicy::OFF)
}

/// Takes steps up to the first write, which the store has not got yet.
fn first_write(program: &Program, call: &mut Call, input: Input) -> Ask {
    let mut input = input;
    loop {
        match call.step(program.now(), input) {
            Step::Store(write @ Ask::Write(_)) => return write,
            Step::Store(ask) => input = Input::Stored(ask.put_to(&*program.store)),
            step => panic!("it writes first: {step:?}"),
        }
    }
}

#[track_caller]
fn waits(step: Step) -> (Duration, Reason) {
    match step {
        Step::Wait { until, reason } => (until, reason),
        other => panic!("no wait: {other:?}"),
    }
}

#[track_caller]
fn sends(step: Step) {
    assert!(matches!(step, Step::Send), "{step:?}");
}

#[track_caller]
fn done(step: Step) -> Outcome {
    match step {
        Step::Done(outcome) => outcome,
        other => panic!("not done: {other:?}"),
    }
}
