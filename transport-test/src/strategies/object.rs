//! [`Object`]: draws the values of a model and writes them as a server does.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde_json::{Map, Value, json};
use toggl_me_core::Secret;

use super::choices::Choices;

/// A JSON object under construction. Each method draws the value of a field, writes it in one of the forms that servers
/// use, and returns the value that it must decode to.
pub struct Object<'a> {
    choices: &'a mut Choices,
    /// The keys with their written values.
    fields: Vec<(String, String)>,
}

impl<'a> Object<'a> {
    /// Draws a model and its JSON.
    pub(super) fn draw<T>(choices: &'a mut Choices, model: impl FnOnce(&mut Object<'_>) -> T) -> (T, String) {
        let mut object = Object { choices, fields: Vec::new() };
        let value = model(&mut object);
        (value, object.finish())
    }

    /// Returns the object with its fields in any order, and with some unknown ones.
    fn finish(mut self) -> String {
        for number in 0..self.choices.below(3) {
            let value = any_json(self.choices, 2).to_string();
            self.fields.push((format!("unknown_{number}"), value));
        }
        let middle = self.choices.below(self.fields.len().max(1));
        self.fields.rotate_left(middle);
        let (colon, comma) = self.choices.pick(&[(":", ","), (": ", ", "), (" :\t", "\r\n,\n ")]);
        let fields: Vec<String> =
            self.fields.iter().map(|(key, value)| format!("{}{colon}{value}", Value::from(key.as_str()))).collect();
        format!("{{{}}}", fields.join(comma))
    }

    fn write(&mut self, key: &str, json: impl Into<String>) {
        self.fields.push((key.to_owned(), json.into()));
    }

    /// Draws whether there is a value; where there is none, `null` may be written.
    fn is_present(&mut self, key: &str) -> bool {
        match self.choices.below(6) {
            0 => false,
            1 => {
                self.write(key, "null");
                false
            }
            _ => true,
        }
    }

    fn optional<T>(
        &mut self,
        key: &str,
        draw: impl FnOnce(&mut Choices) -> T,
        written: impl FnOnce(&T, &mut Choices) -> String,
    ) -> Option<T> {
        if !self.is_present(key) {
            return None;
        }
        let value = draw(self.choices);
        let json = written(&value, self.choices);
        self.write(key, json);
        Some(value)
    }

    /// Draws the own id, which the object must have.
    pub(super) fn id(&mut self, key: &str) -> i64 {
        let id = self.choices.int();
        let json = written_int(id, self.choices);
        self.write(key, json);
        id
    }

    /// Makes an object without an own id valid: it must have one of its keys, and gets `key` if need be.
    pub(super) fn known_by(&mut self, key: &str) {
        if self.fields.is_empty() {
            self.write(key, "null");
        }
    }

    pub(super) fn int(&mut self, key: &str) -> Option<i64> {
        self.optional(key, Choices::int, |value, choices| written_int(*value, choices))
    }

    pub(super) fn float(&mut self, key: &str) -> Option<f64> {
        self.optional(key, Choices::float, |value, choices| written_float(*value, choices))
    }

    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        self.optional(key, Choices::flag, |value, choices| written_flag(*value, choices))
    }

    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        self.optional(key, Choices::text, |value, choices| written_text(value, choices))
    }

    pub(super) fn secret(&mut self, key: &str) -> Option<Secret> {
        self.text(key).map(Secret::from)
    }

    /// Draws one of the documented words, or a new one.
    pub(super) fn word<T: for<'t> From<&'t str>>(&mut self, key: &str, words: &[&str]) -> Option<T> {
        let draw = |choices: &mut Choices| match choices.below(words.len() + 1) {
            0 => choices.text(),
            number => words[number - 1].to_owned(),
        };
        let word = self.optional(key, draw, |value, choices| written_text(value, choices))?;
        Some(T::from(&word))
    }

    /// Writes a value under its name, its legacy name, or both; its name counts unless it is `null`.
    pub(super) fn legacy<T: PartialEq + Clone>(
        &mut self,
        key: &str,
        legacy: &str,
        field: impl Fn(&mut Self, &str) -> Option<T>,
    ) -> Option<T> {
        let value = field(self, key);
        let old = if self.choices.flag() { field(self, legacy) } else { None };
        value.or(old)
    }

    pub(super) fn time(&mut self, key: &str) -> Option<Timestamp> {
        if self.is_blank_text(key) {
            return None;
        }
        self.optional(key, Choices::time, |value, choices| format!("\"{}\"", written_time(*value, choices)))
    }

    pub(super) fn date(&mut self, key: &str) -> Option<Date> {
        if self.is_blank_text(key) {
            return None;
        }
        self.optional(key, Choices::date, |value, choices| {
            format!("\"{value}{}\"", choices.pick(&["", "T00:00:00Z", "T21:30:00+02:00"]))
        })
    }

    /// Draws whether an empty text is written in place of a time.
    fn is_blank_text(&mut self, key: &str) -> bool {
        let blank = self.choices.below(12) == 11;
        if blank {
            self.write(key, "\"\"");
        }
        blank
    }

    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        self.list(key, |choices| {
            let text = choices.text();
            let json = written_text(&text, choices);
            (text, json)
        })
    }

    /// Draws texts as [`texts`](Object::texts) does, and a single text where older servers send no list.
    pub(super) fn permissions(&mut self, key: &str) -> Vec<String> {
        if self.choices.below(4) != 3 {
            return self.texts(key);
        }
        let text = self.choices.text();
        let json = written_text(&text, self.choices);
        self.write(key, json);
        if text.is_empty() { Vec::new() } else { vec![text] }
    }

    pub(super) fn ints(&mut self, key: &str) -> Vec<i64> {
        self.list(key, |choices| {
            let value = choices.int();
            (value, written_int(value, choices))
        })
    }

    pub(super) fn values(&mut self, key: &str) -> Vec<Value> {
        self.list(key, |choices| {
            let value = any_json(choices, 2);
            let json = value.to_string();
            (value, json)
        })
    }

    pub(super) fn objects<T>(&mut self, key: &str, model: impl Fn(&mut Object<'_>) -> T) -> Vec<T> {
        self.list(key, |choices| Object::draw(choices, &model))
    }

    pub(super) fn object<T>(&mut self, key: &str, model: impl FnOnce(&mut Object<'_>) -> T) -> Option<T> {
        if !self.is_present(key) {
            return None;
        }
        let (value, json) = Object::draw(self.choices, model);
        self.write(key, json);
        Some(value)
    }

    /// Draws an object with unknown keys, which may be written as an empty list.
    pub(super) fn map(&mut self, key: &str) -> Map<String, Value> {
        if self.choices.below(8) == 7 {
            self.write(key, "[]");
            return Map::new();
        }
        self.optional(key, any_map, |map, _| json!(map).to_string()).unwrap_or_default()
    }

    fn list<T>(&mut self, key: &str, item: impl Fn(&mut Choices) -> (T, String)) -> Vec<T> {
        if !self.is_present(key) {
            return Vec::new();
        }
        let (values, json) = draw_list(self.choices, item);
        self.write(key, json);
        values
    }
}

/// Draws a list and its JSON.
pub(super) fn draw_list<T>(choices: &mut Choices, item: impl Fn(&mut Choices) -> (T, String)) -> (Vec<T>, String) {
    let (values, json): (Vec<T>, Vec<String>) = (0..choices.below(4)).map(|_| item(choices)).unzip();
    (values, format!("[{}]", json.join(choices.pick(&[",", " ,\n"]))))
}

/// Writes a text with the characters escaped that serde escapes, or with every other character escaped that may be.
pub(super) fn written_text(text: &str, choices: &mut Choices) -> String {
    if choices.below(3) < 2 {
        return Value::from(text).to_string();
    }
    let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    format!("\"{escaped}\"")
}

/// Writes an integer as a number, occasionally with an empty fraction, or as a text.
fn written_int(value: i64, choices: &mut Choices) -> String {
    const EXACT: u64 = 1 << 53;
    match choices.below(12) {
        10 if value.unsigned_abs() <= EXACT => format!("{value}.0"),
        11 => format!("\"{value}\""),
        _ => value.to_string(),
    }
}

fn written_float(value: f64, choices: &mut Choices) -> String {
    let whole = value.fract() == 0.0 && value.abs() < 1e15;
    match choices.below(8) {
        0 | 1 if whole => format!("{value:.0}"),
        2 | 3 => format!("{value:e}"),
        4 => format!("\"{value}\""),
        _ => Value::from(value).to_string(),
    }
}

/// Writes a boolean, occasionally as a number or a text.
fn written_flag(value: bool, choices: &mut Choices) -> String {
    match choices.below(12) {
        10 => u8::from(value).to_string(),
        11 => format!("\"{value}\""),
        _ => value.to_string(),
    }
}

/// Writes a time with `Z` or an offset, and with the digits of its fraction.
fn written_time(time: Timestamp, choices: &mut Choices) -> String {
    match choices.below(4) {
        0 => time.to_string(),
        1 => time.to_string().replace('Z', "+00:00"),
        _ => {
            let hours = choices.pick(&[2_i8, -8, 13]);
            time.display_with_offset(Offset::constant(hours)).to_string()
        }
    }
}

/// Draws an object with any values.
pub(super) fn any_map(choices: &mut Choices) -> Map<String, Value> {
    (0..choices.below(4)).map(|number| (format!("key {number}"), any_json(choices, 2))).collect()
}

/// Draws any value of at most this depth, without floating-point numbers.
pub(super) fn any_json(choices: &mut Choices, depth: usize) -> Value {
    match choices.below(if depth == 0 { 4 } else { 6 }) {
        0 => Value::Null,
        1 => choices.flag().into(),
        2 => choices.int().into(),
        3 => choices.text().into(),
        4 => (0..choices.below(3)).map(|_| any_json(choices, depth - 1)).collect(),
        _ => (0..choices.below(3)).map(|_| (choices.text(), any_json(choices, depth - 1))).collect(),
    }
}
