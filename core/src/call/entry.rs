//! A cached response and the failure of a leader, as bytes in a store.

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::call::bytes::take;
use crate::call::moment::Moment;
use crate::headers;
use crate::quota::Quota;
use crate::store::CacheKey;
use crate::transport::{TransportError, TransportErrorKind};

/// What is known about a cached response besides its body.
///
/// The body comes first, so that it can be handed out without another copy. Headers are not kept, because those that
/// matter describe the moment of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) status: u16,
    /// The generation that the record had when it was requested.
    pub(crate) generation: u64,
    /// The number of the call that requested it.
    pub(crate) number: u32,
    /// When it was requested, from which its age counts.
    pub(crate) at: Moment,
}

impl Label {
    /// The last byte of a cached response in the form that is written here.
    const FORMAT: u8 = 1;
    const LENGTH: usize = 23;

    /// Encodes a response with that body.
    pub(crate) fn encode(&self, body: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(body.len().saturating_add(Self::LENGTH));
        bytes.extend_from_slice(body);
        bytes.extend(self.status.to_le_bytes());
        bytes.extend(self.generation.to_le_bytes());
        bytes.extend(self.number.to_le_bytes());
        bytes.extend(self.at.0.to_le_bytes());
        bytes.push(Self::FORMAT);
        bytes
    }

    /// Reads the label of a cached response; `None` for other bytes.
    pub(crate) fn read(bytes: &[u8]) -> Option<Label> {
        let (_, label) = bytes.split_last_chunk::<{ Self::LENGTH }>()?;
        let mut label = label.as_slice();
        let status = u16::from_le_bytes(take(&mut label)?);
        let generation = u64::from_le_bytes(take(&mut label)?);
        let number = u32::from_le_bytes(take(&mut label)?);
        let at = Moment(i64::from_le_bytes(take(&mut label)?));
        (label == [Self::FORMAT] && (200..300).contains(&status)).then_some(Label { status, generation, number, at })
    }

    /// Builds the response from what is kept.
    pub(crate) fn response(&self, mut bytes: Vec<u8>) -> Response<Vec<u8>> {
        bytes.truncate(bytes.len().saturating_sub(Self::LENGTH));
        let mut response = Response::new(bytes);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or_default();
        response
    }
}

/// What a leader got instead of a response that others may have.
pub(crate) type Failure = Result<Response<Vec<u8>>, TransportError>;

const RESPONSE: u8 = 1;
const TRANSPORT: u8 = 2;

/// The headers that are read from a response with an error status.
const READ: [&str; 5] =
    [Quota::REMAINING, Quota::RESETS_IN, headers::REQUEST_ID, headers::REMAINING_LOGIN_ATTEMPTS, headers::RETRY_AFTER];

const KINDS: [TransportErrorKind; 6] = [
    TransportErrorKind::Connect,
    TransportErrorKind::Tls,
    TransportErrorKind::Timeout,
    TransportErrorKind::Interrupted,
    TransportErrorKind::TooLarge,
    TransportErrorKind::Other,
];

/// Encodes a failure for the calls that waited for it; a response that its operation cannot read counts as one.
/// `leaves_process` removes API tokens from it.
pub(crate) fn encode_failure(failure: &Failure, leaves_process: bool) -> Vec<u8> {
    let response = match failure {
        Ok(response) => response,
        Err(error) => {
            let kind = KINDS.iter().position(|kind| *kind == error.kind()).unwrap_or(KINDS.len());
            let mut bytes = vec![TRANSPORT, u8::try_from(kind).unwrap_or(u8::MAX), u8::from(error.is_unsent())];
            bytes.extend_from_slice(error.reason().unwrap_or_default().as_bytes());
            return bytes;
        }
    };
    // A message is never longer than this.
    const MOST: usize = 64 * 1024;
    let mut bytes = vec![RESPONSE];
    bytes.extend(response.status().as_u16().to_le_bytes());
    for name in READ {
        let value = response.headers().get(name).map(HeaderValue::as_bytes).unwrap_or_default();
        // None of the values that are read is longer.
        let value = value.get(..value.len().min(255)).unwrap_or_default();
        bytes.push(u8::try_from(value.len()).unwrap_or_default());
        bytes.extend_from_slice(value);
    }
    let body = response.body().get(..MOST).unwrap_or(response.body());
    match leaves_process {
        true => bytes.extend_from_slice(&without_api_tokens(body)),
        false => bytes.extend_from_slice(body),
    }
    bytes
}

/// Decodes what [`encode_failure`] returned; `None` for other bytes.
pub(crate) fn decode_failure(bytes: &[u8]) -> Option<Failure> {
    let mut bytes = bytes;
    match take(&mut bytes)? {
        [RESPONSE] => {
            let status = StatusCode::from_u16(u16::from_le_bytes(take(&mut bytes)?)).ok()?;
            let mut headers = HeaderMap::new();
            for name in READ {
                let [length] = take(&mut bytes)?;
                let (value, rest) = bytes.split_at_checked(length.into())?;
                bytes = rest;
                if !value.is_empty() {
                    headers.insert(HeaderName::from_static(name), HeaderValue::from_bytes(value).ok()?);
                }
            }
            let mut response = Response::new(bytes.to_vec());
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Some(Ok(response))
        }
        [TRANSPORT] => {
            let [kind, unsent] = take(&mut bytes)?;
            let error = TransportError::new(KINDS.get(usize::from(kind)).copied().unwrap_or(TransportErrorKind::Other));
            let error = if unsent == 1 { error.unsent() } else { error };
            Some(Err(match std::str::from_utf8(bytes) {
                Ok(reason) if !reason.is_empty() => error.with_reason(reason),
                _ => error,
            }))
        }
        _ => None,
    }
}

/// Returns the key under which a leader's failure is kept. It names the flight, so that nobody takes the failure of
/// another call.
pub(crate) fn failure_key(flight: u32) -> CacheKey {
    let mut bytes = [0; 16];
    for (target, byte) in bytes.iter_mut().zip(flight.to_be_bytes()) {
        *target = byte;
    }
    CacheKey::from_bytes(bytes)
}

/// Removes the value of every `api_token` from a JSON body, so that a response that leaves the process carries no
/// credential.
pub(crate) fn without_api_tokens(body: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    const NAME: &[u8] = b"\"api_token\"";
    let mut kept: Vec<u8> = Vec::new();
    let mut rest = body;
    while let Some(at) = find(rest, NAME) {
        let after_name = at.saturating_add(NAME.len());
        let tail = rest.get(after_name..).unwrap_or_default();
        let gap = tail.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b':').count();
        let value = tail.get(gap..).unwrap_or_default();
        let begin = after_name.saturating_add(gap);
        // A colon follows a key, but not a value of the same text.
        let is_key = tail.get(..gap).is_some_and(|gap| gap.contains(&b':'));
        match string_length(value).filter(|_| is_key) {
            Some(length) => {
                kept.extend_from_slice(rest.get(..begin).unwrap_or_default());
                kept.extend_from_slice(b"null");
                rest = value.get(length..).unwrap_or_default();
            }
            None => {
                kept.extend_from_slice(rest.get(..begin).unwrap_or_default());
                rest = value;
            }
        }
    }
    if kept.is_empty() {
        return std::borrow::Cow::Borrowed(body);
    }
    kept.extend_from_slice(rest);
    std::borrow::Cow::Owned(kept)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// Returns the length of the JSON string that `bytes` begin with, including its quotes.
fn string_length(bytes: &[u8]) -> Option<usize> {
    let inner = bytes.strip_prefix(b"\"")?;
    let mut escaped = false;
    let end = inner.iter().position(|byte| {
        let closes = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        closes
    })?;
    end.checked_add(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cached_response_is_read_as_it_was_encoded() {
        for (status, at) in [(200, Moment(1_700_000_000_123_456_789)), (299, Moment(i64::MIN)), (203, Moment(i64::MAX))]
        {
            let label = Label { status, generation: u64::MAX - 1, number: 7, at };
            let bytes = label.encode(b"the body");
            assert_eq!(Label::read(&bytes), Some(label));
            let response = label.response(bytes);
            assert_eq!((response.status().as_u16(), response.body().as_slice()), (status, &b"the body"[..]));
        }
    }

    #[test]
    fn bytes_that_are_no_cached_response_have_no_label() {
        let bytes = Label { status: 200, generation: 1, number: 1, at: Moment(1) }.encode(b"");
        for end in 0..bytes.len() {
            assert_eq!(Label::read(&bytes[..end]), None, "{end} of {} bytes", bytes.len());
        }
        assert_eq!(Label::read(&Label { status: 500, generation: 1, number: 1, at: Moment(1) }.encode(b"")), None);
        let mut newer = bytes;
        *newer.last_mut().unwrap() = 2;
        assert_eq!(Label::read(&newer), None);
    }

    #[test]
    fn failures_come_back_with_what_is_read_of_them() {
        let mut response = Response::new(b"\"Your quota will reset in 9 seconds\"".to_vec());
        *response.status_mut() = StatusCode::PAYMENT_REQUIRED;
        for (name, value) in [(Quota::REMAINING, "0"), (headers::RETRY_AFTER, "7"), ("set-cookie", "secret=1")] {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        let read = decode_failure(&encode_failure(&Ok(response.clone()), false)).unwrap().unwrap();
        assert_eq!((read.status(), read.body()), (response.status(), response.body()));
        response.headers_mut().remove("set-cookie");
        assert_eq!(read.headers(), response.headers());
        for kind in KINDS {
            for error in [TransportError::new(kind), TransportError::new(kind).unsent().with_reason("it was so")] {
                let read = decode_failure(&encode_failure(&Err(error.clone()), true)).unwrap().unwrap_err();
                assert_eq!(
                    (read.kind(), read.is_unsent(), read.reason()),
                    (error.kind(), error.is_unsent(), error.reason())
                );
            }
        }
    }

    #[test]
    fn bytes_that_are_no_failure_are_none() {
        for bytes in [&b""[..], &[0], &[3, 1, 1], &[TRANSPORT], &[TRANSPORT, 1], &[RESPONSE, 200], &[RESPONSE, 1, 0, 9]]
        {
            assert!(decode_failure(bytes).is_none(), "{bytes:?}");
        }
        let mut long = Response::new(vec![b'x'; 100_000]);
        long.headers_mut().insert(headers::REQUEST_ID, HeaderValue::from_bytes(&[b'x'; 300]).unwrap());
        let read = decode_failure(&encode_failure(&Ok(long), true)).unwrap().unwrap();
        assert_eq!((read.body().len(), read.headers()[headers::REQUEST_ID].len()), (65_536, 255));
    }

    #[test]
    fn api_tokens_are_taken_out_of_json() {
        for (body, kept) in [
            (r#"{"api_token":"0badc0de","id":1}"#, r#"{"api_token":null,"id":1}"#),
            (r#"{"a":[{"api_token" : "x\"y\\"}],"api_token":"z"}"#, r#"{"a":[{"api_token" : null}],"api_token":null}"#),
            (r#"{"fullname":"api_token","id":1}"#, r#"{"fullname":"api_token","id":1}"#),
            (r#"["api_token","0badc0de"]"#, r#"["api_token","0badc0de"]"#),
            (r#"{"api_token":7,"id":null}"#, r#"{"api_token":7,"id":null}"#),
            (r#"{"api_token":"cut"#, r#"{"api_token":"cut"#),
            ("", ""),
        ] {
            assert_eq!(without_api_tokens(body.as_bytes()), kept.as_bytes(), "{body}");
        }
    }
}
