//! [`Handler`], which decides how a server responds, and [`Outcome`], its decision.

use std::fmt;
use std::time::Duration;

use http::{Request, Response};

/// Decides how a [`FakeServer`](crate::FakeServer) responds: a [`FakeToggl`](crate::FakeToggl), or a closure that a test scripts.
///
/// One handler serves all connections, each on a thread of its own. A slow one returns [`Outcome::Later`] instead of sleeping:
/// a server that is dropped ends that wait, but could not end a sleep of the handler's own.
pub trait Handler: Send + Sync + 'static {
    /// Decides what becomes of `request`, whose URI is that of the request line, and whose body is whole and without transfer
    /// coding.
    fn handle(&self, request: Request<Vec<u8>>) -> Outcome;
}

impl<F> Handler for F
where
    F: Fn(Request<Vec<u8>>) -> Outcome + Send + Sync + 'static,
{
    fn handle(&self, request: Request<Vec<u8>>) -> Outcome {
        self(request)
    }
}

/// What a [`FakeServer`](crate::FakeServer) does with a request that it has read.
pub enum Outcome {
    /// Sends this response with its `content-length`, and keeps the connection unless the response or the request says
    /// `connection: close`.
    Response(Response<Vec<u8>>),
    /// Sends these bytes as they are, status line and all, and closes the connection.
    Raw(Vec<u8>),
    /// Sends the head without a length, then each piece as the iterator yields it, and closes the connection when the
    /// iterator ends or the client has gone. An iterator that waits should yield an empty piece now and then: only between
    /// two pieces does the server notice that it was dropped.
    Stream(Response<Pieces>),
    /// Closes the connection without a byte.
    Drop,
    /// Waits this long and then does this, or closes the connection at once when the server is dropped meanwhile.
    Later(Duration, Box<Outcome>),
}

/// The pieces of a body whose length is not known in advance: see [`Outcome::Stream`].
pub type Pieces = Box<dyn Iterator<Item = Vec<u8>> + Send>;

impl Outcome {
    /// Changes what is done after all the waiting.
    pub(crate) fn map_end(self, change: impl FnOnce(Outcome) -> Outcome) -> Outcome {
        match self {
            Outcome::Later(wait, outcome) => Outcome::Later(wait, Box::new(outcome.map_end(change))),
            end => change(end),
        }
    }
}

impl From<Response<Vec<u8>>> for Outcome {
    fn from(response: Response<Vec<u8>>) -> Self {
        Outcome::Response(response)
    }
}

/// Shows only lengths, because bodies hold tokens.
impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Response(response) => {
                write!(f, "Response({}, {} bytes)", response.status(), response.body().len())
            }
            Outcome::Raw(bytes) => write!(f, "Raw({} bytes)", bytes.len()),
            Outcome::Stream(response) => write!(f, "Stream({})", response.status()),
            Outcome::Drop => f.write_str("Drop"),
            Outcome::Later(wait, outcome) => write!(f, "Later({wait:?}, {outcome:?})"),
        }
    }
}
