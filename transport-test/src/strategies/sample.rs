//! [`Sample`]: an answer and what it says; and [`Sampled`]: for which endpoints they can be drawn.

use std::fmt;

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
    pub(super) fn new(value: R, body: impl Into<Vec<u8>>) -> Self {
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

/// An endpoint for which there are strategies: every one of the core's.
pub trait Sampled: Endpoint<Response: fmt::Debug> + fmt::Debug + Sized + Send + Sync + 'static {
    #[doc(hidden)]
    fn draw_request(choices: &mut Choices) -> Self;

    #[doc(hidden)]
    fn draw_answer(choices: &mut Choices) -> Sample<Self::Response>;
}
