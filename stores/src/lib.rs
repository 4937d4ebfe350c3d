//! Stores for `toggl-me-core` that several programs share, so that they share the hour's calls too.
//!
//! Toggl allows 30 `/me` calls an hour for each user, whatever the number of programs: a status bar, a plug-in, a job
//! that runs every ten minutes. Each with a store of its own counts to 30 by itself. With one that they share, they
//! count together, see each other's responses, and wait for each other's requests in place of sending the same twice.
//!
//! | programs | store | feature |
//! | --- | --- | --- |
//! | one | [`MemoryStore`](toggl_me_core::store::MemoryStore), which the core has | |
//! | a user's, on one machine | [`SqliteStore`]: one file in the user's cache directory | `sqlite` |
//! | on several machines | [`RedisStore`]: a Redis or Valkey server | `redis`; over TLS `redis-tls` |
//!
//! No feature is on unless asked for: SQLite is compiled from its C sources, which needs a C compiler. Another engine
//! is an `impl` of [`Store`](toggl_me_core::store::Store), which `store_conformance!` of `toggl-me-transport-test`
//! tests as it does these.
//!
//! ```
//! # #[cfg(feature = "sqlite")] {
//! use std::sync::Arc;
//! use toggl_me_core::store::{MemoryStore, Store};
//! use toggl_me_stores::SqliteStore;
//!
//! /// The store that the user's programs share, or one of this program's own where there is no place for that.
//! fn store() -> Arc<dyn Store> {
//!     match SqliteStore::open_default() {
//!         Ok(store) => Arc::new(store),
//!         Err(error) => {
//!             eprintln!("{error}");
//!             Arc::new(MemoryStore::new())
//!         }
//!     }
//! }
//! # }
//! ```
//!
//! `cargo run -p toggl-me-stores --features sqlite --example processes` shows what 60 processes spend of one hour: 30
//! calls, and none that the server refuses.
//!
//! # What is in a store
//!
//! Responses, and so names, times and descriptions of work, for as long as somebody may have a use for them, and for
//! each owner a record of the hour's calls. No credential is in it: owners and responses have names that are hashes,
//! keyed with 16 random bytes that are kept there as well. Whoever can read those can try passwords against the name of
//! an owner; an API token, which is random, cannot be guessed so. Guard a store as the user's own files.
//!
//! | | [`SqliteStore`] | [`RedisStore`] |
//! | --- | --- | --- |
//! | who may read it | who may read the file: made with mode 0600, its folder with 0700 | who may log in to the server |
//! | bounds | 1,000 responses, 32 MiB, or others that are set; the oldest go first | lifetimes; the server's memory |
//! | its clock | the machine's time of day | the server's |
//! | backups | of no use | of no use |
//! | what a kill leaves | all that was done | all that was done |
//! | what the loss of power leaves | all but the last half minute or so | what the server keeps on its disk |
//!
//! # When it is lost
//!
//! What is lost with a store is the count of the hour's calls, and responses that cost a call each to get again:
//! programs that then call as if the hour were new may be refused by Toggl until it is over. A response that is old
//! never comes back by it.
//!
//! A program that goes on brings the secret that it knows into the new store, so that it and others find each other
//! again. Where another program that has just been started is quicker, there is a new secret, and every owner has a new
//! name in the store: programs that go on with the old names count apart from those that know the new ones, until they
//! are started again.
//!
//! # What fails how
//!
//! Every failure is a [`StoreError`](toggl_me_core::store::StoreError) within a time limit. Its sentence shows no path,
//! address or credential; the engine's own words are its source, and may have the file's path in them.
//!
//! | what happens | [`SqliteStore`] | [`RedisStore`] |
//! | --- | --- | --- |
//! | others write all the time, or hold a lock | an error after 2 s, or what is set | |
//! | the server is gone, or stands still | | an error: at once, or after 1 s or what is set |
//! | the server was restarted between two trips | | the trip is made again over a new connection |
//! | the disk or memory is full | an error, and nothing is written | an error, and nothing is written |
//! | the file is damaged | set aside, and a new one begun; one trip fails | |
//! | it is somebody else's, or of a newer version | an error, and nothing is touched | an error, and nothing is touched |
//! | the file is deleted, the server emptied | begun anew at the next trip | begun anew at the next trip |
//!
//! # What a trip costs
//!
//! Measured in November 2026, on one machine that did other work as well; the median of 3,000 trips and more:
//!
//! | | [`MemoryStore`](toggl_me_core::store::MemoryStore) | [`SqliteStore`] | [`RedisStore`] over loopback |
//! | --- | --- | --- | --- |
//! | to read a record and a response of 3,000 bytes | 0.2 µs | 4.7 µs | 28 µs |
//! | to write a record | 0.1 µs | 16 µs | 25 µs |
//! | to write a record and a response of 3,000 bytes | 0.2 µs | 28 µs | 32 µs |
//!
//! A program that opens the file, reads a response and ends takes 1.5 ms more than `/bin/true`. A release build takes
//! some 60 CPU seconds more with `sqlite`, 55 with `redis`, and another 55 with `redis-tls`.

#![forbid(unsafe_code)]
// The front page speaks of both engines, whichever are there.
#![cfg_attr(not(all(feature = "redis", feature = "sqlite")), allow(rustdoc::broken_intra_doc_links))]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

#[cfg(feature = "redis")]
mod redis_store;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "redis")]
pub use redis;
#[cfg(feature = "redis")]
pub use redis_store::RedisStore;
#[cfg(feature = "sqlite")]
pub use sqlite::{Entry, SqliteStore};
