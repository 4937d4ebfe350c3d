//! [`AsyncClient`] and the async runner.

use std::future::{Future, ready};
use std::time::Duration;

use http::{Request, Response};

use crate::call::settings::CallOptions;
use crate::call::{Call, Input, Now, Outcome, Step};
use crate::client::reply::Reply;
use crate::clock::{Clock, SystemClock};
use crate::context::Context;
use crate::dispatcher::Dispatcher;
use crate::endpoint::{Endpoint, EndpointExt};
use crate::error::{BuildError, Error};
use crate::store::{Ask, Replied, StoreError};
use crate::transport::TransportError;

/// Carries requests and waits without blocking: the part that an async program supplies. It keeps the contract of
/// [`Transport`](crate::Transport).
///
/// The methods return futures that are `Send`, so that calls can be spawned on a multi-threaded runtime.
pub trait AsyncTransport: Sync {
    /// Sends `request` and returns the server's complete response.
    ///
    /// # Errors
    ///
    /// Returns a [`TransportError`] when there is no complete response.
    fn send(&self, request: Request<Vec<u8>>)
    -> impl Future<Output = Result<Response<Vec<u8>>, TransportError>> + Send;

    /// Returns once `duration` has passed.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send;

    /// Asks the dispatcher's store. The provided method calls a store that may block briefly, such as memory or SQLite;
    /// a program whose store belongs to an async engine implements it.
    ///
    /// # Errors
    ///
    /// Returns the store's [`StoreError`].
    fn ask(&self, dispatcher: &Dispatcher, ask: Ask) -> impl Future<Output = Result<Replied, StoreError>> + Send {
        ready(dispatcher.ask(&ask))
    }
}

/// Calls operations through an [`AsyncTransport`], as [`Client`](crate::Client) does through a
/// [`Transport`](crate::Transport).
///
/// It depends on no runtime. A call is a future, and a future that is dropped is a [dropped call](Call#dropped-calls).
#[derive(Clone, Debug)]
pub struct AsyncClient<T, C = SystemClock> {
    transport: T,
    context: Context,
    dispatcher: Option<Dispatcher>,
    clock: C,
}

impl<T> AsyncClient<T> {
    /// Creates a client that builds requests for `context` and sends them through `transport`.
    pub fn new(transport: T, context: Context) -> Self {
        AsyncClient { transport, context, dispatcher: None, clock: SystemClock }
    }
}

impl<T, C> AsyncClient<T, C> {
    /// Runs all calls through `dispatcher`.
    #[must_use]
    pub fn with_dispatcher(mut self, dispatcher: Dispatcher) -> Self {
        self.dispatcher = Some(dispatcher);
        self
    }

    /// Sets the clock that a dispatcher's calls read, in place of the machine's. They wait with
    /// [`AsyncTransport::sleep`].
    #[must_use]
    pub fn with_clock<D>(self, clock: D) -> AsyncClient<T, D> {
        AsyncClient { transport: self.transport, context: self.context, dispatcher: self.dispatcher, clock }
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

impl<T: AsyncTransport, C: Clock + Sync> AsyncClient<T, C> {
    /// Calls an operation.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`Client::send`](crate::Client::send).
    pub async fn send<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<Reply<E::Response>, Error> {
        self.send_with(endpoint, CallOptions::new()).await
    }

    /// Calls an operation with other options than the dispatcher's. Without a dispatcher the options have no effect.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`Client::send`](crate::Client::send).
    pub async fn send_with<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        options: CallOptions,
    ) -> Result<Reply<E::Response>, Error> {
        let request = endpoint.to_request(&self.context)?;
        let outcome = match self.dispatcher.as_ref().filter(|dispatcher| !dispatcher.is_idle(&options)) {
            None => Outcome::of_one_attempt(self.transport.send(request).await),
            Some(dispatcher) => {
                let call = dispatcher.call(endpoint, &request, options);
                let mut first = Some(request);
                let mut request = || first.take().map_or_else(|| endpoint.to_request(&self.context), Ok);
                self.run(dispatcher, call, &mut request).await?
            }
        };
        outcome.reply::<E>()
    }

    async fn run(
        &self,
        dispatcher: &Dispatcher,
        mut call: Call,
        request: &mut Build<'_>,
    ) -> Result<Outcome, BuildError> {
        let mut input = Input::Start;
        loop {
            input = match call.step(Now::of(&self.clock), input) {
                Step::Store(ask) => Input::Stored(self.transport.ask(dispatcher, ask).await),
                Step::Send => Input::Answered(self.transport.send(request()?).await),
                Step::Wait { until, .. } => {
                    self.transport.sleep(until.saturating_sub(self.clock.monotonic())).await;
                    Input::Woken
                }
                Step::Done(outcome) => return Ok(outcome),
            };
        }
    }
}

/// Builds the request of a call, each time that it is sent.
type Build<'a> = dyn FnMut() -> Result<Request<Vec<u8>>, BuildError> + Send + 'a;
