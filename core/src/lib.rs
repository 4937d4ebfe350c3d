//! The Toggl Track `/me` API as typed requests and typed answers, without I/O.

#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)
)]

pub use http;
pub use jiff;

mod client;
mod clock;
pub mod codec;
mod context;
mod endpoint;
mod error;
pub mod me;
pub mod model;
mod quota;
mod secret;
mod trace;
mod transport;

pub use client::{Client, Reply};
pub use clock::{Clock, SystemClock};
pub use context::{Context, Credentials, DEFAULT_BASE_URL, SESSION_COOKIE};
pub use endpoint::{Auth, Endpoint, EndpointExt, EndpointInfo, Query, Raw, fill_path, json_body};
pub use error::{
    ApiError, ApiErrorKind, Body, BuildError, BuildErrorKind, DecodeError, Error, ResponseError, RetryAfter,
};
pub use quota::Quota;
pub use secret::Secret;
pub use trace::{Cause, Source, Trace};
pub use transport::{Transport, TransportError, TransportErrorKind};
