//! The user's preferences, an open object.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::codec::{self, Failure, Unreadable};
use crate::model::wire::{self, Field};

/// The user's preferences: whatever the server has, by its own names.
///
/// There are more than 170 and they come and go, so this is an open object: what this crate does not know is kept, and
/// sent back, as it came. The common ones have methods; the others are read with [`get`](Preferences::get) and changed
/// with [`set`](Preferences::set).
///
/// The documentation prints `collapseTimeEntries` where the server says `CollapseTimeEntries`. All methods take both.
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
    /// None, to be filled with what is to be changed.
    pub fn new() -> Self {
        Preferences::default()
    }

    /// A preference's value.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(&self.key(name))
    }

    /// Changes a preference's value, or adds it.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        self.0.insert(self.key(name), value.into());
        self
    }

    /// All of them, by the server's names.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// All of them, by the server's names.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }

    /// The first day of the week: 0 is Sunday, 6 is Saturday.
    pub fn beginning_of_week(&self) -> Option<i64> {
        read(self.get(BEGINNING_OF_WEEK)?)
    }

    /// Changes the first day of the week: 0 is Sunday, 6 is Saturday.
    pub fn set_beginning_of_week(&mut self, day: u8) -> &mut Self {
        self.set(BEGINNING_OF_WEEK, day)
    }

    /// How dates are written: `MM/DD/YYYY`.
    pub fn date_format(&self) -> Option<&str> {
        self.text(DATE_FORMAT)
    }

    /// Changes how dates are written: `MM/DD/YYYY`.
    pub fn set_date_format(&mut self, format: &str) -> &mut Self {
        self.set(DATE_FORMAT, format)
    }

    /// How times are written: `H:mm`.
    pub fn timeofday_format(&self) -> Option<&str> {
        self.text(TIMEOFDAY_FORMAT)
    }

    /// Changes how times are written: `H:mm`.
    pub fn set_timeofday_format(&mut self, format: &str) -> &mut Self {
        self.set(TIMEOFDAY_FORMAT, format)
    }

    /// How durations are written: `classic`, `improved` or `decimal`.
    pub fn duration_format(&self) -> Option<&str> {
        self.text(DURATION_FORMAT)
    }

    /// Changes how durations are written: `classic`, `improved` or `decimal`.
    pub fn set_duration_format(&mut self, format: &str) -> &mut Self {
        self.set(DURATION_FORMAT, format)
    }

    /// The time zone's IANA name. The server calls it `pg_time_zone_name`.
    pub fn timezone(&self) -> Option<&str> {
        self.text(TIMEZONE)
    }

    /// Changes the time zone, by its IANA name. The server calls it `pg_time_zone_name`.
    pub fn set_timezone(&mut self, name: &str) -> &mut Self {
        self.set(TIMEZONE, name)
    }

    /// Whether time entries that are alike are shown as one.
    pub fn collapse_time_entries(&self) -> Option<bool> {
        self.flag(COLLAPSE_TIME_ENTRIES)
    }

    /// Changes whether time entries that are alike are shown as one.
    pub fn set_collapse_time_entries(&mut self, collapse: bool) -> &mut Self {
        self.set(COLLAPSE_TIME_ENTRIES, collapse)
    }

    /// Whether the desktop app records what the user works with.
    pub fn record_timeline(&self) -> Option<bool> {
        self.flag(RECORD_TIMELINE)
    }

    /// Changes whether the desktop app records what the user works with.
    pub fn set_record_timeline(&mut self, record: bool) -> &mut Self {
        self.set(RECORD_TIMELINE, record)
    }

    /// Whether Toggl sends e-mails about its products.
    pub fn send_product_emails(&self) -> Option<bool> {
        self.flag(SEND_PRODUCT_EMAILS)
    }

    /// Changes whether Toggl sends e-mails about its products.
    pub fn set_send_product_emails(&mut self, send: bool) -> &mut Self {
        self.set(SEND_PRODUCT_EMAILS, send)
    }

    /// Whether Toggl sends a report every week.
    pub fn send_weekly_report(&self) -> Option<bool> {
        self.flag(SEND_WEEKLY_REPORT)
    }

    /// Changes whether Toggl sends a report every week.
    pub fn set_send_weekly_report(&mut self, send: bool) -> &mut Self {
        self.set(SEND_WEEKLY_REPORT, send)
    }

    /// Whether Toggl tells about time entries that run for long.
    pub fn send_timer_notifications(&self) -> Option<bool> {
        self.flag(SEND_TIMER_NOTIFICATIONS)
    }

    /// Changes whether Toggl tells about time entries that run for long.
    pub fn set_send_timer_notifications(&mut self, send: bool) -> &mut Self {
        self.set(SEND_TIMER_NOTIFICATIONS, send)
    }

    /// Whether there are terms of service to be accepted. The server refuses to change it: see
    /// `POST /me/accept_tos`.
    pub fn tos_accept_needed(&self) -> Option<bool> {
        self.flag(TOS_ACCEPT_NEEDED)
    }

    /// The features that are tried out, those that are off for the user too.
    pub fn alpha_features(&self) -> Vec<AlphaFeature> {
        let features = self.get(ALPHA_FEATURES).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let texts = features.iter().map(Value::to_string);
        let read = |text: String| codec::decode_noting(text.as_bytes(), codec::object, &mut Unreadable::default());
        texts.filter_map(|text| read(text).ok()).collect()
    }

    /// Changes whether a feature that is tried out is on for the user.
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

    /// The key that `name` has, or would have: the server's form, unless only the documentation's is there.
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

/// A value in any of the forms that a field of a model may have; `None` where it is something else.
fn read<T>(value: &Value) -> Option<T>
where
    Option<T>: Field,
{
    Field::read(value).ok()?
}

/// Decodes preferences. Any key may be one, but those in which answers and errors are wrapped are none.
pub(crate) fn decode(body: &[u8]) -> Result<Preferences, Failure> {
    const WRAPPERS: [&str; 4] = ["data", "error", "error_message", "message"];
    let preferences: Preferences = codec::json(body)?;
    let mut keys = preferences.0.keys();
    if !preferences.0.is_empty() && keys.all(|key| WRAPPERS.contains(&key.as_str())) {
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
    /// A feature that Toggl tries out.
    pub struct AlphaFeature {
        /// The feature's id.
        pub alpha_feature_id: Option<i64>,
        /// The product that it belongs to.
        pub product_id: Option<i64>,
        /// Its name: `paging_project_list`.
        pub code: Option<String>,
        /// What it is.
        pub description: Option<String>,
        /// Whether it is on for the user.
        pub enabled: Option<bool>,
        /// When it was deleted.
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
    fn features_may_lack_everything() {
        all_may_be_absent_or_null::<AlphaFeature>(&[]);
    }

    #[test]
    fn none_is_none() {
        for nothing in [json!({}), json!(null), json!([])] {
            assert_eq!(read::<Preferences>(&nothing), Preferences::new(), "{nothing}");
        }
    }

    #[test]
    fn nothing_is_lost_when_they_are_read_changed_and_written() {
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
    fn what_is_set_is_got() {
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
    fn a_switch_is_read_as_it_stands() {
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
    fn values_are_read_in_every_form_and_others_are_none() {
        let preferences: Preferences = read(&json!({
            "BeginningOfWeek": "1", "date_format": 1, "record_timeline": 0, "send_weekly_report": "often"
        }));
        assert_eq!((preferences.beginning_of_week(), preferences.date_format()), (Some(1), None));
        assert_eq!((preferences.record_timeline(), preferences.send_weekly_report()), (Some(false), None));
        assert_eq!(preferences.get("record_timeline"), Some(&json!(0)));
    }

    #[test]
    fn wrappers_alone_are_no_preferences() {
        for body in [r#"{"error":"gone"}"#, r#"{"data":null}"#, r#"{"message":"","error_message":{}}"#] {
            let failure = decode(body.as_bytes()).unwrap_err().to_string();
            assert_eq!(failure, "it is not an object of preferences but looks like a JSON object", "{body}");
        }
        for body in ["{}", "[]", "null", r#"{"novelty":1}"#, r#"{"data":null,"date_format":"D"}"#] {
            assert!(decode(body.as_bytes()).is_ok(), "{body}");
        }
    }

    #[test]
    fn names_with_capitals_are_found_and_changed_in_either_form() {
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
    fn features_that_are_tried_out_are_read_changed_and_added() {
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
