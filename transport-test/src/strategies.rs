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

use std::ops::Range;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy};
use proptest::prop_oneof;

pub use proptest;

use crate::faults::Fault;
use choices::Choices;

mod call;
mod choices;
mod endpoints;
mod hostile;
mod models;
mod object;
mod sample;

pub use call::Call;
pub use hostile::{hostile_body, hostile_headers, hostile_response};
pub use sample::{Sample, Sampled};

/// Requests of one endpoint, with any parameters that it takes.
pub fn request<E: Sampled>() -> impl Strategy<Value = E> + use<E> {
    E::requests()
}

/// Successful answers of one endpoint: with fields that are absent, `null` or unknown, in any order, times with `Z` and
/// with offsets, dates with and without a time, legacy names, whole and broken numbers, lists that are `null`.
pub fn answer<E: Sampled>() -> impl Strategy<Value = Sample<E::Response>> + use<E> {
    E::answers()
}

/// Requests of all of the core's endpoints. Those of one's own are made calls by [`Call::new`].
pub fn call() -> impl Strategy<Value = Call> + use<> {
    Choices::few().prop_map(|mut choices| {
        let draw = choices.pick(&endpoints::ALL);
        (draw.call)(&mut choices)
    })
}

/// One call of each of the core's endpoints, with no more parameters than it needs: for checks that all of them have to pass.
///
/// ```
/// use toggl_me_core::me;
/// use toggl_me_transport_test::strategies;
///
/// let calls = strategies::plainest_calls();
/// assert!(me::ENDPOINTS.iter().all(|endpoint| calls.iter().any(|call| call.endpoint() == endpoint)));
/// ```
pub fn plainest_calls() -> Vec<Call> {
    endpoints::ALL.iter().map(|draw| (draw.call)(&mut Choices::plainest())).collect()
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

/// Sequences of such calls, of which some go wrong.
///
/// ```
/// # use toggl_me_core::{Context, Credentials, Transport};
/// use toggl_me_transport_test::{FakeToggl, Faults, TestClock, strategies::{self, proptest::prelude::*}};
///
/// proptest! {
///     # /*
///     #[test]
///     # */
///     fn no_answer_is_a_panic(steps in strategies::steps(strategies::call(), 1..10)) {
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
pub fn steps<C: Strategy<Value = Call>>(calls: C, lengths: Range<usize>) -> impl Strategy<Value = Vec<Step>> + use<C> {
    let step = (calls, proptest::option::weighted(0.3, fault()));
    vec(step.prop_map(|(call, fault)| Step { call, fault }), lengths)
}
