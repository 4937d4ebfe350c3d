//! Readers of answers: one function for each shape that a body has. An endpoint names its own; none is guessed.
//!
//! A body is checked to be UTF-8 once and then read by `serde_json::from_str`, which is faster than reading bytes. When
//! that fails, a walk over the text finds out where, so that success pays nothing for good messages.

mod path;

use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

/// A JSON value.
///
/// # Errors
///
/// [`Failure`] when the body is not JSON, or not of that shape.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    from_str(text_of(body)?)
}

/// A JSON object.
///
/// serde alone would read an array into a struct too, field by field.
///
/// # Errors
///
/// As [`json`].
pub fn object<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    let text = text_of(body)?;
    if !is_object(text) {
        from_str::<HashMap<String, IgnoredAny>>(text)?;
    }
    from_str(text)
}

/// A JSON array. `null` is an empty one: the server says so where a list has no items.
///
/// # Errors
///
/// As [`json`].
pub fn list<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Failure> {
    json::<Option<Vec<T>>>(body).map(Option::unwrap_or_default)
}

/// A JSON value, or nothing: an empty body or `null`.
///
/// # Errors
///
/// As [`json`].
pub fn optional<T: DeserializeOwned>(body: &[u8]) -> Result<Option<T>, Failure> {
    match text_of(body)? {
        blank if is_blank(blank) => Ok(None),
        text => from_str(text),
    }
}

/// No body. What the server sends all the same is not looked at: the status has said everything.
///
/// # Errors
///
/// None; the result is there for the signature that all codecs share.
pub fn empty(_body: &[u8]) -> Result<(), Failure> {
    Ok(())
}

/// A text: a JSON string, or the body as it is. Nothing, or `null`, is an empty text.
///
/// # Errors
///
/// [`Failure`] when the body is not UTF-8.
pub fn text(body: &[u8]) -> Result<String, Failure> {
    text_of(body).map(unquoted)
}

/// The body as it is.
///
/// # Errors
///
/// None; the result is there for the signature that all codecs share.
pub fn bytes(body: &[u8]) -> Result<Vec<u8>, Failure> {
    Ok(body.to_vec())
}

/// A JSON object where the server sends one, a text where it does not: for operations whose documentation says "string"
/// and whose answers are objects.
///
/// # Errors
///
/// [`Failure`] when the body is not UTF-8, or when it is a JSON object of another shape.
pub fn json_or_text<T: DeserializeOwned>(body: &[u8]) -> Result<JsonOrText<T>, Failure> {
    let text = text_of(body)?;
    if is_object(text) { from_str(text).map(JsonOrText::Json) } else { Ok(JsonOrText::Text(unquoted(text))) }
}

/// What [`json_or_text`] reads.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonOrText<T> {
    /// The server sent an object.
    Json(T),
    /// The server sent a text, or nothing.
    Text(String),
}

/// What a JSON string says, or the text itself.
fn unquoted(text: &str) -> String {
    match serde_json::from_str::<Option<String>>(text) {
        Ok(string) => string.unwrap_or_default(),
        Err(_) => text.trim().to_owned(),
    }
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(is_json_space)
}

fn is_object(text: &str) -> bool {
    text.bytes().find(|byte| !is_json_space(*byte)) == Some(b'{')
}

fn is_json_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The body as text, without the byte order mark that some proxies put before it.
fn text_of(body: &[u8]) -> Result<&str, Failure> {
    match std::str::from_utf8(body) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => Err(Failure(Reason::NotUtf8 { at: error.valid_up_to() })),
    }
}

fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| explain(text, error))
}

/// Why `text` could not be read.
#[cold]
fn explain(text: &str, error: serde_json::Error) -> Failure {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof if is_blank(text) => Failure(Reason::Blank),
        Category::Data => {
            let path = path::path_at(text, line, column);
            Failure(Reason::Mismatch { path, expected: expectation(&error.to_string()), line, column })
        }
        Category::Io | Category::Syntax | Category::Eof => Failure(Reason::NotJson { error, looks_like: guess(text) }),
    }
}

/// What serde expected, out of its message. The rest of the message is not used: it quotes the value.
fn expectation(message: &str) -> Option<String> {
    let by_serde = ["invalid type: ", "invalid value: ", "invalid length: "];
    if !by_serde.iter().any(|start| message.starts_with(start)) {
        return None;
    }
    let (_, expected) = message.rsplit_once(", expected ")?;
    let (expected, _) = expected.split_once(" at line ")?;
    Some(expected.to_owned())
}

fn guess(text: &str) -> Option<&'static str> {
    text.trim_start().starts_with('<').then_some("an HTML or XML page")
}

/// Why a body was not what the operation answers.
///
/// Its `Display` never shows a value of the body, which may be a secret: it tells the place and what was expected there.
#[derive(Debug)]
pub struct Failure(Reason);

#[derive(Debug)]
enum Reason {
    NotUtf8 { at: usize },
    Blank,
    NotJson { error: serde_json::Error, looks_like: Option<&'static str> },
    Mismatch { path: String, expected: Option<String>, line: usize, column: usize },
}

impl Failure {
    /// Where the value sits that did not fit, such as `[17].client_id`; `None` when the body as a whole is at fault.
    pub fn path(&self) -> Option<&str> {
        match &self.0 {
            Reason::Mismatch { path, .. } => Some(path),
            _ => None,
        }
    }

    /// The JSON parser's own error, where it quotes nothing of the body.
    pub(crate) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Reason::NotJson { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::NotUtf8 { at } => write!(f, "it is not UTF-8 from byte {at} on"),
            Reason::Blank => write!(f, "it is empty"),
            Reason::NotJson { error, looks_like } => {
                write!(f, "it is not JSON at line {} column {}", error.line(), error.column())?;
                match looks_like {
                    Some(thing) => write!(f, " but looks like {thing}"),
                    None => Ok(()),
                }
            }
            Reason::Mismatch { path, expected, line, column } => {
                let expected = expected.as_deref().unwrap_or("another value");
                write!(f, "at `{path}` (line {line} column {column}) {expected} was expected")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Item {
        id: i64,
        inner: Option<Inner>,
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Inner {
        flags: Vec<bool>,
    }

    #[track_caller]
    fn fails(body: &[u8], expected: &str) -> Failure {
        let failure = list::<Item>(body).unwrap_err();
        assert_eq!(failure.to_string(), expected);
        failure
    }

    #[test]
    fn failures_name_the_place_and_never_the_value() {
        let failure = fails(
            br#"[{"id":1},{"id":2,"inner":{"flags":[true,"marked"]}}]"#,
            "at `[1].inner.flags[1]` (line 1 column 49) a boolean was expected",
        );
        assert_eq!(failure.path(), Some("[1].inner.flags[1]"));
        assert!(failure.source().is_none());
        assert!(!format!("{failure:?}").contains("marked"));
        fails(br#"[{"id":"x, expected marked"}]"#, "at `[0].id` (line 1 column 27) i64 was expected");
        fails(br#"{"id":1}"#, "at `.` (line 1 column 0) a sequence was expected");
        fails(br#"[{"id":9223372036854775808}]"#, "at `[0].id` (line 1 column 26) i64 was expected");
        fails(br#"[{}]"#, "at `[0]` (line 1 column 3) another value was expected");
    }

    #[test]
    fn bodies_that_are_not_json_say_so() {
        let failure = fails(b"[{\"id\":1},\n{\"id\":marked}]", "it is not JSON at line 2 column 7");
        assert!(failure.source().is_some_and(|source| !source.to_string().contains("marked")));
        assert_eq!(failure.path(), None);
        fails(b"<html>\n<body>", "it is not JSON at line 1 column 1 but looks like an HTML or XML page");
        fails(b"[{\"id\":1", "it is not JSON at line 1 column 8");
        fails(b"[] []", "it is not JSON at line 1 column 4");
        fails(b"", "it is empty");
        fails(b" \r\n", "it is empty");
        fails(b"[\xff]", "it is not UTF-8 from byte 1 on");
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        assert_eq!(list::<i64>(b"\xef\xbb\xbf[1]").unwrap(), [1]);
        assert_eq!(text(b"\xef\xbb\xbf\"a\"").unwrap(), "a");
        assert_eq!(optional::<i64>(b"\xef\xbb\xbf").unwrap(), None);
    }

    #[test]
    fn null_is_an_empty_list_and_nothing_else_is() {
        assert!(list::<i64>(b" null\n").unwrap().is_empty());
        assert_eq!(list::<i64>(b"[1,2]").unwrap(), [1, 2]);
        assert!(list::<i64>(b"\"\"").is_err());
    }

    #[test]
    fn an_object_is_no_other_value() {
        assert_eq!(object::<Item>(b" {\"id\":7}").unwrap(), Item { id: 7, inner: None });
        assert_eq!(object::<Item>(b"[7,null]").unwrap_err().to_string(), "at `.` (line 1 column 0) a map was expected");
        for other in ["null", "7", "\"{}\"", "", "<html>"] {
            assert!(object::<Item>(other.as_bytes()).is_err(), "{other}");
        }
    }

    #[test]
    fn optional_reads_a_value_or_nothing() {
        for nothing in ["", " \t\r\n", "null"] {
            assert_eq!(optional::<i64>(nothing.as_bytes()).unwrap(), None, "{nothing:?}");
        }
        assert_eq!(optional::<i64>(b"7").unwrap(), Some(7));
        assert!(optional::<i64>(b"x").is_err());
    }

    #[test]
    fn text_reads_a_json_string_or_the_body_itself() {
        let texts =
            [("\"a\\n\\u00e4\"", "a\nä"), (" plain \n", "plain"), ("", ""), ("null", ""), ("7", "7"), ("\"a", "\"a")];
        for (body, expected) in texts {
            assert_eq!(text(body.as_bytes()).unwrap(), expected, "{body}");
        }
        assert!(text(b"\xff").is_err());
    }

    #[test]
    fn json_or_text_tells_objects_from_texts() {
        assert_eq!(json_or_text::<Item>(b" {\"id\":7}").unwrap(), JsonOrText::Json(Item { id: 7, inner: None }));
        assert_eq!(json_or_text::<Item>(b"\"{}\"").unwrap(), JsonOrText::Text("{}".to_owned()));
        assert_eq!(json_or_text::<Item>(b"").unwrap(), JsonOrText::Text(String::new()));
        assert!(json_or_text::<Item>(b"{\"id\":\"7\"}").is_err());
    }

    #[test]
    fn bytes_are_answered_as_they_are() {
        assert_eq!(bytes(b"PK\x03\x04\xff").unwrap(), b"PK\x03\x04\xff");
    }
}
