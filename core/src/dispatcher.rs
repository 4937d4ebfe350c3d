//! [`Dispatcher`]: the settings by which calls are spent, and what they share.

use std::sync::Arc;
use std::time::Duration;

use http::Request;

use crate::call::retry::RetryPolicy;
use crate::call::settings::{CallOptions, Pace, Settings};
use crate::call::shared::Shared;
use crate::call::{Call, Reads};
use crate::endpoint::{Endpoint, EndpointExt as _};
use crate::store::{Ask, MemoryStore, Replied, Store, StoreError};

/// Holds the settings by which a program's calls are spent, and what those calls share. It is cheap to clone, and its
/// clones share.
///
/// | it | does | costs |
/// | --- | --- | --- |
/// | caches | returns a response again while it is younger than [`max_age`](Dispatcher::max_age); merges calls that ask for the same at the same time | responses up to that age |
/// | stands in | returns an older response in place of a failure, up to [`max_stale`](Dispatcher::max_stale) | [`Source::Stale`](crate::Source::Stale) has to be looked at |
/// | counts | makes no call that the server would refuse: [`hourly_limit`](Dispatcher::hourly_limit) | nothing |
/// | paces | keeps a distance between requests: [`pace`](Dispatcher::pace) | a second for each request that is ahead |
/// | retries | sends again what may be sent again: [`retry`](Dispatcher::retry) | up to 3 requests for a call |
///
/// All of this applies to each credential separately, across all threads, and across all programs that share a
/// [`store`](Dispatcher::store). A process that forks must make its dispatcher afterwards: two processes with the same one
/// would take each other's calls for their own.
///
/// ```
/// use std::time::Duration;
/// use toggl_me_core::{Client, Context, Dispatcher, Transport};
/// # fn example(transport: impl Transport, context: Context) {
///
/// let dispatcher = Dispatcher::new().max_age(Duration::from_secs(60)).max_stale(Duration::from_secs(8 * 60 * 60));
/// let client = Client::new(transport, context).with_dispatcher(dispatcher);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Dispatcher {
    settings: Arc<Settings>,
    shared: Arc<Shared>,
}

impl Dispatcher {
    /// Creates a dispatcher that suits most programs: cached responses of up to 5 minutes and no stale ones, 30 calls an
    /// hour, 3 requests at once and then one a second, up to 3 attempts, all of it in memory.
    pub fn new() -> Self {
        Dispatcher {
            settings: Arc::new(Settings::DEFAULT),
            shared: Arc::new(Shared::new(None, MemoryStore::new(), None)),
        }
    }

    /// Creates a dispatcher that does nothing until it is told to.
    pub fn idle() -> Self {
        let settings = Settings {
            max_age: Duration::ZERO,
            hourly_limit: None,
            retry: RetryPolicy::OFF,
            pace: Pace { burst: 0, interval: Duration::ZERO },
            ..Settings::DEFAULT
        };
        Dispatcher { settings: Arc::new(settings), ..Dispatcher::new() }
    }

    /// Sets how old a cached response may be that is returned instead of asking the server; zero always asks. The default
    /// is 5 minutes. An operation may declare a shorter time, and a call [another one](CallOptions::max_age()).
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        Arc::make_mut(&mut self.settings).max_age = max_age;
        self
    }

    /// Sets how old a cached response may be that stands in when the server responds with 402, 429 or 5xx, cannot be
    /// reached, or would refuse the call. The default is zero, which means never: whoever sets it has to look at
    /// [`Reply::source`](crate::Reply::source).
    #[must_use]
    pub fn max_stale(mut self, max_stale: Duration) -> Self {
        Arc::make_mut(&mut self.settings).max_stale = max_stale;
        self
    }

    /// Sets when a request is sent again. The default is [`RetryPolicy::up_to`] 3 attempts.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        Arc::make_mut(&mut self.settings).retry = policy;
        self
    }

    /// Sets how many calls of the user's bucket may be made in any 60 minutes, at least 1; `None` counts none. The default
    /// is 30, which is Toggl's limit on every plan; change it for a server that has another limit, or none.
    #[must_use]
    pub fn hourly_limit(mut self, calls: impl Into<Option<u32>>) -> Self {
        Arc::make_mut(&mut self.settings).hourly_limit = calls.into().map(|calls| calls.max(1));
        self
    }

    /// Sets how many of the hour's calls [background](CallOptions::background()) calls leave to others. The default is
    /// 6.
    #[must_use]
    pub fn reserve(mut self, calls: u32) -> Self {
        Arc::make_mut(&mut self.settings).reserve = calls;
        self
    }

    /// Sets how many requests may go at once, and how long it takes until one more may, which is a minute at most. The
    /// default is 3 and a second, as in Toggl's own app. Zero for either turns pacing off.
    #[must_use]
    pub fn pace(mut self, burst: u32, interval: Duration) -> Self {
        Arc::make_mut(&mut self.settings).pace = Pace { burst, interval: interval.min(Pace::LONGEST) };
        self
    }

    /// Sets the longest time that the transport takes for an attempt. The default is 60 s, which is that of
    /// `UreqTransport`. A program that dies in the middle of a call holds up others that ask for the same for 10 s more
    /// than that.
    #[must_use]
    pub fn attempt_limit(mut self, limit: Duration) -> Self {
        Arc::make_mut(&mut self.settings).attempt_limit = limit;
        self
    }

    /// Keeps what calls share in `store`, for the program's next start and for all programs that share the store.
    ///
    /// While the store does not respond, calls go on with a copy in this process: see
    /// [`Reply::store_error`](crate::Reply::store_error).
    #[must_use]
    pub fn store(mut self, store: Arc<dyn Store>) -> Self {
        self.shared = Arc::new(self.shared.with_store(store));
        self
    }

    /// Sets how many responses, and how many bytes of them, are kept in memory. The default is 256 and 8 MiB.
    #[must_use]
    pub fn memory_bounds(mut self, responses: usize, bytes: usize) -> Self {
        self.shared = Arc::new(self.shared.with_memory(MemoryStore::with_bounds(responses, bytes)));
        self
    }

    /// Fails calls while the store does not respond, with [`Error::Store`](crate::Error::Store), instead of going on with a
    /// copy in this process.
    #[must_use]
    pub fn demand_store(mut self) -> Self {
        Arc::make_mut(&mut self.settings).demands_store = true;
        self
    }

    /// Keeps the `api_token` in responses that are cached outside of this process. By default it is removed from them.
    #[must_use]
    pub fn keep_api_token(mut self) -> Self {
        Arc::make_mut(&mut self.settings).keeps_api_token = true;
        self
    }

    /// Sets the seed of all randomness, so that a test gets the same waits each time. Outside of tests, a program that
    /// shares a store should not set it, except as below: programs with the same seed take each other's calls for their
    /// own.
    ///
    /// On `wasm32-unknown-unknown` the standard library has no randomness, and all programs begin with one seed. A
    /// program that shares a [`store`](Dispatcher::store) there has to set a random one, which in a browser comes from
    /// `crypto.getRandomValues`.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.shared = Arc::new(self.shared.with_seed(seed));
        self
    }

    /// Returns whether a call with these options is sent once, whatever is known: then it needs no [`Call`].
    pub(crate) fn is_idle(&self, options: &CallOptions) -> bool {
        self.settings.is_idle() && self.shared.store.is_none() && *options == CallOptions::default()
    }

    /// Begins a call of `endpoint` with the request that was built for it. The [`Call`] decides what becomes of it.
    pub fn call<E: Endpoint>(&self, endpoint: &E, request: &Request<Vec<u8>>, options: CallOptions) -> Call {
        let reads = const { &Reads { is_readable: E::is_readable, quotas: E::quotas } };
        let (shared, settings) = (Arc::clone(&self.shared), Arc::clone(&self.settings));
        Call::new(shared, settings, options, E::INFO, endpoint.organization(), reads, request)
    }

    /// Asks the store what a [`Step::Store`](crate::call::Step::Store) wants to know.
    ///
    /// # Errors
    ///
    /// Returns the store's [`StoreError`].
    pub fn ask(&self, ask: &Ask) -> Result<Replied, StoreError> {
        match &self.shared.store {
            Some(store) => ask.put_to(&**store),
            None => ask.put_to(&self.shared.local),
        }
    }
}

impl Default for Dispatcher {
    fn default() -> Self {
        Dispatcher::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{CacheKey, OwnerId, Put, Read};

    #[test]
    fn each_setting_alone_ends_the_idleness() {
        let second = Duration::from_secs(1);
        let options = CallOptions::new();
        assert!(Dispatcher::idle().is_idle(&options));
        assert!(!Dispatcher::idle().is_idle(&options.background()));
        for dispatcher in [
            Dispatcher::new(),
            Dispatcher::idle().max_age(second),
            Dispatcher::idle().max_stale(second),
            Dispatcher::idle().retry(RetryPolicy::up_to(2)),
            Dispatcher::idle().hourly_limit(30),
            Dispatcher::idle().pace(1, second),
            Dispatcher::idle().store(Arc::new(MemoryStore::new())),
        ] {
            assert!(!dispatcher.is_idle(&options), "{dispatcher:?}");
        }
    }

    #[test]
    fn settings_are_kept_within_their_ranges() {
        let dispatcher = Dispatcher::new().hourly_limit(0).pace(2, Duration::MAX);
        assert_eq!(dispatcher.settings.hourly_limit, Some(1));
        assert_eq!((dispatcher.settings.pace.burst, dispatcher.settings.pace.interval), (2, Duration::from_secs(60)));
        assert_eq!(Dispatcher::new().hourly_limit(None).settings.hourly_limit, None);
        assert_eq!(Dispatcher::new().reserve(9).settings.reserve, 9);
        let (owner, key) = (OwnerId::from_bytes([1; 16]), CacheKey::from_bytes([2; 16]));
        for (bytes, is_kept) in [(3, false), (4, true)] {
            let memory = &Dispatcher::new().memory_bounds(1, bytes).shared;
            memory.local.mirror_response(owner, &Put::new(key, vec![0; 4], Duration::ZERO));
            assert_eq!(memory.local.read(&Read::new(owner, Some(key))).unwrap().response.is_some(), is_kept);
        }
        assert!(Dispatcher::new().demand_store().settings.demands_store);
        assert!(Dispatcher::new().keep_api_token().settings.keeps_api_token);
    }
}
