//! [`Faults`]: planned faults between a client and a server.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderValue, Request, Response};
use toggl_me_core::{
    Endpoint, EndpointExt, Transport, TransportError, TransportErrorKind,
    clock::{Clock, SystemClock},
};

use crate::double::calls;
use crate::lock::lock;
use crate::server::{Handler, Outcome};

/// A fault of one call.
#[derive(Clone)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is refused: [`Connect`](TransportErrorKind::Connect), and nothing was sent.
    Refused,
    /// The connection breaks off before the request is sent: [`Interrupted`](TransportErrorKind::Interrupted), and
    /// nothing was sent.
    BrokenBefore,
    /// The server carries out the request, and the connection breaks off before its response:
    /// [`Interrupted`](TransportErrorKind::Interrupted).
    BrokenAfter,
    /// The server carries out the request, and its response does not arrive within this time:
    /// [`Timeout`](TransportErrorKind::Timeout).
    Timeout(Duration),
    /// The server carries out the request, and only half of the response's body arrives:
    /// [`Interrupted`](TransportErrorKind::Interrupted).
    Truncated,
    /// The response arrives after this time.
    Slow(Duration),
    /// The response declares that it is an HTML page.
    WrongContentType,
    /// The response has a body of bytes that are neither text nor JSON.
    Garbage,
    /// The server is not called; something on the way responds in its place.
    Response(Response<Vec<u8>>),
}

impl Fault {
    /// Creates a [`Response`](Fault::Response) with this status and body.
    ///
    /// # Panics
    ///
    /// Panics when `status` is not an HTTP status.
    #[track_caller]
    pub fn response(status: u16, body: impl Into<Vec<u8>>) -> Self {
        match Response::builder().status(status).body(body.into()) {
            Ok(response) => Fault::Response(response),
            Err(_) => panic!("{status} is not an HTTP status"),
        }
    }
}

/// Shows only the length of a response's body.
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Refused => f.write_str("Refused"),
            Fault::BrokenBefore => f.write_str("BrokenBefore"),
            Fault::BrokenAfter => f.write_str("BrokenAfter"),
            Fault::Timeout(after) => write!(f, "Timeout({after:?})"),
            Fault::Truncated => f.write_str("Truncated"),
            Fault::Slow(by) => write!(f, "Slow({by:?})"),
            Fault::WrongContentType => f.write_str("WrongContentType"),
            Fault::Garbage => f.write_str("Garbage"),
            Fault::Response(response) => write!(f, "Response({}, {} bytes)", response.status(), response.body().len()),
        }
    }
}

/// Makes calls fail by plan: around a [`Transport`], and around a [`Handler`] on the wire.
///
/// The rules of the plan are checked in their order, and the first that applies to a call decides; calls to which none
/// applies go through. Two faults of one call, such as a slow response that is garbage, need a `Faults` each.
///
/// ```
/// use toggl_me_core::{Client, Context, Credentials, me::GetMe};
/// use toggl_me_transport_test::{Fault, Faults, TestTransport};
///
/// let server = TestTransport::new().on::<GetMe>(200, r#"{"id":7}"#);
/// let faults = Faults::new(server).on_call(1, Fault::Refused).on_call(2, Fault::response(502, "<html>"));
/// let client = Client::new(faults, Context::new(Credentials::api_token("0a1b2c3d"))?);
/// assert!(client.send(&GetMe::new()).is_err());
/// assert!(client.send(&GetMe::new()).is_err());
/// assert_eq!(client.send(&GetMe::new())?.id, 7);
/// # Ok::<(), toggl_me_core::Error>(())
/// ```
///
/// # On the wire
///
/// Around the handler of a [`FakeServer`](crate::FakeServer), a client meets the same faults as bytes: a response that
/// ends in the middle, a connection that is closed without a response, a silence. Two of them cannot be distinguished
/// there: the server has read the request before it knows of it, so [`Refused`](Fault::Refused) and
/// [`BrokenBefore`](Fault::BrokenBefore) close the connection without calling the handler, and the client cannot know
/// that nothing was done. A [`Timeout`](Fault::Timeout) is a silence of this length and then the end of the connection.
/// It and [`Slow`](Fault::Slow) take real time there, which ends when the server is dropped, unless they are given
/// another [clock](Faults::with_clock).
pub struct Faults<T> {
    inner: T,
    rules: Vec<Rule>,
    /// The clock; the machine's where there is none.
    clock: Option<Arc<dyn Clock + Send + Sync>>,
    state: Mutex<State>,
}

struct Rule {
    when: When,
    faults: Vec<Fault>,
}

enum When {
    Call(u64),
    Request(Box<Predicate>),
    Rate { rate: f64, random: Mutex<SplitMix> },
}

type Predicate = dyn Fn(&Request<Vec<u8>>) -> bool + Send + Sync;

#[derive(Default)]
struct State {
    calls: u64,
    injected: Vec<(u64, Fault)>,
}

impl<T> Faults<T> {
    /// Wraps `inner` with an empty plan.
    pub fn new(inner: T) -> Self {
        Faults { inner, rules: Vec::new(), clock: None, state: Mutex::default() }
    }

    /// Plans a fault or none for each call, beginning with the first.
    pub fn planned(inner: T, plan: impl IntoIterator<Item = Option<Fault>>) -> Self {
        (1..).zip(plan).fold(Faults::new(inner), |faults, (number, fault)| match fault {
            Some(fault) => faults.on_call(number, fault),
            None => faults,
        })
    }

    /// Plans a fault for the call with this number, counted from 1.
    #[must_use]
    pub fn on_call(self, number: u64, fault: Fault) -> Self {
        self.rule(When::Call(number), vec![fault])
    }

    /// Plans a fault for each call of `E`.
    #[must_use]
    pub fn on<E: Endpoint>(self, fault: Fault) -> Self {
        self.on_request(|request| calls(request, E::INFO), fault)
    }

    /// Plans a fault for each call whose path ends with `end`, such as `me/tags`.
    #[must_use]
    pub fn on_path(self, end: impl Into<String>, fault: Fault) -> Self {
        let end = end.into();
        self.on_request(move |request| request.uri().path().ends_with(&end), fault)
    }

    /// Plans a fault for each call for whose request `is_meant` returns true.
    #[must_use]
    pub fn on_request(
        self,
        is_meant: impl Fn(&Request<Vec<u8>>) -> bool + Send + Sync + 'static,
        fault: Fault,
    ) -> Self {
        self.rule(When::Request(Box::new(is_meant)), vec![fault])
    }

    /// Plans that a share of the calls, from 0.0 to 1.0, meets one of these faults. Which call meets which depends only
    /// on the seed, as long as the calls come one after the other.
    ///
    /// # Panics
    ///
    /// Panics when `rate` is not from 0.0 to 1.0, or when there are no faults.
    #[must_use]
    #[track_caller]
    pub fn at_rate(self, rate: f64, seed: u64, faults: &[Fault]) -> Self {
        assert!((0.0..=1.0).contains(&rate), "a rate must be from 0.0 to 1.0, and {rate} is not");
        assert!(!faults.is_empty(), "there is no fault to choose from");
        self.rule(When::Rate { rate, random: Mutex::new(SplitMix(seed)) }, faults.to_vec())
    }

    /// Sets the clock on which a fault that takes time waits, in place of the machine's.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + Send + Sync + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Returns the transport or handler that the calls go to.
    pub fn inner(&self) -> &T {
        &self.inner
    }

    /// Returns the number of calls so far.
    pub fn calls(&self) -> u64 {
        lock(&self.state).calls
    }

    /// Returns the faults that calls have met so far, with the numbers of the calls.
    pub fn injected(&self) -> Vec<(u64, Fault)> {
        lock(&self.state).injected.clone()
    }

    fn sleep(&self, duration: Duration) {
        match &self.clock {
            Some(clock) => clock.sleep(duration),
            None => SystemClock.sleep(duration),
        }
    }

    /// Delays the outcome of a server. On the machine's clock the server itself waits, so that it can be dropped
    /// meanwhile.
    fn later(&self, wait: Duration, outcome: Outcome) -> Outcome {
        match &self.clock {
            Some(clock) => {
                clock.sleep(wait);
                outcome
            }
            None => Outcome::Later(wait, Box::new(outcome)),
        }
    }

    fn rule(mut self, when: When, faults: Vec<Fault>) -> Self {
        self.rules.push(Rule { when, faults });
        self
    }

    /// Counts the call and returns its fault.
    fn next(&self, request: &Request<Vec<u8>>) -> Option<Fault> {
        let mut state = lock(&self.state);
        state.calls += 1;
        let number = state.calls;
        let fault = self.rules.iter().find_map(|rule| rule.fault_for(number, request))?;
        state.injected.push((number, fault.clone()));
        Some(fault)
    }
}

impl Rule {
    fn fault_for(&self, number: u64, request: &Request<Vec<u8>>) -> Option<Fault> {
        let chosen = match &self.when {
            When::Call(planned) => (number == *planned).then_some(0),
            When::Request(is_meant) => is_meant(request).then_some(0),
            When::Rate { rate, random } => {
                let mut random = lock(random);
                // Both are drawn each time, so that the fault of a call does not depend on whether earlier calls had
                // one.
                let (drawn, chosen) = (random.fraction(), random.next());
                (drawn < *rate).then_some((chosen % self.faults.len() as u64) as usize)
            }
        };
        self.faults.get(chosen?).cloned()
    }
}

/// The SplitMix64 generator of Steele, Lea and Flood: it gives the same numbers on every machine and in every version.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number from 0.0 to just below 1.0.
    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A body that is neither text nor JSON.
const GARBAGE: &[u8] = b"\xff\xfe\x00{\"id\":\x80<html>";

fn with_wrong_content_type(mut response: Response<Vec<u8>>) -> Response<Vec<u8>> {
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

fn with_garbage(response: Response<Vec<u8>>) -> Response<Vec<u8>> {
    let (mut head, _) = response.into_parts();
    head.headers.remove(CONTENT_LENGTH);
    Response::from_parts(head, GARBAGE.to_vec())
}

fn failure(kind: TransportErrorKind, fault: &Fault) -> TransportError {
    TransportError::new(kind).with_source(format!("an injected fault: {fault:?}"))
}

impl<T: Transport> Transport for Faults<T> {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let Some(fault) = self.next(&request) else { return self.inner.send(request) };
        match fault {
            Fault::Refused => Err(failure(TransportErrorKind::Connect, &fault).unsent()),
            Fault::BrokenBefore => Err(failure(TransportErrorKind::Interrupted, &fault).unsent()),
            Fault::BrokenAfter | Fault::Truncated => {
                self.inner.send(request)?;
                Err(failure(TransportErrorKind::Interrupted, &fault))
            }
            Fault::Timeout(after) => {
                self.inner.send(request)?;
                self.sleep(after);
                Err(failure(TransportErrorKind::Timeout, &fault))
            }
            Fault::Slow(by) => {
                let result = self.inner.send(request);
                self.sleep(by);
                result
            }
            Fault::WrongContentType => self.inner.send(request).map(with_wrong_content_type),
            Fault::Garbage => self.inner.send(request).map(with_garbage),
            Fault::Response(response) => Ok(response),
        }
    }
}

impl<H: Handler> Handler for Faults<H> {
    fn handle(&self, request: Request<Vec<u8>>) -> Outcome {
        match self.next(&request) {
            Some(fault) => fault.on_the_wire(|| self.inner.handle(request), |wait, end| self.later(wait, end)),
            None => self.inner.handle(request),
        }
    }
}

impl Fault {
    /// Makes of what a handler does what a client meets; `later` does an outcome after a time.
    pub(crate) fn on_the_wire(
        self,
        handle: impl FnOnce() -> Outcome,
        later: impl FnOnce(Duration, Outcome) -> Outcome,
    ) -> Outcome {
        match self {
            Fault::Refused | Fault::BrokenBefore => Outcome::Drop,
            Fault::BrokenAfter => handle().map_end(|_| Outcome::Drop),
            Fault::Timeout(after) => handle().map_end(|_| later(after, Outcome::Drop)),
            Fault::Truncated => spoilt(handle(), |response| Outcome::Raw(truncated(&response))),
            Fault::Slow(by) => handle().map_end(|end| later(by, end)),
            Fault::WrongContentType => spoilt(handle(), |response| with_wrong_content_type(response).into()),
            Fault::Garbage => spoilt(handle(), |response| with_garbage(response).into()),
            Fault::Response(response) => Outcome::Response(response),
        }
    }
}

/// Changes the response of an outcome, if it has one.
fn spoilt(outcome: Outcome, change: impl FnOnce(Response<Vec<u8>>) -> Outcome) -> Outcome {
    outcome.map_end(|end| match end {
        Outcome::Response(response) => change(response),
        other => other,
    })
}

/// Returns the response as bytes that announce one byte more than the body has and end in the middle of it.
fn truncated(response: &Response<Vec<u8>>) -> Vec<u8> {
    let body = response.body();
    let mut bytes = format!("HTTP/1.1 {}\r\ncontent-length: {}\r\n", response.status(), body.len() + 1).into_bytes();
    for (name, value) in response.headers() {
        if *name != CONTENT_LENGTH && *name != TRANSFER_ENCODING {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
    }
    bytes.extend(b"\r\n");
    bytes.extend(&body[..body.len() / 2]);
    bytes
}

impl<T: fmt::Debug> fmt::Debug for Faults<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Faults")
            .field("inner", &self.inner)
            .field("rules", &self.rules)
            .field("injected", &self.injected())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.when {
            When::Call(number) => write!(f, "call {number}: {:?}", self.faults),
            When::Request(_) => write!(f, "some requests: {:?}", self.faults),
            When::Rate { rate, .. } => write!(f, "{rate} of the calls: {:?}", self.faults),
        }
    }
}
