//! What the server answers, one resource a file.
//!
//! Answers differ from the documentation, from year to year and from account to account, so the models promise little:
//! everything but ids and lists is an `Option`, `null` means absence, unknown fields and unknown enum values are
//! accepted, and legacy names are read into the fields that replaced them. Times are [`jiff::Timestamp`]s, whatever the
//! offset they were sent with; dates are [`jiff::civil::Date`]s.
//!
//! The structs are `#[non_exhaustive]` and have public fields: to make one in a test, take its `default()` and set what
//! matters.

#[macro_use]
mod open_enum;

mod client;
mod integration;
mod me;
pub(crate) mod wire;

pub use client::Client;
pub use integration::IntegrationProvider;
pub use me::Me;
