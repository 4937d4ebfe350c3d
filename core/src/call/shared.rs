//! [`Shared`]: what the calls of one dispatcher share in a process.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::Request;

use crate::call::entry::Label;
use crate::call::moment::{Present, Timeline};
use crate::call::now::Now;
use crate::call::record::{Edit, Record};
use crate::lock::{Mutex, lock};
use crate::random::{drawn, random};
use crate::store::{CacheKey, MemoryStore, Names, OwnerId, Store, StoreError, Version};

/// What the calls of one dispatcher share.
pub(crate) struct Shared {
    /// The store that others share; without one, `local` is the store.
    pub(crate) store: Option<Arc<dyn Store>>,
    /// A copy of what the store holds, which calls use while it does not respond.
    pub(crate) local: MemoryStore,
    /// The names that the store's secret gives, once it has given it.
    names: Mutex<Option<Arc<Names>>>,
    /// Names that are valid in this process alone, until the store has given its secret.
    local_names: Names,
    seed: u64,
    fixed_seed: Option<u64>,
    /// Each call takes the next number.
    calls: AtomicU64,
    /// How often it was paid that responses are to be forgotten.
    forgets_paid: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    timeline: Timeline,
    owed: HashMap<OwnerId, Owed>,
    /// Other names of owners: those that are valid in this process alone, and those from secrets that the store has
    /// lost.
    renamed: HashMap<OwnerId, OwnerId>,
    /// The store is not asked before this moment.
    asleep_until: Duration,
    /// Why the store is not asked, from its first failure to the next time that it responds.
    failure: Option<StoreError>,
}

/// Changes that are not in the store yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Owed {
    /// Those that the copy in this process has, because they were made while the store did not respond.
    copied: Vec<Edit>,
    /// Those that the copy does not have either, because a dropped call left them or a write failed.
    uncopied: Vec<Edit>,
}

impl State {
    fn owed_by(&mut self, owner: OwnerId) -> &mut Owed {
        if self.owed.len() >= Shared::MOST_NAMES && !self.owed.contains_key(&owner) {
            // What one of them owes is lost: the bound is for programs that call for thousands while the store is away.
            if let Some(one) = self.owed.keys().next().copied() {
                self.owed.remove(&one);
            }
        }
        self.owed.entry(owner).or_default()
    }
}

impl Owed {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Edit> {
        self.copied.iter().chain(&self.uncopied)
    }

    fn iter_mut(&mut self) -> impl Iterator<Item = &mut Edit> {
        self.copied.iter_mut().chain(&mut self.uncopied)
    }

    fn pay(&mut self, paid: &Owed) {
        remove(&mut self.copied, &paid.copied);
        remove(&mut self.uncopied, &paid.uncopied);
    }

    fn is_empty(&self) -> bool {
        self.copied.is_empty() && self.uncopied.is_empty()
    }
}

/// Who calls, and what the call asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) owner: OwnerId,
    pub(crate) key: CacheKey,
}

impl Shared {
    /// How long a store that has failed is left alone.
    const PAUSE: Duration = Duration::from_secs(10);
    /// More owners than a program has; it is the bound in case a store gives another secret each time.
    const MOST_NAMES: usize = 1_000;
    /// More than anybody's calls of an hour.
    const MOST_OWED: usize = 1_000;

    pub(crate) fn new(store: Option<Arc<dyn Store>>, local: MemoryStore, seed: Option<u64>) -> Self {
        Shared {
            names: Mutex::default(),
            local_names: Names::keyed(&local.secret().unwrap_or_default()),
            store,
            local,
            seed: seed.unwrap_or_else(random),
            fixed_seed: seed,
            calls: AtomicU64::new(0),
            forgets_paid: AtomicU64::new(0),
            state: Mutex::default(),
        }
    }

    pub(crate) fn with_store(&self, store: Arc<dyn Store>) -> Self {
        Shared::new(Some(store), self.local.empty(), self.fixed_seed)
    }

    pub(crate) fn with_memory(&self, local: MemoryStore) -> Self {
        Shared::new(self.store.clone(), local, self.fixed_seed)
    }

    pub(crate) fn with_seed(&self, seed: u64) -> Self {
        Shared::new(self.store.clone(), self.local.empty(), Some(seed))
    }

    /// Returns the randomness of the next call.
    pub(crate) fn next_seed(&self) -> u64 {
        drawn(self.seed, self.calls.fetch_add(1, Ordering::Relaxed))
    }

    /// Takes the secret that keys all names.
    pub(crate) fn take_secret(&self, secret: &[u8; 16]) {
        *lock(&self.names) = Some(Arc::new(Names::keyed(secret)));
    }

    pub(crate) fn knows_secret(&self) -> bool {
        self.store.is_none() || lock(&self.names).is_some()
    }

    /// Names who sends `request` and what it asks for; `None` for a request without credentials.
    pub(crate) fn name<B>(&self, request: &Request<B>) -> Option<Name> {
        let local = self.local_names.owner(request)?;
        let names = lock(&self.names).clone();
        let Some(names) = names else {
            return Some(Name { owner: local, key: self.local_names.key(request) });
        };
        let owner = names.owner(request)?;
        self.rename(local, owner);
        Some(Name { owner, key: names.key(request) })
    }

    /// Makes `owner` the name of whoever this process calls `local`: what was written down under the old name continues
    /// under the new one.
    fn rename(&self, local: OwnerId, owner: OwnerId) {
        let mut state = lock(&self.state);
        let before = state.renamed.get(&local).copied().unwrap_or(local);
        if before == owner {
            return;
        }
        if state.renamed.len() >= Self::MOST_NAMES {
            // Calls that are under way keep their names.
            state.renamed.clear();
        }
        state.renamed.insert(local, owner);
        if before != local {
            state.renamed.insert(before, owner);
        }
        // A secret that was lost may come back.
        state.renamed.remove(&owner);
        let is_copied = self.local.rename(before, owner);
        if let Some(moved) = state.owed.remove(&before) {
            let owed = state.owed.entry(owner).or_default();
            extend(if is_copied { &mut owed.copied } else { &mut owed.uncopied }, moved.copied);
            extend(&mut owed.uncopied, moved.uncopied);
        }
    }

    /// Returns the name that is in use now for the owner who had `name` when a call began.
    pub(crate) fn current(&self, name: Name) -> Name {
        if self.store.is_none() {
            return name;
        }
        let renamed = &lock(&self.state).renamed;
        let mut owner = name.owner;
        while let Some(next) = renamed.get(&owner) {
            owner = *next;
        }
        Name { owner, ..name }
    }

    /// Returns the time of this process, which a record uses if the store has no clock. It goes on from where a store's
    /// clock was last seen, so that nothing jumps when the store no longer responds.
    pub(crate) fn present(&self, now: Now) -> Present {
        lock(&self.state).timeline.present(now)
    }

    /// Notes what the store's clock shows. Where that is seen for the first time and is ahead, what was dated by this
    /// process's own clock is dated anew: those calls should not leave the hour early.
    pub(crate) fn saw_clock(&self, now: Now, present: Present) {
        let mut state = lock(&self.state);
        let ahead = state.timeline.adopt(now, present);
        if ahead.is_zero() {
            return;
        }
        state.owed.values_mut().flat_map(Owed::iter_mut).for_each(|edit| edit.postpone(ahead));
        // Under a new version, so that calls that have read it already read it again.
        self.local.rewrite(|bytes| {
            let mut record = Record::decode(bytes).ok()?;
            record.postpone(ahead);
            Some((Version::drawn(self.next_seed()), record.encode()))
        });
    }

    /// Returns what is owed to the store or, if `to_store` is false, to the copy in this process; `None` if nothing is
    /// owed.
    pub(crate) fn owed(&self, owner: OwnerId, to_store: bool) -> Option<Box<Owed>> {
        let state = lock(&self.state);
        let owed = state.owed.get(&owner)?;
        let owed = match to_store {
            true => owed.clone(),
            false => Owed { copied: Vec::new(), uncopied: owed.uncopied.clone() },
        };
        (!owed.is_empty()).then(|| Box::new(owed))
    }

    /// Copies the record that the store had under `version` when it was asked, with what is owed to the store, and a
    /// response that belongs to it, unless the copy has that or a later one. A copy that has changed since then, from the
    /// version `asked`, stays: the replies of a store may arrive late, and in another order than it gave them.
    pub(crate) fn copy(
        &self,
        owner: OwnerId,
        asked: Version,
        version: Version,
        record: &Record,
        owed: Option<&Owed>,
        response: Option<(CacheKey, &[u8])>,
    ) {
        let (version, copied) = self.to_copy(version, owed);
        self.local.mirror(owner, |before, _| {
            (before == asked && before != version).then(|| (version, with(record, copied).encode()))
        });
        let labelled = response.and_then(|(key, bytes)| Some((key, bytes, Label::read(bytes)?)));
        let Some((key, bytes, label)) = labelled else { return };
        self.local.mirror_held(owner, version, (key, bytes), |kept| {
            let kept = Label::read(kept);
            let is_later = |kept: Label| kept.number >= label.number && kept.at >= label.at;
            kept.is_some_and(|kept| kept.generation == label.generation && is_later(kept))
        });
    }

    /// Copies the record that the store has just kept under `version`, with what was owed (`paid`) and `edits`. A copy that
    /// has changed since the store was asked gets the same.
    pub(crate) fn copy_written(
        &self,
        owner: OwnerId,
        asked: Version,
        version: Version,
        record: &Record,
        paid: Option<&Owed>,
        edits: &[Edit],
    ) {
        let mut owed = self.owed(owner, true);
        if let (Some(owed), Some(paid)) = (&mut owed, paid) {
            owed.pay(paid);
        }
        let (version, copied) = self.to_copy(version, owed.as_deref());
        self.local.mirror(owner, |before, bytes| {
            let copy = bytes.filter(|_| before != asked).and_then(|bytes| Record::decode(bytes).ok());
            Some(match copy {
                Some(copy) => {
                    let edits = paid.iter().flat_map(|paid| paid.iter()).chain(edits);
                    (Version::drawn(self.next_seed()), with(&copy, edits).encode())
                }
                None => (version, with(record, copied).encode()),
            })
        });
    }

    /// Returns what a copy needs beside the record that the store has under `version`, and the version of such a copy: with
    /// more in it, it is not what the store has.
    fn to_copy<'a>(&self, version: Version, owed: Option<&'a Owed>) -> (Version, &'a [Edit]) {
        let copied = owed.map(|owed| owed.copied.as_slice()).unwrap_or_default();
        (if copied.is_empty() { version } else { Version::drawn(self.next_seed()) }, copied)
    }

    /// Returns the copy with all that is owed to the store, or `None` if that is what the store has under `version`.
    pub(crate) fn later_copy(&self, owner: OwnerId, version: Version) -> Option<Record> {
        let owed = self.owed(owner, true);
        let (copied, bytes) = self.local.record(owner)?;
        if copied == version && owed.is_none() {
            return None;
        }
        let record = Record::decode(&bytes).ok()?;
        Some(with(&record, owed.iter().flat_map(|owed| owed.iter())))
    }

    /// Notes as owed what neither the store nor the copy has.
    pub(crate) fn owe(&self, owner: OwnerId, edits: impl IntoIterator<Item = Edit>) {
        let mut edits = edits.into_iter().peekable();
        if edits.peek().is_none() {
            return;
        }
        extend(&mut lock(&self.state).owed_by(owner).uncopied, edits);
    }

    /// Notes that what was owed is in the store.
    pub(crate) fn paid(&self, owner: OwnerId, paid: Option<&Owed>) {
        let Some(paid) = paid else { return };
        self.note_forgets(paid.iter());
        let mut state = lock(&self.state);
        let Some(owed) = state.owed.get_mut(&owner) else { return };
        owed.pay(paid);
        if owed.is_empty() {
            state.owed.remove(&owner);
        }
    }

    /// Counts what is paid, before it is no longer owed.
    fn note_forgets<'a>(&self, mut paid: impl Iterator<Item = &'a Edit>) {
        if paid.any(|edit| matches!(edit, Edit::Forget { .. })) {
            self.forgets_paid.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Returns a number that changes when it is paid that responses are to be forgotten: what was read before that does not
    /// tell of it, and it is no longer owed either.
    pub(crate) fn forgets_paid(&self) -> u64 {
        self.forgets_paid.load(Ordering::Acquire)
    }

    /// Notes that what was owed, and `edits`, are in the copy in this process, and are owed only to the store.
    pub(crate) fn paid_locally(&self, owner: OwnerId, paid: Option<&Owed>, edits: Vec<Edit>) {
        let uncopied = paid.map(|paid| paid.uncopied.as_slice()).unwrap_or_default();
        if uncopied.is_empty() && edits.is_empty() {
            return;
        }
        self.note_forgets(uncopied.iter());
        let mut state = lock(&self.state);
        let owed = state.owed_by(owner);
        remove(&mut owed.uncopied, uncopied);
        extend(&mut owed.copied, uncopied.iter().cloned().chain(edits));
    }

    /// Returns why the store should be left alone at `now`.
    pub(crate) fn failure(&self, now: Now) -> Option<StoreError> {
        let state = lock(&self.state);
        if now.monotonic < state.asleep_until { state.failure.clone() } else { None }
    }

    /// Leaves the store alone for a while, because it has failed.
    pub(crate) fn store_failed(&self, now: Now, error: &StoreError) {
        lock(&self.state).asleep_until = now.monotonic.saturating_add(Self::PAUSE);
        self.warn(error);
    }

    /// Logs why calls go without the store: once, until it responds again.
    pub(crate) fn warn(&self, error: &StoreError) {
        let was_known = lock(&self.state).failure.replace(error.clone()).is_some();
        if !was_known {
            ::log::warn!(target: "toggl_me", "{error}; calls are counted and cached in this process until it does");
        }
    }

    /// Notes that the store has responded.
    pub(crate) fn store_responded(&self) {
        let mut state = lock(&self.state);
        state.failure = None;
        state.asleep_until = Duration::ZERO;
    }
}

/// Returns the record with `edits` applied.
fn with<'a>(record: &Record, edits: impl IntoIterator<Item = &'a Edit>) -> Record {
    let mut record = record.clone();
    edits.into_iter().for_each(|edit| record.apply(edit));
    record
}

/// Keeps only the latest of what is owed, in case a store does not respond for a long time.
fn extend(owed: &mut Vec<Edit>, edits: impl IntoIterator<Item = Edit>) {
    owed.extend(edits);
    let surplus = owed.len().saturating_sub(Shared::MOST_OWED);
    owed.drain(..surplus);
}

/// Another call may have paid the same meanwhile, so what is no longer there counts as paid.
fn remove(owed: &mut Vec<Edit>, paid: &[Edit]) {
    if owed.starts_with(paid) {
        owed.drain(..paid.len());
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("store", &self.store).field("local", &self.local).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::moment::Moment;
    use crate::store::Read;

    fn owner(number: usize) -> OwnerId {
        OwnerId::from_bytes((number as u128).to_le_bytes())
    }

    #[test]
    fn what_is_owed_is_bounded_over_owners() {
        let shared = Shared::new(None, MemoryStore::new(), Some(1));
        for number in 0..Shared::MOST_NAMES + 5 {
            shared.owe(owner(number), [Edit::Cancel { id: 7 }]);
            assert!(shared.owed(owner(number), true).is_some());
        }
        let owed = |number: &usize| shared.owed(owner(*number), true).is_some();
        assert_eq!((0..Shared::MOST_NAMES + 5).filter(owed).count(), Shared::MOST_NAMES);
        // One that is known already takes nobody's place.
        let known = (0..Shared::MOST_NAMES).find(owed).unwrap();
        shared.owe(owner(known), [Edit::Cancel { id: 8 }]);
        assert_eq!((0..Shared::MOST_NAMES + 5).filter(owed).count(), Shared::MOST_NAMES);
    }

    #[test]
    fn the_copy_keeps_the_later_of_two_responses() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let shared = Shared::new(Some(store), MemoryStore::new(), Some(1));
        let (key, record) = (CacheKey::from_bytes([0; 16]), Record::new(5));
        let mut asked = Version::NONE;
        for (generation, number, kept) in [(5, 3, 3), (5, 2, 3), (5, 4, 4), (6, 1, 1)] {
            let response = Label { status: 200, generation, number, at: Moment(0) }.encode(b"{}");
            shared.copy(owner(1), asked, Version(7), &record, None, Some((key, &response)));
            asked = Version(7);
            let copied = shared.local.read(&Read::new(owner(1), Some(key))).unwrap().response.unwrap();
            assert_eq!(Label::read(&copied).unwrap().number, kept);
        }
    }

    #[test]
    fn an_owner_is_found_under_every_former_name() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let shared = Shared::new(Some(store), MemoryStore::new(), Some(1));
        let name = |number| Name { owner: owner(number), key: CacheKey::from_bytes([0; 16]) };
        for new in [2, 3, 2, 4] {
            shared.rename(owner(1), owner(new));
            assert_eq!(shared.current(name(1)).owner, owner(new));
        }
        for old in [2, 3] {
            assert_eq!(shared.current(name(old)).owner, owner(4));
        }
        let shown = format!("{shared:?}");
        assert!(shown.starts_with("Shared { store: Some(MemoryStore {"), "{shown}");
    }

    #[test]
    fn names_are_bounded() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let shared = Shared::new(Some(store), MemoryStore::new(), Some(1));
        let name = |number| Name { owner: owner(number), key: CacheKey::from_bytes([0; 16]) };
        let renamed = |number| shared.current(name(number)).owner == owner(number + 10_000);
        for number in 0..Shared::MOST_NAMES {
            shared.rename(owner(number), owner(number + 10_000));
        }
        assert!((0..Shared::MOST_NAMES).all(renamed));
        shared.rename(owner(Shared::MOST_NAMES), owner(Shared::MOST_NAMES + 10_000));
        assert_eq!((0..=Shared::MOST_NAMES).filter(|number| renamed(*number)).count(), 1);
    }
}
