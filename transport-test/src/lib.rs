//! Tests for programs that use `toggl-me-core`. They need no network, no waiting, and no account that could be locked out.
//!
//! ```sh
//! cargo add --dev toggl-me-transport-test
//! ```
//!
//! ```
//! use toggl_me_core::{Client, Context, Credentials, me::GetMe};
//! use toggl_me_transport_test::TestTransport;
//!
//! let server = TestTransport::new().on::<GetMe>(200, r#"{"id": 7}"#);
//! let client = Client::new(server, Context::new(Credentials::api_token("0a1b2c3d")).unwrap());
//!
//! assert_eq!(client.send(&GetMe::new()).unwrap().id, 7);
//! client.transport().assert_finished();
//! ```
//!
//! # Which to use
//!
//! Each has an example in its own documentation:
//!
//! | you want to test | use |
//! | --- | --- |
//! | what your code does with a few responses | [`TestTransport`]: a script; a wrong call fails at its own line |
//! | what your code does with an account | [`FakeToggl`]: a Toggl in memory, with its refusals and its hourly quota |
//! | a whole program, in any language | [`FakeServer`]: the fake on 127.0.0.1, or any [`Handler`] |
//! | what a program does to its hour, by looking | [`Inspector`]: a page beside the served fake, whose buttons are HTTP calls |
//! | what happens when things go wrong | [`Faults`]: refused, slow, cut and garbled, by plan, in memory or on the wire |
//! | against responses that were recorded | [`Recorder`], [`Cassette`], [`Replay`]: recordings without secrets |
//! | what takes hours | [`TestClock`]: time that passes when the test says so |
//! | a [`Transport`](toggl_me_core::Transport) of your own | [`conformance!`]: a test for each clause of the contract |
//! | a [`Store`](toggl_me_core::store::Store) of your own | [`store_conformance!`]: the same for stores, with threads and processes |
//! | with responses that nobody thought of | [`strategies`]: for proptest, realistic responses and hostile ones |
//!
//! Whatever wraps a transport is a transport itself: `Recorder::new(Faults::new(FakeToggl::demo()))`.
//!
//! # A window on the fake
//!
//! The program `fake-toggl` serves a fake to programs in any language. Its page at `/` shows what they do to their hour
//! while they do it: the places of the hour, each request with its cost and whether it was needed, and why a 402 came. The
//! buttons start a timer, spend requests as another program, end the hour, put the clock forward, plan faults, change the
//! plan and add an account. Each is a call that a test can make too:
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
