//! The body of a response: where it ends (RFC 9112, section 6) and how it is coded (RFC 9110, section 8.4).
//!
//! ureq misreads a body where the headers say more than it understands: a transfer coding that it does not decode,
//! chunks under HTTP/1.0, a coding in capitals or one of several. This file decides how the body is coded and decodes
//! it; ureq passes its bytes on unchanged, unless ureq's own feature `gzip` is on.

use std::io::Read as _;

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, GetAll, TRANSFER_ENCODING};
use http::response::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Version};
use toggl_me_core::{TransportError, TransportErrorKind};
use ureq::Body;

use crate::failure::{self, Phase};
use crate::gzip::gunzip;

/// The number of bytes by which a body may exceed its limit before it is decompressed.
const OVERHEAD: u64 = 64 * 1024;

/// The number of times that a body may be compressed.
const MAX_LAYERS: usize = 4;

/// The largest number of bytes that are reserved for a body because the server announced them.
const TRUSTED_LENGTH: u64 = 1024 * 1024;

/// Reads the whole body that belongs to `parts`, the head of the response to a request with `method`, and decompresses
/// it.
pub(crate) fn read(method: &Method, parts: &mut Parts, body: Body, limit: u64) -> Result<Vec<u8>, TransportError> {
    let framing = Framing::of(method, parts).map_err(unusable)?;
    if framing == Framing::NoBody {
        return Ok(Vec::new());
    }
    let layers = layers_of_gzip(&parts.headers);
    let coded_limit = if layers == Ok(0) { limit } else { limit.saturating_add(OVERHEAD) };
    let mut bytes = collect(body, coded_limit).map_err(|error| failure::classify(error, Phase::Reading))?;
    // A compressed empty body has some bytes, so a server that sends none has not compressed it.
    let nothing = bytes.is_empty() && framing == Framing::Marked;
    let layers = if nothing { layers.unwrap_or(0) } else { layers.map_err(unusable)? };
    if layers == 0 {
        return Ok(bytes);
    }
    if !nothing {
        for left in (0..layers).rev() {
            bytes = gunzip(&bytes, if left == 0 { limit } else { coded_limit })?;
        }
    }
    // These describe the body as it was sent.
    parts.headers.remove(CONTENT_ENCODING);
    parts.headers.remove(CONTENT_LENGTH);
    Ok(bytes)
}

/// The way in which the end of a body is marked.
#[derive(Debug, PartialEq, Eq)]
enum Framing {
    NoBody,
    /// The end is marked by the body's length or by its last chunk.
    Marked,
    /// The end is that of the connection.
    Close,
}

impl Framing {
    fn of(method: &Method, parts: &Parts) -> Result<Framing, &'static str> {
        let status = parts.status;
        let no_body = *method == Method::HEAD
            || status.is_informational()
            || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        if no_body {
            return Ok(Framing::NoBody);
        }
        if parts.headers.contains_key(TRANSFER_ENCODING) && parts.version == Version::HTTP_10 {
            return Err("the response has a transfer coding, which HTTP/1.0 does not have");
        }
        match elements(parts.headers.get_all(TRANSFER_ENCODING)).as_deref() {
            Some([]) if parts.headers.contains_key(CONTENT_LENGTH) => Ok(Framing::Marked),
            Some([]) => Ok(Framing::Close),
            Some([coding]) if coding.eq_ignore_ascii_case("chunked") => Ok(Framing::Marked),
            _ => Err("the response has a transfer coding that this transport does not know"),
        }
    }
}

/// Returns how many times the body is compressed with gzip.
fn layers_of_gzip(headers: &HeaderMap) -> Result<usize, &'static str> {
    const UNKNOWN: &str = "the response is compressed in a way that this transport does not know";
    let mut layers: usize = 0;
    for coding in elements(headers.get_all(CONTENT_ENCODING)).ok_or(UNKNOWN)? {
        match coding {
            _ if coding.eq_ignore_ascii_case("identity") => {}
            _ if coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip") => {
                layers = layers.saturating_add(1);
            }
            _ => return Err(UNKNOWN),
        }
    }
    if layers > MAX_LAYERS { Err("the response is compressed too many times over") } else { Ok(layers) }
}

/// Returns the elements of a list that may be spread over several headers, without the empty ones (RFC 9110, section
/// 5.6.1), or `None` where one is not text.
fn elements(values: GetAll<'_, HeaderValue>) -> Option<Vec<&str>> {
    let mut elements = Vec::new();
    for value in values {
        elements.extend(value.to_str().ok()?.split(',').map(str::trim).filter(|element| !element.is_empty()));
    }
    Some(elements)
}

/// Reads the body into as many bytes as the server announces: growing piece by piece costs more than the copy.
fn collect(body: Body, limit: u64) -> Result<Vec<u8>, ureq::Error> {
    let length = body.content_length().unwrap_or(0).min(limit).min(TRUSTED_LENGTH);
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    body.into_with_config().limit(limit).reader().read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unusable(reason: &'static str) -> TransportError {
    TransportError::new(TransportErrorKind::Other).with_reason(reason)
}
