//! Compressed bodies, which a build without the feature `gzip` cannot read, and does not ask for.

use toggl_me_core::{TransportError, TransportErrorKind};
use ureq::config::AutoHeaderValue;

/// What is offered to servers.
pub(crate) fn encodings() -> AutoHeaderValue {
    if cfg!(feature = "gzip") { AutoHeaderValue::from("gzip") } else { AutoHeaderValue::None }
}

#[cfg(not(feature = "gzip"))]
pub(crate) fn gunzip(_: &[u8], _: u64) -> Result<Vec<u8>, TransportError> {
    const REASON: &str = "the response is compressed, and this program was built without the feature `gzip`";
    Err(TransportError::new(TransportErrorKind::Other).with_reason(REASON))
}

/// Decompresses `coded`, to `limit` bytes at the most.
#[cfg(feature = "gzip")]
pub(crate) fn gunzip(coded: &[u8], limit: u64) -> Result<Vec<u8>, TransportError> {
    use std::io::{self, Read as _};

    use flate2::bufread::MultiGzDecoder;

    use crate::reason;

    let too_large = || TransportError::new(TransportErrorKind::TooLarge).with_reason(reason::large_body(limit));
    let mut bytes = Vec::new();
    // One byte more, which shows that there are more than `limit`.
    let mut decoder = MultiGzDecoder::new(coded).take(limit.saturating_add(1));
    match decoder.read_to_end(&mut bytes) {
        Ok(length) if u64::try_from(length).is_ok_and(|length| length > limit) => Err(too_large()),
        Ok(_) => Ok(bytes),
        Err(error) => {
            let (kind, reason) = match error.kind() {
                io::ErrorKind::UnexpectedEof => (TransportErrorKind::Interrupted, reason::CUT_COMPRESSION),
                _ => (TransportErrorKind::Other, reason::CORRUPT_COMPRESSION),
            };
            Err(TransportError::new(kind).with_reason(reason).with_source(error))
        }
    }
}
