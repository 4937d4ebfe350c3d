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
//! | setting | default | what it limits |
//! | --- | --- | --- |
//! | [`connect_timeout`](Builder::connect_timeout) | 10 s | connecting to the host's addresses, opening a proxy's tunnel, the TLS handshake; when it ends a call, nothing was sent |
//! | [`call_timeout`](Builder::call_timeout) | 60 s | the whole call, to the last byte of the response |
//!
//! No call starts a thread. That leaves one gap: the operating system's lookup of a name cannot be cut short. It
//! happens in the calling thread, at the first call to a host, and again when the result is a minute old or the host
//! could not be connected to. A lookup that takes longer than the limit ends the call as soon as it returns.
//!
//! # Connections
//!
//! Connections are kept for 15 seconds after their last use, at most three to a host and ten in all. One that the
//! server has closed in the meantime is replaced before anything is sent over it. When the server closes it at the very
//! moment of sending, the call fails with [`Interrupted`]: the request may have been carried out, so nothing is sent
//! twice.
//!
//! # Proxies
//!
//! The proxy is the first of `ALL_PROXY`, `HTTPS_PROXY` and `HTTP_PROXY` (in capitals or not) that is set and not
//! empty, whether the URI is `http` or `https`. `NO_PROXY` lists hosts that bypass it: exact names (`time.test`), the
//! names below one (`.time.test` or `*.time.test`) or all (`*`), separated by commas or spaces. [`Builder::proxy`] sets
//! another proxy, for every host; [`Builder::no_proxy`] sets none.
//!
//! Every request goes through a tunnel (CONNECT), so the proxy learns only the host and port of an `https` request. It
//! could read all of an `http` request, credentials included, and so could everybody on the network path to it.
//! Therefore:
//!
//! - requests to `localhost`, `127.0.0.0/8` and `[::1]`, to which the core permits `http` because nobody on a network
//!   sees it, bypass a proxy of the environment;
//! - every other `http` request that would go through a proxy is refused, unless
//!   [`with_unencrypted_proxying`](UreqTransport::with_unencrypted_proxying) permits it.
//!
//! The user name and the password of the proxy itself are encrypted when its URL is `https`.
//!
//! A proxy that cannot be used is a [`ConfigError`], also one in the environment: ureq by itself would ignore it and
//! call the server directly, or fail at every call. Proxies that cannot be used are a list of proxies by scheme, the
//! address of a PAC file, a word such as `DIRECT`, and SOCKS. ureq has a feature `socks-proxy` for SOCKS:
//! [`UreqTransport::from_agent`] accepts an agent of your own that uses it.
//!
//! # TLS
//!
//! The transport speaks TLS 1.2 and 1.3 with rustls and ring, whatever crypto provider the process has installed. It
//! trusts Mozilla's root certificates or, instead of them, those of [`Builder::root_certificates_pem`] and
//! [`Builder::root_certificate_der`], and never the operating system's. Certificates are always checked.
//!
//! # Failures
//!
//! The one line of an error says why there is no connection, for the server and the proxy separately: the name was not
//! found (with the operating system's words), the connection was refused, there is no route, a step took too long, the
//! proxy refused with a status, or the certificate has a fault.
//!
//! In addition to what [`TransportErrorKind`](toggl_me_core::TransportErrorKind) says:
//!
//! - A response that is not HTTP is [`Other`]: its lengths contradict each other, its chunks are malformed, it has a
//!   transfer coding besides `chunked`, or one under HTTP/1.0. So is a response whose body is compressed wrongly, or in
//!   another way than gzip. A `100 Continue` with headers is refused as well, although HTTP allows it, because ureq
//!   cannot read it.
//! - A header section of more than 64 KiB or more than 128 headers is [`TooLarge`].
//! - A body whose end is marked only by the end of the connection is refused as [`Interrupted`] when the connection was
//!   reset, when TLS ended without the server's close, and when it is empty but declared to be compressed. Over plain
//!   TCP, an orderly close in the middle of a body cannot be distinguished from its end.
//!
//! Some requests are refused before anything is sent, as [`Other`]: those with a URI that is not `http` or `https` or
//! that contains a user name, with `http` through a proxy, or with a `content-length` header that is not the length of
//! the body. The extensions of a request are ignored.
//!
//! # Logs
//!
//! This crate logs nothing. ureq writes to the [`log`](https://docs.rs/log) facade:
//!
//! - at `debug`: method, host, status, and the names and harmless values of headers, but no path, query or credential;
//! - at `trace`: **every byte that is sent and received, including `Authorization` and bodies**, under the target
//!   `ureq_proto`, and whole URIs under `ureq`.
//!
//! An application that lets its users turn on `trace` should keep both at `debug`. With `env_logger`,
//! `builder.filter_module("ureq", LevelFilter::Debug)` after the filter was parsed does so for both; alternatively,
//! build with `log`'s feature `release_max_level_debug`.
//!
//! # Features of ureq
//!
//! Cargo gives a build one set of ureq's features, whichever crate asks for them; `gzip` is one of ureq's defaults.
//! Where another crate of the program turns on
//!
//! - `cookies`, ureq keeps the cookies that a server sets and adds them to requests, so that one credential's cookies
//!   go out with another's requests; no setting prevents it;
//! - `gzip`, ureq instead of this crate decompresses bodies that are declared as `gzip` in lower-case letters. It looks
//!   only at the first `Content-Encoding` header and removes them all; an empty body that is declared to be compressed
//!   is [`Interrupted`], and any amount of input that decompresses to nothing is read;
//! - `brotli`, ureq decompresses `br`, which is not offered;
//! - `charset`, ureq converts text of another charset to UTF-8.
//!
//! [`Interrupted`]: toggl_me_core::TransportErrorKind::Interrupted
//! [`Other`]: toggl_me_core::TransportErrorKind::Other
//! [`Transport`]: toggl_me_core::Transport
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

mod body;
mod builder;
mod config_error;
mod connect;
mod connection;
mod failure;
mod marks;
mod proxy;
mod reason;
mod resolver;
mod roots;
mod target;
mod transport;

pub use builder::Builder;
pub use config_error::ConfigError;
pub use transport::UreqTransport;
pub use ureq;
