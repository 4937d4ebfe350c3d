//! What a call costs with each store, side by side: `cargo bench -p toggl-me-stores --all-features --bench costs`.
//!
//! A hit is `GET /me` out of the cache. A miss is one that is sent, by a transport that has its response ready; of each 30, the
//! first finds an empty hour. Times are medians of rounds in which the stores take turns, pinned to one core together with
//! the Redis server. Instructions are this program's, in user mode, counted by callgrind.

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
