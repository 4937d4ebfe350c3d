//! [`Body`]: the body of an error response, the server's words in it, and the part of them that may be shown.

use std::fmt;

use serde_json::Value;

use crate::invisible::is_invisible;

pub(super) const WRONG_CREDENTIALS: &str = "Incorrect username and/or password";

/// The texts that the documentation and recordings of the server contain. No other text is shown where a request
/// carries a secret, because it might repeat the secret.
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

/// The longest text that is shown, in characters.
const LONGEST: usize = 120;

/// Returns the part of the server's words that may be shown: one line of at most 120 characters, with words masked that
/// look like an e-mail address, a token or a hash. Where the request carries a secret, only known texts are shown.
pub(super) fn shown(message: &str, carries_secret: bool) -> Option<String> {
    if carries_secret {
        return DOCUMENTED.contains(&message).then(|| message.to_owned());
    }
    let words: Vec<_> = message.split(' ').map(|word| if is_private(word) { "***" } else { word }).collect();
    let masked = words.join(" ");
    let fits = |text: &str| text.chars().count() <= LONGEST && !text.contains(is_invisible);
    (fits(message) && fits(&masked)).then_some(masked)
}

/// Returns whether a word looks like an e-mail address, or like something that no person made up: a token, a hash,
/// encoded credentials.
fn is_private(word: &str) -> bool {
    const SHORTEST: usize = 16;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut parts = word.split(|c| !is_part(c)).filter(|part| part.len() >= SHORTEST);
    let mut hexadecimals = word.split(|c: char| !c.is_ascii_hexdigit());
    word.contains(['@', '\u{fe6b}', '\u{ff20}'])
        || word.contains("%40")
        || parts.any(|part| part.contains(|c: char| c.is_ascii_digit()))
        || hexadecimals.any(|digits| digits.len() >= SHORTEST)
}

/// The body of an error response. Its first 64 KiB are kept. `Debug` shows its length.
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

    /// Returns the bytes, at most 64 KiB of them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.kept
    }

    /// Returns the length of the whole body in bytes.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Returns whether it is a page of HTML or XML, which the API never sends with an error but a front end does.
    pub(super) fn is_page(&self) -> bool {
        self.kept.trim_ascii_start().first() == Some(&b'<')
    }

    /// Returns whether there was no body.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.length)
    }
}

/// Returns the message in any of the forms that the server has used: a JSON string; an object with `error_message`,
/// `message` or `error` (a text, or an object with `default_message` or `message`); or plain text.
pub(crate) fn of(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim_start_matches('\u{feff}').trim();
    let message = match serde_json::from_str(text) {
        Ok(Value::String(message)) => message,
        Ok(Value::Object(object)) => {
            let found = ["error_message", "message", "error"].iter().filter_map(|name| object.get(*name));
            found.filter_map(|found| words(found)).next()?.to_owned()
        }
        Ok(_) => return None,
        Err(_) if text.starts_with(['<', '{', '[', '"']) => return None,
        Err(_) => text.to_owned(),
    };
    let message = message.trim();
    (!message.is_empty()).then(|| message.to_owned())
}

fn words(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("default_message")?.as_str()).or_else(|| value.get("message")?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_in_every_form_of_the_server() {
        let forms: [(&str, Option<&str>); 23] = [
            ("\"Invalid email\"\n", Some("Invalid email")),
            ("Invalid email\n", Some("Invalid email")),
            (
                r#"{"error_message":{"id":"x","default_message":"Invalid email","values":{"a":1}}}"#,
                Some("Invalid email"),
            ),
            (r#"{"error_message":"Invalid email"}"#, Some("Invalid email")),
            (r#"{"message":"Invalid email"}"#, Some("Invalid email")),
            (r#"{"error":"Invalid email"}"#, Some("Invalid email")),
            (r#"{"error":{"code":4,"message":"Invalid email"}}"#, Some("Invalid email")),
            (r#"{"error_message":null,"message":"Invalid email"}"#, Some("Invalid email")),
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

    #[test]
    fn one_line_of_words_is_shown() {
        let longest = "ä".repeat(120);
        let lines = [
            "Invalid start date",
            "Missing or invalid workspace_id",
            "Project \"Größe & Ω\" has 3 time entries since 2026-01-15T04:05:06Z",
            "default_workspace_id 3731000783 is not one of /api/v9/me/workspaces",
            "Field 'fcm_registration_token' is required",
            &longest,
        ];
        for line in lines {
            assert_eq!(shown(line, false).as_deref(), Some(line));
        }
        let too_long = "ä".repeat(121);
        for other in [&too_long, "a\nb", "a\tb", "a\u{202e}b", "a\u{1b}[31mb", "a\u{200b}b", "a\u{2028}b"] {
            assert_eq!(shown(other, false), None, "{other:?}");
        }
    }

    #[test]
    fn words_like_addresses_and_tokens_are_masked() {
        let words = [
            "ann@example.org",
            "<ann@example.org>,",
            "email=ann%40example.org",
            "ann\u{ff20}example.org",
            "0badc0de0badc0de0badc0de0badc0de",
            "token:deadbeefdeadbeef.",
            "xyzdeadbeefdeadbeefxyz",
            "MGJhZGMwZGU6YXBpX3Rva2Vu",
            "0d9f3b6e-1c2a-4b5d-8e7f-0123456789ab",
            "1234567890123456",
        ];
        for word in words {
            let line = format!("no user {word} here");
            assert_eq!(shown(&line, false).as_deref(), Some("no user *** here"), "{word}");
        }
        assert_eq!(shown("@", false).as_deref(), Some("***"));
        assert_eq!(shown("@ ".repeat(60).trim(), false), None, "longer than it was");
    }

    #[test]
    fn words_about_a_secret_are_shown_only_where_known() {
        assert_eq!(shown("Current password is not valid", true).as_deref(), Some("Current password is not valid"));
        assert_eq!(shown("Password hunter2 is too short", true), None);
        assert!(DOCUMENTED.iter().all(|text| shown(text, false).as_deref() == Some(*text)));
    }

    #[test]
    fn pages_are_distinguished_from_words() {
        for page in ["<html>", " \n<!DOCTYPE html>", "<?xml version=\"1.0\"?>"] {
            assert!(Body::keep(page.as_bytes()).is_page(), "{page}");
        }
        for other in ["", "\"<html>\"", "Not <found>"] {
            assert!(!Body::keep(other.as_bytes()).is_page(), "{other}");
        }
    }
}
