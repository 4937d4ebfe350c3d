//! Other HTTP stacks under `toggl-me-core`, one to a file, for you to copy.
//!
//! The table counts lines of code, including imports but neither comments nor empty lines. Each stack passes the
//! conformance suite of `toggl-me-transport-test`; its test lists the exceptions and their reasons. The last one sends
//! nothing by itself: it asks a store that a fleet shares.
//!
//! | file | what sends the requests | lines | also needs |
//! | --- | --- | --- | --- |
//! | [`reqwest_blocking`] | reqwest's blocking client | 40 | |
//! | [`curl`] | libcurl, through the crate `curl` | 119 | OpenSSL's headers, to build |
//! | [`attohttpc`] | attohttpc: small, blocking | 64 | |
//! | [`hyper_by_hand`] | hyper's connection on tokio, in the calling thread | 89 | |
//! | [`reqwest_tokio`] | an async program's own reqwest client | 24 | `failed` of `reqwest_blocking` |
//! | [`tower_service`] | any tower service of an async program | 21 | |
//! | [`redis_aio`] | another of these, with the hour in Redis | 72 | |
//!
//! They are examples of adapters, not products: `toggl-me-transport-ureq` does more, where you can use it.

pub mod attohttpc;
pub mod curl;
pub mod hyper_by_hand;
pub mod redis_aio;
pub mod reqwest_blocking;
pub mod reqwest_tokio;
pub mod tower_service;
