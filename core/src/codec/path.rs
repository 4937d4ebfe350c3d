//! From where serde_json stopped, by line and column, to the path of the value that did not fit.
//!
//! A walk over the tokens of a text that is known to be JSON up to there. `serde_path_to_error` finds the same path by
//! decoding once more, for which it has to be compiled into every model a second time: that was half of this crate's
//! code.

use std::fmt::Write as _;

use super::is_json_space;

/// More than any decoder goes down: serde_json refuses to read 128 containers in one another. What lies deeper was skipped.
const DEPTH: usize = 128;

/// Where the walk is in one of the containers around it.
enum Step<'a> {
    Index(usize),
    /// Absent before the first key, and between a comma and the next one.
    Key(Option<&'a str>),
}

/// The path of the value at which an error of serde_json's stands, such as `[17].client_id`; `.` for the whole text.
///
/// serde_json reports what it has read (a scalar, a key, a container) by its end, a container that it did not begin to
/// read by its start, and an array that it gave up by the item that it did not read.
pub(super) fn path_at(text: &str, line: usize, column: usize) -> String {
    let target = offset(text, line, column);
    let mut steps = Vec::new();
    let mut skipped_depth = 0_usize;
    let mut at = 0_usize;
    while let Some((token, end)) = next_token(text, at) {
        if end.saturating_sub(token.len()) >= target {
            let is_scalar = !token.starts_with(['{', '[', '}', ']', ',', ':']);
            if is_scalar && matches!(steps.last(), Some(Step::Index(_))) {
                steps.pop();
            }
            break;
        }
        let is_read_by_now = end >= target;
        match token {
            "{" | "[" if steps.len() == DEPTH => skipped_depth = skipped_depth.saturating_add(1),
            "{" => steps.push(Step::Key(None)),
            "[" => steps.push(Step::Index(0)),
            "}" | "]" if skipped_depth > 0 => skipped_depth = skipped_depth.saturating_sub(1),
            "}" | "]" => {
                steps.pop();
                if is_read_by_now {
                    break;
                }
            }
            "," => match steps.last_mut() {
                Some(Step::Index(index)) => *index = index.saturating_add(1),
                Some(Step::Key(key)) => *key = None,
                None => {}
            },
            ":" => {}
            scalar => {
                if let Some(Step::Key(key @ None)) = steps.last_mut() {
                    *key = scalar.get(1..scalar.len().saturating_sub(1));
                }
                if is_read_by_now {
                    break;
                }
            }
        }
        at = end;
    }
    written(&steps)
}

/// The byte at which serde_json's line and column point: columns are counted in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    before.saturating_add(column)
}

/// The token that begins at `at` or after the white space there, and the byte after it: a bracket, a comma, a colon, a
/// string with its quotes, or anything else up to one of those.
fn next_token(text: &str, at: usize) -> Option<(&str, usize)> {
    let space = text.as_bytes().get(at..)?.iter().take_while(|byte| is_json_space(**byte)).count();
    let start = at.saturating_add(space);
    let rest = text.as_bytes().get(start..)?;
    let length = match rest.first()? {
        b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
        b'"' => string_length(rest),
        _ => rest.iter().position(|byte| ends_scalar(*byte)).unwrap_or(rest.len()),
    };
    let end = start.saturating_add(length);
    Some((text.get(start..end)?, end))
}

fn ends_scalar(byte: u8) -> bool {
    is_json_space(byte) || matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"')
}

/// The length of the string that `rest` begins with, its quotes included.
fn string_length(rest: &[u8]) -> usize {
    let mut escaped = false;
    let end = rest.iter().skip(1).position(|byte| {
        let closes = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        closes
    });
    end.map_or(rest.len(), |index| index.saturating_add(2))
}

fn written(steps: &[Step<'_>]) -> String {
    let mut path = String::new();
    for step in steps {
        // Writing to a `String` never fails.
        let _ = match step {
            Step::Index(index) => write!(path, "[{index}]"),
            Step::Key(Some(key)) if path.is_empty() => write!(path, "{key}"),
            Step::Key(Some(key)) => write!(path, ".{key}"),
            Step::Key(None) => Ok(()),
        };
    }
    if path.is_empty() { ".".to_owned() } else { path }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde::de::{DeserializeOwned, IgnoredAny};

    use super::*;

    #[track_caller]
    fn fails<T: DeserializeOwned>(text: &str, expected: &str) {
        let Err(error) = serde_json::from_str::<T>(text) else { panic!("{text} can be read") };
        assert_eq!(path_at(text, error.line(), error.column()), expected, "{text}: {error}");
    }

    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Item {
        id: i64,
        name: Option<String>,
        pair: Option<(bool, bool)>,
        inner: Option<Box<Item>>,
        items: Vec<Item>,
    }

    #[test]
    fn scalars_that_do_not_fit_are_found() {
        fails::<i64>(r#" "a" "#, ".");
        fails::<i64>("null", ".");
        fails::<Item>(r#"{"id":true}"#, "id");
        fails::<Item>(r#"{"name":"a","id":null,"inner":{}}"#, "id");
        fails::<Vec<Item>>(r#"[{"id":1},{"id":2.5}]"#, "[1].id");
        fails::<Vec<Item>>(r#"[{},{"inner":{"items":[{},{"name":7}]}}]"#, "[1].inner.items[1].name");
        fails::<Vec<Vec<i64>>>("[[1],[],[2,3,-x]]".replace("-x", "9223372036854775808").as_str(), "[2][2]");
    }

    #[test]
    fn containers_that_do_not_fit_are_found() {
        fails::<i64>("[]", ".");
        fails::<Item>(r#"{"id":[7]}"#, "id");
        fails::<Item>(r#"{"name":{}}"#, "name");
        fails::<Item>(r#"{"items":{"id":"}"}}"#, "items");
        fails::<Vec<i64>>("[[1],2]", "[0]");
        fails::<Vec<i64>>(r#"[1 , {"a":[]}]"#, "[1]");
        fails::<Item>(r#"{"pair":[true],"id":1}"#, "pair");
        fails::<Vec<Item>>(r#"[{"id":1,"id":2}]"#, "[0].id");
        fails::<Vec<Item>>("[{\"id\":1,\"id\" \n : 2}]", "[0].id");
    }

    /// A visitor that takes no sequence gives up before the first item.
    #[test]
    fn an_array_that_was_given_up_is_no_item() {
        #[derive(Debug)]
        struct Picky;
        impl<'de> Deserialize<'de> for Picky {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = Picky;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("nothing")
                    }
                }
                deserializer.deserialize_any(Visitor)
            }
        }
        fails::<Vec<Picky>>("[[1,2]]", "[0]");
        fails::<Vec<Picky>>(r#"[ [ "a" ] ]"#, "[0]");
        fails::<Vec<Picky>>("[[]]", "[0]");
        fails::<Vec<Picky>>(r#"[{"a":1}]"#, "[0]");
        fails::<Vec<Picky>>("[true]", "[0]");
    }

    #[test]
    fn what_looks_like_json_inside_of_strings_is_passed_over() {
        fails::<Vec<Item>>(r#"[{"name":"]},{\"id\":[\\"},{"x\"}":["{"],"id":""}]"#, "[1].id");
        fails::<std::collections::HashMap<String, i64>>(r#"{"a\"":1,"b\\":"c"}"#, r"b\\");
    }

    #[test]
    fn lines_are_counted_in_bytes() {
        fails::<Vec<Item>>(
            "\n[\r\n\t{\"name\":\"\u{e4}\u{20ac}\"}, {\"name\":\"\u{e4}\",\"id\":\n \"\u{20ac}\" }]",
            "[1].id",
        );
    }

    #[test]
    fn skipped_values_may_lie_deeper_than_any_decoder_goes() {
        for depth in [1, DEPTH - 2, DEPTH, DEPTH + 1, 100_000] {
            let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let skipped = deep("[[2],", "]") + "," + &deep(r#"{"b":3,"a":"#, "}");
            fails::<(Item, i64)>(&format!(r#"[{{"x":[{skipped}],"id":1}},null]"#), "[1]");
            fails::<Item>(&format!(r#"{{"x":[{skipped}],"id":"1"}}"#), "id");
        }
    }

    #[test]
    fn a_text_that_ends_early_has_a_path_too() {
        let text = r#"[{"a":[1,{"b":"c"#;
        assert_eq!(path_at(text, 1, 900), "[0].a[1].b");
        assert_eq!(path_at(text, 900, 0), "[0].a[1].b");
        assert_eq!(path_at("", 1, 0), ".");
        assert_eq!(path_at("]]}", 1, 3), ".");
        assert!(serde_json::from_str::<IgnoredAny>(text).is_err());
    }
}
