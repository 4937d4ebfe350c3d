//! A [`Transport`] on `reqwest::blocking`.

use std::{error::Error, io, io::Read as _, iter};

use reqwest::{blocking, redirect, retry};
use toggl_me_core::{Transport, TransportError, TransportErrorKind as Kind, http};

/// Sends requests with reqwest's blocking client, and accepts responses of at most this many bytes.
#[derive(Debug)]
pub struct ReqwestTransport(blocking::Client, u64);

impl ReqwestTransport {
    /// Creates a transport with the caller's settings, except those of redirects and retries.
    pub fn new(settings: blocking::ClientBuilder, body_limit: u64) -> reqwest::Result<Self> {
        Ok(ReqwestTransport(settings.redirect(redirect::Policy::none()).retry(retry::never()).build()?, body_limit))
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        // An empty body would go out with a length even if the method should have none.
        let bare = request.body().is_empty() && !["POST", "PUT", "PATCH"].contains(&request.method().as_str());
        let mut request = blocking::Request::try_from(request).map_err(failed)?;
        request.body_mut().take_if(|_| bare);
        let received = self.0.execute(request).map_err(failed)?;
        let mut response = http::Response::new(Vec::new());
        (*response.status_mut(), *response.headers_mut()) = (received.status(), received.headers().clone());
        let read = received.take(self.1 + 1).read_to_end(response.body_mut());
        let read = read.map_err(|error| error.downcast().map_or(TransportError::new(Kind::Other), failed))?;
        if read as u64 > self.1 { Err(TransportError::new(Kind::TooLarge)) } else { Ok(response) }
    }
}

pub(crate) fn failed(error: reqwest::Error) -> TransportError {
    let kind = match iter::successors(error.source(), |&cause| cause.source()).find_map(kind) {
        _ if error.is_timeout() => Kind::Timeout,
        Some(kind) => kind,
        None if error.is_connect() => Kind::Connect,
        None => Kind::Other,
    };
    // The error shows the URL, whose path or query may contain a secret.
    let failure = TransportError::new(kind).with_source(error.without_url());
    if matches!(kind, Kind::Connect | Kind::Tls) { failure.unsent() } else { failure }
}

fn kind(cause: &(dyn Error + 'static)) -> Option<Kind> {
    let io: Option<&io::Error> = cause.downcast_ref();
    let cut = io.is_some_and(|io| io.kind() == io::ErrorKind::UnexpectedEof);
    // A failed handshake comes as an `io::Error` in an `io::Error`.
    let handshake = io.and_then(io::Error::get_ref).is_some_and(|inner| inner.is::<io::Error>());
    let cut = cut || cause.downcast_ref().is_some_and(hyper::Error::is_incomplete_message);
    handshake.then_some(Kind::Tls).or(cut.then_some(Kind::Interrupted))
}
