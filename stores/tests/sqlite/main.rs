//! Tests that `SqliteStore` keeps the contract, and what it does when something happens to its file.

#[path = "../folder/mod.rs"]
mod folder;

mod damage;
mod file;
mod limits;
mod processes;

use std::path::PathBuf;

use folder::Folder;
use toggl_me_core::store::{CacheKey, Held, OwnerId, Put, Read, Store, Version, Write, Written};
use toggl_me_stores::SqliteStore;

fn at(place: &str) -> PathBuf {
    PathBuf::from(place).join("store.sqlite")
}

fn open(place: &str) -> SqliteStore {
    SqliteStore::open(at(place)).unwrap()
}

toggl_me_transport_test::store_conformance!(place = || Some(Folder::new()), open = open);

const OWNER: OwnerId = OwnerId::from_bytes([1; 16]);

fn key(number: u8) -> CacheKey {
    CacheKey::from_bytes([number; 16])
}

fn read(store: &SqliteStore, number: u8) -> Held {
    store.read(&Read::new(OWNER, Some(key(number)))).unwrap()
}

/// Asks to replace the record that is there.
fn next(store: &SqliteStore) -> Write {
    let version = read(store, 0).version;
    Write::new(OWNER, version, Version(version.0 + 1), b"record".to_vec())
}

fn put(store: &SqliteStore, put: Put) {
    let mut write = next(store);
    write.response = Some(put);
    assert_eq!(store.write(&write).unwrap(), Written::Done);
}

const HOUR: std::time::Duration = std::time::Duration::from_secs(60 * 60);
