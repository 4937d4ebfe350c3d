//! [`Step`] and [`Input`]: what a call and its runner tell each other.

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
#[derive(Debug)]
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
