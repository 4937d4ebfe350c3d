//! [`Outcome`]: what a call ends in.

use std::fmt;
use std::time::Duration;

use http::Response;

use crate::quota::Quota;
use crate::store::StoreError;
use crate::transport::TransportError;

/// Tells where a response comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// From the server, just now.
    Fresh,
    /// From the cache, and young enough for the caller.
    Cached {
        /// The most time that can have passed since it was asked for.
        age: Duration,
    },
    /// From the cache, older than the caller asked for, because the server gave no good response.
    Stale {
        /// The most time that can have passed since it was asked for.
        age: Duration,
    },
}

/// What a call ends in; [`reply`](Outcome::reply) decodes it as an operation does.
#[must_use]
pub struct Outcome {
    pub(crate) ending: Ending,
    /// How many requests may have reached the server for this call.
    pub(crate) attempts: u32,
    /// Whether it is the outcome of another call, for which this one waited.
    pub(crate) shared: bool,
    /// Why the store was not used, or could not be.
    pub(crate) store_error: Option<StoreError>,
}

/// How a call ends.
pub(crate) enum Ending {
    /// With the server's response, whatever its status.
    Fresh(Response<Vec<u8>>),
    /// With a cached response that is young enough.
    Cached { response: Response<Vec<u8>>, age: Duration },
    /// With a cached response that stands in for a failure.
    Stale { response: Response<Vec<u8>>, age: Duration, cause: Box<Ending> },
    /// Without a whole response.
    Failed(TransportError),
    /// Without a request, because the server would have refused it.
    Refused(Quota),
    /// Without a request, because the store cannot be asked and the dispatcher demands it.
    NoStore(StoreError),
}

impl Outcome {
    /// Returns the outcome of a request that was sent once, whatever was known before.
    pub(crate) fn of_one_attempt(result: Result<Response<Vec<u8>>, TransportError>) -> Self {
        let attempts = match &result {
            Err(error) if error.is_unsent() => 0,
            _ => 1,
        };
        Outcome { ending: Ending::of(result), attempts, shared: false, store_error: None }
    }
}

impl Ending {
    pub(crate) fn of(result: Result<Response<Vec<u8>>, TransportError>) -> Self {
        match result {
            Ok(response) => Ending::Fresh(response),
            Err(error) => Ending::Failed(error),
        }
    }
}

/// Shows statuses, ages and lengths, but no body.
impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome")
            .field("ending", &self.ending)
            .field("attempts", &self.attempts)
            .field("shared", &self.shared)
            .field("store_error", &self.store_error)
            .finish()
    }
}

impl fmt::Debug for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = |name: &str, response: &Response<Vec<u8>>, age: Option<&Duration>| {
            write!(f, "{name}({}, {} bytes", response.status().as_u16(), response.body().len())?;
            age.map_or(Ok(()), |age| write!(f, ", {age:?} old"))?;
            f.write_str(")")
        };
        match self {
            Ending::Fresh(response) => shown("Fresh", response, None),
            Ending::Cached { response, age } => shown("Cached", response, Some(age)),
            Ending::Stale { response, age, .. } => shown("Stale", response, Some(age)),
            Ending::Failed(error) => f.debug_tuple("Failed").field(error).finish(),
            Ending::Refused(quota) => f.debug_tuple("Refused").field(quota).finish(),
            Ending::NoStore(error) => f.debug_tuple("NoStore").field(error).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::TransportErrorKind;

    #[test]
    fn an_attempt_is_a_request_that_may_have_reached_the_server() {
        let error = TransportError::new(TransportErrorKind::Timeout);
        assert_eq!(Outcome::of_one_attempt(Ok(Response::default())).attempts, 1);
        assert_eq!(Outcome::of_one_attempt(Err(error.possibly_sent())).attempts, 1);
        assert_eq!(Outcome::of_one_attempt(Err(TransportError::new(TransportErrorKind::Connect).unsent())).attempts, 0);
    }
}
