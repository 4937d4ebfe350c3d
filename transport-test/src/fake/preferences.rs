//! [`Preferences`]: the user's and those of the user's programs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

pub(super) const ALPHA_FEATURES: &str = "alpha_features";
pub(super) const TOS_ACCEPT_NEEDED: &str = "ToSAcceptNeeded";

/// All preferences of an account.
#[derive(Clone, Default)]
pub(super) struct Preferences {
    pub(super) user: Values,
    pub(super) desktop: Values,
    pub(super) web: Values,
}

/// The values by name, and the time of their last change.
#[derive(Clone, Default)]
pub(super) struct Values(BTreeMap<String, (Value, Timestamp)>);

impl Preferences {
    /// Adds the preferences of a user who never changed any.
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

    pub(super) fn of(&mut self, client: &str) -> Option<&mut Values> {
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

    pub(super) fn apply(&mut self, changes: Map<String, Value>, now: Timestamp) {
        for (name, value) in changes {
            let value = match value {
                Value::Array(changes) if name == ALPHA_FEATURES => merge(self.features(), changes),
                value => value,
            };
            self.set(&name, value, now);
        }
    }

    pub(super) fn features(&self) -> &[Value] {
        let features = self.0.get(ALPHA_FEATURES).and_then(|(features, _)| features.as_array());
        features.map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn json(&self, since: Option<Timestamp>) -> Map<String, Value> {
        let listed = self.0.iter().filter(|(_, (_, changed))| since.is_none_or(|since| *changed >= since));
        listed.map(|(name, (value, _))| (name.clone(), value.clone())).collect()
    }
}

/// Returns the server's form of a name, which is that of the documentation with a capital at the beginning.
pub(super) fn canonical(name: &str) -> String {
    let mut name = name.to_owned();
    if name.contains(|letter: char| letter.is_ascii_uppercase()) {
        name.get_mut(..1).map(str::make_ascii_uppercase);
    }
    name
}

/// Returns whether two features have the same code.
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    one["code"].is_string() && one["code"] == other["code"]
}

/// Changes the features that are named.
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
