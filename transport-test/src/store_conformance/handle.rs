//! [`Handle`]: a store whose errors fail the clause, and the values that clauses write.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::time::Duration;

use toggl_me_core::store::{CacheKey, Held, OwnerId, Put, Read, Store, StoreError, Version, Write, Written};

/// A store that is opened for a clause.
pub(super) struct Handle {
    rule: &'static str,
    store: Box<dyn Store>,
}

impl Handle {
    pub(super) fn new(rule: &'static str, store: Box<dyn Store>) -> Self {
        Handle { rule, store }
    }

    #[track_caller]
    fn expect<T>(&self, what: &str, result: Result<T, StoreError>) -> T {
        match result {
            Ok(value) => value,
            Err(error) => panic!("a correct store {}; this one failed to {what}: {error} ({error:?})", self.rule),
        }
    }

    #[track_caller]
    pub(super) fn secret(&self) -> [u8; 16] {
        self.expect("give its secret", self.store.secret())
    }

    #[track_caller]
    pub(super) fn read(&self, owner: OwnerId, key: Option<CacheKey>) -> Held {
        self.expect("read", self.store.read(&Read::new(owner, key)))
    }

    #[track_caller]
    pub(super) fn write(&self, ask: &Write) -> Written {
        self.expect("write", self.store.write(ask))
    }

    /// Makes a write that must be done.
    #[track_caller]
    pub(super) fn done(&self, ask: &Write) {
        let written = self.write(ask);
        check(self.rule, written == Written::Done, || "refused a write that expects the record's version".to_owned());
    }

    /// Makes a write that must be refused.
    #[track_caller]
    pub(super) fn changed(&self, ask: &Write) -> Held {
        match self.write(ask) {
            Written::Changed(held) => held,
            Written::Done => panic!(
                "a correct store {}; this one did a write that expects another version than the record's",
                self.rule
            ),
        }
    }
}

/// Fails the clause unless `holds`, with the correct behaviour and what this store did.
#[track_caller]
pub(super) fn check(rule: &str, holds: bool, did: impl FnOnce() -> String) {
    assert!(holds, "a correct store {rule}; this one {}", did());
}

pub(super) fn owner(name: u8) -> OwnerId {
    OwnerId::from_bytes([name; 16])
}

pub(super) fn key(name: u8) -> CacheKey {
    CacheKey::from_bytes([name; 16])
}

pub(super) fn new_version() -> Version {
    Version(RandomState::new().build_hasher().finish().max(1))
}

/// Returns a write that replaces the record that has `version`.
pub(super) fn write(owner: OwnerId, version: Version, record: Vec<u8>) -> Write {
    Write::new(owner, version, new_version(), record)
}

/// Returns a write that replaces the record that has `version`, and the response under `key`, by those with this
/// number.
pub(super) fn write_numbered(owner: OwnerId, key: CacheKey, version: Version, number: u64) -> Write {
    let mut ask = write(owner, version, numbered(number));
    ask.response = Some(Put::new(key, numbered(number), Duration::from_secs(60 * 60)));
    ask
}

/// Writes the number after the one of `held`, with as many attempts as that takes: a write of a killed process may
/// still intervene. Returns the version and the number.
#[track_caller]
pub(super) fn write_next(handle: &Handle, owner: OwnerId, key: CacheKey, mut held: Held) -> (Version, u64) {
    loop {
        let next = number(held.record.as_ref()).map_or(0, |number| number + 1);
        let ask = write_numbered(owner, key, held.version, next);
        match handle.write(&ask) {
            Written::Done => return (ask.next, next),
            Written::Changed(now) => held = now,
        }
    }
}

/// Returns bytes from which [`number`] reads the number, and which no other bytes contain.
fn numbered(number: u64) -> Vec<u8> {
    number.to_le_bytes().repeat(1 + usize::try_from(number % 97).unwrap_or(0) * 20)
}

/// Returns the number in bytes that are complete.
pub(super) fn number(bytes: Option<&Vec<u8>>) -> Option<u64> {
    let bytes = bytes?;
    let number = u64::from_le_bytes(*bytes.first_chunk()?);
    (*bytes == numbered(number)).then_some(number)
}

/// Returns the number that a record counts.
pub(super) fn count(held: &Held) -> u64 {
    held.record.as_ref().and_then(|record| Some(u64::from_le_bytes(*record.first_chunk()?))).unwrap_or(0)
}

/// Adds one to the number in an owner's record, with as many attempts as that takes.
#[track_caller]
pub(super) fn add_one(handle: &Handle, owner: OwnerId) {
    let mut held = handle.read(owner, None);
    let add = |held: &Held| write(owner, held.version, (count(held) + 1).to_le_bytes().to_vec());
    while let Written::Changed(now) = handle.write(&add(&held)) {
        held = now;
    }
}
