//! Calls Toggl Track's `/me` API over blocking HTTP, with [ureq](https://docs.rs/ureq/3) and rustls: a [`Transport`] for
//! [`toggl-me-core`](toggl_me_core), without an async runtime.
//!
//! ```sh
//! cargo add toggl-me-core toggl-me-transport-ureq
//! ```
//!
//! ```no_run
//! use std::env;
//! use toggl_me_core::{Client, Context, Credentials, Dispatcher, me::GetMe};
//! use toggl_me_transport_ureq::UreqTransport;
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let token = env::var("TOGGL_API_TOKEN").map_err(|_| "TOGGL_API_TOKEN is not set")?;
//!     let context = Context::new(Credentials::api_token(token))?;
//!     let client = Client::new(UreqTransport::new()?, context).with_dispatcher(Dispatcher::new());
//!
//!     let me = client.send(&GetMe::new().with_related_data(true))?;
//!     let name = me.fullname.as_deref().unwrap_or("Somebody");
//!     println!("{name} has {} projects", me.projects.len());
//!     if let Some(quota) = me.quota() {
//!         println!("{} requests left in this hour", quota.remaining);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! You find the API token at the bottom of your [profile page](https://track.toggl.com/profile). The
//! [core's guide](toggl_me_core::guide) leads on from here.
//!
//! One [`UreqTransport`] serves a whole program. Its clones share a pool of connections, and any number of threads may send through it
//! at once. [`UreqTransport::builder`] has the settings.
//!
//! # Examples
//!
//! Each is a program to copy. It reads the token from `TOGGL_API_TOKEN`, and calls another server when `TOGGL_BASE_URL` names one.
//!
//! | program | what it shows |
//! | --- | --- |
//! | [`whoami`](https://docs.rs/crate/toggl-me-transport-ureq/latest/source/examples/whoami.rs) | the program above |
//! | [`today`](https://docs.rs/crate/toggl-me-transport-ureq/latest/source/examples/today.rs) | a day in the time zone of the user's profile |
//! | [`quota_left`](https://docs.rs/crate/toggl-me-transport-ureq/latest/source/examples/quota_left.rs) | how many requests are left, and what to do when there are none |
//! | [`timer`](https://docs.rs/crate/toggl-me-transport-ureq/latest/source/examples/timer.rs) | starting and stopping a timer, with two operations of the program's own |
//! | [`invoice`](https://docs.rs/crate/toggl-me-transport-ureq/latest/source/examples/invoice.rs) | a month's billable time: which rate counts, how to round, lists that end at 1,000 |
//! | [`shared_store`](https://docs.rs/crate/toggl-me-stores/latest/source/examples/shared_store.rs) | programs that share the hour, in the crate `toggl-me-stores` |
//!
//! # Time limits
//!
//! | setting | default | what it limits |
//! | --- | --- | --- |
//! | [`connect_timeout`](Builder::connect_timeout) | 10 s | connecting to the host's addresses, a proxy's consent, the TLS handshake; when it ends a call, nothing was sent |
//! | [`call_timeout`](Builder::call_timeout) | 60 s | the whole call, up to the last byte of the response |
//!
//! No call starts a thread. That leaves one gap: the operating system's lookup of a name cannot be cut short. The lookup happens in
//! the calling thread, at the first call to a host, and again when its result is a minute old or no connection came of it. A lookup
//! that takes longer than the limit ends the call as soon as it returns.
//!
//! # Connections
//!
//! The transport keeps connections for 15 seconds after their last use, at most three to a host and ten in all. When the server has
//! closed one in the meantime, the transport replaces it before it sends anything. When the server closes it at the very moment of
//! sending, the call fails with [`Interrupted`]: the server may have carried out the request, so nothing is sent twice.
//!
//! # Proxies
//!
//! The first of `ALL_PROXY`, `HTTPS_PROXY` and `HTTP_PROXY` (in upper or lower case) that is set and not empty names the proxy, for
//! `http` and `https` URIs alike. `NO_PROXY` lists the hosts that are called directly: names as they are (`time.test`), all names
//! below one (`.time.test` or `*.time.test`), or everything (`*`), separated by commas or spaces. [`Builder::proxy`] names another proxy,
//! for every host, and [`Builder::no_proxy`] turns proxies off.
//!
//! Every request goes through a tunnel (CONNECT), so that the proxy learns no more than host and port of an `https` request. It could
//! read all of an `http` request, credentials included, and so could everybody on the way to it. Therefore:
//!
//! - `localhost`, `127.0.0.0/8` and `[::1]` are called directly, even when the environment names a proxy. The core permits `http` for
//!   these hosts because nobody on a network sees it.
//! - Every other `http` request that would go through a proxy is refused, unless
//!   [`with_unencrypted_proxying`](UreqTransport::with_unencrypted_proxying) permits it.
//!
//! The user name and the password for the proxy itself are encrypted when its URL is `https`.
//!
//! A proxy that cannot be used is a [`ConfigError`], also when the environment names it. ureq by itself would pass it over and call
//! the server directly, or fail at every call. These cannot be used: a list of proxies by scheme, the address of a PAC file, a word
//! such as `DIRECT`, and SOCKS. For SOCKS, ureq has a feature `socks-proxy`: build an agent of your own and hand it to
//! [`UreqTransport::from_agent`].
//!
//! # TLS
//!
//! rustls with ring provides TLS 1.2 and 1.3, whatever crypto provider the process has installed, unless [`Builder::crypto_provider`] sets
//! another. Two providers in one program, where rustls by itself panics, do no harm. The transport trusts Mozilla's root certificates
//! or, in their place, those of [`Builder::root_certificates_pem`] and [`Builder::root_certificate_der`]. There is no setting that leaves
//! a certificate unchecked.
//!
//! # Features
//!
//! | feature | default | with it |
//! | --- | --- | --- |
//! | `ring` | on | the crypto provider; without it, the program sets one, or installs one for the process |
//! | `webpki-roots` | on | Mozilla's root certificates |
//! | `gzip` | on | responses may be compressed |
//! | `platform-verifier` | off | `Builder::platform_verifier`: the operating system says who is trusted; a build without `webpki-roots` asks it unless told otherwise |
//! | `native-tls` | off | `Builder::native_tls`: TLS by the operating system's library; on Linux that is OpenSSL |
//!
//! When a program asks for what its build lacks, it gets a [`ConfigError`], never a panic.
//!
//! # How calls fail
//!
//! The error's one line says why there is no connection, and whether the server or the proxy is the cause: the name was not found (in
//! the operating system's words), the connection was refused, there is no route, which step took too long, with which status the proxy
//! refused, or what is wrong with the certificate.
//!
//! These come beside what [`TransportErrorKind`](toggl_me_core::TransportErrorKind) says:
//!
//! - A response that is not HTTP is [`Other`]: its lengths contradict each other, its chunks are garbled, it has a transfer coding
//!   besides `chunked`, or one under HTTP/1.0. So is a response whose body is compressed wrongly, or with anything but gzip. A
//!   `100 Continue` that has headers is refused as well, although HTTP permits it, because ureq cannot read it.
//! - More than 64 KiB of headers, or more than 128 of them, are [`TooLarge`].
//! - When only the end of the connection tells the length of a body, the response is refused as [`Interrupted`] if the connection was
//!   reset, if TLS ended without the server's word, or if the body is empty but is said to be compressed. Over bare TCP, an orderly
//!   close in the middle of a body cannot be told from its end.
//!
//! The transport refuses these as [`Other`] before it sends anything: a URI that is not `http` or `https`, a URI with a user name,
//! `http` through a proxy, and a `content-length` header that is not the body's length. It does not look at a request's extensions.
//!
//! # Logs
//!
//! This crate logs nothing. ureq writes to the [`log`](https://docs.rs/log) facade:
//!
//! - at `debug`: method, host, status, names of headers and their harmless values; no path, no query, no credential;
//! - at `trace`: **every byte that is sent and received, `Authorization` and bodies included**, under the target
//!   `ureq_proto`, and whole URIs under `ureq`.
//!
//! An application that lets its users turn on `trace` should keep both targets at `debug`. With `env_logger`, call
//! `builder.filter_module("ureq", LevelFilter::Debug)` after the filter was parsed, which does it for both. Or build with `log`'s
//! feature `release_max_level_debug`.
//!
//! # ureq's own features
//!
//! Cargo gives a build one set of ureq's features, no matter which crate asks for them, and `gzip` is one of the default features. When
//! another crate of the program turns on
//!
//! - `cookies`, ureq keeps the cookies that a server sets and adds them to later requests, even those with another credential. No
//!   setting prevents it.
//! - `gzip`, ureq decompresses in this crate's place what is said to be `gzip` in exactly these letters. It looks at the first
//!   `Content-Encoding` header alone and removes them all. An empty body that is said to be compressed is [`Interrupted`], and a body
//!   that decompresses to nothing is read without a limit.
//! - `brotli`, ureq decompresses `br`, which this crate does not offer to the server.
//! - `charset`, ureq turns text of another charset into UTF-8.
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

mod body;
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
