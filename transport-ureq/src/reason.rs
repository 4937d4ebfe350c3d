//! The reasons why a connection could not be made, in plain words. They contain no text of a peer, no name of a host,
//! and nothing of a URL, because a proxy's URL contains a password.

use std::borrow::Cow;
use std::io;

use http::StatusCode;
use rustls::CertificateError;
use ureq::Error;

use crate::marks::Stage;

pub(crate) const CUT_COMPRESSION: &str = "its compressed body ends too early";
pub(crate) const CORRUPT_COMPRESSION: &str = "the response's compressed body is corrupt";

pub(crate) fn large_body(limit: u64) -> String {
    format!("its body has more than {limit} bytes")
}

/// Returns the reason when the time ran out at `stage`.
pub(crate) fn slow(peer: &str, stage: Stage) -> String {
    match stage {
        Stage::Lookup => format!("looking up {peer}'s name took too long"),
        Stage::Connect => format!("connecting to {peer} took too long"),
        Stage::Tunnel => format!("{peer} took too long to open a tunnel"),
        Stage::Tls => format!("the TLS handshake with {peer} took too long"),
    }
}

/// Returns the reason when the name has no address.
pub(crate) fn lookup(peer: &str, error: &Error) -> String {
    let detail = match error {
        Error::Io(cause) => of_resolver(cause).or_else(|| of_system(cause)),
        _ => None,
    };
    match detail {
        Some(detail) => format!("{peer}'s name was not found ({detail})"),
        None => format!("{peer}'s name was not found"),
    }
}

/// Returns the words of the operating system's resolver, where `cause` comes from there.
pub(crate) fn of_resolver(cause: &io::Error) -> Option<String> {
    // These are the codes from WSAHOST_NOT_FOUND to WSANO_DATA.
    if cfg!(windows) && matches!(cause.raw_os_error(), Some(11001..=11004)) {
        return of_system(cause);
    }
    // The standard library has no kind for it.
    let text = cause.get_ref()?.to_string();
    text.strip_prefix("failed to lookup address information: ").map(str::to_owned)
}

/// Returns the words of the operating system.
fn of_system(cause: &io::Error) -> Option<String> {
    cause.raw_os_error().map(|_| cause.to_string())
}

/// Returns the reason when no address of the host accepts a connection.
pub(crate) fn connect(peer: &str, error: &Error) -> Cow<'static, str> {
    match error {
        Error::Io(cause) => connect_io(peer, cause),
        _ => format!("connecting to {peer} failed").into(),
    }
}

pub(crate) fn connect_io(peer: &str, cause: &io::Error) -> Cow<'static, str> {
    use io::ErrorKind::{
        AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkDown, NetworkUnreachable, PermissionDenied,
    };
    match (cause.kind(), of_system(cause)) {
        (ConnectionRefused, _) => format!("{peer} refused the connection").into(),
        (AddrNotAvailable | HostUnreachable | NetworkUnreachable, _) => format!("no route leads to {peer}").into(),
        (NetworkDown, _) => "the network is down".into(),
        (PermissionDenied, _) => "this machine does not permit the connection (perhaps a firewall)".into(),
        (_, Some(detail)) => format!("connecting to {peer} failed ({detail})").into(),
        (_, None) => format!("connecting to {peer} failed").into(),
    }
}

/// Returns the reason when the proxy opens no tunnel.
pub(crate) fn tunnel(error: &Error) -> Cow<'static, str> {
    match error {
        Error::ConnectProxyFailed(said) => match status(said) {
            Some(StatusCode::PROXY_AUTHENTICATION_REQUIRED) => {
                "the proxy responded with 407: it requires a user name and a password, or other ones than those it was given".into()
            }
            Some(status) => match status.canonical_reason() {
                Some(meaning) => format!("the proxy responded with {} ({meaning})", status.as_u16()).into(),
                None => format!("the proxy responded with {}", status.as_u16()).into(),
            },
            None => "the proxy did not respond".into(),
        },
        Error::Protocol(_) => "the proxy's response is not valid HTTP".into(),
        Error::Io(_) | Error::Other(_) => "the proxy broke off the connection".into(),
        _ => "the proxy opened no tunnel".into(),
    }
}

/// Finds the status in ureq's `proxy server responded 407/407`.
fn status(said: &str) -> Option<StatusCode> {
    let (status, _) = said.strip_prefix("proxy server responded ")?.split_once('/')?;
    StatusCode::from_bytes(status.as_bytes()).ok()
}

/// Returns the reason when the TLS handshake fails.
pub(crate) fn handshake(peer: &str, error: &Error) -> Cow<'static, str> {
    let cause = match error {
        Error::Rustls(cause) => Some(cause),
        Error::Io(cause) => rustls_error(cause),
        _ => None,
    };
    match cause {
        Some(rustls::Error::InvalidCertificate(fault)) => format!("{peer}'s certificate {}", certificate(fault)).into(),
        Some(rustls::Error::InvalidMessage(_)) => format!("{peer} does not speak TLS").into(),
        Some(rustls::Error::AlertReceived(alert)) => format!("{peer} sent the TLS alert {alert:?}").into(),
        Some(rustls::Error::PeerIncompatible(_)) => {
            format!("{peer} supports no TLS settings that this machine supports").into()
        }
        // With these words the system's store, which rustls-platform-verifier reads, is empty or missing.
        Some(rustls::Error::General(said)) if said.starts_with("No CA certificates") => {
            "this machine has no root certificates (perhaps its package ca-certificates is missing)".into()
        }
        Some(_) => format!("TLS with {peer} failed").into(),
        None => match error {
            Error::Io(_) | Error::Other(_) => format!("{peer} broke off the TLS handshake").into(),
            Error::Tls(_) => format!("{peer}'s name cannot be in a certificate").into(),
            _ => format!("TLS with {peer} failed").into(),
        },
    }
}

pub(crate) fn rustls_error(cause: &io::Error) -> Option<&rustls::Error> {
    cause.get_ref()?.downcast_ref()
}

fn certificate(fault: &CertificateError) -> &'static str {
    use CertificateError::{
        Expired, ExpiredContext, InvalidPurpose, InvalidPurposeContext, NotValidForName, NotValidForNameContext,
        NotValidYet, NotValidYetContext, Revoked, UnknownIssuer,
    };
    match fault {
        Expired | ExpiredContext { .. } => "has expired (check the machine's clock)",
        NotValidYet | NotValidYetContext { .. } => "is not valid yet (check the machine's clock)",
        NotValidForName | NotValidForNameContext { .. } => "is for another host",
        UnknownIssuer => "is from an authority that is not trusted (perhaps a proxy intercepts TLS)",
        Revoked => "was revoked",
        InvalidPurpose | InvalidPurposeContext { .. } => "is not a server certificate",
        _ => "is not valid",
    }
}
