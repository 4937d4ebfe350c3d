//! The differences between two JSON values, in words that show no secret.

use serde_json::Value;

use crate::scrub::{SCRUBBED, Scrubber};
use crate::secrets::{Secrets, is_secret_key};

/// Returns where and how two JSON values differ.
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
            let key = path.rsplit('.').next().unwrap_or_default();
            let place = if path.is_empty() { "the value" } else { path };
            let show = |value: Option<&Value>| match value {
                None => "nothing".to_owned(),
                Some(_) if is_secret_key(key) => SCRUBBED.to_owned(),
                Some(value) => Scrubber::default().json(value, Secrets::Of(&[])).to_string(),
            };
            found.push(format!("{place} should have been {}, but was {}", show(expected), show(actual)));
        }
    }
}
