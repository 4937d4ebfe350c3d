//! A [`Transport`] on libcurl.

use std::error::Error as StdError;
use std::time::Duration;
use std::{fmt, mem};

use curl::Error;
use curl::easy::{Easy2, Handler, List, WriteError};
use toggl_me_core::http::header::CONTENT_ENCODING;
use toggl_me_core::http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use toggl_me_core::{Transport, TransportError, TransportErrorKind as Kind};

/// Sends requests with libcurl, each over a connection of its own: on a kept one, libcurl sends a request a second time
/// when the server closes the connection without a response.
#[derive(Clone)]
pub struct CurlTransport {
    /// The time limit of a call.
    pub timeout: Duration,
    /// The largest body that is accepted, in bytes.
    pub body_limit: usize,
    /// The proxy: empty for none, `None` for the one from the environment.
    pub proxy: Option<String>,
    /// The certificates to trust, in PEM; `None` for the operating system's.
    pub roots: Option<String>,
}

impl Transport for CurlTransport {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let mut easy = Easy2::new(Received { limit: self.body_limit, ..Received::default() });
        self.prepare(&mut easy, &request)
            .map_err(|error| TransportError::new(Kind::Other).with_source(error).unsent())?;
        let performed = easy.perform();
        let Received { response, ended, too_large, .. } = mem::take(easy.get_mut());
        if too_large {
            return Err(TransportError::new(Kind::TooLarge));
        }
        performed.map_err(failed)?;
        // libcurl accepts a head without its end as a whole one, and returns the first part of a compressed body that is
        // cut short.
        if !ended {
            return Err(TransportError::new(Kind::Interrupted));
        }
        if response.headers().contains_key(CONTENT_ENCODING) {
            let problem = "the response is compressed, although that was not requested";
            return Err(TransportError::new(Kind::Other).with_source(problem));
        }
        Ok(response)
    }
}

/// Leaves out the proxy, which may have a password.
impl fmt::Debug for CurlTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CurlTransport").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

impl CurlTransport {
    fn prepare(
        &self,
        easy: &mut Easy2<Received>,
        request: &Request<Vec<u8>>,
    ) -> Result<(), Box<dyn StdError + Send + Sync>> {
        easy.url(&request.uri().to_string())?;
        easy.path_as_is(true)?;
        easy.timeout(self.timeout)?;
        self.proxy.iter().try_for_each(|proxy| easy.proxy(proxy))?;
        self.roots.iter().try_for_each(|roots| easy.ssl_cainfo_blob(roots.as_bytes()))?;
        if !request.body().is_empty() || matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
            easy.post(true)?;
            easy.post_fields_copy(request.body())?;
        }
        easy.custom_request(request.method().as_str())?;

        let mut headers = List::new();
        // libcurl would add these, unless the request has them.
        for name in ["accept", "content-type", "expect"] {
            if !request.headers().contains_key(name) {
                headers.append(&format!("{name}:"))?;
            }
        }
        for (name, value) in request.headers() {
            match value.to_str()? {
                "" => headers.append(&format!("{name};"))?,
                value => headers.append(&format!("{name}: {value}"))?,
            }
        }
        Ok(easy.http_headers(headers)?)
    }
}

/// What has arrived so far.
#[derive(Default)]
struct Received {
    response: Response<Vec<u8>>,
    limit: usize,
    /// Whether the empty line after the headers has arrived.
    ended: bool,
    too_large: bool,
}

impl Handler for Received {
    /// Takes the status line, the headers and the empty line after them.
    fn header(&mut self, line: &[u8]) -> bool {
        let line = line.trim_ascii();
        if let Some(status) = line.strip_prefix(b"HTTP/1.").and_then(|rest| rest.get(2..5)) {
            // If there are several heads, as with 100 Continue, the last one counts.
            (self.response, self.ended) = (Response::default(), false);
            return StatusCode::from_bytes(status).map(|status| *self.response.status_mut() = status).is_ok();
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            self.ended = line.is_empty();
            return self.ended;
        };
        let (name, value) =
            (HeaderName::from_bytes(&line[..colon]), HeaderValue::from_bytes(line[colon + 1..].trim_ascii()));
        let (Ok(name), Ok(value)) = (name, value) else { return false };
        self.response.headers_mut().append(name, value);
        true
    }

    fn write(&mut self, data: &[u8]) -> Result<usize, WriteError> {
        self.too_large = self.response.body().len() + data.len() > self.limit;
        if self.too_large {
            // A smaller number than that of the bytes ends the transfer.
            return Ok(0);
        }
        self.response.body_mut().extend_from_slice(data);
        Ok(data.len())
    }
}

fn failed(error: Error) -> TransportError {
    let connect = error.is_couldnt_connect() || error.is_couldnt_resolve_host() || error.is_couldnt_resolve_proxy();
    let tls = error.is_ssl_connect_error() || error.is_peer_failed_verification();
    let cut = error.is_got_nothing() || error.is_partial_file() || error.is_recv_error() || error.is_send_error();
    let kind = match () {
        () if connect => Kind::Connect,
        () if tls => Kind::Tls,
        () if error.is_operation_timedout() => Kind::Timeout,
        () if cut => Kind::Interrupted,
        () => Kind::Other,
    };
    let failure = TransportError::new(kind).with_source(error);
    if connect || tls { failure.unsent() } else { failure }
}
