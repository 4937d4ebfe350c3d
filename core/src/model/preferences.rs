//! The user's preferences, an open object. [`GetPreferences`](crate::me::GetPreferences) and
//! [`GetClientPreferences`](crate::me::GetClientPreferences) return them.

use jiff::Timestamp;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::codec::{self, Failure, Unreadable};
use crate::model::wire::{self, Field};

/// The user's preferences, whatever the server has, by the server's names.
///
/// There are more than 170, and Toggl adds and removes some over time, so this is an open object: preferences that this
/// crate does not know are kept and sent back unchanged. The common ones have methods; read the others with
/// [`get`](Preferences::get) and change them with [`set`](Preferences::set).
///
/// The documentation writes `collapseTimeEntries` where the server says `CollapseTimeEntries`. All methods accept both.
///
/// ```
/// use toggl_me_core::model::Preferences;
///
/// let mut preferences: Preferences = serde_json::from_str(r#"{"BeginningOfWeek":1,"novelty":[2]}"#)?;
/// preferences.set_beginning_of_week(0).set("charts_view_type", "bars");
/// assert_eq!(
///     serde_json::to_string(&preferences)?,
///     r#"{"BeginningOfWeek":0,"charts_view_type":"bars","novelty":[2]}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Preferences(#[serde(deserialize_with = "wire::object")] Map<String, Value>);

const ALPHA_FEATURES: &str = "alpha_features";
const BEGINNING_OF_WEEK: &str = "BeginningOfWeek";
const COLLAPSE_TIME_ENTRIES: &str = "CollapseTimeEntries";
const DATE_FORMAT: &str = "date_format";
const DURATION_FORMAT: &str = "duration_format";
const RECORD_TIMELINE: &str = "record_timeline";
const SEND_PRODUCT_EMAILS: &str = "send_product_emails";
const SEND_TIMER_NOTIFICATIONS: &str = "send_timer_notifications";
const SEND_WEEKLY_REPORT: &str = "send_weekly_report";
const TIMEOFDAY_FORMAT: &str = "timeofday_format";
const TIMEZONE: &str = "pg_time_zone_name";
pub(crate) const TOS_ACCEPT_NEEDED: &str = "ToSAcceptNeeded";

impl Preferences {
    /// Creates an empty object, to be filled with the preferences to change.
    pub fn new() -> Self {
        Preferences::default()
    }

    /// Returns the value of a preference.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(&self.key(name))
    }

    /// Sets the value of a preference.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        self.0.insert(self.key(name), value.into());
        self
    }

    /// Returns all preferences by the server's names.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Returns all preferences by the server's names.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }

    /// Returns the first day of the week: 0 is Sunday, 6 is Saturday.
    pub fn beginning_of_week(&self) -> Option<i64> {
        read(self.get(BEGINNING_OF_WEEK)?)
    }

    /// Sets the first day of the week: 0 is Sunday, 6 is Saturday.
    pub fn set_beginning_of_week(&mut self, day: u8) -> &mut Self {
        self.set(BEGINNING_OF_WEEK, day)
    }

    /// Returns the format of dates, such as `MM/DD/YYYY`.
    pub fn date_format(&self) -> Option<&str> {
        self.text(DATE_FORMAT)
    }

    /// Sets the format of dates, such as `MM/DD/YYYY`.
    pub fn set_date_format(&mut self, format: &str) -> &mut Self {
        self.set(DATE_FORMAT, format)
    }

    /// Returns the format of times, such as `H:mm`.
    pub fn timeofday_format(&self) -> Option<&str> {
        self.text(TIMEOFDAY_FORMAT)
    }

    /// Sets the format of times, such as `H:mm`.
    pub fn set_timeofday_format(&mut self, format: &str) -> &mut Self {
        self.set(TIMEOFDAY_FORMAT, format)
    }

    /// Returns the format of durations: `classic`, `improved` or `decimal`.
    pub fn duration_format(&self) -> Option<&str> {
        self.text(DURATION_FORMAT)
    }

    /// Sets the format of durations: `classic`, `improved` or `decimal`.
    pub fn set_duration_format(&mut self, format: &str) -> &mut Self {
        self.set(DURATION_FORMAT, format)
    }

    /// Returns the IANA name of the time zone. The server calls it `pg_time_zone_name`.
    pub fn timezone(&self) -> Option<&str> {
        self.text(TIMEZONE)
    }

    /// Sets the time zone by its IANA name. The server calls it `pg_time_zone_name`.
    pub fn set_timezone(&mut self, name: &str) -> &mut Self {
        self.set(TIMEZONE, name)
    }

    /// Returns whether similar time entries are shown as one.
    pub fn collapse_time_entries(&self) -> Option<bool> {
        self.flag(COLLAPSE_TIME_ENTRIES)
    }

    /// Sets whether similar time entries are shown as one.
    pub fn set_collapse_time_entries(&mut self, collapse: bool) -> &mut Self {
        self.set(COLLAPSE_TIME_ENTRIES, collapse)
    }

    /// Returns whether the desktop app records what the user works with.
    pub fn record_timeline(&self) -> Option<bool> {
        self.flag(RECORD_TIMELINE)
    }

    /// Sets whether the desktop app records what the user works with.
    pub fn set_record_timeline(&mut self, record: bool) -> &mut Self {
        self.set(RECORD_TIMELINE, record)
    }

    /// Returns whether Toggl sends e-mails about its products.
    pub fn send_product_emails(&self) -> Option<bool> {
        self.flag(SEND_PRODUCT_EMAILS)
    }

    /// Sets whether Toggl sends e-mails about its products.
    pub fn set_send_product_emails(&mut self, send: bool) -> &mut Self {
        self.set(SEND_PRODUCT_EMAILS, send)
    }

    /// Returns whether Toggl sends a weekly report.
    pub fn send_weekly_report(&self) -> Option<bool> {
        self.flag(SEND_WEEKLY_REPORT)
    }

    /// Sets whether Toggl sends a weekly report.
    pub fn set_send_weekly_report(&mut self, send: bool) -> &mut Self {
        self.set(SEND_WEEKLY_REPORT, send)
    }

    /// Returns whether Toggl notifies the user of time entries that have been running for long.
    pub fn send_timer_notifications(&self) -> Option<bool> {
        self.flag(SEND_TIMER_NOTIFICATIONS)
    }

    /// Sets whether Toggl notifies the user of time entries that have been running for long.
    pub fn set_send_timer_notifications(&mut self, send: bool) -> &mut Self {
        self.set(SEND_TIMER_NOTIFICATIONS, send)
    }

    /// Returns whether the user has to accept terms of service, which [`AcceptTos`](crate::me::AcceptTos) does. The
    /// server refuses to change this preference.
    pub fn tos_accept_needed(&self) -> Option<bool> {
        self.flag(TOS_ACCEPT_NEEDED)
    }

    /// Returns the experimental features, including those that are off for the user.
    pub fn alpha_features(&self) -> Vec<AlphaFeature> {
        let features = self.get(ALPHA_FEATURES).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let texts = features.iter().map(Value::to_string);
        let read = |text: String| codec::decode_noting(text.as_bytes(), codec::object, &mut Unreadable::default());
        texts.filter_map(|text| read(text).ok()).collect()
    }

    /// Sets whether an experimental feature is on for the user.
    pub fn set_alpha_feature(&mut self, code: &str, enabled: bool) -> &mut Self {
        let mut features = match self.0.remove(ALPHA_FEATURES) {
            Some(Value::Array(features)) => features,
            _ => Vec::new(),
        };
        let mut objects = features.iter_mut().filter_map(Value::as_object_mut);
        match objects.find(|feature| feature.get("code").and_then(Value::as_str) == Some(code)) {
            Some(feature) => drop(feature.insert("enabled".to_owned(), enabled.into())),
            None => features.push(json!({ "code": code, "enabled": enabled })),
        }
        self.set(ALPHA_FEATURES, features)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        read(self.get(name)?)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// Returns the key that `name` has or would have: the server's spelling, unless the object has only the
    /// documentation's.
    fn key(&self, name: &str) -> String {
        let mut server = name.to_owned();
        if name.contains(|letter: char| letter.is_ascii_uppercase()) {
            let mut documented = name.to_owned();
            server.get_mut(..1).map(str::make_ascii_uppercase);
            documented.get_mut(..1).map(str::make_ascii_lowercase);
            if !self.0.contains_key(&server) && self.0.contains_key(&documented) {
                return documented;
            }
        }
        server
    }
}

/// Decodes a value in any of the forms that a field of a model may have. Returns `None` for any other value.
fn read<T>(value: &Value) -> Option<T>
where
    Option<T>: Field,
{
    Field::read(value).ok()?
}

/// Decodes preferences. Any key may be a preference, but an object that has only the keys in which values and errors
/// are wrapped is refused, and so is a list of anything.
pub(crate) fn decode(body: &[u8]) -> Result<Preferences, Failure> {
    const WRAPPERS: [&str; 6] = ["code", "data", "error", "error_message", "message", "success"];
    let preferences: Preferences = codec::json(body)?;
    let is_foreign = match preferences.0.is_empty() {
        true => codec::json::<Vec<IgnoredAny>>(body).is_ok_and(|items| !items.is_empty()),
        false => preferences.0.keys().all(|key| WRAPPERS.contains(&key.as_str())),
    };
    if is_foreign {
        return Err(Failure::foreign("an object of preferences", body));
    }
    Ok(preferences)
}

impl From<Map<String, Value>> for Preferences {
    fn from(map: Map<String, Value>) -> Self {
        Preferences(map)
    }
}

model! {
    /// An experimental feature of Toggl's.
    pub struct AlphaFeature {
        /// The feature's id.
        pub alpha_feature_id: Option<i64>,
        /// The id of the product that it belongs to.
        pub product_id: Option<i64>,
        /// The feature's name, such as `paging_project_list`.
        pub code: Option<String>,
        /// The description of the feature.
        pub description: Option<String>,
        /// Whether the feature is on for the user.
        pub enabled: Option<bool>,
        /// The time at which it was deleted.
        pub deleted_at: Option<Timestamp>,
    }
}

open_enum! {
    /// A program of Toggl's that has preferences of its own.
    pub enum PreferencesClient {
        /// The desktop app.
        Desktop = "desktop",
        /// The web site.
        Web = "web",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read, read_and_keep};

    #[test]
    fn features_may_lack_every_field() {
        all_may_be_absent_or_null::<AlphaFeature>(&[]);
    }

    #[test]
    fn an_empty_object_has_no_preferences() {
        for nothing in [json!({}), json!(null), json!([])] {
            assert_eq!(read::<Preferences>(&nothing), Preferences::new(), "{nothing}");
        }
        for other in [r#"[{"id":1}]"#, r#"{"success":false,"message":"Forbidden"}"#] {
            assert!(decode(other.as_bytes()).is_err(), "{other}");
        }
    }

    #[test]
    fn unknown_preferences_survive_a_change() {
        let sent = json!({
            "BeginningOfWeek": 1, "date_format": "MM/DD/YYYY", "novelty": { "deep": [1, null, 2.5] },
            "alpha_features": [{ "code": "jira_v2", "enabled": false, "novelty": 1 }], "send_weekly_report": null
        });
        let mut preferences: Preferences = read_and_keep(&sent);
        assert_eq!(serde_json::to_value(&preferences).unwrap(), sent);
        preferences.set_date_format("YYYY-MM-DD").set_alpha_feature("jira_v2", true);
        assert_eq!(
            serde_json::to_value(&preferences).unwrap(),
            json!({
                "BeginningOfWeek": 1, "date_format": "YYYY-MM-DD", "novelty": { "deep": [1, null, 2.5] },
                "alpha_features": [{ "code": "jira_v2", "enabled": true, "novelty": 1 }], "send_weekly_report": null
            })
        );
    }

    #[test]
    fn a_preference_that_was_set_is_returned() {
        let mut preferences = Preferences::new();
        preferences
            .set_beginning_of_week(6)
            .set_date_format("a")
            .set_timeofday_format("b")
            .set_duration_format("c")
            .set_timezone("d")
            .set_collapse_time_entries(true)
            .set_record_timeline(false)
            .set_send_product_emails(true)
            .set_send_weekly_report(false)
            .set_send_timer_notifications(true);
        assert_eq!(
            serde_json::to_value(&preferences).unwrap(),
            json!({
                "BeginningOfWeek": 6, "date_format": "a", "timeofday_format": "b", "duration_format": "c",
                "pg_time_zone_name": "d", "CollapseTimeEntries": true, "record_timeline": false,
                "send_product_emails": true, "send_weekly_report": false, "send_timer_notifications": true
            })
        );
        assert_eq!(preferences.beginning_of_week(), Some(6));
        assert_eq!((preferences.date_format(), preferences.timeofday_format()), (Some("a"), Some("b")));
        assert_eq!((preferences.duration_format(), preferences.timezone()), (Some("c"), Some("d")));
        assert_eq!((preferences.collapse_time_entries(), preferences.record_timeline()), (Some(true), Some(false)));
        assert_eq!((preferences.send_product_emails(), preferences.send_weekly_report()), (Some(true), Some(false)));
        assert_eq!((preferences.send_timer_notifications(), preferences.tos_accept_needed()), (Some(true), None));
    }

    #[test]
    fn a_switch_is_returned_as_it_stands() {
        for on in [true, false] {
            let mut switches = Preferences::new();
            switches.set_collapse_time_entries(on).set_record_timeline(on).set_send_product_emails(on);
            switches.set_send_weekly_report(on).set_send_timer_notifications(on);
            assert_eq!(switches.collapse_time_entries(), Some(on));
            assert_eq!(switches.record_timeline(), Some(on));
            assert_eq!(switches.send_product_emails(), Some(on));
            assert_eq!(switches.send_weekly_report(), Some(on));
            assert_eq!(switches.send_timer_notifications(), Some(on));
        }
    }

    #[test]
    fn values_are_decoded_in_every_form_and_others_are_none() {
        let preferences: Preferences = read(&json!({
            "BeginningOfWeek": "1", "date_format": 1, "record_timeline": 0, "send_weekly_report": "often"
        }));
        assert_eq!((preferences.beginning_of_week(), preferences.date_format()), (Some(1), None));
        assert_eq!((preferences.record_timeline(), preferences.send_weekly_report()), (Some(false), None));
        assert_eq!(preferences.get("record_timeline"), Some(&json!(0)));
    }

    #[test]
    fn wrappers_alone_are_refused() {
        for body in [r#"{"error":"gone"}"#, r#"{"data":null}"#, r#"{"message":"","error_message":{}}"#] {
            let failure = decode(body.as_bytes()).unwrap_err().to_string();
            assert_eq!(failure, "it is not an object of preferences but looks like a JSON object", "{body}");
        }
        for body in ["{}", "[]", "null", r#"{"novelty":1}"#, r#"{"data":null,"date_format":"D"}"#] {
            assert!(decode(body.as_bytes()).is_ok(), "{body}");
        }
    }

    #[test]
    fn capitalised_names_work_in_either_spelling() {
        for name in ["WebTimeEntryStarted", "webTimeEntryStarted"] {
            let mut preferences: Preferences = read(&json!({ name: true }));
            for asked in ["WebTimeEntryStarted", "webTimeEntryStarted"] {
                assert_eq!(preferences.get(asked), Some(&json!(true)), "{asked} in {name}");
                preferences.set(asked, true);
            }
            assert_eq!(preferences.into_map().keys().collect::<Vec<_>>(), [name]);
        }
        let mut preferences = Preferences::new();
        preferences.set("manualMode", true).set("äÖ", 1).set("", 2);
        assert_eq!(preferences.as_map().keys().collect::<Vec<_>>(), ["", "ManualMode", "äÖ"]);
        assert_eq!(read::<Preferences>(&json!({ "toSAcceptNeeded": true })).tos_accept_needed(), Some(true));
    }

    #[test]
    fn experimental_features_are_read_changed_and_added() {
        let mut preferences: Preferences = read(&json!({
            "alpha_features": [{ "code": "jira_v2", "enabled": false, "alpha_feature_id": 7 }, 17,
                { "code": 1, "enabled": 1 }]
        }));
        preferences.set_alpha_feature("jira_v2", true).set_alpha_feature("alerts_v2", false);
        let features = preferences.alpha_features();
        let told: Vec<_> = features.iter().map(|feature| (feature.code.as_deref(), feature.enabled)).collect();
        assert_eq!(told, [(Some("jira_v2"), Some(true)), (None, Some(true)), (Some("alerts_v2"), Some(false))]);
        assert_eq!(preferences.alpha_features()[0].alpha_feature_id, Some(7));
        assert!(Preferences::new().alpha_features().is_empty());
        let mut odd: Preferences = read(&json!({ "alpha_features": null }));
        assert_eq!(odd.set_alpha_feature("jira_v2", true).alpha_features().len(), 1);
    }
}
