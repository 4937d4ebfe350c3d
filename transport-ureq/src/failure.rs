//! ureq's errors, as the transport's contract has them.

use std::error::Error as StdError;
use std::io;

use toggl_me_core::{TransportError, TransportErrorKind};
use ureq::{Error, Timeout};

use crate::connect::{BrokenOff, NotConnected, Stage, is_break};

type Source = Box<dyn StdError + Send + Sync>;

/// Only [`NotConnected`] is proof that nothing was sent, and the few errors that ureq has for nothing else. A refused
/// connection alone is none: the operating system reports a live connection so that a firewall has cut.
pub(crate) fn classify(error: Error) -> TransportError {
    match error {
        Error::Other(inner) => match inner.downcast::<NotConnected>() {
            Ok(failure) => not_connected(*failure),
            Err(inner) => match inner.downcast::<BrokenOff>() {
                Ok(broken) => TransportError::new(TransportErrorKind::Interrupted).with_source(broken.0),
                Err(inner) => TransportError::new(TransportErrorKind::Other).with_source(inner),
            },
        },
        Error::BadUri(_) | Error::RequireHttpsOnly(_) => failed(TransportErrorKind::Other, error).unsent(),
        Error::HostNotFound | Error::ConnectionFailed | Error::ConnectProxyFailed(_) => {
            failed(TransportErrorKind::Connect, error).unsent()
        }
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => failed(TransportErrorKind::Timeout, error).unsent(),
        // Decompression hands on the error of what it reads from.
        Error::Io(ref cause) | Error::Decompress(_, ref cause) => match certificate_or_tls(cause) {
            Some(Refused::Certificate) => failed(TransportErrorKind::Tls, error).unsent(),
            Some(Refused::Tls) => failed(TransportErrorKind::Tls, error),
            None => failed(io_kind(cause.kind()), error),
        },
        error => failed(kind(&error), error),
    }
}

fn not_connected(NotConnected { stage, error }: NotConnected) -> TransportError {
    let kind = match (&error, stage) {
        (Error::Timeout(_), _) => TransportErrorKind::Timeout,
        (_, Stage::Tls) => TransportErrorKind::Tls,
        (_, Stage::Connect) => TransportErrorKind::Connect,
    };
    failed(kind, error).unsent()
}

fn kind(error: &Error) -> TransportErrorKind {
    match error {
        Error::Timeout(_) => TransportErrorKind::Timeout,
        Error::Tls(_) | Error::Rustls(_) | Error::TlsRequired => TransportErrorKind::Tls,
        Error::LargeResponseHeader(..) | Error::BodyExceedsLimit(_) => TransportErrorKind::TooLarge,
        // The type behind it has no public path through ureq, so it is known by its name.
        Error::Protocol(error) if format!("{error:?}") == "HttpParseTooManyHeaders" => TransportErrorKind::TooLarge,
        // What is no HTTP is whole for all we know: the same request would get the same again.
        _ => TransportErrorKind::Other,
    }
}

fn io_kind(kind: io::ErrorKind) -> TransportErrorKind {
    use io::ErrorKind::{
        AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut, WouldBlock,
    };
    match kind {
        kind if is_break(kind) => TransportErrorKind::Interrupted,
        TimedOut | WouldBlock => TransportErrorKind::Timeout,
        AddrNotAvailable | ConnectionRefused | HostUnreachable | NetworkDown | NetworkUnreachable => {
            TransportErrorKind::Connect
        }
        _ => TransportErrorKind::Other,
    }
}

enum Refused {
    /// By us, which only the handshake does.
    Certificate,
    /// By either side, at any time.
    Tls,
}

fn certificate_or_tls(error: &io::Error) -> Option<Refused> {
    match error.get_ref()?.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(_) => Some(Refused::Certificate),
        _ => Some(Refused::Tls),
    }
}

/// A failure of that kind, with ureq's error where that shows nothing of the request.
fn failed(kind: TransportErrorKind, error: Error) -> TransportError {
    let source: Source = match error {
        Error::Io(error) => error.into(),
        // These hold the URI, in whose path or query a secret may be.
        Error::BadUri(_) => "the URI is not one that can be called".into(),
        Error::RequireHttpsOnly(_) => "the agent is set to call https alone".into(),
        error => error.into(),
    };
    TransportError::new(kind).with_source(source)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(error: &TransportError) -> String {
        let mut text = format!("{error:?} {error}");
        let mut source = error.source();
        while let Some(error) = source {
            text.push_str(&format!(" {error} {error:?}"));
            source = error.source();
        }
        text
    }

    #[test]
    fn an_error_that_holds_the_uri_is_replaced() {
        let uri = || "http://time.test/lost_passwords/70ken".to_owned();
        for error in [Error::BadUri(uri()), Error::RequireHttpsOnly(uri())] {
            for error in [classify(NotConnected::at(Stage::Connect, error)), classify(Error::BadUri(uri()))] {
                assert!(error.is_unsent());
                assert!(!sources(&error).contains("70ken"), "{error:?}");
            }
        }
        let error = classify(Error::RequireHttpsOnly(uri()));
        assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Other, true));
        assert!(!sources(&error).contains("70ken"), "{error:?}");
    }

    /// What an agent of somebody else's answers, whose connector does not mark what it did not send.
    #[test]
    fn errors_of_any_agent() {
        use TransportErrorKind::{Connect, Interrupted, Other, Timeout as TimedOut, Tls, TooLarge};

        let io = |kind: io::ErrorKind| Error::Io(kind.into());
        let rustls = |error: rustls::Error| Error::Io(io::Error::new(io::ErrorKind::InvalidData, error));
        let gzip = |kind: io::ErrorKind| Error::Decompress("gzip", kind.into());
        for (error, kind, unsent) in [
            (Error::HostNotFound, Connect, true),
            (Error::ConnectionFailed, Connect, true),
            (Error::ConnectProxyFailed("407".into()), Connect, true),
            (Error::Timeout(Timeout::Resolve), TimedOut, true),
            (Error::Timeout(Timeout::Connect), TimedOut, true),
            (Error::Timeout(Timeout::Global), TimedOut, false),
            (Error::Timeout(Timeout::RecvBody), TimedOut, false),
            (rustls(rustls::CertificateError::UnknownIssuer.into()), Tls, true),
            (rustls(rustls::Error::AlertReceived(rustls::AlertDescription::BadCertificate)), Tls, false),
            (Error::Rustls(rustls::Error::DecryptError), Tls, false),
            (io(io::ErrorKind::ConnectionRefused), Connect, false),
            (io(io::ErrorKind::NetworkDown), Connect, false),
            (io(io::ErrorKind::UnexpectedEof), Interrupted, false),
            (io(io::ErrorKind::ConnectionReset), Interrupted, false),
            (io(io::ErrorKind::BrokenPipe), Interrupted, false),
            (io(io::ErrorKind::TimedOut), TimedOut, false),
            (io(io::ErrorKind::PermissionDenied), Other, false),
            (gzip(io::ErrorKind::UnexpectedEof), Interrupted, false),
            (gzip(io::ErrorKind::InvalidInput), Other, false),
            (Error::BodyExceedsLimit(7), TooLarge, false),
            (Error::LargeResponseHeader(9, 7), TooLarge, false),
            (Error::Other("theirs".into()), Other, false),
        ] {
            let shown = format!("{error:?}");
            let error = classify(error);
            assert_eq!((error.kind(), error.is_unsent()), (kind, unsent), "{shown}");
            assert!(error.source().is_some(), "{shown}");
        }
    }

    #[test]
    fn what_failed_before_there_was_a_connection_is_unsent() {
        use TransportErrorKind::{Connect, Timeout as TimedOut, Tls};

        let reset = || Error::Io(io::ErrorKind::ConnectionReset.into());
        for (stage, error, kind) in [
            (Stage::Connect, reset(), Connect),
            (Stage::Connect, Error::Timeout(Timeout::Global), TimedOut),
            (Stage::Tls, reset(), Tls),
            (Stage::Tls, Error::Timeout(Timeout::Global), TimedOut),
            // TLS to a proxy, within the connection to the server.
            (Stage::Connect, NotConnected::at(Stage::Tls, reset()), Tls),
        ] {
            let error = classify(NotConnected::at(stage, error));
            assert_eq!((error.kind(), error.is_unsent()), (kind, true));
        }
    }
}
