//! Test code that uses toggl-me-core: doubles, a fake Toggl, faults, recordings, a conformance suite, strategies.

mod clock;
pub mod conformance;
mod double;
pub mod fake;
mod faults;
mod recording;
mod scrub;
mod server;
pub mod strategies;

pub use clock::TestClock;
pub use double::{RecordedRequest, TestTransport};
pub use fake::FakeToggl;
pub use faults::{Fault, Faults};
pub use recording::{Cassette, CassetteError, Recorder, Replay};
pub use server::{FakeServer, Handler, Limits, Outcome};
