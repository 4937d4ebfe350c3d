//! [`Stack`]: the layers in the order in which most people want them.

use std::sync::Arc;
use std::time::Duration;

use crate::budget::Budget;
use crate::cache::Cache;
use crate::clock::{Clock, SystemClock};
use crate::layers_store::Store;
use crate::pace::Pace;
use crate::retry::{Policy, Retry};

/// The recommended layers around a transport.
///
/// A call is first looked for in the cache. If it has to be sent, each attempt at it passes the budget, so that none is
/// made that the server would refuse, and then waits for its turn.
pub type Recommended<T, C = SystemClock> = Cache<Retry<Budget<Pace<T, C>, C>, C>, C>;

/// `transport` with the recommended layers: [`Stack::new`] says what they do.
///
/// ```
/// use toggl_me_core::{Client, Context, Transport, recommended};
/// # fn example(transport: impl Transport, context: Context) {
///
/// let client = Client::new(recommended(transport), context);
/// # }
/// ```
pub fn recommended<T>(transport: T) -> Recommended<T> {
    Stack::new().over(transport)
}

/// How the [`Recommended`] layers are to be.
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
/// use toggl_me_core::{Client, Context, MemoryStore, Stack, Transport};
/// # fn example(transport: impl Transport, context: Context) {
///
/// let store = Arc::new(MemoryStore::new());
/// let stack = Stack::new().with_max_stale(Duration::from_secs(8 * 60 * 60)).with_store(store);
/// let client = Client::new(stack.over(transport), context);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Stack<C = SystemClock> {
    clock: C,
    max_age: Duration,
    max_stale: Duration,
    policy: Policy,
    seed: Option<u64>,
    limit: u32,
    interval: Duration,
    store: Option<Arc<dyn Store>>,
}

impl Stack {
    /// The numbers for most people:
    ///
    /// | layer | does | costs |
    /// | --- | --- | --- |
    /// | [`Cache`] | answers from memory what it knows since less than 5 minutes; no stale answers | answers up to 5 minutes old |
    /// | [`Retry`] | up to 3 attempts, 10 s of waiting for a call at most | up to 3 of the hour's requests for a call |
    /// | [`Budget`] | 30 calls in any hour | nothing |
    /// | [`Pace`] | one request a second | a second of waiting for each request ahead in the queue |
    pub fn new() -> Self {
        Stack {
            clock: SystemClock,
            max_age: Duration::from_secs(5 * 60),
            max_stale: Duration::ZERO,
            policy: Policy::up_to(3),
            seed: None,
            limit: Budget::<()>::HOURLY_LIMIT,
            interval: Pace::<()>::INTERVAL,
            store: None,
        }
    }
}

impl Default for Stack {
    fn default() -> Self {
        Stack::new()
    }
}

impl<C> Stack<C> {
    /// As [`Cache::with_max_age`].
    #[must_use]
    pub fn with_max_age(mut self, max_age: Duration) -> Self {
        self.max_age = max_age;
        self
    }

    /// As [`Cache::with_max_stale`].
    #[must_use]
    pub fn with_max_stale(mut self, max_stale: Duration) -> Self {
        self.max_stale = max_stale;
        self
    }

    /// As [`Retry::with_policy`].
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// As [`Retry::with_seed`].
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// As [`Budget::with_limit`].
    #[must_use]
    pub fn with_limit(mut self, calls_per_hour: u32) -> Self {
        self.limit = calls_per_hour;
        self
    }

    /// As [`Pace::with_interval`].
    #[must_use]
    pub fn with_interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Keeps answers and ledgers in `store`, as [`Cache::with_store`] and [`Budget::with_store`] do. Without it they are
    /// kept in memory and lost with the layers: after a restart, the first calls may meet an hour that is spent.
    #[must_use]
    pub fn with_store(mut self, store: Arc<dyn Store>) -> Self {
        self.store = Some(store);
        self
    }

    /// Another clock, for all layers.
    #[must_use]
    pub fn with_clock<D: Clock + Clone>(self, clock: D) -> Stack<D> {
        let Stack { clock: _, max_age, max_stale, policy, seed, limit, interval, store } = self;
        Stack { clock, max_age, max_stale, policy, seed, limit, interval, store }
    }
}

impl<C: Clock + Clone> Stack<C> {
    /// Puts the layers around `transport`.
    pub fn over<T>(self, transport: T) -> Recommended<T, C> {
        let pace = Pace::new(transport).with_interval(self.interval).with_clock(self.clock.clone());
        let mut budget = Budget::new(pace).with_limit(self.limit).with_clock(self.clock.clone());
        if let Some(store) = &self.store {
            budget = budget.with_store(Arc::clone(store));
        }
        let mut retry = Retry::new(budget).with_policy(self.policy).with_clock(self.clock.clone());
        if let Some(seed) = self.seed {
            retry = retry.with_seed(seed);
        }
        let mut cache = Cache::new(retry).with_max_age(self.max_age).with_max_stale(self.max_stale);
        if let Some(store) = self.store {
            cache = cache.with_store(store);
        }
        cache.with_clock(self.clock)
    }
}
