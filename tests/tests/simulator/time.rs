//! Virtual time: nanoseconds since a run began.

use toggl_me_core::jiff::{SignedDuration, Timestamp};

pub type Time = u64;

pub const MILLISECOND: Time = 1_000_000;
pub const SECOND: Time = 1_000 * MILLISECOND;
pub const MINUTE: Time = 60 * SECOND;
pub const HOUR: Time = 60 * MINUTE;

/// Returns the time of day on a clock that is `offset` nanoseconds ahead.
pub fn of_day(time: Time, offset: i64) -> Timestamp {
    let start = Timestamp::from_second(1_800_000_000).unwrap();
    start + SignedDuration::from_nanos(i64::try_from(time).unwrap() + offset)
}
