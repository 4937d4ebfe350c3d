//! [`Ledger`] and [`Budget`]: the hour's calls, counted, so that none is sent that the server would refuse.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};

use crate::clock::{Clock, SystemClock};
use crate::endpoint::{Endpoint as _, EndpointExt as _};
use crate::layers_store::Store;
use crate::lock::lock;
use crate::me::GetLocation;
use crate::operation::Bucket;
use crate::owner::{Names, Owner, random};
use crate::quota::{self, Quota};
use crate::trace::{Source, Trace};
use crate::transport::{Transport, TransportError};

/// The calls of one user in the last hour: how many may still be made, as far as can be known.
///
/// Two counts are kept, and the lower one decides. One is its own: never more than the limit in any 60 minutes. The
/// other is the server's: with each answer it tells how many calls are left, and it also sees what other programs of
/// the same user spend.
///
/// It reads no clock and sends nothing. Whoever has no [`Transport`] reserves a call, makes it, and settles it:
///
/// ```
/// use std::time::Duration;
/// use toggl_me_core::{Ledger, Quota, Spent};
///
/// let mut ledger = Ledger::new(30);
/// let now = Duration::from_secs(1_000);
/// let call = ledger.reserve(now).unwrap();
/// assert_eq!(ledger.remaining(now), 29);
/// // The answer says that another program has used up the rest:
/// let quota = Quota::new(0, Some(Duration::from_secs(900)));
/// ledger.settle(call, now, Spent::One(Some(quota)));
/// assert_eq!(ledger.reserve(now).unwrap_err(), Duration::from_secs(900));
/// ```
///
/// # Time
///
/// `now` is the time since a moment that stays the same, and must not go back. For a ledger that is
/// [kept](Ledger::to_bytes) for other processes, that moment is the start of 1970.
///
/// # Answers out of order
///
/// Of two calls that were under way together, nobody knows which one the server counted first. So what the server tells
/// with an answer can always lower the count, and raise it only when the call was made after the count was last
/// lowered. Calls under way are taken off, whether the server has counted them yet or not.
#[derive(Clone, Debug)]
pub struct Ledger {
    limit: usize,
    /// This ledger's own calls, the oldest first. A call under way is dated by its start and a settled one by its end:
    /// the server has counted it somewhere between, so the later moment is the safe one.
    calls: VecDeque<Call>,
    under_way: usize,
    /// The calls that other processes have written to the store.
    others: Vec<Entry>,
    known: Option<Known>,
    /// Numbers reservations and answers, to know which came first.
    events: u64,
    /// Tells this ledger's calls from others' in the store.
    writer: u64,
}

#[derive(Clone, Debug)]
struct Call {
    number: u64,
    at: Duration,
    under_way: bool,
}

/// What the server has told.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Known {
    remaining: i64,
    /// When calls are freed, which ends this knowledge.
    until: Duration,
    at: Duration,
    #[serde(skip)]
    event: u64,
}

/// A call in a store.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Entry {
    writer: u64,
    at: Duration,
}

/// A ledger in a store.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    calls: Vec<Entry>,
    known: Option<Known>,
}

/// A call that was [reserved](Ledger::reserve) and is under way. It counts until it is settled, and for an hour after that.
#[derive(Debug)]
#[must_use = "a call that is made has to be settled"]
pub struct Reservation(u64);

/// What became of a reserved call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// Nothing of it has reached the server.
    Nothing,
    /// The server has counted it, or may have; with what it told of the quota.
    One(Option<Quota>),
}

impl Ledger {
    /// The server's window: a call counts for that long.
    pub const WINDOW: Duration = Duration::from_secs(60 * 60);

    /// How long a count is believed that comes without the time of its reset.
    const UNTOLD_RESET: Duration = Duration::from_secs(5 * 60);

    /// For that many calls in any 60 minutes, at least one.
    pub fn new(limit: u32) -> Self {
        Ledger {
            limit: usize::try_from(limit.max(1)).unwrap_or(usize::MAX),
            calls: VecDeque::new(),
            under_way: 0,
            others: Vec::new(),
            known: None,
            events: 0,
            writer: random(),
        }
    }

    /// How many calls may be made at `now`.
    pub fn remaining(&mut self, now: Duration) -> usize {
        self.drop_expired(now);
        let own = self.limit.saturating_sub(self.calls.len()).saturating_sub(self.others.len());
        own.min(self.known.map_or(usize::MAX, |known| known.left(self.under_way)))
    }

    /// Reserves a call.
    ///
    /// # Errors
    ///
    /// The time until a call is freed, when none is left. Calls under way are taken to have ended by then: one that has
    /// not counts on.
    pub fn reserve(&mut self, now: Duration) -> Result<Reservation, Duration> {
        if self.remaining(now) == 0 {
            return Err(self.freed_at(now).saturating_sub(now));
        }
        self.events = self.events.saturating_add(1);
        self.under_way = self.under_way.saturating_add(1);
        self.calls.push_back(Call { number: self.events, at: now, under_way: true });
        Ok(Reservation(self.events))
    }

    /// Writes down what became of a reserved call.
    pub fn settle(&mut self, call: Reservation, now: Duration, spent: Spent) {
        let Reservation(number) = call;
        self.events = self.events.saturating_add(1);
        // A reservation of another ledger may have the number of a call that is settled.
        if let Some(index) = self.calls.iter().rposition(|call| call.under_way && call.number == number) {
            self.calls.remove(index);
            self.under_way = self.under_way.saturating_sub(1);
        }
        let Spent::One(quota) = spent else { return };
        self.calls.push_back(Call { number, at: now, under_way: false });
        let known = self.known.filter(|known| known.until > now);
        self.known = match quota {
            Some(quota) => Some(self.learn(number, now, quota, known)),
            // Nothing was told, so the server is taken to have counted it.
            None => known.map(|known| Known { remaining: known.remaining.saturating_sub(1), ..known }),
        };
    }

    /// What is known after call `number` was answered with `quota`, when `known` was known before.
    fn learn(&self, number: u64, now: Duration, quota: Quota, known: Option<Known>) -> Known {
        // No header may lock anybody out for longer than the window, or make the wait nothing.
        let resets_in = quota.resets_in.unwrap_or(Self::UNTOLD_RESET).clamp(Duration::from_secs(1), Self::WINDOW);
        let told =
            Known { remaining: quota.remaining, until: now.saturating_add(resets_in), at: now, event: self.events };
        match known {
            Some(known) if known.event > number && known.remaining <= told.remaining => known,
            Some(known) if known.event > number => Known { until: known.until.max(told.until), ..told },
            _ => told,
        }
    }

    /// When a call is freed, now that none is left.
    fn freed_at(&self, now: Duration) -> Duration {
        let others = self.others.iter().map(|call| call.at);
        let mut calls: Vec<Duration> = self.calls.iter().map(|call| call.at).chain(others).collect();
        calls.sort_unstable();
        // All but `limit - 1` of the calls have to leave the window before one more fits.
        let last_to_leave = calls.len().checked_sub(self.limit).and_then(|index| calls.get(index));
        let own = last_to_leave.map_or(now, |at| at.saturating_add(Self::WINDOW));
        match &self.known {
            Some(known) if known.left(self.under_way) == 0 => own.max(known.until),
            _ => own,
        }
    }

    fn drop_expired(&mut self, now: Duration) {
        while self.calls.front().is_some_and(|oldest| !is_recent(oldest.at, now)) {
            // One that is under way may still arrive, however long ago it was begun: it counts from here.
            let late = self.calls.pop_front().filter(|call| call.under_way).map(|call| Call { at: now, ..call });
            self.calls.extend(late);
        }
        self.others.retain(|call| is_recent(call.at, now));
        self.known = self.known.filter(|known| known.until > now);
    }

    /// Whether it says no more than a new one would.
    fn is_blank(&mut self, now: Duration) -> bool {
        self.drop_expired(now);
        self.calls.is_empty() && self.others.is_empty() && self.known.is_none()
    }

    /// Takes in what other processes have [kept](Ledger::to_bytes). Bytes that are no ledger say nothing.
    ///
    /// Where the wall clock was set back, there are calls in the future. They count from `now` on, so that no mistake
    /// about the time lasts longer than an hour.
    pub fn take_in(&mut self, kept: &[u8], now: Duration) {
        let Ok(Kept { calls, known }) = serde_json::from_slice(kept) else { return };
        let others = calls.into_iter().filter(|call| call.writer != self.writer && is_recent(call.at, now));
        self.others = others.map(|call| Entry { at: call.at.min(now), ..call }).collect();
        let latest = self.known.map(|known| known.at);
        if let Some(told) = known.filter(|told| told.until > now && latest < Some(told.at)) {
            self.events = self.events.saturating_add(1);
            self.known = Some(Known {
                until: told.until.min(now.saturating_add(Self::WINDOW)),
                at: told.at.min(now),
                event: self.events,
                ..told
            });
        }
    }

    /// What to keep for other processes, and for the program's next start.
    pub fn to_bytes(&self) -> Vec<u8> {
        let own = self.calls.iter().map(|call| Entry { writer: self.writer, at: call.at });
        let kept = Kept { calls: own.chain(self.others.iter().copied()).collect(), known: self.known };
        serde_json::to_vec(&kept).unwrap_or_default()
    }
}

impl Known {
    /// What the server would still accept, beside the calls that are under way.
    fn left(&self, under_way: usize) -> usize {
        usize::try_from(self.remaining).unwrap_or_default().saturating_sub(under_way)
    }
}

fn is_recent(at: Duration, now: Duration) -> bool {
    now.saturating_sub(at) < Ledger::WINDOW
}

/// A layer that counts each user's calls in a [`Ledger`] and sends none that the server would refuse.
///
/// When the hour is spent, it gives the 402 that the server would have given: it reads as
/// [`QuotaExhausted`](crate::ApiErrorKind::QuotaExhausted) with [the time until calls are freed](crate::ApiError::quota),
/// and [`attempts`](crate::ApiError::attempts) is 0, because nothing was sent.
///
/// Not counted are requests without credentials and `GET /me/location`, which the server answers at any time. All others
/// are taken for calls of `/me`; operations on a workspace have another quota and want a client without this layer.
///
/// It spends no request. What it saves is the answer to a program that would otherwise ask, and be refused, until the
/// hour is over.
///
/// ```
/// use toggl_me_core::{Budget, Client, Transport};
/// # fn example(transport: impl Transport, context: toggl_me_core::Context) {
///
/// let client = Client::new(Budget::new(transport), context);
/// # }
/// ```
///
/// # Time
///
/// An hour is one of the clock's [monotonic](Clock::monotonic) hours, whatever becomes of the time of day. Where a
/// system stops that clock while it sleeps, calls count for longer than they have to.
pub struct Budget<T, C = SystemClock> {
    transport: T,
    clock: C,
    /// The time of day at the clock's zero: read once, so that the ledgers' time never jumps.
    epoch: Duration,
    limit: u32,
    store: Option<Arc<dyn Store>>,
    names: Names,
    /// Only who has made a call within the hour is in it.
    ledgers: Mutex<BTreeMap<Owner, Ledger>>,
}

impl<T> Budget<T> {
    /// Toggl's limit for the `/me` calls of a user, on every plan.
    pub const HOURLY_LIMIT: u32 = 30;

    /// At most [`HOURLY_LIMIT`](Budget::HOURLY_LIMIT) calls in any 60 minutes, remembered as long as the layer lives.
    pub fn new(transport: T) -> Self {
        Budget {
            transport,
            clock: SystemClock,
            epoch: epoch(&SystemClock),
            limit: Self::HOURLY_LIMIT,
            store: None,
            names: Names::random(),
            ledgers: Mutex::default(),
        }
    }
}

impl<T, C> Budget<T, C> {
    /// Another limit: for a server that has another, or none.
    #[must_use]
    pub fn with_limit(mut self, calls_per_hour: u32) -> Self {
        self.limit = calls_per_hour;
        self
    }

    /// Keeps the ledgers in `store`, for the program's next start and for other processes.
    #[must_use]
    pub fn with_store(mut self, store: Arc<dyn Store>) -> Self {
        self.names = Names::keyed(&store.secret());
        self.store = Some(store);
        self
    }

    /// Another clock.
    #[must_use]
    pub fn with_clock<D: Clock>(self, clock: D) -> Budget<T, D> {
        Budget {
            transport: self.transport,
            epoch: epoch(&clock),
            clock,
            limit: self.limit,
            store: self.store,
            names: self.names,
            ledgers: self.ledgers,
        }
    }

    /// What the requests are sent with.
    pub fn transport(&self) -> &T {
        &self.transport
    }
}

impl<T, C: Clock> Budget<T, C> {
    /// Runs `change` on the owner's ledger, with what other processes have kept taken in before and the result kept
    /// after.
    fn with_ledger<R>(&self, owner: Owner, change: impl FnOnce(&mut Ledger, Duration) -> R) -> R {
        let mut ledgers = lock(&self.ledgers);
        let now = self.epoch.saturating_add(self.clock.monotonic());
        if !ledgers.contains_key(&owner) {
            ledgers.retain(|_, ledger| !ledger.is_blank(now));
        }
        let ledger = ledgers.entry(owner).or_insert_with(|| Ledger::new(self.limit));
        let Some(store) = &self.store else { return change(ledger, now) };
        // Two processes may do this at once, and one of them overwrite what the other has kept. Each writes all its own
        // calls again with its next one, and the server's count knows of both.
        if let Some(kept) = store.ledger(owner) {
            ledger.take_in(&kept, now);
        }
        let result = change(ledger, now);
        store.put_ledger(owner, ledger.to_bytes());
        result
    }
}

impl<T: Transport, C: Clock> Transport for Budget<T, C> {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let Some(owner) = self.names.owner(&request).filter(|_| is_counted(&request)) else {
            return self.transport.send(request);
        };
        let call = match self.with_ledger(owner, Ledger::reserve) {
            Ok(call) => call,
            Err(wait) => return Ok(refusal(wait)),
        };
        let mut under_way = UnderWay { budget: self, owner, call: Some(call), spent: Spent::One(None) };
        let result = self.transport.send(request);
        under_way.spent = spent(&result);
        drop(under_way);
        result
    }
}

/// Settles its call when it is dropped, also by a transport that panics.
struct UnderWay<'a, T, C: Clock> {
    budget: &'a Budget<T, C>,
    owner: Owner,
    call: Option<Reservation>,
    spent: Spent,
}

impl<T, C: Clock> Drop for UnderWay<'_, T, C> {
    fn drop(&mut self) {
        if let Some(call) = self.call.take() {
            self.budget.with_ledger(self.owner, |ledger, now| ledger.settle(call, now, self.spent));
        }
    }
}

/// The server answers `GET /me/location` also when the hour is spent.
fn is_counted(request: &Request<Vec<u8>>) -> bool {
    let path = request.uri().path();
    // Most paths are told by their end, which is far cheaper than to match them.
    !(path.ends_with(GetLocation::PATH) && GetLocation::INFO.matches(request.method(), path))
}

fn spent(result: &Result<Response<Vec<u8>>, TransportError>) -> Spent {
    match result {
        Err(error) if error.is_unsent() => Spent::Nothing,
        Err(_) => Spent::One(None),
        // A layer below has answered by itself.
        Ok(response) if response.extensions().get::<Trace>().is_some_and(|trace| trace.attempts == 0) => Spent::Nothing,
        Ok(response) => {
            let spent = (response.status() == StatusCode::PAYMENT_REQUIRED)
                .then(|| quota::spent(Bucket::User, response.headers(), response.body()))
                .flatten();
            Spent::One(spent.or_else(|| Quota::from_headers(response.headers())))
        }
    }
}

/// The 402 that the server would give.
fn refusal(wait: Duration) -> Response<Vec<u8>> {
    // Rounded up: in that many seconds, a call is free.
    let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
    let text = format!("\"You have hit your hourly limit for API calls. Your quota will reset in {seconds} seconds.\"");
    let mut headers = HeaderMap::new();
    headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(Quota::REMAINING, HeaderValue::from(0));
    headers.insert(Quota::RESETS_IN, HeaderValue::from(seconds));
    let mut response = Response::new(text.into_bytes());
    *response.status_mut() = StatusCode::PAYMENT_REQUIRED;
    *response.headers_mut() = headers;
    response.extensions_mut().insert(Trace::new(0, Source::Fresh));
    response
}

/// The time of day when `clock` stood at zero.
fn epoch(clock: &impl Clock) -> Duration {
    let wall = Duration::try_from(clock.wall().as_duration()).unwrap_or_default();
    wall.saturating_sub(clock.monotonic())
}

impl<T: fmt::Debug, C: fmt::Debug> fmt::Debug for Budget<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget")
            .field("transport", &self.transport)
            .field("clock", &self.clock)
            .field("limit", &self.limit)
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const MINUTE: Duration = Duration::from_secs(60);
    const HOUR: Duration = Ledger::WINDOW;
    const NOW: Duration = Duration::from_secs(1_700_000_000);

    fn told(remaining: i64, resets_in: Duration) -> Spent {
        Spent::One(Some(Quota::new(remaining, Some(resets_in))))
    }

    /// Makes a call that is answered at once.
    #[track_caller]
    fn call(ledger: &mut Ledger, now: Duration, spent: Spent) {
        let call = ledger.reserve(now).expect("a call is left");
        ledger.settle(call, now, spent);
    }

    #[test]
    fn a_call_is_freed_an_hour_after_it_has_ended() {
        let mut ledger = Ledger::new(2);
        let slow = ledger.reserve(NOW).unwrap();
        call(&mut ledger, NOW + SECOND, Spent::One(None));
        ledger.settle(slow, NOW + MINUTE, Spent::One(None));
        assert_eq!(ledger.reserve(NOW + 2 * MINUTE).unwrap_err(), HOUR + SECOND - 2 * MINUTE);
        assert_eq!(ledger.remaining(NOW + HOUR), 0);
        assert_eq!(ledger.remaining(NOW + HOUR + SECOND), 1);
        assert_eq!(ledger.remaining(NOW + HOUR + MINUTE), 2);
    }

    #[test]
    fn a_reservation_of_another_ledger_breaks_nothing() {
        let mut ledger = Ledger::new(2);
        call(&mut ledger, NOW, Spent::One(None));
        let foreign = Ledger::new(2).reserve(NOW).unwrap();
        ledger.settle(foreign, NOW, Spent::One(None));
        assert_eq!(ledger.remaining(NOW), 0);
        assert_eq!(ledger.remaining(NOW + HOUR), 2);
    }

    #[test]
    fn what_was_not_sent_is_given_back() {
        let mut ledger = Ledger::new(2);
        call(&mut ledger, NOW, told(1, HOUR));
        call(&mut ledger, NOW, Spent::Nothing);
        assert_eq!(ledger.remaining(NOW), 1);
    }

    #[test]
    fn the_lower_count_decides() {
        let mut ledger = Ledger::new(30);
        call(&mut ledger, NOW, told(4, HOUR));
        assert_eq!(ledger.remaining(NOW), 4, "others have spent 25");
        call(&mut ledger, NOW, told(200, HOUR));
        assert_eq!(ledger.remaining(NOW), 28, "never more than 30 in an hour");
        call(&mut ledger, NOW, told(-2, MINUTE));
        assert_eq!(ledger.reserve(NOW).unwrap_err(), MINUTE);
        assert_eq!(ledger.remaining(NOW + MINUTE), 27, "calls are freed");
    }

    #[test]
    fn answers_out_of_order_do_not_raise_the_count() {
        let mut ledger = Ledger::new(30);
        let [first, second, third] = [NOW; 3].map(|now| ledger.reserve(now).unwrap());
        ledger.settle(third, NOW, told(7, HOUR));
        assert_eq!(ledger.remaining(NOW), 5, "the two under way may not be counted yet");
        ledger.settle(first, NOW, told(9, HOUR));
        assert_eq!(ledger.remaining(NOW), 6);
        ledger.settle(second, NOW, told(8, HOUR));
        assert_eq!(ledger.remaining(NOW), 7);
        // One that was made after all that was known knows better.
        call(&mut ledger, NOW, told(11, HOUR));
        assert_eq!(ledger.remaining(NOW), 11);
    }

    #[test]
    fn an_answer_of_an_earlier_call_can_lower_the_count() {
        let mut ledger = Ledger::new(30);
        let [first, second] = [NOW; 2].map(|now| ledger.reserve(now).unwrap());
        ledger.settle(second, NOW, told(7, HOUR));
        ledger.settle(first, NOW, told(6, MINUTE));
        assert_eq!(ledger.remaining(NOW), 6);
        assert_eq!(ledger.remaining(NOW + MINUTE), 6, "the later of the two resets counts");
    }

    #[test]
    fn without_a_count_a_call_is_taken_to_be_counted() {
        let mut ledger = Ledger::new(30);
        call(&mut ledger, NOW, told(4, HOUR));
        call(&mut ledger, NOW, Spent::One(None));
        assert_eq!(ledger.remaining(NOW), 3);
    }

    #[test]
    fn no_header_locks_out_for_longer_than_an_hour_or_lets_ask_at_once() {
        for (resets_in, believed) in
            [(Some(Duration::MAX), HOUR), (Some(Duration::ZERO), SECOND), (Some(MINUTE), MINUTE), (None, 5 * MINUTE)]
        {
            let mut ledger = Ledger::new(30);
            call(&mut ledger, NOW, Spent::One(Some(Quota::new(0, resets_in))));
            assert_eq!(ledger.reserve(NOW).unwrap_err(), believed, "{resets_in:?}");
        }
        let mut ledger = Ledger::new(1);
        call(&mut ledger, Duration::MAX, told(0, HOUR));
        assert!(ledger.reserve(Duration::MAX).is_err());
    }

    #[test]
    fn a_call_that_is_under_way_for_hours_counts_until_an_hour_after_its_end() {
        let mut ledger = Ledger::new(2);
        let hung = ledger.reserve(NOW).unwrap();
        call(&mut ledger, NOW + MINUTE, Spent::One(None));
        let later = NOW + 5 * HOUR;
        assert_eq!(ledger.remaining(later), 1, "the server may get it yet");
        call(&mut ledger, later, Spent::One(None));
        assert_eq!(ledger.reserve(later + MINUTE).unwrap_err(), HOUR - MINUTE);
        ledger.settle(hung, later + MINUTE, Spent::One(None));
        assert_eq!(ledger.remaining(later + HOUR), 1);
        assert_eq!(ledger.remaining(later + HOUR + MINUTE), 2);
    }

    #[test]
    fn what_the_server_still_allows_does_not_lengthen_the_wait() {
        let mut ledger = Ledger::new(2);
        call(&mut ledger, NOW, Spent::One(None));
        call(&mut ledger, NOW + 30 * MINUTE, told(5, HOUR));
        assert_eq!(ledger.reserve(NOW + 31 * MINUTE).unwrap_err(), 29 * MINUTE);
    }

    #[test]
    fn what_has_just_expired_gives_way_to_an_older_calls_answer() {
        let mut ledger = Ledger::new(30);
        let slow = ledger.reserve(NOW).unwrap();
        call(&mut ledger, NOW, told(0, MINUTE));
        ledger.settle(slow, NOW + MINUTE, told(1, HOUR));
        assert_eq!(ledger.remaining(NOW + MINUTE), 1);
    }

    /// What another process keeps that was told so at `at`.
    fn kept(at: Duration, spent: Spent) -> Vec<u8> {
        let mut other = Ledger::new(30);
        call(&mut other, at, spent);
        other.to_bytes()
    }

    #[test]
    fn what_others_were_told_counts_while_it_holds_and_is_the_latest() {
        let mut ledger = Ledger::new(30);
        call(&mut ledger, NOW, told(0, HOUR));
        ledger.take_in(&kept(NOW + SECOND, told(5, 2 * SECOND)), NOW + 3 * SECOND);
        assert_eq!(ledger.remaining(NOW + 3 * SECOND), 0, "it has just ceased to hold");
        ledger.take_in(&kept(NOW - SECOND, told(5, HOUR)), NOW + 3 * SECOND);
        assert_eq!(ledger.remaining(NOW + 3 * SECOND), 0, "it is older");
        ledger.take_in(&kept(NOW + MINUTE, told(5, HOUR)), NOW + MINUTE);
        assert_eq!(ledger.remaining(NOW + MINUTE), 5);
    }

    #[test]
    fn what_others_were_told_in_the_future_gives_way_to_what_is_told_from_now_on() {
        let mut ledger = Ledger::new(30);
        ledger.take_in(&kept(NOW + HOUR, told(0, MINUTE)), NOW);
        assert_eq!(ledger.remaining(NOW), 0);
        ledger.take_in(&kept(NOW + MINUTE, told(3, HOUR)), NOW + MINUTE);
        assert_eq!(ledger.remaining(NOW + MINUTE), 3);
    }

    #[test]
    fn a_call_made_before_others_were_told_does_not_raise_the_count() {
        let mut ledger = Ledger::new(30);
        let early = ledger.reserve(NOW).unwrap();
        ledger.take_in(&kept(NOW + SECOND, told(0, HOUR)), NOW + SECOND);
        ledger.settle(early, NOW + 2 * SECOND, told(10, HOUR));
        assert_eq!(ledger.remaining(NOW + 2 * SECOND), 0);
    }

    #[test]
    fn a_ledger_is_blank_once_nothing_in_it_counts() {
        let mut ledger = Ledger::new(30);
        assert!(ledger.is_blank(NOW));
        call(&mut ledger, NOW, Spent::One(None));
        assert!(!ledger.is_blank(NOW) && ledger.is_blank(NOW + HOUR));
        ledger.take_in(&kept(NOW, Spent::One(None)), NOW);
        assert!(!ledger.is_blank(NOW), "others' calls");
        let mut of_others = Ledger::new(30);
        of_others.take_in(&kept(NOW, told(9, 2 * HOUR)), NOW + HOUR - SECOND);
        assert!(!of_others.is_blank(NOW + HOUR - SECOND) && of_others.is_blank(NOW + HOUR));
    }

    /// Found by fuzzing: the wait is no promise about calls that do not end.
    #[test]
    fn the_wait_takes_calls_under_way_to_have_ended() {
        let mut ledger = Ledger::new(1);
        let hung = ledger.reserve(NOW).unwrap();
        assert_eq!(ledger.reserve(NOW + MINUTE).unwrap_err(), HOUR - MINUTE);
        assert_eq!(ledger.reserve(NOW + HOUR).unwrap_err(), HOUR, "it is still under way");
        ledger.settle(hung, NOW + HOUR, Spent::Nothing);
        assert_eq!(ledger.remaining(NOW + HOUR), 1);
    }

    #[test]
    fn a_kept_ledger_counts_in_the_next_process() {
        let mut before = Ledger::new(3);
        call(&mut before, NOW, Spent::One(None));
        let _under_way = before.reserve(NOW + MINUTE).unwrap();
        let mut after = Ledger::new(3);
        after.take_in(&before.to_bytes(), NOW + 2 * MINUTE);
        assert_eq!(after.remaining(NOW + 2 * MINUTE), 1);
        assert_eq!(after.remaining(NOW + HOUR), 2);

        call(&mut before, NOW + 2 * MINUTE, told(0, MINUTE));
        after.take_in(&before.to_bytes(), NOW + 2 * MINUTE);
        assert_eq!(after.reserve(NOW + 2 * MINUTE).unwrap_err(), HOUR - 2 * MINUTE, "{after:?}");
    }

    #[test]
    fn what_the_server_told_another_process_is_known() {
        let (mut one, mut other) = (Ledger::new(30), Ledger::new(30));
        call(&mut one, NOW, told(9, HOUR));
        call(&mut other, NOW + SECOND, told(2, HOUR));
        one.take_in(&other.to_bytes(), NOW + SECOND);
        other.take_in(&one.to_bytes(), NOW + SECOND);
        assert_eq!((one.remaining(NOW + SECOND), other.remaining(NOW + SECOND)), (2, 2));
    }

    #[test]
    fn own_calls_are_not_counted_twice_and_not_lost_with_the_store() {
        let mut ledger = Ledger::new(30);
        call(&mut ledger, NOW, Spent::One(None));
        for kept in [ledger.to_bytes(), Ledger::new(30).to_bytes(), b"{".to_vec(), Vec::new()] {
            ledger.take_in(&kept, NOW);
            assert_eq!(ledger.remaining(NOW), 29);
        }
    }

    #[test]
    fn a_wall_clock_that_was_set_back_costs_an_hour_at_most() {
        let future = NOW + 1_000 * HOUR;
        let mut before = Ledger::new(2);
        call(&mut before, future, Spent::One(None));
        call(&mut before, future, told(0, HOUR));
        let mut kept = before.to_bytes();
        let mut after = Ledger::new(2);
        for minute in 0..60 {
            let now = NOW + minute * MINUTE;
            after.take_in(&kept, now);
            assert_eq!(after.reserve(now).unwrap_err(), HOUR - minute * MINUTE);
            kept = after.to_bytes();
        }
        after.take_in(&kept, NOW + HOUR);
        assert_eq!(after.remaining(NOW + HOUR), 2);
    }

    #[test]
    fn what_this_process_has_kept_is_no_news_to_it() {
        let mut ledger = Ledger::new(30);
        call(&mut ledger, NOW, told(5, MINUTE));
        let kept = ledger.to_bytes();
        let next = ledger.reserve(NOW + SECOND).unwrap();
        ledger.take_in(&kept, NOW + SECOND);
        ledger.settle(next, NOW + SECOND, told(20, HOUR));
        assert_eq!(ledger.remaining(NOW + SECOND), 20, "the later answer counts");
    }

    #[test]
    fn only_the_operation_that_the_server_does_not_count_is_not_counted() {
        let request = |method: &str, path: &str| Request::builder().method(method).uri(path).body(Vec::new()).unwrap();
        assert!(!is_counted(&request("GET", "https://one.example/api/v9/me/location")));
        assert!(is_counted(&request("POST", "https://one.example/api/v9/me/location")));
        assert!(is_counted(&request("GET", "https://one.example/api/v9/me/flags")));
    }

    #[test]
    fn an_answer_of_a_layer_below_spends_nothing() {
        let answer = |attempts| {
            let mut response = Response::new(Vec::new());
            response.extensions_mut().insert(Trace::new(attempts, Source::Fresh));
            spent(&Ok(response))
        };
        assert_eq!(answer(0), Spent::Nothing);
        assert_eq!(answer(2), Spent::One(None));
        assert_eq!(spent(&Ok(Response::new(Vec::new()))), Spent::One(None));
    }

    /// A clock that stands.
    struct Standing {
        monotonic: Duration,
        wall: Duration,
    }

    impl Clock for Standing {
        fn monotonic(&self) -> Duration {
            self.monotonic
        }

        fn wall(&self) -> jiff::Timestamp {
            jiff::Timestamp::UNIX_EPOCH + self.wall
        }

        fn sleep(&self, _: Duration) {}
    }

    #[test]
    fn processes_agree_on_the_time_of_day_whenever_they_were_started() {
        assert_eq!(epoch(&Standing { monotonic: MINUTE, wall: NOW }), NOW - MINUTE);
        assert_eq!(epoch(&Standing { monotonic: MINUTE, wall: SECOND }), Duration::ZERO);
    }

    #[test]
    fn users_who_have_been_away_for_an_hour_are_forgotten_when_another_comes() {
        let mut budget = Budget::new(()).with_clock(Standing { monotonic: Duration::ZERO, wall: NOW });
        let [first, second, third] = [1, 2, 3].map(|number| {
            let header = format!("Basic {number}");
            let request = Request::get("https://one.example/me").header("authorization", header).body(Vec::new());
            budget.names.owner(&request.unwrap()).unwrap()
        });
        let call = |budget: &Budget<(), Standing>, owner| {
            let call = budget.with_ledger(owner, Ledger::reserve).unwrap();
            budget.with_ledger(owner, |ledger, now| ledger.settle(call, now, Spent::One(None)));
        };
        call(&budget, first);
        budget.clock.monotonic = MINUTE;
        call(&budget, second);
        assert_eq!(lock(&budget.ledgers).len(), 2);
        budget.clock.monotonic = HOUR + SECOND;
        call(&budget, second);
        assert_eq!(lock(&budget.ledgers).len(), 2, "nobody new has come");
        call(&budget, third);
        let known: Vec<Owner> = lock(&budget.ledgers).keys().copied().collect();
        assert!(!known.contains(&first) && known.contains(&second) && known.contains(&third));
    }

    #[test]
    fn the_refusal_reads_as_that_of_the_server() {
        let response = refusal(Duration::from_millis(61_200));
        let error =
            crate::error::ApiError::new(GetLocation::INFO, response.status(), response.headers(), response.body());
        assert_eq!(error.kind(), crate::error::ApiErrorKind::QuotaExhausted);
        assert_eq!(error.quota(), Some(Quota::new(0, Some(Duration::from_secs(62)))));
        assert_eq!(
            error.message(),
            Some("You have hit your hourly limit for API calls. Your quota will reset in 62 seconds.")
        );
        assert_eq!(Trace::of(&response).attempts, 0);
        assert_eq!(refusal(MINUTE).headers()[Quota::RESETS_IN], "60");
    }
}
