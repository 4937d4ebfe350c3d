//! [`Call`]: the machine, its steps and its inputs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Request, Response, StatusCode};

use crate::call::basis::Basis;
use crate::call::entry::{self, Label};
use crate::call::moment::{Moment, passed, slept};
use crate::call::now::Now;
use crate::call::outcome::{Ending, Outcome};
use crate::call::record::ledger::{Ledger, Settled, UnderWay, WINDOW};
use crate::call::record::{Edit, Hour, Record, Unreadable};
use crate::call::retry::{Decision, SoFar, Verdict};
use crate::call::settings::{CallOptions, LEASE_MARGIN, Settings};
use crate::call::shared::{Name, Shared};
use crate::call::step::{Input, Reason, Step};
use crate::operation::{Bucket, EndpointInfo};
use crate::quota::{self, BucketQuota, Quota};
use crate::random::drawn;
use crate::store::{Ask, CacheKey, Held, OwnerId, Put, Read, Replied, StoreError, Version, Write, Written};
use crate::transport::{TransportError, TransportErrorKind};

/// Decides, step by step, what becomes of one call: what to send, keep, wait for and repeat. It does no I/O, reads no clock
/// and never blocks. A [`Dispatcher`](crate::Dispatcher) makes it.
///
/// ```text
///                                  the store does not respond: look again, then a copy in this process
///                                 ┌───────────────────────────────────────────────────────────────┐
///            Start                ▼                                                               │
///   ┌───────┐   ┌───────┐     ┌────────┐  none under way, calls left   ┌─────────┐  a slot      ┌─┴───────┐
///   │ named ├──►│ read  ├────►│ decide ├────────────────────────────►  │ reserve ├─────────────►│  send   │◄─┐
///   └───────┘   └───▲───┘     └┬──┬──┬─┘◄──────────────────────────────┴─────────┘              └────┬────┘  │
///                   │          │  │  │           somebody else wrote                                 │       │
///                   │  wait    │  │  │ no call left                                                  ▼       │
///                   └──────────┘  │  ▼                                                          ┌────────┐   │
///          another call asks for  │ Done(refused, or a stale response)                          │ settle ├───┘
///          the same               ▼                                                             └────┬───┘ a retry
///                          Done(a cached response)                                                   ▼
///                                                                                     Done(the server's response)
/// ```
///
/// | step | what you do | what you pass in next |
/// | --- | --- | --- |
/// | (none yet) | | [`Input::Start`] |
/// | [`Step::Store`] | ask the store: [`Ask::put_to`], or as a command | [`Input::Stored`] |
/// | [`Step::Send`] | send the request; when it comes again, build it again | [`Input::Answered`] |
/// | [`Step::Wait`] | sleep until the monotonic clock shows `until` | [`Input::Woken`] |
/// | [`Step::Done`] | take the outcome | |
///
/// **The invariant**: a request is sent only while a reservation of it stands in the record, so that every call of every
/// program that shares the store is counted before it is made; and what is given as fresh or cached was asked for after
/// the last write that had ended when the call began.
///
/// # Dropped calls
///
/// A call may be dropped at any step (a cancelled future, a panic). If its request was never sent, it does not count; if
/// it was sent, it counts for an hour, others stop to wait for it, and if it may have changed something, the cached
/// responses are forgotten. This process does so at once; others learn of it with its next write, or when the call's
/// lease ends.
///
/// # An own loop
///
/// [`Client`](crate::Client) and [`AsyncClient`](crate::AsyncClient) run calls. A program with a loop of its own does it
/// so:
///
/// ```
/// use toggl_me_core::call::{Input, Now, Step};
/// use toggl_me_core::clock::Clock;
/// use toggl_me_core::{CallOptions, Context, Dispatcher, Endpoint, EndpointExt, Error, Reply, Transport};
///
/// fn call<E: Endpoint>(
///     endpoint: &E,
///     context: &Context,
///     dispatcher: &Dispatcher,
///     transport: &impl Transport,
///     clock: &impl Clock,
/// ) -> Result<Reply<E::Response>, Error> {
///     let mut call = dispatcher.call(endpoint, &endpoint.to_request(context)?, CallOptions::new());
///     let mut input = Input::Start;
///     loop {
///         input = match call.step(Now::of(clock), input) {
///             Step::Store(ask) => Input::Stored(dispatcher.ask(&ask)),
///             Step::Send => Input::Answered(transport.send(endpoint.to_request(context)?)),
///             Step::Wait { until, .. } => {
///                 clock.sleep(until.saturating_sub(clock.monotonic()));
///                 Input::Woken
///             }
///             Step::Done(outcome) => return outcome.reply::<E>(),
///         };
///     }
/// }
/// ```
pub struct Call {
    shared: Arc<Shared>,
    settings: Arc<Settings>,
    options: CallOptions,
    info: &'static EndpointInfo,
    reads: &'static Reads,
    /// In whose hour it counts, where it does.
    hour: Option<Hour>,
    who: Who,
    /// Whether the response may be cached, and a cached one taken.
    is_cacheable: bool,
    seed: u64,
    drawn: u32,

    state: State,
    began: Now,
    /// When the last step was given out, or the store was last heard: what is heard next is not older.
    last: Now,
    began_at: Option<Moment>,
    basis: Basis,
    /// Why the call goes by the copy in this process.
    alone: Option<Alone>,
    /// How often the store has failed in a row.
    troubles: u8,
    /// How often the record has changed under a write in a row.
    races: u16,
    once: Once,

    /// The attempt that is reserved, or under way.
    flight: Option<Flight>,
    /// The attempt that is reserved by the write under way.
    next: Option<Flight>,
    /// Whether its request was given out to be sent.
    was_sent: bool,
    /// A write of which it is not known whether it was done.
    unsure: Option<Unsure>,
    /// The call of somebody else that this one waits for.
    followed: Option<u32>,
    /// Since when it waits for others.
    follows_since: Option<Duration>,
    /// Whether waiting for others has taken too long.
    is_impatient: bool,
    /// How often a slot was over before its request was sent.
    restarts: u8,
    attempt: u32,
    attempts: u32,
    waited: Duration,
    answer: Option<Result<Response<Vec<u8>>, TransportError>>,
}

/// What a call wants to know of a successful response, from its operation.
pub(crate) struct Reads {
    /// Whether a body is what the operation answers: what is not is neither kept nor shared.
    pub(crate) is_readable: fn(&[u8]) -> bool,
    /// What it tells of the hours of others.
    pub(crate) quotas: fn(&[u8]) -> Vec<BucketQuota>,
}

/// What a call does once, whatever it hears.
#[derive(Default)]
struct Once {
    /// The store was read again because the machine slept: a clock that jumps each time is no sleep.
    looked_again: bool,
    /// The store was asked for its secret again.
    asked_again: bool,
}

/// Whose call it is.
enum Who {
    /// Nobody's, or nobody keeps anything for it: it is sent, and repeated as the policy says.
    Nobody,
    /// Not known before the store has given its secret.
    Unnamed(Box<Request<()>>),
    Somebody(Name),
}

/// Why a call goes by the copy in this process.
enum Alone {
    /// The store does not respond: what is changed is owed to it.
    Failed(StoreError),
    /// The store holds what a newer version of this library wrote: it is left as it is.
    Newer(StoreError),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// To decide what to do.
    Decide,
    /// For what the leader of that flight failed with.
    Failure(u32),
    /// Before the result of an attempt is written down.
    Settle,
}

#[derive(Debug)]
enum State {
    New,
    AskedSecret(Look),
    Reading(Look),
    Writing(Unsure),
    Waiting { until: Duration, reason: Reason, then: Awake },
    Sending,
    Ended,
}

/// A write that was asked for.
#[derive(Debug)]
struct Unsure {
    version: Version,
    edits: Vec<Edit>,
    then: Then,
}

/// What follows a write.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// The first attempt, at its slot.
    Send {
        slot: Moment,
    },
    /// Another attempt, `wait` after the last.
    Again {
        slot: Moment,
        wait: Duration,
    },
    /// To decide again what to do, as others no longer wait for this call; after the last attempt by `wait` at least.
    Decide {
        wait: Duration,
    },
    /// No attempt: no call is left.
    Refuse {
        left: u32,
        resets_in: Duration,
    },
    Finish,
}

/// What follows a wait.
#[derive(Clone, Copy, Debug)]
enum Awake {
    Send,
    Look(Look),
}

/// An attempt that was reserved and is not settled.
#[derive(Clone, Copy)]
struct Flight {
    id: u32,
    /// The id of the call's first attempt: others know it by that.
    name: u32,
    generation: u64,
    number: u32,
    sent_at: Moment,
    leads: bool,
}

/// How long what a leader failed with is given to those who waited for it.
const FAILURE_LIFETIME: Duration = Duration::from_secs(10);
/// How long a record is kept, and so the longest that a cached response is of use.
const RECORD_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// The longest wait that a server may impose on everybody with a 429.
const LONGEST_HOLD: Duration = Duration::from_secs(60);
/// A store that takes longer to fail has run into its time limit, and is not asked again at once.
const QUICK_FAILURE: Duration = Duration::from_millis(50);
/// How often a call may miss its slot before it is sent all the same.
const MOST_RESTARTS: u8 = 3;
/// How often a record may change under a write before the store is taken to be out of order.
const MOST_RACES: u16 = 1_000;

impl Call {
    pub(crate) fn new<B: AsRef<[u8]>>(
        shared: Arc<Shared>,
        settings: Arc<Settings>,
        options: CallOptions,
        info: &'static EndpointInfo,
        organization: Option<i64>,
        reads: &'static Reads,
        request: &Request<B>,
    ) -> Self {
        let options_cache =
            options.max_age.is_some_and(|age| !age.is_zero()) || options.max_stale.is_some_and(|age| !age.is_zero());
        let caches = !settings.max_age.is_zero() || !settings.max_stale.is_zero() || options_cache;
        let is_idle = settings.shares_nothing() && !options_cache && shared.store.is_none();
        let who = match is_idle {
            true => Who::Nobody,
            false if shared.knows_secret() => shared.name(request).map_or(Who::Nobody, Who::Somebody),
            false if shared.name(request).is_none() => Who::Nobody,
            false => {
                let mut unnamed = Request::new(());
                *unnamed.method_mut() = request.method().clone();
                *unnamed.uri_mut() = request.uri().clone();
                *unnamed.headers_mut() = request.headers().clone();
                Who::Unnamed(Box::new(unnamed))
            }
        };
        let is_cacheable = caches
            && *request.method() == Method::GET
            && request.body().as_ref().is_empty()
            && info.max_age.is_none_or(|age| !age.is_zero());
        let hour = match info.bucket {
            Bucket::User => Some(Hour::User),
            Bucket::Organization => organization.map(Hour::Organization),
            Bucket::None => None,
        };
        let hour = hour.filter(|_| settings.hourly_limit.is_some());
        let zero = Now { monotonic: Duration::ZERO, wall: jiff::Timestamp::UNIX_EPOCH };
        Call {
            seed: shared.next_seed(),
            drawn: 0,
            shared,
            settings,
            options,
            info,
            reads,
            hour,
            who,
            is_cacheable,
            state: State::New,
            began: zero,
            last: zero,
            began_at: None,
            basis: Basis::nothing(),
            alone: None,
            troubles: 0,
            races: 0,
            once: Once::default(),
            flight: None,
            next: None,
            was_sent: false,
            unsure: None,
            followed: None,
            follows_since: None,
            is_impatient: false,
            restarts: 0,
            attempt: 0,
            attempts: 0,
            waited: Duration::ZERO,
            answer: None,
        }
    }

    /// Takes in what has come of the last step and says what to do next: see the table at [`Call`].
    ///
    /// An input that does not belong to the last step ends the call with a
    /// [`TransportErrorKind::Other`](crate::TransportErrorKind::Other), and so does any input after its end.
    pub fn step(&mut self, now: Now, input: Input) -> Step {
        let mut input = input;
        loop {
            match self.advance(now, input) {
                Step::Store(ask) if !self.goes_by_store() => {
                    input = Input::Stored(ask.put_to(&self.shared.local));
                }
                step => {
                    self.last = now;
                    return step;
                }
            }
        }
    }

    fn advance(&mut self, now: Now, input: Input) -> Step {
        match (std::mem::replace(&mut self.state, State::Ended), input) {
            (State::New, Input::Start) => self.start(now),
            (State::AskedSecret(look), Input::Stored(replied)) => self.named(now, look, replied),
            (State::Reading(look), Input::Stored(replied)) => self.looked(now, look, replied),
            (State::Writing(unsure), Input::Stored(replied)) => self.wrote(now, unsure, replied),
            (State::Waiting { until, reason, then }, Input::Woken) => self.woken(now, until, reason, then),
            (State::Sending, Input::Answered(answer)) => self.answered(now, answer),
            (state, _) => {
                self.state = state;
                self.let_go();
                self.answer = Some(Err(TransportError::new(TransportErrorKind::Other)
                    .with_reason("the steps of a call were not taken in their order")));
                self.finish(now)
            }
        }
    }

    fn start(&mut self, now: Now) -> Step {
        self.began = now;
        self.last = now;
        if matches!(self.who, Who::Nobody) {
            return self.send(now);
        }
        self.alone = self.shared.failure(now).map(Alone::Failed);
        if let (Some(Alone::Failed(error)), true) = (&self.alone, self.settings.demands_store) {
            let error = error.clone();
            return self.end(Ending::NoStore(error));
        }
        self.look(now, Look::Decide)
    }

    fn named(&mut self, now: Now, look: Look, replied: Result<Replied, StoreError>) -> Step {
        let error = match replied {
            Ok(Replied::Secret(secret)) => {
                self.shared.take_secret(&secret);
                self.troubles = 0;
                return self.look(now, look);
            }
            Ok(_) => StoreError::new("gave something else than its secret"),
            Err(error) => error,
        };
        self.store_failed(now, look, &error)
    }

    /// Whether there is a store that others share, and it is asked.
    fn goes_by_store(&self) -> bool {
        self.shared.store.is_some() && self.alone.is_none()
    }

    fn name(&self) -> Option<Name> {
        match self.who {
            Who::Somebody(name) => Some(self.shared.current(name)),
            Who::Nobody | Who::Unnamed(_) => None,
        }
    }

    fn ask(&mut self, state: State, ask: Ask) -> Step {
        self.state = state;
        Step::Store(ask)
    }

    fn look(&mut self, now: Now, look: Look) -> Step {
        if let Who::Unnamed(request) = &self.who {
            if self.alone.is_none() && !self.shared.knows_secret() {
                return self.ask(State::AskedSecret(look), Ask::Secret);
            }
            self.who = self.shared.name(request).map_or(Who::Nobody, Who::Somebody);
        }
        let Some(Name { owner, key }) = self.name() else { return self.send(now) };
        let key = match look {
            Look::Failure(flight) => Some(failure_key(flight)),
            Look::Decide | Look::Settle => self.is_cacheable.then_some(key),
        };
        self.ask(State::Reading(look), Ask::Read(Read::new(owner, key)))
    }

    fn looked(&mut self, now: Now, look: Look, replied: Result<Replied, StoreError>) -> Step {
        let held = match replied {
            Ok(Replied::Held(held)) => held,
            Ok(_) => return self.store_failed(now, look, &StoreError::new("gave something else than a record")),
            Err(error) => return self.store_failed(now, look, &error),
        };
        // What was read before the machine slept is old news.
        if slept(self.last, now) && !std::mem::replace(&mut self.once.looked_again, true) {
            return self.look(now, look);
        }
        self.once.looked_again = false;
        // A store that has lost a record may have lost its secret: then others go by its new one.
        if self.has_lost_record(&held) && !std::mem::replace(&mut self.once.asked_again, true) {
            return self.ask(State::AskedSecret(look), Ask::Secret);
        }
        if self.unsure.is_none() {
            self.troubles = 0;
        }
        if let Look::Failure(_) = look {
            let shared = held.response.as_deref().and_then(entry::decode_failure);
            // What was cut off may be readable where the whole was not, and then is no failure.
            let is_failure = |failure: &entry::Failure| {
                !failure
                    .as_ref()
                    .is_ok_and(|answer| answer.status().is_success() && (self.reads.is_readable)(answer.body()))
            };
            let shared = shared.filter(is_failure);
            self.followed = None;
            return match shared {
                Some(failure) => {
                    self.answer = Some(failure);
                    self.finish_shared(now)
                }
                None => self.look(now, Look::Decide),
            };
        }
        if let Some(unsure) = self.unsure.take() {
            if unsure.version == held.version {
                self.troubles = 0;
                return if self.take_in(now, held) { self.written(now, unsure.then) } else { self.look(now, look) };
            }
            self.cancel_next();
        }
        if !self.take_in(now, held) {
            return self.look(now, look);
        }
        match look {
            Look::Settle => self.settle(now),
            Look::Decide | Look::Failure(_) => self.decide(now),
        }
    }

    /// Whether the store holds no record where it has held one.
    fn has_lost_record(&self, held: &Held) -> bool {
        let knows = || self.name().is_some_and(|Name { owner, .. }| self.shared.local.record(owner).is_some());
        self.goes_by_store() && held.record.is_none() && knows()
    }

    /// Takes in what the store held. Where a newer version of this library wrote the record, the call goes by the copy in
    /// this process, and the answer is false.
    fn take_in(&mut self, now: Now, held: Held) -> bool {
        let Some(Name { owner, key }) = self.name() else { return true };
        let is_store = self.goes_by_store();
        // The copy outlives what the store has lost.
        let lost = if is_store && held.record.is_none() { self.shared.local.record(owner) } else { None };
        let is_lost = lost.is_some();
        let record = match held.record.as_deref().or(lost.as_deref()).map(Record::decode) {
            // What was cached under a record that was lost may be of a time before a write that this process has not
            // heard of.
            Some(Ok(record)) if is_lost => record.renewed(self.draw()),
            Some(Ok(record)) => record,
            Some(Err(Unreadable::Newer)) if is_store => {
                let error = StoreError::new("holds a record of a newer version of this library");
                self.shared.warn(&error);
                self.alone = Some(Alone::Newer(error));
                return false;
            }
            Some(Err(_)) | None => Record::new(self.draw()),
        };
        if is_store {
            self.shared.store_responded();
        }
        let at = self.shared.moment(now, held.now);
        // A process's own time is read when the store's reply is here, a store's at some moment before that.
        let asked = if held.now.is_some() { self.last } else { now };
        self.began_at.get_or_insert(at.before(passed(self.began, asked)));
        let read_at = at.after(passed(asked, now));
        let owed = self.shared.owed(owner, self.alone.is_none());
        if is_store {
            // The store does not have it yet, and the copy must not lose it.
            let copied = owed.as_ref().map(|owed| owed.copied()).unwrap_or_default();
            let changed = (is_lost || !copied.is_empty()).then(|| {
                let mut record = record.clone();
                copied.iter().for_each(|edit| record.apply(edit));
                record.encode()
            });
            let bytes = changed.as_deref().or(held.record.as_deref());
            self.shared.local.mirror(owner, held.version, bytes, key, held.response.as_deref());
        }
        self.basis = Basis {
            version: held.version,
            record,
            entry: held.response,
            is_unwritten: false,
            at,
            read: now,
            read_at,
            owed,
        };
        for edit in self.basis.owed.iter().flat_map(|owed| owed.iter()) {
            self.basis.record.apply(edit);
        }
        self.basis.is_unwritten = self.basis.record.bring_up_to(at) || is_lost;
        self.last = now;
        true
    }

    fn decide(&mut self, now: Now) -> Step {
        let Some(Name { key, .. }) = self.name() else { return self.send(now) };
        let at = self.basis.moment(now);
        let max_age = self.max_age(at);
        if self.is_cacheable {
            if let Some(age) = self.entry_within(at, max_age) {
                return self.give_cached(age);
            }
            if let Some(step) = self.follow(now, key, max_age) {
                return step;
            }
        }
        if let Some((ledger, limit)) = self.counted() {
            let keep = self.keep();
            let left = ledger.remaining(limit);
            if left <= keep {
                let resets_in = ledger.freed_at(limit, keep, at).since(at);
                return match self.basis.is_unwritten {
                    true => self.write(now, Vec::new(), None, Then::Refuse { left, resets_in }),
                    false => self.refuse(now, left, resets_in),
                };
            }
        }
        let slot = self.basis.record.pacer.take(at, self.settings.pace);
        let leads = self.is_cacheable && self.basis.record.leader(key).is_none();
        let id = self.draw_id();
        let flight = Flight { id, name: id, generation: self.basis.record.generation, number: 0, sent_at: slot, leads };
        let reserved = self.reserve(flight, at, slot, key);
        self.write(now, vec![reserved], None, Then::Send { slot })
    }

    /// How old a cached response may be: as the call says, else as the dispatcher was told, within what the operation
    /// declares. A background call stretches that until the calls that are left last to the end of the hour.
    fn max_age(&self, at: Moment) -> Duration {
        let told = self.settings.max_age.min(self.info.max_age.unwrap_or(Duration::MAX));
        let max_age = self.options.max_age.unwrap_or(told);
        let Some((ledger, limit)) = self.counted().filter(|_| self.options.background && !max_age.is_zero()) else {
            return max_age;
        };
        match ledger.remaining(limit).saturating_sub(self.settings.reserve) {
            // Nothing can be asked: what was asked for since the oldest of the hour's calls is new enough.
            0 => max_age.max(WINDOW),
            left => max_age.max(ledger.time_left(at).checked_div(left).unwrap_or(WINDOW)),
        }
    }

    /// The hour in which the call counts, as far as anything is known of it, and its limit: that of an organization is
    /// what the server told.
    fn counted(&self) -> Option<(&Ledger, u32)> {
        let hour = self.hour?;
        let ledger = self.basis.record.hour(hour)?;
        let limit = match hour {
            Hour::User => self.settings.hourly_limit?,
            Hour::Organization(_) => ledger.limit.unwrap_or(u32::MAX),
        };
        Some((ledger, limit))
    }

    /// The age of the cached response, where it was younger than `max_age` when this call began. So the response to a
    /// request that was under way then is young enough, however long it takes.
    fn entry_within(&self, at: Moment, max_age: Duration) -> Option<Duration> {
        let label = self.basis.label()?;
        let began_at = self.began_at.unwrap_or(at);
        // What comes from the future has no age.
        let is_young = label.at <= at && began_at.since(label.at) < max_age;
        is_young.then(|| at.since(label.at))
    }

    fn give_cached(&mut self, age: Duration) -> Step {
        match self.basis.take_response() {
            Some(response) => self.end(Ending::Cached { response, age }),
            None => self.end(Ending::Failed(TransportError::new(TransportErrorKind::Other))),
        }
    }

    /// Waits for a call under way that asks for the same, or takes what that call has failed with.
    fn follow(&mut self, now: Now, key: CacheKey, max_age: Duration) -> Option<Step> {
        if max_age.is_zero() || self.is_impatient {
            return None;
        }
        let Some(leader) = self.basis.record.leader(key).map(|leader| leader.flight) else {
            return self.followed.map(|flight| self.look(now, Look::Failure(flight)));
        };
        self.followed = Some(leader);
        let since = *self.follows_since.get_or_insert(now.monotonic);
        let waited = now.monotonic.saturating_sub(since);
        // Of several leaders in turn, each may take its time; their sum must not. One lease would not do: when it ends
        // without a response, all that have waited for it would lose their patience at the same moment.
        if waited >= self.settings.lease().saturating_mul(2) {
            self.is_impatient = true;
            return None;
        }
        self.troubles = 0;
        let eighth = waited.checked_div(8).unwrap_or_default();
        let pause = eighth.clamp(Duration::from_millis(1), Duration::from_millis(100));
        Some(self.wait(now, pause, Reason::Leader, Awake::Look(Look::Decide)))
    }

    /// Reserves an attempt in the record that will be written.
    fn reserve(&mut self, flight: Flight, at: Moment, slot: Moment, key: CacheKey) -> Edit {
        let call = UnderWay {
            id: flight.id,
            flight: flight.name,
            number: 0,
            at,
            end: slot.after(self.settings.lease()),
            key: flight.leads.then_some(key),
            writes: self.info.writes(),
            counts: self.hour.is_some(),
        };
        let edit = Edit::Reserve(self.hour.unwrap_or(Hour::User), call);
        self.next = Some(flight);
        self.basis.record.apply(&edit);
        edit
    }

    /// Writes the record, in which `edits` have been applied.
    fn write(&mut self, now: Now, edits: Vec<Edit>, response: Option<Put>, then: Then) -> Step {
        let Some(Name { owner, key }) = self.name() else { return self.send(now) };
        let version = Version(self.draw().max(1));
        let mut write = Write::new(owner, self.basis.version, version, self.basis.record.encode());
        write.lifetime = RECORD_LIFETIME;
        write.response = response;
        write.key = self.is_cacheable.then_some(key);
        if let (Some(put), true) = (&write.response, self.goes_by_store()) {
            self.shared.local.mirror_response(owner, put);
        }
        self.ask(State::Writing(Unsure { version, edits, then }), Ask::Write(write))
    }

    fn wrote(&mut self, now: Now, unsure: Unsure, replied: Result<Replied, StoreError>) -> Step {
        let look = match unsure.then {
            Then::Send { .. } | Then::Refuse { .. } => Look::Decide,
            Then::Again { .. } | Then::Decide { .. } | Then::Finish => Look::Settle,
        };
        match replied {
            Ok(Replied::Written(Written::Done)) => {
                self.troubles = 0;
                self.races = 0;
                if let Some(Name { owner, .. }) = self.name() {
                    match self.alone {
                        None => {
                            self.shared.paid(owner, self.basis.owed.as_deref());
                            self.copy_written(owner, &unsure);
                        }
                        Some(Alone::Failed(_)) => {
                            self.shared.paid_locally(owner, self.basis.owed.as_deref(), unsure.edits)
                        }
                        Some(Alone::Newer(_)) => {}
                    }
                }
                self.basis.version = unsure.version;
                self.written(now, unsure.then)
            }
            // What was not written is planned anew on what is there now.
            Ok(Replied::Written(Written::Changed(held))) if self.races < MOST_RACES => {
                self.troubles = 0;
                self.races = self.races.saturating_add(1);
                self.next = None;
                if !self.take_in(now, held) {
                    return self.look(now, look);
                }
                if look == Look::Settle { self.settle(now) } else { self.decide(now) }
            }
            failed => {
                let error = failed.err().unwrap_or_else(|| StoreError::new("never keeps what it is given"));
                self.unsure = Some(unsure);
                self.store_failed(now, look, &error)
            }
        }
    }

    /// Copies what the store has just kept. Where other calls of this process have changed the copy since, it is changed by
    /// the same edits.
    fn copy_written(&mut self, owner: OwnerId, unsure: &Unsure) {
        if !self.goes_by_store() {
            return;
        }
        let other = Version(self.draw().max(1));
        let basis = &self.basis;
        self.shared.local.amend(owner, |version, bytes| match bytes.map(Record::decode) {
            Some(Ok(mut record)) if version != basis.version => {
                unsure.edits.iter().for_each(|edit| record.apply(edit));
                (other, record.encode())
            }
            _ => (unsure.version, basis.record.encode()),
        });
    }

    fn written(&mut self, now: Now, then: Then) -> Step {
        match then {
            Then::Send { slot } => {
                self.take_off();
                self.send_at(now, slot, Reason::Pace)
            }
            Then::Again { slot, wait } => {
                self.take_off();
                self.waited = self.waited.saturating_add(wait);
                self.send_at(now, slot, Reason::Backoff)
            }
            Then::Decide { wait } => {
                self.flight = None;
                self.waited = self.waited.saturating_add(wait);
                self.wait(now, wait, Reason::Backoff, Awake::Look(Look::Decide))
            }
            Then::Refuse { left, resets_in } => self.refuse(now, left, resets_in),
            Then::Finish => self.finish(now),
        }
    }

    /// The attempt that was reserved is the one under way.
    fn take_off(&mut self) {
        let record = &self.basis.record;
        self.flight = self.next.take().map(|flight| {
            let number = record.call(flight.id).map_or(0, |call| call.number);
            Flight { number, ..flight }
        });
        self.was_sent = false;
    }

    fn send_at(&mut self, now: Now, slot: Moment, reason: Reason) -> Step {
        let wait = slot.since(self.basis.moment(now));
        if wait.is_zero() { self.send_reserved(now) } else { self.wait(now, wait, reason, Awake::Send) }
    }

    /// Sends at its slot what was reserved. Where that is long over (the machine slept, or the process stood still), the
    /// lease would end before the attempt does, and others may have sent; so may calls of this process that went without
    /// the store meanwhile. Then it is decided anew.
    fn send_reserved(&mut self, now: Now) -> Step {
        let late = self.flight.map_or(Duration::ZERO, |flight| self.basis.latest(now).since(flight.sent_at));
        let is_late = slept(self.last, now) || late >= LEASE_MARGIN;
        let is_behind =
            self.goes_by_store() && self.name().is_some_and(|Name { owner, .. }| self.shared.is_owed(owner));
        if !(is_late || is_behind) || self.restarts >= MOST_RESTARTS {
            return self.send(now);
        }
        self.restarts = self.restarts.saturating_add(1);
        self.give_back_reservation();
        self.look(now, Look::Decide)
    }

    fn wait(&mut self, now: Now, pause: Duration, reason: Reason, then: Awake) -> Step {
        let until = now.monotonic.saturating_add(pause);
        self.state = State::Waiting { until, reason, then };
        Step::Wait { until, reason }
    }

    fn woken(&mut self, now: Now, until: Duration, reason: Reason, then: Awake) -> Step {
        let slept = slept(self.last, now);
        if now.monotonic < until && !slept {
            self.state = State::Waiting { until, reason, then };
            return Step::Wait { until, reason };
        }
        match then {
            Awake::Send if self.flight.is_some() => self.send_reserved(now),
            Awake::Send => self.send(now),
            Awake::Look(look) => self.look(now, look),
        }
    }

    fn send(&mut self, now: Now) -> Step {
        self.attempt = self.attempt.saturating_add(1);
        let at = self.basis.moment(now);
        if let Some(flight) = &mut self.flight {
            flight.sent_at = at;
        }
        self.was_sent = true;
        self.state = State::Sending;
        Step::Send
    }

    fn answered(&mut self, now: Now, answer: Result<Response<Vec<u8>>, TransportError>) -> Step {
        if !matches!(&answer, Err(error) if error.is_unsent()) {
            self.attempts = self.attempts.saturating_add(1);
        }
        self.answer = Some(answer);
        if self.flight.is_none() {
            return match self.decision(now) {
                Decision::RetryAfter(wait) => {
                    self.waited = self.waited.saturating_add(wait);
                    self.wait(now, wait, Reason::Backoff, Awake::Send)
                }
                Decision::Done => self.finish(now),
            };
        }
        if slept(self.last, now) { self.look(now, Look::Settle) } else { self.settle(now) }
    }

    fn decision(&self, now: Now) -> Decision {
        let Some(answer) = &self.answer else { return Decision::Done };
        let so_far = SoFar {
            repeatable: !self.info.writes(),
            attempt: self.attempt,
            waited: self.waited,
            elapsed: passed(self.began, now),
            seed: self.seed,
        };
        self.settings.retry.decide(&so_far, Verdict::of(answer.as_ref(), || now.wall))
    }

    /// Writes down what came of an attempt, and reserves the next one in the same write where one follows.
    fn settle(&mut self, now: Now) -> Step {
        let (Some(answer), Some(flight), Some(Name { key, .. })) = (&self.answer, self.flight, self.name()) else {
            return self.finish(now);
        };
        // The server has counted it before that.
        let at = self.basis.latest(now);
        // After a write of somebody's, nobody waits for this call any more.
        let is_alone = self.basis.record.call(flight.id).is_none_or(|call| call.key.is_none());
        let mut edits = Vec::with_capacity(3);
        edits.push(match self.hour {
            Some(hour) => Edit::Settle { hour, id: flight.id, at, settled: self.settled(answer) },
            None => Edit::Cancel { id: flight.id },
        });
        self.note_quotas(answer, flight.number, at, &mut edits);
        if let Verdict::RateLimited { retry_after } = Verdict::of(answer.as_ref(), || now.wall) {
            let hold = retry_after.unwrap_or_default().clamp(Duration::from_secs(1), LONGEST_HOLD);
            edits.push(Edit::Hold { until: at.after(hold), pace: self.settings.pace });
        }
        if self.info.writes() && may_be_done(answer) {
            edits.push(Edit::Forget);
        }
        let decision = self.decision(now);
        for edit in &edits {
            self.basis.record.apply(edit);
        }
        if let Decision::RetryAfter(wait) = decision {
            if flight.leads && is_alone {
                return self.write(now, edits, None, Then::Decide { wait });
            }
            if self.counted().is_none_or(|(ledger, limit)| ledger.remaining(limit) > self.keep()) {
                let slot = self.basis.record.pacer.take(at.after(wait), self.settings.pace);
                let generation = self.basis.record.generation;
                let next = Flight { id: self.draw_id(), generation, number: 0, sent_at: slot, ..flight };
                edits.push(self.reserve(next, at, slot, key));
                return self.write(now, edits, None, Then::Again { slot, wait });
            }
        }
        let response = self.to_keep(key);
        self.write(now, edits, response, Then::Finish)
    }

    /// How many calls are left to others.
    fn keep(&self) -> u32 {
        if self.options.background { self.settings.reserve } else { 0 }
    }

    /// Notes what a response tells of the hours of others.
    fn note_quotas(
        &self,
        answer: &Result<Response<Vec<u8>>, TransportError>,
        number: u32,
        at: Moment,
        edits: &mut Vec<Edit>,
    ) {
        let Ok(response) = answer else { return };
        if self.settings.hourly_limit.is_some() && response.status().is_success() {
            edits.extend((self.reads.quotas)(response.body()).into_iter().map(|told| Edit::BeTold {
                hour: told.organization.map_or(Hour::User, Hour::Organization),
                number,
                at,
                quota: told.quota,
                limit: told.limit,
            }));
        }
    }

    fn settled(&self, answer: &Result<Response<Vec<u8>>, TransportError>) -> Settled {
        match answer {
            Err(error) if error.is_unsent() => Settled::Nothing,
            Err(_) => Settled::One(None),
            // The server refuses those before it counts them.
            Ok(response) if response.status() == StatusCode::TOO_MANY_REQUESTS => Settled::Nothing,
            Ok(response) => {
                let spent = (response.status() == StatusCode::PAYMENT_REQUIRED)
                    .then(|| quota::spent(self.info.bucket, response.headers(), response.body()))
                    .flatten();
                Settled::One(spent.or_else(|| Quota::from_headers(response.headers())))
            }
        }
    }

    /// What of the last attempt is kept: a success that its operation can read, for all; whatever else a leader got, for
    /// those who waited for it.
    fn to_keep(&self, key: CacheKey) -> Option<Put> {
        let (Some(answer), Some(flight), true) = (&self.answer, &self.flight, self.is_cacheable) else { return None };
        let leaves_process = self.shared.store.is_some() && !self.settings.keeps_api_token;
        let response = match answer {
            Ok(response) if response.status().is_success() && (self.reads.is_readable)(response.body()) => response,
            failure => {
                let put = || {
                    let bytes = entry::encode_failure(failure, leaves_process);
                    Put::new(failure_key(flight.name), bytes, FAILURE_LIFETIME)
                };
                return flight.leads.then(put);
            }
        };
        // Of a request that left before the last write, nothing is kept; nor does it replace the response to a later one.
        let is_outdated = flight.generation != self.basis.record.generation
            || self.basis.label().is_some_and(|kept| kept.number > flight.number);
        if is_outdated {
            return None;
        }
        let label = Label {
            status: response.status().as_u16(),
            generation: flight.generation,
            number: flight.number,
            at: flight.sent_at,
        };
        let bytes = match leaves_process {
            true => label.encode(&entry::without_api_tokens(response.body())),
            false => label.encode(response.body()),
        };
        let longest = [self.settings.max_age, self.settings.max_stale]
            .into_iter()
            .chain([self.options.max_age, self.options.max_stale].into_iter().flatten())
            .max();
        let lifetime = longest.unwrap_or_default().max(WINDOW).min(RECORD_LIFETIME);
        Some(Put::new(key, bytes, lifetime))
    }

    fn finish(&mut self, now: Now) -> Step {
        self.flight = None;
        match self.answer.take() {
            Some(answer) => self.end_or_stale(now, Ending::of(answer)),
            None => self.end(Ending::Failed(TransportError::new(TransportErrorKind::Other))),
        }
    }

    /// Ends with what another call was told.
    fn finish_shared(&mut self, now: Now) -> Step {
        let mut step = self.finish(now);
        if let Step::Done(outcome) = &mut step {
            outcome.shared = true;
        }
        step
    }

    fn refuse(&mut self, now: Now, left: u32, resets_in: Duration) -> Step {
        self.end_or_stale(now, Ending::Refused(Quota::new(left.into(), Some(resets_in))))
    }

    /// Puts a cached response in the place of a failure, where that is allowed.
    fn end_or_stale(&mut self, now: Now, ending: Ending) -> Step {
        let failed = match &ending {
            Ending::Fresh(response) => is_failure(response.status()),
            Ending::Failed(_) | Ending::Refused(_) | Ending::NoStore(_) => true,
            Ending::Cached { .. } | Ending::Stale { .. } => false,
        };
        let max_stale = self.options.max_stale.unwrap_or(self.settings.max_stale);
        if failed && !max_stale.is_zero() && self.is_cacheable {
            let at = self.basis.latest(now);
            let age = self.basis.label().filter(|label| label.at <= at).map(|label| at.since(label.at));
            if let Some(age) = age.filter(|age| *age <= max_stale) {
                if let Some(response) = self.basis.take_response() {
                    return self.end(Ending::Stale { response, age, cause: Box::new(ending) });
                }
            }
        }
        self.end(ending)
    }

    fn end(&mut self, ending: Ending) -> Step {
        self.state = State::Ended;
        let ending = match ending {
            // Of several attempts one may have reached the server: then something was sent.
            Ending::Failed(error) if self.attempts > 0 => Ending::Failed(error.possibly_sent()),
            ending => ending,
        };
        let store_error = match &self.alone {
            Some(Alone::Failed(error) | Alone::Newer(error)) => Some(error.clone()),
            None => None,
        };
        Step::Done(Outcome { ending, attempts: self.attempts, shared: false, store_error })
    }

    /// The store has failed: it may do better when it is asked again. A trip that ran into a time limit is not repeated.
    fn store_failed(&mut self, now: Now, look: Look, error: &StoreError) -> Step {
        self.troubles = self.troubles.saturating_add(1);
        let was_quick = now.monotonic.saturating_sub(self.last.monotonic) < QUICK_FAILURE;
        if was_quick && self.troubles <= 2 && self.alone.is_none() {
            let pause = Duration::from_millis(20).saturating_mul(self.troubles.into());
            return self.wait(now, pause, Reason::Store, Awake::Look(look));
        }
        self.without_store(now, error, look)
    }

    /// Goes on with the copy in this process, or ends where that is not allowed.
    fn without_store(&mut self, now: Now, error: &StoreError, look: Look) -> Step {
        if self.alone.is_some() {
            // Not even the copy: that cannot be, and the call is sent as if nothing was known.
            self.who = Who::Nobody;
            return if self.answer.is_some() { self.finish(now) } else { self.send(now) };
        }
        self.shared.store_failed(now, error);
        self.alone = Some(Alone::Failed(error.clone()));
        self.troubles = 0;
        if self.settings.demands_store && self.answer.is_none() {
            self.let_go();
            return self.end(Ending::NoStore(error.clone()));
        }
        if let (Some(unsure), Some(Name { owner, .. })) = (&self.unsure, self.name()) {
            self.shared.owe(owner, unsure.edits.iter().cloned());
        }
        self.look(now, look)
    }

    fn owe(&self, edits: impl IntoIterator<Item = Edit>) {
        if let Some(Name { owner, .. }) = self.name() {
            self.shared.owe(owner, edits);
        }
    }

    /// The reservation of a request that was not sent is of no use any more.
    fn give_back_reservation(&mut self) {
        if let Some(flight) = self.flight.take() {
            self.owe([Edit::Cancel { id: flight.id }]);
        }
    }

    /// It is not known whether the next attempt's reservation stands: another one takes its place.
    fn cancel_next(&mut self) {
        if let Some(flight) = self.next.take() {
            self.owe([Edit::Cancel { id: flight.id }]);
        }
    }

    /// Writes down what a call leaves that ends before its time.
    fn let_go(&mut self) {
        let unsure = match std::mem::replace(&mut self.state, State::Ended) {
            State::Writing(unsure) => Some(unsure),
            _ => self.unsure.take(),
        };
        if let Some(Unsure { edits, then, .. }) = unsure {
            // The attempt that would have followed is not made.
            self.cancel_next();
            if !matches!(then, Then::Send { .. }) {
                self.owe(edits.into_iter().filter(|edit| !matches!(edit, Edit::Reserve(..))));
                self.flight = None;
            }
        }
        if !self.was_sent {
            return self.give_back_reservation();
        }
        if let Some(flight) = self.flight.take() {
            self.owe([Edit::EndLease { id: flight.id }]);
            if self.info.writes() {
                self.owe([Edit::Forget]);
            }
        }
    }

    fn draw(&mut self) -> u64 {
        self.drawn = self.drawn.wrapping_add(1);
        drawn(self.seed, self.drawn.into())
    }

    fn draw_id(&mut self) -> u32 {
        // Its upper half.
        u32::try_from(self.draw() >> 32).unwrap_or_default()
    }
}

/// What it has reserved or sent is written down for the next call of this process.
impl Drop for Call {
    fn drop(&mut self) {
        self.let_go();
    }
}

/// Under which a leader's failure is kept: named by its flight, so that nobody takes the failure of another call.
fn failure_key(flight: u32) -> CacheKey {
    let mut bytes = [0; 16];
    for (target, byte) in bytes.iter_mut().zip(flight.to_be_bytes()) {
        *target = byte;
    }
    CacheKey::from_bytes(bytes)
}

fn is_failure(status: StatusCode) -> bool {
    matches!(status, StatusCode::PAYMENT_REQUIRED | StatusCode::TOO_MANY_REQUESTS) || status.is_server_error()
}

/// Whether the server has done what a request asks for, or may have.
fn may_be_done(answer: &Result<Response<Vec<u8>>, TransportError>) -> bool {
    match answer {
        Ok(response) => response.status().is_success() || response.status().is_server_error(),
        Err(error) => !error.is_unsent(),
    }
}

/// It shows how far the call has come.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.info.to_string())
            .field("state", &self.state)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
