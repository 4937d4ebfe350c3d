//! [`Quota`]: how many calls are left in the hour.

use std::time::Duration;

use http::{HeaderMap, HeaderName};

use crate::error::message;
use crate::headers::{number, seconds};

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

    /// Reads the headers of a response; `None` when they do not say how many are left. Of a repeated header the first that
    /// can be read counts.
    pub fn from_headers(headers: &HeaderMap) -> Option<Quota> {
        // An answer has few headers: walking over them costs half of looking two names up, which are hashed for that.
        let (mut remaining, mut resets_in) = (None, None);
        for (name, value) in headers {
            if *name == REMAINING {
                remaining = remaining.or_else(|| number(value));
            } else if *name == RESETS_IN {
                resets_in = resets_in.or_else(|| seconds(value));
            }
        }
        Some(Quota { remaining: remaining?, resets_in })
    }
}

static REMAINING: HeaderName = HeaderName::from_static(Quota::REMAINING);
static RESETS_IN: HeaderName = HeaderName::from_static(Quota::RESETS_IN);

/// Whether a 402 is about the quota. 402 says two things: the text decides where it is one that has been seen; otherwise
/// the quota headers do.
pub(crate) fn is_spent(message: &str, quota: Option<Quota>) -> bool {
    let message = message.to_ascii_lowercase();
    let says = |words: &str| message.contains(words);
    if says("hourly limit") || says("quota will reset") {
        true
    } else if says("plan") || says("premium") || says("upgrade") {
        false
    } else {
        quota.is_some_and(|quota| quota.remaining <= 0)
    }
}

/// The quota of a 402 that says it is spent: from the headers, or else from the text ("... in 1838 seconds").
pub(crate) fn exhausted(quota: Option<Quota>, message: &str) -> Quota {
    let quota = quota.unwrap_or(Quota::new(0, None));
    let in_text = || {
        let (_, tail) = message.split_once("reset in ")?;
        let (seconds, _) = tail.split_once(" second")?;
        seconds.parse().ok().map(Duration::from_secs)
    };
    Quota { resets_in: quota.resets_in.or_else(in_text), ..quota }
}

/// What a 402 tells of the quota; `None` where it is the plan that it means.
pub(crate) fn spent(headers: &HeaderMap, body: &[u8]) -> Option<Quota> {
    let message = message::of(body);
    let text = message.as_deref().unwrap_or_default();
    let quota = Quota::from_headers(headers);
    is_spent(text, quota).then(|| exhausted(quota, text))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn told(headers: &[(&'static str, &'static str)]) -> Option<Quota> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        Quota::from_headers(&map)
    }

    #[test]
    fn what_the_server_tells_is_read() {
        let (remaining, resets_in) = (Quota::REMAINING, Quota::RESETS_IN);
        let minute = Some(Duration::from_secs(60));
        assert_eq!(told(&[("date", "7"), (resets_in, " 60"), (remaining, "29 ")]), Some(Quota::new(29, minute)));
        assert_eq!(told(&[(remaining, "-2"), (resets_in, "-60")]), Some(Quota::new(-2, None)));
        assert_eq!(told(&[(remaining, "0"), (resets_in, "soon")]), Some(Quota::new(0, None)));
        assert_eq!(told(&[(remaining, "5")]), Some(Quota::new(5, None)));
        assert_eq!(told(&[(remaining, "+5"), (resets_in, "59.2")]), Some(Quota::new(5, minute)));
        assert_eq!(told(&[(remaining, "2.5"), (resets_in, "60, 60")]), Some(Quota::new(2, minute)));
        let ages = Some(Duration::from_secs(u64::MAX));
        let digits = "99999999999999999999";
        assert_eq!(told(&[(remaining, digits), (resets_in, digits)]), Some(Quota::new(i64::MAX, ages)));
        for untold in [&[(resets_in, "60")][..], &[(remaining, ""), (resets_in, "60")], &[(remaining, "many")], &[]] {
            assert_eq!(told(untold), None, "{untold:?}");
        }
    }

    #[test]
    fn of_a_repeated_header_the_first_readable_counts() {
        let (remaining, resets_in) = (Quota::REMAINING, Quota::RESETS_IN);
        let headers = [(remaining, "3"), (resets_in, "soon"), (remaining, "4"), (resets_in, "10"), (resets_in, "20")];
        assert_eq!(told(&headers), Some(Quota::new(3, Some(Duration::from_secs(10)))));
    }
}
