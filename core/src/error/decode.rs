//! [`DecodeError`]: why the body of a successful response cannot be read.

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

use crate::codec::Failure;
use crate::operation::EndpointInfo;

/// An answer whose body is not what the operation answers.
///
/// Its `Display` names the operation, the status, the body's length and the place in it, and shows no value out of the
/// body but the id of the item of a list that is at fault. [`Raw`](crate::Raw) gives the bytes.
#[derive(Debug)]
pub struct DecodeError(Box<Undecoded>);

#[derive(Debug)]
struct Undecoded {
    endpoint: &'static EndpointInfo,
    status: StatusCode,
    length: usize,
    begins_as_json: bool,
    failure: Failure,
}

impl DecodeError {
    pub(crate) fn new(endpoint: &'static EndpointInfo, status: StatusCode, body: &[u8], failure: Failure) -> Self {
        let begins_as_json = begins_as_json(body);
        DecodeError(Box::new(Undecoded { endpoint, status, length: body.len(), begins_as_json, failure }))
    }

    /// The operation that was called.
    pub fn endpoint(&self) -> &'static EndpointInfo {
        self.0.endpoint
    }

    /// The answer's status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The body's length in bytes.
    pub fn body_length(&self) -> usize {
        self.0.length
    }

    /// Where the value sits that did not fit, such as `[17].client_id`; `None` when the body as a whole is at fault.
    pub fn path(&self) -> Option<&str> {
        self.0.failure.path()
    }

    /// The own id of the item of a list that the value belongs to, where it has one: of the innermost such item.
    pub fn item_id(&self) -> Option<i64> {
        self.0.failure.item_id()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Undecoded { endpoint, status, length, begins_as_json, failure } = &*self.0;
        write!(f, "{endpoint}: the answer ({}, {length} bytes) cannot be read: {failure}", status.as_u16())?;
        f.write_str(match begins_as_json {
            true => " (has the server changed? `Raw` gives the bytes)",
            false => " (is a proxy or a login page in the way? `Raw` gives the bytes)",
        })
    }
}

/// Whether the body was meant to be JSON, as far as its beginning tells.
fn begins_as_json(body: &[u8]) -> bool {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start();
    let starts_with = |word: &[u8]| text.starts_with(word);
    text.first().is_some_and(|byte| matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9'))
        || [&b"null"[..], b"true", b"false"].into_iter().any(starts_with)
}

impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.failure.source()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;
    use crate::endpoint::EndpointExt;
    use crate::error::ResponseError;
    use crate::me::GetMe;

    fn undecoded(status: StatusCode, body: &[u8]) -> DecodeError {
        match GetMe::parse_parts(status, &HeaderMap::new(), body) {
            Err(ResponseError::Decode(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_unreadable_response_is_told_with_its_place() {
        let error = undecoded(StatusCode::CREATED, br#"{"id":"x"}"#);
        assert_eq!((error.endpoint(), error.status()), (GetMe::INFO, StatusCode::CREATED));
        assert_eq!((error.body_length(), error.path()), (10, Some("id")));
    }

    #[test]
    fn a_proxy_is_suspected_where_there_is_no_json() {
        let suspects = |body: &[u8]| undecoded(StatusCode::OK, body).to_string().contains("is a proxy");
        for json in ["{]", "{\"id\":1", "\u{feff} [1,", "null", "true", "-7", "7.", "\"text", "{\"id\":\"x\"}"] {
            assert!(!suspects(json.as_bytes()), "{json}");
        }
        for other in ["<html>", "\n<!doctype html>", "Not Found", "welcome", "", "  ", "\u{1f}\u{8b}"] {
            assert!(suspects(other.as_bytes()), "{other}");
        }
        assert!(suspects(b"\xff\xfe"));
    }
}
