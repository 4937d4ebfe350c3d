//! [`Sample`]: an answer and what it says; and [`Sampled`]: for which endpoints they can be drawn.

use std::fmt;

use proptest::prelude::Strategy;
use toggl_me_core::Endpoint;

use super::choices::Choices;

/// An answer as a server may send it, and the value that it has to be decoded to.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Sample<R> {
    /// The body's bytes.
    pub body: Vec<u8>,
    /// What they say.
    pub value: R,
}

impl<R> Sample<R> {
    /// An answer that says `value`.
    pub fn new(value: R, body: impl Into<Vec<u8>>) -> Self {
        Sample { body: body.into(), value }
    }

    pub(super) fn map<S>(self, change: impl FnOnce(R) -> S) -> Sample<S> {
        Sample { body: self.body, value: change(self.value) }
    }
}

/// Shows the body as text: it was made up, and has to be seen where a test fails.
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

    /// Draws successful answers. One whose model is the core's takes those of an operation with the same:
    /// `strategies::answer::<GetTimeEntry>()`.
    fn answers() -> impl Strategy<Value = Sample<Self::Response>>;
}

/// One of the core's endpoints.
pub trait Drawn: Endpoint<Response: fmt::Debug> + fmt::Debug + Sized + Send + Sync + 'static {
    fn draw_request(choices: &mut Choices) -> Self;
    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response>;
}

impl<E: Drawn> Sampled for E {
    fn requests() -> impl Strategy<Value = E> {
        Choices::few().prop_map(|mut choices| E::draw_request(&mut choices))
    }

    fn answers() -> impl Strategy<Value = Sample<E::Response>> {
        Choices::any().prop_map(|mut choices| E::draw_answer(&mut choices))
    }
}
