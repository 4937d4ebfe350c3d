//! [`Client`]: build, call, parse; with threads that block.

mod blocking;
mod nonblocking;
pub mod pages;
mod reply;

pub use blocking::Client;
pub use nonblocking::{AsyncClient, AsyncTransport};
pub use reply::Reply;
