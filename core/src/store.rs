//! [`Store`]: where a [`Dispatcher`](crate::Dispatcher) keeps what its calls share, for one process or for many.
//!
//! A store keeps, for each owner, one *record* (the hour's calls and what else the calls of an owner share, as bytes)
//! and *cached responses* (bytes as well). It knows nothing of what the bytes mean. All that it must be able to do is
//! to read the state of one moment, and to write only if nothing was written since: a compare-and-swap.

mod contract;
mod memory;
mod owner;

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub use contract::new_secret;
pub use contract::{Ask, Held, Put, Read, Replied, Store, StoreError, Version, Write, Written};
pub use memory::MemoryStore;
pub(crate) use owner::Names;
pub use owner::{CacheKey, OwnerId};
