//! [`Failure`]: the reason why a body could not be decoded.

use std::fmt;
use std::ops::Range;

use serde_json::error::Category;

use super::path::{self, Place};

/// The reason why a body could not be decoded into what the operation returns.
///
/// Its `Display` says what was expected and where: the path, and the own id of the list item that the value belongs to.
/// Apart from that id it never shows a value of the body, which may be a secret.
#[derive(Debug)]
pub struct Failure(Reason);

#[derive(Debug)]
enum Reason {
    NotUtf8 { at: usize },
    Blank,
    NotJson { error: serde_json::Error, looks_like: Option<&'static str> },
    Foreign { expected: &'static str, looks_like: Option<&'static str> },
    Mismatch { place: Place, expected: Option<String>, position: Option<(usize, usize)> },
}

impl Failure {
    /// Creates the failure of a body that is not `expected` (`a ZIP archive`), for decoders that check the body
    /// themselves.
    ///
    /// ```
    /// use toggl_me_core::codec::Failure;
    ///
    /// let failure = Failure::foreign("a ZIP archive", b"<html>");
    /// assert_eq!(failure.to_string(), "it is not a ZIP archive but looks like an HTML or XML page");
    /// ```
    pub fn foreign(expected: &'static str, body: &[u8]) -> Self {
        let text = std::str::from_utf8(body).unwrap_or_default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let looks_like = if text.trim_start().starts_with('{') { Some("a JSON object") } else { page(text) };
        Failure(Reason::Foreign { expected, looks_like })
    }

    pub(super) fn not_utf8(at: usize) -> Self {
        Failure(Reason::NotUtf8 { at })
    }

    /// Creates the failure of `text` from serde_json's error.
    #[cold]
    pub(super) fn of_json(text: &str, error: serde_json::Error) -> Self {
        let message = error.to_string();
        let expected = match error.classify() {
            Category::Eof if text.bytes().all(path::is_space) => return Failure(Reason::Blank),
            Category::Data => expectation(&message),
            // JSON has no limits for numbers and allows unpaired surrogates, so one such value must not fail the
            // others.
            Category::Syntax if message.starts_with("number out of range") => Some("a smaller number".to_owned()),
            Category::Syntax if HALVES.iter().any(|half| message.starts_with(half)) => {
                Some("whole characters".to_owned())
            }
            Category::Io | Category::Syntax | Category::Eof => {
                return Failure(Reason::NotJson { error, looks_like: page(text) });
            }
        };
        let (line, column) = (error.line(), error.column());
        let place = path::place_at(text, line, column, misplaced(&message));
        Failure(Reason::Mismatch { place, expected, position: Some((line, column)) })
    }

    /// Returns the path of the value that could not be decoded, such as `[17].client_id`, or `None` when the body as a
    /// whole is wrong.
    pub fn path(&self) -> Option<&str> {
        self.place().map(|place| place.path.as_str())
    }

    /// Returns the own id of the innermost list item that the value belongs to, where it has one.
    pub fn item_id(&self) -> Option<i64> {
        self.place()?.item_id
    }

    /// Returns the position of the value in the body, where it is a string, a number or a boolean inside a container,
    /// or that of the opening bracket of a container of the wrong kind.
    pub(super) fn leaf(&self) -> Option<&Range<usize>> {
        self.place()?.leaf.as_ref()
    }

    /// Forgets line and column, because they were not counted in the response's own text.
    pub(super) fn forget_position(&mut self) {
        if let Reason::Mismatch { position, .. } = &mut self.0 {
            *position = None;
        }
    }

    fn place(&self) -> Option<&Place> {
        match &self.0 {
            Reason::Mismatch { place, .. } => Some(place),
            _ => None,
        }
    }

    /// Returns the JSON parser's own error, where it quotes nothing of the body.
    pub(crate) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Reason::NotJson { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// The beginnings of serde_json's messages about an unpaired surrogate.
const HALVES: [&str; 2] = ["lone leading surrogate in hex escape", "unexpected end of hex escape"];

/// Returns the opening bracket of a container that stands where none is expected.
fn misplaced(message: &str) -> Option<&'static str> {
    match message.strip_prefix("invalid type: ")? {
        map if map.starts_with("map,") => Some("{"),
        sequence if sequence.starts_with("sequence,") => Some("["),
        _ => None,
    }
}

/// Extracts what serde expected from its message. The rest of the message is not used because it quotes the value.
fn expectation(message: &str) -> Option<String> {
    let by_serde = ["invalid type: ", "invalid value: ", "invalid length: "];
    if !by_serde.iter().any(|start| message.starts_with(start)) {
        return None;
    }
    let (_, expected) = message.rsplit_once(", expected ")?;
    let (expected, _) = expected.split_once(" at line ")?;
    Some(expected.to_owned())
}

/// Names the page that came in place of JSON.
fn page(text: &str) -> Option<&'static str> {
    is_page(text).then_some("an HTML or XML page")
}

/// Returns whether the text is a page such as a proxy or a login form sends.
pub(super) fn is_page(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let looks_like = match &self.0 {
            Reason::NotUtf8 { at } => return write!(f, "it is not UTF-8 from byte {at} on"),
            Reason::Blank => return write!(f, "it is empty"),
            Reason::NotJson { error, looks_like } => {
                write!(f, "it is not JSON at line {} column {}", error.line(), error.column())?;
                looks_like
            }
            Reason::Foreign { expected, looks_like } => {
                write!(f, "it is not {expected}")?;
                looks_like
            }
            Reason::Mismatch { place, expected, position } => {
                write!(f, "expected {} at `{}`", expected.as_deref().unwrap_or("another value"), place.path)?;
                if let Some(id) = place.item_id {
                    write!(f, " of the item with id {id}")?;
                }
                return match position {
                    Some((line, column)) => write!(f, ", line {line} column {column}"),
                    None => Ok(()),
                };
            }
        };
        match looks_like {
            Some(thing) => write!(f, " but looks like {thing}"),
            None => Ok(()),
        }
    }
}
