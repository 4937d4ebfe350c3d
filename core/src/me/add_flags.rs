//! POST /me/flags: <https://engineering.toggl.com/docs/api/me#post-flags>

use http::Method;
use serde_json::{Map, Value};

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, json_body};
use crate::error::BuildError;

/// Sets flags for the user, by keys and values of the program's own, and returns all of the user's flags.
///
/// # What the server does
///
/// - It takes 1 to 4 flags at once and keeps 128 in all. A key has at most 32 characters and a value at most 64.
///
/// # Errors
///
/// - The server refuses with 400 "No valid data submitted" or 403, and fails with 500.
/// - The body must be empty, `null` or an object, whose keys are the programs' own; anything else is a
///   [`DecodeError`](crate::DecodeError).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct AddFlags {
    /// The flags to set, 1 to 4: keys of at most 32 characters and values of at most 64. The length of a value that is
    /// not a string is that of its JSON.
    pub flags: Map<String, Value>,
}

impl AddFlags {
    /// Creates a request without flags; [`flag`](AddFlags::flag) adds them.
    pub fn new() -> Self {
        AddFlags::default()
    }

    /// Adds a flag to [`flags`](#structfield.flags).
    #[must_use]
    pub fn flag(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.flags.insert(key.into(), value.into());
        self
    }
}

impl Endpoint for AddFlags {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "me/flags";
    type Response = Map<String, Value>;

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        let problem = if !(1..=4).contains(&self.flags.len()) {
            "are not 1 to 4 at once"
        } else if self.flags.keys().any(|key| key.chars().count() > 32) {
            "have a key of more than 32 characters"
        } else if self.flags.values().any(|value| length(value) > 64) {
            "have a value of more than 64 characters"
        } else {
            return json_body(&self.flags);
        };
        Err(BuildError::parameter("flags", problem))
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Map<String, Value>, Failure> {
        codec::optional(body).map(Option::unwrap_or_default)
    }
}

fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        other => other.to_string().chars().count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_refusals, assert_request, parse};

    #[test]
    fn the_request_is_exact() {
        assert_request(
            &AddFlags::new().flag("tour_seen", true).flag("step", "3"),
            "POST /me/flags",
            r#"{"step":"3","tour_seen":true}"#,
        );
    }

    #[test]
    fn flags_within_the_limits_are_sent() {
        let most = AddFlags::new()
            .flag("ä".repeat(32), "ä".repeat(64))
            .flag("digits", 1_000_000_000_000_000_i64)
            .flag("list", vec!["a"; 15])
            .flag("", "");
        assert_eq!(length(&vec!["a"; 15].into()), 61);
        assert!(most.body().is_ok());
    }

    #[test]
    fn flags_beyond_the_limits_are_refused_before_sending() {
        let five = (0..5).fold(AddFlags::new(), |flags, n| flags.flag(n.to_string(), n));
        for (flags, problem) in [
            (AddFlags::new(), "flags are not 1 to 4 at once"),
            (five, "flags are not 1 to 4 at once"),
            (AddFlags::new().flag("ä".repeat(33), 1), "flags have a key of more than 32 characters"),
            (AddFlags::new().flag("a", "ä".repeat(65)), "flags have a value of more than 64 characters"),
            (AddFlags::new().flag("a", vec!["a"; 16]), "flags have a value of more than 64 characters"),
        ] {
            assert_eq!(flags.body().unwrap_err().to_string(), problem);
        }
    }

    #[test]
    fn all_flags_are_decoded() {
        let flags = parse::<AddFlags>(200, r#"{"tour_seen":true,"older":"x"}"#).unwrap();
        assert_eq!((flags.len(), &flags["tour_seen"]), (2, &Value::Bool(true)));
        assert!(parse::<AddFlags>(200, "").unwrap().is_empty());
    }

    #[test]
    fn errors_are_classified() {
        assert_refusals::<AddFlags>(&[
            (400, "\"No valid data submitted\"", ApiErrorKind::Invalid),
            (403, "\"User does not have access to this resource.\"", ApiErrorKind::Forbidden),
        ]);
    }
}
