//! [`Client`]: builds requests, calls the server and parses responses, with a blocking and an async runner.

mod blocking;
mod nonblocking;
pub mod pages;
mod reply;

pub use blocking::Client;
pub use nonblocking::{AsyncClient, AsyncTransport};
pub use reply::Reply;
