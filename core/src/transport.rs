//! [`Transport`]: the trait that carries a request to a server and returns the response, and its contract.

use std::error::Error as StdError;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// Carries one request to the server and returns the response.
///
/// # The contract
///
/// 1. Any HTTP status is `Ok`; only the lack of a complete response is an error.
/// 2. Redirects are returned and never followed.
/// 3. Method, URI, headers and body are sent unchanged. (A stack may add what HTTP/1.1 itself requires, such as `Host`,
///    and an `Accept-Encoding` for the encodings that it decodes itself.)
/// 4. An empty body means no body on GET and DELETE, and `content-length: 0` on POST and PUT.
/// 5. The whole body is returned, decompressed, or else an error: never a truncated body.
/// 6. All values of repeated headers are kept.
/// 7. The body's size is limited; a larger body is [`TransportErrorKind::TooLarge`].
/// 8. A transport does not retry by itself: each call of `send` reaches the server at most once.
/// 9. Failures are classified by [`TransportErrorKind`], and [`TransportError::is_unsent`] is true only when no byte of
///    the request can have reached the server. What the transport knows of the cause becomes the error's
///    [reason](TransportError::with_reason), above all for a connection that could not be made, where a user can act on
///    it.
///
/// A wrapper around a transport is a transport itself: see [`Logged`](crate::Logged).
///
/// The trait is object safe and is forwarded for `&T`, `Box<T>`, `Rc<T>` and `Arc<T>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not carry requests",
    label = "not a `Transport`",
    note = "`toggl-me-transport-ureq` has one, `UreqTransport`; one of your own is an `impl` of one method, `send`"
)]
pub trait Transport {
    /// Sends `request` and returns the server's complete response.
    ///
    /// # Errors
    ///
    /// Returns a [`TransportError`] when there is no complete response.
    #[track_caller]
    fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError>;
}

impl<T: Transport + ?Sized> Transport for &T {
    fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        (**self).send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        (**self).send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Rc<T> {
    fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        (**self).send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        (**self).send(request)
    }
}

/// The way in which a transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There is no connection: the name did not resolve, the peer refused, the network is down, or a proxy is in the
    /// way.
    Connect,
    /// The TLS handshake failed: the certificate is not trusted, has expired, or is for another host.
    Tls,
    /// A time limit ran out.
    Timeout,
    /// The connection broke off before the response was complete.
    Interrupted,
    /// The response is larger than the transport's limit.
    TooLarge,
    /// The call failed in another way.
    Other,
}

impl TransportErrorKind {
    fn summary(self) -> &'static str {
        match self {
            TransportErrorKind::Connect => "no connection to the server",
            TransportErrorKind::Tls => "the TLS handshake failed",
            TransportErrorKind::Timeout => "the time limit ran out",
            TransportErrorKind::Interrupted => "the connection broke off before the response was complete",
            TransportErrorKind::TooLarge => "the response is larger than the transport's limit",
            TransportErrorKind::Other => "the call failed",
        }
    }

    /// Returns what to check where no reason is known.
    fn hint(self) -> &'static str {
        match self {
            TransportErrorKind::Connect => " (check the network, the host and any proxy)",
            TransportErrorKind::Tls => " (check the certificate, the machine's clock and any proxy)",
            _ => "",
        }
    }
}

/// The reason why there is no complete response from the server.
///
/// It is cheap to clone: reason and cause are shared. Its `Display` is one line: the way in which the call failed, the
/// [reason](TransportError::reason), and whether the server may have received the request. The HTTP stack's own words
/// are the [`source`](StdError::source).
#[derive(Clone, Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    unsent: bool,
    reason: Option<Arc<str>>,
    /// The box makes the pointer thin, and results that hold an error smaller.
    source: Option<Arc<Box<dyn StdError + Send + Sync>>>,
}

impl TransportError {
    /// Creates a failure of this kind, after which bytes of the request may have reached the server.
    pub fn new(kind: TransportErrorKind) -> Self {
        TransportError { kind, unsent: false, reason: None, source: None }
    }

    /// Sets the reason: a clause in plain words that a user can act on, such as `the server's name was not found`.
    ///
    /// It is shown wherever the error is, so it must not contain a URL, a path, a credential or any part of a body. The
    /// HTTP stack's own text may contain one: pass that to [`with_source`](TransportError::with_source).
    #[must_use]
    pub fn with_reason(mut self, reason: impl Into<Arc<str>>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Sets the HTTP stack's own error, which [`source`](StdError::source) returns.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(Arc::new(source.into()));
        self
    }

    /// Declares that no byte of the request can have reached the server.
    ///
    /// Use it only where that is certain: because of it, a request that must not be carried out twice may be sent
    /// again.
    #[must_use]
    pub fn unsent(mut self) -> Self {
        self.unsent = true;
        self
    }

    /// Undoes [`unsent`](TransportError::unsent): an earlier attempt may have reached the server.
    pub(crate) fn possibly_sent(mut self) -> Self {
        self.unsent = false;
        self
    }

    /// Returns the reason of the failure in plain words, where the transport knows it.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// Returns the way in which it failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns whether it is certain that no byte of the request reached the server.
    pub fn is_unsent(&self) -> bool {
        self.unsent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.summary())?;
        match &self.reason {
            Some(reason) => write!(f, ": {reason}")?,
            None => f.write_str(self.kind.hint())?,
        }
        f.write_str(match (self.unsent, self.kind) {
            (true, _) => "; nothing was sent",
            (false, TransportErrorKind::TooLarge) => "",
            (false, _) => "; the server may have received the request",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(&***source),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_shown_with_its_reason_in_one_line() {
        let refused =
            TransportError::new(TransportErrorKind::Connect).with_reason("the proxy responded with 407").unsent();
        assert_eq!(refused.reason(), Some("the proxy responded with 407"));
        assert_eq!(refused.to_string(), "no connection to the server: the proxy responded with 407; nothing was sent");
        let cut = TransportError::new(TransportErrorKind::Interrupted).with_reason(String::from("a reset"));
        let expected = "the connection broke off before the response was complete: a reset; \
                        the server may have received the request";
        assert_eq!(cut.to_string(), expected);
    }

    #[test]
    fn an_error_without_a_reason_says_what_to_check() {
        let unknown = TransportError::new(TransportErrorKind::Connect).unsent();
        assert_eq!(unknown.reason(), None);
        let expected = "no connection to the server (check the network, the host and any proxy); \
                        nothing was sent";
        assert_eq!(unknown.to_string(), expected);
        let large = TransportError::new(TransportErrorKind::TooLarge);
        assert_eq!(large.to_string(), "the response is larger than the transport's limit");
    }
}
