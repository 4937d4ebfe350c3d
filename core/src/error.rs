//! The errors of this crate: [`Error`] and its parts.
//!
//! No `Display` and no `Debug` below this module shows a credential or a body. [`ApiError`] quotes the server's words
//! only where they contain no secret.

mod api;
mod build;
mod decode;
pub(crate) mod message;

use std::error::Error as StdError;
use std::fmt;

use jiff::Timestamp;

pub use api::{ApiError, ApiErrorKind};
pub use build::{BuildError, BuildErrorKind};
pub use decode::DecodeError;
pub use message::Body;

pub use crate::headers::RetryAfter;

use crate::operation::EndpointInfo;
use crate::store::StoreError;
use crate::transport::TransportError;

/// An error of a call, from building the request to decoding the response.
///
/// `{:?}` writes the same as `{}`, because it is what an `unwrap`, and a `main` that returns the error, print. `{:#?}`
/// writes the parts.
#[non_exhaustive]
pub enum Error {
    /// The request was refused before anything was sent.
    Build(BuildError),
    /// The transport received no complete response.
    Transport {
        /// The operation that was called.
        endpoint: &'static EndpointInfo,
        /// The error of the transport.
        error: TransportError,
        /// The number of requests that may have reached the server for this call.
        attempts: u32,
    },
    /// The store does not respond, and the [dispatcher requires it](crate::Dispatcher::demand_store). Nothing was sent.
    Store {
        /// The operation that was called.
        endpoint: &'static EndpointInfo,
        /// The error of the store.
        error: StoreError,
    },
    /// The server responded with an error status.
    Api(ApiError),
    /// The body of the response is not what the operation returns.
    Decode(DecodeError),
    /// The server's list may be incomplete: it is as long as a list can be, and a request cannot cover less than one
    /// second. Only [`Client::time_entries`](crate::Client::time_entries) returns this error.
    Incomplete {
        /// The operation that was called.
        endpoint: &'static EndpointInfo,
        /// The second that the list covers.
        at: Timestamp,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Build(error) => error.fmt(f),
            Error::Transport { endpoint, error, attempts: 0 | 1 } => write!(f, "{endpoint}: {error}"),
            Error::Transport { endpoint, error, attempts } => {
                write!(f, "{endpoint}: {error} (after {attempts} attempts)")
            }
            Error::Store { endpoint, error } => write!(f, "{endpoint}: {error}; nothing was sent"),
            Error::Api(error) => error.fmt(f),
            Error::Decode(error) => error.fmt(f),
            Error::Incomplete { endpoint, at } => write!(
                f,
                "{endpoint}: the list may be missing time entries that start at {at}, because it is as long as a list can be \
                 (continue after them with `TimeEntryIter::into_spans`)"
            ),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return fmt::Display::fmt(self, f);
        }
        match self {
            Error::Build(error) => f.debug_tuple("Build").field(error).finish(),
            Error::Transport { endpoint, error, attempts } => f
                .debug_struct("Transport")
                .field("endpoint", endpoint)
                .field("error", error)
                .field("attempts", attempts)
                .finish(),
            Error::Store { endpoint, error } => {
                f.debug_struct("Store").field("endpoint", endpoint).field("error", error).finish()
            }
            Error::Api(error) => f.debug_tuple("Api").field(error).finish(),
            Error::Decode(error) => f.debug_tuple("Decode").field(error).finish(),
            Error::Incomplete { endpoint, at } => {
                f.debug_struct("Incomplete").field("endpoint", endpoint).field("at", at).finish()
            }
        }
    }
}

/// The source is the error below the part that `Display` has already written.
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Build(error) => error.source(),
            Error::Transport { error, .. } => error.source(),
            Error::Store { error, .. } => error.source(),
            Error::Api(error) => error.source(),
            Error::Decode(error) => error.source(),
            Error::Incomplete { .. } => None,
        }
    }
}

impl From<BuildError> for Error {
    fn from(error: BuildError) -> Self {
        Error::Build(error)
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Error::Api(error)
    }
}

impl From<ResponseError> for Error {
    fn from(error: ResponseError) -> Self {
        match error {
            ResponseError::Api(error) => Error::Api(error),
            ResponseError::Decode(error) => Error::Decode(error),
        }
    }
}

/// An error of a response.
///
/// `{:?}` writes the same as `{}`, and `{:#?}` writes the parts, as for [`Error`].
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// The response has an error status.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The body of the response is not what the operation returns.
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

impl fmt::Debug for ResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            _ if !f.alternate() => fmt::Display::fmt(self, f),
            ResponseError::Api(error) => f.debug_tuple("Api").field(error).finish(),
            ResponseError::Decode(error) => f.debug_tuple("Decode").field(error).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::*;
    use crate::endpoint::EndpointExt;
    use crate::me::GetMe;
    use crate::transport::TransportErrorKind;

    #[test]
    fn sources_begin_below_what_display_shows() {
        let io = std::io::Error::other("refused by peer");
        let transport = TransportError::new(TransportErrorKind::Connect).with_source(io).unsent();
        let error = Error::Transport { endpoint: GetMe::INFO, error: transport, attempts: 1 };
        assert!(error.to_string().starts_with("GET /me: no connection to the server"), "{error}");
        assert!(error.to_string().ends_with("; nothing was sent"), "{error}");
        assert_eq!(error.source().unwrap().to_string(), "refused by peer");

        let undecoded = GetMe::parse_parts(StatusCode::OK, &HeaderMap::new(), b"{]").unwrap_err();
        let error = Error::from(undecoded);
        assert_eq!(
            error.to_string(),
            "GET /me: the response (200, 2 bytes) cannot be decoded: it is not JSON at line 1 column 2 \
             (the server may have changed; `Raw` returns the bytes)"
        );
        assert_eq!(error.source().unwrap().to_string(), "key must be a string at line 1 column 2");
    }

    /// Checks `Debug`, which a `main` that returns an error prints.
    #[test]
    fn debug_shows_what_display_shows_or_the_parts() {
        let refused = || GetMe::parse_parts(StatusCode::NOT_FOUND, &HeaderMap::new(), b"").unwrap_err();
        let unreadable = || GetMe::parse_parts(StatusCode::OK, &HeaderMap::new(), b"{]").unwrap_err();
        let build = BuildError::parameter("name", "is long");
        let error = TransportError::new(TransportErrorKind::Timeout);
        let errors = [
            (Error::from(build.clone()), "Build("),
            (Error::Transport { endpoint: GetMe::INFO, error, attempts: 1 }, "Transport {"),
            (refused().into(), "Api("),
            (unreadable().into(), "Decode("),
            (Error::Incomplete { endpoint: GetMe::INFO, at: Timestamp::UNIX_EPOCH }, "Incomplete {"),
        ];
        for (error, part) in errors {
            assert_eq!(format!("{error:?}"), error.to_string());
            assert!(format!("{error:#?}").starts_with(part), "{error:#?}");
        }
        for (error, part) in [(refused(), "Api("), (unreadable(), "Decode(")] {
            assert_eq!(format!("{error:?}"), error.to_string());
            assert!(format!("{error:#?}").starts_with(part), "{error:#?}");
        }
        assert_eq!(format!("{build:?}"), "name is long");
        assert!(format!("{build:#?}").starts_with("BuildError {"), "{build:#?}");
    }

    #[test]
    fn errors_are_small() {
        assert!(size_of::<Error>() <= 64, "{}", size_of::<Error>());
    }
}
