//! [`MemoryStore`]: the store of one process.

use std::collections::HashMap;
use std::fmt;

use crate::lock::{Mutex, lock};
use crate::store::contract::{Held, Put, Read, Store, StoreError, Version, Write, Written, new_secret};
use crate::store::owner::{CacheKey, OwnerId};

/// Keeps records and responses in memory, for the threads of one process.
///
/// It keeps at most 256 responses and 8 MiB of them, and drops the least recently used ones first. Records have some
/// hundred bytes; it keeps those of the 1,024 owners that were written last.
pub struct MemoryStore {
    secret: [u8; 16],
    most_responses: usize,
    most_bytes: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    records: HashMap<OwnerId, Record>,
    responses: HashMap<(OwnerId, CacheKey), Response>,
    /// The sum of the responses' lengths.
    bytes: usize,
    /// Counts uses, to know which is the oldest.
    uses: u64,
}

struct Record {
    version: Version,
    bytes: Vec<u8>,
    used: u64,
}

struct Response {
    bytes: Vec<u8>,
    used: u64,
}

impl MemoryStore {
    const MOST_OWNERS: usize = 1_024;

    /// Creates an empty store for 256 responses or 8 MiB.
    pub fn new() -> Self {
        Self::with_bounds(256, 8 * 1024 * 1024)
    }

    /// Creates an empty store for this many responses, and this many bytes of them.
    pub fn with_bounds(responses: usize, bytes: usize) -> Self {
        MemoryStore { secret: new_secret(), most_responses: responses, most_bytes: bytes, kept: Mutex::default() }
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        MemoryStore::new()
    }
}

impl Kept {
    fn next_use(&mut self) -> u64 {
        self.uses = self.uses.saturating_add(1);
        self.uses
    }

    fn held(&mut self, owner: OwnerId, key: Option<CacheKey>) -> Held {
        let used = self.next_use();
        let mut held = Held::default();
        if let Some(record) = self.records.get(&owner) {
            held.version = record.version;
            held.record = Some(record.bytes.clone());
        }
        if let Some(response) = key.and_then(|key| self.responses.get_mut(&(owner, key))) {
            response.used = used;
            held.response = Some(response.bytes.clone());
        }
        held
    }

    fn version(&self, owner: OwnerId) -> Version {
        self.records.get(&owner).map_or(Version::NONE, |record| record.version)
    }

    fn replace(&mut self, owner: OwnerId, version: Version, record: &[u8]) {
        let used = self.next_use();
        self.records.insert(owner, Record { version, bytes: record.to_vec(), used });
        if self.records.len() > MemoryStore::MOST_OWNERS {
            if let Some((&oldest, _)) = self.records.iter().min_by_key(|(_, record)| record.used) {
                self.records.remove(&oldest);
            }
        }
    }

    fn drop_response(&mut self, name: &(OwnerId, CacheKey)) {
        if let Some(response) = self.responses.remove(name) {
            self.bytes = self.bytes.saturating_sub(response.bytes.len());
        }
    }

    fn keep(&mut self, owner: OwnerId, put: &Put, most_responses: usize, most_bytes: usize) {
        self.drop_response(&(owner, put.key));
        if put.bytes.len() > most_bytes {
            return;
        }
        let used = self.next_use();
        self.bytes = self.bytes.saturating_add(put.bytes.len());
        self.responses.insert((owner, put.key), Response { bytes: put.bytes.clone(), used });
        while self.responses.len() > most_responses || self.bytes > most_bytes {
            let oldest = self.responses.iter().min_by_key(|(_, response)| response.used);
            let Some(name) = oldest.map(|(name, _)| *name) else { break };
            self.drop_response(&name);
        }
    }
}

/// A copy of what another store holds.
impl MemoryStore {
    /// Creates an empty copy with the same bounds.
    pub(crate) fn empty(&self) -> Self {
        Self::with_bounds(self.most_responses, self.most_bytes)
    }

    /// Replaces a record by what `later` makes of its version and its bytes; `None` keeps it.
    pub(crate) fn mirror(
        &self,
        owner: OwnerId,
        later: impl FnOnce(Version, Option<&[u8]>) -> Option<(Version, Vec<u8>)>,
    ) {
        let mut kept = lock(&self.kept);
        let bytes = kept.records.get(&owner).map(|record| record.bytes.as_slice());
        if let Some((version, bytes)) = later(kept.version(owner), bytes) {
            kept.replace(owner, version, &bytes);
        }
    }

    /// Replaces each record by what `anew` makes of its bytes; `None` keeps it.
    pub(crate) fn rewrite(&self, anew: impl Fn(&[u8]) -> Option<(Version, Vec<u8>)>) {
        for record in lock(&self.kept).records.values_mut() {
            if let Some((version, bytes)) = anew(&record.bytes) {
                (record.version, record.bytes) = (version, bytes);
            }
        }
    }

    /// Takes over a response that came with the record of that version, if the copy still has that one, and unless `stays`
    /// says of the bytes that are kept that they stay.
    pub(crate) fn mirror_held(
        &self,
        owner: OwnerId,
        version: Version,
        (key, bytes): (CacheKey, &[u8]),
        stays: impl FnOnce(&[u8]) -> bool,
    ) {
        let mut kept = lock(&self.kept);
        let stays = |kept: &Kept| kept.responses.get(&(owner, key)).is_some_and(|response| stays(&response.bytes));
        if kept.version(owner) == version && !stays(&kept) {
            let put = Put::new(key, bytes.to_vec(), std::time::Duration::ZERO);
            kept.keep(owner, &put, self.most_responses, self.most_bytes);
        }
    }

    /// Returns the record of `owner` and its version, if there is one.
    pub(crate) fn record(&self, owner: OwnerId) -> Option<(Version, Vec<u8>)> {
        lock(&self.kept).records.get(&owner).map(|record| (record.version, record.bytes.clone()))
    }

    /// Returns the version of the record of `owner`.
    pub(crate) fn version(&self, owner: OwnerId) -> Version {
        lock(&self.kept).version(owner)
    }

    /// Moves the record of `from` to `to`; returns false if `to` already has one, which stays.
    pub(crate) fn rename(&self, from: OwnerId, to: OwnerId) -> bool {
        let mut kept = lock(&self.kept);
        let Some(record) = kept.records.remove(&from) else { return true };
        if kept.records.contains_key(&to) {
            return false;
        }
        kept.records.insert(to, record);
        true
    }

    /// Takes over a response that another store is asked to keep: its label tells with which record it is valid.
    pub(crate) fn mirror_response(&self, owner: OwnerId, response: &Put) {
        lock(&self.kept).keep(owner, response, self.most_responses, self.most_bytes);
    }
}

impl Store for MemoryStore {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        Ok(self.secret)
    }

    fn read(&self, ask: &Read) -> Result<Held, StoreError> {
        Ok(lock(&self.kept).held(ask.owner, ask.key))
    }

    fn write(&self, ask: &Write) -> Result<Written, StoreError> {
        let mut kept = lock(&self.kept);
        if kept.version(ask.owner) != ask.version {
            return Ok(Written::Changed(kept.held(ask.owner, ask.key)));
        }
        kept.replace(ask.owner, ask.next, &ask.record);
        if let Some(put) = &ask.response {
            kept.keep(ask.owner, put, self.most_responses, self.most_bytes);
        }
        Ok(Written::Done)
    }
}

/// Shows how much is kept, and nothing of it.
impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = lock(&self.kept);
        f.debug_struct("MemoryStore")
            .field("records", &kept.records.len())
            .field("responses", &kept.responses.len())
            .field("bytes", &kept.bytes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: OwnerId = OwnerId::from_bytes([1; 16]);

    fn key(number: u8) -> CacheKey {
        CacheKey::from_bytes([number; 16])
    }

    fn put(store: &MemoryStore, number: u8, length: usize) {
        store.mirror_response(OWNER, &Put::new(key(number), vec![number; length], std::time::Duration::ZERO));
    }

    fn kept(store: &MemoryStore) -> Vec<u8> {
        (0..9).filter(|number| store.read(&Read::new(OWNER, Some(key(*number)))).unwrap().response.is_some()).collect()
    }

    #[test]
    fn old_responses_go_first_and_a_large_one_removes_none() {
        let store = MemoryStore::with_bounds(3, 100);
        for number in 0..4 {
            put(&store, number, 20);
        }
        assert_eq!(kept(&store), [1, 2, 3]);
        put(&store, 4, 101);
        assert_eq!(kept(&store), [1, 2, 3], "it is too large to be kept");
        put(&store, 5, 100);
        assert_eq!(kept(&store), [5], "it needs all the room");
        put(&store, 5, 40);
        put(&store, 6, 60);
        assert_eq!(kept(&store), [5, 6], "what is replaced gives its room back");
        assert_eq!(store.empty().most_bytes, 100);
    }

    #[test]
    fn the_record_that_was_written_longest_ago_goes_first() {
        let store = MemoryStore::new();
        let owner = |number: usize| OwnerId::from_bytes((number as u128).to_le_bytes());
        let write = |number| store.mirror(owner(number), |_, _| Some((Version(7), vec![1])));
        (0..MemoryStore::MOST_OWNERS).for_each(write);
        assert!((0..MemoryStore::MOST_OWNERS).all(|number| store.record(owner(number)).is_some()));
        write(0);
        write(MemoryStore::MOST_OWNERS);
        let lost = (0..=MemoryStore::MOST_OWNERS).filter(|number| store.record(owner(*number)).is_none());
        assert_eq!(lost.collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_response_comes_with_the_record_that_makes_it_valid() {
        let store = MemoryStore::new();
        let bytes = || store.read(&Read::new(OWNER, Some(key(1)))).unwrap().response;
        store.mirror(OWNER, |_, _| Some((Version(7), vec![1])));
        store.mirror(OWNER, |_, _| None);
        assert_eq!(store.record(OWNER), Some((Version(7), vec![1])));
        for (version, stays, kept) in [(6, false, None), (7, true, Some(2)), (7, false, Some(3)), (7, true, Some(3))] {
            let response = kept.filter(|_| !stays).unwrap_or(2);
            store.mirror_held(OWNER, Version(version), (key(1), &[response]), |_| stays);
            assert_eq!(bytes(), kept.map(|kept| vec![kept]));
        }
    }

    #[test]
    fn a_record_is_renamed_where_its_new_name_is_free() {
        let (store, other) = (MemoryStore::new(), OwnerId::from_bytes([2; 16]));
        assert!(store.rename(OWNER, other), "there is nothing to lose");
        let first = |version, bytes: Option<&[u8]>| {
            assert_eq!((version, bytes), (Version::NONE, None));
            Some((Version(7), vec![1]))
        };
        store.mirror(OWNER, first);
        assert!(store.rename(OWNER, other));
        assert_eq!((store.record(OWNER), store.record(other)), (None, Some((Version(7), vec![1]))));
        store.mirror(OWNER, |_, _| Some((Version(8), vec![2])));
        assert!(!store.rename(OWNER, other), "the name is taken");
        assert_eq!(store.record(other), Some((Version(7), vec![1])));
    }
}
