//! [`Log`]: a line for each request and for what came of it, without the secrets in them.

use ::log::Level;

use crate::clock::{Clock, SystemClock};
use crate::me;
use crate::quota::Quota;
use crate::trace::Trace;
use crate::transport::{Transport, TransportError};

/// A layer that tells the [`log`](https://docs.rs/log) facade what goes through it, under the target [`Log::TARGET`].
///
/// ```text
/// DEBUG GET /me/clients
/// DEBUG GET /me/clients: 200 in 184 ms, attempts 1, quota left 28
/// WARN  POST /me/lost_passwords/{token_code}: 429 in 95 ms, attempts 3
/// WARN  GET /me: failed in 60000 ms: the time limit ran out; the server may have got the request
/// ```
///
/// An answer of 2xx is told at `debug`, any other and a failure at `warn`, each request before it is sent at `debug`.
///
/// Shown are the operation's method and path with its variables in braces, the status, the time in milliseconds, the
/// requests that it took and the calls left in the hour, where the answer says so. Never shown are bodies, queries,
/// headers, the host, the path of an operation that this crate does not know, and the HTTP stack's own words for a
/// failure.
///
/// Around all other layers it tells what callers asked for; around the transport itself, each request that goes out.
/// Programs that use `tracing` receive the lines through `tracing-log`.
///
/// ```
/// use toggl_me_core::{Client, Context, Log, Transport, recommended};
/// # fn example(transport: impl Transport, context: Context) {
///
/// let client = Client::new(Log::new(recommended(transport)), context);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Log<T, C = SystemClock> {
    transport: T,
    clock: C,
}

impl<T> Log<T> {
    /// The target of the lines, for filters.
    pub const TARGET: &'static str = "toggl_me";

    /// Tells what goes through `transport`.
    pub fn new(transport: T) -> Self {
        Log { transport, clock: SystemClock }
    }
}

impl<T, C> Log<T, C> {
    /// Another clock to measure with.
    #[must_use]
    pub fn with_clock<D: Clock>(self, clock: D) -> Log<T, D> {
        Log { transport: self.transport, clock }
    }

    /// What the requests are sent with.
    pub fn transport(&self) -> &T {
        &self.transport
    }
}

impl<T: Transport, C: Clock> Transport for Log<T, C> {
    fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        let target = Log::<T>::TARGET;
        if !::log::log_enabled!(target: target, Level::Warn) {
            return self.transport.send(request);
        }
        let operation = operation(&request);
        ::log::debug!(target: target, "{operation}");
        let started = self.clock.monotonic();
        let result = self.transport.send(request);
        let time = self.clock.monotonic().saturating_sub(started).as_millis();
        match &result {
            Ok(response) => {
                let status = response.status();
                let level = if status.is_success() { Level::Debug } else { Level::Warn };
                let (status, attempts) = (status.as_u16(), Trace::of(response).attempts);
                let quota = Quota::from_headers(response.headers());
                let left = quota.map_or_else(String::new, |quota| format!(", quota left {}", quota.remaining));
                ::log::log!(target: target, level, "{operation}: {status} in {time} ms, attempts {attempts}{left}");
            }
            // Without its source: what another crate says of a failure may hold the URL.
            Err(error) => ::log::warn!(target: target, "{operation}: failed in {time} ms: {error}"),
        }
        result
    }
}

/// What is asked for, without its parameters.
fn operation(request: &http::Request<Vec<u8>>) -> String {
    match me::route(request.method(), request.uri().path()) {
        Some(endpoint) => endpoint.to_string(),
        None => format!("{} of an unknown path", request.method()),
    }
}
