//! A [`Transport`] on attohttpc, which is small and keeps no connections.
//!
//! At log level `debug`, attohttpc shows paths and queries, which may contain a secret.

use std::fmt;
use std::io::{self, Read as _};
use std::time::Duration;

use attohttpc::body::{Body, Bytes};
use attohttpc::{Error, ErrorKind, ProxySettings, RequestBuilder, Response as Received};
use rustls::pki_types::CertificateDer;
use toggl_me_core::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use toggl_me_core::http::{Method, Request, Response, StatusCode};
use toggl_me_core::{Transport, TransportError, TransportErrorKind as Kind};

/// Sends requests with attohttpc.
pub struct AttohttpcTransport {
    /// The time limit of a call.
    pub timeout: Duration,
    /// The largest body that is accepted, in bytes.
    pub body_limit: u64,
    /// The proxies to use; the default takes them from the environment.
    pub proxies: ProxySettings,
    /// Certificates to trust besides Mozilla's.
    pub roots: Vec<CertificateDer<'static>>,
}

/// Leaves out the proxies, which may have passwords.
impl fmt::Debug for AttohttpcTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttohttpcTransport").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

impl AttohttpcTransport {
    fn call<B: Body>(&self, builder: RequestBuilder<B>) -> Result<Received, Error> {
        let builder = builder.follow_redirects(false).timeout(self.timeout).proxy_settings(self.proxies.clone());
        self.roots.iter().fold(builder, |builder, root| builder.add_root_certificate(root.clone())).send()
    }
}

impl Transport for AttohttpcTransport {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let (parts, body) = request.into_parts();
        let takes_a_body = matches!(parts.method, Method::POST | Method::PUT | Method::PATCH);
        let mut builder = RequestBuilder::try_new(parts.method, parts.uri.to_string()).map_err(failed)?;
        *builder.headers_mut() = parts.headers;
        let received =
            if body.is_empty() && !takes_a_body { self.call(builder) } else { self.call(builder.body(Bytes(body))) };
        let (status, mut headers, reader) = received.map_err(failed)?.split();
        let mut body = Vec::new();
        let read = reader.take(self.body_limit + 1).read_to_end(&mut body).map_err(|error| failed(error.into()))?;
        if read as u64 > self.body_limit {
            return Err(TransportError::new(Kind::TooLarge));
        }
        // attohttpc keeps the headers of the encoded body after it has decoded it, and returns the part of a body that
        // is cut short.
        let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if headers.remove(CONTENT_ENCODING).is_some() {
            headers.remove(CONTENT_LENGTH);
        } else if status != StatusCode::NOT_MODIFIED && length.is_some_and(|length: usize| length != read) {
            return Err(TransportError::new(Kind::Interrupted));
        }
        let mut response = Response::new(body);
        (*response.status_mut(), *response.headers_mut()) = (status, headers);
        Ok(response)
    }
}

fn failed(error: Error) -> TransportError {
    let kind = match error.kind() {
        ErrorKind::Io(error) => match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Kind::Timeout,
            io::ErrorKind::ConnectionRefused => Kind::Connect,
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => Kind::Interrupted,
            _ if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => Kind::Tls,
            _ => Kind::Other,
        },
        _ => Kind::Other,
    };
    TransportError::new(kind).with_source(error)
}
