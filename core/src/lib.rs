//! The [Toggl Track](https://engineering.toggl.com/docs/) `/me` API as typed requests and typed answers, without I/O.
//!
//! An [endpoint](me) is a struct with a request's parameters. With a [`Context`] (which server, as whom) it becomes an
//! [`http::Request`]; the server's [`http::Response`] becomes the endpoint's answer, or an error that names the
//! operation and the place. What carries the bytes is yours to choose. The [guide] goes through it in chapters.
//!
//! # With a transport
//!
//! A [`Transport`] carries one request and brings back one answer; [`Client`] builds, sends and parses. The one that
//! we ship is `toggl-me-transport-ureq`; one of your own is an `impl` of one method:
//!
//! ```
//! use toggl_me_core::http::{Request, Response};
//! use toggl_me_core::{Client, Context, Credentials, Transport, TransportError, me::GetMe};
//!
//! struct Mine;
//!
//! impl Transport for Mine {
//!     fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
//!         // Your HTTP stack goes here.
//!         assert_eq!(request.uri().path(), "/api/v9/me");
//!         Ok(Response::new(br#"{"id": 41, "fullname": "Ann Lee"}"#.to_vec()))
//!     }
//! }
//!
//! let client = Client::new(Mine, Context::new(Credentials::api_token("0a1b2c3d"))?);
//! let me = client.send(&GetMe::new())?;
//! assert_eq!(me.fullname.as_deref(), Some("Ann Lee"));
//! # Ok::<(), toggl_me_core::Error>(())
//! ```
//!
//! # Without one: async programs, other stacks
//!
//! ```
//! use toggl_me_core::http::{Request, Response};
//! use toggl_me_core::{Context, Credentials, EndpointExt, me::ListTags};
//!
//! # async fn fetch(_: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, std::io::Error> {
//! #     Ok(Response::new(br#"[{"id":61,"name":"deep, quiet"}]"#.to_vec()))
//! # }
//! async fn tags(context: &Context) -> Result<Vec<String>, Box<dyn std::error::Error>> {
//!     let request = ListTags::new().to_request(context)?;
//!     let response = fetch(request).await?; // your async HTTP stack
//!     let tags = ListTags::parse(&response)?;
//!     Ok(tags.into_iter().filter_map(|tag| tag.name).collect())
//! }
//! # let context = Context::new(Credentials::api_token("0a1b2c3d"))?;
//! # let mut tags = std::pin::pin!(tags(&context));
//! # let mut task = std::task::Context::from_waker(std::task::Waker::noop());
//! # let std::task::Poll::Ready(names) = tags.as_mut().poll(&mut task) else { panic!("nothing to wait for") };
//! # assert_eq!(names.unwrap(), ["deep, quiet"]);
//! # Ok::<(), toggl_me_core::BuildError>(())
//! ```
//!
//! # In tests
//!
//! Toggl allows 30 calls an hour and has no sandbox, so tests bring their own server: `toggl-me-transport-test` has a
//! scripted double and a stateful fake. The core alone parses any bytes:
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
//! # The hour's 30 requests
//!
//! A [`Dispatcher`] decides, call by call, what to send, keep, wait for and repeat: [`Client::with_dispatcher`], or
//! [`AsyncClient`] for an async program. What it decides with is a [machine](call::Call) without I/O, which a program may also
//! step by itself. [`store`] says how programs share an account's hour.
//!
//! # Secrets
//!
//! No `Debug`, `Display` or error of this crate shows a credential or a body; of a refusal's words, [`ApiError`] quotes what
//! holds no secret. The `Authorization` value is marked sensitive, so that `Debug` of a request hides it. What this crate
//! cannot hide is what others print of a request: its body is bytes (`PUT /me` may hold a password) and its path is text (it
//! may hold a lost-password code).

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
