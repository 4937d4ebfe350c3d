//! A blocking HTTP/1.1 client in as few lines as keep the contract, and the bad habits that it can be given.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flate2::read::GzDecoder;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore, SignatureScheme, StreamOwned};
use toggl_me_core::http::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, LOCATION, SET_COOKIE, TRANSFER_ENCODING,
};
use toggl_me_core::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use toggl_me_core::{Transport, TransportError, TransportErrorKind as Kind};
use toggl_me_transport_test::conformance::Setup;

/// The fault of an adapter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Habit {
    None,
    FailsOnErrorStatuses,
    TakesInterimResponses,
    FollowsRedirects,
    FollowsToOtherServers,
    DecodesPaths,
    DropsBodiesOfDelete,
    AddsUserAgent,
    ExpectsContinue,
    SendsLengthWithGet,
    SendsPatchWithoutLength,
    SendsLengthsTwice,
    KeepsCookies,
    KeepsResponses,
    NeedsALength,
    StopsAtTwoMegabytes,
    ReturnsWhatCame,
    TakesNonsense,
    KeepsOneOfEachHeader,
    Unbounded,
    StopsAtTheLimit,
    Retries,
    MeetsChallenges,
    RetriesAfterTimeOuts,
    SaysOther,
    ClaimsUnsent,
    ClaimsUnsentOfTooLarge,
    ClaimsUnsentOfNonsense,
    ClaimsUnsentOfBrokenWrites,
    NeverClaimsUnsent,
    ClosesAlways,
    KeepsWhatFailed,
    KnowsNoGzip,
    TrustsNobody,
    TrustsAnybody,
    TakesTornTls,
    OneAtATime,
}

pub struct Wire {
    habit: Habit,
    timeout: Duration,
    limit: u64,
    tls: Arc<ClientConfig>,
    idle: Mutex<Vec<(String, Connection)>>,
    cookie: Mutex<Option<HeaderValue>>,
    kept: Mutex<Vec<(Uri, Response<Vec<u8>>)>>,
    busy: Mutex<()>,
}

type Connection = BufReader<Box<dyn Stream>>;

trait Stream: Read + Write + Send {}
impl<S: Read + Write + Send> Stream for S {}

impl Wire {
    pub fn new(setup: &Setup, habit: Habit) -> Self {
        let mut roots = RootCertStore::empty();
        if habit != Habit::TrustsNobody {
            roots.add_parsable_certificates(setup.roots.iter().map(|root| CertificateDer::from(root.as_slice())));
        }
        let provider = rustls::crypto::ring::default_provider();
        let builder =
            ClientConfig::builder_with_provider(provider.into()).with_safe_default_protocol_versions().unwrap();
        let tls = match habit {
            Habit::TrustsAnybody => builder.dangerous().with_custom_certificate_verifier(Arc::new(Anybody)),
            _ => builder.with_root_certificates(roots),
        };
        Wire {
            habit,
            timeout: setup.timeout,
            limit: if habit == Habit::Unbounded { u64::MAX } else { setup.body_limit },
            tls: Arc::new(tls.with_no_client_auth()),
            idle: Mutex::default(),
            cookie: Mutex::default(),
            kept: Mutex::default(),
            busy: Mutex::default(),
        }
    }

    fn has(&self, habit: Habit) -> bool {
        self.habit == habit
    }

    fn once(&self, request: &Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let peer = format!("{}://{}", request.uri().scheme_str().unwrap(), request.uri().authority().unwrap());
        let idle = {
            let mut idle = self.idle.lock().unwrap();
            idle.iter().position(|(other, _)| *other == peer).map(|at| idle.swap_remove(at).1)
        };
        let mut connection = match idle {
            Some(connection) => connection,
            None => self.connect(request.uri())?,
        };
        let written =
            connection.get_mut().write_all(&self.written(request)).and_then(|()| connection.get_mut().flush());
        written.map_err(|error| {
            let error = classify(error);
            if self.has(Habit::ClaimsUnsentOfBrokenWrites) { error.unsent() } else { error }
        })?;
        let read = self.read(&mut connection);
        let reusable = read.as_ref().map_or(self.has(Habit::KeepsWhatFailed), |(_, reusable)| *reusable);
        if reusable && !self.has(Habit::ClosesAlways) {
            self.idle.lock().unwrap().push((peer, connection));
        }
        read.map(|(response, _)| response).map_err(classify)
    }

    fn connect(&self, uri: &Uri) -> Result<Connection, TransportError> {
        let host = uri.host().unwrap();
        let refused = |error| TransportError::new(Kind::Connect).unsent().with_source(error);
        let mut stream = TcpStream::connect((host, uri.port_u16().unwrap())).map_err(refused)?;
        stream.set_read_timeout(Some(self.timeout)).map_err(refused)?;
        stream.set_write_timeout(Some(self.timeout)).map_err(refused)?;
        stream.set_nodelay(true).map_err(refused)?;
        if uri.scheme_str() == Some("http") {
            return Ok(BufReader::new(Box::new(stream)));
        }
        let untrusted = |error: io::Error| TransportError::new(Kind::Tls).unsent().with_source(error);
        let name = ServerName::try_from(host.to_owned()).unwrap();
        let mut session = ClientConnection::new(Arc::clone(&self.tls), name).unwrap();
        while session.is_handshaking() {
            session.complete_io(&mut stream).map_err(untrusted)?;
        }
        Ok(BufReader::new(Box::new(StreamOwned::new(session, stream))))
    }

    /// Returns the response, and whether the connection can be used again.
    fn read(&self, connection: &mut Connection) -> io::Result<(Response<Vec<u8>>, bool)> {
        let mut head = read_head(connection);
        while !self.has(Habit::TakesInterimResponses)
            && head.as_ref().is_ok_and(|(response, _)| response.status().is_informational())
        {
            head = read_head(connection);
        }
        let (mut response, framing) = match head {
            Err(error) if self.has(Habit::TakesNonsense) && error.kind() == io::ErrorKind::Other => {
                return Ok((Response::new(Vec::new()), false));
            }
            other => other?,
        };
        let (mut body, complete) = self.read_body(connection, &framing);
        let takes_torn =
            self.has(Habit::ReturnsWhatCame) || self.has(Habit::TakesTornTls) && matches!(framing, Framing::Close);
        match complete {
            Ok(()) => {}
            Err(error) if takes_torn && error.kind() == io::ErrorKind::UnexpectedEof => {}
            Err(error) => return Err(error),
        }
        if self.has(Habit::StopsAtTwoMegabytes) {
            body.truncate(2 << 20);
        }
        let gzipped = response.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding == "gzip");
        *response.body_mut() = match gzipped && !self.has(Habit::KnowsNoGzip) {
            false => body,
            true => {
                response.headers_mut().remove(CONTENT_ENCODING);
                response.headers_mut().remove(CONTENT_LENGTH);
                let mut decoded = Vec::new();
                GzDecoder::new(body.as_slice()).take(self.limit.saturating_add(1)).read_to_end(&mut decoded)?;
                self.bounded(decoded.len() as u64)?;
                decoded
            }
        };
        if self.has(Habit::KeepsOneOfEachHeader) {
            let kept: HeaderMap =
                response.headers().keys().map(|name| (name.clone(), response.headers()[name].clone())).collect();
            *response.headers_mut() = kept;
        }
        let closing = response.headers().get(CONNECTION).is_some_and(|value| value == "close");
        Ok((response, !closing && !matches!(framing, Framing::Close)))
    }

    fn written(&self, request: &Request<Vec<u8>>) -> Vec<u8> {
        let mut target = request.uri().path_and_query().unwrap().to_string();
        if self.has(Habit::DecodesPaths) {
            target = target.replace("%2F", "/");
        }
        let mut wire =
            format!("{} {target} HTTP/1.1\r\nhost: {}\r\n", request.method(), request.uri().authority().unwrap());
        if !self.has(Habit::KnowsNoGzip) {
            wire += "accept-encoding: gzip\r\n";
        }
        if self.has(Habit::ExpectsContinue) && request.body().len() > 1 << 20 {
            wire += "expect: 100-continue\r\n";
        }
        if let Some(cookie) = &*self.cookie.lock().unwrap() {
            wire += &format!("cookie: {}\r\n", cookie.to_str().unwrap());
        }
        if self.has(Habit::AddsUserAgent) && !request.headers().contains_key("user-agent") {
            wire += "user-agent: wire/1.0\r\n";
        }
        let dropped = self.has(Habit::DropsBodiesOfDelete) && request.method() == Method::DELETE;
        let body = if dropped { &[] } else { request.body().as_slice() };
        let always = match *request.method() {
            Method::POST | Method::PUT => true,
            Method::PATCH => !self.has(Habit::SendsPatchWithoutLength),
            _ => self.has(Habit::SendsLengthWithGet),
        };
        let given = request.headers().contains_key(CONTENT_LENGTH) && !self.has(Habit::SendsLengthsTwice);
        if !given && (always || !body.is_empty()) {
            wire += &format!("content-length: {}\r\n", body.len());
        }
        let mut wire = wire.into_bytes();
        for (name, value) in request.headers() {
            wire.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        wire.extend(b"\r\n");
        wire.extend(body);
        wire
    }

    /// Returns the part of the body that arrived, and the reason why no more did.
    fn read_body(&self, connection: &mut Connection, framing: &Framing) -> (Vec<u8>, io::Result<()>) {
        let mut body = Vec::new();
        let result = match *framing {
            Framing::None => Ok(()),
            Framing::Length(length) => self.bounded(length).and_then(|()| read_exactly(connection, length, &mut body)),
            Framing::Close if self.has(Habit::NeedsALength) => Ok(()),
            Framing::Close if self.has(Habit::StopsAtTheLimit) => {
                connection.take(self.limit).read_to_end(&mut body).map(drop)
            }
            Framing::Close => {
                let limited = connection.take(self.limit.saturating_add(1)).read_to_end(&mut body);
                limited.and_then(|read| self.bounded(read as u64))
            }
            Framing::Chunks => self.read_chunks(connection, &mut body),
        };
        (body, result)
    }

    fn read_chunks(&self, connection: &mut Connection, body: &mut Vec<u8>) -> io::Result<()> {
        loop {
            let line = read_line(connection)?;
            let size = u64::from_str_radix(line.trim_ascii_end(), 16).map_err(io::Error::other)?;
            self.bounded(body.len() as u64 + size)?;
            read_exactly(connection, size, body)?;
            read_line(connection)?;
            if size == 0 {
                return Ok(());
            }
        }
    }

    fn bounded(&self, length: u64) -> io::Result<()> {
        if length > self.limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(()) }
    }
}

impl Transport for Wire {
    fn send(&self, mut request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let _busy = match self.habit {
            Habit::OneAtATime => Some(self.busy.try_lock().map_err(|_| TransportError::new(Kind::Other))?),
            _ => None,
        };
        if self.has(Habit::KeepsResponses)
            && let Some((_, response)) = self.kept.lock().unwrap().iter().find(|(uri, _)| uri == request.uri())
        {
            return Ok(response.clone());
        }
        let mut result = self.once(&request);
        let again = match (self.habit, &result) {
            (Habit::Retries, Ok(response)) => response.status().is_server_error(),
            (Habit::Retries, Err(error)) => error.kind() != Kind::Timeout,
            (Habit::RetriesAfterTimeOuts, Err(error)) => error.kind() == Kind::Timeout,
            (Habit::MeetsChallenges, Ok(response)) => response.status() == StatusCode::UNAUTHORIZED,
            _ => false,
        };
        if again {
            result = self.once(&request);
        }
        if let Ok(response) = &result {
            if self.has(Habit::KeepsCookies) {
                *self.cookie.lock().unwrap() = response.headers().get(SET_COOKIE).cloned();
            }
            if self.has(Habit::KeepsResponses) && response.headers().contains_key(CACHE_CONTROL) {
                self.kept.lock().unwrap().push((request.uri().clone(), response.clone()));
            }
        }
        let claims_unsent = match self.habit {
            Habit::ClaimsUnsentOfTooLarge => Some(Kind::TooLarge),
            Habit::ClaimsUnsentOfNonsense => Some(Kind::Other),
            _ => None,
        };
        match self.habit {
            Habit::FollowsRedirects | Habit::FollowsToOtherServers => {
                let Ok(response) = &result else { return result };
                let location = response.headers().get(LOCATION).map(|location| location.to_str().unwrap());
                let location = match (self.habit, location) {
                    (Habit::FollowsRedirects, Some(path)) if path.starts_with('/') && !path.starts_with("//") => {
                        format!("http://{}{path}", request.uri().authority().unwrap())
                    }
                    (Habit::FollowsToOtherServers, Some(url)) if url.starts_with("http:") => url.to_owned(),
                    _ => return result,
                };
                *request.uri_mut() = location.parse().unwrap();
                self.once(&request)
            }
            Habit::FailsOnErrorStatuses => match result {
                Ok(response) if response.status().as_u16() >= 400 => Err(TransportError::new(Kind::Other)),
                other => other,
            },
            Habit::SaysOther => result.map_err(|error| {
                let other = TransportError::new(Kind::Other);
                if error.is_unsent() { other.unsent() } else { other }
            }),
            Habit::ClaimsUnsent => result.map_err(TransportError::unsent),
            _ if claims_unsent.is_some() => result.map_err(|error| match Some(error.kind()) == claims_unsent {
                true => error.unsent(),
                false => error,
            }),
            Habit::NeverClaimsUnsent => result.map_err(|error| TransportError::new(error.kind())),
            _ => result,
        }
    }
}

enum Framing {
    None,
    Length(u64),
    Chunks,
    Close,
}

fn read_head(connection: &mut Connection) -> io::Result<(Response<Vec<u8>>, Framing)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        head += &read_line(connection)?;
    }
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Response::new(&mut headers);
    parsed.parse(head.as_bytes()).map_err(io::Error::other)?;
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::from_u16(parsed.code.unwrap()).map_err(io::Error::other)?;
    for header in parsed.headers {
        let name = HeaderName::try_from(header.name).map_err(io::Error::other)?;
        response.headers_mut().append(name, HeaderValue::from_bytes(header.value).map_err(io::Error::other)?);
    }
    let framing = match response.status().as_u16() {
        100..200 | 204 | 304 => Framing::None,
        _ if response.headers().contains_key(TRANSFER_ENCODING) => Framing::Chunks,
        _ => match response.headers().get(CONTENT_LENGTH) {
            Some(length) => {
                Framing::Length(length.to_str().ok().and_then(|length| length.parse().ok()).ok_or_else(nonsense)?)
            }
            None => Framing::Close,
        },
    };
    Ok((response, framing))
}

fn nonsense() -> io::Error {
    io::Error::other("no number")
}

fn read_line(connection: &mut Connection) -> io::Result<String> {
    let mut line = String::new();
    connection.read_line(&mut line)?;
    if line.ends_with('\n') { Ok(line) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn read_exactly(connection: &mut Connection, length: u64, body: &mut Vec<u8>) -> io::Result<()> {
    let read = connection.take(length).read_to_end(body)?;
    if read as u64 == length { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Classifies failures after the first byte was written.
fn classify(error: io::Error) -> TransportError {
    let kind = match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Kind::Timeout,
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => Kind::Interrupted,
        io::ErrorKind::FileTooLarge => Kind::TooLarge,
        _ => Kind::Other,
    };
    TransportError::new(kind).with_source(error)
}

/// A verifier that accepts every certificate.
#[derive(Debug)]
struct Anybody;

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        rustls::crypto::ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}
