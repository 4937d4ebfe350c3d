//! What is a secret in a request or an answer, and how it is taken out of what people get to see.

use serde_json::Value;

/// What stands where a secret was.
pub(crate) const SCRUBBED: &str = "(scrubbed)";

/// The keys of JSON objects whose values nobody should see.
const SECRET_KEYS: [&str; 13] = [
    "api_token",
    "password",
    "current_password",
    "email",
    "openid_email",
    "intercom_hash",
    "ical_url",
    "code",
    "token",
    "token_code",
    "shared_hash",
    "session",
    "fcm_registration_token",
];

pub(crate) fn is_secret_key(key: &str) -> bool {
    SECRET_KEYS.iter().any(|secret| secret.eq_ignore_ascii_case(key))
}

/// Where and how two JSON values differ, in words that show no secret.
pub(crate) fn differences(expected: &Value, actual: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", Some(expected), Some(actual), &mut found);
    found
}

fn compare(path: &str, expected: Option<&Value>, actual: Option<&Value>, found: &mut Vec<String>) {
    match (expected, actual) {
        (Some(Value::Object(expected)), Some(Value::Object(actual))) => {
            let added = actual.keys().filter(|key| !expected.contains_key(*key));
            for key in expected.keys().chain(added) {
                let path = format!("{path}.{key}");
                compare(&path, expected.get(key), actual.get(key), found);
            }
        }
        (Some(Value::Array(expected)), Some(Value::Array(actual))) => {
            for index in 0..expected.len().max(actual.len()) {
                compare(&format!("{path}[{index}]"), expected.get(index), actual.get(index), found);
            }
        }
        (expected, actual) if expected == actual => {}
        (expected, actual) => {
            let key = path.rsplit(['.', '[']).next().unwrap_or_default();
            let place = if path.is_empty() { "the value" } else { path };
            let show = |value: Option<&Value>| match value {
                None => "nothing".to_owned(),
                Some(_) if is_secret_key(key) => SCRUBBED.to_owned(),
                Some(value) => value.to_string(),
            };
            found.push(format!("{place} should have been {}, but was {}", show(expected), show(actual)));
        }
    }
}
