//! [`Handler`] and [`Outcome`]: what is asked for a response, and what comes of it.

use std::fmt;
use std::time::Duration;

use http::{Request, Response};

/// What a [`FakeServer`](crate::FakeServer) asks for its answers: a [`FakeToggl`](crate::FakeToggl), or a closure that a test scripts.
///
/// One handler serves all connections, each on a thread of its own. To be slow, it returns [`Outcome::Later`]: a server that
/// is dropped does not wait for it, and cannot end a sleep of the handler's own.
pub trait Handler: Send + Sync + 'static {
    /// Answers `request`: its URI is the request line's, its body is whole and without transfer coding.
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
    /// Sends this answer with its `content-length`, and keeps the connection unless the answer or the request says
    /// `connection: close`.
    Answer(Response<Vec<u8>>),
    /// Sends these bytes as they are, status line and all, and closes the connection.
    Raw(Vec<u8>),
    /// Sends the head without a length, and then each piece when the iterator gives it, until there is none or the client
    /// has gone; then it closes the connection. An iterator that waits gives an empty piece now and then: between two pieces
    /// the server sees whether it was dropped.
    Stream(Response<Pieces>),
    /// Closes the connection without a byte.
    Drop,
    /// Waits that long and then does that; or hangs up at once when the server is dropped meanwhile.
    Later(Duration, Box<Outcome>),
}

/// The pieces of a body without an end that is known: see [`Outcome::Stream`].
pub type Pieces = Box<dyn Iterator<Item = Vec<u8>> + Send>;

impl Outcome {
    /// Changes what is done in the end, after all waiting.
    pub(crate) fn map_end(self, change: impl FnOnce(Outcome) -> Outcome) -> Outcome {
        match self {
            Outcome::Later(wait, outcome) => Outcome::Later(wait, Box::new(outcome.map_end(change))),
            end => change(end),
        }
    }
}

impl From<Response<Vec<u8>>> for Outcome {
    fn from(response: Response<Vec<u8>>) -> Self {
        Outcome::Answer(response)
    }
}

/// Shows lengths alone: bodies hold tokens.
impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Answer(response) => write!(f, "Answer({}, {} bytes)", response.status(), response.body().len()),
            Outcome::Raw(bytes) => write!(f, "Raw({} bytes)", bytes.len()),
            Outcome::Stream(response) => write!(f, "Stream({})", response.status()),
            Outcome::Drop => f.write_str("Drop"),
            Outcome::Later(wait, outcome) => write!(f, "Later({wait:?}, {outcome:?})"),
        }
    }
}
