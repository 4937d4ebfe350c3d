//! The [Toggl Track](https://engineering.toggl.com/docs/) `/me` API as typed requests and typed values, without I/O.
//!
//! **To call Toggl from a blocking program, start at
//! [`toggl-me-transport-ureq`](https://docs.rs/toggl-me-transport-ureq)**: its page begins with a program that you can copy. This
//! crate is what lies underneath. When your program has an HTTP stack already, this crate is all that you add:
//!
//! ```sh
//! cargo add toggl-me-core
//! ```
//!
//! An [endpoint](me) is a struct with the parameters of a request. With a [`Context`], which says which server to call and as whom,
//! it becomes an `http::Request`. The server's `http::Response` becomes the endpoint's value, or an error that names the operation
//! and the place. The [guide] explains everything in chapters.
//!
//! # In an async program
//!
//! Implement [`AsyncTransport`] for the client and the runtime that you have. [`AsyncClient`] does the rest:
//!
//! ```
//! use std::time::Duration;
//!
//! use toggl_me_core::http::{Request, Response};
//! use toggl_me_core::{AsyncClient, AsyncTransport, TransportError};
//! use toggl_me_core::{Context, Credentials, Dispatcher, me::ListTags};
//!
//! struct Mine;
//!
//! impl AsyncTransport for Mine {
//!     async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
//!         // Your HTTP client goes here.
//!         assert_eq!(request.uri(), "https://api.track.toggl.com/api/v9/me/tags");
//!         Ok(Response::new(br#"[{"id": 61, "name": "deep, quiet"}]"#.to_vec()))
//!     }
//!
//!     async fn sleep(&self, _: Duration) {
//!         // Your runtime's timer goes here.
//!     }
//! }
//!
//! # async fn run() -> Result<(), toggl_me_core::Error> {
//! let context = Context::new(Credentials::api_token("0a1b2c3d"))?;
//! let client = AsyncClient::new(Mine, context).with_dispatcher(Dispatcher::new());
//! let tags = client.send(&ListTags::new()).await?;
//! assert_eq!(tags[0].name.as_deref(), Some("deep, quiet"));
//! # Ok(())
//! # }
//! # let mut task = std::task::Context::from_waker(std::task::Waker::noop());
//! # let std::task::Poll::Ready(done) = std::pin::pin!(run()).poll(&mut task) else { panic!("nothing to wait for") };
//! # done.unwrap();
//! ```
//!
//! # In a blocking program with its own HTTP stack
//!
//! Implement [`Transport`], which has one method, and use it with [`Client`]:
//!
//! ```
//! use toggl_me_core::http::{Request, Response};
//! use toggl_me_core::{Client, Transport, TransportError};
//! use toggl_me_core::{Context, Credentials, Dispatcher, me::GetMe};
//!
//! struct Mine;
//!
//! impl Transport for Mine {
//!     fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
//!         // Your HTTP client goes here.
//!         assert_eq!(request.uri().path(), "/api/v9/me");
//!         Ok(Response::new(br#"{"id": 41, "fullname": "Ann Lee"}"#.to_vec()))
//!     }
//! }
//!
//! let context = Context::new(Credentials::api_token("0a1b2c3d"))?;
//! let client = Client::new(Mine, context).with_dispatcher(Dispatcher::new());
//! let me = client.send(&GetMe::new())?;
//! assert_eq!(me.fullname.as_deref(), Some("Ann Lee"));
//! # Ok::<(), toggl_me_core::Error>(())
//! ```
//!
//! [`EndpointExt::to_request`] and [`EndpointExt::parse`] build a request and read a response by themselves, for programs that need
//! nothing in between. The guide has [whole transports](guide::your_own_stack) for reqwest, blocking and async.
//!
//! # The 30 requests of an hour
//!
//! Toggl allows 30 `/me` requests an hour for each user, and refuses the rest with 402. A [`Dispatcher`] spends them with care. For each
//! call it decides what to send, keep, wait for and repeat. [The guide](guide::quota) says how. The decisions are made by a
//! [machine](call::Call) without I/O, which a program may also step by itself. A [`store`] lets programs share the hour.
//!
//! # In tests
//!
//! Toggl has no sandbox, so tests bring a server of their own.
//! [`toggl-me-transport-test`](https://docs.rs/toggl-me-transport-test) has a scripted double and a fake Toggl that keeps accounts. This
//! crate alone parses any bytes:
//!
//! ```
//! use toggl_me_core::http::{HeaderMap, StatusCode};
//! use toggl_me_core::{ApiErrorKind, EndpointExt, me::GetMe, error::ResponseError};
//!
//! let spent = b"You have hit your hourly limit for API calls. Your quota will reset in 1838 seconds.";
//! let parsed = GetMe::parse_parts(StatusCode::PAYMENT_REQUIRED, &HeaderMap::new(), spent);
//! let Err(ResponseError::Api(error)) = parsed else { panic!("402 is an error") };
//! assert_eq!(error.kind(), ApiErrorKind::QuotaExhausted);
//! assert_eq!(error.quota().unwrap().resets_in.unwrap().as_secs(), 1838);
//! ```
//!
//! # Secrets
//!
//! No `Debug`, `Display` or error of this crate shows a credential or a body. When the server refuses a request, [`ApiError`] quotes
//! its words only if they hold no secret. The `Authorization` value is marked sensitive, so that the `Debug` of a request hides it.
//! This crate cannot hide what others print of a request: its body is bytes, and `PUT /me` may put a password into it; its path is
//! text, and a lost-password code may be in it.

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

pub use http;
pub use jiff;

pub mod call;
pub mod client;
pub mod clock;
pub mod codec;
pub mod context;
mod dispatcher;
pub mod endpoint;
pub mod error;
pub mod guide;
mod headers;
#[cfg(all(test, shuttle))]
mod interleavings;
mod invisible;
mod lock;
mod logged;
pub mod me;
pub mod model;
mod operation;
pub mod page;
mod quota;
mod random;
mod secret;
mod spans;
pub mod store;
mod transport;
mod url;

pub use call::Source;
pub use call::retry::RetryPolicy;
pub use call::settings::CallOptions;
pub use client::{AsyncClient, AsyncTransport, Client, Reply};
pub use context::{Context, Credentials};
pub use dispatcher::Dispatcher;
pub use endpoint::{Endpoint, EndpointExt, Raw};
pub use error::{ApiError, ApiErrorKind, BuildError, DecodeError, Error};
pub use logged::Logged;
pub use quota::Quota;
pub use secret::Secret;
pub use transport::{Transport, TransportError, TransportErrorKind};
