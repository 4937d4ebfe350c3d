//! The testing kit for code that uses `toggl-me-core`: it needs no network, no waiting, and no account that could be
//! locked.
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
//! Which part to use for which test; each has an example in its own documentation:
//!
//! | to test | use |
//! | --- | --- |
//! | how code handles a few given responses | [`TestTransport`]: a script; a wrong call fails at its own line |
//! | how code works with an account | [`FakeToggl`]: a Toggl in memory, with its refusals and its hourly quota |
//! | a program as a whole, in any language | [`FakeServer`]: the fake on 127.0.0.1, or any [`Handler`] |
//! | how code handles failures | [`Faults`]: refused, slow, truncated and garbled responses, by plan, in memory or on the wire |
//! | against recorded responses of the server | [`Recorder`], [`Cassette`], [`Replay`]: recordings without secrets |
//! | code that takes hours | [`TestClock`]: time that passes when the test says so |
//! | a [`Transport`](toggl_me_core::Transport) of your own | [`conformance!`]: a test for each clause of the contract |
//! | a [`Store`](toggl_me_core::store::Store) of your own | [`store_conformance!`]: the same for stores, with threads and processes |
//! | with responses that nobody thought of | [`strategies`]: for proptest, realistic responses and hostile ones |
//!
//! A wrapper around a transport is a transport itself: `Recorder::new(Faults::new(FakeToggl::demo()))`.

mod clock;
pub mod conformance;
mod differences;
mod double;
pub mod fake;
mod faults;
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
pub use recording::{Cassette, CassetteError, Recorder, Replay};
pub use server::{FakeServer, Handler, Limits, Outcome};
