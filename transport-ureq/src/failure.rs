//! The translation of ureq's errors into those of the transport's contract.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::io;

use toggl_me_core::{TransportError, TransportErrorKind};
use ureq::{Error, Timeout};

use crate::marks::{BrokenOff, NotConnected, Stage, is_break};
use crate::reason;

/// The progress of a call that has a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// There is no response yet.
    Asking,
    /// The response's body is being read.
    Reading,
}

/// Classifies `error`, with its reason.
///
/// Only [`NotConnected`], and the few errors that ureq uses for nothing else, prove that nothing was sent. A refused
/// connection alone does not: the operating system also reports a live connection in that way when a firewall cuts it.
pub(crate) fn classify(error: Error, phase: Phase) -> TransportError {
    let (verdict, error) = match NotConnected::of(error) {
        Ok(marked) => (Verdict::of_marked(&marked), marked.error),
        Err(error) => (Verdict::of_unmarked(&error, phase), error),
    };
    let mut failure = TransportError::new(verdict.kind);
    if let Some(reason) = verdict.reason {
        failure = failure.with_reason(reason);
    }
    if let Some(source) = source(error) {
        failure = failure.with_source(source);
    }
    if verdict.unsent { failure.unsent() } else { failure }
}

struct Verdict {
    kind: TransportErrorKind,
    unsent: bool,
    reason: Option<Cow<'static, str>>,
}

impl Verdict {
    fn new(kind: TransportErrorKind, reason: impl Into<Cow<'static, str>>) -> Self {
        Verdict { kind, unsent: false, reason: Some(reason.into()) }
    }

    fn unsent(kind: TransportErrorKind, reason: impl Into<Cow<'static, str>>) -> Self {
        Verdict { kind, unsent: true, reason: Some(reason.into()) }
    }

    fn of_marked(NotConnected { peer, stage, error }: &NotConnected) -> Self {
        let peer = peer.name();
        if let Error::Timeout(_) = error {
            return Verdict::unsent(TransportErrorKind::Timeout, reason::slow(peer, *stage));
        }
        match stage {
            Stage::Lookup => Verdict::unsent(TransportErrorKind::Connect, reason::lookup(peer, error)),
            Stage::Connect => Verdict::unsent(TransportErrorKind::Connect, reason::connect(peer, error)),
            Stage::Tunnel => Verdict::unsent(TransportErrorKind::Connect, reason::tunnel(error)),
            Stage::Tls => Verdict::unsent(TransportErrorKind::Tls, reason::handshake(peer, error)),
        }
    }

    /// Judges the errors of ureq's own resolver and connectors, and all that goes wrong once there is a connection.
    fn of_unmarked(error: &Error, phase: Phase) -> Self {
        use TransportErrorKind::{Connect, Interrupted, Other, Timeout as TimedOut, Tls, TooLarge};

        // This is the server or its proxy; ureq does not say which.
        const HOST: &str = "the host";
        match error {
            Error::BadUri(_) => Verdict::unsent(Other, "the URI cannot be called"),
            Error::RequireHttpsOnly(_) => Verdict::unsent(Other, "the agent accepts only https, and the URI is http"),
            Error::HostNotFound => Verdict::unsent(Connect, reason::lookup(HOST, error)),
            Error::Io(cause) if reason::of_resolver(cause).is_some() => {
                Verdict::unsent(Connect, reason::lookup(HOST, error))
            }
            Error::Io(cause) if is_shutdown(cause) => Verdict::unsent(Other, "the agent was shut down"),
            Error::ConnectionFailed => Verdict::unsent(Connect, "the agent's connector made no connection"),
            Error::ConnectProxyFailed(_) => Verdict::unsent(Connect, reason::tunnel(error)),
            Error::Timeout(Timeout::Resolve) => Verdict::unsent(TimedOut, reason::slow(HOST, Stage::Lookup)),
            Error::Timeout(Timeout::Connect) => Verdict::unsent(TimedOut, reason::slow(HOST, Stage::Connect)),
            Error::Timeout(_) => Verdict::new(TimedOut, slow_response(phase)),
            Error::TlsRequired => Verdict::unsent(Tls, "the agent's connector made no TLS connection"),
            // This error is ureq's own and occurs before it connects.
            Error::Tls("Rustls invalid dns name error") => Verdict::unsent(Tls, reason::handshake(HOST, error)),
            Error::Tls(_) | Error::Rustls(_) => Verdict::new(Tls, reason::handshake(HOST, error)),
            Error::Io(cause) => match reason::rustls_error(cause) {
                // We refused the certificate, which only happens in the handshake.
                Some(rustls::Error::InvalidCertificate(_)) => Verdict::unsent(Tls, reason::handshake(HOST, error)),
                Some(_) => Verdict::new(Tls, reason::handshake(HOST, error)),
                None => Verdict::of_io(cause, phase),
            },
            Error::Other(inner) => match inner.downcast_ref::<BrokenOff>() {
                Some(BrokenOff(cause)) => Verdict::of_io(cause, phase),
                None => Verdict { kind: Other, unsent: false, reason: None },
            },
            Error::BodyExceedsLimit(limit) => Verdict::new(TooLarge, reason::large_body(*limit)),
            Error::LargeResponseHeader(_, limit) => {
                Verdict::new(TooLarge, format!("its headers have more than {limit} bytes"))
            }
            // The type behind it has no public path through ureq, so it is recognised by its name.
            Error::Protocol(cause) if format!("{cause:?}") == "HttpParseTooManyHeaders" => {
                Verdict::new(TooLarge, "it has too many headers")
            }
            // A response that is not HTTP counts as complete: the same request would get the same response again.
            Error::Protocol(_) => Verdict::new(Other, "the response is not valid HTTP"),
            // ureq has `Decompress` only where another crate of the program turns on one of its features.
            error => match format!("{error:?}") {
                text if !text.starts_with("Decompress(") => Verdict { kind: Other, unsent: false, reason: None },
                text if text.contains("UnexpectedEof") => Verdict::new(Interrupted, reason::CUT_COMPRESSION),
                _ => Verdict::new(Other, reason::CORRUPT_COMPRESSION),
            },
        }
    }

    fn of_io(cause: &io::Error, phase: Phase) -> Self {
        use io::ErrorKind::{
            AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut,
            UnexpectedEof, WouldBlock,
        };
        match cause.kind() {
            UnexpectedEof if phase == Phase::Asking => {
                Verdict::new(TransportErrorKind::Interrupted, "the server closed it without a response")
            }
            UnexpectedEof => {
                Verdict::new(TransportErrorKind::Interrupted, "the server closed it in the middle of the response")
            }
            kind if is_break(kind) => Verdict::new(TransportErrorKind::Interrupted, "it was reset"),
            TimedOut | WouldBlock => Verdict::new(TransportErrorKind::Timeout, slow_response(phase)),
            AddrNotAvailable | ConnectionRefused | HostUnreachable | NetworkDown | NetworkUnreachable => {
                Verdict::new(TransportErrorKind::Connect, reason::connect_io("the host", cause))
            }
            _ => Verdict { kind: TransportErrorKind::Other, unsent: false, reason: None },
        }
    }
}

fn slow_response(phase: Phase) -> &'static str {
    match phase {
        Phase::Asking => "the server did not respond in time",
        Phase::Reading => "the response did not end in time",
    }
}

/// Returns whether this is ureq's error for an agent that the program has shut down, which occurs before it looks for a
/// connection.
fn is_shutdown(cause: &io::Error) -> bool {
    cause.get_ref().is_some_and(|inner| inner.to_string() == "Agent is shut down")
}

/// Returns ureq's error, where that shows nothing of the request.
fn source(error: Error) -> Option<Box<dyn StdError + Send + Sync>> {
    match error {
        Error::Io(error) => Some(error.into()),
        Error::Other(inner) => Some(match inner.downcast::<BrokenOff>() {
            Ok(broken) => broken.0.into(),
            Err(inner) => inner,
        }),
        // These contain the URI, whose path or query may contain a secret.
        Error::BadUri(_) | Error::RequireHttpsOnly(_) => None,
        error => Some(error.into()),
    }
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
        let bare = [Error::BadUri(uri()), Error::RequireHttpsOnly(uri())];
        let marked = [Error::BadUri(uri()), Error::RequireHttpsOnly(uri())];
        for error in bare.into_iter().chain(marked.map(|error| NotConnected::at(Stage::Connect, error))) {
            let error = classify(error, Phase::Asking);
            assert!(error.is_unsent());
            assert!(!sources(&error).contains("70ken"), "{error:?}");
        }
    }

    /// Checks the errors of another program's agent, whose connector does not mark requests that were not sent.
    #[test]
    fn errors_of_other_agents_are_classified() {
        use TransportErrorKind::{Connect, Interrupted, Other, Timeout as TimedOut, Tls, TooLarge};

        let io = |kind: io::ErrorKind| Error::Io(kind.into());
        let rustls = |error: rustls::Error| Error::Io(io::Error::new(io::ErrorKind::InvalidData, error));
        for (error, kind, unsent) in [
            (Error::HostNotFound, Connect, true),
            (Error::ConnectionFailed, Connect, true),
            (Error::ConnectProxyFailed("proxy server responded 407/407".into()), Connect, true),
            (Error::Timeout(Timeout::Resolve), TimedOut, true),
            (Error::Timeout(Timeout::Connect), TimedOut, true),
            (Error::Timeout(Timeout::Global), TimedOut, false),
            (Error::Timeout(Timeout::RecvBody), TimedOut, false),
            (rustls(rustls::CertificateError::UnknownIssuer.into()), Tls, true),
            (rustls(rustls::Error::AlertReceived(rustls::AlertDescription::BadCertificate)), Tls, false),
            (Error::Rustls(rustls::Error::DecryptError), Tls, false),
            (Error::Tls("a connector's own"), Tls, false),
            (Error::TlsRequired, Tls, true),
            (io(io::ErrorKind::ConnectionRefused), Connect, false),
            (io(io::ErrorKind::NetworkDown), Connect, false),
            (io(io::ErrorKind::UnexpectedEof), Interrupted, false),
            (io(io::ErrorKind::ConnectionReset), Interrupted, false),
            (io(io::ErrorKind::BrokenPipe), Interrupted, false),
            (io(io::ErrorKind::NotConnected), Interrupted, false),
            (io(io::ErrorKind::TimedOut), TimedOut, false),
            (io(io::ErrorKind::PermissionDenied), Other, false),
            (Error::BodyExceedsLimit(7), TooLarge, false),
            (Error::LargeResponseHeader(9, 7), TooLarge, false),
            (Error::Other("theirs".into()), Other, false),
            (Error::StatusCode(500), Other, false),
        ] {
            let shown = format!("{error:?}");
            let error = classify(error, Phase::Asking);
            assert_eq!((error.kind(), error.is_unsent()), (kind, unsent), "{shown}");
            assert!(error.source().is_some(), "{shown}");
        }
    }

    #[test]
    fn a_failure_before_the_connection_is_unsent() {
        use TransportErrorKind::{Connect, Timeout as TimedOut, Tls};

        let reset = || Error::Io(io::ErrorKind::ConnectionReset.into());
        for (stage, error, kind) in [
            (Stage::Lookup, reset(), Connect),
            (Stage::Connect, reset(), Connect),
            (Stage::Connect, Error::Timeout(Timeout::Global), TimedOut),
            (Stage::Tls, reset(), Tls),
            (Stage::Tls, Error::Timeout(Timeout::Global), TimedOut),
            (Stage::Tunnel, Error::Timeout(Timeout::Global), TimedOut),
            // This is TLS to a proxy, within the connection to the server.
            (Stage::Connect, NotConnected::at(Stage::Tls, reset()), Tls),
        ] {
            let error = classify(NotConnected::at(stage, error), Phase::Asking);
            assert_eq!((error.kind(), error.is_unsent()), (kind, true));
        }
    }

    #[test]
    fn the_words_of_other_crates_do_not_become_the_reason() {
        let theirs = || "http://seat:el3ven@proxy.test".to_owned();
        for error in [
            Error::ConnectProxyFailed(theirs()),
            Error::Io(io::Error::other(theirs())),
            Error::Other(theirs().into()),
            NotConnected::at(Stage::Lookup, Error::Io(io::Error::other(theirs()))),
            NotConnected::at(Stage::Connect, Error::Io(io::Error::other(theirs()))),
            NotConnected::at(Stage::Connect, Error::Other(theirs().into())),
            NotConnected::to_proxy(Error::ConnectProxyFailed(theirs())),
            NotConnected::to_proxy(Error::Other(theirs().into())),
            NotConnected::at(Stage::Tls, Error::Io(io::Error::other(theirs()))),
        ] {
            let error = classify(error, Phase::Asking);
            assert!(!error.to_string().contains("el3ven"), "{error}");
        }
    }
}
