//! Readers of responses: one function for each shape that a body has. An endpoint names its own; none is guessed.
//!
//! A body is checked to be UTF-8 once and then read by `serde_json::from_str`, which is faster than reading bytes. When
//! that fails, a walk over the text finds out where, so that success pays nothing for good messages.
//!
//! What stands in the way of a server (a login page, a proxy's error) is no value: every reader says what it takes. A
//! single value that cannot be read is no reason to refuse the rest: [`EndpointExt`](crate::EndpointExt) then decodes
//! once more, as if `null` stood there.

mod failure;
mod mend;
mod path;

use std::collections::HashMap;

use serde::de::{DeserializeOwned, IgnoredAny};

pub use failure::Failure;
pub use mend::Unreadable;
pub(crate) use mend::decode_noting;

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
    if !begins_with(text, b'{') {
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

/// A JSON array, or an object that stands for an array of one. `null` is an empty array.
///
/// # Errors
///
/// As [`json`].
pub fn list_or_one<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Failure> {
    let text = text_of(body)?;
    if begins_with(text, b'{') { from_str(text).map(|one| vec![one]) } else { list(body) }
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

/// A body that says no more than the status does: a text, or nothing.
///
/// # Errors
///
/// As [`text`].
pub fn empty(body: &[u8]) -> Result<(), Failure> {
    text(body).map(drop)
}

/// A text: a JSON string, or the body as it is. Nothing, or `null`, is an empty text.
///
/// # Errors
///
/// [`Failure`] when the body is not UTF-8, an HTML or XML page, or a JSON object that tells of an error.
pub fn text(body: &[u8]) -> Result<String, Failure> {
    let text = text_of(body)?;
    if failure::is_page(text) || tells_error(text) {
        return Err(Failure::foreign("a text, or nothing", body));
    }
    Ok(unquoted(text))
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
/// [`Failure`] when the body is not UTF-8, an HTML or XML page, an array, or a JSON object of another shape.
pub fn json_or_text<T: DeserializeOwned>(body: &[u8]) -> Result<JsonOrText<T>, Failure> {
    let text = text_of(body)?;
    if begins_with(text, b'{') {
        return from_str(text).map(JsonOrText::Json);
    }
    if failure::is_page(text) || begins_with(text, b'[') {
        return Err(Failure::foreign("an object or a text", body));
    }
    Ok(JsonOrText::Text(unquoted(text)))
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

/// Whether that is an object in one of the forms in which errors come.
fn tells_error(text: &str) -> bool {
    let object = match begins_with(text, b'{') {
        true => serde_json::from_str::<HashMap<String, Option<IgnoredAny>>>(text),
        false => return false,
    };
    object.is_ok_and(|object| ["error", "error_message"].iter().any(|key| matches!(object.get(*key), Some(Some(_)))))
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(path::is_space)
}

fn begins_with(text: &str, byte: u8) -> bool {
    text.bytes().find(|byte| !path::is_space(*byte)) == Some(byte)
}

/// The body as text, without the byte order mark that some proxies put before it.
fn text_of(body: &[u8]) -> Result<&str, Failure> {
    match std::str::from_utf8(body) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => Err(Failure::not_utf8(error.valid_up_to())),
    }
}

fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::of_json(text, error))
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
            "at `[1].inner.flags[1]` of the item with the id 2 (line 1 column 49) a boolean was expected",
        );
        assert_eq!((failure.path(), failure.item_id()), (Some("[1].inner.flags[1]"), Some(2)));
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
    fn a_list_may_be_one_object() {
        let one = Item { id: 7, inner: None };
        assert_eq!(list_or_one::<Item>(b" {\"id\":7}").unwrap(), [one]);
        assert_eq!(list_or_one::<Item>(b"[{\"id\":7},{\"id\":8}]").unwrap().len(), 2);
        assert!(list_or_one::<Item>(b"null").unwrap().is_empty());
        let failure = list_or_one::<Item>(b"{\"id\":7,\"inner\":1}").unwrap_err();
        assert_eq!(failure.path(), Some("inner"), "the failure is that of the object");
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
    fn pages_and_errors_are_no_texts() {
        let page = "it is not a text, or nothing but looks like an HTML or XML page";
        let error = "it is not a text, or nothing but looks like a JSON object";
        for (body, expected) in [
            ("<html>", page),
            ("\u{feff} \n<!doctype html>", page),
            (r#"{"error":"gone"}"#, error),
            (r#" {"id":1,"error_message":{"id":"gone"}}"#, error),
        ] {
            assert_eq!(text(body.as_bytes()).unwrap_err().to_string(), expected, "{body}");
            assert!(empty(body.as_bytes()).is_err(), "{body}");
        }
        for body in [r#"{"error":null}"#, r#"{"message":"saved"}"#, "[]", "\"<b>\"", "", "null", "{", "a < b"] {
            assert!(text(body.as_bytes()).is_ok() && empty(body.as_bytes()).is_ok(), "{body}");
        }
    }

    #[test]
    fn json_or_text_tells_objects_from_texts() {
        assert_eq!(json_or_text::<Item>(b" {\"id\":7}").unwrap(), JsonOrText::Json(Item { id: 7, inner: None }));
        assert_eq!(json_or_text::<Item>(b"\"{}\"").unwrap(), JsonOrText::Text("{}".to_owned()));
        assert_eq!(json_or_text::<Item>(b"").unwrap(), JsonOrText::Text(String::new()));
        for other in ["{\"id\":\"7\"}", "[]", "<html>"] {
            assert!(json_or_text::<Item>(other.as_bytes()).is_err(), "{other}");
        }
    }

    #[test]
    fn bytes_are_answered_as_they_are() {
        assert_eq!(bytes(b"PK\x03\x04\xff").unwrap(), b"PK\x03\x04\xff");
    }
}
