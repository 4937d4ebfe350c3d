//! [`Quota`]: how many calls are left in the hour.

use std::time::Duration;

use http::header::AsHeaderName;
use http::{HeaderMap, HeaderName};

/// How many calls the server still answers, as it said with one answer.
///
/// Calls of `/me` are counted for each user: 30 in any 60 minutes on every plan; after that the server answers 402.
/// See [Toggl's documentation](https://engineering.toggl.com/docs/#api-limits).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// Calls left. May be negative.
    pub remaining: i64,
    /// Time until calls are freed.
    pub resets_in: Option<Duration>,
}

impl Quota {
    /// The header with the calls left.
    pub const REMAINING: &'static str = "x-toggl-quota-remaining";
    /// The header with the seconds until calls are freed.
    pub const RESETS_IN: &'static str = "x-toggl-quota-resets-in";

    /// That many calls left, and that long until some are freed.
    pub fn new(remaining: i64, resets_in: Option<Duration>) -> Self {
        Quota { remaining, resets_in }
    }

    /// Reads the headers of an answer; `None` when they do not say how many are left.
    pub fn from_headers(headers: &HeaderMap) -> Option<Quota> {
        let remaining = number(headers, &REMAINING)?;
        let resets_in = number(headers, &RESETS_IN).and_then(|seconds| u64::try_from(seconds).ok());
        Some(Quota { remaining, resets_in: resets_in.map(Duration::from_secs) })
    }
}

// Parsed once: a lookup by text parses the text every time.
static REMAINING: HeaderName = HeaderName::from_static(Quota::REMAINING);
static RESETS_IN: HeaderName = HeaderName::from_static(Quota::RESETS_IN);

/// A header's value as a whole number.
pub(crate) fn number(headers: &HeaderMap, name: impl AsHeaderName) -> Option<i64> {
    headers.get(name)?.to_str().ok()?.trim_ascii().parse().ok()
}
