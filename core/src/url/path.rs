//! [`fill_path`]: the path of an operation with its variables filled in.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::BuildError;

/// All characters except those that RFC 3986 leaves unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Replaces the variables of `template` in their order, each percent-encoded so that it stays one segment.
///
/// ```
/// # use toggl_me_core::endpoint::fill_path;
/// let path = fill_path("me/lost_passwords/{token_code}", &["a/../b?c#d"])?;
/// assert_eq!(path, "me/lost_passwords/a%2F..%2Fb%3Fc%23d");
/// # Ok::<(), toggl_me_core::BuildError>(())
/// ```
///
/// # Errors
///
/// Returns a [`BuildError`] for a variable that is empty, `.` or `..`: no encoding makes a segment of those.
pub fn fill_path(template: &'static str, variables: &[&str]) -> Result<Cow<'static, str>, BuildError> {
    let mut path = String::with_capacity([template].iter().chain(variables).map(|text| text.len()).sum());
    let mut rest = template;
    let mut variables = variables.iter();
    while let Some((literal, (name, tail))) = next_variable(rest) {
        let value = variables.next().copied().unwrap_or_default();
        if matches!(value, "" | "." | "..") {
            return Err(BuildError::parameter(
                name,
                "must not be empty, \".\" or \"..\" because it is a segment of the path",
            ));
        }
        path.push_str(literal);
        path.extend(utf8_percent_encode(value, SEGMENT));
        rest = tail;
    }
    path.push_str(rest);
    Ok(Cow::Owned(path))
}

/// Splits `me/{id}/x` into `me/`, `id` and `/x`.
fn next_variable(template: &'static str) -> Option<(&'static str, (&'static str, &'static str))> {
    let (literal, rest) = template.split_once('{')?;
    Some((literal, rest.split_once('}')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_with_literals_around_their_variables_are_filled() {
        assert_eq!(fill_path("me/{a}/x/{b}.zip", &["1", "2/3"]).unwrap(), "me/1/x/2%2F3.zip");
        assert_eq!(fill_path("me/{a}", &["..."]).unwrap(), "me/...");
        assert_eq!(fill_path("me/{a}", &["%2e%2e"]).unwrap(), "me/%252e%252e");
        let missing = fill_path("me/{a}/{b}", &["1"]).unwrap_err();
        assert!(missing.to_string().starts_with("b must not be empty"), "{missing}");
    }
}
