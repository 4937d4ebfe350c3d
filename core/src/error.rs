//! What can go wrong: [`Error`] and what it is made of.
//!
//! No `Display` and no `Debug` below this module shows a credential or a body. [`ApiError`] quotes of the server's words what
//! holds no secret.

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

/// Whatever can go wrong between a request's parameters and a decoded answer.
///
/// `{:?}` shows what `{}` shows: it is what a `main` that returns the error and an `unwrap` show. `{:#?}` shows the parts.
#[non_exhaustive]
pub enum Error {
    /// The request was refused before anything was sent.
    Build(BuildError),
    /// The transport has no whole answer.
    Transport {
        /// The operation that was called.
        endpoint: &'static EndpointInfo,
        /// What the transport says.
        error: TransportError,
        /// How many requests may have reached the server for this call.
        attempts: u32,
    },
    /// The store does not respond, and the [dispatcher demands it](crate::Dispatcher::demand_store). Nothing was sent.
    Store {
        /// The operation that was called.
        endpoint: &'static EndpointInfo,
        /// What the store says.
        error: StoreError,
    },
    /// The server answered with an error status.
    Api(ApiError),
    /// The server's answer is not what the operation answers.
    Decode(DecodeError),
    /// The server's list may lack some: it is as long as its lists can be, and there is no way to ask for less than a second.
    /// From [`Client::time_entries`](crate::Client::time_entries) alone.
    Incomplete {
        /// The operation that was called.
        endpoint: &'static EndpointInfo,
        /// The second.
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
                "{endpoint}: the list may lack some of the time entries that start at {at}: there are as many as it can hold \
                 (`TimeEntryIter::into_spans` goes on behind them)"
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

/// The source is what lies below the part that `Display` has already shown.
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

/// What can be wrong with an answer.
///
/// `{:?}` shows what `{}` shows, and `{:#?}` the parts, as of [`Error`].
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// It has an error status.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// Its body is not what the operation answers.
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
    fn sources_begin_below_what_display_has_shown() {
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
            "GET /me: the answer (200, 2 bytes) cannot be read: it is not JSON at line 1 column 2 \
             (has the server changed? `Raw` gives the bytes)"
        );
        assert_eq!(error.source().unwrap().to_string(), "key must be a string at line 1 column 2");
    }

    /// A `main` that returns an error shows its `Debug`.
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
