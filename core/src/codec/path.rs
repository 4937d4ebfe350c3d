//! The way from the line and column at which serde_json stopped to the value that did not fit: its path, its bytes, and
//! the id of the item that it belongs to.
//!
//! A walk over the tokens of a text that is known to be JSON up to there. `serde_path_to_error` finds the same path by
//! decoding once more, for which it has to be compiled into every model a second time: that was half of this crate's
//! code.

use std::fmt::Write as _;
use std::ops::Range;

/// The depth that is tracked. No decoder goes deeper: serde_json refuses 128 nested containers. Anything deeper was
/// skipped.
const DEPTH: usize = 128;

/// The number of characters of a key that a path shows: a hostile key may be as long as the body and stand above many
/// values.
const KEY: usize = 64;

/// The keys under which the objects of this API have their own ids.
const OWN_IDS: [&str; 5] = ["id", "favorite_id", "feature_id", "reminder_id", "timesheet_id"];

/// The place of a value in a text.
#[derive(Debug)]
pub(super) struct Place {
    /// The path, such as `[17].client_id`; `.` for the whole text.
    pub(super) path: String,
    /// The position of the bytes of a string, a number or a boolean, or of the opening bracket of a container of the
    /// wrong kind, where the value stands inside a container.
    pub(super) leaf: Option<Range<usize>>,
    /// The own id of the innermost list item that contains the value and has an id.
    pub(super) item_id: Option<i64>,
}

/// Returns the place of an error of serde_json's. `misplaced` is the opening bracket of a container that stands where
/// none is expected, where that is the error.
///
/// serde_json reports a value that it has read (a scalar, a key, a container) by its end, a container that it did not
/// begin to read by its start, and one that it gave up by the item, or the key, that it did not read.
pub(super) fn place_at(text: &str, line: usize, column: usize, misplaced: Option<&str>) -> Place {
    let target = offset(text, line, column);
    let mut walk = Walk::new(text, 0);
    let mut leaf = None;
    while let Some(token) = walk.peek() {
        if token.start >= target {
            match misplaced {
                Some(bracket) if token.text == bracket => leaf = walk.is_inside().then(|| token.bytes()),
                Some(_) => leaf = walk.leave(),
                None if token.is_scalar() => walk.leave_array(),
                None => {}
            }
            break;
        }
        let closes = matches!(token.text, "}" | "]");
        if closes && token.end() >= target && misplaced.is_some() {
            leaf = walk.leave();
            break;
        }
        let is_leaf = walk.pass(&token);
        if token.end() >= target && (token.is_scalar() || closes) {
            leaf = is_leaf.then(|| token.bytes());
            break;
        }
    }
    Place { path: walk.path(), leaf, item_id: walk.item_id() }
}

/// Selects the leaves that are replaced together with one that cannot be decoded, among those that stand after it at
/// the same place of other items.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Alike {
    /// Selects those with the same text.
    Equal,
    /// Selects those of the same kind: all strings, all numbers, all booleans.
    OfOneKind,
}

/// Returns `text` with `null` for the leaf at `leaf` and for those that are alike, and the paths of all of them. The
/// paths are empty where there is no leaf at those bytes. Alike containers are those of the same kind. All else stays
/// in its place, unless a leaf is shorter than `null` or is a container.
pub(super) fn blanked(text: &str, leaf: &Range<usize>, alike: Alike) -> (String, Vec<String>) {
    let mut walk = Walk::new(text, 0);
    let (mut blanked, mut copied) = (String::with_capacity(text.len().saturating_add(4)), 0);
    let mut paths = Vec::new();
    let mut first: Option<(Vec<Option<&str>>, &str)> = None;
    while let Some(token) = walk.peek() {
        let is_meant = walk.expects_value()
            && token.is_value()
            && match &first {
                None => token.bytes() == *leaf,
                Some((shape, text)) => token.is_alike(text, alike) && walk.stands_at(shape),
            };
        if !is_meant {
            walk.pass(&token);
            continue;
        }
        first.get_or_insert_with(|| (walk.shape().collect(), token.text));
        paths.push(walk.path());
        blanked.push_str(text.get(copied..token.start).unwrap_or_default());
        blanked.push_str("null");
        blanked.extend(std::iter::repeat_n(' ', token.text.len().saturating_sub("null".len())));
        walk.pass_value(&token);
        copied = walk.at;
    }
    blanked.push_str(text.get(copied..).unwrap_or_default());
    (blanked, paths)
}

/// A walk over the tokens of a text, which tracks the containers around the position.
struct Walk<'a> {
    text: &'a str,
    /// The position after the last token that was passed.
    at: usize,
    containers: Vec<Container<'a>>,
    /// The number of containers beyond [`DEPTH`] around the position.
    skipped: usize,
}

/// A container around the position.
struct Container<'a> {
    start: usize,
    step: Step<'a>,
}

/// The position within a container.
enum Step<'a> {
    Index(usize),
    /// The current key; absent before the first key, and between a comma and the next key.
    Key(Option<&'a str>),
}

/// A token: a bracket, a comma, a colon, a string with its quotes, or anything else up to one of those.
struct Token<'a> {
    text: &'a str,
    start: usize,
}

impl Token<'_> {
    fn end(&self) -> usize {
        self.start.saturating_add(self.text.len())
    }

    fn bytes(&self) -> Range<usize> {
        self.start..self.end()
    }

    fn is_scalar(&self) -> bool {
        !matches!(self.text.as_bytes(), [b'{' | b'[' | b'}' | b']' | b',' | b':'])
    }

    /// Whether it is, or begins, a value other than `null`, where it is no key.
    fn is_value(&self) -> bool {
        !matches!(self.text, "}" | "]" | "," | ":" | "null")
    }

    fn is_alike(&self, other: &str, alike: Alike) -> bool {
        match alike {
            Alike::Equal => self.text == other,
            Alike::OfOneKind => kind(self.text) == kind(other),
        }
    }
}

/// Returns the kind of a value, as its first byte tells it.
fn kind(token: &str) -> u8 {
    match token.bytes().next() {
        Some(b'-' | b'0'..=b'9') => b'0',
        Some(b't' | b'f') => b't',
        Some(other) => other,
        None => 0,
    }
}

impl<'a> Walk<'a> {
    fn new(text: &'a str, at: usize) -> Self {
        Walk { text, at, containers: Vec::new(), skipped: 0 }
    }

    /// Returns the next token after any white space.
    fn peek(&self) -> Option<Token<'a>> {
        let space = self.text.as_bytes().get(self.at..)?.iter().take_while(|byte| is_space(**byte)).count();
        let start = self.at.saturating_add(space);
        let rest = self.text.as_bytes().get(start..)?;
        let length = match rest.first()? {
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            b'"' => string_length(rest),
            _ => rest.iter().position(|byte| ends_scalar(*byte)).unwrap_or(rest.len()),
        };
        Some(Token { text: self.text.get(start..start.saturating_add(length))?, start })
    }

    /// Moves to the end of `token`. Returns whether it is a leaf: a value in a container other than `null`.
    fn pass(&mut self, token: &Token<'a>) -> bool {
        self.at = token.end();
        let opened = |step| Container { start: token.start, step };
        match token.text.as_bytes() {
            [b'{' | b'['] if self.containers.len() == DEPTH => self.skipped = self.skipped.saturating_add(1),
            [b'}' | b']'] if self.skipped > 0 => self.skipped = self.skipped.saturating_sub(1),
            [b'{'] => self.containers.push(opened(Step::Key(None))),
            [b'['] => self.containers.push(opened(Step::Index(0))),
            [b'}' | b']'] => drop(self.containers.pop()),
            [b','] => match self.step() {
                Some(Step::Index(index)) => *index = index.saturating_add(1),
                Some(Step::Key(key)) => *key = None,
                None => {}
            },
            [b':'] => {}
            scalar => match self.step() {
                Some(Step::Key(key @ None)) => *key = token.text.get(1..scalar.len().saturating_sub(1)),
                Some(_) => return scalar != b"null",
                None => {}
            },
        }
        false
    }

    fn step(&mut self) -> Option<&mut Step<'a>> {
        self.containers.last_mut().map(|container| &mut container.step)
    }

    /// Moves to the end of the value that `token` is or opens.
    fn pass_value(&mut self, token: &Token<'a>) {
        let depth = self.containers.len();
        self.pass(token);
        while self.containers.len() > depth {
            let Some(token) = self.peek() else { return };
            self.pass(&token);
        }
    }

    fn is_inside(&self) -> bool {
        !self.containers.is_empty() && self.skipped == 0
    }

    /// Returns whether a value may come next: in an array or after a key.
    fn expects_value(&self) -> bool {
        let last = self.containers.last().map(|container| &container.step);
        self.containers.len() < DEPTH && matches!(last, Some(Step::Index(_) | Step::Key(Some(_))))
    }

    /// Leaves the container around the position. Returns the position of its opening bracket, where it stands in
    /// another container.
    fn leave(&mut self) -> Option<Range<usize>> {
        let start = self.containers.pop()?.start;
        self.is_inside().then(|| start..start.saturating_add(1))
    }

    /// Leaves the array around the position, where there is one.
    fn leave_array(&mut self) {
        if matches!(self.step(), Some(Step::Index(_))) {
            self.containers.pop();
        }
    }

    /// Returns the keys on the way down, and `None` for the items of arrays.
    fn shape(&self) -> impl Iterator<Item = Option<&'a str>> {
        self.containers.iter().map(|container| match container.step {
            Step::Index(_) => None,
            Step::Key(key) => key,
        })
    }

    fn stands_at(&self, shape: &[Option<&str>]) -> bool {
        self.shape().eq(shape.iter().copied())
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for container in &self.containers {
            // Writing to a `String` cannot fail.
            let _ = match container.step {
                Step::Index(index) => write!(path, "[{index}]"),
                Step::Key(Some(key)) if path.is_empty() => write!(path, "{key:.KEY$}"),
                Step::Key(Some(key)) => write!(path, ".{key:.KEY$}"),
                Step::Key(None) => Ok(()),
            };
        }
        if path.is_empty() { ".".to_owned() } else { path }
    }

    fn item_id(&self) -> Option<i64> {
        let items = self.containers.windows(2).rev().filter_map(|pair| match pair {
            [Container { step: Step::Index(_), .. }, item] => Some(item.start),
            _ => None,
        });
        items.filter_map(|start| own_id(self.text, start)).next()
    }
}

/// Returns the own id of the object that begins at `start`.
fn own_id(text: &str, start: usize) -> Option<i64> {
    let mut walk = Walk::new(text, start);
    while let Some(token) = walk.peek() {
        let is_leaf = walk.pass(&token);
        match walk.containers.as_slice() {
            [] => return None,
            [Container { step: Step::Key(Some(key)), .. }] if is_leaf && OWN_IDS.contains(key) => {
                return token.text.trim_matches('"').parse().ok();
            }
            _ => {}
        }
    }
    None
}

/// Returns the byte at serde_json's line and column, where columns are counted in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    before.saturating_add(column)
}

/// Returns the length of the string at the start of `rest`, including its quotes.
fn string_length(rest: &[u8]) -> usize {
    let mut escaped = false;
    let end = rest.iter().skip(1).position(|byte| {
        let closes = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        closes
    });
    end.map_or(rest.len(), |index| index.saturating_add(2))
}

fn ends_scalar(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"')
}

/// Returns whether JSON ignores this byte between tokens.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde::de::{DeserializeOwned, IgnoredAny};

    use super::*;

    #[track_caller]
    fn fails<T: DeserializeOwned>(text: &str, expected: &str) {
        let Err(error) = serde_json::from_str::<T>(text) else { panic!("{text} can be read") };
        let place = place_at(text, error.line(), error.column(), None);
        assert_eq!(place.path, expected, "{text}: {error}");
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
    fn scalars_of_the_wrong_type_are_found() {
        fails::<i64>(r#" "a" "#, ".");
        fails::<i64>("null", ".");
        fails::<Item>(r#"{"id":true}"#, "id");
        fails::<Item>(r#"{"name":"a","id":null,"inner":{}}"#, "id");
        fails::<Vec<Item>>(r#"[{"id":1},{"id":2.5}]"#, "[1].id");
        fails::<Vec<Item>>(r#"[{},{"inner":{"items":[{},{"name":7}]}}]"#, "[1].inner.items[1].name");
        fails::<Vec<Vec<i64>>>("[[1],[],[2,3,-x]]".replace("-x", "9223372036854775808").as_str(), "[2][2]");
    }

    #[test]
    fn containers_of_the_wrong_type_are_found() {
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

    /// Checks a visitor that accepts no sequence and gives up before the first item.
    #[test]
    fn an_abandoned_array_is_not_an_item() {
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
    fn json_inside_strings_is_skipped() {
        fails::<Vec<Item>>(r#"[{"name":"]},{\"id\":[\\"},{"x\"}":["{"],"id":""}]"#, "[1].id");
        fails::<std::collections::HashMap<String, i64>>(r#"{"a\"":1,"b\\":"c"}"#, r"b\\");
    }

    #[test]
    fn long_keys_are_cut() {
        let text = format!(r#"{{"{}":{{"b":"c"}}}}"#, "\u{e4}".repeat(1000));
        let expected = "\u{e4}".repeat(64) + ".b";
        fails::<std::collections::HashMap<String, std::collections::HashMap<String, i64>>>(&text, &expected);
    }

    #[test]
    fn the_item_is_named_by_the_innermost_id() {
        let id = |text: &str, found: &str| {
            let column = text.find(found).unwrap() + found.len();
            place_at(text, 1, column, None).item_id
        };
        assert_eq!(id(r#"[{"id":1},{"a":"here","id":2}]"#, "here\""), Some(2));
        assert_eq!(id(r#"[{"id":1,"items":[{"favorite_id":2,"x":[{"a":"here"}]}]}]"#, "here\""), Some(2));
        assert_eq!(id(r#"[{"id":"1","inner":{"id":2,"a":"here"}}]"#, "here\""), Some(1));
        assert_eq!(id(r#"{"id":1,"a":"here"}"#, "here\""), None, "it is no item");
        assert_eq!(id(r#"[{"uid":1,"a":"here"}]"#, "here\""), None);
        assert_eq!(id(r#"[{"id":"two","a":"here"}]"#, "here\""), None);
        assert_eq!(id(r#"[["here"]]"#, "here\""), None);
        assert_eq!(id(r#"[{"a":"here"},{"id":3}]"#, "here\""), None, "it is the next one's");
    }

    #[track_caller]
    fn blanks(text: &str, leaf: &str, alike: Alike, expected: &str, paths: &[&str]) {
        let start = text.find(leaf).unwrap();
        let blanked = blanked(text, &(start..start + leaf.len()), alike);
        assert_eq!(
            (blanked.0.as_str(), blanked.1.iter().map(String::as_str).collect::<Vec<_>>().as_slice()),
            (expected, paths)
        );
    }

    #[test]
    fn similar_leaves_are_blanked_too() {
        let text = r#"[{"a":1,"b":"1"},{"a":1 ,"b":1},{"b":{"a":1},"a":2},{"a":"1"}]"#;
        let equal = r#"[{"a":null,"b":"1"},{"a":null ,"b":1},{"b":{"a":1},"a":2},{"a":"1"}]"#;
        blanks(text, "1", Alike::Equal, equal, &["[0].a", "[1].a"]);
        let of_one_kind = r#"[{"a":null,"b":"1"},{"a":null ,"b":1},{"b":{"a":1},"a":null},{"a":"1"}]"#;
        blanks(text, "1", Alike::OfOneKind, of_one_kind, &["[0].a", "[1].a", "[2].a"]);
        let text = r#"{"a":["true",true,null,false,"later"],"b":"true"}"#;
        blanks(text, "true,", Alike::Equal, text, &[]);
        blanks(text, "true", Alike::Equal, text, &[]);
        blanks(text, "\"true\"", Alike::Equal, r#"{"a":[null  ,true,null,false,"later"],"b":"true"}"#, &["a[0]"]);
        let texts = r#"{"a":[null  ,true,null,false,null   ],"b":"true"}"#;
        blanks(text, "\"true\"", Alike::OfOneKind, texts, &["a[0]", "a[4]"]);
    }

    #[test]
    fn containers_of_the_wrong_kind_are_blanked_whole() {
        let text = r#"[{"a":{"]":[1,{}]},"b":{}},{"a":[{}]},{"a":{"a":2},"c":{"a":{}}}]"#;
        let without = r#"[{"a":null,"b":{}},{"a":[{}]},{"a":null,"c":{"a":{}}}]"#;
        for alike in [Alike::Equal, Alike::OfOneKind] {
            let (blanked, paths) = blanked(text, &(6..7), alike);
            assert_eq!((blanked.as_str(), paths.join(" ").as_str()), (without, "[0].a [2].a"));
        }
        let deep = format!("{}{{}}{}", "[".repeat(DEPTH), "]".repeat(DEPTH));
        assert_eq!(blanked(&deep, &(DEPTH..DEPTH + 1), Alike::Equal), (deep.clone(), Vec::new()));
    }

    #[test]
    fn values_other_than_leaves_are_not_blanked() {
        for (text, no_leaf) in [("1", "1"), (r#"{"a":1}"#, "\"a\""), ("[null]", "null"), ("[[]]", "[]"), ("[1]", ",")] {
            let start = text.find(no_leaf).unwrap_or(text.len());
            assert_eq!(
                blanked(text, &(start..start + no_leaf.len()), Alike::Equal),
                (text.to_owned(), Vec::new()),
                "{text}"
            );
        }
    }

    #[test]
    fn lines_are_counted_in_bytes() {
        fails::<Vec<Item>>(
            "\n[\r\n\t{\"name\":\"\u{e4}\u{20ac}\"}, {\"name\":\"\u{e4}\",\"id\":\n \"\u{20ac}\" }]",
            "[1].id",
        );
    }

    #[test]
    fn skipped_values_may_lie_deeper_than_a_decoder_goes() {
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
        assert_eq!(place_at(text, 1, 900, None).path, "[0].a[1].b");
        assert_eq!(place_at(text, 900, 0, None).path, "[0].a[1].b");
        assert_eq!(place_at("", 1, 0, None).path, ".");
        assert_eq!(place_at("]]}", 1, 3, None).path, ".");
        assert!(serde_json::from_str::<IgnoredAny>(text).is_err());
    }
}
