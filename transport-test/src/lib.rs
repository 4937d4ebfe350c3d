//! Test code that uses `toggl-me-core`, without the network, without waiting, and without an account to lock out.
//!
//! ```
//! use toggl_me_core::{Client, Context, Credentials, me::GetMe};
//! use toggl_me_transport_test::TestTransport;
//!
//! let server = TestTransport::new().on::<GetMe>(200, r#"{"id":7}"#);
//! let client = Client::new(server, Context::new(Credentials::api_token("0a1b2c3d"))?);
//! assert_eq!(client.send(&GetMe::new())?.id, 7);
//! client.transport().assert_finished();
//! # Ok::<(), toggl_me_core::Error>(())
//! ```
//!
//! What to take for what; each has an example in its own documentation:
//!
//! | to test | take |
//! | --- | --- |
//! | what code does with these few answers | [`TestTransport`]: a script; a wrong call fails at its own line |
//! | what code does with an account | [`FakeToggl`]: a Toggl in memory, with its refusals and its hourly quota |
//! | a program as a whole, in any language | [`FakeServer`]: the fake on 127.0.0.1, or any [`Handler`] |
//! | what a program does to its hour, by looking | [`Inspector`]: a page beside the served fake, whose buttons are HTTP calls |
//! | what happens when things go wrong | [`Faults`]: refused, slow, cut and garbled, by plan, in memory or on the wire |
//! | against what the server once said | [`Recorder`], [`Cassette`], [`Replay`]: recordings without secrets |
//! | what lasts hours | [`TestClock`]: time that passes when the test says so |
//! | a [`Transport`](toggl_me_core::Transport) of one's own | [`conformance!`]: a test for each clause of the contract |
//! | a [`Store`](toggl_me_core::store::Store) of one's own | [`store_conformance!`]: the same for stores, with threads and processes |
//! | with answers that nobody thought of | [`strategies`]: for proptest, real answers and hostile ones |
//!
//! What wraps a transport is a transport itself: `Recorder::new(Faults::new(FakeToggl::demo()))`.
//!
//! # A window on the fake
//!
//! `cargo run -p toggl-me-transport-test --example fake-toggl` serves a fake to programs in any language, and at `/` a page
//! that shows what they do to their hour as they do it: its places, each request with its cost and whether it was needed, and
//! why a 402 came. Its buttons start a timer, spend calls as another program, end the hour, put the clock forward, plan
//! faults, change the plan and add an account; each is a call that a test can make too:
//!
//! ```sh
//! curl -X POST 'http://127.0.0.1:4080/_fake/faults?kind=429&requests=3'
//! ```
//!
//! [`Inspector`] tells more, and `/_fake/openapi.json` describes the calls.

mod clock;
pub mod conformance;
mod differences;
mod double;
pub mod fake;
mod faults;
mod inspector;
mod lock;
mod methods;
mod recording;
mod scrub;
mod secrets;
mod server;
pub mod store_conformance;
pub mod strategies;

pub use clock::TestClock;
pub use double::{RecordedRequest, TestTransport};
pub use fake::FakeToggl;
pub use faults::{Fault, Faults};
pub use inspector::Inspector;
pub use recording::{Cassette, CassetteError, Recorder, Replay};
pub use server::{FakeServer, Handler, Limits, Outcome, Pieces};
