//! The benches: what they measure and how. `tests/counts.rs`, `tests/system_calls.rs` and the peers' package use it
//! too.

pub mod baseline;
pub mod cases;
pub mod data;
pub mod harness;
pub mod server;
pub mod strace;
