//! Test code that uses toggl-me-core: doubles, a fake Toggl, faults, recordings, a conformance suite, strategies.

mod clock;
pub mod conformance;
mod double;
mod scrub;
mod server;

pub use clock::TestClock;
pub use double::{RecordedRequest, TestTransport};
pub use server::{FakeServer, Handler, Limits, Outcome};
