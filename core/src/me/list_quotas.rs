//! GET /me/quota: <https://engineering.toggl.com/docs/api/me#get-api-quota-for-the-current-user>

use std::time::Duration;

use http::Method;

use crate::codec::{self, Failure};
use crate::endpoint::Endpoint;
use crate::model::OrganizationQuota;
use crate::quota::{BucketQuota, Quota};

/// Lists how many requests are left in the hour: one entry for the user and one for each of the user's organizations.
///
/// All requests to `/me` count against the user's quota. Every response reports that quota in its headers, at the cost
/// of no request: see [`Reply::quota`](crate::Reply::quota).
///
/// # What the server does
///
/// - The user's entry has no organization. The number of requests left may be negative.
///
/// # Errors
///
/// - The server fails with 500.
/// - The body must be `null` or a list of objects, each of which is `{}` or has one of the documented keys; anything
///   else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListQuotas;

impl ListQuotas {
    /// Creates the request, which has no parameters.
    pub fn new() -> Self {
        ListQuotas
    }
}

impl Endpoint for ListQuotas {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me/quota";
    const MAX_AGE: Option<Duration> = Some(Duration::ZERO);
    type Response = Vec<OrganizationQuota>;

    #[inline]
    fn decode(body: &[u8]) -> Result<Vec<OrganizationQuota>, Failure> {
        codec::list(body)
    }

    fn quotas(body: &[u8]) -> Vec<BucketQuota> {
        let told = Self::decode(body).unwrap_or_default().into_iter().filter_map(|told| {
            let resets_in = told.resets_in_secs.and_then(|seconds| u64::try_from(seconds).ok());
            let quota = Quota::new(told.remaining?, resets_in.map(Duration::from_secs));
            Some(BucketQuota::new(told.organization_id, quota, told.total.and_then(|total| u32::try_from(total).ok())))
        });
        told.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(&ListQuotas::new(), "GET /me/quota", "");
    }

    #[test]
    fn quotas_are_decoded() {
        let body = r#"[{"organization_id":null,"remaining":28,"resets_in_secs":3471,"total":30},
            {"organization_id":21,"remaining":-3,"resets_in_secs":12,"total":240}]"#;
        let quotas = parse::<ListQuotas>(200, body).unwrap();
        assert_eq!((quotas[0].organization_id, quotas[0].remaining, quotas[0].total), (None, Some(28), Some(30)));
        assert_eq!((quotas[1].organization_id, quotas[1].remaining), (Some(21), Some(-3)));
        assert!(parse::<ListQuotas>(200, "null").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<ListQuotas>(&[]);
    }
}
