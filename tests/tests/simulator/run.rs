//! [`Run`]: one run of a world. It does what calls ask for, in virtual time, and lets things go wrong.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use toggl_me_core::call::{Call, Input, Now, Reason, Step};
use toggl_me_core::http::Response;
use toggl_me_core::store::{Ask, Replied, StoreError};
use toggl_me_core::{CallOptions, Dispatcher, TransportError, TransportErrorKind};

use crate::operations::Operation;
use crate::random::Random;
use crate::server::{Mood, Server, Told};
use crate::store::SharedStore;
use crate::time::{HOUR, MILLISECOND, MINUTE, SECOND, Time, of_day};
use crate::witness::{Begun, Returned, Witness};
use crate::world::{StoreKind, World};

pub type Id = usize;

/// The counts of what was run.
#[derive(Debug, Default)]
pub struct Figures {
    pub calls: u64,
    pub requests: u64,
    pub trips: u64,
    pub steps: u64,
    pub hours: u64,
}

impl Figures {
    pub fn add(&mut self, other: &Figures) {
        self.calls += other.calls;
        self.requests += other.requests;
        self.trips += other.trips;
        self.steps += other.steps;
        self.hours += other.hours;
    }
}

pub struct Run {
    world: &'static World,
    random: Random,
    shows: bool,
    now: Time,
    sequence: u64,
    queue: BinaryHeap<Reverse<Scheduled>>,
    machines: Vec<Machine>,
    processes: Vec<Process>,
    calls: HashMap<Id, Running>,
    store: Option<Arc<SharedStore>>,
    store_is_down: bool,
    server: Server,
    witness: Witness,
    figures: Figures,
}

struct Machine {
    /// How far its time of day is ahead of the true time.
    ahead: i64,
    /// How long its monotonic clock has stood still.
    stood: Time,
    sleeps_until: Time,
}

struct Process {
    dispatcher: Dispatcher,
    halts_until: Time,
    born: u64,
}

struct Running {
    process: usize,
    operation: Operation,
    call: Call,
    steps: u32,
    failed_trips: u32,
    wrote_in_vain: bool,
    /// The step after which it is dropped, or its process killed.
    dropped_after: Option<u32>,
    killed_after: Option<u32>,
}

struct Scheduled {
    at: Time,
    sequence: u64,
    event: Event,
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.sequence) == (other.at, other.sequence)
    }
}

impl Eq for Scheduled {}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.sequence).cmp(&(other.at, other.sequence))
    }
}

enum Event {
    Burst,
    Begin { process: usize, operation: Operation, options: CallOptions },
    AtStore { id: Id, ask: Ask },
    AtServer { id: Id, operation: Operation, mood: Mood, told: Told, lost: Option<TransportErrorKind>, back: Time },
    Back { id: Id, input: Input },
    Woken { id: Id, until: Duration },
    Drop { id: Id },
    Kill { id: Id },
    Outage,
    OutageEnds,
    Loss,
    Jump,
    Sleep,
    Halt,
    Foreign,
}

impl Run {
    pub fn new(world: &'static World, seed: u64, shows: bool) -> Self {
        let name = world.name.bytes().fold(seed, |mixed, byte| mixed.wrapping_mul(31).wrapping_add(byte.into()));
        let mut random = Random::new(name);
        let store = match world.store {
            StoreKind::Memory => None,
            StoreKind::Shared => Some(Arc::new(SharedStore::new(true))),
            StoreKind::Local => Some(Arc::new(SharedStore::new(false))),
        };
        let machines = match world.store {
            StoreKind::Shared => world.processes,
            StoreKind::Memory | StoreKind::Local => 1,
        };
        let skew = world.skew as i64;
        let machine = |random: &mut Random| Machine {
            ahead: random.between((0, (2 * skew + 1) as u64)) as i64 - skew,
            stood: 0,
            sleeps_until: 0,
        };
        let machines = (0..machines).map(|_| machine(&mut random)).collect();
        let mut run = Run {
            world,
            random,
            shows,
            now: 0,
            sequence: 0,
            queue: BinaryHeap::new(),
            machines,
            processes: Vec::new(),
            calls: HashMap::new(),
            store,
            store_is_down: false,
            server: Server::default(),
            witness: Witness::new(world),
            figures: Figures::default(),
        };
        run.processes = (0..world.processes).map(|number| run.process(number)).collect();
        run
    }

    fn process(&mut self, number: u64) -> Process {
        let world = self.world;
        let mut dispatcher = Dispatcher::new()
            .max_age(Duration::from_nanos(world.max_age))
            .max_stale(Duration::from_nanos(world.max_stale))
            .attempt_limit(Duration::from_nanos(world.attempt_limit));
        if let Some(store) = &self.store {
            dispatcher = dispatcher.store(Arc::clone(store) as _);
        }
        if world.demands_store {
            dispatcher = dispatcher.demand_store();
        }
        Process { dispatcher: dispatcher.seed(self.random.draw()), halts_until: 0, born: number * 1_000 }
    }

    fn machine(&self, process: usize) -> usize {
        process % self.machines.len()
    }

    fn clock(&self, process: usize) -> Now {
        let machine = &self.machines[self.machine(process)];
        let monotonic = self.now + (24 * HOUR + self.processes[process].born * SECOND) - machine.stood;
        Now { monotonic: Duration::from_nanos(monotonic), wall: of_day(self.now, machine.ahead) }
    }

    fn after(&mut self, pause: Time, event: Event) {
        self.sequence += 1;
        self.queue.push(Reverse(Scheduled { at: self.now + pause, sequence: self.sequence, event }));
    }

    fn show(&self, what: impl FnOnce() -> String) {
        if self.shows {
            let seconds = self.now as f64 / SECOND as f64;
            println!("{seconds:12.4} {}", what());
        }
    }

    pub fn run_to_its_end(mut self) -> Result<Figures, String> {
        let world = self.world;
        self.after(0, Event::Burst);
        let rates = [
            (world.outages.map(|(gap, _)| gap), Event::Outage),
            (world.losses, Event::Loss),
            (world.jumps.map(|(gap, _)| gap), Event::Jump),
            (world.sleeps.map(|(gap, _)| gap), Event::Sleep),
            (world.halts.map(|(gap, _)| gap), Event::Halt),
            (world.foreign, Event::Foreign),
        ];
        for (gap, event) in rates {
            if let Some(gap) = gap {
                let pause = self.random.gap(gap);
                self.after(pause, event);
            }
        }
        self.play()?;
        self.afterwards()?;
        self.figures.hours = self.now / HOUR;
        Ok(self.figures)
    }

    /// Checks that nothing counts any more after an hour without a call.
    fn afterwards(&mut self) -> Result<(), String> {
        self.now += 2 * HOUR;
        self.witness.everything_is_over();
        for machine in &mut self.machines {
            machine.sleeps_until = 0;
        }
        for number in 0..Server::LIMIT as u64 {
            let process = self.random.between((0, self.world.processes)) as usize;
            let options = CallOptions::new().max_age(Duration::ZERO);
            self.after(number * 15 * SECOND, Event::Begin { process, operation: Operation::Me, options });
        }
        self.play()
    }

    fn play(&mut self) -> Result<(), String> {
        while let Some(Reverse(Scheduled { at, event, .. })) = self.queue.pop() {
            self.now = at;
            if let Some(store) = &self.store {
                store.set_time(at);
            }
            self.happen(event).map_err(|problem| format!("after {} s: {problem}", self.now as f64 / SECOND as f64))?;
        }
        if self.calls.is_empty() { Ok(()) } else { Err(format!("{} calls never end", self.calls.len())) }
    }

    fn begins(&self) -> bool {
        self.now < self.world.length
    }

    /// Returns for how long a process can do nothing; `None` if it can act now.
    fn is_still(&self, process: usize) -> Option<Time> {
        let until = self.machines[self.machine(process)].sleeps_until.max(self.processes[process].halts_until);
        (until > self.now).then(|| until - self.now)
    }

    fn happen(&mut self, event: Event) -> Result<(), String> {
        match event {
            Event::Burst => {
                self.burst();
                let pause = self.random.gap(self.world.gap);
                if self.now + pause < self.world.length {
                    self.after(pause, Event::Burst);
                }
            }
            Event::Begin { process, operation, options } => match self.is_still(process) {
                Some(pause) => self.after(pause, Event::Begin { process, operation, options }),
                None => return self.begin(process, operation, options),
            },
            Event::AtStore { id, ask } => self.at_store(id, ask),
            Event::AtServer { id, operation, mood, told, lost, back } => {
                let response = self.server.respond(self.now, operation, mood, told);
                self.show(|| format!("call {id}: the server responds {} ({mood:?})", response.status()));
                self.witness.arrived(id, self.now, operation, &response, &self.server)?;
                let result = match lost {
                    Some(kind) => Err(TransportError::new(kind)),
                    None => Ok(response),
                };
                self.after(back, Event::Back { id, input: Input::Answered(result) });
            }
            Event::Back { id, input } => {
                let Some(running) = self.calls.get(&id) else { return Ok(()) };
                match self.is_still(running.process) {
                    Some(pause) => self.after(pause, Event::Back { id, input }),
                    None => {
                        if let Input::Answered(result) = &input {
                            self.witness.returned(id, self.now, &Returned::of(result));
                        }
                        return self.step(id, input);
                    }
                }
            }
            Event::Woken { id, until } => {
                let Some(running) = self.calls.get(&id) else { return Ok(()) };
                let early = until.saturating_sub(self.clock(running.process).monotonic).as_nanos() as Time;
                match self.is_still(running.process).map_or(early, |pause| pause.max(early)) {
                    0 => return self.step(id, Input::Woken),
                    pause => self.after(pause, Event::Woken { id, until }),
                }
            }
            Event::Drop { id } => {
                if let Some(running) = self.calls.remove(&id) {
                    self.show(|| format!("call {id}: dropped"));
                    self.witness.dropped(id, self.now);
                    drop(running);
                }
            }
            Event::Kill { id } => {
                if let Some(running) = self.calls.get(&id) {
                    self.kill(running.process);
                }
            }
            Event::Outage => {
                self.store_is_down = true;
                self.witness.store_goes_down(self.now);
                self.show(|| "the store is down".to_owned());
                let length = self.world.outages.map_or(0, |(_, length)| self.random.between(length));
                self.after(length, Event::OutageEnds);
            }
            Event::OutageEnds => {
                self.store_is_down = false;
                self.witness.store_comes_up(self.now);
                self.show(|| "the store is up".to_owned());
                self.again(self.world.outages.map(|(gap, _)| gap), Event::Outage);
            }
            Event::Loss => {
                if let Some(store) = &self.store {
                    store.lose_records();
                }
                self.witness.store_is_lost(self.now);
                self.show(|| "the store has lost all records".to_owned());
                self.again(self.world.losses, Event::Loss);
            }
            Event::Jump => {
                if let Some((gap, most)) = self.world.jumps {
                    let which = self.random.between((0, self.machines.len() as u64)) as usize;
                    let jump = self.random.between((0, 2 * most)) as i64 - most as i64;
                    self.machines[which].ahead += jump;
                    self.witness.disturbed();
                    self.show(|| format!("the time of day of machine {which} jumps by {} s", jump / SECOND as i64));
                    self.again(Some(gap), Event::Jump);
                }
            }
            Event::Sleep => {
                if let Some((gap, length)) = self.world.sleeps {
                    let which = self.random.between((0, self.machines.len() as u64)) as usize;
                    let length = self.length_of_rest(length);
                    let now = self.now;
                    let machine = &mut self.machines[which];
                    if machine.sleeps_until <= now {
                        machine.sleeps_until = now + length;
                        machine.stood += length;
                        let machines = self.machines.len();
                        let sleeps = |process| process % machines == which;
                        self.witness.rests(now, length, sleeps);
                        self.witness.sleeps(length, sleeps);
                        self.show(|| format!("machine {which} sleeps for {} s", length / SECOND));
                    }
                    self.again(Some(gap), Event::Sleep);
                }
            }
            Event::Halt => {
                if let Some((gap, length)) = self.world.halts {
                    let which = self.random.between((0, self.processes.len() as u64)) as usize;
                    let length = self.length_of_rest(length);
                    if self.processes[which].halts_until <= self.now {
                        self.processes[which].halts_until = self.now + length;
                        self.witness.rests(self.now, length, |process| process == which);
                        self.show(|| format!("process {which} halts for {} s", length / SECOND));
                    }
                    self.again(Some(gap), Event::Halt);
                }
            }
            Event::Foreign => {
                self.server.spend(self.now);
                self.again(self.world.foreign, Event::Foreign);
            }
        }
        Ok(())
    }

    /// Draws short lengths as often as long ones.
    fn length_of_rest(&mut self, (shortest, longest): (Time, Time)) -> Time {
        let longest = *[MINUTE, 5 * MINUTE, longest].get(self.random.between((0, 3)) as usize).unwrap_or(&longest);
        self.random.between((shortest, longest))
    }

    fn again(&mut self, gap: Option<Time>, event: Event) {
        if let (Some(gap), true) = (gap, self.begins()) {
            let pause = self.random.gap(gap);
            if self.now + pause < self.world.length {
                self.after(pause, event);
            }
        }
    }

    fn burst(&mut self) {
        let world = self.world;
        let count = self.random.between(world.burst);
        let alike = self.random.chance(world.alike).then(|| self.random.pick(world.operations));
        for _ in 0..count {
            let process = self.random.between((0, world.processes)) as usize;
            let operation = alike.unwrap_or_else(|| self.random.pick(world.operations));
            let mut options = CallOptions::new();
            if self.random.chance(world.reloads) {
                options = options.max_age(Duration::ZERO);
            }
            if self.random.chance(world.background) {
                options = options.background();
            }
            let pause = self.random.between((0, world.spread));
            self.after(pause, Event::Begin { process, operation, options });
        }
    }

    fn begin(&mut self, process: usize, operation: Operation, options: CallOptions) -> Result<(), String> {
        let world = self.world;
        let call = operation.call(&self.processes[process].dispatcher, options);
        let id = self.figures.calls as Id;
        self.figures.calls += 1;
        let after = |random: &mut Random| Some(random.between((1, 8)) as u32);
        let begins = self.begins();
        let dropped_after = if begins && self.random.chance(world.drops) { after(&mut self.random) } else { None };
        let killed_after = if begins && self.random.chance(world.kills) { after(&mut self.random) } else { None };
        let running = Running {
            process,
            operation,
            call,
            steps: 0,
            failed_trips: 0,
            wrote_in_vain: false,
            dropped_after,
            killed_after,
        };
        self.calls.insert(id, running);
        self.show(|| format!("call {id}: process {process} begins {operation:?} {options:?}"));
        self.witness.began(id, Begun { process, operation, options, at: self.now });
        self.step(id, Input::Start)
    }

    fn step(&mut self, id: Id, input: Input) -> Result<(), String> {
        let Some(mut running) = self.calls.remove(&id) else { return Ok(()) };
        let now = self.clock(running.process);
        self.figures.steps += 1;
        running.steps += 1;
        let shown = self.shows.then(|| format!("{input:?}"));
        let step = running.call.step(now, input);
        if let Some(input) = shown {
            self.show(|| format!("call {id}: {input}\n             -> {step:?}"));
        }
        if running.steps > 100_000 {
            return Err(format!("call {id} never ends"));
        }
        let world = self.world;
        match step {
            Step::Store(ask) => {
                self.figures.trips += 1;
                self.witness.asks(id, &ask);
                let pause = self.random.between(world.trip) / 2;
                self.after(pause, Event::AtStore { id, ask });
            }
            Step::Send => {
                self.figures.requests += 1;
                self.witness.sends(id, self.now)?;
                self.send(id, running.operation);
            }
            Step::Wait { until, reason } => {
                self.witness.waits(id, self.now, reason == Reason::Leader)?;
                let pause = until.saturating_sub(now.monotonic).as_nanos() as Time;
                self.after(pause, Event::Woken { id, until });
            }
            Step::Done(outcome) => {
                let end = running.operation.end(outcome);
                self.show(|| format!("call {id}: {end:?}"));
                return self.witness.ended(id, self.now, &end, &self.server);
            }
        }
        if running.dropped_after == Some(running.steps) {
            let pause = self.random.between((0, 2 * SECOND)) * self.random.between((0, 2));
            self.after(pause, Event::Drop { id });
        }
        if running.killed_after == Some(running.steps) {
            let pause = self.random.between((0, 2 * SECOND)) * self.random.between((0, 2));
            self.after(pause, Event::Kill { id });
        }
        self.calls.insert(id, running);
        Ok(())
    }

    /// Lets a trip reach the store. It may fail before or after that.
    fn at_store(&mut self, id: Id, ask: Ask) {
        // A trip of a call that no longer exists may still be under way.
        let fails = match self.calls.get_mut(&id) {
            None if self.random.chance(0.5) => return,
            None => false,
            Some(running) if running.failed_trips < 2 && self.random.chance(self.world.trip_fails) => {
                running.failed_trips += 1;
                running.wrote_in_vain |= matches!(ask, Ask::Write(_));
                true
            }
            Some(running) => {
                // A read that succeeds says nothing about the write before it.
                if !running.wrote_in_vain || matches!(ask, Ask::Write(_)) {
                    running.failed_trips = 0;
                    running.wrote_in_vain = false;
                }
                false
            }
        };
        let Some(store) = &self.store else { return };
        let error = || StoreError::new("does not respond");
        // Now and then, a trip runs into its time limit.
        let slow = if self.store_is_down && self.random.chance(0.3) { 2 * SECOND } else { 0 };
        let replied: Result<Replied, StoreError> = if self.store_is_down || fails && self.random.chance(0.5) {
            Err(error())
        } else {
            let replied = ask.put_to(&**store);
            if let Ask::Write(_) = ask {
                self.witness.written(id, self.now, &replied);
            }
            if fails { Err(error()) } else { replied }
        };
        let longest = if fails { self.world.trip.1.min(40 * MILLISECOND) } else { self.world.trip.1 };
        let pause = self.random.between((self.world.trip.0, longest)) / 2 + slow;
        self.after(pause, Event::Back { id, input: Input::Stored(replied) });
    }

    fn send(&mut self, id: Id, operation: Operation) {
        let (world, begins) = (self.world, self.begins());
        let network = world.network;
        let random = &mut self.random;
        let mut chance = |probability: f64| begins && random.chance(probability);
        let (unsent, lost_request, lost_response, slow) =
            (chance(network.unsent), chance(network.lost_request), chance(network.lost_response), chance(network.slow));
        let moods = world.moods;
        let mood = if chance(moods.limiting) {
            Mood::Limiting { retry_after: None }
        } else if chance(moods.failing) {
            Mood::Failing { status: 500, done: false }
        } else if chance(moods.forbidding) {
            Mood::Forbidding
        } else if chance(moods.unreadable) {
            Mood::Unreadable
        } else {
            Mood::Good
        };
        let mut told = match (chance(world.missing_headers), chance(world.lying_headers)) {
            (_, true) => Told::Lie { remaining: 0, resets_in: 0 },
            (true, false) => Told::Missing,
            (false, false) => Told::Right,
        };
        if let Told::Lie { remaining, resets_in } = &mut told {
            *remaining = random.between((0, 40)) as i64 - 5;
            *resets_in = random.between((0, 5_000)) as i64 - 100;
        }
        let mood = match mood {
            Mood::Limiting { .. } => {
                Mood::Limiting { retry_after: random.chance(0.5).then(|| random.between((0, 8)) as u32) }
            }
            Mood::Failing { .. } => Mood::Failing {
                status: [500, 502, 503, 504][random.between((0, 4)) as usize],
                done: random.chance(0.3),
            },
            mood => mood,
        };
        let limit = world.attempt_limit;
        let latency = random.between(if slow { (world.latency.0, limit) } else { world.latency }).min(limit);
        let arrival = random.between((0, latency));
        let kind = match random.chance(0.5) {
            true => TransportErrorKind::Timeout,
            false => TransportErrorKind::Interrupted,
        };
        let lost_after = if kind == TransportErrorKind::Timeout { limit } else { latency };
        if unsent {
            let error = TransportError::new(TransportErrorKind::Connect).unsent();
            return self.after(arrival, Event::Back { id, input: Input::Answered(Err(error)) });
        }
        if lost_request {
            let result: Result<Response<Vec<u8>>, _> = Err(TransportError::new(kind));
            return self.after(lost_after, Event::Back { id, input: Input::Answered(result) });
        }
        let back = if lost_response { lost_after } else { latency } - arrival;
        let lost = lost_response.then_some(kind);
        self.after(arrival, Event::AtServer { id, operation, mood, told, lost, back });
    }

    fn kill(&mut self, process: usize) {
        self.show(|| format!("process {process} is killed, and starts again"));
        let mut killed: Vec<Id> =
            self.calls.iter().filter(|(_, running)| running.process == process).map(|(id, _)| *id).collect();
        killed.sort_unstable();
        for id in killed {
            self.calls.remove(&id);
            self.witness.killed(id, self.now);
        }
        self.witness.restarted(process);
        let restarted = self.process(process as u64);
        self.processes[process] = Process { halts_until: self.processes[process].halts_until, ..restarted };
    }
}
