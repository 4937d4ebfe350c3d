//! [`Limits`]: how much a server takes from its clients.

use std::time::Duration;

/// How much a [`FakeServer`](crate::FakeServer) takes from its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a request's line and headers; more is answered with 431. 16 KiB by default.
    pub head: usize,
    /// Bytes of a request's body; more is answered with 413. 1 MiB by default.
    pub body: usize,
    /// How long a connection may be silent. After that it is closed, with 408 where a request has begun. 30 s by
    /// default.
    pub idle: Duration,
    /// How long a request may take to arrive, from its first byte on; longer is answered with 408. 60 s by default.
    pub request: Duration,
    /// Connections at the same time; more are answered with 503. 512 by default.
    pub connections: usize,
}

impl Limits {
    /// Headers of a request; more is answered with 431.
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
