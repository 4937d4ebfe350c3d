//! [`Step`] and [`Input`]: what a call and its runner tell each other.

use std::fmt;
use std::time::Duration;

use http::Response;

use crate::call::outcome::Outcome;
use crate::store::{Ask, Replied, StoreError};
use crate::transport::TransportError;

/// What to do next for a call: see the table at [`Call`](crate::call::Call).
#[derive(Debug)]
#[must_use]
pub enum Step {
    /// Ask the store.
    Store(Ask),
    /// Send the request.
    Send,
    /// Sleep.
    Wait {
        /// Until the monotonic clock shows this. Waking earlier is harmless.
        until: Duration,
        /// What for.
        reason: Reason,
    },
    /// Nothing: the call has ended.
    Done(Outcome),
}

/// What a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// For its slot: requests keep a distance.
    Pace,
    /// Between two attempts.
    Backoff,
    /// For another call that asks for the same.
    Leader,
    /// For calls under way, which decide whether the hour has a call left.
    Quota,
    /// For the store, which has failed.
    Store,
}

/// The result of a [`Step`].
pub enum Input {
    /// Nothing yet: the first input.
    Start,
    /// The result of [`Step::Store`].
    Stored(Result<Replied, StoreError>),
    /// The result of [`Step::Send`].
    Answered(Result<Response<Vec<u8>>, TransportError>),
    /// The result of [`Step::Wait`]: the time has come.
    Woken,
}

/// It shows the status of a response and the length of its body, and nothing else of it.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Start => f.write_str("Start"),
            Input::Stored(replied) => f.debug_tuple("Stored").field(replied).finish(),
            Input::Answered(Ok(response)) => {
                write!(f, "Answered({}, {} bytes)", response.status().as_u16(), response.body().len())
            }
            Input::Answered(Err(error)) => f.debug_tuple("Answered").field(error).finish(),
            Input::Woken => f.write_str("Woken"),
        }
    }
}
