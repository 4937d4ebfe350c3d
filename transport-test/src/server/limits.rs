//! [`Limits`]: how much a server accepts from its clients.

use std::time::Duration;

/// How much a [`FakeServer`](crate::FakeServer) accepts from its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The most bytes of a request's line and headers; the response to more is 431. 16 KiB by default.
    pub head: usize,
    /// The most bytes of a request's body; the response to more is 413. 1 MiB by default.
    pub body: usize,
    /// How long a connection may be silent before it is closed, with 408 if a request has begun. 30 s by default.
    pub idle: Duration,
    /// How long a request may take to arrive, from its first byte on; after that the response is 408. 60 s by default.
    pub request: Duration,
    /// The most connections at the same time; the response to one more is 503. 512 by default.
    pub connections: usize,
}

impl Limits {
    /// The most headers of a request; the response to more is 431.
    pub const HEADERS: usize = 100;
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            head: 16 * 1024,
            body: 1024 * 1024,
            idle: Duration::from_secs(30),
            request: Duration::from_secs(60),
            connections: 512,
        }
    }
}
