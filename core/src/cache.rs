//! [`Cache`]: answers that are young enough come from a store, and identical requests become one.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use jiff::Timestamp;

use crate::clock::{Clock, SystemClock};
use crate::layers_store::{MemoryStore, Store};
use crate::lock::lock;
use crate::owner::{Key, Names, Owner, random};
use crate::quota::Quota;
use crate::trace::{Cause, Source, Trace};
use crate::transport::{Transport, TransportError};

/// How old an answer one call accepts, where that differs from what its [`Cache`] was told. For
/// [`Client::send_with`](crate::Client::send_with).
///
/// ```
/// use std::time::Duration;
/// use toggl_me_core::{CallOptions, Client, Error, Transport, me::GetMe};
/// # fn example(client: Client<impl Transport>) -> Result<(), Error> {
///
/// // Not from the cache, although the user has just pressed "reload": what is there may be wrong.
/// let me = client.send_with(&GetMe::new(), CallOptions::new().max_age(Duration::ZERO))?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallOptions {
    /// As [`Cache::with_max_age`].
    pub max_age: Option<Duration>,
    /// As [`Cache::with_max_stale`].
    pub max_stale: Option<Duration>,
}

impl CallOptions {
    /// What the layers were told.
    pub fn new() -> Self {
        CallOptions::default()
    }

    /// Answers younger than that may come from the store; zero asks the server.
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Answers up to that age may stand in for a failure; zero lets it through.
    #[must_use]
    pub fn max_stale(mut self, max_stale: Duration) -> Self {
        self.max_stale = Some(max_stale);
        self
    }
}

/// A layer that answers GET requests from a [`Store`] while the answers are young enough.
///
/// - An answer younger than [`max_age`](Cache::with_max_age) is not asked for again:
///   [`Source::Cached`](crate::Source::Cached), no attempts.
/// - GET requests that are the same and made at the same time become one request, whose answer all of them get. Those
///   that did not send it get theirs as cached.
/// - Where [`max_stale`](Cache::with_max_stale) allows it, an older answer stands in when the server answers 402, 429 or
///   5xx or cannot be reached: [`Source::Stale`](crate::Source::Stale), with
///   [the error that it stands in for](crate::Reply::stale_cause).
/// - A POST, PUT or DELETE that may have reached the server makes the layer forget that credential's answers, those to
///   GET requests under way included.
///
/// Only successful answers are kept, without the headers that belong to one moment: quota, request id, cookies. What the
/// server says about caching is not asked: the caller decides how old an answer may be. Credentials never see each
/// other's answers, also where they are of the same user; requests without credentials and GET requests with a body
/// pass.
///
/// It spends no request. With a `max_age` of five minutes, however many ask for the same, the server is asked 12 times
/// an hour.
///
/// ```
/// use std::time::Duration;
/// use toggl_me_core::{Cache, Transport};
/// # fn example(transport: impl Transport) {
///
/// let cache = Cache::new(transport)
///     .with_max_age(Duration::from_secs(5 * 60))
///     .with_max_stale(Duration::from_secs(60 * 60));
/// # }
/// ```
///
/// # Age
///
/// It counts from the moment at which the request was made, so an answer is never older than it is said to be. The
/// process that has kept an answer takes the longer of what its monotonic clock and the time of day have moved; for
/// the answers of others there is only the time of day, and an answer from the future is not used.
pub struct Cache<T, C = SystemClock> {
    transport: T,
    clock: C,
    limits: Limits,
    store: Arc<dyn Store>,
    names: Names,
    /// Tells the answers that were kept by this layer, and with this clock.
    writer: u64,
    flights: Mutex<HashMap<Key, Arc<Flight>>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Limits {
    max_age: Duration,
    max_stale: Duration,
}

impl Limits {
    fn for_call(self, options: Option<CallOptions>) -> Self {
        let options = options.unwrap_or_default();
        Limits {
            max_age: options.max_age.unwrap_or(self.max_age),
            max_stale: options.max_stale.unwrap_or(self.max_stale),
        }
    }

    fn is_off(self) -> bool {
        self.max_age.is_zero() && self.max_stale.is_zero()
    }
}

impl<T> Cache<T> {
    /// With a [`MemoryStore`] of its own, and off until it is given a [`max_age`](Cache::with_max_age): a call may also
    /// [bring one](CallOptions).
    pub fn new(transport: T) -> Self {
        let store = MemoryStore::new();
        Cache {
            transport,
            clock: SystemClock,
            limits: Limits::default(),
            names: Names::keyed(&store.secret()),
            store: Arc::new(store),
            writer: random(),
            flights: Mutex::default(),
        }
    }
}

impl<T, C> Cache<T, C> {
    /// Answers younger than that come from the store, unless a call [says otherwise](CallOptions).
    #[must_use]
    pub fn with_max_age(mut self, max_age: Duration) -> Self {
        self.limits.max_age = max_age;
        self
    }

    /// Answers up to that age stand in for a failure, unless a call [says otherwise](CallOptions). Not allowed unless it
    /// is set: whoever sets it has to look at [`Reply::source`](crate::Reply::source).
    #[must_use]
    pub fn with_max_stale(mut self, max_stale: Duration) -> Self {
        self.limits.max_stale = max_stale;
        self
    }

    /// Another store.
    #[must_use]
    pub fn with_store(mut self, store: Arc<dyn Store>) -> Self {
        self.names = Names::keyed(&store.secret());
        self.store = store;
        self
    }

    /// Another clock.
    #[must_use]
    pub fn with_clock<D: Clock>(self, clock: D) -> Cache<T, D> {
        Cache {
            transport: self.transport,
            clock,
            limits: self.limits,
            store: self.store,
            names: self.names,
            writer: self.writer,
            flights: self.flights,
        }
    }

    /// What the requests are sent with.
    pub fn transport(&self) -> &T {
        &self.transport
    }
}

impl<T: Transport, C: Clock> Transport for Cache<T, C> {
    fn send(&self, mut request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let limits = self.limits.for_call(request.extensions_mut().remove::<CallOptions>());
        if *request.method() != Method::GET {
            return self.write(request);
        }
        // A call that demands a new answer brings one for the others too.
        if (limits.is_off() && self.limits.is_off()) || !request.body().is_empty() {
            return self.transport.send(request);
        }
        let Some(owner) = self.names.owner(&request) else { return self.transport.send(request) };
        let key = self.names.key(owner, &request);
        let result = self.get(key, limits.max_age, request);
        self.or_stale(key, limits, result)
    }
}

impl<T: Transport, C: Clock> Cache<T, C> {
    #[track_caller]
    fn get(&self, key: Key, max_age: Duration, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        if max_age.is_zero() {
            return self.fetch(key, request);
        }
        loop {
            if let Some(response) = self.cached(key, max_age) {
                return Ok(response);
            }
            match self.join(key) {
                Role::Leader(leader) => {
                    // Another may have landed between the look into the store and now.
                    if let Some(response) = self.cached(key, max_age) {
                        return Ok(response);
                    }
                    let result = self.fetch(key, request);
                    leader.land(&result);
                    return result;
                }
                Role::Follower(flight) => match flight.wait() {
                    Some(Ok(response)) if response.status().is_success() => {
                        let age = self.clock.monotonic().saturating_sub(flight.began);
                        if age < max_age {
                            return Ok(traced(response, 0, Source::Cached { age }));
                        }
                    }
                    Some(result) => return result,
                    // The leader has panicked.
                    None => {}
                },
            }
        }
    }

    #[track_caller]
    fn fetch(&self, key: Key, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let generation = self.store.generation(key.owner());
        let monotonic = self.clock.monotonic();
        let wall = self.clock.wall();
        let result = self.transport.send(request);
        if let Ok(response) = &result {
            if response.status().is_success() && matches!(Trace::of(response).source, Source::Fresh) {
                let label = Label { status: response.status().as_u16(), writer: self.writer, monotonic, wall };
                self.store.put_answer(key, generation, label.seal(response));
            }
        }
        result
    }

    /// The kept answer where it is young enough.
    fn cached(&self, key: Key, max_age: Duration) -> Option<Response<Vec<u8>>> {
        let (response, age) = self.kept(key, |age| age < max_age)?;
        Some(traced(response, 0, Source::Cached { age }))
    }

    /// The kept answer and its age, where it has an age that will do.
    fn kept(&self, key: Key, will_do: impl FnOnce(Duration) -> bool) -> Option<(Response<Vec<u8>>, Duration)> {
        let bytes = self.store.answer(key)?;
        let (label, headers) = Label::of(&bytes)?;
        let by_wall = Duration::try_from(self.clock.wall().duration_since(label.wall)).ok();
        let age = if label.writer == self.writer {
            let by_clock = self.clock.monotonic().saturating_sub(label.monotonic);
            by_wall.map_or(by_clock, |by_wall| by_wall.max(by_clock))
        } else {
            by_wall?
        };
        // Most of the work is in the headers, and an answer that is too old needs none.
        if !will_do(age) {
            return None;
        }
        Some((label.unseal(bytes, headers)?, age))
    }

    /// Puts a kept answer in the place of a failure, where that is allowed.
    fn or_stale(
        &self,
        key: Key,
        limits: Limits,
        result: Result<Response<Vec<u8>>, TransportError>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let failed = match &result {
            Ok(response) => is_failure(response.status()),
            Err(_) => true,
        };
        if !failed || limits.max_stale.is_zero() {
            return result;
        }
        let Some((kept, age)) = self.kept(key, |age| age <= limits.max_stale) else { return result };
        let (attempts, cause) = match result {
            Ok(response) => (Trace::of(&response).attempts, Cause::Answer(response)),
            Err(error) => (u32::from(!error.is_unsent()), Cause::Transport(error)),
        };
        Ok(traced(kept, attempts, Source::Stale { age, cause: Arc::new(cause) }))
    }

    /// Sends what is no GET, and forgets the owner's answers if it may have changed something.
    #[track_caller]
    fn write(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let owner = if request.method().is_safe() { None } else { self.names.owner(&request) };
        let mut forget = Forget { store: &*self.store, flights: &self.flights, owner };
        let result = self.transport.send(request);
        let never_arrived = match &result {
            Ok(response) => Trace::of(response).attempts == 0,
            Err(error) => error.is_unsent(),
        };
        if never_arrived {
            forget.owner = None;
        }
        drop(forget);
        result
    }

    fn join(&self, key: Key) -> Role<'_> {
        let mut flights = lock(&self.flights);
        if let Some(flight) = flights.get(&key) {
            let flight = Arc::clone(flight);
            if let Progress::UnderWay { waiting } = &mut *lock(&flight.progress) {
                *waiting = waiting.saturating_add(1);
            }
            return Role::Follower(flight);
        }
        let flight = Arc::new(Flight {
            began: self.clock.monotonic(),
            progress: Mutex::new(Progress::UnderWay { waiting: 0 }),
            landed: Condvar::new(),
        });
        flights.insert(key, Arc::clone(&flight));
        Role::Leader(Leader { flights: &self.flights, key, flight })
    }
}

fn is_failure(status: StatusCode) -> bool {
    matches!(status, StatusCode::PAYMENT_REQUIRED | StatusCode::TOO_MANY_REQUESTS) || status.is_server_error()
}

fn traced(mut response: Response<Vec<u8>>, attempts: u32, source: Source) -> Response<Vec<u8>> {
    response.extensions_mut().insert(Trace::new(attempts, source));
    response
}

/// Forgets the owner's answers when it is dropped, also by a transport that panics.
struct Forget<'a> {
    store: &'a dyn Store,
    flights: &'a Mutex<HashMap<Key, Arc<Flight>>>,
    owner: Option<Owner>,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        if let Some(owner) = self.owner {
            // Who asks from now on must not get the answer of a request that left before.
            lock(self.flights).retain(|key, _| key.owner() != owner);
            self.store.forget(owner);
        }
    }
}

/// A request that is under way, for all who ask for the same.
struct Flight {
    began: Duration,
    progress: Mutex<Progress>,
    landed: Condvar,
}

enum Progress {
    UnderWay { waiting: usize },
    Landed(Result<Response<Vec<u8>>, TransportError>),
    Abandoned,
}

enum Role<'a> {
    Leader(Leader<'a>),
    Follower(Arc<Flight>),
}

impl Flight {
    /// What the leader has got; `None` when it got nothing.
    fn wait(&self) -> Option<Result<Response<Vec<u8>>, TransportError>> {
        let progress = self
            .landed
            .wait_while(lock(&self.progress), |progress| matches!(progress, Progress::UnderWay { .. }))
            .unwrap_or_else(PoisonError::into_inner);
        match &*progress {
            Progress::Landed(result) => Some(result.clone()),
            Progress::UnderWay { .. } | Progress::Abandoned => None,
        }
    }
}

/// The one that sends. When it is dropped without having landed, its followers are let go.
struct Leader<'a> {
    flights: &'a Mutex<HashMap<Key, Arc<Flight>>>,
    key: Key,
    flight: Arc<Flight>,
}

impl Leader<'_> {
    fn land(&self, result: &Result<Response<Vec<u8>>, TransportError>) {
        // From here on nobody joins, so the number of those who wait is final.
        self.leave();
        let awaited = matches!(*lock(&self.flight.progress), Progress::UnderWay { waiting: 1.. });
        if awaited {
            let landed = Progress::Landed(result.clone());
            *lock(&self.flight.progress) = landed;
        }
    }

    fn leave(&self) {
        let mut flights = lock(self.flights);
        // After a write, there may be another flight in its place.
        if flights.get(&self.key).is_some_and(|flight| Arc::ptr_eq(flight, &self.flight)) {
            flights.remove(&self.key);
        }
    }
}

impl Drop for Leader<'_> {
    fn drop(&mut self) {
        self.leave();
        let mut progress = lock(&self.flight.progress);
        if let Progress::UnderWay { .. } = *progress {
            *progress = Progress::Abandoned;
        }
        self.flight.landed.notify_all();
    }
}

/// The headers that belong to one moment.
fn is_momentary(name: &HeaderName) -> bool {
    *name == SET_COOKIE || [Quota::REMAINING, Quota::RESETS_IN, "x-toggl-request-id"].contains(&name.as_str())
}

/// What is kept beside the body and the headers of an answer.
///
/// Kept are the body, the headers as JSON, and the label, whose numbers are read from the end. The body comes first so
/// that it can be handed out without another copy.
#[derive(Debug, PartialEq, Eq)]
struct Label {
    status: u16,
    writer: u64,
    monotonic: Duration,
    wall: Timestamp,
}

impl Label {
    /// The bytes to keep.
    fn seal(&self, response: &Response<Vec<u8>>) -> Vec<u8> {
        let headers = response.headers().iter().filter(|(name, _)| !is_momentary(name));
        // What is not text is of no use to anybody here.
        let headers: Vec<(&str, &str)> =
            headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
        let headers = serde_json::to_vec(&headers).unwrap_or_default();
        [
            response.body().as_slice(),
            &headers,
            &u64::try_from(headers.len()).unwrap_or_default().to_le_bytes(),
            &self.wall.as_nanosecond().to_le_bytes(),
            &self.monotonic.as_secs().to_le_bytes(),
            &self.monotonic.subsec_nanos().to_le_bytes(),
            &self.writer.to_le_bytes(),
            &self.status.to_le_bytes(),
        ]
        .concat()
    }

    /// The label of an answer that was kept, and where its headers are; `None` for bytes that are none.
    fn of(mut bytes: &[u8]) -> Option<(Label, Range<usize>)> {
        let status = u16::from_le_bytes(take_last(&mut bytes)?);
        let writer = u64::from_le_bytes(take_last(&mut bytes)?);
        let nanoseconds = u64::from(u32::from_le_bytes(take_last(&mut bytes)?));
        let seconds = u64::from_le_bytes(take_last(&mut bytes)?);
        let wall = i128::from_le_bytes(take_last(&mut bytes)?);
        let length = u64::from_le_bytes(take_last(&mut bytes)?);
        let headers = bytes.len().checked_sub(usize::try_from(length).ok()?)?..bytes.len();
        // Nothing is believed of what a store hands out: `Duration::new` panics where these overflow.
        let monotonic = Duration::from_secs(seconds).saturating_add(Duration::from_nanos(nanoseconds));
        Some((Label { status, writer, monotonic, wall: Timestamp::from_nanosecond(wall).ok()? }, headers))
    }

    /// The answer that has that label; `None` for bytes that are none.
    fn unseal(&self, mut bytes: Vec<u8>, headers: Range<usize>) -> Option<Response<Vec<u8>>> {
        let end_of_body = headers.start;
        let headers: Vec<(String, String)> = serde_json::from_slice(bytes.get(headers)?).ok()?;
        let mut map = HeaderMap::with_capacity(headers.len());
        for (name, value) in headers {
            map.append(HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?);
        }
        bytes.truncate(end_of_body);
        let mut response = Response::new(bytes);
        *response.status_mut() = StatusCode::from_u16(self.status).ok()?;
        *response.headers_mut() = map;
        Some(response)
    }
}

/// Takes a number off the end.
fn take_last<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (rest, last) = bytes.split_last_chunk()?;
    *bytes = rest;
    Some(*last)
}

impl<T: fmt::Debug, C: fmt::Debug> fmt::Debug for Cache<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("transport", &self.transport)
            .field("clock", &self.clock)
            .field("limits", &self.limits)
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::header::CONTENT_TYPE;

    use super::*;

    #[test]
    fn a_label_is_read_as_it_was_written() {
        for (monotonic, wall) in [
            (Duration::from_nanos(1_500_000_001), Timestamp::from_nanosecond(1_700_000_000_123_456_789).unwrap()),
            (Duration::ZERO, Timestamp::MIN),
            (Duration::MAX, Timestamp::MAX),
        ] {
            let label = Label { status: 203, writer: u64::MAX - 1, monotonic, wall };
            let mut response = Response::new(b"the body".to_vec());
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=\"utf-8\""));
            let bytes = label.seal(&response);
            let (read, headers) = Label::of(&bytes).unwrap();
            assert_eq!(read, label);
            let unsealed = read.unseal(bytes, headers).unwrap();
            assert_eq!(unsealed.status(), 203);
            assert_eq!(unsealed.body(), response.body());
            assert_eq!(unsealed.headers(), response.headers());
        }
    }

    #[test]
    fn bytes_without_a_label_are_no_answer() {
        let label = Label { status: 200, writer: 7, monotonic: Duration::ZERO, wall: Timestamp::UNIX_EPOCH };
        let bytes = label.seal(&Response::new(b"{}".to_vec()));
        for end in 0..bytes.len() {
            let cut = bytes[..end].to_vec();
            let answer = Label::of(&cut).and_then(|(label, headers)| label.unseal(cut.clone(), headers));
            assert!(answer.is_none(), "{end} of {} bytes", bytes.len());
        }
    }
}
