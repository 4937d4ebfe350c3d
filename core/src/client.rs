//! [`Client`]: build, send, parse.

use std::ops::Deref;

use crate::context::Context;
use crate::endpoint::{Endpoint, EndpointExt};
use crate::error::{Error, ResponseError, request_id};
use crate::quota::Quota;
use crate::trace::{Source, Trace};
use crate::transport::Transport;

/// Calls operations through a [`Transport`].
///
/// Everything else (retries, pacing, caching) is done by layers, which are transports themselves.
#[derive(Clone, Debug)]
pub struct Client<T> {
    transport: T,
    context: Context,
}

impl<T: Transport> Client<T> {
    /// Sends through `transport` what it builds for `context`.
    pub fn new(transport: T, context: Context) -> Self {
        Client { transport, context }
    }

    /// What carries the requests.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Which server is asked, and as whom.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Calls an operation: one request, unless a layer of the transport says otherwise.
    ///
    /// # Errors
    ///
    /// [`Error::Build`] when the request cannot be built, [`Error::Transport`] when there is no whole answer,
    /// [`Error::Api`] when the server refuses, [`Error::Decode`] when its answer cannot be read.
    #[track_caller]
    pub fn send<E: Endpoint>(&self, endpoint: &E) -> Result<Reply<E::Response>, Error> {
        let request = endpoint.to_request(&self.context)?;
        let response = match self.transport.send(request) {
            Ok(response) => response,
            Err(error) => return Err(Error::Transport { endpoint: E::INFO, error }),
        };
        let trace = Trace::of(&response);
        match E::parse(&response) {
            Ok(value) => Ok(Reply {
                value,
                trace,
                quota: Quota::from_headers(response.headers()),
                request_id: request_id(response.headers()),
            }),
            Err(ResponseError::Api(error)) => Err(error.with_trace(trace).into()),
            Err(error @ ResponseError::Decode(_)) => Err(error.into()),
        }
    }
}

/// A decoded answer and what is known about how it came. It derefs to the answer.
#[derive(Clone, Debug)]
pub struct Reply<R> {
    value: R,
    trace: Trace,
    quota: Option<Quota>,
    request_id: Option<String>,
}

impl<R> Reply<R> {
    /// The answer alone.
    pub fn into_inner(self) -> R {
        self.value
    }

    /// Where it comes from: the server, or a store.
    pub fn source(&self) -> &Source {
        &self.trace.source
    }

    /// How many requests went to the server for it.
    pub fn attempts(&self) -> u32 {
        self.trace.attempts
    }

    /// The calls left in the hour, where the server told with this answer.
    pub fn quota(&self) -> Option<Quota> {
        self.quota
    }

    /// The answer's `X-Toggl-Request-Id`, for Toggl's support.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

impl<R> Deref for Reply<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.value
    }
}
