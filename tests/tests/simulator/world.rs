//! [`World`]: the circumstances of a run, and [`WORLDS`], the list of them.

use crate::operations::Operation;
use crate::time::{HOUR, MILLISECOND, MINUTE, SECOND, Time};

#[derive(Clone, Copy, Debug)]
pub struct World {
    pub name: &'static str,

    // What is called.
    pub processes: u64,
    /// How long new calls keep beginning.
    pub length: Time,
    /// The mean time between two bursts of calls, the number of calls in one, and how far they lie apart.
    pub gap: Time,
    pub burst: (u64, u64),
    pub spread: Time,
    /// How often all calls of a burst ask for the same.
    pub alike: f64,
    pub operations: &'static [(u32, Operation)],
    /// How often a call does not want a cached response, and how often it is a background call.
    pub reloads: f64,
    pub background: f64,

    // The settings of the dispatchers.
    pub max_age: Time,
    pub max_stale: Time,
    pub attempt_limit: Time,
    pub demands_store: bool,

    // The store.
    pub store: StoreKind,
    pub trip: (Time, Time),
    /// How often a trip fails before or after it is done. It never fails more than twice in a row for a call.
    pub trip_fails: f64,
    /// The mean time between two outages, and their length.
    pub outages: Option<(Time, (Time, Time))>,
    /// The mean time between two losses of all records.
    pub losses: Option<Time>,

    // Clocks and processes.
    /// How far apart the machines' times of day are.
    pub skew: Time,
    /// The mean time between two jumps of a time of day, and the farthest that it jumps.
    pub jumps: Option<(Time, Time)>,
    /// The mean time between two sleeps of a machine, and their length. Its monotonic clock stands still.
    pub sleeps: Option<(Time, (Time, Time))>,
    /// The mean time between two halts of a process, and their length. Its monotonic clock goes on.
    pub halts: Option<(Time, (Time, Time))>,
    /// How often a call's process is killed within its first steps.
    pub kills: f64,
    /// How often a call is dropped within its first steps.
    pub drops: f64,

    // The server and the way to it.
    pub latency: (Time, Time),
    pub network: Network,
    pub moods: Moods,
    /// How often headers are missing, and how often they lie.
    pub missing_headers: f64,
    pub lying_headers: f64,
    /// The mean time between two calls of other programs.
    pub foreign: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// None: the dispatcher's memory.
    Memory,
    /// A store with a clock of its own that machines share: each process has a machine.
    Shared,
    /// A store without a clock: all processes are on one machine.
    Local,
}

/// How often each accident happens on the way.
#[derive(Clone, Copy, Debug)]
pub struct Network {
    /// No connection: nothing is sent.
    pub unsent: f64,
    /// The request never arrives.
    pub lost_request: f64,
    /// The response never arrives.
    pub lost_response: f64,
    /// The response takes up to the time limit.
    pub slow: f64,
}

/// How often the server is in each mood.
#[derive(Clone, Copy, Debug)]
pub struct Moods {
    pub failing: f64,
    pub limiting: f64,
    pub forbidding: f64,
    pub unreadable: f64,
}

const SMOOTH: Network = Network { unsent: 0.0, lost_request: 0.0, lost_response: 0.0, slow: 0.0 };
const ROUGH: Network = Network { unsent: 0.05, lost_request: 0.05, lost_response: 0.05, slow: 0.05 };
const FRIENDLY: Moods = Moods { failing: 0.0, limiting: 0.0, forbidding: 0.0, unreadable: 0.0 };
const MOODY: Moods = Moods { failing: 0.06, limiting: 0.04, forbidding: 0.02, unreadable: 0.02 };

const READS: &[(u32, Operation)] = &[(6, Operation::Me), (2, Operation::Related), (2, Operation::Current)];
const ALL: &[(u32, Operation)] = &[
    (10, Operation::Me),
    (3, Operation::Related),
    (4, Operation::Current),
    (1, Operation::Login),
    (1, Operation::Location),
    (1, Operation::Suggest),
    (3, Operation::Delete),
];
const MANY_WRITES: &[(u32, Operation)] = &[(5, Operation::Me), (1, Operation::Related), (4, Operation::Delete)];
const ONE: &[(u32, Operation)] = &[(1, Operation::Me)];

/// The world in which nothing goes wrong, from which the others differ.
const QUIET: World = World {
    name: "quiet",
    processes: 3,
    length: 80 * MINUTE,
    gap: 100 * SECOND,
    burst: (1, 4),
    spread: 2 * SECOND,
    alike: 0.5,
    operations: ALL,
    reloads: 0.05,
    background: 0.0,
    max_age: 5 * MINUTE,
    max_stale: 0,
    attempt_limit: 10 * SECOND,
    demands_store: false,
    store: StoreKind::Shared,
    trip: (MILLISECOND / 10, 10 * MILLISECOND),
    trip_fails: 0.0,
    outages: None,
    losses: None,
    skew: 10 * MINUTE,
    jumps: None,
    sleeps: None,
    halts: None,
    kills: 0.0,
    drops: 0.0,
    latency: (80 * MILLISECOND, 2 * SECOND),
    network: SMOOTH,
    moods: FRIENDLY,
    missing_headers: 0.1,
    lying_headers: 0.0,
    foreign: None,
};

/// The usual mishaps.
const USUAL: World = World { name: "usual", network: ROUGH, moods: MOODY, kills: 0.02, drops: 0.04, ..QUIET };

pub const WORLDS: &[World] = &[
    QUIET,
    USUAL,
    World {
        name: "one process, no store",
        processes: 1,
        store: StoreKind::Memory,
        network: ROUGH,
        moods: MOODY,
        drops: 0.05,
        ..QUIET
    },
    World { name: "one machine", store: StoreKind::Local, skew: 0, ..USUAL },
    World {
        name: "32 callers alike",
        processes: 8,
        burst: (32, 33),
        spread: MILLISECOND,
        gap: 15 * MINUTE,
        alike: 1.0,
        operations: READS,
        reloads: 0.0,
        latency: (SECOND, 5 * SECOND),
        ..QUIET
    },
    World {
        name: "32 callers alike, server fails",
        processes: 8,
        burst: (32, 33),
        spread: MILLISECOND,
        gap: 25 * MINUTE,
        alike: 1.0,
        operations: READS,
        reloads: 0.0,
        latency: (SECOND, 5 * SECOND),
        network: ROUGH,
        moods: Moods { failing: 0.3, limiting: 0.1, forbidding: 0.1, unreadable: 0.1 },
        ..QUIET
    },
    World { name: "writes among reads", operations: MANY_WRITES, gap: 150 * SECOND, burst: (2, 6), ..USUAL },
    World {
        name: "killed writers, long silence",
        operations: MANY_WRITES,
        max_age: 8 * HOUR,
        gap: 70 * MINUTE,
        length: 14 * HOUR,
        burst: (1, 4),
        kills: 0.2,
        ..QUIET
    },
    World {
        name: "killed writers, long memory",
        operations: MANY_WRITES,
        max_age: 3 * HOUR,
        gap: 20 * MINUTE,
        length: 5 * HOUR,
        burst: (1, 3),
        kills: 0.3,
        ..QUIET
    },
    World {
        name: "killed leaders",
        processes: 8,
        burst: (4, 16),
        alike: 1.0,
        gap: 8 * MINUTE,
        operations: READS,
        kills: 0.3,
        ..QUIET
    },
    World { name: "dropped calls", drops: 0.4, gap: 60 * SECOND, ..USUAL },
    World { name: "store fails at each trip", trip_fails: 0.3, ..USUAL },
    World { name: "slow store", trip: (MILLISECOND, 4 * SECOND), ..USUAL },
    World { name: "store outages", outages: Some((20 * MINUTE, (10 * SECOND, 10 * MINUTE))), ..USUAL },
    World {
        name: "store outages, one process",
        processes: 1,
        outages: Some((20 * MINUTE, (10 * SECOND, 10 * MINUTE))),
        drops: 0.05,
        kills: 0.0,
        ..USUAL
    },
    World {
        name: "store demanded",
        demands_store: true,
        outages: Some((20 * MINUTE, (10 * SECOND, 10 * MINUTE))),
        ..USUAL
    },
    World {
        name: "store lost",
        losses: Some((12 * MINUTE) as Time),
        max_age: 30 * MINUTE,
        operations: MANY_WRITES,
        ..USUAL
    },
    World { name: "clocks jump", jumps: Some((8 * MINUTE, 10 * MINUTE)), ..USUAL },
    World {
        name: "clocks jump, one machine",
        store: StoreKind::Local,
        skew: 0,
        jumps: Some((15 * MINUTE, 10 * MINUTE)),
        ..USUAL
    },
    World {
        name: "machines sleep",
        sleeps: Some((5 * MINUTE, (SECOND, 90 * MINUTE))),
        length: 3 * HOUR,
        burst: (2, 6),
        ..USUAL
    },
    World {
        name: "one machine sleeps",
        store: StoreKind::Local,
        skew: 0,
        sleeps: Some((8 * MINUTE, (SECOND, 90 * MINUTE))),
        length: 4 * HOUR,
        ..USUAL
    },
    World {
        name: "processes halt",
        halts: Some((3 * MINUTE, (SECOND, 90 * MINUTE))),
        length: 3 * HOUR,
        burst: (2, 6),
        ..USUAL
    },
    World { name: "foreign programs", foreign: Some(4 * MINUTE), ..USUAL },
    World { name: "lying headers", lying_headers: 0.3, ..USUAL },
    World { name: "429 storms", moods: Moods { limiting: 0.4, ..MOODY }, burst: (1, 6), ..USUAL },
    World {
        name: "reloads overtake",
        reloads: 0.5,
        network: Network { slow: 0.3, ..SMOOTH },
        operations: ONE,
        burst: (2, 5),
        ..QUIET
    },
    World { name: "background pollers", background: 0.8, gap: 30 * SECOND, burst: (1, 3), operations: READS, ..QUIET },
    World { name: "stale stands in", max_stale: 2 * HOUR, max_age: 30 * SECOND, gap: 40 * SECOND, ..USUAL },
    World { name: "spent hours", max_age: 5 * SECOND, gap: 20 * SECOND, burst: (1, 8), processes: 8, ..USUAL },
    World {
        name: "two buckets",
        operations: &[(1, Operation::Me), (1, Operation::Location)],
        max_age: 10 * SECOND,
        gap: 30 * SECOND,
        ..USUAL
    },
];

impl World {
    /// Returns whether the store always tells everybody the truth.
    pub fn is_store_up(&self) -> bool {
        self.outages.is_none() && self.losses.is_none()
    }

    /// Returns whether the others learn what one process knows.
    pub fn shares(&self) -> bool {
        self.outages.is_none() || self.demands_store
    }

    /// Returns whether the time that goes into a record can be relied on.
    pub fn is_time_right(&self) -> bool {
        self.jumps.is_none() || self.store == StoreKind::Shared
    }

    /// Returns whether no more requests than the limit may ever arrive in an hour.
    pub fn counts(&self) -> bool {
        let one_that_lives = self.processes == 1 && self.kills == 0.0;
        self.losses.is_none() && self.is_time_right() && (self.outages.is_none() || one_that_lives)
    }
}
