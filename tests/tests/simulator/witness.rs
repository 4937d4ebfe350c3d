//! [`Witness`]: sees everything that happens in a run, and says which promise was broken.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use toggl_me_core::http::{Response, StatusCode};
use toggl_me_core::store::{Ask, Replied, StoreError, Written};
use toggl_me_core::{CallOptions, Source, TransportError, endpoint::Bucket};

use crate::operations::{End, How, Operation};
use crate::run::Id;
use crate::server::Server;
use crate::time::{HOUR, MILLISECOND, MINUTE, SECOND, Time};
use crate::world::{StoreKind, World};

pub struct Witness {
    world: &'static World,
    now: Time,
    calls: HashMap<Id, Facts>,
    /// Counts the events that may make a call do what it would not do otherwise.
    disturbances: u64,
    /// The same without the beginnings of outages, after which a process goes on with what it knows.
    own_disturbances: u64,
    /// Until then, a record that was lost and put back may forget more than it must.
    put_back_until: Time,
    store_is_down: bool,
    /// Calls that begin before this may go without the store, because their process leaves it alone for a while.
    store_is_left_until: Time,
    unheard_until: Time,
    /// When a writing call last ended, or was last under way when the store went down.
    wrote_at: Time,
    /// The ends of the leases of writing calls that were dropped or killed.
    lost_writes: Vec<Lapse>,
    /// The processes whose next write has to forget something.
    owing: HashMap<usize, Time>,

    /// When our requests that count arrived, over the last hour.
    arrived: VecDeque<Time>,
    /// Until when requests that were sent or reserved may count here.
    counting: Vec<Time>,
    /// When a 429 was written down, and until when nothing may be sent after it.
    held: Option<(Time, Time)>,
    /// When the bucket of the pace would be full again.
    full_at: Time,
    /// The version that a call that begins now has to see: here in any process, and below in one.
    must_see: u64,
    /// The server's version.
    version: u64,
    must_see_of: HashMap<usize, u64>,
    /// The version that the write of a call made.
    made: HashMap<Id, u64>,
    successes: HashMap<(Option<usize>, Operation), Success>,
    /// The last failure of a call that others may have waited for.
    failures: HashMap<Operation, Failure>,
    is_over: bool,
}

pub struct Begun {
    pub process: usize,
    pub operation: Operation,
    pub options: CallOptions,
    pub at: Time,
}

struct Facts {
    begun: Begun,
    max_age: Time,
    is_reload: bool,
    must_see: u64,
    sends: u32,
    unsent: u32,
    sent_at: Option<Time>,
    is_under_way: bool,
    /// Whether the server may have done what it sent.
    may_be_done: bool,
    trips: u32,
    secrets: u32,
    is_alone: bool,
    follows_since: Option<Time>,
    followed: Option<Time>,
    rested: Time,
    /// Whether its machine has slept since it last asked the store.
    has_slept: bool,
    reserved_in: (u64, u64),
    /// When it last wrote to the store.
    reserved_at: Time,
    /// Since when others could wait for it.
    led_since: Option<Time>,
    returned_at: Time,
    sent_in: (u64, u64),
    last: Option<Returned>,
}

struct Lapse {
    id: Id,
    at: Time,
    is_seen: bool,
}

struct Success {
    sent_at: Time,
    ended_at: Time,
    disturbances: u64,
}

struct Failure {
    /// Since when others could wait for it.
    led_since: Time,
    at: Time,
    disturbances: u64,
}

/// What a transport has returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    Status(u16),
    Failed,
    Unsent,
}

impl Returned {
    pub fn of(result: &Result<Response<Vec<u8>>, TransportError>) -> Self {
        match result {
            Ok(response) => Returned::Status(response.status().as_u16()),
            Err(error) if error.is_unsent() => Returned::Unsent,
            Err(_) => Returned::Failed,
        }
    }

    fn may_be_done(self) -> bool {
        match self {
            Returned::Status(status) => (200..300).contains(&status) || status >= 500,
            Returned::Failed => true,
            Returned::Unsent => false,
        }
    }

    fn counts(self) -> bool {
        !matches!(self, Returned::Status(429) | Returned::Unsent)
    }
}

/// The settings of the dispatchers, including the defaults.
const BURST: u64 = 3;
const INTERVAL: Time = SECOND;
const RESERVE: usize = 6;
const ATTEMPTS: u32 = 3;

impl Witness {
    pub fn new(world: &'static World) -> Self {
        Witness {
            world,
            now: 0,
            calls: HashMap::new(),
            disturbances: 0,
            own_disturbances: 0,
            put_back_until: 0,
            store_is_down: false,
            store_is_left_until: 0,
            unheard_until: 0,
            wrote_at: 0,
            lost_writes: Vec::new(),
            owing: HashMap::new(),
            arrived: VecDeque::new(),
            counting: Vec::new(),
            held: None,
            full_at: 0,
            must_see: 0,
            version: 0,
            must_see_of: HashMap::new(),
            made: HashMap::new(),
            successes: HashMap::new(),
            failures: HashMap::new(),
            is_over: false,
        }
    }

    fn lease(&self) -> Time {
        self.world.attempt_limit + 10 * SECOND
    }

    /// Returns how long a call waits for others: for one that died, and for the next one.
    fn patience(&self) -> Time {
        2 * self.lease()
    }

    /// Returns whether others may wait for a call: one that has lost its patience leads nobody.
    fn leads(&self, facts: &Facts) -> bool {
        facts.follows_since.is_none_or(|since| facts.reserved_at.saturating_sub(since) < self.patience())
    }

    /// Returns whether a call may go without the store.
    fn may_be_alone(&self, facts: &Facts) -> bool {
        self.store_is_down || facts.begun.at < self.store_is_left_until
    }

    fn disturbances(&self) -> (u64, u64) {
        (self.disturbances, self.own_disturbances)
    }

    pub fn disturbed(&mut self) {
        self.disturbances += 1;
        self.own_disturbances += 1;
    }

    pub fn store_is_lost(&mut self, now: Time) {
        self.disturbed();
        // A process puts its copy of the record back, which may list a finished write as under way.
        self.put_back_until = now + self.lease() + 2 * MINUTE;
    }

    pub fn everything_is_over(&mut self) {
        self.is_over = true;
        self.disturbed();
    }

    pub fn store_goes_down(&mut self, now: Time) {
        self.store_is_down = true;
        // Other processes will not learn that a write is over, so they forget when its lease ends.
        if self.calls.values().any(|facts| facts.begun.operation.info().writes()) {
            self.wrote_at = now;
        }
        self.unheard_until = self.wrote_at + self.lease() + 2 * MINUTE;
        self.disturbances += 1;
    }

    pub fn store_comes_up(&mut self, now: Time) {
        self.store_is_down = false;
        // A trip that began before may still fail, and is repeated twice.
        self.store_is_left_until = now + 20 * SECOND;
        self.disturbed();
    }

    pub fn rests(&mut self, now: Time, length: Time, rests: impl Fn(usize) -> bool) {
        self.disturbed();
        // Until it is back, the leases of its writes may end.
        let at = now + self.lease() + 2 * MINUTE + length;
        for (id, facts) in self.calls.iter_mut().filter(|(_, facts)| rests(facts.begun.process)) {
            facts.rested += length;
            if facts.begun.operation.info().writes() {
                self.lost_writes.push(Lapse { id: *id, at, is_seen: false });
            }
        }
    }

    pub fn sleeps(&mut self, length: Time, sleeps: impl Fn(usize) -> bool) {
        // A call can tell only sleeps from 5 s on.
        if length >= 5 * SECOND {
            self.calls
                .values_mut()
                .filter(|facts| sleeps(facts.begun.process))
                .for_each(|facts| facts.has_slept = true);
        }
    }

    pub fn began(&mut self, id: Id, begun: Begun) {
        self.now = begun.at;
        if self.world.is_time_right() && self.world.shares() && self.world.is_store_up() {
            for lapse in self.lost_writes.iter().filter(|lapse| lapse.at <= self.now) {
                self.must_see = self.must_see.max(self.made.get(&lapse.id).copied().unwrap_or(0));
            }
        }
        // Without a store, nobody sees when something is written.
        if (self.world.store == StoreKind::Memory || self.store_is_down) && !self.lost_writes.is_empty() {
            self.disturbed();
            let now = self.now;
            self.lost_writes.iter_mut().for_each(|lapse| lapse.is_seen = lapse.at < now);
        }
        self.lost_writes.retain(|lapse| !lapse.is_seen);
        let is_alone = self.calls.is_empty();
        for facts in self.calls.values_mut() {
            facts.is_alone = false;
        }
        let own = self.must_see_of.get(&begun.process).copied().unwrap_or(0);
        let told = begun.operation.max_age().min(Duration::from_nanos(self.world.max_age));
        let max_age = begun.options.max_age.unwrap_or(told);
        let facts = Facts {
            max_age: u64::try_from(max_age.as_nanos()).unwrap_or(u64::MAX),
            is_reload: max_age.is_zero(),
            must_see: own.max(self.must_see),
            begun,
            sends: 0,
            unsent: 0,
            sent_at: None,
            is_under_way: false,
            may_be_done: false,
            trips: 0,
            secrets: 0,
            is_alone,
            follows_since: None,
            followed: None,
            rested: 0,
            has_slept: false,
            reserved_in: self.disturbances(),
            reserved_at: 0,
            led_since: None,
            returned_at: 0,
            sent_in: (0, 0),
            last: None,
        };
        self.calls.insert(id, facts);
    }

    pub fn asks(&mut self, id: Id, ask: &Ask) {
        let disturbances = self.disturbances();
        let Some(facts) = self.calls.get_mut(&id) else { return };
        facts.trips += 1;
        facts.has_slept = false;
        match ask {
            Ask::Secret => facts.secrets += 1,
            Ask::Write(_) => facts.reserved_in = disturbances,
            Ask::Read(_) => {}
        }
    }

    pub fn written(&mut self, id: Id, now: Time, replied: &Result<Replied, StoreError>) {
        self.now = now;
        if !matches!(replied, Ok(Replied::Written(Written::Done))) {
            return;
        }
        let Some(facts) = self.calls.get_mut(&id) else { return self.disturbed() };
        facts.reserved_at = now;
        if facts.last == Some(Returned::Status(429)) && !facts.is_under_way {
            self.held = Some((now, facts.returned_at + SECOND));
        }
        // A call that began earlier does not know of it.
        let process = facts.begun.process;
        let since = self.owing.get(&process).copied();
        if since.is_some_and(|since| since < facts.begun.at) {
            self.owing.remove(&process);
        }
        let owed = since.is_some();
        // Anybody's later write forgets what a lost write may have changed.
        let lapses = self.lost_writes.iter().any(|lapse| !lapse.is_seen);
        if facts.begun.operation.info().writes() || owed || lapses {
            self.disturbed();
        }
        for lapse in self.lost_writes.iter_mut().filter(|lapse| lapse.at < now) {
            lapse.is_seen = true;
        }
    }

    pub fn waits(&mut self, id: Id, now: Time, for_leader: bool) -> Result<(), String> {
        self.now = now;
        let most = self.patience() + SECOND + 2 * self.world.trip.1;
        let Some(facts) = self.calls.get_mut(&id) else { return Ok(()) };
        if for_leader {
            facts.follows_since.get_or_insert(now);
            facts.followed = Some(now);
        }
        let waited = facts.follows_since.map_or(0, |since| now - since);
        if for_leader && waited > most + facts.rested {
            return Err(format!("call {id} has waited for others for {} s", waited / SECOND));
        }
        Ok(())
    }

    pub fn sends(&mut self, id: Id, now: Time) -> Result<(), String> {
        self.now = now;
        self.check_send(id, now).map_err(|problem| format!("call {id}: {problem}"))?;
        let lease = self.lease();
        let leads = self.calls.get(&id).is_some_and(|facts| self.leads(facts));
        let facts = self.calls.get_mut(&id).expect("it has begun");
        // A write between two attempts takes away the lease, and the next attempt begins another one.
        if leads && (facts.led_since.is_none() || facts.sent_in != facts.reserved_in) {
            facts.led_since = Some(facts.reserved_at);
        }
        facts.sends += 1;
        facts.sent_at = Some(now);
        facts.sent_in = facts.reserved_in;
        facts.is_under_way = true;
        if facts.begun.operation.info().writes() {
            self.disturbed();
        }
        self.counting.push(now + lease + HOUR);
        Ok(())
    }

    fn check_send(&mut self, id: Id, now: Time) -> Result<(), String> {
        let world = self.world;
        let facts = self.calls.get(&id).expect("it has begun");
        let operation = facts.begun.operation;
        if operation.info().writes() && facts.may_be_done {
            return Err("what may have been done is sent again".to_owned());
        }
        let tries = if world.trip_fails > 0.0 { 300 * MILLISECOND } else { 0 };
        let tolerance = 2 * world.trip.1 + MILLISECOND + tries;
        let paces = world.sleeps.is_none() && world.halts.is_none() && world.is_store_up() && world.is_time_right();
        if paces || self.is_over && world.is_time_right() {
            if now + tolerance + (BURST - 1) * INTERVAL < self.full_at {
                return Err(format!(
                    "it is sent {} ms before its slot",
                    (self.full_at - now - (BURST - 1) * INTERVAL) / MILLISECOND
                ));
            }
            self.full_at = self.full_at.max(now) + INTERVAL;
            if self.held.is_some_and(|(since, until)| facts.reserved_at > since && now + tolerance < until) {
                return Err("it is sent right after a 429".to_owned());
            }
        }
        if facts.has_slept && world.is_store_up() && world.store != StoreKind::Memory {
            return Err("it is sent after a sleep, and has not asked the store since".to_owned());
        }
        if !operation.is_cacheable() || facts.is_reload || facts.sends > 0 {
            return Ok(());
        }
        let is_patient = facts.follows_since.is_none_or(|since| now - since < self.patience());
        let others = self.calls.iter().filter(|(other, facts)| {
            **other != id
                && facts.begun.operation == operation
                && !facts.is_reload
                && facts.is_under_way
                && self.leads(facts)
        });
        let may_be_alone = self.may_be_alone(facts);
        for (other, facts) in others {
            let is_undisturbed = facts.reserved_in.0 == self.disturbances && now >= self.put_back_until;
            if is_undisturbed && is_patient && !may_be_alone && world.is_time_right() {
                return Err(format!("it asks for the same as call {other}, at the same time"));
            }
        }
        let knows = |process| self.successes.get(&(process, operation));
        let is_young = |success: &&Success| {
            world.is_time_right()
                && success.ended_at <= facts.begun.at
                && facts.begun.at.saturating_sub(success.sent_at) + 5 * SECOND + 2 * world.trip.1 < facts.max_age
        };
        if knows(None)
            .filter(is_young)
            .is_some_and(|success| success.disturbances == self.disturbances && success.sent_at >= self.put_back_until)
        {
            return Err("it is sent, though there is a young response".to_owned());
        }
        let own = knows(Some(facts.begun.process)).filter(is_young);
        if own.is_some_and(|success| {
            success.disturbances == self.own_disturbances
                && success.sent_at >= self.unheard_until.max(self.put_back_until)
        }) {
            return Err("it is sent, though its process has a young response".to_owned());
        }
        if let (Some(failure), Some(since)) = (self.failures.get(&operation), facts.followed) {
            let waited_for_it = (failure.led_since..=failure.at).contains(&since);
            let is_recent = waited_for_it && now - failure.at < 5 * SECOND;
            if is_recent && failure.disturbances == self.disturbances && is_patient && !may_be_alone {
                return Err("it is sent, though the call that it waited for has failed".to_owned());
            }
        }
        Ok(())
    }

    pub fn arrived(
        &mut self,
        id: Id,
        now: Time,
        operation: Operation,
        response: &Response<Vec<u8>>,
        server: &Server,
    ) -> Result<(), String> {
        self.now = now;
        if server.version > self.version {
            self.version = server.version;
            self.made.insert(id, server.version);
        }
        if operation.info().bucket != Bucket::User || response.status() == StatusCode::TOO_MANY_REQUESTS {
            return Ok(());
        }
        while self.arrived.front().is_some_and(|at| now - at >= HOUR) {
            self.arrived.pop_front();
        }
        self.arrived.push_back(now);
        if self.arrived.len() > Server::LIMIT && self.world.counts() {
            return Err(format!("call {id} is the {}th in an hour", self.arrived.len()));
        }
        let may_be_refused = self.world.foreign.is_some() || !self.world.counts();
        if response.status() == StatusCode::PAYMENT_REQUIRED && !may_be_refused {
            return Err(format!("call {id} is refused by the server"));
        }
        Ok(())
    }

    pub fn returned(&mut self, id: Id, now: Time, returned: &Returned) {
        self.now = now;
        let Some(facts) = self.calls.get_mut(&id) else { return };
        facts.is_under_way = false;
        facts.returned_at = now;
        facts.may_be_done |= returned.may_be_done();
        facts.last = Some(*returned);
        facts.unsent += u32::from(*returned == Returned::Unsent);
        if let Some(sent_at) = facts.sent_at {
            let until = sent_at + self.world.attempt_limit + 10 * SECOND + HOUR;
            if let Some(index) = self.counting.iter().position(|counts| *counts == until) {
                self.counting.swap_remove(index);
                if returned.counts() {
                    self.counting.push(now + HOUR);
                }
            }
        }
        if facts.begun.operation.info().writes() {
            self.disturbed();
        }
    }

    pub fn dropped(&mut self, id: Id, now: Time) {
        let Some(facts) = self.calls.remove(&id) else { return };
        self.lose(id, now, &facts);
        if facts.begun.operation.info().writes() && facts.sends > 0 {
            let made = self.made.get(&id).copied().unwrap_or(0);
            let own = self.must_see_of.entry(facts.begun.process).or_default();
            *own = (*own).max(made);
            self.owing.insert(facts.begun.process, now);
        }
    }

    pub fn killed(&mut self, id: Id, now: Time) {
        let Some(facts) = self.calls.remove(&id) else { return };
        self.lose(id, now, &facts);
    }

    fn lose(&mut self, id: Id, now: Time, facts: &Facts) {
        self.now = now;
        self.disturbed();
        let lease = self.lease();
        // Its reservation may stand until its lease ends, and then counts for an hour.
        self.counting.push(now + lease + 2 * MINUTE + HOUR);
        // Without a store, nobody can see whether it had reserved anything.
        if facts.begun.operation.info().writes() {
            self.wrote_at = now;
            let sent_at = facts.sent_at.unwrap_or(now + 2 * MINUTE);
            let at = sent_at + lease + 2 * self.world.trip.1 + facts.rested + MILLISECOND;
            self.lost_writes.push(Lapse { id, at, is_seen: false });
            // Its next attempt may be reserved too, for a later time.
            if facts.sent_at.is_some() && !facts.is_under_way {
                let at = now + 2 * MINUTE + lease + 2 * self.world.trip.1 + facts.rested;
                self.lost_writes.push(Lapse { id, at, is_seen: false });
            }
        }
    }

    pub fn restarted(&mut self, process: usize) {
        self.disturbed();
        self.must_see_of.remove(&process);
        self.owing.remove(&process);
        self.successes.retain(|(of, _), _| *of != Some(process));
    }

    pub fn ended(&mut self, id: Id, now: Time, end: &End, server: &Server) -> Result<(), String> {
        self.now = now;
        let Some(facts) = self.calls.remove(&id) else { return Ok(()) };
        self.check_end(&facts, now, end, server).map_err(|problem| {
            format!("call {id} ({:?} of process {}): {problem}", facts.begun.operation, facts.begun.process)
        })?;
        let (operation, process) = (facts.begun.operation, facts.begun.process);
        if operation.info().writes() {
            self.wrote_at = now;
            self.disturbed();
            let made = self.made.get(&id).copied().unwrap_or(0);
            let own = self.must_see_of.entry(process).or_default();
            *own = (*own).max(made);
            if self.world.outages.is_some() {
                self.owing.insert(process, now);
            }
            if self.world.shares() && self.world.store != StoreKind::Memory {
                self.must_see = self.must_see.max(made);
            }
        }
        if operation.is_cacheable() && facts.sends > 0 {
            let (shared, own) = facts.sent_in;
            match end.how {
                How::Value { source: Source::Fresh, .. } => {
                    let sent_at = facts.sent_at.unwrap_or(now);
                    let may_be_alone = self.may_be_alone(&facts);
                    if !may_be_alone {
                        let success = Success { sent_at, ended_at: now, disturbances: shared };
                        self.successes.insert((None, operation), success);
                    }
                    // What a call got alone is not in the store when its process goes back to it.
                    if self.store_is_down || !may_be_alone {
                        let success = Success { sent_at, ended_at: now, disturbances: own };
                        self.successes.insert((Some(process), operation), success);
                    }
                }
                How::Status { .. } | How::Failed { .. } | How::Unreadable if !facts.is_reload => {
                    // Where its result was written down after its lease, the others no longer waited for it.
                    let in_time = now + 2 * self.world.trip.1 < facts.sent_at.unwrap_or(now) + self.lease();
                    if let Some(led_since) = facts.led_since.filter(|_| in_time) {
                        self.failures.insert(operation, Failure { led_since, at: now, disturbances: shared });
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn check_end(&mut self, facts: &Facts, now: Time, end: &End, server: &Server) -> Result<(), String> {
        let world = self.world;
        let went = facts.sends - facts.unsent;
        if end.attempts.is_some_and(|attempts| attempts != went) {
            return Err(format!("it says {:?} attempts, and made {went}", end.attempts));
        }
        if facts.sends > ATTEMPTS {
            return Err(format!("it sends {} times", facts.sends));
        }
        let lasted = now - facts.begun.at - facts.rested.min(now - facts.begun.at);
        let trips = Time::from(facts.trips) * (world.trip.1 + 2 * SECOND);
        // Each time that a slot is missed because a clock has jumped, the next one may be as far away.
        let slots = if world.is_time_right() { 2 * MINUTE } else { 8 * MINUTE };
        let most = self.patience() + slots + 30 * SECOND + world.attempt_limit + trips.min(2 * MINUTE);
        if lasted > most {
            return Err(format!("it lasts {} s", lasted / SECOND));
        }
        match &end.how {
            How::Value { source, response } => self.check_value(facts, now, *source, *response, server)?,
            How::Refused => self.check_refusal(facts, now)?,
            How::NoStore if !world.demands_store => return Err("it demands the store".to_owned()),
            How::Failed { unsent } if *unsent != (went == 0) && facts.sends > 0 && facts.followed.is_none() => {
                return Err(format!("it says unsent: {unsent}, and {went} requests may have arrived"));
            }
            _ => {}
        }
        if self.is_over && matches!(end.how, How::Status { status: 402, .. }) {
            return Err("it is refused long after all is over".to_owned());
        }
        let is_calm = world.drops + world.kills == 0.0
            && world.is_store_up()
            && world.trip_fails == 0.0
            && world.sleeps.is_none()
            && world.jumps.is_none();
        if facts.is_alone
            && facts.follows_since.is_none()
            && is_calm
            && world.halts.is_none()
            && world.store != StoreKind::Memory
        {
            let expected = facts.secrets + if facts.sends > 0 { 2 + facts.sends } else { 1 };
            if facts.trips != expected {
                return Err(format!("it makes {} trips to the store instead of {expected}", facts.trips));
            }
        }
        Ok(())
    }

    fn check_value(
        &self,
        facts: &Facts,
        now: Time,
        source: Source,
        response: Option<usize>,
        server: &Server,
    ) -> Result<(), String> {
        let world = self.world;
        if source == Source::Fresh && facts.sends == 0 {
            return Err("it says it is fresh, and sent nothing".to_owned());
        }
        let Some(response) = response else { return Ok(()) };
        let responded = server.responses.get(response).ok_or("the server never said that")?;
        if responded.version < facts.must_see {
            let (had, must) = (responded.version, facts.must_see);
            return Err(format!("it shows version {had}, and version {must} was made before it began"));
        }
        let tolerance = if world.jumps.is_some() { 5 * SECOND } else { 0 };
        let background = facts.begun.options.background;
        match source {
            Source::Fresh => {}
            Source::Cached { age } => {
                let was = facts.begun.at.saturating_sub(responded.at);
                if was > facts.max_age + tolerance && !background && world.is_time_right() {
                    return Err(format!(
                        "it is {} ms old, and may be {}",
                        was / MILLISECOND,
                        facts.max_age / MILLISECOND
                    ));
                }
                let real = now - responded.at;
                if Duration::from_nanos(real) > age + Duration::from_nanos(world.trip.1 + tolerance)
                    && world.is_time_right()
                {
                    return Err(format!("it says it is {age:?} old, and is {} ms", real / MILLISECOND));
                }
            }
            Source::Stale { .. } => {
                let real = now - responded.at;
                if real > world.max_stale + world.trip.1 + tolerance && world.is_time_right() {
                    return Err(format!("it stands in and is {} s old", real / SECOND));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn check_refusal(&mut self, facts: &Facts, now: Time) -> Result<(), String> {
        if self.is_over {
            return Err("it is refused long after all is over".to_owned());
        }
        let world = self.world;
        let is_told = world.foreign.is_some() || world.lying_headers > 0.0;
        if is_told || !world.counts() || !world.is_store_up() || world.sleeps.is_some() || world.halts.is_some() {
            return Ok(());
        }
        // The time that the server tells counts from when it responded, and not from when the response arrives.
        let late = world.attempt_limit + 5 * SECOND + 2 * world.trip.1;
        self.counting.retain(|until| *until + late > now);
        let keep = if facts.begun.options.background { RESERVE } else { 0 };
        // A request under way may count both at the server and here. A response that tells nothing reduces what was
        // told, even if that was told later.
        let untold = if world.missing_headers > 0.0 { 4 } else { 0 };
        let most = self.counting.len() + 2 * self.calls.len() + untold;
        if most + keep < Server::LIMIT {
            return Err(format!("it is refused, and at most {most} calls count"));
        }
        Ok(())
    }
}
