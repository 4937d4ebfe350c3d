//! The decoding of values in all the forms in which the server writes them, by the type of the field.
//!
//! Numbers and booleans come as texts too (`"7"`, `"true"`), whole numbers with a fraction (`60.0`) and booleans as 0
//! and 1. The errors are fixed texts that never quote the value.

mod scalars;

use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde_json::{Map, Value};

use crate::secret::Secret;

/// A type that a field of a model may have, and how it is decoded. `null` decodes to `None` or to an empty list or
/// object.
pub(crate) trait Field: Sized {
    /// Whether the field is the object's own id, which must be present.
    const IS_OWN_ID: bool = false;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Decodes an object's own id. Every other whole number is an `Option`.
impl Field for i64 {
    const IS_OWN_ID: bool = true;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalars::read::<scalars::Id, D>(deserializer).map(|id| id.0)
    }
}

impl<T: Item> Field for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read_one(deserializer)
    }
}

impl<T: Item> Field for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read_list(deserializer)
    }
}

impl Field for Map<String, Value> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object(deserializer)
    }
}

/// A type that a field may hold once (`Option`) or many times (`Vec`).
pub(crate) trait Item: DeserializeOwned {
    fn read_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Option::deserialize(deserializer)
    }

    fn read_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Self>, D::Error> {
        null_default(deserializer)
    }
}

impl Item for Secret {}
impl Item for Value {}

impl Item for String {
    fn read_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
        texts(deserializer)
    }
}

impl Item for bool {
    fn read_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
        scalars::read(deserializer)
    }
}

impl Item for f64 {
    fn read_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
        scalars::read(deserializer)
    }
}

impl Item for i64 {
    fn read_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
        scalars::read(deserializer)
    }

    fn read_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<i64>, D::Error> {
        let numbers: Vec<Read<Option<i64>>> = null_default(deserializer)?;
        Ok(numbers.into_iter().filter_map(|number| number.0).collect())
    }
}

/// Decodes a time in RFC 3339 with any offset. `null` and `""` decode to `None`.
impl Item for Timestamp {
    fn read_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
        deserializer.deserialize_option(Text { parse: parse_timestamp, expecting: "an RFC 3339 time" })
    }
}

/// Decodes a date (`2017-08-28`), or a time whose date alone counts (`2022-10-03T00:00:00Z`). `null` and `""` decode to
/// `None`.
impl Item for Date {
    fn read_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        deserializer.deserialize_option(Text { parse: parse_date, expecting: "a date such as 2017-08-28" })
    }
}

/// Wraps the value of a field, so that serde decodes it as [`Field`] does.
pub(crate) struct Read<T>(pub(crate) T);

impl<'de, T: Field> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Read)
    }
}

/// Returns the error for an object that is not the `expected` one.
#[cold]
pub(crate) fn foreign<E: Error>(expected: &str) -> E {
    E::invalid_value(Unexpected::Map, &expected)
}

fn null_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Decodes a text into a type that is made from a borrowed text.
pub(crate) struct FromText<T>(pub(crate) PhantomData<T>);

impl<T: for<'a> From<&'a str>> Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(text.into())
    }
}

struct Text<T> {
    parse: fn(&str) -> Option<T>,
    expecting: &'static str,
}

impl<'de, T> Visitor<'de> for Text<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<T>, E> {
        if text.is_empty() {
            return Ok(None);
        }
        match (self.parse)(text) {
            Some(value) => Ok(Some(value)),
            None => Err(E::invalid_value(Unexpected::Other("a text"), &self)),
        }
    }
}

fn parse_timestamp(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| parse_unusual_timestamp(text))
}

/// Parses what jiff refuses and a server may send: more than nine fraction digits (which are cut off), the first and
/// the last hours of all time (which are clamped), a time without an offset or a date without a time (both of which are
/// taken as UTC).
#[cold]
fn parse_unusual_timestamp(text: &str) -> Option<Timestamp> {
    let text = cut_fraction(text);
    if let Ok(timestamp) = text.parse() {
        return Some(timestamp);
    }
    let civil: DateTime = text.trim_end_matches(['Z', 'z']).parse().ok()?;
    let beyond = if civil.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Some(Offset::UTC.to_timestamp(civil).unwrap_or(beyond))
}

/// Returns the text with at most nine digits after its decimal point.
fn cut_fraction(text: &str) -> String {
    let Some((whole, rest)) = text.split_once('.') else { return text.to_owned() };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, offset) = rest.split_at(digits);
    format!("{whole}.{}{offset}", fraction.get(..9).unwrap_or(fraction))
}

fn parse_date(text: &str) -> Option<Date> {
    let date = match text.split_once('T') {
        Some((date, _)) => date,
        None => text,
    };
    date.parse().ok()
}

/// Decodes a list of texts that older servers send as one text: `["edit"]`, `"edit"`, `""`, `null`. Items that are
/// `null` are skipped.
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Texts;

    impl<'de> Visitor<'de> for Texts {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of strings")
        }

        fn visit_unit<E: Error>(self) -> Result<Vec<String>, E> {
            Ok(Vec::new())
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Vec<String>, E> {
            Ok(if text.is_empty() { Vec::new() } else { vec![text.to_owned()] })
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<String>, A::Error> {
            let mut texts = Vec::new();
            while let Some(text) = items.next_element::<Option<String>>()? {
                texts.extend(text);
            }
            Ok(texts)
        }
    }

    deserializer.deserialize_any(Texts)
}

/// Decodes an object with arbitrary keys. `null` decodes to an empty object, and so does a list, which is PHP's empty
/// object.
pub(crate) fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    struct Object;

    impl<'de> Visitor<'de> for Object {
        type Value = Map<String, Value>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(Map::new())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Map::new())
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            let mut object = Map::new();
            while let Some((key, value)) = entries.next_entry()? {
                object.insert(key, value);
            }
            Ok(object)
        }
    }

    deserializer.deserialize_any(Object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::TimeEntry;
    use crate::model::testing::read;

    #[track_caller]
    fn reads(text: &str, expected: &str) {
        let expected: Timestamp = expected.parse().unwrap();
        assert_eq!(parse_timestamp(text), Some(expected), "{text}");
    }

    #[test]
    fn timestamps_of_every_seen_form_are_decoded() {
        reads("2016-03-20T20:40:08.017845Z", "2016-03-20T20:40:08.017845Z");
        reads("2024-12-11T17:43:57.1067Z", "2024-12-11T17:43:57.106700Z");
        reads("2024-03-17T10:55:38+00:00", "2024-03-17T10:55:38Z");
        reads("2024-03-17T10:55:38+02:00", "2024-03-17T08:55:38Z");
        reads("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z");
        reads("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z");
    }

    #[test]
    fn timestamps_that_jiff_refuses_are_adjusted() {
        reads("2024-01-02T03:04:05.1234567891234Z", "2024-01-02T03:04:05.123456789Z");
        for last in ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00", "9999-12-30T23:00:00"] {
            assert_eq!(parse_timestamp(last), Some(Timestamp::MAX), "{last}");
        }
        for first in ["-009999-01-01T00:00:00Z", "-009999-01-01T12:00:00+00:00", "-009999-01-01"] {
            assert_eq!(parse_timestamp(first), Some(Timestamp::MIN), "{first}");
        }
        assert_eq!(parse_timestamp("9999-12-31T23:59:59.9999999999Z"), Some(Timestamp::MAX));
        reads("2024-01-02T03:04:05", "2024-01-02T03:04:05Z");
        reads("2024-01-02", "2024-01-02T00:00:00Z");
    }

    #[test]
    fn other_texts_are_refused_as_timestamps() {
        for text in ["yesterday", "2024-13-01T00:00:00Z", "17", ".", "é.1", "null", "+010000-01-01T00:00:00Z"] {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_decoded_with_and_without_a_time() {
        let expected = Some(jiff::civil::date(2022, 10, 3));
        assert_eq!(parse_date("2022-10-03"), expected);
        assert_eq!(parse_date("2022-10-03T00:00:00Z"), expected);
        assert_eq!(parse_date("2022-10-03T23:00:00+02:00"), expected);
        assert_eq!(parse_date("03.10.2022"), None);
        assert_eq!(parse_date("0000-00-00"), None);
    }

    #[test]
    fn null_items_in_lists_of_scalars_are_skipped() {
        let entry: TimeEntry = read(&json!({ "tags": ["a", null, "b"], "tag_ids": [1, null, "2", 3.0] }));
        assert_eq!((entry.tags, entry.tag_ids), (vec!["a".to_owned(), "b".to_owned()], vec![1, 2, 3]));
    }

    /// Checks what an error says about a value of another type.
    #[test]
    fn an_error_says_what_was_expected() {
        use crate::codec::object;
        use crate::model::{Me, Project};

        for (body, expected) in [
            (r#"{"at":7}"#, "an RFC 3339 time"),
            (r#"{"at":"yesterday"}"#, "an RFC 3339 time"),
            (r#"{"start_date":7}"#, "a date such as 2017-08-28"),
            (r#"{"permissions":7}"#, "a list of strings"),
            (r#"{"status":7}"#, "a string"),
        ] {
            let failure = object::<Project>(body.as_bytes()).unwrap_err().to_string();
            assert!(failure.starts_with(&format!("expected {expected} at ")), "{body}: {failure}");
        }
        let failure = object::<Me>(br#"{"options":7}"#).unwrap_err().to_string();
        assert!(failure.starts_with("expected an object at "), "{failure}");
    }
}
