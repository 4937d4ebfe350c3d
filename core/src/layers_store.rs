//! [`Store`]: where answers and ledgers are kept, and the one that keeps them in memory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use crate::lock::lock;
use crate::owner::{Key, Owner, random};

/// Where [`Cache`](crate::Cache) keeps answers and [`Budget`](crate::Budget) its ledgers.
///
/// [`MemoryStore`] is the one for a single process. A store that is shared by processes, such as a directory or a server,
/// implements this trait. What it keeps are bytes that the layers write and read. They hold what the server answered,
/// and the answer of `GET /me` holds the user's API token: a store is to be guarded as a password is. No credential that
/// a request carries is in them or in their names.
///
/// Nothing here fails: a store that cannot read has nothing, and one that cannot write does not keep. The layers then
/// ask the server, and count by themselves.
pub trait Store: fmt::Debug + Send + Sync {
    /// The 16 random bytes that key the names of this store's owners and answers: made once, the same for all who share
    /// the store, and guarded as the answers are.
    fn secret(&self) -> [u8; 16];

    /// The answer that was last kept under `key`.
    fn answer(&self, key: Key) -> Option<Vec<u8>>;

    /// A number that [`forget`](Store::forget) changes for that owner.
    fn generation(&self, owner: Owner) -> u64;

    /// Keeps an answer, unless the owner's generation is no longer `generation`: the answer is then of a time before a
    /// write, and must not come back. A store may drop any answer at any time.
    fn put_answer(&self, key: Key, generation: u64, answer: Vec<u8>);

    /// Drops all answers of that owner. The ledger stays.
    fn forget(&self, owner: Owner);

    /// The ledger that was last kept for that owner.
    fn ledger(&self, owner: Owner) -> Option<Vec<u8>>;

    /// Keeps that owner's ledger, for an hour at least.
    fn put_ledger(&self, owner: Owner, ledger: Vec<u8>);
}

/// A [`Store`] in memory, for the threads of one process.
///
/// It keeps at most 256 answers and 8 MiB of them; those that were not asked for the longest go first. Of ledgers, which
/// have about 2 KiB, it keeps the last 1,024.
pub struct MemoryStore {
    secret: [u8; 16],
    most_answers: usize,
    most_bytes: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    answers: HashMap<Key, Answer>,
    bytes: usize,
    ledgers: HashMap<Owner, Ledger>,
    /// Of the owners whose answers were forgotten since all generations were `generation`.
    generations: HashMap<Owner, u64>,
    generation: u64,
    /// Counts uses, to know the oldest.
    uses: u64,
}

struct Answer {
    bytes: Arc<Vec<u8>>,
    used: u64,
}

struct Ledger {
    bytes: Vec<u8>,
    used: u64,
}

impl MemoryStore {
    const MOST_OWNERS: usize = 1_024;

    /// An empty store for 256 answers or 8 MiB.
    pub fn new() -> Self {
        Self::with_bounds(256, 8 * 1024 * 1024)
    }

    /// An empty store for that many answers, and that many bytes of them.
    pub fn with_bounds(answers: usize, bytes: usize) -> Self {
        let mut secret = [0; 16];
        for (target, byte) in secret.iter_mut().zip([random(), random()].into_iter().flat_map(u64::to_ne_bytes)) {
            *target = byte;
        }
        MemoryStore { secret, most_answers: answers, most_bytes: bytes, kept: Mutex::default() }
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

    fn drop_answer(&mut self, key: Key) {
        if let Some(answer) = self.answers.remove(&key) {
            self.bytes = self.bytes.saturating_sub(answer.bytes.len());
        }
    }

    fn generation(&self, owner: Owner) -> u64 {
        self.generations.get(&owner).copied().unwrap_or(self.generation)
    }
}

impl Store for MemoryStore {
    fn secret(&self) -> [u8; 16] {
        self.secret
    }

    fn answer(&self, key: Key) -> Option<Vec<u8>> {
        let bytes = {
            let mut kept = lock(&self.kept);
            let used = kept.next_use();
            let answer = kept.answers.get_mut(&key)?;
            answer.used = used;
            Arc::clone(&answer.bytes)
        };
        Some(bytes.to_vec())
    }

    fn generation(&self, owner: Owner) -> u64 {
        lock(&self.kept).generation(owner)
    }

    fn put_answer(&self, key: Key, generation: u64, answer: Vec<u8>) {
        let mut kept = lock(&self.kept);
        if kept.generation(key.owner()) != generation {
            return;
        }
        kept.drop_answer(key);
        if answer.len() > self.most_bytes {
            return;
        }
        let used = kept.next_use();
        kept.bytes = kept.bytes.saturating_add(answer.len());
        kept.answers.insert(key, Answer { bytes: Arc::new(answer), used });
        while kept.answers.len() > self.most_answers || kept.bytes > self.most_bytes {
            let Some((&oldest, _)) = kept.answers.iter().min_by_key(|(_, answer)| answer.used) else { break };
            kept.drop_answer(oldest);
        }
    }

    fn forget(&self, owner: Owner) {
        let mut kept = lock(&self.kept);
        let of_owner: Vec<Key> = kept.answers.keys().copied().filter(|key| key.owner() == owner).collect();
        for key in of_owner {
            kept.drop_answer(key);
        }
        let generation = kept.next_use();
        if kept.generations.len() >= Self::MOST_OWNERS {
            // Everybody gets a new generation: some answers under way will not be kept, which is harmless.
            kept.generations.clear();
            kept.generation = generation;
        } else {
            kept.generations.insert(owner, generation);
        }
    }

    fn ledger(&self, owner: Owner) -> Option<Vec<u8>> {
        lock(&self.kept).ledgers.get(&owner).map(|ledger| ledger.bytes.clone())
    }

    fn put_ledger(&self, owner: Owner, ledger: Vec<u8>) {
        let mut kept = lock(&self.kept);
        let used = kept.next_use();
        kept.ledgers.insert(owner, Ledger { bytes: ledger, used });
        if kept.ledgers.len() > Self::MOST_OWNERS {
            if let Some((&oldest, _)) = kept.ledgers.iter().min_by_key(|(_, ledger)| ledger.used) {
                kept.ledgers.remove(&oldest);
            }
        }
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = lock(&self.kept);
        f.debug_struct("MemoryStore")
            .field("answers", &kept.answers.len())
            .field("bytes", &kept.bytes)
            .field("ledgers", &kept.ledgers.len())
            .finish_non_exhaustive()
    }
}
