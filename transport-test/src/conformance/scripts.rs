//! The requests and the servers' scripts that several clauses use.

use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::{Method, Request};

use super::origin::{Next, Origin, Seen};
use super::rule::Rule;

/// The time limit of clauses that wait for it. A server on a busy machine should have received a request within it, or the
/// clause sees nothing.
pub(super) const SHORT: Duration = Duration::from_millis(200);

const VALID: &str = "a request of a clause is valid";

pub(super) fn get(origin: &Origin, path: &str) -> Request<Vec<u8>> {
    request(origin, Method::GET, path, "")
}

pub(super) fn request(origin: &Origin, method: Method, path: &str, body: impl Into<Vec<u8>>) -> Request<Vec<u8>> {
    Request::builder().method(method).uri(origin.url(path)).body(body.into()).expect(VALID)
}

pub(super) fn with_header(mut request: Request<Vec<u8>>, name: &'static str, value: &str) -> Request<Vec<u8>> {
    request.headers_mut().append(name, value.parse().expect(VALID));
    request
}

/// Returns a request to a port on which nobody listens: one that was free a moment ago.
pub(super) fn refused() -> Request<Vec<u8>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port on 127.0.0.1");
    let address = listener.local_addr().expect("the port that was bound");
    Request::post(format!("http://{address}/")).body(b"{}".to_vec()).expect(VALID)
}

/// Returns the last request that was received.
#[track_caller]
pub(super) fn last(rule: Rule, origin: &Origin) -> Seen {
    match origin.seen().pop() {
        Some(seen) => seen,
        None => panic!("a correct transport {}; this one responded without calling the server", rule.0),
    }
}

/// Responds to everything with 200.
pub(super) fn ok(_: &Seen, out: &mut dyn Write) -> io::Result<Next> {
    respond(out, "200", "", b"{}")?;
    Ok(Next::Keep)
}

/// Writes a complete response; `headers` are lines with their ends.
pub(super) fn respond(out: &mut dyn Write, status: &str, headers: &str, body: &[u8]) -> io::Result<()> {
    let head = format!("HTTP/1.1 {status} Text\r\n{headers}content-length: {}\r\n\r\n", body.len());
    out.write_all(&[head.as_bytes(), body].concat())
}

/// The ways in which a server can mark the end of a body.
pub(super) const FRAMINGS: [&str; 3] = ["length", "chunks", "close"];

/// Writes a complete response whose end is marked in the given way.
pub(super) fn respond_framed(out: &mut dyn Write, framing: &str, body: &[u8]) -> io::Result<Next> {
    match framing {
        "length" => respond(out, "200", "", body)?,
        "chunks" => {
            out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
            let (start, rest) = body.split_at(3);
            for chunk in start.chunks(1).chain(rest.chunks(70_000)) {
                write_chunk(out, chunk)?;
            }
            write_chunk(out, b"")?;
        }
        _ => {
            out.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
            out.write_all(body)?;
            return Ok(Next::Close);
        }
    }
    Ok(Next::Keep)
}

pub(super) fn write_chunk(out: &mut dyn Write, chunk: &[u8]) -> io::Result<()> {
    out.write_all(&[format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat())
}

pub(super) fn compress(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("memory takes what is written to it")
}

/// The ways in which a response can break off: targets of [`cut`].
pub(super) const CUTS: [&str; 6] =
    ["/no-response", "/in-head", "/in-length", "/in-large", "/in-chunk", "/between-chunks"];

pub(super) fn cut(target: &str, out: &mut dyn Write) -> io::Result<Next> {
    match target {
        "/no-response" => {}
        "/in-head" => out.write_all(b"HTTP/1.1 200 OK\r\ncontent-le")?,
        "/in-length" => out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n[{\"id\":1}]")?,
        "/in-large" => {
            out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 3000000\r\n\r\n")?;
            out.write_all(&[b'x'; 2_500_000])?;
        }
        "/in-chunk" => out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n14\r\n[{\"id\":1}]")?,
        _ => out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\na\r\n[{\"id\":1}]\r\n")?,
    }
    Ok(Next::Close)
}

/// Responses that are not HTTP: targets of [`nonsense`].
pub(super) const NONSENSE: [&str; 5] = ["/words", "/status", "/header", "/not-a-length", "/not-a-chunk"];

pub(super) fn nonsense(target: &str, out: &mut dyn Write) -> io::Result<Next> {
    match target {
        "/words" => out.write_all(b"who is there?\r\n\r\n")?,
        "/status" => out.write_all(b"HTTP/1.1 abc OK\r\n\r\n")?,
        "/header" => out.write_all(b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")?,
        "/not-a-length" => out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: ten\r\n\r\n0123456789")?,
        _ => out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nten\r\n0123456789\r\n0\r\n\r\n")?,
    }
    Ok(Next::Close)
}

/// The ways in which a server can keep its client waiting: targets of [`stall`].
pub(super) const STALLS: [&str; 2] = ["/silence", "/in-body"];

pub(super) fn stall(target: &str, out: &mut dyn Write) -> io::Result<Next> {
    if target == "/in-body" {
        out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n[{\"id\":1}]")?;
    }
    Ok(Next::Hang)
}
