//! The decoding of numbers and booleans in all the forms in which servers write them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// Decodes a scalar in any of its forms.
pub(super) fn read<'de, T: Scalar, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Forms(PhantomData))
}

/// A scalar and the forms in which it may be written. Each method returns `None` for a form that the scalar does not
/// have.
pub(super) trait Scalar: Sized {
    const EXPECTED: &'static str;

    fn from_null() -> Option<Self>;
    fn from_truth(truth: bool) -> Option<Self>;
    fn from_whole(number: i64) -> Option<Self>;
    fn from_decimal(number: f64) -> Option<Self>;
    fn from_text(text: &str) -> Option<Self>;
}

/// An object's own id: a number or a text that holds one.
pub(super) struct Id(pub(super) i64);

impl Scalar for Id {
    const EXPECTED: &'static str = "an id";

    fn from_null() -> Option<Self> {
        None
    }

    fn from_truth(_: bool) -> Option<Self> {
        None
    }

    fn from_whole(number: i64) -> Option<Self> {
        Some(Id(number))
    }

    fn from_decimal(number: f64) -> Option<Self> {
        if number.fract() == 0.0 { truncated(number).map(Id) } else { None }
    }

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok().map(Id)
    }
}

/// Decodes a whole number. A fraction is cut off: 60.9 becomes 60 and -60.9 becomes -60.
impl Scalar for Option<i64> {
    const EXPECTED: &'static str = "a whole number";

    fn from_null() -> Option<Self> {
        Some(None)
    }

    fn from_truth(_: bool) -> Option<Self> {
        None
    }

    fn from_whole(number: i64) -> Option<Self> {
        Some(Some(number))
    }

    fn from_decimal(number: f64) -> Option<Self> {
        truncated(number).map(Some)
    }

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok().or_else(|| truncated(text.parse().ok()?)).map(Some)
    }
}

impl Scalar for Option<f64> {
    const EXPECTED: &'static str = "a number";

    fn from_null() -> Option<Self> {
        Some(None)
    }

    fn from_truth(_: bool) -> Option<Self> {
        None
    }

    fn from_whole(number: i64) -> Option<Self> {
        Some(Some(number as f64))
    }

    fn from_decimal(number: f64) -> Option<Self> {
        Some(Some(number))
    }

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok().filter(|number: &f64| number.is_finite()).map(Some)
    }
}

impl Scalar for Option<bool> {
    const EXPECTED: &'static str = "a boolean";

    fn from_null() -> Option<Self> {
        Some(None)
    }

    fn from_truth(truth: bool) -> Option<Self> {
        Some(Some(truth))
    }

    fn from_whole(number: i64) -> Option<Self> {
        match number {
            0 => Some(Some(false)),
            1 => Some(Some(true)),
            _ => None,
        }
    }

    fn from_decimal(_: f64) -> Option<Self> {
        None
    }

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok().map(Some)
    }
}

/// Returns the number without its fraction, within the range in which floating-point numbers represent every whole
/// number.
fn truncated(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.abs() <= EXACT).then_some(number as i64)
}

struct Forms<T>(PhantomData<T>);

impl<T: Scalar> Forms<T> {
    fn take<E: Error>(self, value: Option<T>) -> Result<T, E> {
        value.ok_or_else(|| E::invalid_value(Unexpected::Other("another value"), &self))
    }
}

impl<T: Scalar> Visitor<'_> for Forms<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        self.take(T::from_null())
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<T, E> {
        self.take(T::from_truth(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        self.take(T::from_whole(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        self.take(match i64::try_from(number) {
            Ok(number) => T::from_whole(number),
            Err(_) => T::from_decimal(number as f64),
        })
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        self.take(T::from_decimal(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        self.take(T::from_text(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<T: Scalar>(json: &str) -> Option<T> {
        read(&mut serde_json::Deserializer::from_str(json)).ok()
    }

    #[test]
    fn whole_numbers_may_have_fractions_or_be_texts() {
        for (json, expected) in [
            ("60", 60),
            ("60.0", 60),
            ("6e1", 60),
            ("60.9", 60),
            ("-60.9", -60),
            ("-1366124361.927", -1_366_124_361),
            ("-0.0", 0),
            ("\"7\"", 7),
            ("\"-7.5\"", -7),
            ("9007199254740992.0", 1 << 53),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(value::<Option<i64>>(json), Some(Some(expected)), "{json}");
        }
        assert_eq!(value::<Option<i64>>("null"), Some(None));
    }

    #[test]
    fn other_values_are_refused_as_whole_numbers() {
        for json in [
            "9223372036854775808",
            "-9223372036854775809",
            "9007199254740994.0",
            "1e300",
            "true",
            "\"\"",
            "\"seven\"",
            "\"NaN\"",
            "\"inf\"",
            "\"9e99\"",
            "[]",
            "{}",
        ] {
            assert!(value::<Option<i64>>(json).is_none(), "{json}");
            assert!(value::<Id>(json).is_none(), "{json}");
        }
    }

    #[test]
    fn an_id_is_not_null_and_has_no_fraction() {
        for (json, expected) in [("7", Some(7)), ("7.0", Some(7)), ("\"7\"", Some(7)), ("0", Some(0)), ("-7", Some(-7))]
        {
            assert_eq!(value::<Id>(json).map(|id| id.0), expected, "{json}");
        }
        for json in ["null", "7.5", "\"7.0\"", "false"] {
            assert!(value::<Id>(json).is_none(), "{json}");
        }
    }

    #[test]
    fn numbers_may_be_texts_and_are_finite() {
        for (json, expected) in
            [("1", 1.0), ("-0.5", -0.5), ("\"99.5\"", 99.5), ("18446744073709551615", 2_f64.powi(64))]
        {
            assert_eq!(value::<Option<f64>>(json), Some(Some(expected)), "{json}");
        }
        for json in ["\"NaN\"", "\"-inf\"", "\"1e999\"", "\"\"", "true", "[]"] {
            assert!(value::<Option<f64>>(json).is_none(), "{json}");
        }
        assert_eq!(value::<Option<f64>>("null"), Some(None));
    }

    #[test]
    fn booleans_may_be_0_and_1_or_texts() {
        for (json, expected) in [("true", true), ("false", false), ("1", true), ("0", false), ("\"true\"", true)] {
            assert_eq!(value::<Option<bool>>(json), Some(Some(expected)), "{json}");
        }
        for json in ["2", "-1", "1.0", "\"yes\"", "\"\"", "{}"] {
            assert!(value::<Option<bool>>(json).is_none(), "{json}");
        }
        assert_eq!(value::<Option<bool>>("null"), Some(None));
    }
}
