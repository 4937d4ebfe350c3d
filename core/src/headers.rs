//! The headers of a response that are read, one function or type each; [`quota`](crate::quota) has the two of the quota.

use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use jiff::fmt::{rfc2822, strtime};
use jiff::tz::TimeZone;

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
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // A number that does not fit is a long time, not none.
            return Some(RetryAfter::Delay(Duration::from_secs(text.parse().unwrap_or(u64::MAX))));
        }
        http_date(text).map(RetryAfter::At)
    }

    /// The time to wait, for somebody whose wall clock shows `now`. Zero when the moment has passed.
    pub fn delay(self, now: Timestamp) -> Duration {
        match self {
            RetryAfter::Delay(delay) => delay,
            RetryAfter::At(moment) => Duration::try_from(moment.duration_since(now)).unwrap_or_default(),
        }
    }
}

/// Reads a date in each of the three forms that HTTP has had (RFC 9110, 5.6.7).
fn http_date(text: &str) -> Option<Timestamp> {
    const OLDER: [&str; 2] = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    let older = |form| TimeZone::UTC.to_timestamp(strtime::parse(form, text).ok()?.to_datetime().ok()?).ok();
    let newest = rfc2822::DateTimeParser::new().parse_timestamp(text).ok();
    newest.or_else(|| OLDER.into_iter().find_map(older))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn retry_after(text: &str) -> Option<RetryAfter> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
        RetryAfter::from_headers(&headers)
    }

    #[test]
    fn a_date_is_read_in_each_of_its_three_forms() {
        let moment: Timestamp = "1994-11-06T08:49:37Z".parse().unwrap();
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(retry_after(text), Some(RetryAfter::At(moment)), "{text}");
        }
        for text in ["06-Nov-94", "Sun Nov  6 1994", "Sunday, 31-Feb-94 08:49:37 GMT", "tomorrow"] {
            assert_eq!(retry_after(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_that_does_not_fit_is_a_long_time() {
        assert_eq!(retry_after(" 120 "), Some(RetryAfter::Delay(Duration::from_secs(120))));
        assert_eq!(retry_after(&"9".repeat(30)), Some(RetryAfter::Delay(Duration::from_secs(u64::MAX))));
        for text in ["", "-1", "+1", "1.5", "1s"] {
            assert_eq!(retry_after(text), None, "{text}");
        }
    }
}
