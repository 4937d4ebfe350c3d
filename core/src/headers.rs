//! The response headers that this crate reads, with one function or type each; [`quota`](crate::quota) has the two
//! headers of the quota.

use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// The time for which a server asks clients to wait, from the `Retry-After` header (RFC 9110, section 10.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// The time to wait from now.
    Delay(Duration),
    /// The moment to wait for.
    At(Timestamp),
}

impl RetryAfter {
    /// Reads the header: seconds, or a date in any of the three forms of HTTP. Where the header is repeated, the first
    /// that can be read counts. Returns `None` where there is none.
    ///
    /// Seconds beyond the range become the longest delay. The two-digit year of the oldest form stands for the latest
    /// year that is at most 50 years after the response's `Date` (RFC 9110, section 5.6.7).
    pub fn from_headers(headers: &HeaderMap) -> Option<RetryAfter> {
        headers.get_all(RETRY_AFTER).iter().find_map(|value| {
            let delay = seconds(value).map(RetryAfter::Delay);
            delay.or_else(|| date(value, || sent(headers)).map(RetryAfter::At))
        })
    }

    /// Returns the time to wait when the wall clock shows `now`. It is zero when the moment has passed.
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

/// Returns the request id. An id that is too long is ignored, because `Debug` shows it and anybody between here and the
/// server can write a header.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    const LONGEST: usize = 128;
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    (1..=LONGEST).contains(&id.len()).then(|| id.to_owned())
}

/// Returns the number of failed logins that the server still accepts.
pub(crate) fn remaining_login_attempts(headers: &HeaderMap) -> Option<i64> {
    headers.get_all(REMAINING_LOGIN_ATTEMPTS).iter().find_map(number)
}

/// Reads a header's value as a whole number, rounded down: `29`, `+29`, `29.0`.
pub(crate) fn number(value: &HeaderValue) -> Option<i64> {
    // The cast saturates: a float out of range becomes the nearest number.
    decimal(value).map(|number| number.floor() as i64)
}

/// Reads a header's value as a time in seconds, rounded up: a second too long costs less than one too short.
pub(crate) fn seconds(value: &HeaderValue) -> Option<Duration> {
    let seconds = decimal(value).filter(|seconds| *seconds >= 0.0)?;
    Some(Duration::from_secs(seconds.ceil() as u64))
}

/// Reads digits with a sign and a point. Proxies join a repeated header into a list, whose first item counts.
fn decimal(value: &HeaderValue) -> Option<f64> {
    let first = value.to_str().ok()?.split(',').next()?.trim_ascii();
    let is_plain = first.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'));
    if is_plain { first.parse().ok() } else { None }
}

/// Returns the time at which the response was sent, as its `Date` says, or else the time at which this code was
/// written.
fn sent(headers: &HeaderMap) -> DateTime {
    const WRITTEN: DateTime = DateTime::constant(2026, 1, 1, 0, 0, 0, 0);
    let told = headers.get(http::header::DATE).and_then(|value| date(value, || WRITTEN));
    told.map_or(WRITTEN, |moment| TimeZone::UTC.to_datetime(moment))
}

/// Reads a date in the three forms of HTTP: the current one, that of RFC 850, whose two-digit year is interpreted from
/// a time near `now`, and that of C's `asctime`.
fn date(value: &HeaderValue, now: impl FnOnce() -> DateTime) -> Option<Timestamp> {
    // Some servers send a wrong day of the week, which adds nothing to the date.
    static TODAYS: jiff::fmt::rfc2822::DateTimeParser = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);
    let text = value.to_str().ok()?.trim_ascii();
    let (weekday, behind_weekday) = text.split_once(' ')?;
    if let Ok(moment) = TODAYS.parse_timestamp(text) {
        return Some(moment);
    }
    let civil = if weekday.ends_with(',') {
        let todays = DateTime::strptime("%d %b %Y %H:%M:%S GMT", behind_weekday).ok();
        let of_850 = || DateTime::strptime("%d-%b-%y %H:%M:%S GMT", behind_weekday).ok();
        todays.or_else(|| within_50_years(of_850()?, now()))?
    } else {
        DateTime::strptime("%b %e %H:%M:%S %Y", behind_weekday).ok()?
    };
    // The last day of the year 9999 is beyond a `Timestamp`. A server that sends it means never.
    Some(TimeZone::UTC.to_timestamp(civil).unwrap_or(Timestamp::MAX))
}

/// Moves a date by whole centuries to the latest that is at most 50 years after `now`.
fn within_50_years(date: DateTime, now: DateTime) -> Option<DateTime> {
    let latest = now.checked_add(Span::new().years(50)).ok()?;
    let years_before = latest.year().checked_sub(date.year())?.rem_euclid(100);
    let year = latest.year().checked_sub(years_before)?;
    let moved = date.with().year(year).build().ok()?;
    if moved <= latest { Some(moved) } else { moved.with().year(year.checked_sub(100)?).build().ok() }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    fn only(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())])
    }

    fn delay(headers: &HeaderMap) -> Option<u64> {
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        RetryAfter::from_headers(headers).map(|after| after.delay(now).as_secs())
    }

    fn moment(text: &str) -> Option<String> {
        date(&HeaderValue::from_str(text).unwrap(), || sent(&HeaderMap::new())).map(|moment| moment.to_string())
    }

    #[test]
    fn retry_after_is_read_in_seconds_and_as_a_date() {
        let longest = "9".repeat(400);
        let delays = [
            ("60", 60),
            ("0", 0),
            ("+60", 60),
            ("60.0", 60),
            ("1.5", 2),
            ("60, 60", 60),
            ("18446744073709551616", u64::MAX),
            (&longest, u64::MAX),
            ("Thu, 01 Jan 2026 00:02:00 GMT", 120),
            ("Thursday, 01-Jan-26 00:02:00 GMT", 120),
            ("Thu Jan  1 00:02:00 2026", 120),
            ("Wed, 31 Dec 2025 23:59:00 GMT", 0),
        ];
        for (text, seconds) in delays {
            assert_eq!(delay(&only("retry-after", text)), Some(seconds), "{text}");
        }
        for unreadable in
            ["", "-1", "soon", "1e3", "inf", "NaN", "1.5.1", "+", ".", ",", "Thu, 01 Jan 2026", "1 2", "Thu Jan 1"]
        {
            assert_eq!(delay(&only("retry-after", unreadable)), None, "{unreadable}");
        }
        assert_eq!(delay(&HeaderMap::new()), None);
    }

    /// Checks that the three examples of RFC 9110, section 5.6.7, are the same moment.
    #[test]
    fn dates_are_read_in_the_three_forms_of_http() {
        let dates = [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some("1994-11-06T08:49:37Z")),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some("1994-11-06T08:49:37Z")),
            ("Sun Nov  6 08:49:37 1994", Some("1994-11-06T08:49:37Z")),
            ("Wed Nov 16 08:49:37 1994", Some("1994-11-16T08:49:37Z")),
            ("Mon, 06 Nov 1994 08:49:37 GMT", Some("1994-11-06T08:49:37Z")),
            ("Monday, 06-Nov-94 08:49:37 GMT", Some("1994-11-06T08:49:37Z")),
            ("Mon Nov  6 08:49:37 1994", Some("1994-11-06T08:49:37Z")),
            ("Tuesday, 29-Feb-00 00:00:00 GMT", Some("2000-02-29T00:00:00Z")),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some("9999-12-30T22:00:00.999999999Z")),
            ("Sun, 31 Nov 1994 08:49:37 GMT", None),
            ("Sunday, 31-Nov-94 08:49:37 GMT", None),
            ("Sunday, 06-Nov-94 08:49:37 CET", None),
            ("Sun Nov 31 08:49:37 1994", None),
        ];
        for (text, expected) in dates {
            assert_eq!(moment(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_two_digit_year_is_at_most_50_years_ahead() {
        let read = |sent: &str, year: u8| {
            let mut headers = only("date", sent);
            headers.insert("retry-after", format!("Friday, 01-Jan-{year:02} 00:00:00 GMT").parse().unwrap());
            let Some(RetryAfter::At(moment)) = RetryAfter::from_headers(&headers) else { panic!("{sent}, {year}") };
            TimeZone::UTC.to_datetime(moment).year()
        };
        let in_2026 = "Thu, 01 Jan 2026 00:00:00 GMT";
        for (year, whole) in
            [(26, 2026), (75, 2075), (76, 2076), (77, 1977), (94, 1994), (99, 1999), (0, 2000), (25, 2025)]
        {
            assert_eq!(read(in_2026, year), whole, "{year}");
        }
        let just_before = "Wed, 31 Dec 2025 23:59:59 GMT";
        assert_eq!((read(just_before, 75), read(just_before, 76)), (2075, 1976));
        assert_eq!(read("Thu, 31 Dec 2099 23:59:59 GMT", 0), 2100, "a new century begins");
        assert_eq!(read("Sun Nov  6 08:49:37 1994", 94), 1994, "by a date in an older form");
        assert_eq!(read("Monday", 94), 1994, "as things are at present");
    }

    #[test]
    fn numbers_may_have_signs_and_points_and_be_repeated() {
        let of = |text: &str| remaining_login_attempts(&only("x-remaining-login-attempts", text));
        let numbers =
            [("3", 3), (" +3 ", 3), ("3.9", 3), ("-0.5", -1), ("3, 4", 3), ("99999999999999999999", i64::MAX)];
        for (text, number) in numbers {
            assert_eq!(of(text), Some(number), "{text}");
        }
        for unreadable in ["", "none", "-", "3 4", "0x3"] {
            assert_eq!(of(unreadable), None, "{unreadable}");
        }
        let mut repeated = only("x-remaining-login-attempts", "many");
        repeated.append("x-remaining-login-attempts", HeaderValue::from(2));
        assert_eq!(remaining_login_attempts(&repeated), Some(2));
        let mut repeated = only("retry-after", "soon");
        repeated.append("retry-after", HeaderValue::from(9));
        assert_eq!(delay(&repeated), Some(9));
    }

    #[test]
    fn request_ids_have_1_to_128_characters() {
        let (longest, too_long) = ("x".repeat(128), "x".repeat(129));
        assert_eq!(request_id(&only("x-toggl-request-id", &longest)), Some(longest));
        assert_eq!(request_id(&only("x-toggl-request-id", &too_long)), None);
        assert_eq!(request_id(&only("x-toggl-request-id", "")), None);
    }
}
