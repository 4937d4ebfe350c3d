//! [`Call`]: the machine, its steps and its inputs.

mod deciding;
mod leaving;
mod reading;
mod sending;
mod settling;
mod writing;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Request, Response, StatusCode};

use crate::call::basis::Basis;
use crate::call::moment::Moment;
use crate::call::now::Now;
use crate::call::outcome::{Ending, Outcome};
use crate::call::record::{Edit, Hour};
use crate::call::settings::{CallOptions, Settings};
use crate::call::shared::{Name, Shared};
use crate::call::step::{Input, Reason, Step};
use crate::operation::{Bucket, EndpointInfo};
use crate::quota::{BucketQuota, Quota};
use crate::random::drawn;
use crate::store::{StoreError, Version};
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
///          another call under way │ Done(refused, or a stale response)                          │ settle ├───┘
///          decides                ▼                                                             └────┬───┘ a retry
///                          Done(a cached response)                                                   ▼
///                                                                                     Done(the server's response)
/// ```
///
/// | step | what you do | what you pass in next |
/// | --- | --- | --- |
/// | (none yet) | | [`Input::Start`] |
/// | [`Step::Store`] | ask the store: [`Ask::put_to`](crate::store::Ask::put_to), or as a command | [`Input::Stored`] |
/// | [`Step::Send`] | send the request; build it again when this step comes again | [`Input::Answered`] |
/// | [`Step::Wait`] | sleep until the monotonic clock shows `until` | [`Input::Woken`] |
/// | [`Step::Done`] | take the outcome | |
///
/// **The invariant**: a request is sent only while its reservation stands in the record, so every call of every program
/// that shares the store is counted before it is made; and a response that is returned as fresh or cached was requested
/// after the last write that had ended when the call began.
///
/// # Dropped calls
///
/// A call may be dropped at any step (a cancelled future, a panic). If its request was never sent, it does not count; if
/// it was sent, it counts for an hour, others stop waiting for it, and if it may have changed something, the cached
/// responses are forgotten. This process does so at once; others learn of it with its next write, or when the call's
/// lease ends.
///
/// # A loop of your own
///
/// [`Client`](crate::Client) and [`AsyncClient`](crate::AsyncClient) run calls. A program with a loop of its own does it
/// like this:
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
    /// The hour in which it counts, if it counts.
    hour: Option<Hour>,
    who: Who,
    /// Whether the response may be cached, and a cached one used.
    is_cacheable: bool,
    seed: u64,
    drawn: u32,

    state: State,
    began: Now,
    /// When the last step was returned, or the store last replied: whatever comes next is not older.
    last: Now,
    began_at: Option<Moment>,
    basis: Basis,
    /// The version that the copy in this process had when the store was asked.
    copied: Version,
    /// [`Shared::forgets_paid`] by then.
    forgets_paid: u64,
    /// Why the call uses the copy in this process.
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
    /// Whether [`Step::Send`] was returned for it.
    was_sent: bool,
    /// A write that may or may not have been done.
    unsure: Option<Box<Unsure>>,
    /// The other call that this one waits for.
    followed: Option<u32>,
    /// Since when it waits for others.
    follows_since: Option<Duration>,
    /// Whether waiting for others has taken too long.
    is_impatient: bool,
    /// How often a slot had passed before its request was sent.
    restarts: u8,
    attempt: u32,
    attempts: u32,
    waited: Duration,
    answer: Option<Result<Response<Vec<u8>>, TransportError>>,
}

/// What a call takes from its operation, to judge a successful response.
pub(crate) struct Reads {
    /// Whether the operation can read a body: one that it cannot is neither kept nor shared.
    pub(crate) is_readable: fn(&[u8]) -> bool,
    /// What it says about the hours of others.
    pub(crate) quotas: fn(&[u8]) -> Vec<BucketQuota>,
}

/// What a call does only once, whatever the store replies.
#[derive(Default)]
struct Once {
    /// Whether the store was read again because the machine slept: a clock that jumps every time is not a sleep.
    looked_again: bool,
    /// Whether the store was asked for its secret again.
    asked_again: bool,
}

/// Whose call it is.
enum Who {
    /// It belongs to nobody, or nothing is kept for its owner: it is sent, and retried as the policy says.
    Nobody,
    /// Not known before the store has given its secret.
    Unnamed(Box<Request<()>>),
    Somebody(Name),
}

/// Why a call uses the copy in this process.
enum Alone {
    /// The store does not respond: changes are owed to it.
    Failed(StoreError),
    /// The store holds what a newer version of this library wrote, which is left as it is.
    Newer(StoreError),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// To decide what to do.
    Decide,
    /// For the failure of the leader of that flight.
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

/// A write that was requested.
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
    /// A new decision, because others no longer wait for this call; at least `wait` after the last attempt.
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

/// An attempt that is reserved and not settled.
#[derive(Clone, Copy)]
struct Flight {
    id: u32,
    /// The id of the call's first attempt, by which others know the call.
    name: u32,
    generation: u64,
    number: u32,
    sent_at: Moment,
    leads: bool,
}

/// How long a record is kept, and so the longest time for which a cached response is of use.
const RECORD_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

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
            copied: Version::NONE,
            forgets_paid: 0,
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

    /// Takes the result of the last step and says what to do next: see the table at [`Call`].
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

    /// Puts a cached response in place of a failure, if that is allowed.
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
            // One of several attempts may have reached the server, and then something was sent.
            Ending::Failed(error) if self.attempts > 0 => Ending::Failed(error.possibly_sent()),
            ending => ending,
        };
        let store_error = match &self.alone {
            Some(Alone::Failed(error) | Alone::Newer(error)) => Some(error.clone()),
            None => None,
        };
        Step::Done(Outcome { ending, attempts: self.attempts, shared: false, store_error })
    }

    fn draw(&mut self) -> u64 {
        self.drawn = self.drawn.wrapping_add(1);
        drawn(self.seed, self.drawn.into())
    }

    fn draw_id(&mut self) -> u32 {
        // This takes its upper half.
        u32::try_from(self.draw() >> 32).unwrap_or_default()
    }
}

/// Writes down what it has reserved or sent, for the next call of this process.
impl Drop for Call {
    fn drop(&mut self) {
        self.let_go();
    }
}

fn is_failure(status: StatusCode) -> bool {
    matches!(status, StatusCode::PAYMENT_REQUIRED | StatusCode::TOO_MANY_REQUESTS) || status.is_server_error()
}

/// Shows how far the call has come.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.info.to_string())
            .field("state", &self.state)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
