//! The server that the clauses call: it records each request as it arrived over the wire and responds with bytes.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::lock::lock;

/// The time for which a silent client is waited for, and for which a hanging response hangs: longer than any time limit
/// that a clause sets, and short enough to wait for when a transport has none.
const PATIENCE: Duration = Duration::from_secs(8);

const LARGEST_HEAD: usize = 64 * 1024;

/// A request as it arrived over the wire.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// The number of its connection, counted from 0.
    pub(super) connection: usize,
    pub(super) method: String,
    pub(super) target: String,
    /// The headers in their order, with names in lower case.
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) body: Vec<u8>,
}

impl Seen {
    /// Returns whether the client wants no further response over this connection.
    fn is_last(&self) -> bool {
        self.values("connection").iter().any(|value| value.eq_ignore_ascii_case(b"close"))
    }

    /// Returns all values of a header.
    pub(super) fn values(&self, name: &str) -> Vec<&[u8]> {
        self.headers.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_slice()).collect()
    }
}

/// The state of the connection after a response.
#[derive(PartialEq)]
pub(super) enum Next {
    Keep,
    Close,
    /// The connection is closed as with `Close`, but without the end of TLS.
    Tear,
    /// Nothing more is sent, and the connection stays open.
    Hang,
}

/// The target after whose head the connection ends, without its body being read.
pub(super) const HANGS_UP: &str = "/hangs-up";

type Script = dyn Fn(&Seen, &mut dyn Write) -> io::Result<Next> + Send + Sync;

/// A server on 127.0.0.1 that lives until it is dropped.
pub(super) struct Origin {
    address: SocketAddr,
    scheme: &'static str,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

struct Shared {
    script: Box<Script>,
    tls: Option<Arc<ServerConfig>>,
    stopped: AtomicBool,
    seen: Mutex<Vec<Seen>>,
    /// Handles of the open connections, by their numbers.
    connections: Mutex<HashMap<usize, TcpStream>>,
}

impl Origin {
    pub(super) fn start(script: impl Fn(&Seen, &mut dyn Write) -> io::Result<Next> + Send + Sync + 'static) -> Self {
        Self::with(None, script)
    }

    pub(super) fn with(
        tls: Option<ServerConfig>,
        script: impl Fn(&Seen, &mut dyn Write) -> io::Result<Next> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port on 127.0.0.1");
        let address = listener.local_addr().expect("the port that was bound");
        let shared = Arc::new(Shared {
            script: Box::new(script),
            tls: tls.map(Arc::new),
            stopped: AtomicBool::new(false),
            seen: Mutex::default(),
            connections: Mutex::default(),
        });
        let scheme = if shared.tls.is_some() { "https" } else { "http" };
        let acceptor = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Origin { address, scheme, shared, acceptor: Some(acceptor) }
    }

    pub(super) fn url(&self, path_and_query: &str) -> String {
        format!("{}://{}{path_and_query}", self.scheme, self.address)
    }

    /// Returns the requests so far.
    pub(super) fn seen(&self) -> Vec<Seen> {
        lock(&self.shared.seen).clone()
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        for connection in lock(&self.shared.connections).values() {
            // It may be closed already.
            let _ = connection.shutdown(Shutdown::Both);
        }
        // This wakes the acceptor, which then sees that the server ends.
        let _ = TcpStream::connect(self.address);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for (number, stream) in listener.incoming().enumerate() {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let Ok(handle) = stream.try_clone() else { continue };
        lock(&shared.connections).insert(number, handle);
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            // A connection that breaks off is the client's doing, and often the subject of the clause.
            let _ = serve(number, stream, &shared);
            // The connection is closed with its last handle.
            lock(&shared.connections).remove(&number);
        });
    }
}

fn serve(number: usize, stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let socket = stream.try_clone()?;
    match &shared.tls {
        None => {
            converse(number, stream, shared)?;
        }
        Some(config) => {
            let session = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
            let mut tls = StreamOwned::new(session, stream);
            if converse(number, &mut tls, shared)? != Next::Tear {
                tls.conn.send_close_notify();
                tls.flush()?;
            }
        }
    }
    socket.shutdown(Shutdown::Both)
}

/// Serves a connection and returns why it ended.
fn converse(number: usize, mut stream: impl Read + Write, shared: &Shared) -> io::Result<Next> {
    let mut buffer = Vec::new();
    while let Some(mut request) = read_head(number, &mut stream, &mut buffer)? {
        if request.target == HANGS_UP {
            lock(&shared.seen).push(request);
            return Ok(Next::Tear);
        }
        request.body = read_body(&request, &mut stream, &mut buffer)?;
        lock(&shared.seen).push(request.clone());
        let next = (shared.script)(&request, &mut stream)?;
        stream.flush()?;
        match next {
            Next::Keep if !request.is_last() => {}
            Next::Hang => {
                // This returns when the client hangs up or the wait ends.
                let _ = stream.read(&mut [0; 1]);
                return Ok(next);
            }
            _ => return Ok(next),
        }
    }
    Ok(Next::Close)
}

/// Reads the next request of a connection without its body, or `None` where the connection ends before one begins.
fn read_head(connection: usize, stream: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<Option<Seen>> {
    let (request, head) = loop {
        let mut headers = [httparse::EMPTY_HEADER; 100];
        let mut parsed = httparse::Request::new(&mut headers);
        if let httparse::Status::Complete(head) = parsed.parse(buffer).map_err(io::Error::other)? {
            let headers =
                parsed.headers.iter().map(|header| (header.name.to_ascii_lowercase(), header.value.to_vec())).collect();
            let method = parsed.method.unwrap_or_default().to_owned();
            let target = parsed.path.unwrap_or_default().to_owned();
            break (Seen { connection, method, target, headers, body: Vec::new() }, head);
        }
        if buffer.len() > LARGEST_HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if !fill(stream, buffer)? {
            return Ok(None);
        }
    };
    buffer.drain(..head);
    Ok(Some(request))
}

fn read_body(request: &Seen, stream: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let chunked = request.values("transfer-encoding").iter().any(|value| value.eq_ignore_ascii_case(b"chunked"));
    if chunked {
        return read_chunks(stream, buffer);
    }
    let length = request.values("content-length").first().and_then(|value| std::str::from_utf8(value).ok());
    take(stream, buffer, length.and_then(|length| length.parse().ok()).unwrap_or(0))
}

fn read_chunks(stream: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        match httparse::parse_chunk_size(buffer) {
            Ok(httparse::Status::Complete((line, size))) => {
                buffer.drain(..line);
                let size = usize::try_from(size).map_err(io::Error::other)?;
                body.extend(take(stream, buffer, size)?);
                // This is the line break after the chunk; after the last one, it is that of the empty trailer.
                take(stream, buffer, 2)?;
                if size == 0 {
                    return Ok(body);
                }
            }
            Ok(httparse::Status::Partial) if fill(stream, buffer)? => {}
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// Returns the next `length` bytes.
fn take(stream: &mut impl Read, buffer: &mut Vec<u8>, length: usize) -> io::Result<Vec<u8>> {
    while buffer.len() < length {
        if !fill(stream, buffer)? {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(buffer.drain(..length).collect())
}

/// Reads more bytes. Returns false at the end of the stream.
fn fill(stream: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<bool> {
    let mut block = [0; 16 * 1024];
    let read = stream.read(&mut block)?;
    buffer.extend_from_slice(&block[..read]);
    Ok(read > 0)
}
