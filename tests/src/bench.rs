//! What the benches measure and how; `tests/counts.rs` and the peers' package use it too.

pub mod baseline;
pub mod cases;
pub mod data;
pub mod harness;
pub mod server;
