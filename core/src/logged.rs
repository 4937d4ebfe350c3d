//! [`Logged`]: a transport that logs a line for each request and for its response, without the secrets in them.

use ::log::Level;

use crate::clock::{Clock, SystemClock};
use crate::me;
use crate::quota::Quota;
use crate::transport::{Transport, TransportError};

/// Wraps a transport and logs what it carries to the [`log`](https://docs.rs/log) facade, under the target
/// [`Logged::TARGET`]. It is a transport itself.
///
/// ```text
/// DEBUG GET /me/clients
/// DEBUG GET /me/clients: 200 in 184 ms, quota left 28
/// WARN  POST /me/lost_passwords/{token_code}: 429 in 95 ms
/// WARN  GET /me: failed in 60000 ms: the time limit ran out; the server may have received the request
/// ```
///
/// Requests are logged at `debug` before they are sent, responses with 2xx at `debug`, and other responses and failures
/// at `warn`.
///
/// A line shows the operation's method and path with its variables in braces, the status, the time in milliseconds, and
/// the requests left in the hour where the response says so. It never shows bodies, queries, headers, the host, the
/// path of an operation that this crate does not know, or the HTTP stack's own words for a failure.
///
/// Programs that use `tracing` receive the lines through `tracing-log`.
///
/// ```
/// use toggl_me_core::{Client, Context, Dispatcher, Logged, Transport};
/// # fn example(transport: impl Transport, context: Context) {
///
/// let client = Client::new(Logged::new(transport), context).with_dispatcher(Dispatcher::new());
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Logged<T, C = SystemClock> {
    transport: T,
    clock: C,
}

impl<T> Logged<T> {
    /// The target of the log lines, for filters.
    pub const TARGET: &'static str = "toggl_me";

    /// Logs what `transport` carries.
    pub fn new(transport: T) -> Self {
        Logged { transport, clock: SystemClock }
    }
}

impl<T, C> Logged<T, C> {
    /// Sets the clock that measures the times, in place of the machine's.
    #[must_use]
    pub fn with_clock<D: Clock>(self, clock: D) -> Logged<T, D> {
        Logged { transport: self.transport, clock }
    }

    /// Returns the wrapped transport.
    pub fn transport(&self) -> &T {
        &self.transport
    }
}

impl<T: Transport, C: Clock> Transport for Logged<T, C> {
    fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        let target = Logged::<T>::TARGET;
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
                let status = status.as_u16();
                let quota = Quota::from_headers(response.headers());
                let left = quota.map_or_else(String::new, |quota| format!(", quota left {}", quota.remaining));
                ::log::log!(target: target, level, "{operation}: {status} in {time} ms{left}");
            }
            // The source is not logged: another crate's words for a failure may contain the URL.
            Err(error) => ::log::warn!(target: target, "{operation}: failed in {time} ms: {error}"),
        }
        result
    }
}

/// Returns the operation that the request calls, without its parameters.
fn operation(request: &http::Request<Vec<u8>>) -> String {
    match me::route(request.method(), request.uri().path()) {
        Some(endpoint) => endpoint.to_string(),
        None => format!("{} of an unknown path", request.method()),
    }
}
