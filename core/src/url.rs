//! The parts of a request's URI: the base, the path with its variables, the query.

mod base;
mod path;
mod query;

pub(crate) use base::{Base, Plaintext};
pub use path::fill_path;
pub use query::Query;
