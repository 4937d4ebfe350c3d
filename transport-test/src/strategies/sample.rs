//! [`Sample`]: a response with its value; and [`Sampled`]: the endpoints for which they can be drawn.

use std::fmt;

use proptest::prelude::Strategy;
use toggl_me_core::Endpoint;

use super::choices::Choices;

/// A response as a server may send it, and the value that it must decode to.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Sample<R> {
    /// The bytes of the body.
    pub body: Vec<u8>,
    /// The value that they must decode to.
    pub value: R,
}

impl<R> Sample<R> {
    /// Creates a response that decodes to `value`.
    pub fn new(value: R, body: impl Into<Vec<u8>>) -> Self {
        Sample { body: body.into(), value }
    }

    pub(super) fn map<S>(self, change: impl FnOnce(R) -> S) -> Sample<S> {
        Sample { body: self.body, value: change(self.value) }
    }
}

/// Shows the body as text: it is made up, and a failing test has to show it.
impl<R: fmt::Debug> fmt::Debug for Sample<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sample")
            .field("body", &String::from_utf8_lossy(&self.body))
            .field("value", &self.value)
            .finish()
    }
}

/// An endpoint for which there are strategies: every one of the core's, and those of one's own that say what is drawn for
/// them.
pub trait Sampled: Endpoint<Response: fmt::Debug> + fmt::Debug + Sized + Send + Sync + 'static {
    /// Draws requests, with any parameters that it takes.
    fn requests() -> impl Strategy<Value = Self>;

    /// Draws successful responses. An endpoint whose model is the core's uses those of an operation with the same
    /// model: `strategies::response::<GetTimeEntry>()`.
    fn responses() -> impl Strategy<Value = Sample<Self::Response>>;
}

/// An endpoint of the core.
pub trait Drawn: Endpoint<Response: fmt::Debug> + fmt::Debug + Sized + Send + Sync + 'static {
    fn draw_request(choices: &mut Choices) -> Self;
    fn draw_response(choices: &mut Choices) -> Sample<Self::Response>;
}

impl<E: Drawn> Sampled for E {
    fn requests() -> impl Strategy<Value = E> {
        Choices::few().prop_map(|mut choices| E::draw_request(&mut choices))
    }

    fn responses() -> impl Strategy<Value = Sample<E::Response>> {
        Choices::any().prop_map(|mut choices| E::draw_response(&mut choices))
    }
}
