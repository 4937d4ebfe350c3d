//! [`Store`], its contract, and the types in which it is asked.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::random::random;
use crate::store::owner::{CacheKey, OwnerId};

/// Keeps one record for each owner, and cached responses.
///
/// [`MemoryStore`](crate::store::MemoryStore) is the one for a single process. A store that processes or machines share implements this trait.
///
/// # The contract
///
/// 1. [`secret`](Store::secret) is the same for all who share the store, from the first time on.
/// 2. [`read`](Store::read) returns the record and the cached response of one moment.
/// 3. [`write`](Store::write) keeps the record and the response, both or neither, and only while the record's version
///    is [`Write::version`]. Otherwise it changes nothing and returns what is there now. When several writes have the
///    same version, exactly one is done, however they are made at once.
/// 4. A read after a write returns what was written, to every handle, thread and process. What was written is whole or
///    not there, even if the writer was killed.
/// 5. A record is kept for at least [`Write::lifetime`], and a later write does not shorten that; a response may be dropped
///    at any time. An owner without a record has [`Version::NONE`].
/// 6. Any bytes are kept as they are, for any owner and key.
/// 7. If machines share the store, it has a clock of its own and returns its time with each read, because their clocks
///    differ. A store of one process or one machine may leave that to its callers.
/// 8. It fails with an error and within a time limit, and never panics.
///
/// `store_conformance!` of `toggl-me-transport-test` tests a store against these, clause by clause.
///
/// # What a store holds
///
/// Cached responses hold what the server sent: names, times, descriptions of work. Neither they nor their names contain a
/// credential, nor an `api_token` unless a program asked to keep it. Whoever can read the secret can try passwords against
/// the names of owners, so a store must be guarded like the user's own files.
pub trait Store: fmt::Debug + Send + Sync {
    /// Returns the 16 random bytes that key the names of owners and responses, which are made once for all who share
    /// the store.
    ///
    /// # Errors
    ///
    /// Returns a [`StoreError`] when they can be neither read nor made.
    fn secret(&self) -> Result<[u8; 16], StoreError>;

    /// Returns what is kept for an owner at one moment.
    ///
    /// # Errors
    ///
    /// Returns a [`StoreError`] when that is not known.
    fn read(&self, ask: &Read) -> Result<Held, StoreError>;

    /// Keeps a record, and a response if there is one, provided that the record's version is the expected one.
    ///
    /// # Errors
    ///
    /// Returns a [`StoreError`] when it is not known whether the write was done. Doing it again is harmless.
    fn write(&self, ask: &Write) -> Result<Written, StoreError>;
}

impl<S: Store + ?Sized> Store for Arc<S> {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        (**self).secret()
    }

    fn read(&self, ask: &Read) -> Result<Held, StoreError> {
        (**self).read(ask)
    }

    fn write(&self, ask: &Write) -> Result<Written, StoreError> {
        (**self).write(ask)
    }
}

/// Draws the 16 random bytes that a new store keeps as its [secret](Store::secret).
///
/// It does not exist on `wasm32-unknown-unknown`, whose standard library has no randomness: a store there draws them by
/// its platform's means.
pub fn new_secret() -> [u8; 16] {
    (u128::from(random()) << 64 | u128::from(random())).to_ne_bytes()
}

/// Names one state of an owner's record.
///
/// The writer draws it at random, so that a version never comes again for an owner, even after its record was lost; a
/// store only compares and keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Version(pub u64);

impl Version {
    /// The version of an owner that has no record.
    pub const NONE: Version = Version(0);

    /// Makes a version of a random number: never that of no record.
    pub(crate) fn drawn(random: u64) -> Self {
        Version(random.max(1))
    }
}

/// Asks for what is kept for an owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Read {
    /// The owner whose record is asked for.
    pub owner: OwnerId,
    /// The cached response to return beside the record.
    pub key: Option<CacheKey>,
}

impl Read {
    /// Asks for the record of `owner`, and for the response under `key` if one is named.
    pub fn new(owner: OwnerId, key: Option<CacheKey>) -> Self {
        Read { owner, key }
    }
}

/// What is kept for an owner at one moment. The default holds nothing.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Held {
    /// The record's version; [`Version::NONE`] without a record.
    pub version: Version,
    /// The record as it was written.
    pub record: Option<Vec<u8>>,
    /// The cached response under the key that was asked for, as it was written.
    pub response: Option<Vec<u8>>,
    /// The time of the store's own clock, if it has one.
    pub now: Option<Timestamp>,
}

impl Default for Held {
    fn default() -> Self {
        Held { version: Version::NONE, record: None, response: None, now: None }
    }
}

/// Asks to keep a record, provided that nothing was written since it was read.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Write {
    /// The owner whose record it is.
    pub owner: OwnerId,
    /// The version that the record must have; [`Version::NONE`] if there must be no record.
    pub version: Version,
    /// The version that it gets.
    pub next: Version,
    /// The record: at most some kilobytes.
    pub record: Vec<u8>,
    /// How long the record must be kept, from now on.
    pub lifetime: Duration,
    /// A response to keep with it.
    pub response: Option<Put>,
    /// The cached response to return if the record has another version.
    pub key: Option<CacheKey>,
}

impl Write {
    /// Asks to replace the record that has `version` by `record`, which is then `next`, and to keep it for an hour.
    pub fn new(owner: OwnerId, version: Version, next: Version, record: Vec<u8>) -> Self {
        Write { owner, version, next, record, lifetime: Duration::from_secs(60 * 60), response: None, key: None }
    }
}

/// A response to keep.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Put {
    /// The key by which it is found again, together with the owner.
    pub key: CacheKey,
    /// The response, encoded.
    pub bytes: Vec<u8>,
    /// How long anybody can use it, from now on. It may be dropped earlier, and should be dropped after that.
    pub lifetime: Duration,
}

impl Put {
    /// Keeps `bytes` under `key`, for as long as `lifetime`.
    pub fn new(key: CacheKey, bytes: Vec<u8>, lifetime: Duration) -> Self {
        Put { key, bytes, lifetime }
    }
}

/// Shows the length of bytes in place of the bytes, which hold names, times and perhaps an API token.
struct Length(usize);

impl fmt::Debug for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0)
    }
}

/// It shows the lengths of what is kept, and nothing of it.
impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(|bytes| Length(bytes.len()));
        f.debug_struct("Held")
            .field("version", &self.version)
            .field("record", &length(&self.record))
            .field("response", &length(&self.response))
            .field("now", &self.now)
            .finish()
    }
}

/// It shows the lengths of what is to be kept, and nothing of it.
impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Write")
            .field("owner", &self.owner)
            .field("version", &self.version)
            .field("next", &self.next)
            .field("record", &Length(self.record.len()))
            .field("lifetime", &self.lifetime)
            .field("response", &self.response)
            .field("key", &self.key)
            .finish()
    }
}

/// It shows the length of the response, and nothing of it.
impl fmt::Debug for Put {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Put")
            .field("key", &self.key)
            .field("bytes", &Length(self.bytes.len()))
            .field("lifetime", &self.lifetime)
            .finish()
    }
}

/// The result of a [`Write`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// The record and the response are kept.
    Done,
    /// Neither is kept, because the record has another version. This is what is there now.
    Changed(Held),
}

/// What a [`Call`](crate::call::Call) asks of a store, as data: [`put_to`](Ask::put_to) puts it to a blocking store; for
/// another engine it becomes a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// See [`Store::secret`].
    Secret,
    /// See [`Store::read`].
    Read(Read),
    /// See [`Store::write`].
    Write(Write),
}

impl Ask {
    /// Asks a blocking store.
    ///
    /// # Errors
    ///
    /// Returns the store's [`StoreError`].
    pub fn put_to(&self, store: &(impl Store + ?Sized)) -> Result<Replied, StoreError> {
        match self {
            Ask::Secret => store.secret().map(Replied::Secret),
            Ask::Read(read) => store.read(read).map(Replied::Held),
            Ask::Write(write) => store.write(write).map(Replied::Written),
        }
    }
}

/// What a store replies to an [`Ask`], in the same order.
#[derive(Clone, PartialEq, Eq)]
pub enum Replied {
    /// To [`Ask::Secret`].
    Secret([u8; 16]),
    /// To [`Ask::Read`].
    Held(Held),
    /// To [`Ask::Write`].
    Written(Written),
}

/// Does not show the secret.
impl fmt::Debug for Replied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Replied::Secret(_) => f.write_str("Secret(..)"),
            Replied::Held(held) => f.debug_tuple("Held").field(held).finish(),
            Replied::Written(written) => f.debug_tuple("Written").field(written).finish(),
        }
    }
}

/// Why a store did not do what it was asked to do, or may not have done it.
///
/// It is cheap to clone, because the cause is shared. `Display` writes one sentence without a secret, a path or an
/// address; the engine's own words are the [`source`](StdError::source).
#[derive(Clone, Debug)]
pub struct StoreError {
    problem: Cow<'static, str>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl StoreError {
    /// Creates an error from what is wrong, as the end of a sentence that begins with "the store": `does not respond`.
    pub fn new(problem: impl Into<Cow<'static, str>>) -> Self {
        StoreError { problem: problem.into(), source: None }
    }

    /// Adds the engine's own error, which [`source`](StdError::source) returns.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(Arc::from(source.into()));
        self
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the store {}", self.problem)
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::memory::MemoryStore;

    #[test]
    fn debug_of_a_reply_hides_the_secret() {
        assert_eq!(format!("{:?}", Replied::Secret([7; 16])), "Secret(..)");
        assert_eq!(format!("{:?}", Replied::Written(Written::Done)), "Written(Done)");
    }

    #[test]
    fn debug_of_a_write_shows_lengths() {
        let mut write = Write::new(OwnerId::from_bytes([1; 16]), Version::NONE, Version(5), b"record".to_vec());
        write.response = Some(Put::new(CacheKey::from_bytes([2; 16]), b"body".to_vec(), Duration::ZERO));
        let shown = format!("{write:?}");
        assert!(shown.contains("record: 6 bytes") && shown.contains("next: Version(5)"), "{shown}");
        assert!(shown.contains("bytes: 4 bytes"), "{shown}");
    }

    #[test]
    fn debug_of_what_is_held_shows_lengths() {
        let held = Held { record: Some(b"record".to_vec()), ..Held::default() };
        let shown = format!("{held:?}");
        assert!(shown.contains("record: Some(6 bytes)") && shown.contains("response: None"), "{shown}");
    }

    #[test]
    fn every_store_has_a_secret_of_its_own() {
        assert_ne!(new_secret(), new_secret());
        assert!(new_secret().chunks(8).all(|half| half != [0; 8]));
        let (one, other) = (MemoryStore::new(), MemoryStore::new());
        assert_ne!(one.secret().unwrap(), other.secret().unwrap());
        assert_eq!(one.secret().unwrap(), one.secret().unwrap());
    }

    #[test]
    fn an_error_says_what_is_wrong_and_keeps_the_cause() {
        let error = StoreError::new("does not respond").with_source(std::io::Error::other("refused"));
        assert_eq!(error.to_string(), "the store does not respond");
        assert_eq!(error.source().unwrap().to_string(), "refused");
    }

    #[test]
    fn an_ask_reaches_the_method_of_its_name() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let secret = store.secret().unwrap();
        assert_eq!(Ask::Secret.put_to(&store).unwrap(), Replied::Secret(secret));
        let owner = OwnerId::from_bytes([1; 16]);
        let write = Write::new(owner, Version::NONE, Version(5), b"record".to_vec());
        assert_eq!(Ask::Write(write).put_to(&*store).unwrap(), Replied::Written(Written::Done));
        let held = Held { version: Version(5), record: Some(b"record".to_vec()), ..Held::default() };
        assert_eq!(Ask::Read(Read::new(owner, None)).put_to(&store).unwrap(), Replied::Held(held));
    }
}
