//! [proptest](https://docs.rs/proptest) strategies: requests, answers as real servers send them, and what no sane server
//! sends.
//!
//! A property test of one's own code takes five lines:
//!
//! ```
//! # use toggl_me_core::{Client, Context, Credentials, me::GetMe};
//! use toggl_me_transport_test::{TestTransport, strategies::{self, proptest::prelude::*}};
//!
//! proptest! {
//!     # /*
//!     #[test]
//!     # */
//!     fn a_greeting_has_a_name(sample in strategies::answer::<GetMe>()) {
//!         let server = TestTransport::new().on::<GetMe>(200, sample.body);
//!         let client = Client::new(server, Context::new(Credentials::api_token("0a1b2c3d")).unwrap());
//!         prop_assert_eq!(client.send(&GetMe::new()).unwrap().into_inner(), sample.value);
//!     }
//! }
//! # a_greeting_has_a_name();
//! ```
//!
//! Whatever fails is made smaller by proptest in a way that knows of requests and answers: fields vanish, lists get
//! shorter, texts become empty.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy};
use proptest::prop_oneof;
use toggl_me_core::{
    BuildError, Client, Clock, Context, Endpoint, EndpointExt, EndpointInfo, Error, ResponseError, Transport,
};

pub use proptest;

use crate::faults::Fault;
use choices::Choices;

mod choices;
mod endpoints;
mod hostile;
mod models;
mod object;

pub use hostile::{hostile_body, hostile_headers, hostile_response};

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
    fn new(value: R, body: impl Into<Vec<u8>>) -> Self {
        Sample { body: body.into(), value }
    }

    fn map<S>(self, change: impl FnOnce(R) -> S) -> Sample<S> {
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

/// Requests of one endpoint, with any parameters that it takes.
pub fn request<E: Sampled>() -> impl Strategy<Value = E> + use<E> {
    Choices::few().prop_map(|mut choices| E::draw_request(&mut choices))
}

/// Successful answers of one endpoint: with fields that are absent, `null` or unknown, in any order, times with `Z` and
/// with offsets, dates with and without a time, legacy names, whole and broken numbers, lists that are `null`.
pub fn answer<E: Sampled>() -> impl Strategy<Value = Sample<E::Response>> + use<E> {
    Choices::any().prop_map(|mut choices| E::draw_answer(&mut choices))
}

/// Requests of all endpoints.
pub fn call() -> impl Strategy<Value = Call> + use<> {
    Choices::few().prop_map(|mut choices| {
        let draw = choices.pick(&endpoints::ALL);
        draw(&mut choices)
    })
}

/// One call of each endpoint, with no more parameters than it needs: for checks that all of them have to pass.
///
/// ```
/// use toggl_me_core::me;
/// use toggl_me_transport_test::strategies;
///
/// let calls = strategies::plainest_calls();
/// assert!(me::ENDPOINTS.iter().all(|endpoint| calls.iter().any(|call| call.endpoint() == endpoint)));
/// ```
pub fn plainest_calls() -> Vec<Call> {
    endpoints::ALL.iter().map(|draw| draw(&mut Choices::plainest())).collect()
}

/// What may go wrong with a call.
pub fn fault() -> impl Strategy<Value = Fault> + use<> {
    let time = || (0_u64..120).prop_map(Duration::from_secs);
    prop_oneof![
        Just(Fault::Refused),
        Just(Fault::BrokenBefore),
        Just(Fault::BrokenAfter),
        Just(Fault::Truncated),
        Just(Fault::WrongContentType),
        Just(Fault::Garbage),
        time().prop_map(Fault::Timeout),
        time().prop_map(Fault::Slow),
        proptest::sample::select(&[402_u16, 403, 418, 429, 500, 502, 503, 504][..])
            .prop_map(|status| Fault::answer(status, "")),
        hostile_response().prop_map(Fault::Answer),
    ]
}

/// A call, and what goes wrong with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Step {
    /// What is asked.
    pub call: Call,
    /// What goes wrong; nothing with most.
    pub fault: Option<Fault>,
}

/// Sequences of calls, of which some go wrong.
///
/// ```
/// # use toggl_me_core::{Context, Credentials, Transport};
/// use toggl_me_transport_test::{FakeToggl, Faults, TestClock, strategies::{self, proptest::prelude::*}};
///
/// proptest! {
///     # /*
///     #[test]
///     # */
///     fn no_answer_is_a_panic(steps in strategies::steps(1..10)) {
///         let context = Context::new(Credentials::api_token("0a1b2c3d")).unwrap();
///         let faults = Faults::planned(FakeToggl::demo(), steps.iter().map(|step| step.fault.clone()));
///         let faults = faults.with_clock(TestClock::new());
///         for step in &steps {
///             let answer = faults.send(step.call.to_request(&context).unwrap());
///             let _ = answer.map(|answer| step.call.parse(&answer));
///         }
///     }
/// }
/// # no_answer_is_a_panic();
/// ```
pub fn steps(lengths: Range<usize>) -> impl Strategy<Value = Vec<Step>> + use<> {
    let step = (call(), proptest::option::weighted(0.3, fault()));
    vec(step.prop_map(|(call, fault)| Step { call, fault }), lengths)
}

/// A request of some endpoint: what an [`Endpoint`] is once its type is forgotten.
#[derive(Clone)]
pub struct Call(Arc<dyn Erased>);

impl Call {
    fn draw<E: Sampled>(choices: &mut Choices) -> Call {
        Call(Arc::new(E::draw_request(choices)))
    }

    /// An answer to it that is as it should be.
    fn draw_answer(&self, choices: &mut Choices) -> Vec<u8> {
        self.0.draw_body(choices)
    }

    /// The operation that is called.
    pub fn endpoint(&self) -> &'static EndpointInfo {
        self.0.info()
    }

    /// As [`EndpointExt::to_request`].
    ///
    /// # Errors
    ///
    /// [`BuildError`] when credentials are missing.
    pub fn to_request(&self, context: &Context) -> Result<Request<Vec<u8>>, BuildError> {
        self.0.request(context)
    }

    /// As [`EndpointExt::parse`]; the decoded answer as its `Debug` shows it.
    ///
    /// # Errors
    ///
    /// [`ResponseError`] as [`EndpointExt::parse`].
    pub fn parse(&self, response: &Response<Vec<u8>>) -> Result<String, ResponseError> {
        self.0.parse_shown(response)
    }

    /// As [`Client::send`]; the value as its `Debug` shows it.
    ///
    /// # Errors
    ///
    /// [`Error`] as [`Client::send`].
    pub fn send(&self, client: &Client<&dyn Transport, &dyn Clock>) -> Result<String, Error> {
        self.0.send_shown(client)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What of an endpoint does not need its type.
trait Erased: fmt::Debug + Send + Sync {
    fn info(&self) -> &'static EndpointInfo;
    fn request(&self, context: &Context) -> Result<Request<Vec<u8>>, BuildError>;
    fn parse_shown(&self, response: &Response<Vec<u8>>) -> Result<String, ResponseError>;
    fn send_shown(&self, client: &Client<&dyn Transport, &dyn Clock>) -> Result<String, Error>;
    fn draw_body(&self, choices: &mut Choices) -> Vec<u8>;
}

impl<E: Sampled> Erased for E {
    fn info(&self) -> &'static EndpointInfo {
        E::INFO
    }

    fn request(&self, context: &Context) -> Result<Request<Vec<u8>>, BuildError> {
        self.to_request(context)
    }

    fn parse_shown(&self, response: &Response<Vec<u8>>) -> Result<String, ResponseError> {
        E::parse(response).map(|value| format!("{value:?}"))
    }

    fn send_shown(&self, client: &Client<&dyn Transport, &dyn Clock>) -> Result<String, Error> {
        client.send(self).map(|reply| format!("{:?}", *reply))
    }

    fn draw_body(&self, choices: &mut Choices) -> Vec<u8> {
        E::draw_answer(choices).body
    }
}
