//! [`Quota`]: the number of requests that are left in the hour.

use std::time::Duration;

use http::{HeaderMap, HeaderName};

use crate::error::message;
use crate::headers::{number, seconds};
use crate::operation::Bucket;

/// The number of requests that the server still accepts, as one response reported it.
///
/// Requests to `/me` are counted for each user: 30 in any 60 minutes on every plan; after that the server responds with
/// 402. See [Toggl's documentation](https://engineering.toggl.com/docs/#api-limits).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// The number of requests left, which may be negative.
    pub remaining: i64,
    /// The time until more requests become available.
    pub resets_in: Option<Duration>,
}

impl Quota {
    /// The name of the header with the number of requests left.
    pub const REMAINING: &'static str = "x-toggl-quota-remaining";
    /// The name of the header with the seconds until more requests become available.
    pub const RESETS_IN: &'static str = "x-toggl-quota-resets-in";

    /// Creates a quota of `remaining` requests, with more after `resets_in`.
    pub fn new(remaining: i64, resets_in: Option<Duration>) -> Self {
        Quota { remaining, resets_in }
    }

    /// Reads the headers of a response. Returns `None` when they do not say how many requests are left. Where a header
    /// is repeated, the first that can be read counts.
    pub fn from_headers(headers: &HeaderMap) -> Option<Quota> {
        // A response has few headers: walking over them costs half as much as looking up two names, which are hashed
        // for that.
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

/// The state of one hourly limit, as a response reports it: see [`Endpoint::quotas`](crate::Endpoint::quotas).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BucketQuota {
    /// The id of the organization whose limit it is; `None` for the user's.
    pub organization: Option<i64>,
    /// The number of requests left.
    pub quota: Quota,
    /// The number of requests in an hour, where the response says it.
    pub limit: Option<u32>,
}

impl BucketQuota {
    /// Creates the state of an organization's limit, or of the user's.
    pub fn new(organization: Option<i64>, quota: Quota, limit: Option<u32>) -> Self {
        BucketQuota { organization, quota, limit }
    }
}

static REMAINING: HeaderName = HeaderName::from_static(Quota::REMAINING);
static RESETS_IN: HeaderName = HeaderName::from_static(Quota::RESETS_IN);

/// The meaning of a 402.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The hour's requests are used up.
    Spent(Quota),
    /// The plan lacks the feature.
    Plan,
    /// The response says neither, and the operation does not tell.
    Untold,
}

/// Returns the meaning of a 402: what its text says, where the text is a known one, or else what the quota headers say.
/// Without either, the operation's bucket decides: no plan lacks what belongs to the user alone, so that only the
/// hour's requests can be used up.
pub(crate) fn meaning(bucket: Bucket, quota: Option<Quota>, message: &str) -> Meaning {
    let message = message.to_ascii_lowercase();
    let has_word = |sought: &[&str]| message.split(|c: char| !c.is_alphanumeric()).any(|word| sought.contains(&word));
    let is_spent = if message.contains("hourly limit") || message.contains("quota will reset") {
        true
    } else if has_word(&["plan", "plans", "premium", "upgrade"]) {
        false
    } else if has_word(&["quota"]) {
        true
    } else {
        match (quota, bucket) {
            (Some(quota), _) => quota.remaining <= 0,
            (None, Bucket::User) => true,
            (None, Bucket::Organization) => false,
            (None, Bucket::None) => return Meaning::Untold,
        }
    };
    if is_spent { Meaning::Spent(exhausted(quota, &message)) } else { Meaning::Plan }
}

/// Returns a quota without requests left until the moment that the headers give, or else the text ("... in 1838
/// seconds").
fn exhausted(quota: Option<Quota>, message: &str) -> Quota {
    let in_text = || {
        let (_, tail) = message.split_once("reset in ")?;
        let (seconds, _) = tail.split_once(" second")?;
        seconds.parse().ok().map(Duration::from_secs)
    };
    let quota = quota.unwrap_or(Quota::new(0, None));
    Quota::new(quota.remaining.min(0), quota.resets_in.or_else(in_text))
}

/// Returns the quota that a 402 to an operation of this bucket reports, or `None` where it does not say that the quota
/// is used up.
pub(crate) fn spent(bucket: Bucket, headers: &HeaderMap, body: &[u8]) -> Option<Quota> {
    let message = message::of(body).unwrap_or_default();
    match meaning(bucket, Quota::from_headers(headers), &message) {
        Meaning::Spent(quota) => Some(quota),
        Meaning::Plan | Meaning::Untold => None,
    }
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
    fn the_headers_of_the_server_are_read() {
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
    fn the_first_readable_of_a_repeated_header_counts() {
        let (remaining, resets_in) = (Quota::REMAINING, Quota::RESETS_IN);
        let headers = [(remaining, "3"), (resets_in, "soon"), (remaining, "4"), (resets_in, "10"), (resets_in, "20")];
        assert_eq!(told(&headers), Some(Quota::new(3, Some(Duration::from_secs(10)))));
    }

    #[test]
    fn the_meanings_of_402_are_distinguished() {
        let limit = "You have hit your hourly limit for API calls. Your quota will reset in 1838 seconds.";
        let the_limit = "You have hit your hourly limit for API calls. The quota will reset in 1 second.";
        let plan = "Custom project colors available only for premium plans";
        let quota = |remaining, seconds: Option<u64>| Quota::new(remaining, seconds.map(Duration::from_secs));
        let (none_left, twelve_left) = (Some(quota(0, Some(77))), Some(quota(12, None)));
        let spent = |remaining, seconds| Meaning::Spent(quota(remaining, seconds));
        let whatever_the_bucket = [
            (limit, None, spent(0, Some(1838))),
            (the_limit, None, spent(0, Some(1))),
            (limit, none_left, spent(0, Some(77))),
            (limit, twelve_left, spent(0, Some(1838))),
            ("", none_left, spent(0, Some(77))),
            ("", Some(quota(-2, None)), spent(-2, None)),
            ("Oops. The quota will reset in soon.", None, spent(0, None)),
            ("QUOTA EXCEEDED", twelve_left, spent(0, None)),
            ("the planned explanation is upgraded", none_left, spent(0, Some(77))),
            (plan, None, Meaning::Plan),
            (plan, twelve_left, Meaning::Plan),
            (plan, none_left, Meaning::Plan),
            ("Not on this PLAN.", none_left, Meaning::Plan),
            ("a Premium feature", none_left, Meaning::Plan),
            ("Upgrade to use tasks", none_left, Meaning::Plan),
            ("the plan's quota of projects", None, Meaning::Plan),
            ("", twelve_left, Meaning::Plan),
        ];
        for (text, headers, expected) in whatever_the_bucket {
            for bucket in [Bucket::User, Bucket::Organization, Bucket::None] {
                assert_eq!(meaning(bucket, headers, text), expected, "{text}, {bucket:?}");
            }
        }
        for unexplained in ["", "Payment Required"] {
            assert_eq!(meaning(Bucket::User, None, unexplained), spent(0, None));
            assert_eq!(meaning(Bucket::Organization, None, unexplained), Meaning::Plan);
            assert_eq!(meaning(Bucket::None, None, unexplained), Meaning::Untold);
        }
    }
}
