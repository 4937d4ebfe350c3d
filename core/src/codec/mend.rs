//! The treatment of values that cannot be decoded: they become `null`, and the body is decoded once more.
//!
//! Decoders stay strict and are compiled once, and a body without faults is decoded once.

use std::borrow::Cow;

use super::failure::Failure;
use super::path::{self, Alike};

/// Returns the largest number of passes over a body of `length` bytes, so that at most half a gigabyte is decoded
/// again.
fn most_passes(length: usize) -> usize {
    const BYTES: usize = 512 << 20;
    BYTES.checked_div(length).unwrap_or(BYTES).clamp(1, 128)
}

/// The places of a body at which a value could not be decoded and is treated as absent.
///
/// Up to 32 different values are searched for one by one (fewer in a body of more than 4 MiB). With more, the server
/// evidently means something else: from the next one on, all values of the same kind (text, number, boolean) at the
/// same place of the items after it are treated as absent. Their places are listed too. A list or an object where none
/// is expected makes those of its kind absent at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unreadable(Vec<String>);

impl Unreadable {
    /// Returns the paths, such as `[17].stop`, in the order in which they were found. The list is empty when everything
    /// was decoded. A path shows at most 64 characters of a key.
    pub fn paths(&self) -> &[String] {
        &self.0
    }

    /// Returns whether everything was decoded.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Decodes `body` with `null` in place of each string, number or boolean that cannot be decoded and of each list or
/// object that is not expected, and adds the places of those to `unreadable`.
///
/// Where `null` is not accepted either, as for an object's own id, the result is the original failure. So it is for the
/// whole body, and for an object that is decoded but lacks what its model requires.
#[inline]
pub(crate) fn decode_noting<T>(
    body: &[u8],
    decode: fn(&[u8]) -> Result<T, Failure>,
    unreadable: &mut Unreadable,
) -> Result<T, Failure> {
    decode(body).or_else(|failure| decode_without(body, failure, decode, unreadable))
}

/// Decodes `body` without the value that `failure` names, and without those that fail after it.
#[cold]
fn decode_without<T>(
    body: &[u8],
    mut failure: Failure,
    decode: fn(&[u8]) -> Result<T, Failure>,
    unreadable: &mut Unreadable,
) -> Result<T, Failure> {
    let mut mended = Mended::new(body);
    loop {
        mended.blank(failure)?;
        match decode(&mended.body) {
            Err(next) => failure = next,
            value => {
                unreadable.0.append(&mut mended.unreadable.0);
                return value;
            }
        }
    }
}

/// A body and what was done about its faults.
struct Mended<'a> {
    body: Cow<'a, [u8]>,
    unreadable: Unreadable,
    /// The failure of each pass so far.
    failures: Vec<Failure>,
    /// Whether lines and columns differ from those of the response.
    has_moved: bool,
}

impl<'a> Mended<'a> {
    fn new(body: &'a [u8]) -> Self {
        Mended { body: Cow::Borrowed(body), unreadable: Unreadable::default(), failures: Vec::new(), has_moved: false }
    }

    /// Replaces the leaf that failed with `null`.
    #[cold]
    fn blank(&mut self, mut failure: Failure) -> Result<(), Failure> {
        if self.has_moved {
            failure.forget_position();
        }
        let Some((body, paths)) = self.without(&failure) else { return Err(self.as_at_first(failure)) };
        self.body = Cow::Owned(body.into_bytes());
        self.unreadable.0.extend(paths);
        self.failures.push(failure);
        Ok(())
    }

    /// Returns the body without the leaf that failed, and the paths of the leaves that are now `null`.
    fn without(&mut self, failure: &Failure) -> Option<(String, Vec<String>)> {
        let leaf = failure.leaf()?;
        let text = std::str::from_utf8(&self.body).ok()?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (passes, most) = (self.failures.len(), most_passes(text.len()));
        if passes >= most {
            return None;
        }
        let alike = if passes < most.div_ceil(4) { Alike::Equal } else { Alike::OfOneKind };
        let (blanked, paths) = path::blanked(text, leaf, alike);
        self.has_moved |= blanked.len() != text.len();
        (!paths.is_empty()).then_some((blanked, paths))
    }

    /// Returns the failure that the place had before it was replaced.
    fn as_at_first(&mut self, failure: Failure) -> Failure {
        match self.failures.iter().position(|earlier| earlier.path() == failure.path()) {
            Some(index) => self.failures.swap_remove(index),
            None => failure,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use crate::codec::{Failure, list, object};
    use crate::model::{Me, Project, TimeEntry};

    use super::*;

    fn decode<T>(body: impl AsRef<[u8]>, decode: fn(&[u8]) -> Result<T, Failure>) -> (Result<T, Failure>, Vec<String>) {
        let mut unreadable = Unreadable::default();
        let body = body.as_ref();
        let decoded = decode_noting(body, decode, &mut unreadable);
        assert_eq!(unreadable.is_empty(), unreadable.paths().is_empty());
        (decoded, unreadable.0)
    }

    #[track_caller]
    fn reads<T>(body: impl AsRef<[u8]>, with: fn(&[u8]) -> Result<T, Failure>, expected: &[&str]) -> T {
        let (decoded, paths) = decode(body, with);
        assert_eq!(paths, expected);
        decoded.unwrap()
    }

    #[track_caller]
    fn fails<T>(body: impl AsRef<[u8]>, with: fn(&[u8]) -> Result<T, Failure>, expected: &str) {
        let (decoded, paths) = decode(body, with);
        assert_eq!(decoded.err().map(|failure| failure.to_string()).as_deref(), Some(expected));
        assert!(paths.is_empty(), "a failure notes nothing");
    }

    #[test]
    fn a_leaf_that_cannot_be_decoded_is_absent() {
        let body = r#"[{"id":1,"stop":"null"},{"id":2,"billable":"perhaps","tags":["a",7]},{"id":3,"at":"2024-01-01T00:00:00Z"}]"#;
        let entries = reads(body, list::<TimeEntry>, &["[0].stop", "[1].billable", "[1].tags[1]"]);
        assert_eq!((entries[0].stop, entries[1].billable), (None, None));
        assert_eq!(entries[1].tags, ["a"]);
        assert!(entries[2].at.is_some());
    }

    #[test]
    fn equal_leaves_at_the_same_place_take_one_pass() {
        fn counting(body: &[u8]) -> Result<Vec<TimeEntry>, Failure> {
            PASSES.set(PASSES.get() + 1);
            list(body)
        }
        thread_local!(static PASSES: std::cell::Cell<usize> = const { std::cell::Cell::new(0) });

        let items: Vec<String> =
            (0..1000).map(|id| format!(r#"{{"id":{id},"stop":"null","description":"null"}}"#)).collect();
        let (entries, paths) = decode(format!("[{}]", items.join(",")), counting);
        assert!(entries.unwrap().iter().all(|entry| entry.description.as_deref() == Some("null")));
        assert_eq!((paths.len(), paths[999].as_str()), (1000, "[999].stop"));
        assert_eq!(PASSES.get(), 2);
    }

    /// Checks a server that writes all times in another form, and one with too many faults to count.
    #[test]
    fn passes_are_bounded() {
        let items: Vec<String> =
            (0..500).map(|id| format!(r#"{{"id":{id},"start":"day {id}","stop":"{id}.","billable":true}}"#)).collect();
        let (entries, paths) = decode(format!("[{}]", items.join(",")), list::<TimeEntry>);
        assert!(entries.unwrap().iter().all(|entry| entry.start.is_none() && entry.billable == Some(true)));
        assert_eq!(paths.len(), 1000);

        let places: Vec<String> = (0..=128).map(|number| format!(r#""place {number}":"x""#)).collect();
        let of_places = |count: usize| format!("{{{}}}", places[..count].join(","));
        let (numbers, paths) = decode(of_places(128), object::<HashMap<String, Option<i64>>>);
        assert_eq!((numbers.unwrap().len(), paths.len()), (128, 128));
        let (numbers, paths) = decode(of_places(129), object::<HashMap<String, Option<i64>>>);
        assert_eq!(numbers.unwrap_err().path(), Some("place 128"));
        assert!(paths.is_empty());
    }

    #[test]
    fn large_bodies_are_decoded_less_often() {
        for (length, passes) in [(0, 128), (4 << 20, 128), (32 << 20, 16), (512 << 20, 1), (usize::MAX, 1)] {
            assert_eq!(most_passes(length), passes, "{length}");
        }
    }

    #[test]
    fn a_missing_required_value_keeps_its_first_failure() {
        let id = |at: &str| format!("expected an id at `[1].id`{at}");
        fails(r#"[{"id":1},{"id":"two"},{"id":"two"}]"#, list::<TimeEntry>, &id(", line 1 column 21"));
        fails(r#"[{"id":1,"at":77777},{"id":"two"}]"#, list::<TimeEntry>, &id(", line 1 column 32"));
        // The leaf is shorter than `null`, so that columns are no longer those of the response.
        fails(r#"[{"id":1,"at":7},{"id":"two"}]"#, list::<TimeEntry>, &id(""));
        let without = "expected an object with its own id at `[1]`, line 1 column 29";
        fails(r#"[{"id":1,"at":"??"},{"at":""}]"#, list::<TimeEntry>, without);
        fails(r#"[{"id":{"id":1}}]"#, list::<TimeEntry>, "expected an id at `[0].id`, line 1 column 8");
        fails(r#"[{"id":1},[2]]"#, list::<TimeEntry>, "expected an object at `[1]`, line 1 column 10");
    }

    #[test]
    fn a_container_of_the_wrong_kind_is_absent() {
        let body = r#"[{"id":1,"tags":{},"at":{}},{"id":2,"tags":{"a":["b"]},"tag_ids":"x"},
            {"id":3,"project_id":[ 7 ],"stop":[],"billable":[{}],"description":{"a":
            [1]},"shared_with":{"user_id":1}},{"id":4,"tags":["c",[]],"shared_with":[[]]},{"id":5}]"#;
        let expected = [
            "[0].tags",
            "[1].tags",
            "[0].at",
            "[1].tag_ids",
            "[2].project_id",
            "[2].stop",
            "[2].billable",
            "[2].description",
            "[2].shared_with",
            "[3].tags[1]",
        ];
        let (entries, paths) = decode(body.replace(",\"shared_with\":[[]]", ""), list::<TimeEntry>);
        assert_eq!(paths, expected);
        let entries = entries.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert_eq!((&entries[3].tags[..], entries[2].project_id), (&["c".to_owned()][..], None));
        // A list whose items are not objects leaves nothing to decode there.
        let (entries, paths) = decode(body, list::<TimeEntry>);
        assert_eq!(entries.unwrap_err().path(), Some("[3].shared_with[0]"));
        assert!(paths.is_empty());
    }

    #[test]
    fn a_related_object_without_its_id_still_fails() {
        let body = r#"{"id":1,"clients":{"7":{}},"options":[],"workspaces":[{"id":2,"subscription":[]}]}"#;
        assert_eq!(reads(body, object::<Me>, &["clients", "workspaces[0].subscription"]).workspaces.len(), 1);
        let without = "expected an object with its own id at `projects[0]`, line 1 column 27";
        fails(r#"{"id":1,"projects":[{"a":2}],"tags":{}}"#, object::<Me>, without);
        fails(r#"{"id":1}"#, list::<Me>, "expected a sequence at `.`, line 1 column 0");
    }

    #[test]
    fn a_whole_body_is_never_blank() {
        for body in ["\"text\"", "7", "true", " \"x\" "] {
            let (decoded, paths) = decode(body, list::<TimeEntry>);
            assert_eq!(decoded.unwrap_err().path(), Some("."), "{body}");
            assert!(paths.is_empty());
        }
        let (decoded, _) = decode("[17,null]", list::<TimeEntry>);
        assert_eq!(decoded.unwrap_err().path(), Some("[0]"));
    }

    #[test]
    fn numbers_and_characters_beyond_rust_are_leaves_too() {
        let body = r#"[{"id":1,"rate":1e999,"name":"\ud83d","color":"\ud83d\u0041"},{"id":2,"rate":-1E+4000}]"#;
        let expected = ["[0].rate", "[0].name", "[0].color", "[1].rate"];
        let projects = reads(body, list::<Project>, &expected);
        assert_eq!((projects[0].rate, projects[0].name.as_deref(), projects[1].id), (None, None, 2));
    }

    #[test]
    fn a_byte_order_mark_shifts_no_position() {
        let body = b"\xef\xbb\xbf{\"id\":1,\"at\":\"?\",\"name\":\"\xc3\xa4\"}";
        assert_eq!(reads(body, object::<Project>, &["at"]).name.as_deref(), Some("\u{e4}"));
    }

    /// Checks a decoder that decodes a part of the body, whose positions point elsewhere in the whole.
    #[test]
    fn a_leaf_that_is_not_in_the_body_is_left_alone() {
        fn inner(body: &[u8]) -> Result<Project, Failure> {
            object(&body[b"{\"project\":".len()..body.len() - 1])
        }
        let (decoded, paths) = decode(r#"{"project":{"id":1,"at":"?"}}"#, inner);
        assert_eq!(decoded.unwrap_err().path(), Some("at"));
        assert!(paths.is_empty());
    }
}
