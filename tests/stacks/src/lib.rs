//! Other HTTP stacks under `toggl-me-core`, one a file, for copying.
//!
//! The lines are those of code: neither empty nor a comment, imports included. Each stack passes the conformance suite of
//! `toggl-me-transport-test`; what it is excepted from, and why, stands in its test. The last one carries nothing by
//! itself: it asks a store of the fleet's.
//!
//! | file | what carries the requests | lines | needs, besides |
//! | --- | --- | --- | --- |
//! | [`reqwest_blocking`] | reqwest's blocking client | 40 | |
//! | [`curl`] | libcurl, by the crate `curl` | 119 | OpenSSL's headers, to build |
//! | [`attohttpc`] | attohttpc: small, blocking | 64 | |
//! | [`hyper_by_hand`] | hyper's connection on tokio, in the calling thread | 89 | |
//! | [`reqwest_tokio`] | an async program's own reqwest client | 24 | `failed` of `reqwest_blocking` |
//! | [`tower_service`] | any tower service of an async program | 21 | |
//! | [`redis_aio`] | another one of these, with the hour in Redis | 72 | |
//!
//! They are examples of adapters, not products: where `toggl-me-transport-ureq` will do, it does more.

pub mod attohttpc;
pub mod curl;
pub mod hyper_by_hand;
pub mod redis_aio;
pub mod reqwest_blocking;
pub mod reqwest_tokio;
pub mod tower_service;
