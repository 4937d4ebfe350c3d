//! The headers of a response that are read, one function or type each; [`quota`](crate::quota) has the two of the quota.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
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
        let text = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim();
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

static REQUEST_ID: HeaderName = HeaderName::from_static("x-toggl-request-id");

/// `Debug` shows it, so what is too long for an id is none: anybody between here and the server can write a header.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    const LONGEST: usize = 128;
    let id = headers.get(&REQUEST_ID)?.to_str().ok()?;
    (id.len() <= LONGEST).then(|| id.to_owned())
}

/// How many more failed logins the server accepts.
pub(crate) fn remaining_login_attempts(headers: &HeaderMap) -> Option<i64> {
    headers.get("x-remaining-login-attempts").and_then(number)
}

/// A header's value as a whole number.
pub(crate) fn number(value: &HeaderValue) -> Option<i64> {
    value.to_str().ok()?.trim_ascii().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let delay = |text| {
            let headers = only("retry-after", text);
            RetryAfter::from_headers(&headers).map(|after| after.delay(now).as_secs())
        };
        assert_eq!(delay("60"), Some(60));
        assert_eq!(delay("0"), Some(0));
        assert_eq!(delay("Thu, 01 Jan 2026 00:02:00 GMT"), Some(120));
        assert_eq!(delay("Wed, 31 Dec 2025 23:59:00 GMT"), Some(0));
        for unreadable in ["", "-1", "1.5", "soon", "Thu, 01 Jan 2026"] {
            assert_eq!(delay(unreadable), None, "{unreadable}");
        }
        assert_eq!(RetryAfter::from_headers(&HeaderMap::new()), None);
    }

    #[test]
    fn request_ids_are_read_unless_they_are_too_long() {
        let (longest, too_long) = ("x".repeat(128), "x".repeat(129));
        assert_eq!(request_id(&only("x-toggl-request-id", &longest)), Some(longest));
        assert_eq!(request_id(&only("x-toggl-request-id", &too_long)), None);
    }
}
