//! A blocking [`Transport`] for `toggl-me-core` on [ureq](https://docs.rs/ureq/3), without an async runtime.
//!
//! ```no_run
//! use toggl_me_core::{Client, Context, Credentials, me::GetMe};
//! use toggl_me_transport_ureq::UreqTransport;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let context = Context::new(Credentials::api_token("0a1b2c3d4e5f"))?;
//! let client = Client::new(UreqTransport::new()?, context);
//! let me = client.send(&GetMe::new())?;
//! println!("{:?}", me.email);
//! # Ok(())
//! # }
//! ```
//!
//! One [`UreqTransport`] serves a whole program: clones share the pool of connections, and any number of threads may
//! send through it at once. [`UreqTransport::builder`] has the settings.
//!
//! # Time limits
//!
//! | setting | unless set | what it bounds |
//! | --- | --- | --- |
//! | [`connect_timeout`](Builder::connect_timeout) | 10 s | connecting to the host's addresses, a proxy's consent, the TLS handshake; where it ends a call, nothing was sent |
//! | [`call_timeout`](Builder::call_timeout) | 60 s | the whole call, to the last byte of the answer |
//!
//! No call starts a thread, whence one gap: the operating system's lookup of a name cannot be cut short. It happens in
//! the calling thread, at the first call to a host and again when what was found is a minute old or there was no
//! connecting to it. A lookup that takes longer than the limit ends the call as soon as it comes back.
//!
//! # Connections
//!
//! Connections are kept for 15 seconds after their last use, at most three to a host and ten in all. One that the server
//! has closed meanwhile is replaced before anything is sent over it. Where the server closes it at the very moment of
//! sending, the call fails with [`Interrupted`]: the request may have been carried out, so nothing is sent twice.
//!
//! # Proxies
//!
//! The first of `ALL_PROXY`, `HTTPS_PROXY` and `HTTP_PROXY` (in capitals or not) that is set and not empty names the
//! proxy for every host but those in `NO_PROXY`, whether the URI is `http` or `https`. [`Builder::proxy`] names another,
//! [`Builder::no_proxy`] none. A proxy that cannot be used is a [`ConfigError`], one in the environment too: ureq by
//! itself would ignore it and call the server directly. That includes SOCKS proxies, for which ureq has a feature
//! `socks-proxy`: with an agent of one's own, [`UreqTransport::from_agent`] takes them.
//!
//! # TLS
//!
//! TLS 1.2 and 1.3 by rustls with ring, whatever crypto provider the process has installed. Trusted are Mozilla's root
//! certificates or, in their place, those of [`Builder::root_certificates_pem`] and [`Builder::root_certificate_der`];
//! never the operating system's. A certificate cannot be left unchecked.
//!
//! # What fails how
//!
//! Beyond what [`TransportErrorKind`] says: an answer that is not HTTP, is compressed
//! wrongly or in a way other than gzip, is [`Other`]; a section of headers of more than 64 KiB or more than 128 headers
//! is [`TooLarge`]. A body whose length is told by nothing but the end of the connection is refused as [`Interrupted`]
//! where the connection was reset, or where TLS ended without the server's word; over bare TCP an orderly close in its
//! middle cannot be told from its end. An empty body whose headers claim gzip is [`Interrupted`] as well: ureq does not
//! let it be told from one that was cut.
//!
//! Refused before anything is sent, as [`Other`]: a URI that is not `http` or `https`, or that holds a user name, and a
//! `content-length` header that is not the body's length. A request's extensions are not looked at.
//!
//! # What is logged
//!
//! This crate logs nothing. ureq writes to the [`log`](https://docs.rs/log) facade:
//!
//! - at `debug`: method, host, status, names and harmless values of headers; no path, no query, no credential;
//! - at `trace`: **every byte that is sent and received, `Authorization` and bodies included**, under the target
//!   `ureq_proto`, and whole URIs under `ureq`.
//!
//! An application that lets its users turn on `trace` keeps both at `debug`: with `env_logger`,
//! `builder.filter_module("ureq", LevelFilter::Debug)` after the filter was parsed does so for both; or build with `log`'s
//! feature `release_max_level_debug`.
//!
//! # Features of ureq
//!
//! Cargo gives a build one set of ureq's features, whoever asks for them. Where another crate of the program turns on
//! ureq's `cookies`, ureq keeps the cookies that a server sets and adds them to requests, for one credential what it got
//! for another; there is no setting against it. `brotli` adds an encoding that is offered and read, `charset` turns text
//! of another charset into UTF-8.
//!
//! [`Interrupted`]: toggl_me_core::TransportErrorKind::Interrupted
//! [`Other`]: toggl_me_core::TransportErrorKind::Other
//! [`TooLarge`]: toggl_me_core::TransportErrorKind::TooLarge

#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

use std::fmt;
use std::io::Read as _;

use http::header::CONTENT_ENCODING;
use http::{Extensions, Method, Request, Response, StatusCode};
use toggl_me_core::{Transport, TransportError, TransportErrorKind};
use ureq::config::AutoHeaderValue;
use ureq::{Agent, AsSendBody, Body};

mod builder;
mod connect;
mod failure;
mod resolver;
mod target;

pub use builder::{Builder, ConfigError};
pub use ureq;

use failure::classify;

/// Carries requests by ureq, in the calling thread.
///
/// Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct UreqTransport {
    agent: Agent,
    body_limit: u64,
    /// Whether the agent's own settings may go against the contract.
    foreign: bool,
}

impl UreqTransport {
    /// With the settings that [`builder`](UreqTransport::builder) starts from, which suit most programs.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when the environment names a proxy that cannot be used.
    pub fn new() -> Result<Self, ConfigError> {
        Self::builder().build()
    }

    /// For other settings than [`new`](UreqTransport::new)'s.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Sends through an agent that the program has already, for the sake of its pool, its connector or its middleware.
    ///
    /// Overridden at each call, because the contract demands it: statuses are no errors, redirects are not followed, any
    /// method is let through, and no `Accept` header is added. The rest stays as the agent has it: time limits (none,
    /// unless set), proxy, TLS, resolver, pool, middleware, and the `User-Agent` for requests that have none. Bodies are
    /// limited to 32 MiB, or as [`with_body_limit`](UreqTransport::with_body_limit) says.
    ///
    /// What this costs:
    ///
    /// - with ureq's own resolver, every call looks its host's name up, and starts a thread for that where the agent has
    ///   a time limit for whole calls;
    /// - ureq sets its TLS up anew for each connection, so sessions are not resumed;
    /// - a failed lookup or a refused connection is not [`is_unsent`](TransportError::is_unsent), since ureq's error
    ///   does not prove it;
    /// - a body that has no other end than the connection's passes for whole where the connection is reset, or TLS cut;
    /// - ureq panics at the first call where the agent asks for what its features do not have;
    /// - middleware that sends a request twice, or retries, breaks the contract.
    pub fn from_agent(agent: Agent) -> Self {
        UreqTransport { agent, body_limit: builder::BODY_LIMIT, foreign: true }
    }

    /// With another limit for the bytes of a body than the one it was made with; see [`Builder::body_limit`].
    #[must_use]
    pub fn with_body_limit(mut self, bytes: u64) -> Self {
        self.body_limit = bytes;
        self
    }

    fn own(agent: Agent, body_limit: u64) -> Self {
        UreqTransport { agent, body_limit, foreign: false }
    }

    fn run(&self, request: Request<impl AsSendBody>) -> Result<Response<Body>, ureq::Error> {
        if !self.foreign {
            return self.agent.run(request);
        }
        let request = self
            .agent
            .configure_request(request)
            .http_status_as_error(false)
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .accept(AutoHeaderValue::None)
            .build();
        self.agent.run(request)
    }
}

impl Transport for UreqTransport {
    fn send(&self, mut request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        if let Err(problem) = target::check(&request) {
            return Err(TransportError::new(TransportErrorKind::Other).unsent().with_source(problem));
        }
        // ureq takes settings from there.
        request.extensions_mut().clear();
        // Of an empty `Vec` ureq makes a `content-length: 0`, of `()` nothing, or a chunked body where one is due.
        let bare = request.body().is_empty() && !takes_a_body(request.method());
        let head = request.method() == Method::HEAD;
        let answer = if bare { self.run(request.map(drop)) } else { self.run(request) };
        let (mut parts, body) = answer.map_err(classify)?.into_parts();
        // Where there is no body, ureq fails to decompress it if the headers claim compression.
        let body = if head || matches!(parts.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
            Vec::new()
        } else {
            read(body, self.body_limit).map_err(classify)?
        };
        // ureq removes the header of what it has decompressed.
        let encoding = parts.headers.get(CONTENT_ENCODING);
        if !body.is_empty() && encoding.is_some_and(|encoding| encoding != "identity") {
            let problem = "the answer is compressed in a way that this transport does not know";
            return Err(TransportError::new(TransportErrorKind::Other).with_source(problem));
        }
        // The URI is among them.
        parts.extensions = Extensions::new();
        Ok(Response::from_parts(parts, body))
    }
}

/// Without the agent, whose proxy may have a password.
impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqTransport").field("body_limit", &self.body_limit).finish_non_exhaustive()
    }
}

/// How many bytes are set aside for a body because the server says that they will come.
const TRUSTED_LENGTH: u64 = 1024 * 1024;

/// Reads the whole body, into as many bytes as the server announces: growing piece by piece costs more than the copy.
fn read(body: Body, limit: u64) -> Result<Vec<u8>, ureq::Error> {
    let length = body.content_length().unwrap_or(0).min(limit).min(TRUSTED_LENGTH);
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    body.into_with_config().limit(limit).reader().read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn takes_a_body(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}
