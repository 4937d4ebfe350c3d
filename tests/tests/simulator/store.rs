//! [`SharedStore`]: the store that all virtual processes share. The run makes its trips, and lets them fail.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard};

use toggl_me_core::store::{CacheKey, Held, OwnerId, Read, Store, StoreError, Version, Write, Written};

use crate::time::{MINUTE, Time, of_day};

pub struct SharedStore {
    has_clock: bool,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    now: Time,
    records: HashMap<OwnerId, Record>,
    responses: HashMap<(OwnerId, CacheKey), Response>,
}

struct Record {
    version: Version,
    bytes: Vec<u8>,
    until: Time,
}

struct Response {
    bytes: Vec<u8>,
    until: Time,
}

/// How far its clock is ahead of the true time.
const AHEAD: i64 = 3 * MINUTE as i64;

impl SharedStore {
    pub fn new(has_clock: bool) -> Self {
        SharedStore { has_clock, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }

    pub fn set_time(&self, now: Time) {
        self.kept().now = now;
    }

    /// Loses all records, but keeps the responses.
    pub fn lose_records(&self) {
        self.kept().records.clear();
    }

    fn held(&self, kept: &Kept, owner: OwnerId, key: Option<CacheKey>) -> Held {
        let mut held = Held::default();
        if let Some(record) = kept.records.get(&owner).filter(|record| record.until > kept.now) {
            held.version = record.version;
            held.record = Some(record.bytes.clone());
        }
        let response = key.and_then(|key| kept.responses.get(&(owner, key)));
        held.response = response.filter(|response| response.until > kept.now).map(|response| response.bytes.clone());
        held.now = self.has_clock.then(|| of_day(kept.now, AHEAD));
        held
    }
}

impl Store for SharedStore {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        Ok([7; 16])
    }

    fn read(&self, ask: &Read) -> Result<Held, StoreError> {
        Ok(self.held(&self.kept(), ask.owner, ask.key))
    }

    fn write(&self, ask: &Write) -> Result<Written, StoreError> {
        let mut kept = self.kept();
        let held = self.held(&kept, ask.owner, ask.key);
        if held.version != ask.version {
            return Ok(Written::Changed(held));
        }
        let until = |lifetime: std::time::Duration| kept.now + u64::try_from(lifetime.as_nanos()).unwrap();
        let record = Record { version: ask.next, bytes: ask.record.clone(), until: until(ask.lifetime) };
        let put = ask.response.as_ref().map(|put| (put, until(put.lifetime)));
        if let Some((put, until)) = put {
            kept.responses.insert((ask.owner, put.key), Response { bytes: put.bytes.clone(), until });
        }
        kept.records.insert(ask.owner, record);
        Ok(Written::Done)
    }
}

impl fmt::Debug for SharedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedStore")
    }
}
