//! Tests that `RedisStore` keeps the contract, and what it does when something happens to its server. Every test starts
//! a server of its own, if one is installed.

#![cfg(unix)]

#[path = "../folder/mod.rs"]
mod folder;

mod fleet;
mod keys;
mod outages;
mod server;
#[cfg(feature = "redis-tls")]
mod tls;
mod trouble;
mod way;

use std::time::Duration;

use server::Server;
use toggl_me_core::store::{CacheKey, OwnerId, Put, Read, Store as _, Version, Write, Written};
use toggl_me_stores::RedisStore;

fn open(url: &str) -> RedisStore {
    RedisStore::open(url).unwrap()
}

toggl_me_transport_test::store_conformance!(place = Server::start, open = open);

const OWNER: OwnerId = OwnerId::from_bytes([0xab; 16]);
const KEY: CacheKey = CacheKey::from_bytes([0xcd; 16]);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Asks to replace the record `before` by the next one, with a response.
fn write(before: u64) -> Write {
    let mut write = Write::new(OWNER, Version(before), Version(before + 1), b"record".to_vec());
    write.response = Some(Put::new(KEY, b"response".to_vec(), HOUR));
    write.key = Some(KEY);
    write
}

/// Returns the version of the record, if it can be read.
fn version(store: &RedisStore) -> Option<u64> {
    store.read(&Read::new(OWNER, Some(KEY))).ok().map(|held| held.version.0)
}

#[track_caller]
fn works(store: &RedisStore) {
    let before = version(store).expect("it can be read");
    assert_eq!(store.write(&write(before)).unwrap(), Written::Done);
    assert_eq!(version(store), Some(before + 1));
}
