//! [`Fleet`]: programs that share an hour through a server, and share nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use toggl_me_core::clock::{Clock, SystemClock};
use toggl_me_core::jiff::Timestamp;
use toggl_me_core::me::GetMe;
use toggl_me_core::{ApiErrorKind, CallOptions, Client, Context, Credentials, Dispatcher, Error};
use toggl_me_stores::RedisStore;
use toggl_me_transport_test::FakeToggl;

pub type Program = Client<FakeToggl, Later>;

/// Programs of one user, and the Toggl that they call.
pub struct Fleet {
    pub toggl: FakeToggl,
    pub programs: Vec<Program>,
    clock: Later,
    url: String,
    limit: Duration,
}

/// The result of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It was sent, after the store was asked.
    Sent,
    /// It was sent, although the store had failed.
    SentAlone,
    /// It was sent, and Toggl refused it.
    Refused,
    /// It was not sent, because no calls are left.
    Unsent,
    /// Anything else.
    Failed,
}

impl Fleet {
    /// Creates so many programs, each with a store that waits no longer than this for a trip.
    pub fn of(count: usize, url: &str, limit: Duration) -> Self {
        let (toggl, clock) = (FakeToggl::demo(), Later::default());
        let mut fleet = Fleet { toggl, programs: Vec::new(), clock, url: url.to_owned(), limit };
        fleet.programs = (0..count).map(|_| fleet.newcomer()).collect();
        fleet
    }

    /// Creates a program that has just been started.
    pub fn newcomer(&self) -> Program {
        let context = Context::new(Credentials::api_token(self.toggl.api_token())).unwrap();
        let store = RedisStore::open(&self.url).unwrap().with_timeout(self.limit);
        // It does not pace, because that would take half a minute.
        let dispatcher = Dispatcher::new().pace(0, Duration::ZERO).store(Arc::new(store));
        Client::new(self.toggl.clone(), context).with_clock(self.clock.clone()).with_dispatcher(dispatcher)
    }

    /// Waits for as long as a store that has failed is not asked.
    pub fn wait_for_the_pause(&self) {
        self.clock.0.fetch_add(11, Relaxed);
    }
}

/// Makes a request that is never served from the cache.
pub fn ask(program: &Program) -> Became {
    match program.send_with(&GetMe::new(), CallOptions::new().max_age(Duration::ZERO)) {
        Ok(reply) if reply.store_error().is_none() => Became::Sent,
        Ok(_) => Became::SentAlone,
        Err(Error::Api(error)) if error.kind() == ApiErrorKind::QuotaExhausted => {
            if error.attempts() == 0 {
                Became::Unsent
            } else {
                Became::Refused
            }
        }
        Err(_) => Became::Failed,
    }
}

/// The machine's clock, this many seconds later.
#[derive(Clone, Debug, Default)]
pub struct Later(Arc<AtomicU64>);

impl Later {
    fn by(&self) -> Duration {
        Duration::from_secs(self.0.load(Relaxed))
    }
}

impl Clock for Later {
    fn monotonic(&self) -> Duration {
        SystemClock.monotonic() + self.by()
    }

    fn wall(&self) -> Timestamp {
        SystemClock.wall() + self.by()
    }

    fn sleep(&self, duration: Duration) {
        SystemClock.sleep(duration);
    }
}
