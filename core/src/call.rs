//! [`Call`]: what becomes of one call, decided step by step without I/O.

mod basis;
mod bytes;
mod entry;
mod machine;
mod moment;
mod now;
mod outcome;
mod record;
pub(crate) mod retry;
pub(crate) mod settings;
pub(crate) mod shared;
mod step;

pub use machine::Call;
pub(crate) use machine::Reads;
pub use now::Now;
pub(crate) use outcome::Ending;
pub use outcome::{Outcome, Source};
pub use step::{Input, Reason, Step};
