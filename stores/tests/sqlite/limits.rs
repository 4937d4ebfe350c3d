//! Tests the bounds of what is kept, lifetimes, and the time limit of a trip.

use std::cmp::Ordering::{Equal, Greater};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use toggl_me_core::store::{OwnerId, Put, Read, Store as _, Version, Write, Written};
use toggl_me_stores::SqliteStore;

use super::{Folder, HOUR, at, key, next, open, put, read};

/// Returns the keys of the responses that are kept.
fn kept(store: &SqliteStore) -> Vec<u8> {
    (0..=255).filter(|number| read(store, *number).response.is_some()).collect()
}

#[test]
fn the_oldest_responses_go_when_there_are_too_many() {
    let folder = Folder::new();
    let store = open(folder.as_ref()).with_bounds(4, 1_000_000);
    for number in [1, 2, 3, 4, 1, 5] {
        put(&store, Put::new(key(number), vec![number; 10], HOUR));
    }
    // The first one was written again meanwhile.
    assert_eq!(kept(&store), [1, 3, 4, 5]);
    put(&store.with_bounds(0, 0), Put::new(key(6), vec![6; 10], HOUR));
    assert!(kept(&open(folder.as_ref())).is_empty());
}

#[test]
fn the_oldest_responses_go_when_they_are_too_large() {
    let folder = Folder::new();
    let store = open(folder.as_ref()).with_bounds(1000, 10_000);
    for number in 1..=4 {
        put(&store, Put::new(key(number), vec![number; 3000], HOUR));
    }
    assert_eq!(kept(&store), [2, 3, 4]);
    // A response that is too large by itself is not kept, and neither is the one before it.
    put(&store, Put::new(key(4), vec![4; 10_001], HOUR));
    assert!(kept(&store).is_empty());
    assert!(read(&store, 0).record.is_some());
}

#[test]
fn what_has_expired_is_swept() {
    let folder = Folder::new();
    let store = open(folder.as_ref());
    put(&store, Put::new(key(1), b"short".to_vec(), Duration::from_millis(1)));
    put(&store, Put::new(key(2), b"long".to_vec(), HOUR));
    thread::sleep(Duration::from_millis(5));
    put(&store, Put::new(key(3), b"long".to_vec(), HOUR));
    assert_eq!(kept(&store), [2, 3]);

    // A record is kept for another day, because clocks may be set back.
    let other = OwnerId::from_bytes([2; 16]);
    let record = Write::new(other, Version::NONE, Version(1), b"record".to_vec());
    assert_eq!(store.write(&record).unwrap(), Written::Done);
    for (hours, is_kept) in [(23, true), (25, false)] {
        let engine = Connection::open(at(folder.as_ref())).unwrap();
        let time = format!("unixepoch() * 1000 - {hours} * 3600000");
        engine.execute_batch(&format!("UPDATE record SET expires = {time} WHERE owner = x'{other}'")).unwrap();
        put(&store, Put::new(key(3), b"long".to_vec(), HOUR));
        assert_eq!(store.read(&Read::new(other, None)).unwrap().record.is_some(), is_kept, "{hours} hours later");
    }
}

#[test]
fn a_record_is_kept_as_long_as_any_write_said() {
    let folder = Folder::new();
    let store = open(folder.as_ref());
    let expires = || store.contents().unwrap().first().map(|record| record.expires);
    for (lifetime, is) in [(HOUR, Greater), (Duration::from_millis(1), Equal), (2 * HOUR, Greater)] {
        let before = expires();
        let mut write = next(&store);
        write.lifetime = lifetime;
        assert_eq!(store.write(&write).unwrap(), Written::Done);
        assert_eq!(expires().cmp(&before), is, "{lifetime:?}");
    }
}

#[test]
fn a_trip_waits_until_others_let_go() {
    let folder = Folder::new();
    let store = open(folder.as_ref()).with_timeout(60 * HOUR);
    let write = next(&store);
    let engine = Connection::open(at(folder.as_ref())).unwrap();
    engine.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let written = scope.spawn(|| store.write(&write));
        // This is longer than the limit with which it was opened.
        thread::sleep(Duration::from_millis(2200));
        engine.execute_batch("COMMIT").unwrap();
        assert_eq!(written.join().unwrap().unwrap(), Written::Done);
    });
}

/// SQLite by itself does not wait when two connections make a log for the same new file.
#[test]
fn all_that_open_a_new_file_at_once_open_it() {
    for _round in 0..50 {
        let folder = Folder::new();
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| open(folder.as_ref()));
            }
        });
    }
}

#[test]
fn a_trip_fails_when_others_do_not_let_go() {
    let folder = Folder::new();
    let store = open(folder.as_ref()).with_timeout(Duration::from_millis(20));
    put(&store, Put::new(key(1), b"response".to_vec(), HOUR));
    let write = next(&store);
    let engine = Connection::open(at(folder.as_ref())).unwrap();
    engine.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = store.write(&write).unwrap_err();
    assert_eq!(error.to_string(), "the store was busy for 20ms: other threads or programs write to it");
    assert_eq!(read(&store, 1).response.as_deref(), Some(b"response".as_slice()), "readers do not wait for a writer");
    engine.execute_batch("COMMIT").unwrap();
    assert_eq!(store.write(&write).unwrap(), Written::Done);
}

#[test]
fn a_store_that_does_not_open_in_time_is_an_error() {
    let folder = Folder::new();
    let engine = Connection::open(at(folder.as_ref())).unwrap();
    engine.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let error = SqliteStore::open(at(folder.as_ref())).unwrap_err();
    assert_eq!(error.to_string(), "the store was busy for 2s: other threads or programs write to it");
    drop(engine);
    assert_eq!(read(&open(folder.as_ref()), 1).version, Version::NONE);
}

#[test]
fn a_time_limit_may_be_longer_than_any_clock() {
    let folder = Folder::new();
    let store = open(folder.as_ref()).with_timeout(Duration::MAX);
    assert_eq!(store.write(&next(&store)).unwrap(), Written::Done);
}
