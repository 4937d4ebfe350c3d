//! [`Body`]: the body of an error response, the server's words in it, and which of them may be shown.

use std::fmt;

use serde_json::Value;

pub(super) const WRONG_CREDENTIALS: &str = "Incorrect username and/or password";

/// The texts that the documentation and the recordings of the server have. Only these are shown by `Display`.
const DOCUMENTED: &[&str] = &[
    "Bad Request",
    "Cannot set value for ToSAcceptNeeded",
    "Cannot start another export until current one is complete",
    "Country with given ISO code not found",
    "Current password is not valid",
    "Current password must be present to change password",
    "E-mail address does not exist",
    "Field 'fcm_registration_token' is required",
    "Forbidden",
    "Gone",
    WRONG_CREDENTIALS,
    "Internal Server Error",
    "Invalid beginning_of_week",
    "Invalid country_id",
    "Invalid default_workspace_id",
    "Invalid email",
    "Invalid feature code(s)",
    "Invalid fullname",
    "Invalid include_archived",
    "Invalid include_not_active",
    "Invalid JSON input",
    "Invalid timezone",
    "Invalid workspace",
    "Method Not Allowed",
    "Missing data",
    "No valid data submitted",
    "Not Found",
    "Operation Forbidden",
    "Operation forbidden",
    "Password should be at least 6 characters",
    "Resource can not be found",
    "Too Many Requests",
    "Unknown client",
    "Unknown client.",
    "User does not have access to this resource.",
    "User export data cannot be found or is expired",
    "User has no access to Favorites feature",
    "Value in date_format is invalid",
    "Value in timeofday_format is invalid",
    "You must select at least one object to export",
    "could not load user data",
    "invalid or expired confirmation code",
    "user email doesn't match SSO credentials",
    "user with this email already exists",
    "we could not parse the provided parameters",
    "'since' and 'before' can not be present simultaneously",
];

pub(super) fn documented(message: &str) -> Option<&'static str> {
    DOCUMENTED.iter().copied().find(|text| *text == message)
}

/// The body of an error's answer: its first 64 KiB. `Debug` shows its length.
#[derive(Clone, PartialEq, Eq)]
pub struct Body {
    kept: Vec<u8>,
    length: usize,
}

impl Body {
    const MOST: usize = 64 * 1024;

    pub(super) fn keep(body: &[u8]) -> Self {
        Body { kept: body.get(..Self::MOST).unwrap_or(body).to_vec(), length: body.len() }
    }

    /// The bytes, at most 64 KiB of them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.kept
    }

    /// The length of the whole body in bytes.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there was no body.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.length)
    }
}

/// The message in any of the forms that the server has used: a JSON string, an object with `error_message` (a text,
/// or an object with `default_message`) or `message`, or plain text.
pub(crate) fn of(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim_start_matches('\u{feff}').trim();
    let message = match serde_json::from_str(text) {
        Ok(Value::String(message)) => message,
        Ok(Value::Object(object)) => match object.get("error_message").or_else(|| object.get("message"))? {
            Value::String(message) => message.clone(),
            Value::Object(message) => message.get("default_message")?.as_str()?.to_owned(),
            _ => return None,
        },
        Ok(_) => return None,
        Err(_) if text.starts_with(['<', '{', '[', '"']) => return None,
        Err(_) => text.to_owned(),
    };
    let message = message.trim();
    (!message.is_empty()).then(|| message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_in_every_form_that_the_server_has_used() {
        let forms: [(&str, Option<&str>); 20] = [
            ("\"Invalid email\"\n", Some("Invalid email")),
            ("Invalid email\n", Some("Invalid email")),
            (
                r#"{"error_message":{"id":"x","default_message":"Invalid email","values":{"a":1}}}"#,
                Some("Invalid email"),
            ),
            (r#"{"error_message":"Invalid email"}"#, Some("Invalid email")),
            (r#"{"message":"Invalid email"}"#, Some("Invalid email")),
            ("\u{feff}\"Invalid email\"", Some("Invalid email")),
            ("", None),
            ("\"\"", None),
            ("  ", None),
            ("null", None),
            ("{}", None),
            ("[]", None),
            ("7", None),
            (r#"{"error_message":null}"#, None),
            (r#"{"error_message":{}}"#, None),
            (r#"{"error_message":{"default_message":7}}"#, None),
            (r#"{"error_message":"#, None),
            ("\"broken", None),
            ("[broken", None),
            ("<html><h1>429 Too Many Requests</h1></html>", None),
        ];
        for (body, message) in forms {
            assert_eq!(of(body.as_bytes()).as_deref(), message, "{body}");
        }
        assert_eq!(of(b"\xff\xfe"), None);
    }

    #[test]
    fn long_bodies_are_kept_in_part() {
        let body = Body::keep(&vec![b'x'; 100_000]);
        assert_eq!((body.as_bytes().len(), body.len(), body.is_empty()), (65_536, 100_000, false));
        assert_eq!(format!("{body:?}"), "100000 bytes");
        let body = Body::keep(b"gone");
        assert_eq!((body.as_bytes(), body.len(), format!("{body:?}")), (&b"gone"[..], 4, "4 bytes".to_owned()));
        assert!(Body::keep(b"").is_empty());
    }
}
