//! The headers of a response that are read, one function or type each; [`quota`](crate::quota) has the two of the quota.

use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;

/// How long a server asks to wait, as the `Retry-After` header says it (RFC 9110, 10.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// That long from now.
    Delay(Duration),
    /// Until that moment.
    At(Timestamp),
}

impl RetryAfter {
    /// Reads the header; `None` where it is missing or unreadable.
    pub fn from_headers(headers: &HeaderMap) -> Option<RetryAfter> {
        let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse() {
            return Some(RetryAfter::Delay(Duration::from_secs(seconds)));
        }
        let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
        Some(RetryAfter::At(date))
    }

    /// The time to wait, for somebody whose wall clock shows `now`. Zero when the moment has passed.
    pub fn delay(self, now: Timestamp) -> Duration {
        match self {
            RetryAfter::Delay(delay) => delay,
            RetryAfter::At(moment) => Duration::try_from(moment.duration_since(now)).unwrap_or_default(),
        }
    }
}

pub(crate) const RETRY_AFTER: &str = "retry-after";
pub(crate) const REQUEST_ID: &str = "x-toggl-request-id";
pub(crate) const REMAINING_LOGIN_ATTEMPTS: &str = "x-remaining-login-attempts";

/// `Debug` shows it, so what is too long for an id is none: anybody between here and the server can write a header.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    const LONGEST: usize = 128;
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    (id.len() <= LONGEST).then(|| id.to_owned())
}

/// How many more failed logins the server accepts.
pub(crate) fn remaining_login_attempts(headers: &HeaderMap) -> Option<i64> {
    headers.get(REMAINING_LOGIN_ATTEMPTS).and_then(number)
}

/// A header's value as a whole number.
pub(crate) fn number(value: &HeaderValue) -> Option<i64> {
    value.to_str().ok()?.trim_ascii().parse().ok()
}
