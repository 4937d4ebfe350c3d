//! [`Trace`]: what the layers did with a request, carried in the response's extensions.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::transport::TransportError;

/// What the layers between a caller and the server did to get an answer.
///
/// A layer puts it into the [extensions](http::Response::extensions) of the response it returns; where there is none,
/// the answer is fresh and took one attempt. [`Reply`](crate::Reply) and [`ApiError`](crate::ApiError) give it to the
/// caller.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Trace {
    /// How many requests went to the server for this answer: 0 when it came from a store or was refused beforehand.
    pub attempts: u32,
    /// Where the answer comes from.
    pub source: Source,
}

impl Trace {
    /// That many requests, with an answer from that source.
    pub fn new(attempts: u32, source: Source) -> Self {
        Trace { attempts, source }
    }

    /// The trace that a response carries, or that of a plain transport.
    pub fn of<B>(response: &http::Response<B>) -> Trace {
        response.extensions().get::<Trace>().cloned().unwrap_or_default()
    }
}

impl Default for Trace {
    fn default() -> Self {
        Trace { attempts: 1, source: Source::Fresh }
    }
}

/// Where an answer comes from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Source {
    /// From the server, just now.
    Fresh,
    /// From a store, and young enough for the caller's `max_age`.
    Cached {
        /// Time since the server gave it.
        age: Duration,
    },
    /// From a store, older than the caller asked for, because the server gave no good answer.
    Stale {
        /// Time since the server gave it.
        age: Duration,
        /// What came instead of a good answer.
        cause: Arc<Cause>,
    },
}

/// What a stale answer stands in for.
#[non_exhaustive]
pub enum Cause {
    /// The server answered, but with an error status.
    Answer(http::Response<Vec<u8>>),
    /// There was no answer.
    Transport(TransportError),
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Answer(response) => write!(f, "Answer({}, {} bytes)", response.status(), response.body().len()),
            Cause::Transport(error) => f.debug_tuple("Transport").field(error).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::TransportErrorKind;

    #[test]
    fn a_cause_shows_its_kind_and_no_body() {
        let mut response = http::Response::new(b"marked".to_vec());
        *response.status_mut() = http::StatusCode::BAD_GATEWAY;
        assert_eq!(format!("{:?}", Cause::Answer(response)), "Answer(502 Bad Gateway, 6 bytes)");
        let cause = Cause::Transport(TransportError::new(TransportErrorKind::Timeout));
        assert!(format!("{cause:?}").starts_with("Transport(TransportError { kind: Timeout"), "{cause:?}");
    }
}
