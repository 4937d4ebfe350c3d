//! HTTP/1.1 on one connection: it reads a request, calls the handler, writes the response, and begins again.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Instant;

use http::header::{CONNECTION, CONTENT_LENGTH, EXPECT, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, Version};

use super::closing::Closing;
use super::limits::Limits;
use super::outcome::{Handler, Outcome, Pieces};

/// The response to a client that connects when all connections are taken.
pub(super) const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

pub(super) struct Connection<'a> {
    stream: &'a mut TcpStream,
    limits: Limits,
    /// The bytes that were read and are not used yet.
    buffer: Vec<u8>,
    /// When the first byte of the request arrived.
    began: Option<Instant>,
}

/// Why no request could be read. Either way, the connection is closed.
enum Stop {
    /// The client has gone or sends nothing.
    Silently,
    /// The client is told what was wrong.
    With(StatusCode),
}

const BAD: Stop = Stop::With(StatusCode::BAD_REQUEST);

impl<'a> Connection<'a> {
    pub(super) fn new(stream: &'a mut TcpStream, limits: Limits) -> Self {
        Connection { stream, limits, buffer: Vec::new(), began: None }
    }

    /// Serves requests until either side closes the connection, or the server is dropped.
    pub(super) fn serve(mut self, handler: &dyn Handler, closing: &Closing) {
        loop {
            let request = match self.read_request() {
                Ok(request) => request,
                Err(Stop::Silently) => return,
                Err(Stop::With(status)) => {
                    let mut response = Response::new(Vec::new());
                    *response.status_mut() = status;
                    self.write(&Method::GET, &response, true);
                    return;
                }
            };
            let method = request.method().clone();
            let close = request.version() != Version::HTTP_11 || asks_to_close(request.headers());
            let mut outcome = handler.handle(request);
            while let Outcome::Later(wait, next) = outcome {
                if closing.wait(wait) {
                    return;
                }
                outcome = *next;
            }
            match outcome {
                Outcome::Response(response) => {
                    let close = close || asks_to_close(response.headers());
                    if !self.write(&method, &response, close) || close {
                        return;
                    }
                }
                Outcome::Raw(bytes) => {
                    self.send(&bytes);
                    return;
                }
                Outcome::Stream(response) => {
                    self.stream(response, closing);
                    return;
                }
                Outcome::Drop | Outcome::Later(..) => return,
            }
        }
    }

    fn read_request(&mut self) -> Result<Request<Vec<u8>>, Stop> {
        self.began = if self.buffer.is_empty() { None } else { Some(Instant::now()) };
        let mut request = self.read_head()?;
        let length = body_length(request.headers())?;
        if let Length::Exactly(length) = length
            && length > self.limits.body
        {
            return Err(Stop::With(StatusCode::PAYLOAD_TOO_LARGE));
        }
        if expects_continue(&request)? && length != Length::Exactly(0) && self.buffer.is_empty() {
            let go_on = self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").and_then(|()| self.stream.flush());
            go_on.map_err(|_| Stop::Silently)?;
        }
        *request.body_mut() = match length {
            Length::Exactly(length) => {
                while self.buffer.len() < length {
                    self.read_more()?;
                }
                self.take(length)
            }
            Length::Chunked => self.read_chunks()?,
        };
        Ok(request)
    }

    fn read_head(&mut self) -> Result<Request<Vec<u8>>, Stop> {
        loop {
            if let Some(head) = parse_head(&self.buffer)? {
                if head.length > self.limits.head {
                    break;
                }
                self.buffer.drain(..head.length);
                return Ok(head.request);
            }
            if self.buffer.len() > self.limits.head {
                break;
            }
            self.read_more()?;
        }
        Err(Stop::With(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE))
    }

    fn read_chunks(&mut self) -> Result<Vec<u8>, Stop> {
        let mut body = Vec::new();
        loop {
            let line = self.read_line()?;
            let size = match httparse::parse_chunk_size(&line) {
                Ok(httparse::Status::Complete((_, size))) => usize::try_from(size).unwrap_or(usize::MAX),
                _ => return Err(BAD),
            };
            if size == 0 {
                // Trailers are skipped.
                let mut trailers = 0;
                loop {
                    let line = self.read_line()?;
                    if line == b"\r\n" {
                        return Ok(body);
                    }
                    trailers += line.len();
                    if trailers > self.limits.head {
                        return Err(Stop::With(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
                    }
                }
            }
            if size > self.limits.body - body.len() {
                return Err(Stop::With(StatusCode::PAYLOAD_TOO_LARGE));
            }
            while self.buffer.len() < size + 2 {
                self.read_more()?;
            }
            body.extend(self.take(size));
            if self.take(2) != b"\r\n" {
                return Err(BAD);
            }
        }
    }

    /// Reads a line, including its CRLF.
    fn read_line(&mut self) -> Result<Vec<u8>, Stop> {
        const LONGEST: usize = 1024;
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line = self.take(end + 1);
                return if line.ends_with(b"\r\n") { Ok(line) } else { Err(BAD) };
            }
            if self.buffer.len() > LONGEST {
                return Err(BAD);
            }
            self.read_more()?;
        }
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        self.buffer.drain(..length).collect()
    }

    fn read_more(&mut self) -> Result<(), Stop> {
        if self.began.is_some_and(|began| began.elapsed() > self.limits.request) {
            return Err(Stop::With(StatusCode::REQUEST_TIMEOUT));
        }
        let begun = self.began.is_some();
        let mut bytes = [0; 8 * 1024];
        match self.stream.read(&mut bytes) {
            Ok(0) if begun => Err(BAD),
            Ok(0) => Err(Stop::Silently),
            Ok(length) => {
                self.began.get_or_insert_with(Instant::now);
                self.buffer.extend_from_slice(&bytes[..length]);
                Ok(())
            }
            Err(error) => match error.kind() {
                ErrorKind::Interrupted => Ok(()),
                ErrorKind::WouldBlock | ErrorKind::TimedOut if begun => Err(Stop::With(StatusCode::REQUEST_TIMEOUT)),
                _ => Err(Stop::Silently),
            },
        }
    }

    /// Writes a response, and returns whether that succeeded.
    fn write(&mut self, method: &Method, response: &Response<Vec<u8>>, close: bool) -> bool {
        let status = response.status();
        let mut bytes = Vec::with_capacity(512 + response.body().len());
        push_head(&mut bytes, status, response.headers());
        let bodiless = status.is_informational() || status == StatusCode::NO_CONTENT;
        if !bodiless {
            push_header(&mut bytes, &CONTENT_LENGTH, response.body().len().to_string().as_bytes());
        }
        if close {
            push_header(&mut bytes, &CONNECTION, b"close");
        }
        bytes.extend_from_slice(b"\r\n");
        if !bodiless && status != StatusCode::NOT_MODIFIED && method != Method::HEAD {
            bytes.extend_from_slice(response.body());
        }
        self.send(&bytes)
    }

    /// Writes a body whose length is not known in advance: the end of the connection ends it.
    fn stream(&mut self, response: Response<Pieces>, closing: &Closing) {
        let (head, pieces) = response.into_parts();
        let mut bytes = Vec::new();
        push_head(&mut bytes, head.status, &head.headers);
        push_header(&mut bytes, &CONNECTION, b"close");
        bytes.extend_from_slice(b"\r\n");
        if !self.send(&bytes) {
            return;
        }
        for piece in pieces {
            if closing.has_begun() || !self.send(&piece) {
                return;
            }
        }
    }

    fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).and_then(|()| self.stream.flush()).is_ok()
    }
}

/// Writes the status line, and the headers except those that say how the body is framed.
fn push_head(bytes: &mut Vec<u8>, status: StatusCode, headers: &HeaderMap) {
    // Writing to a `Vec` never fails.
    let _ = write!(bytes, "HTTP/1.1 {} {}\r\n", status.as_str(), status.canonical_reason().unwrap_or_default());
    for (name, value) in headers {
        if *name != CONTENT_LENGTH && *name != TRANSFER_ENCODING && *name != CONNECTION {
            push_header(bytes, name, value.as_bytes());
        }
    }
}

fn push_header(bytes: &mut Vec<u8>, name: &HeaderName, value: &[u8]) {
    bytes.extend_from_slice(name.as_str().as_bytes());
    bytes.extend_from_slice(b": ");
    bytes.extend_from_slice(value);
    bytes.extend_from_slice(b"\r\n");
}

/// A request without its body, and how many bytes its head has.
struct Head {
    length: usize,
    request: Request<Vec<u8>>,
}

/// Parses a request's head; `None` when more bytes are needed.
fn parse_head(buffer: &[u8]) -> Result<Option<Head>, Stop> {
    let mut headers = [httparse::EMPTY_HEADER; Limits::HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let length = match head.parse(buffer) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Stop::With(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)),
        Err(httparse::Error::Version) => return Err(Stop::With(StatusCode::HTTP_VERSION_NOT_SUPPORTED)),
        Err(_) => return Err(BAD),
    };
    let mut request = Request::new(Vec::new());
    *request.method_mut() = head.method.and_then(|method| method.parse().ok()).ok_or(BAD)?;
    *request.uri_mut() = head.path.and_then(|target| target.parse::<Uri>().ok()).ok_or(BAD)?;
    *request.version_mut() = if head.version == Some(0) { Version::HTTP_10 } else { Version::HTTP_11 };
    for header in head.headers.iter() {
        let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| BAD)?;
        let value = HeaderValue::from_bytes(header.value).map_err(|_| BAD)?;
        request.headers_mut().append(name, value);
    }
    let hosts = request.headers().get_all(HOST).iter().count();
    if hosts > 1 || (hosts == 0 && request.version() == Version::HTTP_11) {
        return Err(BAD);
    }
    Ok(Some(Head { length, request }))
}

#[derive(PartialEq)]
enum Length {
    Exactly(usize),
    Chunked,
}

/// Returns how long the body is. Headers that two readers could understand in two ways are refused (RFC 9112, 6.3).
fn body_length(headers: &HeaderMap) -> Result<Length, Stop> {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    let mut lengths = headers.get_all(CONTENT_LENGTH).iter();
    match (codings.next(), lengths.next()) {
        (Some(_), Some(_)) => Err(BAD),
        (Some(coding), None) => match codings.next() {
            None if coding.as_bytes().eq_ignore_ascii_case(b"chunked") => Ok(Length::Chunked),
            _ => Err(Stop::With(StatusCode::NOT_IMPLEMENTED)),
        },
        (None, Some(length)) => {
            let digits =
                length.to_str().ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit())).ok_or(BAD)?;
            if digits.is_empty() || lengths.next().is_some() {
                return Err(BAD);
            }
            // Digits that do not parse are a number too large for the type.
            Ok(Length::Exactly(digits.parse().unwrap_or(usize::MAX)))
        }
        (None, None) => Ok(Length::Exactly(0)),
    }
}

fn expects_continue(request: &Request<Vec<u8>>) -> Result<bool, Stop> {
    match request.headers().get(EXPECT) {
        None => Ok(false),
        Some(value) if value.as_bytes().eq_ignore_ascii_case(b"100-continue") => {
            Ok(request.version() == Version::HTTP_11)
        }
        Some(_) => Err(Stop::With(StatusCode::EXPECTATION_FAILED)),
    }
}

fn asks_to_close(headers: &HeaderMap) -> bool {
    headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(|option| option.trim().eq_ignore_ascii_case("close")))
}
