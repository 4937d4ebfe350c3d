//! [`DecodeError`]: the reason why the body of a successful response cannot be decoded.

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

use crate::codec::Failure;
use crate::operation::EndpointInfo;

/// A successful response whose body is not what the operation returns.
///
/// Its `Display` names the operation, the status, the body's length and the place in it. It shows no value of the body
/// except the id of the list item in which the value is wrong. [`Raw`](crate::Raw) returns the bytes.
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

    /// Returns the operation that was called.
    pub fn endpoint(&self) -> &'static EndpointInfo {
        self.0.endpoint
    }

    /// Returns the response's status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Returns the body's length in bytes.
    pub fn body_length(&self) -> usize {
        self.0.length
    }

    /// Returns the path of the value that could not be decoded, such as `[17].client_id`, or `None` when the body as a
    /// whole is wrong.
    pub fn path(&self) -> Option<&str> {
        self.0.failure.path()
    }

    /// Returns the own id of the innermost list item that the value belongs to, where it has one.
    pub fn item_id(&self) -> Option<i64> {
        self.0.failure.item_id()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Undecoded { endpoint, status, length, begins_as_json, failure } = &*self.0;
        write!(f, "{endpoint}: the response ({}, {length} bytes) cannot be decoded: {failure}", status.as_u16())?;
        f.write_str(match begins_as_json {
            true => " (the server may have changed; `Raw` returns the bytes)",
            false => " (a proxy or a login page may be in the way; `Raw` returns the bytes)",
        })
    }
}

/// Returns whether the body seems to be JSON, judging by its beginning.
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
    fn the_error_names_the_place_in_the_response() {
        let error = undecoded(StatusCode::CREATED, br#"{"id":"x"}"#);
        assert_eq!((error.endpoint(), error.status()), (GetMe::INFO, StatusCode::CREATED));
        assert_eq!((error.body_length(), error.path()), (10, Some("id")));
    }

    #[test]
    fn a_proxy_is_suspected_when_the_body_is_not_json() {
        let suspects = |body: &[u8]| undecoded(StatusCode::OK, body).to_string().contains("a proxy");
        for json in ["{]", "{\"id\":1", "\u{feff} [1,", "null", "true", "-7", "7.", "\"text", "{\"id\":\"x\"}"] {
            assert!(!suspects(json.as_bytes()), "{json}");
        }
        for other in ["<html>", "\n<!doctype html>", "Not Found", "welcome", "", "  ", "\u{1f}\u{8b}"] {
            assert!(suspects(other.as_bytes()), "{other}");
        }
        assert!(suspects(b"\xff\xfe"));
    }
}
