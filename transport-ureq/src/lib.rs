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
//! proxy, whether the URI is `http` or `https`. `NO_PROXY` excepts hosts from it: names as they are (`time.test`), the
//! names below one (`.time.test` or `*.time.test`) or all (`*`), with commas or spaces between them.
//! [`Builder::proxy`] names another proxy, for every host; [`Builder::no_proxy`] none.
//!
//! Every request goes through a tunnel (CONNECT), so of an `https` request the proxy learns host and port alone. Of an
//! `http` request it could read all, credentials included, and so could everybody on the way to it. Therefore:
//!
//! - `localhost`, `127.0.0.0/8` and `[::1]`, for which the core lets `http` through because nobody on a network sees it,
//!   are called past a proxy of the environment;
//! - every other `http` request that would go through a proxy is refused, unless
//!   [`with_unencrypted_proxying`](UreqTransport::with_unencrypted_proxying) lets it pass.
//!
//! The user name and the password of the proxy itself are encrypted where its URL is `https`.
//!
//! A proxy that cannot be used is a [`ConfigError`], one in the environment too: ureq by itself would ignore it and call
//! the server directly, or fail at every call. What cannot be used: a list of proxies by scheme, the address of a PAC
//! file, a word such as `DIRECT`, and SOCKS, for which ureq has a feature `socks-proxy`: with an agent of one's own,
//! [`UreqTransport::from_agent`] takes it.
//!
//! # TLS
//!
//! TLS 1.2 and 1.3 by rustls with ring, whatever crypto provider the process has installed, unless
//! [`Builder::crypto_provider`] sets another. Two providers in one program, where rustls by itself panics, are none too
//! many. Trusted are Mozilla's root certificates or, in their place, those of [`Builder::root_certificates_pem`] and
//! [`Builder::root_certificate_der`]. A certificate cannot be left unchecked.
//!
//! # Features
//!
//! | feature | unless turned off | with it |
//! | --- | --- | --- |
//! | `ring` | on | the crypto provider; without it the program sets one, or installs one for the process |
//! | `webpki-roots` | on | Mozilla's root certificates |
//! | `gzip` | on | responses may come compressed |
//! | `platform-verifier` | off | `Builder::platform_verifier`: the operating system says who is trusted; in a build without `webpki-roots` it does unless told otherwise |
//! | `native-tls` | off | `Builder::native_tls`: TLS by the operating system's library; on Linux that is OpenSSL |
//!
//! What a build lacks that a program asks for is a [`ConfigError`], never a panic.
//!
//! # What fails how
//!
//! An error's one line says why there is no connection, of the server and the proxy apart: the name was not found (with
//! the operating system's words), refused, no route, which step took too long, with which status the proxy refused, and
//! which fault the certificate has.
//!
//! Beyond what [`TransportErrorKind`](toggl_me_core::TransportErrorKind) says:
//!
//! - An answer that is not HTTP is [`Other`]: its lengths contradict each other, its chunks are garbled, it has a
//!   transfer coding besides `chunked`, or one under HTTP/1.0. So is one whose body is compressed wrongly, or in a way
//!   other than gzip. A `100 Continue` that has headers is refused as well, although HTTP allows it: ureq cannot read it.
//! - A section of headers of more than 64 KiB or more than 128 headers is [`TooLarge`].
//! - A body whose length is told by nothing but the end of the connection is refused as [`Interrupted`] where the
//!   connection was reset, where TLS ended without the server's word, and where it is empty but is said to be compressed.
//!   Over bare TCP an orderly close in its middle cannot be told from its end.
//!
//! Refused before anything is sent, as [`Other`]: a URI that is not `http` or `https`, or that holds a user name, `http`
//! through a proxy, and a `content-length` header that is not the body's length. A request's extensions are not looked
//! at.
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
//! # ureq's own features
//!
//! Cargo gives a build one set of ureq's features, whoever asks for them; `gzip` is among its default ones. Where another
//! crate of the program turns on
//!
//! - `cookies`, ureq keeps the cookies that a server sets and adds them to requests, for one credential what it got for
//!   another; there is no setting against it;
//! - `gzip`, ureq decompresses in this crate's place what is said to be `gzip` in these letters. It looks at the first
//!   `Content-Encoding` header alone, and removes them all; an empty body that is said to be compressed is
//!   [`Interrupted`], and of what is decompressed to nothing any amount is read;
//! - `brotli`, it decompresses `br`, which is not offered;
//! - `charset`, it turns text of another charset into UTF-8.
//!
//! [`Interrupted`]: toggl_me_core::TransportErrorKind::Interrupted
//! [`Other`]: toggl_me_core::TransportErrorKind::Other
//! [`Transport`]: toggl_me_core::Transport
//! [`TooLarge`]: toggl_me_core::TransportErrorKind::TooLarge

#![cfg_attr(docsrs, feature(doc_cfg))]
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

mod answer;
mod builder;
mod config_error;
mod connect;
mod connection;
mod failure;
mod gzip;
mod marks;
mod proxy;
mod reason;
mod resolver;
mod roots;
mod target;
mod tls;
mod transport;

pub use builder::Builder;
pub use config_error::ConfigError;
pub use rustls;
pub use transport::UreqTransport;
pub use ureq;
