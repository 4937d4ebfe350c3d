//! Runs calls of two users and two processes over one store, step by step and side by side. It checks that none exceeds the
//! hour's limit; that a response is young enough, belongs to the same user and is from after the last write; that a write
//! that may have been done is not sent again; and that every call ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use jiff::Timestamp;
use toggl_me_core::call::{Call, Now, Outcome, Step};
use toggl_me_core::me::{CheckLogin, GetMe, ListTags, SuggestFavorites, UpdateMe};
use toggl_me_core::store::{Ask, Held, MemoryStore, Read, Replied, Store, StoreError, Write, Written};
use toggl_me_core::{
    CallOptions, Context, Credentials, Dispatcher, Endpoint, EndpointExt as _, Raw, RetryPolicy, Source,
    TransportError, TransportErrorKind, call,
};

use crate::Input;

const HOUR: Duration = Duration::from_secs(60 * 60);
/// More steps than a call takes that waits for several others in turn, and looks again every tenth of a second.
const MOST_STEPS: usize = 20_000;
/// How late a step is late, and how often that may be before a call goes without the store.
const LATE: Duration = Duration::from_secs(10);
const MOST_LATE: usize = 3;

/// Begins, continues and drops calls, and lets processes end and stores fail, as the input says.
pub fn run(mut input: Input<'_>) {
    let mut world = World::new(&mut input);
    while !input.is_empty() {
        match input.below(13) {
            0..=2 => world.begin(&mut input),
            12 => world.reply_of_store(&mut input),
            3..=7 => world.carry_on(&mut input),
            8 => world.pass(pause(&mut input)),
            9 => drop(world.pick(&mut input).map(|index| world.running.swap_remove(index))),
            10 => world.restart(&mut input),
            _ => world.fail_store(&mut input),
        }
    }
    world.finish();
}

/// Draws how old a response may be, or how much time passes.
pub(crate) fn pause(input: &mut Input<'_>) -> Duration {
    match input.below(4) {
        0 => Duration::ZERO,
        1 => Duration::from_millis(input.short().into()),
        _ => Duration::from_secs(input.short().into()),
    }
}

/// A store that fails when it is told to, and has a clock of its own if it is told so.
#[derive(Debug)]
struct Shaky {
    store: MemoryStore,
    fails: AtomicBool,
    /// Its time in milliseconds, which is negative without a clock.
    clock: AtomicI64,
}

impl Shaky {
    fn ask<T>(&self, what: impl FnOnce(&MemoryStore) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.fails.load(Ordering::Relaxed) { Err(StoreError::new("fails")) } else { what(&self.store) }
    }

    fn timed(&self, mut held: Held) -> Held {
        let clock = self.clock.load(Ordering::Relaxed);
        held.now = (clock >= 0).then(|| Timestamp::from_millisecond(clock).expect("a time of day"));
        held
    }
}

impl Store for Shaky {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        self.ask(MemoryStore::secret)
    }

    fn read(&self, ask: &Read) -> Result<Held, StoreError> {
        self.ask(|store| store.read(ask)).map(|held| self.timed(held))
    }

    fn write(&self, ask: &Write) -> Result<Written, StoreError> {
        match self.ask(|store| store.write(ask))? {
            Written::Changed(held) => Ok(Written::Changed(self.timed(held))),
            done => Ok(done),
        }
    }
}

/// A request that went out.
struct Sent {
    at: Duration,
    owner: usize,
    /// Whether the server may have counted it.
    counts: bool,
}

struct World {
    now: Duration,
    store: Arc<Shaky>,
    contexts: [Context; 2],
    settings: Dispatcher,
    limit: u32,
    max_age: Duration,
    max_stale: Duration,
    processes: Vec<Dispatcher>,
    /// How many processes there have been: each draws from a seed of its own, as two with the same would draw the same names.
    begun: u64,
    /// Whether the store may fail.
    is_shaky: bool,
    /// Whether a call got replies so late that it went without the store: of two processes, one then does not know what
    /// the other does.
    is_late: bool,
    running: Vec<Running>,
    sent: Vec<Sent>,
    /// How many requests had gone out when the last write of an owner had ended.
    written: [usize; 2],
}

/// A call, and what it asks for.
struct Running {
    call: Call,
    step: Step,
    operation: &'static Operation,
    process: usize,
    owner: usize,
    options: CallOptions,
    began: Duration,
    /// What the store has replied, and the call has not heard yet.
    replied: Option<Result<Replied, StoreError>>,
    /// When its step was given out, and how often that was taken up late.
    asked: Duration,
    late: usize,
    /// The numbers of its requests.
    sent: Vec<usize>,
    /// Responses that were requested before this many requests had gone out are from before a write.
    written: usize,
    /// How many requests had gone out when the server had done what it asks for, or may have.
    done: Option<usize>,
    steps: usize,
}

/// An operation that is called.
struct Operation {
    begin: fn(&Dispatcher, &Context, CallOptions) -> Call,
    /// Returns the body's bytes, the source and the number of attempts.
    reply: fn(Outcome) -> Option<(Vec<u8>, Source, u32)>,
    writes: bool,
    is_list: bool,
}

impl Operation {
    const fn of<E: Endpoint + Default>(writes: bool, is_list: bool) -> Self {
        Operation {
            begin: |dispatcher, context, options| {
                let request: Request<Vec<u8>> = E::default().to_request(context).expect("a request");
                dispatcher.call(&E::default(), &request, options)
            },
            reply: |outcome| {
                let reply = outcome.reply::<Raw<E>>().ok()?;
                let (source, attempts) = (reply.source(), reply.attempts());
                Some((reply.into_inner(), source, attempts))
            },
            writes,
            is_list,
        }
    }
}

const OPERATIONS: [&Operation; 5] = [
    &Operation::of::<GetMe>(false, false),
    &Operation::of::<ListTags>(false, true),
    &Operation::of::<CheckLogin>(false, true),
    &Operation::of::<SuggestFavorites>(false, true),
    &Operation::of::<UpdateMe>(true, false),
];

impl World {
    fn new(input: &mut Input<'_>) -> Self {
        let clock = if input.below(2) == 0 { -1 } else { 0 };
        let store = Arc::new(Shaky { store: MemoryStore::new(), fails: false.into(), clock: clock.into() });
        let limit = input.below(6) as u32 + 1;
        let (max_age, max_stale) = (pause(input), pause(input));
        let policy = RetryPolicy::up_to(input.below(4) as u32).backoff(Duration::from_millis(input.short().into()));
        let settings = Dispatcher::new().hourly_limit(limit).reserve(input.below(3) as u32).retry(policy);
        let settings = settings.max_age(max_age).max_stale(max_stale).pace(input.below(3) as u32, pause(input));
        let context = |token| Context::new(Credentials::api_token(token)).expect("a token");
        let mut world = World {
            now: Duration::from_secs(1),
            store,
            contexts: [context("5eed5eed"), context("5eed5eee")],
            settings,
            limit,
            max_age,
            max_stale,
            processes: Vec::new(),
            begun: 0,
            is_shaky: false,
            is_late: false,
            running: Vec::new(),
            sent: Vec::new(),
            written: [0; 2],
        };
        world.pass(Duration::ZERO);
        let processes = input.below(3);
        world.is_shaky = processes == 0;
        for _ in 0..processes.max(1) {
            let process = world.process();
            world.processes.push(process);
        }
        world
    }

    fn process(&mut self) -> Dispatcher {
        self.begun += 1;
        self.settings.clone().seed(self.begun).store(self.store.clone())
    }

    fn clocks(&self) -> Now {
        Now { monotonic: self.now, wall: Timestamp::UNIX_EPOCH + self.now }
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        if self.store.clock.load(Ordering::Relaxed) >= 0 {
            self.store.clock.store(self.now.as_millis() as i64, Ordering::Relaxed);
        }
    }

    fn pick(&self, input: &mut Input<'_>) -> Option<usize> {
        (!self.running.is_empty()).then(|| input.below(self.running.len()))
    }

    fn begin(&mut self, input: &mut Input<'_>) {
        if self.running.len() == 4 {
            return;
        }
        let (process, owner) = (input.below(self.processes.len()), input.below(2));
        let operation = input.pick(&OPERATIONS);
        let options = match input.below(4) {
            0 => CallOptions::new().max_age(pause(input)),
            1 => CallOptions::new().max_stale(pause(input)),
            _ => CallOptions::new(),
        };
        let mut call = (operation.begin)(&self.processes[process], &self.contexts[owner], options);
        let step = call.step(self.clocks(), call::Input::Start);
        let (began, written) = (self.now, self.written[owner]);
        self.running.push(Running {
            call,
            step,
            operation,
            process,
            owner,
            options,
            began,
            replied: None,
            asked: began,
            late: 0,
            sent: Vec::new(),
            written,
            done: None,
            steps: 0,
        });
        self.look(self.running.len() - 1);
    }

    /// Passes a call the input that it waits for.
    fn carry_on(&mut self, input: &mut Input<'_>) {
        let Some(index) = self.pick(input) else { return };
        if let Step::Wait { until, .. } = self.running[index].step
            && input.below(2) == 0
        {
            self.pass(until.saturating_sub(self.now));
        }
        let running = &self.running[index];
        let result = match running.step {
            Step::Send => {
                let number = running.sent.last().expect("it was sent");
                Some(sent_back(input, number * 2 + running.owner, running.operation.is_list))
            }
            _ => None,
        };
        self.step(index, result);
    }

    /// Lets the store do what a call asks of it; the call hears of it later.
    fn reply_of_store(&mut self, input: &mut Input<'_>) {
        let Some(index) = self.pick(input) else { return };
        let running = &mut self.running[index];
        if let (Step::Store(ask), None) = (&running.step, &running.replied) {
            running.replied = Some(self.processes[running.process].ask(ask));
        }
    }

    fn step(&mut self, index: usize, result: Option<Result<Response<Vec<u8>>, TransportError>>) {
        let now = self.clocks();
        let running = &mut self.running[index];
        running.steps += 1;
        assert!(running.steps < MOST_STEPS, "it does not end: {:?}", running.call);
        let due = match running.step {
            Step::Wait { until, .. } => until,
            _ => running.asked,
        };
        running.late += usize::from(!matches!(running.step, Step::Send) && self.now >= due + LATE);
        self.is_late |= running.late > MOST_LATE && self.processes.len() > 1;
        running.asked = self.now;
        let input = match &running.step {
            Step::Store(ask) => {
                let replied = running.replied.take();
                call::Input::Stored(replied.unwrap_or_else(|| self.processes[running.process].ask(ask)))
            }
            Step::Send => {
                let result = result.expect("a request that is under way has a result");
                let refused = match &result {
                    Ok(response) => response.status() == StatusCode::TOO_MANY_REQUESTS,
                    Err(error) => error.is_unsent(),
                };
                let may_be_done = match &result {
                    Ok(response) => response.status().is_success() || response.status().is_server_error(),
                    Err(error) => !error.is_unsent(),
                };
                if may_be_done {
                    running.done = Some(self.sent.len());
                }
                let number = *running.sent.last().expect("it was sent");
                self.sent[number].counts &= !refused;
                call::Input::Answered(result)
            }
            Step::Wait { .. } => call::Input::Woken,
            Step::Done(_) => unreachable!("what is done is taken away"),
        };
        running.step = running.call.step(now, input);
        self.look(index);
    }

    /// Looks at a call's next step.
    fn look(&mut self, index: usize) {
        let running = &mut self.running[index];
        match &running.step {
            Step::Send => {
                if let Some(last) = running.sent.last() {
                    assert!(!running.operation.writes || !self.sent[*last].counts, "a write went out twice");
                }
                running.sent.push(self.sent.len());
                self.sent.push(Sent { at: self.now, owner: running.owner, counts: true });
                let in_this_hour =
                    |sent: &&Sent| sent.counts && sent.owner == running.owner && sent.at + HOUR > self.now;
                let count = self.sent.iter().filter(in_this_hour).count();
                assert!(count <= self.limit as usize || self.is_late, "{count} requests in an hour of {}", self.limit);
            }
            Step::Done(_) => {
                let running = self.running.swap_remove(index);
                self.end(running);
            }
            Step::Store(Ask::Secret | Ask::Read(_) | Ask::Write(_)) | Step::Wait { .. } => {}
        }
    }

    fn end(&mut self, running: Running) {
        let Running { operation, owner, options, began, sent, written, done, .. } = running;
        let Step::Done(outcome) = running.step else { unreachable!("it has ended") };
        if let (true, Some(done)) = (operation.writes, done) {
            self.written[owner] = self.written[owner].max(done);
        }
        let Some((body, source, attempts)) = (operation.reply)(outcome) else { return };
        let reached = sent.iter().filter(|number| self.sent[**number].counts).count();
        // A 429 has reached the server too.
        assert!(attempts as usize >= reached && attempts as usize <= sent.len());
        let most = match source {
            Source::Fresh => return,
            Source::Cached { .. } => options.max_age.unwrap_or(self.max_age),
            Source::Stale { age } => {
                assert!(age <= options.max_stale.unwrap_or(self.max_stale));
                Duration::MAX
            }
            _ => panic!("there are three sources"),
        };
        let digits = body.iter().filter(|byte| byte.is_ascii_digit()).copied().collect();
        let stamp: usize = String::from_utf8(digits).ok().and_then(|text| text.parse().ok()).expect("a stamp");
        assert_eq!(stamp % 2, owner, "a response to another user");
        let asked = &self.sent[stamp / 2];
        assert!(began.saturating_sub(asked.at) <= most, "older than it may be");
        assert!(stamp / 2 >= written, "from before a write");
    }

    /// Ends a process in the middle of its calls, and starts it again. This does not happen in a world whose store fails,
    /// because the process would take with it what it alone knew.
    fn restart(&mut self, input: &mut Input<'_>) {
        if self.is_shaky {
            return;
        }
        let process = input.below(self.processes.len());
        self.running.retain(|running| running.process != process);
        self.processes[process] = self.process();
    }

    /// Lets the store fail, or respond again. This happens only in a world of one process, because without a store two
    /// processes do not know of each other.
    fn fail_store(&mut self, input: &mut Input<'_>) {
        if self.is_shaky {
            self.store.fails.store(input.below(2) == 0, Ordering::Relaxed);
        }
    }

    /// Checks that every call ends when all goes well from now on.
    fn finish(&mut self) {
        self.store.fails.store(false, Ordering::Relaxed);
        while !self.running.is_empty() {
            let index = self.sent.len() % self.running.len();
            let waits = |running: &Running| match running.step {
                Step::Wait { until, .. } => Some(until),
                _ => None,
            };
            let (ready, first) = (self.running.iter().position(|running| waits(running).is_none()), index);
            let index = ready.unwrap_or_else(|| {
                let due = self.running.iter().enumerate().min_by_key(|(_, running)| waits(running));
                due.map_or(first, |(index, _)| index)
            });
            if let Some(until) = waits(&self.running[index]) {
                self.pass(until.saturating_sub(self.now));
            }
            let running = &self.running[index];
            let result = matches!(running.step, Step::Send).then(|| {
                let stamp = running.sent.last().expect("it was sent") * 2 + running.owner;
                Ok(Response::new(body(stamp, running.operation.is_list)))
            });
            self.step(index, result);
        }
    }
}

fn body(stamp: usize, is_list: bool) -> Vec<u8> {
    let stamp = format!(r#"{{"id":{stamp}}}"#);
    if is_list { format!("[{stamp}]") } else { stamp }.into_bytes()
}

/// Draws what comes back from a server, or from the way to it.
pub(crate) fn sent_back(
    input: &mut Input<'_>,
    stamp: usize,
    is_list: bool,
) -> Result<Response<Vec<u8>>, TransportError> {
    const STATUSES: [u16; 12] = [200, 200, 200, 204, 302, 400, 402, 403, 429, 500, 502, 503];
    const KINDS: [TransportErrorKind; 6] = [
        TransportErrorKind::Connect,
        TransportErrorKind::Tls,
        TransportErrorKind::Timeout,
        TransportErrorKind::Interrupted,
        TransportErrorKind::TooLarge,
        TransportErrorKind::Other,
    ];
    match input.below(8) {
        0 => return Err(TransportError::new(input.pick(&KINDS)).unsent()),
        1 => return Err(TransportError::new(input.pick(&KINDS))),
        _ => {}
    }
    let body = if input.below(6) == 0 { input.line().to_vec() } else { body(stamp, is_list) };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(input.pick(&STATUSES)).expect("these are statuses");
    for name in ["retry-after", "x-toggl-quota-remaining", "x-toggl-quota-resets-in"] {
        if input.below(4) == 0
            && let Ok(value) = HeaderValue::from_bytes(input.line())
        {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    Ok(response)
}
