//! [`Found`]: what the fake finds out about a request.

use std::time::Duration;

use toggl_me_core::endpoint::EndpointInfo;

use super::hours::Hour;

/// What the fake has found out about a request to which it has responded.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    pub(crate) operation: Option<&'static EndpointInfo>,
    /// The place of the account that it belongs to.
    pub(crate) user: Option<usize>,
    /// The hour in which it counts.
    pub(crate) hour: Hour,
    /// When it was counted, on the monotonic clock; `None` if it was refused before that, or counts for nobody.
    pub(crate) counted: Option<Duration>,
    /// Whether it was refused because the hour's calls are used up.
    pub(crate) spent: bool,
}

impl Found {
    pub(super) fn count(&mut self, hour: Hour, admitted: bool, now: Duration) {
        self.hour = hour;
        self.counted = (admitted && hour != Hour::Nobody).then_some(now);
        self.spent = !admitted;
    }
}
