//! Stores for `toggl-me-core` that programs share, so that they share the hour's requests too.
//!
//! Toggl allows 30 `/me` requests an hour for each user, whatever the number of programs: a status bar, a plug-in, a job that runs
//! every ten minutes. When each has a store of its own, each counts to 30 by itself. When they share one, they count together, see each
//! other's responses, and wait for each other's requests instead of sending the same twice.
//!
//! ```sh
//! cargo add toggl-me-core toggl-me-transport-ureq
//! cargo add toggl-me-stores --features sqlite
//! ```
//!
#![cfg_attr(feature = "sqlite", doc = "```no_run")]
#![cfg_attr(not(feature = "sqlite"), doc = "```ignore")]
//! use std::env;
//! use std::sync::Arc;
//! use toggl_me_core::{Client, Context, Credentials, Dispatcher, me::GetMe};
//! use toggl_me_stores::SqliteStore;
//! use toggl_me_transport_ureq::UreqTransport;
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let token = env::var("TOGGL_API_TOKEN").map_err(|_| "TOGGL_API_TOKEN is not set")?;
//!     let dispatcher = Dispatcher::new().store(Arc::new(SqliteStore::open_default()?));
//!     let context = Context::new(Credentials::api_token(token))?;
//!     let client = Client::new(UreqTransport::new()?, context).with_dispatcher(dispatcher);
//!
//!     let me = client.send(&GetMe::new())?;
//!     println!("{:?} by {:?}", me.fullname, me.source());
//!     Ok(())
//! }
//! ```
//!
//! Run it twice within five minutes: the second run finds the response of the first, and sends nothing.
//! [`shared_store`](https://docs.rs/crate/toggl-me-stores/latest/source/examples/shared_store.rs) is the whole program.
//!
//! | programs | store | feature |
//! | --- | --- | --- |
//! | one | [`MemoryStore`](toggl_me_core::store::MemoryStore), which the core has | |
//! | several of a user, on one machine | [`SqliteStore`]: one file in the user's cache directory | `sqlite` |
//! | on several machines | [`RedisStore`]: a Redis or Valkey server | `redis`; over TLS `redis-tls` |
//!
//! No feature is on unless you ask for it, because `sqlite` compiles SQLite from its C sources, which takes a C compiler. For another
//! engine, implement [`Store`](toggl_me_core::store::Store), and let `store_conformance!` of `toggl-me-transport-test` test it as it tests
//! these.
//!
//! If a program may find no place for the file, let it fall back to a store of its own:
//!
//! ```
//! # #[cfg(feature = "sqlite")] {
//! use std::sync::Arc;
//! use toggl_me_core::store::{MemoryStore, Store};
//! use toggl_me_stores::SqliteStore;
//!
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
//! The example [`processes`](https://docs.rs/crate/toggl-me-stores/latest/source/examples/processes.rs) shows what 60 processes spend of
//! one hour: 30 requests, and the server refuses none of them. The example
//! [`outages`](https://docs.rs/crate/toggl-me-stores/latest/source/examples/outages.rs) shows what they do while a Redis server fails, and
//! what that costs.
//!
//! # What is in a store
//!
//! A store holds responses, and with them names, times and descriptions of work, for as long as they may be used. For each owner it
//! holds a record of the hour's calls. It holds no credential. Owners and responses have names that are hashes, keyed with 16 random
//! bytes that the store keeps as well. Whoever can read those bytes can try passwords against the name of an owner; an API token is
//! random and cannot be guessed that way. Guard a store as you guard the user's own files.
//!
//! | | [`SqliteStore`] | [`RedisStore`] |
//! | --- | --- | --- |
//! | who may read it | who may read the file: it is made with mode 0600, its folder with 0700 | who may log in to the server |
//! | bounds | 1,000 responses and 32 MiB, or what you set; the oldest responses go first | lifetimes; the server's memory |
//! | its clock | the machine's time of day | the server's |
//! | backups | of no use | of no use |
//! | what remains after a kill | everything that was written | everything that was written |
//! | what remains after a loss of power | all but the last half minute or so | what the server keeps on its disk |
//!
//! # When it is lost
//!
//! A lost store takes with it the count of the hour's calls, and responses that cost a call each to get again. Programs that then call
//! as if the hour were new may be refused by Toggl until the hour is over. The loss never brings back an old response.
//!
//! A program that goes on brings the secret that it knows into the new store, so that all programs find each other again. If another
//! program that has just started is quicker, there is a new secret, and every owner has a new name in the store. Programs that still use
//! the old names then count apart from those that know the new ones, until they are restarted.
//!
//! # How trips fail
//!
//! Every failure is a [`StoreError`](toggl_me_core::store::StoreError) within a time limit. Its sentence shows no path, address or
//! credential. The engine's own words are its source, and may contain the file's path.
//!
//! | what happens | [`SqliteStore`] | [`RedisStore`] |
//! | --- | --- | --- |
//! | others write all the time, or hold a lock | an error after 2 s, or after what you set | |
//! | the server is gone, or does not respond | | an error: at once, or after 1 s or what you set |
//! | the server was restarted between two trips | | the trip is made again over a new connection |
//! | a replica takes over | | what it did not have yet is lost: a part of the count |
//! | the process has forked | an error in the child | the child connects again |
//! | the disk or memory is full | an error, and nothing is written | an error, and nothing is written |
//! | the file is damaged | it is set aside and a new one begun; one trip fails | |
//! | it is another program's, or of a newer version | an error, and nothing is touched | an error, and nothing is touched |
//! | the file is deleted, or the server emptied | a new store begins at the next trip | a new store begins at the next trip |
//!
//! # What a trip costs
//!
//! These are medians of 3,000 trips and more, measured in November 2026 on a machine that did other work as well:
//!
//! | | [`MemoryStore`](toggl_me_core::store::MemoryStore) | [`SqliteStore`] | [`RedisStore`] over loopback |
//! | --- | --- | --- | --- |
//! | to read a record and a response of 3,000 bytes | 0.2 µs | 4.7 µs | 28 µs |
//! | to write a record | 0.1 µs | 16 µs | 25 µs |
//! | to write a record and a response of 3,000 bytes | 0.2 µs | 28 µs | 32 µs |
//!
//! A program that opens the file, reads a response and ends takes 1.5 ms longer than `/bin/true`. A release build takes some 60 more
//! CPU seconds with `sqlite`, 55 with `redis`, and another 55 with `redis-tls`.

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

#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../README.md")]
mod readme {}
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
