//! A cached response and the failure of a leader, as bytes in a store.

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::call::bytes::take;
use crate::call::moment::Moment;
use crate::headers;
use crate::quota::Quota;
use crate::transport::{TransportError, TransportErrorKind};

/// What is known of a cached response beside its body.
///
/// The body comes first, so that it can be handed out without another copy. Headers are not kept: those that say anything
/// belong to the moment of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) status: u16,
    /// The generation of the record under which it was asked for.
    pub(crate) generation: u64,
    /// The number of the call that asked for it.
    pub(crate) number: u32,
    /// When it was asked for: its age counts from there.
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

    /// Reads the label of a cached response; `None` for bytes that are none.
    pub(crate) fn read(bytes: &[u8]) -> Option<Label> {
        let (_, label) = bytes.split_last_chunk::<{ Self::LENGTH }>()?;
        let mut label = label.as_slice();
        let status = u16::from_le_bytes(take(&mut label)?);
        let generation = u64::from_le_bytes(take(&mut label)?);
        let number = u32::from_le_bytes(take(&mut label)?);
        let at = Moment(i64::from_le_bytes(take(&mut label)?));
        (label == [Self::FORMAT] && (200..300).contains(&status)).then_some(Label { status, generation, number, at })
    }

    /// Makes the response of what is kept.
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

/// The headers of a response with an error status that are read.
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

/// Encodes a failure for the calls that waited for it.
pub(crate) fn encode_failure(failure: &Failure) -> Vec<u8> {
    let response = match failure {
        Ok(response) => response,
        Err(error) => {
            let kind = KINDS.iter().position(|kind| *kind == error.kind()).unwrap_or(KINDS.len());
            return vec![TRANSPORT, u8::try_from(kind).unwrap_or(u8::MAX), u8::from(error.is_unsent())];
        }
    };
    // More than this is no message.
    const MOST: usize = 64 * 1024;
    let mut bytes = vec![RESPONSE];
    bytes.extend(response.status().as_u16().to_le_bytes());
    for name in READ {
        let value = response.headers().get(name).map(HeaderValue::as_bytes).unwrap_or_default();
        // No value that is read is longer.
        let value = value.get(..value.len().min(255)).unwrap_or_default();
        bytes.push(u8::try_from(value.len()).unwrap_or_default());
        bytes.extend_from_slice(value);
    }
    bytes.extend_from_slice(response.body().get(..MOST).unwrap_or(response.body()));
    bytes
}

/// Decodes what [`encode_failure`] gave; `None` for bytes that are no failure.
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
            Some(Err(if unsent == 1 { error.unsent() } else { error }))
        }
        _ => None,
    }
}

/// Takes the value of every `api_token` out of a JSON body: a response that leaves the process carries no credential.
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
        // A key is followed by a colon; a value of that text is not.
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

/// The length of the JSON string that `bytes` begin with, its quotes included.
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
