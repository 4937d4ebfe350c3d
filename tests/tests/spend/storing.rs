//! Tests of stores: what outlives a process, and the effect of a failing store on calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use proptest::prelude::*;
use toggl_me_core::me::{GetMe, UpdateMe};
use toggl_me_core::store::{
    CacheKey, Held, MemoryStore, OwnerId, Put, Read, Store, StoreError, Version, Write, Written,
};
use toggl_me_core::{ApiErrorKind, Client, Context, Credentials, Dispatcher, Error};
use toggl_me_transport_test::{TestClock, TestTransport};

use crate::{Kind, Received, Server, api_error, kind, memory, response, spending};

const MINUTE: Duration = Duration::from_secs(60);

/// Responds to each call with the number of the call as the id.
fn numbering() -> Server<impl Fn(http::Request<Vec<u8>>) -> Received> {
    let calls = AtomicU32::new(0);
    Server(move |_| response(200, &format!(r#"{{"id":{}}}"#, calls.fetch_add(1, Ordering::Relaxed) + 1)))
}

fn caching() -> Dispatcher {
    Dispatcher::idle().max_age(MINUTE)
}

#[test]
fn a_restarted_program_continues_where_it_was() {
    let (clock, store) = (TestClock::new(), memory());
    let start = |script| {
        let dispatcher = caching().max_stale(60 * MINUTE).hourly_limit(1).store(store.clone());
        let context = Context::new(Credentials::password("ann@example.org", "correct horse")).unwrap();
        Client::new(script, context).with_clock(&clock).with_dispatcher(dispatcher)
    };
    let first = start(TestTransport::new().on::<GetMe>(200, r#"{"id":7}"#));
    assert_eq!(first.send(&GetMe::new()).unwrap().id, 7);
    drop(first);

    // Neither its cache nor its count has anything to send.
    let second = start(TestTransport::new());
    clock.advance(Duration::from_secs(59));
    assert_eq!(kind(&second.send(&GetMe::new()).unwrap()), Kind::Cached(59));
    clock.advance(Duration::from_secs(1));
    assert_eq!(kind(&second.send(&GetMe::new()).unwrap()), Kind::Stale(60));
}

/// A store that fails while it is told to.
#[derive(Debug, Default)]
struct Failing {
    store: MemoryStore,
    fails: AtomicBool,
    asked: AtomicU32,
}

impl Failing {
    fn ask<T>(&self, what: impl FnOnce(&MemoryStore) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        match self.fails.load(Ordering::Relaxed) {
            true => Err(StoreError::new("does not respond")),
            false => what(&self.store),
        }
    }

    fn fail(&self, fails: bool) {
        self.fails.store(fails, Ordering::Relaxed);
    }
}

impl Store for Failing {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        self.ask(MemoryStore::secret)
    }

    fn read(&self, ask: &Read) -> Result<Held, StoreError> {
        self.ask(|store| store.read(ask))
    }

    fn write(&self, ask: &Write) -> Result<Written, StoreError> {
        self.ask(|store| store.write(ask))
    }
}

#[test]
fn a_store_that_fails_fails_no_call_and_the_reply_says_so() {
    let (clock, store) = (TestClock::new(), Arc::new(Failing::default()));
    let client = spending(numbering(), &caching().hourly_limit(2).store(store.clone()), &clock);
    assert!(client.send(&GetMe::new()).unwrap().store_error().is_none());

    // The process goes on with its own copy: the cached response and the count.
    store.fail(true);
    let reply = client.send(&GetMe::new()).unwrap();
    assert_eq!((reply.id, kind(&reply)), (1, Kind::Cached(0)));
    assert_eq!(reply.store_error().unwrap().to_string(), "the store does not respond");
    clock.advance(MINUTE);
    assert_eq!(client.send(&GetMe::new()).unwrap().id, 2);
    clock.advance(MINUTE);
    assert_eq!(api_error(client.send(&GetMe::new())).kind(), ApiErrorKind::QuotaExhausted);
}

#[test]
fn a_store_that_has_failed_is_left_alone_for_a_while() {
    let (clock, store) = (TestClock::new(), Arc::new(Failing::default()));
    store.fail(true);
    let client = spending(numbering(), &caching().store(store.clone()), &clock);
    client.send(&GetMe::new()).unwrap();
    let asked = store.asked.load(Ordering::Relaxed);
    for _ in 0..20 {
        assert!(client.send(&GetMe::new()).unwrap().store_error().is_some());
    }
    assert_eq!(store.asked.load(Ordering::Relaxed), asked);

    store.fail(false);
    clock.advance(Duration::from_secs(10));
    assert!(client.send(&GetMe::new()).unwrap().store_error().is_none());
}

#[test]
fn a_store_learns_later_what_happened_while_it_failed() {
    let (clock, store) = (TestClock::new(), Arc::new(Failing::default()));
    let dispatcher = || caching().hourly_limit(3).store(store.clone());
    let (first, second) = (spending(numbering(), &dispatcher(), &clock), spending(numbering(), &dispatcher(), &clock));
    first.send(&GetMe::new()).unwrap();
    store.fail(true);
    first.send(&UpdateMe::new().fullname("Ann Lee")).unwrap();
    store.fail(false);
    clock.advance(Duration::from_secs(10));
    assert_eq!(kind(&second.send(&GetMe::new()).unwrap()), Kind::Cached(10), "nobody has told it yet");
    assert_eq!(kind(&first.send(&GetMe::new()).unwrap()), Kind::Fresh);
    assert_eq!(kind(&second.send(&GetMe::new()).unwrap()), Kind::Cached(0));
    clock.advance(MINUTE);
    assert_eq!(api_error(second.send(&GetMe::new())).kind(), ApiErrorKind::QuotaExhausted, "all three count");
}

#[test]
fn an_outage_is_remembered_in_the_next_outage() {
    let (clock, store) = (TestClock::new(), Arc::new(Failing::default()));
    let client = spending(numbering(), &caching().hourly_limit(2).store(store.clone()), &clock);
    client.send(&GetMe::new()).unwrap();
    store.fail(true);
    client.send(&UpdateMe::new().fullname("Ann Lee")).unwrap();
    store.fail(false);
    clock.advance(Duration::from_secs(10));
    // The process reads the store and writes nothing.
    assert_eq!(api_error(client.send(&GetMe::new())).kind(), ApiErrorKind::QuotaExhausted);
    store.fail(true);
    assert_eq!(api_error(client.send(&GetMe::new())).kind(), ApiErrorKind::QuotaExhausted);
}

#[test]
fn calls_can_be_made_to_fail_with_their_store() {
    let (clock, store) = (TestClock::new(), Arc::new(Failing::default()));
    store.fail(true);
    let client = spending(TestTransport::new(), &caching().store(store.clone()).demand_store(), &clock);
    for _ in 0..2 {
        let error = client.send(&GetMe::new()).unwrap_err();
        assert!(matches!(&error, Error::Store { .. }), "{error:?}");
        assert_eq!(error.to_string(), "GET /me: the store does not respond; nothing was sent");
    }
}

/// A store that always returns the same bytes.
#[derive(Debug)]
struct Constant {
    bytes: Option<Vec<u8>>,
    written: AtomicU32,
}

impl Store for Constant {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        Ok([7; 16])
    }

    fn read(&self, _: &Read) -> Result<Held, StoreError> {
        let mut held = Held::default();
        held.version = Version(u64::from(self.bytes.is_some()));
        held.record = self.bytes.clone();
        held.response = self.bytes.clone();
        Ok(held)
    }

    fn write(&self, _: &Write) -> Result<Written, StoreError> {
        self.written.fetch_add(1, Ordering::Relaxed);
        Ok(Written::Done)
    }
}

proptest! {
    #[test]
    fn a_damaged_record_is_a_miss_and_never_an_error(
        bytes in prop::option::of(prop::collection::vec(any::<u8>(), 0..64)),
    ) {
        let is_newer = bytes.as_ref().and_then(|bytes| bytes.first()).is_some_and(|format| *format > 1);
        let store = Arc::new(Constant { bytes, written: AtomicU32::new(0) });
        let client = spending(numbering(), &caching().hourly_limit(2).store(store.clone()), TestClock::new());
        let first = client.send(&GetMe::new()).unwrap();
        prop_assert_eq!((first.id, kind(&first)), (1, Kind::Fresh));
        prop_assert_eq!(first.store_error().is_some(), is_newer);
        if is_newer {
            // The record is left unchanged, and the process relies on its own copy.
            prop_assert_eq!(store.written.load(Ordering::Relaxed), 0);
            prop_assert_eq!(kind(&client.send(&GetMe::new()).unwrap()), Kind::Cached(0));
        } else {
            prop_assert_eq!(client.send(&GetMe::new()).unwrap().id, 2);
        }
    }
}

/// A store whose every write is overtaken by another one.
#[derive(Debug, Default)]
struct Overtaken(MemoryStore);

impl Store for Overtaken {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        self.0.secret()
    }

    fn read(&self, ask: &Read) -> Result<Held, StoreError> {
        self.0.read(ask)
    }

    fn write(&self, ask: &Write) -> Result<Written, StoreError> {
        self.0.read(&Read::new(ask.owner, ask.key)).map(Written::Changed)
    }
}

#[test]
fn a_store_that_keeps_nothing_delays_no_call() {
    let clock = TestClock::new();
    let client = spending(numbering(), &caching().store(Arc::new(Overtaken::default())), &clock);
    let reply = client.send(&GetMe::new()).unwrap();
    assert_eq!(
        (reply.id, reply.store_error().unwrap().to_string()),
        (1, "the store never keeps what it is given".into())
    );
}

fn owner(number: u32) -> OwnerId {
    OwnerId::from_bytes(u128::from(number).to_be_bytes())
}

#[test]
fn a_memory_store_drops_the_least_recently_read_response() {
    let store = MemoryStore::with_bounds(3, 1_000);
    let keys = [1, 2, 3, 4].map(|number| CacheKey::from_bytes([number; 16]));
    let read = |key| store.read(&Read::new(owner(7), Some(key))).unwrap();
    let put = |index: usize, length| {
        let version = store.read(&Read::new(owner(7), None)).unwrap().version;
        let mut write = Write::new(owner(7), version, Version(version.0 + 1), b"record".to_vec());
        write.response = Some(Put::new(keys[index], vec![b'x'; length], MINUTE));
        assert_eq!(store.write(&write).unwrap(), Written::Done);
    };
    // Inspecting a kept response does not count as a use.
    let kept = || {
        let shown = format!("{store:?}");
        let figures = shown.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        figures.map(|figure| figure.parse().unwrap()).collect::<Vec<u64>>()
    };

    for index in [0, 1, 2] {
        put(index, 10);
    }
    assert!(read(keys[0]).response.is_some());
    put(3, 10);
    assert_eq!(kept(), [1, 3, 30], "one record, and three responses of 10 bytes");
    assert!(read(keys[1]).response.is_none(), "it was not asked for the longest");
    put(3, 990);
    assert_eq!(kept(), [1, 2, 1_000]);
    assert!(read(keys[2]).response.is_none());
    put(0, 1_001);
    assert_eq!(kept(), [1, 1, 990], "what is too large is no reason to drop others");
    put(0, 10);
    assert_eq!(kept(), [1, 2, 1_000], "the dropped bytes are not counted");
}

#[test]
fn a_memory_store_keeps_the_records_of_so_many_owners() {
    let store = MemoryStore::new();
    for number in 0..3_000 {
        store.write(&Write::new(owner(number), Version::NONE, Version(1), vec![0; 8])).unwrap();
    }
    assert!(format!("{store:?}").contains("records: 1024"), "{store:?}");
    assert_eq!(store.read(&Read::new(owner(1_975), None)).unwrap().version, Version::NONE);
    assert_eq!(store.read(&Read::new(owner(1_976), None)).unwrap().version, Version(1));
}
