//! Measures the cost of a call with each store, side by side: `cargo bench -p toggl-me-stores --all-features --bench
//! costs`.
//!
//! A hit is `GET /me` from the cache. A miss is one that is sent, through a transport that has its response ready; the first of
//! each 30 finds an empty hour. Times are medians of rounds in which the stores take turns, pinned to one core together with
//! the Redis server. Instructions are those of this program in user mode, as callgrind counts them.

#[cfg(unix)]
#[path = "../../tests/folder/mod.rs"]
mod folder;
#[cfg(unix)]
#[path = "../../tests/redis/server.rs"]
#[allow(dead_code, reason = "each program uses a part of it")]
mod server;
#[cfg(unix)]
mod unix;

fn main() {
    #[cfg(unix)]
    unix::main();
}
