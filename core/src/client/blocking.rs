//! [`Client`] and the blocking runner.

use crate::call::settings::CallOptions;
use crate::call::{Call, Input, Now, Outcome, Step};
use crate::client::reply::Reply;
use crate::clock::{Clock, SystemClock};
use crate::context::Context;
use crate::dispatcher::Dispatcher;
use crate::endpoint::{Endpoint, EndpointExt};
use crate::error::{BuildError, Error};
use crate::transport::Transport;

/// Calls operations through a [`Transport`].
///
/// By itself it sends each request once. With a [`Dispatcher`] it spends the hour's requests with care: it caches,
/// joins, paces and retries them.
#[derive(Clone, Debug)]
pub struct Client<T, C = SystemClock> {
    transport: T,
    context: Context,
    dispatcher: Option<Dispatcher>,
    clock: C,
}

impl<T> Client<T> {
    /// Creates a client that builds requests for `context` and sends them through `transport`.
    pub fn new(transport: T, context: Context) -> Self {
        Client { transport, context, dispatcher: None, clock: SystemClock }
    }
}

impl<T, C> Client<T, C> {
    /// Runs all calls through `dispatcher`.
    #[must_use]
    pub fn with_dispatcher(mut self, dispatcher: Dispatcher) -> Self {
        self.dispatcher = Some(dispatcher);
        self
    }

    /// Sets the clock that a dispatcher's calls read and sleep on, in place of the machine's.
    #[must_use]
    pub fn with_clock<D>(self, clock: D) -> Client<T, D> {
        Client { transport: self.transport, context: self.context, dispatcher: self.dispatcher, clock }
    }

    /// Returns the transport.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Returns the context: the server and the credentials.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Returns the dispatcher, where there is one.
    pub fn dispatcher(&self) -> Option<&Dispatcher> {
        self.dispatcher.as_ref()
    }
}

impl<T: Transport, C: Clock> Client<T, C> {
    /// Calls an operation.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Build`] when the request cannot be built, [`Error::Transport`] when there is no complete
    /// response, [`Error::Api`] when the server refuses or would refuse the request, and [`Error::Decode`] when the
    /// response cannot be decoded.
    #[track_caller]
    pub fn send<E: Endpoint>(&self, endpoint: &E) -> Result<Reply<E::Response>, Error> {
        self.send_with(endpoint, CallOptions::new())
    }

    /// Calls an operation with other options than the dispatcher's. Without a dispatcher the options have no effect.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`send`](Client::send).
    #[track_caller]
    pub fn send_with<E: Endpoint>(&self, endpoint: &E, options: CallOptions) -> Result<Reply<E::Response>, Error> {
        let request = endpoint.to_request(&self.context)?;
        let outcome = match self.dispatcher.as_ref().filter(|dispatcher| !dispatcher.is_idle(&options)) {
            None => Outcome::of_one_attempt(self.transport.send(request)),
            Some(dispatcher) => {
                let call = dispatcher.call(endpoint, &request, options);
                let mut first = Some(request);
                // Every attempt but the first builds the request again: most calls need one attempt, which then needs
                // no copy.
                let mut request = || first.take().map_or_else(|| endpoint.to_request(&self.context), Ok);
                self.run(dispatcher, call, &mut request)?
            }
        };
        outcome.reply::<E>()
    }

    #[track_caller]
    fn run(&self, dispatcher: &Dispatcher, mut call: Call, request: &mut Build<'_>) -> Result<Outcome, BuildError> {
        let mut input = Input::Start;
        loop {
            input = match call.step(Now::of(&self.clock), input) {
                Step::Store(ask) => Input::Stored(dispatcher.ask(&ask)),
                Step::Send => Input::Answered(self.transport.send(request()?)),
                Step::Wait { until, .. } => {
                    self.clock.sleep(until.saturating_sub(self.clock.monotonic()));
                    Input::Woken
                }
                Step::Done(outcome) => return Ok(outcome),
            };
        }
    }
}

/// Builds the request of a call, each time that it is sent.
type Build<'a> = dyn FnMut() -> Result<http::Request<Vec<u8>>, BuildError> + 'a;
