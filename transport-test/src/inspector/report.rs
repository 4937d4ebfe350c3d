//! The report to the page: the state of the fake, and the requests that are new.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::tally::Tally;
use super::verdict::Place;
use super::watch::{Watch, Written};
use crate::fake::Hour;
use crate::fake::view::{AccountView, EntryView, HourView};
use crate::scrub::Scrubber;
use crate::secrets::Secrets;

const HOUR: Duration = Duration::from_secs(3600);

/// How old a written state may be when it is sent, so that readers who look at the same time share one.
const SHARED: Duration = Duration::from_millis(100);

/// What a reader knows: the requests up to a number, and the state of a version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    requests: u64,
    version: Option<u64>,
}

/// Writes as JSON what is new for a reader, and returns what the reader knows then.
pub(super) fn news(watch: &Watch, known: Known) -> (String, Known) {
    let state = (known.version != Some(watch.version())).then(|| watch.written(SHARED, state));
    tell(watch, known, state)
}

/// Writes everything as JSON.
pub(super) fn all(watch: &Watch) -> String {
    let state = watch.written(Duration::ZERO, state);
    tell(watch, Known::default(), Some(state)).0
}

fn tell(watch: &Watch, known: Known, state: Option<Written>) -> (String, Known) {
    let (entries, missed) = watch.journal().after(known.requests);
    let now = millis(watch.toggl().now().0);
    let mut json = format!(r#"{{"now":{now},"missed":{missed},"requests":["#);
    for (place, entry) in entries.iter().enumerate() {
        json.push_str(if place == 0 { "" } else { "," });
        json.push_str(entry.json());
    }
    json.push(']');
    if let Some(state) = &state {
        json.push_str(r#","state":"#);
        json.push_str(&state.json);
    }
    json.push('}');
    let requests = entries.last().map_or(known.requests, |entry| entry.number);
    (json, Known { requests, version: state.map(|state| state.version).or(known.version) })
}

/// Writes everything that the page shows except the requests.
fn state(watch: &Watch) -> String {
    let (wall, now) = watch.toggl().now();
    let accounts = watch.toggl().view();
    let faults = watch.planned().all();
    let frees_at = |at: Duration| {
        let left = SignedDuration::try_from((at + HOUR).saturating_sub(now)).unwrap_or_default();
        millis(wall.saturating_add(left).unwrap_or(wall))
    };
    // The journal's contents are copied, so that it is free for requests again.
    let (seen, programs, operations) = {
        let journal = watch.journal();
        let of_user = |account: &AccountView| journal.judge.places(account.place, Hour::User).copied().collect();
        let seen: Vec<VecDeque<Place>> = accounts.iter().map(of_user).collect();
        (seen, journal.programs.all().to_vec(), journal.operations.all().to_vec())
    };
    let accounts = accounts.iter().zip(seen).map(|(account, mut seen)| {
        let hours = account.hours.iter().map(|hour| {
            let mut json = hour_json(hour);
            // An organization's hour has up to 600 calls, so the number of those that were made is enough.
            if hour.hour == Hour::User {
                let places = hour.calls.iter().map(|call| {
                    while seen.front().is_some_and(|place| place.at < *call) {
                        seen.pop_front();
                    }
                    let known = seen.front().is_some_and(|place| place.at == *call);
                    let place = if known { seen.pop_front() } else { None };
                    json!({
                        "frees_at": frees_at(*call),
                        "number": place.map(|place| place.number),
                        "program": place.and_then(|place| programs.get(place.program)).map(Tally::name),
                        "needed": place.is_none_or(|place| place.needed),
                    })
                });
                json["places"] = places.collect();
            }
            json
        });
        let hours = hours.collect();
        account_json(account, hours)
    });
    let accounts = Scrubber::default().json(&accounts.collect(), Secrets::Of(&[]));
    json!({ "accounts": accounts, "programs": programs, "operations": operations, "faults": faults }).to_string()
}

fn account_json(account: &AccountView, hours: Vec<Value>) -> Value {
    let projects = account.projects.iter();
    let projects = projects.map(|(name, client, color)| json!({ "name": name, "client": client, "color": color }));
    json!({
        "id": account.id,
        "name": account.fullname,
        "hours": hours,
        "entries": account.entries.iter().map(entry_json).collect::<Vec<_>>(),
        "all_entries": account.all_entries,
        "projects": projects.collect::<Vec<_>>(),
        "all_projects": account.all_projects,
    })
}

fn hour_json(hour: &HourView) -> Value {
    let organization = hour.organization.as_ref();
    let organization = organization.map(|(id, name, plan)| json!({ "id": id, "name": name, "plan": plan }));
    json!({ "organization": organization, "total": hour.total, "used": hour.used })
}

fn entry_json(entry: &EntryView) -> Value {
    json!({
        "description": entry.description,
        "project": entry.project,
        "color": entry.color,
        "start": millis(entry.start),
        "stop": entry.stop.map(millis),
    })
}

/// Returns milliseconds since 1970.
fn millis(time: Timestamp) -> i64 {
    time.as_millisecond()
}
