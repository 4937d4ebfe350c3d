//! The two limits: the hour's calls of a user, and the leaky bucket of a credential.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use toggl_me_core::Quota;

use super::response::{FakeResponse, Refusal};

const HOUR: Duration = Duration::from_secs(3600);

/// The times of a user's calls in the last hour, the oldest first, on the monotonic clock.
pub(super) type Calls = VecDeque<Duration>;

pub(super) struct Limits {
    /// Calls in any hour; `None` if they are not counted.
    pub(super) quota: Option<u32>,
    /// Calls at once, followed by one a second; `None` if there is no bucket.
    pub(super) burst: Option<u32>,
    /// When each credential's bucket is empty again, as one call leaks out each second.
    buckets: HashMap<String, Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { quota: Some(30), burst: None, buckets: HashMap::new() }
    }
}

impl Limits {
    /// Returns the limits of an organization that has this many calls; there are none if no calls are counted.
    pub(super) fn of_organization(&self, calls: u32) -> Limits {
        Limits { quota: self.quota.map(|_| calls), ..Limits::default() }
    }

    /// Puts a call into the bucket of its credential, if that has room.
    pub(super) fn admit(&mut self, credential: String, now: Duration) -> bool {
        let Some(burst) = self.burst else { return true };
        let empty_at = self.buckets.entry(credential).or_default();
        let full = (*empty_at).max(now) + Duration::from_secs(1);
        let admitted = full - now <= Duration::from_secs(u64::from(burst));
        if admitted {
            *empty_at = full;
        }
        admitted
    }

    /// Counts a call, or refuses it if the hour's calls are used up.
    pub(super) fn count(&self, calls: &mut Calls, now: Duration) -> Result<(), Refusal> {
        if self.left(calls, now) == Some(0) {
            let text = format!(
                "You have hit your hourly limit for API calls. Your quota will reset in {} seconds.",
                resets_in(calls, now)
            );
            return Err(FakeResponse::plain(StatusCode::PAYMENT_REQUIRED, text));
        }
        calls.push_back(now);
        Ok(())
    }

    /// Returns how many calls are left; `None` if they are not counted.
    pub(super) fn left(&self, calls: &mut Calls, now: Duration) -> Option<u32> {
        while calls.front().is_some_and(|call| *call + HOUR <= now) {
            calls.pop_front();
        }
        let made = u32::try_from(calls.len()).unwrap_or(u32::MAX);
        self.quota.map(|quota| quota.saturating_sub(made))
    }

    /// Writes the headers that report it.
    pub(super) fn describe(&self, calls: &mut Calls, now: Duration, headers: &mut HeaderMap) {
        if let Some(left) = self.left(calls, now) {
            headers.insert(Quota::REMAINING, left.into());
            headers.insert(Quota::RESETS_IN, resets_in(calls, now).into());
        }
    }
}

/// Returns the seconds until the oldest call is an hour old and frees its place. A part of a second counts as one, so
/// that a client that waits this long does not come too early.
pub(super) fn resets_in(calls: &Calls, now: Duration) -> u64 {
    let wait = calls.front().map_or(HOUR, |oldest| (*oldest + HOUR).saturating_sub(now));
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
