//! [`Transport`]: what carries a request to a server and its answer back, and the contract it keeps.

use std::error::Error as StdError;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// Carries one request to the server and brings the answer back.
///
/// # The contract
///
/// 1. Any HTTP status is `Ok`; only the lack of a whole answer is an error.
/// 2. Redirects are returned, never followed.
/// 3. Method, URI, headers and body go out as they are. (A stack may add what HTTP/1.1 itself demands, such as `Host`,
///    and an `Accept-Encoding` for what it decodes by itself.)
/// 4. An empty body means no body on GET and DELETE, and `content-length: 0` on POST and PUT.
/// 5. The whole body is returned, decompressed, or an error: never a truncated one.
/// 6. Headers that the server repeats are all kept.
/// 7. The body's size is bounded; more is [`TransportErrorKind::TooLarge`].
/// 8. A transport does not retry by itself: each call of `send` reaches the server at most once.
/// 9. Failures are classified by [`TransportErrorKind`], and [`TransportError::is_unsent`] is true only when no byte of
///    the request can have reached the server. What the transport knows of the cause becomes the error's
///    [reason](TransportError::with_reason): above all of a connection that did not come about, where a user can act
///    on it.
///
/// What wraps a transport is a transport itself: see [`Logged`](crate::Logged).
///
/// The trait is object safe and is forwarded for `&T`, `Box<T>`, `Rc<T>` and `Arc<T>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not carry requests",
    label = "not a `Transport`",
    note = "`toggl-me-transport-ureq` has one, `UreqTransport`; one of your own is an `impl` of one method, `send`"
)]
pub trait Transport {
    /// Sends `request` and returns the server's whole answer.
    ///
    /// # Errors
    ///
    /// A [`TransportError`] when there is no whole answer.
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

/// In what way a transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: the name did not resolve, the peer refused, the network is down, a proxy is in the way.
    Connect,
    /// The TLS handshake failed: a certificate that is not trusted, expired, or for another host.
    Tls,
    /// A time limit ran out.
    Timeout,
    /// The connection broke off before the whole answer was there.
    Interrupted,
    /// The answer is larger than the transport was told to accept.
    TooLarge,
    /// Anything else.
    Other,
}

impl TransportErrorKind {
    fn summary(self) -> &'static str {
        match self {
            TransportErrorKind::Connect => "no connection to the server",
            TransportErrorKind::Tls => "the TLS handshake failed",
            TransportErrorKind::Timeout => "the time limit ran out",
            TransportErrorKind::Interrupted => "the connection broke off before the whole answer was there",
            TransportErrorKind::TooLarge => "the answer is larger than the transport's limit",
            TransportErrorKind::Other => "the call failed",
        }
    }

    /// What to look at where no reason is known.
    fn hint(self) -> &'static str {
        match self {
            TransportErrorKind::Connect => " (is the network up, the host right, a proxy in the way?)",
            TransportErrorKind::Tls => " (is the certificate in order, the machine's clock right, a proxy in the way?)",
            _ => "",
        }
    }
}

/// Why there is no whole answer from the server.
///
/// Cheap to clone: reason and cause are shared. Its `Display` is one line: in what way the call failed, the
/// [reason](TransportError::reason), and whether the server may have got the request. The HTTP stack's own words are the
/// [`source`](StdError::source).
#[derive(Clone, Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    unsent: bool,
    reason: Option<Arc<str>>,
    /// The box makes the pointer a thin one, and results that hold an error smaller.
    source: Option<Arc<Box<dyn StdError + Send + Sync>>>,
}

impl TransportError {
    /// A failure of that kind, after which bytes of the request may have reached the server.
    pub fn new(kind: TransportErrorKind) -> Self {
        TransportError { kind, unsent: false, reason: None, source: None }
    }

    /// Sets the reason: a clause in plain words that a user can act on, such as `the server's name was not found`.
    ///
    /// It is shown wherever the error is, so it holds no URL, no path, no credential, and nothing of a body. A text of
    /// the HTTP stack may hold one of them: that is for [`with_source`](TransportError::with_source).
    #[must_use]
    pub fn with_reason(mut self, reason: impl Into<Arc<str>>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// With the HTTP stack's own error, which [`source`](StdError::source) gives.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(Arc::new(source.into()));
        self
    }

    /// Declares that no byte of the request can have reached the server.
    ///
    /// Only where that is certain: on the strength of it, a request may be sent again that must not be done twice.
    #[must_use]
    pub fn unsent(mut self) -> Self {
        self.unsent = true;
        self
    }

    /// Takes back [`unsent`](TransportError::unsent): an earlier attempt may have reached the server.
    pub(crate) fn possibly_sent(mut self) -> Self {
        self.unsent = false;
        self
    }

    /// Returns why it failed, in plain words, where the transport knows.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// In what way it failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether it is certain that no byte of the request reached the server.
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
            (false, _) => "; the server may have got the request",
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
        let refused = TransportError::new(TransportErrorKind::Connect).with_reason("the proxy answered 407").unsent();
        assert_eq!(refused.reason(), Some("the proxy answered 407"));
        assert_eq!(refused.to_string(), "no connection to the server: the proxy answered 407; nothing was sent");
        let cut = TransportError::new(TransportErrorKind::Interrupted).with_reason(String::from("a reset"));
        let expected = "the connection broke off before the whole answer was there: a reset; \
                        the server may have got the request";
        assert_eq!(cut.to_string(), expected);
    }

    #[test]
    fn without_a_reason_an_error_says_where_to_look() {
        let unknown = TransportError::new(TransportErrorKind::Connect).unsent();
        assert_eq!(unknown.reason(), None);
        let expected = "no connection to the server (is the network up, the host right, a proxy in the way?); \
                        nothing was sent";
        assert_eq!(unknown.to_string(), expected);
        let large = TransportError::new(TransportErrorKind::TooLarge);
        assert_eq!(large.to_string(), "the answer is larger than the transport's limit");
    }
}
