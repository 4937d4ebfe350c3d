//! Time entries, spans of tracked time. [`ListTimeEntries`](crate::me::ListTimeEntries),
//! [`GetTimeEntry`](crate::me::GetTimeEntry) and [`GetCurrentTimeEntry`](crate::me::GetCurrentTimeEntry) return them,
//! and so does [`GetMe`](crate::me::GetMe) with related data.

use std::time::Duration;

use jiff::Timestamp;

model! {
    /// A span of time that a user has tracked or is tracking.
    pub struct TimeEntry {
        /// The entry's id, which exceeds 32 bits.
        pub id: i64,
        /// The id of the workspace that it belongs to. The legacy name of the key is `wid`.
        pub workspace_id: Option<i64> as wid,
        /// The id of the user who tracked the time. The legacy name of the key is `uid`.
        pub user_id: Option<i64> as uid,
        /// The id of the project that its time belongs to. The legacy name of the key is `pid`.
        pub project_id: Option<i64> as pid,
        /// The id of the task that its time belongs to. The legacy name of the key is `tid`.
        pub task_id: Option<i64> as tid,
        /// The description of the work.
        pub description: Option<String>,
        /// The start of the span.
        pub start: Option<Timestamp>,
        /// The end of the span; absent while the entry is running.
        pub stop: Option<Timestamp>,
        /// The length in seconds, but **negative while the entry is running**: it is then minus the Unix time of the
        /// start, or just -1, or 0. A stopped entry may have a negative duration too, where clocks differ.
        /// [`elapsed`](TimeEntry::elapsed) takes all of this into account.
        pub duration: Option<i64>,
        /// Whether only the duration counts. This is a legacy field; newer responses always say true.
        pub duronly: Option<bool>,
        /// Whether the time is billable.
        pub billable: Option<bool>,
        /// The names of its tags.
        pub tags: Vec<String>,
        /// The ids of its tags.
        pub tag_ids: Vec<i64>,
        /// The ids of the expenses that belong to it.
        pub expense_ids: Vec<i64>,
        /// The users whom it is shared with, set only when the request has `include_sharing`.
        pub shared_with: Vec<SharedWith>,
        /// The time of its last change.
        pub at: Option<Timestamp>,
        /// The time at which it was deleted. Deleted ones are returned only by requests with `since`.
        pub server_deleted_at: Option<Timestamp>,
        /// What the user is permitted to do with it.
        pub permissions: Vec<String>,
        /// The project's name. This field and those below are set only when the request has `meta`.
        pub project_name: Option<String>,
        /// The project's colour: `#0b83d9`.
        pub project_color: Option<String>,
        /// Whether the project is active; false when it is archived.
        pub project_active: Option<bool>,
        /// Whether the project is billable.
        pub project_billable: Option<bool>,
        /// The id of the project's client.
        pub client_id: Option<i64>,
        /// The client's name.
        pub client_name: Option<String>,
        /// The task's name.
        pub task_name: Option<String>,
        /// The name of the user who tracked the time.
        pub user_name: Option<String>,
        /// The address of that user's picture, which may be empty.
        pub user_avatar_url: Option<String>,
    }
}

impl TimeEntry {
    /// Returns whether the entry is running: it has no stop, was not deleted, and its duration is not that of an entry
    /// that has ended.
    ///
    /// An entry with a stop is not running whatever its duration is, since that is negative too where the clock of the
    /// program that stopped it was behind. Without a stop, a duration of 0 is that of a running entry.
    pub fn is_running(&self) -> bool {
        let has_begun = self.start.is_some() || self.duration.is_some();
        self.end().is_none() && has_begun && self.duration.is_none_or(|seconds| seconds <= 0)
    }

    /// Returns the tracked time, which lasts to `now` while the entry is running and does not grow once it has a stop.
    ///
    /// Returns zero when the entry does not say, and when `now` or the stop is before the start, as happens where
    /// clocks differ.
    pub fn elapsed(&self, now: Timestamp) -> Duration {
        match self.duration {
            Some(seconds @ 1..) => return Duration::from_secs(seconds.unsigned_abs()),
            Some(0) if !self.is_running() => return Duration::ZERO,
            _ => {}
        }
        let end = if self.is_running() { Some(now) } else { self.end() };
        let length = self.started().zip(end).map(|(start, end)| end.duration_since(start));
        length.and_then(|length| Duration::try_from(length).ok()).unwrap_or_default()
    }

    /// Returns the time at which it stopped, or at which it was deleted while running.
    fn end(&self) -> Option<Timestamp> {
        self.stop.or(self.server_deleted_at)
    }

    /// Returns the time at which it started, which the duration of an entry that never stopped tells too.
    fn started(&self) -> Option<Timestamp> {
        self.start.or_else(|| match self.duration {
            Some(seconds @ ..=-2) if self.stop.is_none() => Timestamp::from_second(seconds.checked_neg()?).ok(),
            _ => None,
        })
    }
}

model! {
    /// A user whom a time entry is shared with.
    pub struct SharedWith {
        /// The user's id.
        pub user_id: Option<i64>,
        /// The user's name.
        pub user_name: Option<String>,
        /// Whether the user has accepted the invitation.
        pub accepted: Option<bool>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<TimeEntry>(&["wid", "uid", "pid", "tid"]);
        all_may_be_absent_or_null::<SharedWith>(&[]);
    }

    #[test]
    fn the_form_of_2022_writes_utc_in_two_ways() {
        let entry: TimeEntry = read_and_keep(&json!({
            "id": 1_555_400_001, "workspace_id": 7_100_001, "project_id": 65_000_001, "task_id": null,
            "billable": false, "start": "2022-07-01T23:53:41+00:00", "stop": "2022-07-01T23:58:33Z", "duration": 292,
            "description": "bugs", "tags": null, "tag_ids": null, "duronly": false, "at": "2022-07-05T03:32:23+00:00",
            "server_deleted_at": null, "user_id": 5_000_001, "uid": 5_000_001, "wid": 7_100_001, "pid": 65_000_001
        }));
        assert_eq!(entry.stop, "2022-07-01T23:58:33Z".parse().ok());
        assert!(entry.tags.is_empty() && entry.tag_ids.is_empty());
        assert!(!entry.is_running());
    }

    #[test]
    fn the_form_of_2024_has_details_of_meta_and_a_large_id() {
        let entry: TimeEntry = read_and_keep(&json!({
            "id": 3_731_500_001_i64, "workspace_id": 7_100_001, "project_id": 63_000_001, "task_id": null,
            "billable": false, "start": "2024-12-16T17:05:25+00:00", "stop": "2024-12-16T18:07:05+00:00",
            "duration": 3700, "description": null, "tags": ["deep"], "tag_ids": [16_300_001], "duronly": true,
            "at": "2024-12-16T18:07:05.694469Z", "user_id": 5_000_001, "uid": 5_000_001, "wid": 7_100_001,
            "client_name": "Mill & Sons", "project_name": "Site", "project_color": "#d92b2b", "project_active": true,
            "project_billable": false, "user_name": "Ada", "user_avatar_url": ""
        }));
        assert_eq!(entry.id, 3_731_500_001);
        assert_eq!((entry.project_name.as_deref(), entry.user_avatar_url.as_deref()), (Some("Site"), Some("")));
        assert_eq!(entry.tag_ids, [16_300_001]);
    }

    #[test]
    fn the_form_of_2026_says_whom_it_is_shared_with() {
        let entry: TimeEntry = read_and_keep(&json!({
            "id": 4_100_000_001_i64, "expense_ids": [5], "task_name": "Review", "client_id": 61_200_001,
            "permissions": ["edit"], "shared_with": [{ "user_id": 5_000_002, "user_name": "Bo", "accepted": false }]
        }));
        let [with] = entry.shared_with.as_slice() else { panic!("{entry:?}") };
        assert_eq!((with.user_id, with.accepted), (Some(5_000_002), Some(false)));
        assert_eq!(entry.expense_ids, [5]);
    }

    #[test]
    fn legacy_names_fill_in_for_the_new_ones() {
        let entry: TimeEntry = read(&json!({ "wid": 1, "uid": 2, "pid": 3, "tid": 4 }));
        assert_eq!(entry.workspace_id, Some(1));
        assert_eq!(entry.user_id, Some(2));
        assert_eq!(entry.project_id, Some(3));
        assert_eq!(entry.task_id, Some(4));
        let entry: TimeEntry = read(&json!({ "pid": 3, "project_id": 30, "tid": 4, "task_id": null }));
        assert_eq!((entry.project_id, entry.task_id), (Some(30), Some(4)));
    }

    #[test]
    fn elapsed_is_the_length_or_the_time_until_now() {
        let now: Timestamp = "2024-12-13T01:00:00Z".parse().unwrap();
        for (json, running, seconds) in [
            (json!({ "start": "2024-12-13T00:00:00Z", "stop": "2024-12-13T00:10:00Z", "duration": 90 }), false, 90),
            (json!({ "start": "2024-12-13T00:00:00Z", "stop": "2024-12-13T00:00:00Z", "duration": 0 }), false, 0),
            (json!({ "start": "2024-12-13T00:00:00Z", "stop": "2024-12-13T00:10:00Z", "duration": 0 }), false, 0),
            (json!({ "start": "2024-12-13T00:00:00Z", "stop": "2024-12-13T00:10:00Z" }), false, 600),
            (json!({ "start": "2024-12-13T00:00:00Z", "duration": 90 }), false, 90),
            (json!({ "start": "2024-12-13T00:00:00Z", "duration": -1_734_048_001 }), true, 3600),
            (json!({ "start": "2024-12-13T00:00:00Z", "duration": -1 }), true, 3600),
            (json!({ "start": "2024-12-13T00:00:00Z", "duration": 0, "stop": null }), true, 3600),
            (json!({ "start": "2024-12-13T00:00:00Z" }), true, 3600),
            (json!({ "duration": -1_734_048_000 }), true, 3600),
            // The entry does not say.
            (json!({ "duration": -1 }), true, 0),
            (json!({ "duration": 0 }), true, 0),
            (json!({}), false, 0),
            (json!({ "stop": "2024-12-13T00:10:00Z" }), false, 0),
            (json!({ "stop": "2024-12-13T00:10:00Z", "duration": -260 }), false, 0),
            // The entry starts in the future; it stopped before it started; it has stopped, whatever the duration says.
            (json!({ "start": "2024-12-13T01:00:05Z", "duration": -1_734_051_605 }), true, 0),
            (json!({ "start": "2024-12-13T00:10:00Z", "stop": "2024-12-13T00:00:00Z" }), false, 0),
            (json!({ "start": "2024-12-13T00:04:20Z", "stop": "2024-12-13T00:00:00Z", "duration": -260 }), false, 0),
            (json!({ "start": "2024-12-13T00:00:00Z", "stop": "2024-12-13T00:10:00Z", "duration": -1 }), false, 600),
            // The entry was deleted while running.
            (
                json!({ "start": "2024-12-13T00:00:00Z", "server_deleted_at": "2024-12-13T00:10:00Z", "duration": -1 }),
                false,
                600,
            ),
            (json!({ "server_deleted_at": "2024-12-13T00:10:00Z", "duration": -1_734_048_000 }), false, 600),
            // The start is outside the range of times.
            (json!({ "duration": i64::MIN }), true, 0),
            (json!({ "duration": -i64::MAX }), true, 0),
        ] {
            let entry: TimeEntry = read(&json);
            assert_eq!((entry.is_running(), entry.elapsed(now)), (running, Duration::from_secs(seconds)), "{json}");
        }
        let longest: TimeEntry = read(&json!({ "duration": i64::MAX }));
        assert_eq!(longest.elapsed(now), Duration::from_secs(i64::MAX.unsigned_abs()));
    }
}
