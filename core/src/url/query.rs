//! [`Query`]: the pairs of a query, which are measured before they are written.

use std::fmt::{self, Write as _};

/// Receives the pairs of the query of an [`Endpoint`](crate::Endpoint), and encodes them like a form.
#[derive(Debug, Default)]
pub struct Query {
    length: usize,
    /// The text so far; absent in the first pass, which only measures.
    text: Option<String>,
}

impl Query {
    /// Starts the second pass, which appends the pairs to `path`.
    pub(crate) fn appending_to(path: String) -> Self {
        Query { length: 0, text: Some(path) }
    }

    /// Returns the number of bytes that the pairs take, including the question mark.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    pub(crate) fn into_text(self) -> String {
        self.text.unwrap_or_default()
    }

    /// Writes `name=value`. Names are literals of the API and need no encoding.
    pub fn pair(&mut self, name: &'static str, value: impl fmt::Display) {
        let separator = if self.length == 0 { "?" } else { "&" };
        self.push(separator);
        self.push(name);
        self.push("=");
        // Writing to a `Query` cannot fail.
        let _ = write!(FormEncoded(self), "{value}");
    }

    /// Writes `name=value` where there is a value.
    pub fn optional(&mut self, name: &'static str, value: Option<impl fmt::Display>) {
        if let Some(value) = value {
            self.pair(name, value);
        }
    }

    fn push(&mut self, text: &str) {
        self.length = self.length.saturating_add(text.len());
        if let Some(target) = &mut self.text {
            target.push_str(text);
        }
    }
}

struct FormEncoded<'a>(&'a mut Query);

impl fmt::Write for FormEncoded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for piece in form_urlencoded::byte_serialize(text.as_bytes()) {
            self.0.push(piece);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_encoded_like_forms() {
        let write = |query: &mut Query| {
            query.pair("a", "x y&z=ä+~");
            query.optional("b", None::<i64>);
            query.optional("c", Some(-7));
        };
        let mut measured = Query::default();
        write(&mut measured);
        let mut written = Query::appending_to("me".to_owned());
        write(&mut written);
        assert_eq!(measured.length(), written.length());
        assert_eq!(written.into_text(), "me?a=x+y%26z%3D%C3%A4%2B%7E&c=-7");
        assert_eq!(measured.into_text(), "");
    }
}
