//! A [`Transport`] on hyper's own connection, without a pool, a connector or a client around it.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use std::{io, mem};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use toggl_me_core::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HOST};
use toggl_me_core::http::uri::{Authority, Scheme};
use toggl_me_core::http::{HeaderValue, Method, Request, Response, Uri};
use toggl_me_core::{Transport, TransportError, TransportErrorKind as Kind};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio_rustls::TlsConnector;

/// Sends requests with hyper, each over a connection of its own, in the calling thread.
#[derive(Debug)]
pub struct HyperTransport {
    runtime: Runtime,
    tls: Arc<ClientConfig>,
    timeout: Duration,
    body_limit: usize,
}

impl HyperTransport {
    /// Creates a transport with `timeout` for a call, which accepts bodies of at most `body_limit` bytes.
    pub fn new(tls: ClientConfig, timeout: Duration, body_limit: usize) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(HyperTransport { runtime, tls: Arc::new(tls), timeout, body_limit })
    }

    async fn connect(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let https = request.uri().scheme() == Some(&Scheme::HTTPS);
        let host = request.uri().host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = request.uri().port_u16().unwrap_or(if https { 443 } else { 80 });
        let stream = TcpStream::connect((host.as_str(), port)).await;
        let stream = stream.map_err(|error| failure(Kind::Connect, error).unsent())?;
        if !https {
            return self.exchange(stream, request).await;
        }
        let name = ServerName::try_from(host).map_err(|error| failure(Kind::Tls, error).unsent())?;
        let stream = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream).await;
        self.exchange(stream.map_err(|error| failure(Kind::Tls, error).unsent())?, request).await
    }

    async fn exchange<S>(&self, stream: S, mut request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        if request.body().is_empty() && matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        // hyper writes the URI into the first line as it is given, and adds no `Host`.
        let uri = mem::take(request.uri_mut()).into_parts();
        let host = HeaderValue::from_str(uri.authority.as_ref().map_or("", Authority::as_str));
        request.headers_mut().insert(HOST, host.map_err(|error| failure(Kind::Other, error).unsent())?);
        *request.uri_mut() = uri.path_and_query.map_or_else(Uri::default, Uri::from);
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|error| failed(error.into()))?;
        let call = async move {
            let (parts, body) = sender.send_request(request.map(Bytes::from).map(Full::new)).await?.into_parts();
            let body = Limited::new(body, self.body_limit).collect().await?.to_bytes();
            Ok(Response::from_parts(parts, body.to_vec()))
        };
        // The connection does the work, and the call learns what goes wrong with it.
        let (result, _) = tokio::join!(call, connection);
        result.map_err(failed)
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let call = async { tokio::time::timeout(self.timeout, self.connect(request)).await };
        let response = self.runtime.block_on(call).map_err(|elapsed| failure(Kind::Timeout, elapsed))??;
        if response.headers().contains_key(CONTENT_ENCODING) {
            return Err(failure(Kind::Other, "the response is compressed, although that was not requested"));
        }
        Ok(response)
    }
}

fn failed(error: Box<dyn Error + Send + Sync>) -> TransportError {
    let hyper = error.downcast_ref::<hyper::Error>();
    let io = hyper.and_then(|error| error.source()?.downcast_ref::<io::Error>());
    let kind = match hyper {
        None => Kind::TooLarge,
        Some(error) if error.is_incomplete_message() => Kind::Interrupted,
        Some(_) if io.is_some_and(|io| io.kind() != io::ErrorKind::InvalidInput) => Kind::Interrupted,
        Some(_) => Kind::Other,
    };
    failure(kind, error)
}

fn failure(kind: Kind, source: impl Into<Box<dyn Error + Send + Sync>>) -> TransportError {
    TransportError::new(kind).with_source(source)
}
