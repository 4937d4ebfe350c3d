//! The decoders of response bodies, one function for each shape of body. An endpoint names its decoder; none is
//! guessed.
//!
//! A body is checked once to be UTF-8 and then decoded by `serde_json::from_str`, which is faster than decoding bytes.
//! When that fails, a walk over the text finds the place, so that a success does not pay for good error messages.
//!
//! A response from something else than the API (a login page, a proxy's error) is not decoded into a value: each
//! function says which bodies it accepts. A single value that cannot be decoded does not fail the rest:
//! [`EndpointExt`](crate::EndpointExt) then decodes once more, as if `null` stood there.

mod failure;
mod mend;
mod path;

use std::collections::HashMap;

use serde::de::{DeserializeOwned, IgnoredAny};

pub use failure::Failure;
pub use mend::Unreadable;
pub(crate) use mend::decode_noting;

/// Decodes a JSON value.
///
/// # Errors
///
/// Returns a [`Failure`] when the body is not JSON or does not have the expected shape.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    from_str(text_of(body)?)
}

/// Decodes a JSON object.
///
/// serde alone would also read an array into a struct, field by field.
///
/// # Errors
///
/// Returns the same errors as [`json`].
pub fn object<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    let text = text_of(body)?;
    if !begins_with(text, b'{') {
        from_str::<HashMap<String, IgnoredAny>>(text)?;
    }
    from_str(text)
}

/// Decodes a JSON array. `null` decodes to an empty one, because the server sends it where a list has no items.
///
/// # Errors
///
/// Returns the same errors as [`json`].
pub fn list<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Failure> {
    json::<Option<Vec<T>>>(body).map(Option::unwrap_or_default)
}

/// Decodes a JSON array, or an object as an array with that one item. `null` decodes to an empty array.
///
/// # Errors
///
/// Returns the same errors as [`json`].
pub fn list_or_one<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Failure> {
    let text = text_of(body)?;
    if begins_with(text, b'{') { from_str(text).map(|one| vec![one]) } else { list(body) }
}

/// Decodes a JSON value, or returns `None` for an empty body or `null`.
///
/// # Errors
///
/// Returns the same errors as [`json`].
pub fn optional<T: DeserializeOwned>(body: &[u8]) -> Result<Option<T>, Failure> {
    match text_of(body)? {
        blank if is_blank(blank) => Ok(None),
        text => from_str(text),
    }
}

/// Accepts a body that says no more than the status does: a text or nothing.
///
/// # Errors
///
/// Returns the same errors as [`text`].
pub fn empty(body: &[u8]) -> Result<(), Failure> {
    text(body).map(drop)
}

/// Decodes a text: the content of a JSON string, or the body as it is. An empty body and `null` decode to an empty
/// text.
///
/// # Errors
///
/// Returns a [`Failure`] when the body is not UTF-8, is an HTML or XML page, or is a JSON object that reports an error.
pub fn text(body: &[u8]) -> Result<String, Failure> {
    let text = text_of(body)?;
    if failure::is_page(text) || tells_error(text) {
        return Err(Failure::foreign("a text, or nothing", body));
    }
    Ok(unquoted(text))
}

/// Returns the body as it is.
///
/// # Errors
///
/// This function returns no error; the result is there for the signature that all decoders share.
pub fn bytes(body: &[u8]) -> Result<Vec<u8>, Failure> {
    Ok(body.to_vec())
}

/// Decodes a JSON object where the server sends one, and a text where it does not. It serves operations whose
/// documentation says "string" and whose responses are objects.
///
/// # Errors
///
/// Returns a [`Failure`] when the body is not UTF-8, is an HTML or XML page or an array, or is a JSON object of another
/// shape.
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

/// A value that [`json_or_text`] decodes.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonOrText<T> {
    /// The server sent an object.
    Json(T),
    /// The server sent a text or an empty body.
    Text(String),
}

/// Returns the content of a JSON string, or the text itself.
fn unquoted(text: &str) -> String {
    match serde_json::from_str::<Option<String>>(text) {
        Ok(string) => string.unwrap_or_default(),
        Err(_) => text.trim().to_owned(),
    }
}

/// Returns whether the text is an object in one of the forms in which errors come.
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

/// Returns the body as text, without the byte order mark that some proxies put before it.
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
            "expected a boolean at `[1].inner.flags[1]` of the item with id 2, line 1 column 49",
        );
        assert_eq!((failure.path(), failure.item_id()), (Some("[1].inner.flags[1]"), Some(2)));
        assert!(failure.source().is_none());
        assert!(!format!("{failure:?}").contains("marked"));
        fails(br#"[{"id":"x, expected marked"}]"#, "expected i64 at `[0].id`, line 1 column 27");
        fails(br#"{"id":1}"#, "expected a sequence at `.`, line 1 column 0");
        fails(br#"[{"id":9223372036854775808}]"#, "expected i64 at `[0].id`, line 1 column 26");
        fails(br#"[{}]"#, "expected another value at `[0]`, line 1 column 3");
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
    fn a_byte_order_mark_is_skipped() {
        assert_eq!(list::<i64>(b"\xef\xbb\xbf[1]").unwrap(), [1]);
        assert_eq!(text(b"\xef\xbb\xbf\"a\"").unwrap(), "a");
        assert_eq!(optional::<i64>(b"\xef\xbb\xbf").unwrap(), None);
    }

    #[test]
    fn null_is_the_only_other_value_that_is_an_empty_list() {
        assert!(list::<i64>(b" null\n").unwrap().is_empty());
        assert_eq!(list::<i64>(b"[1,2]").unwrap(), [1, 2]);
        assert!(list::<i64>(b"\"\"").is_err());
    }

    #[test]
    fn only_an_object_is_decoded_as_an_object() {
        assert_eq!(object::<Item>(b" {\"id\":7}").unwrap(), Item { id: 7, inner: None });
        assert_eq!(object::<Item>(b"[7,null]").unwrap_err().to_string(), "expected a map at `.`, line 1 column 0");
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
    fn optional_decodes_a_value_or_nothing() {
        for nothing in ["", " \t\r\n", "null"] {
            assert_eq!(optional::<i64>(nothing.as_bytes()).unwrap(), None, "{nothing:?}");
        }
        assert_eq!(optional::<i64>(b"7").unwrap(), Some(7));
        assert!(optional::<i64>(b"x").is_err());
    }

    #[test]
    fn text_decodes_a_json_string_or_the_body_itself() {
        let texts =
            [("\"a\\n\\u00e4\"", "a\nä"), (" plain \n", "plain"), ("", ""), ("null", ""), ("7", "7"), ("\"a", "\"a")];
        for (body, expected) in texts {
            assert_eq!(text(body.as_bytes()).unwrap(), expected, "{body}");
        }
        assert!(text(b"\xff").is_err());
    }

    #[test]
    fn pages_and_errors_are_refused_as_texts() {
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
    fn json_or_text_distinguishes_objects_from_texts() {
        assert_eq!(json_or_text::<Item>(b" {\"id\":7}").unwrap(), JsonOrText::Json(Item { id: 7, inner: None }));
        assert_eq!(json_or_text::<Item>(b"\"{}\"").unwrap(), JsonOrText::Text("{}".to_owned()));
        assert_eq!(json_or_text::<Item>(b"").unwrap(), JsonOrText::Text(String::new()));
        for other in ["{\"id\":\"7\"}", "[]", "<html>"] {
            assert!(json_or_text::<Item>(other.as_bytes()).is_err(), "{other}");
        }
    }

    #[test]
    fn bytes_are_returned_as_they_are() {
        assert_eq!(bytes(b"PK\x03\x04\xff").unwrap(), b"PK\x03\x04\xff");
    }
}
