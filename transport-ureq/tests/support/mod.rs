//! A server on 127.0.0.1 that does what a test's script says, byte by byte.

// Each test binary uses its own part of this.
#![allow(dead_code)]

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use http::Request;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use toggl_me_transport_ureq::{Builder, UreqTransport};

/// Long enough for any call here on a busy machine; a test that runs into it fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Request line and headers, as sent.
    pub head: String,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }

    /// The values of a header, in the order in which they were sent.
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    /// The names of all headers, sorted.
    pub fn header_names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.head.lines().skip(1).filter_map(|line| Some(line.split_once(": ")?.0.to_ascii_lowercase())).collect();
        names.sort();
        names
    }
}

pub trait Wire: Read + Write + Send {}

impl<T: Read + Write + Send> Wire for T {}

/// What the script does after its answer.
pub enum Then {
    KeepOpen,
    Close,
}

#[derive(Clone)]
pub struct Server {
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Hands each connection to `script`, each in a thread of its own. What `script` leaves unread when it drops the
    /// stream resets the connection.
    pub fn raw(script: impl Fn(&Server, TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server =
            Server { address: listener.local_addr().unwrap(), connections: Arc::default(), seen: Arc::default() };
        let own = server.clone();
        let script = Arc::new(script);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                own.connections.fetch_add(1, Ordering::SeqCst);
                // A script that waits for what never comes must not outlive the tests by much.
                stream.set_read_timeout(Some(PATIENCE)).unwrap();
                let (own, script) = (own.clone(), script.clone());
                thread::spawn(move || script(&own, stream));
            }
        });
        server
    }

    /// Answers each request by `script`, which is told the request and its number from 0.
    pub fn http(script: impl Fn(usize, &Seen, &mut dyn Wire) -> Then + Send + Sync + 'static) -> Server {
        Server::raw(move |server, mut stream| server.serve(&mut stream, &script))
    }

    /// As [`http`](Server::http), over TLS.
    pub fn tls(
        config: Arc<ServerConfig>,
        script: impl Fn(usize, &Seen, &mut dyn Wire) -> Then + Send + Sync + 'static,
    ) -> Server {
        Server::raw(move |server, stream| {
            let mut stream = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream);
            server.serve(&mut stream, &script);
        })
    }

    /// Answers every request with these bytes and keeps the connection.
    pub fn answering(answer: impl Into<Vec<u8>>) -> Server {
        let answer = answer.into();
        Server::http(move |_, _, wire| {
            wire.write_all(&answer).unwrap();
            Then::KeepOpen
        })
    }

    /// Reads and records one request.
    pub fn record(&self, stream: &mut dyn Wire) -> Seen {
        let request = read_request(stream).unwrap().unwrap();
        self.seen.lock().unwrap().push(request.clone());
        request
    }

    /// Answers one request with an empty object.
    pub fn answer_once(&self, mut stream: TcpStream) {
        self.serve(&mut stream, &|_, _, wire| {
            wire.write_all(&answer("200 OK", "", b"{}")).unwrap();
            Then::Close
        });
    }

    fn serve(&self, stream: &mut dyn Wire, script: &dyn Fn(usize, &Seen, &mut dyn Wire) -> Then) {
        while let Ok(Some(request)) = read_request(stream) {
            let number = {
                let mut seen = self.seen.lock().unwrap();
                seen.push(request.clone());
                seen.len() - 1
            };
            if let Then::Close = script(number, &request, stream) {
                return;
            }
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How many connections were made to it.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The requests that came in.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The one request that came in.
    pub fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen.into_iter().next().unwrap()
    }
}

/// The next request, or `None` at the end of the connection.
fn read_request(wire: &mut dyn Wire) -> io::Result<Option<Seen>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if wire.read(&mut byte)? == 0 {
            return Ok(None);
        }
        head.extend(byte);
    }
    let mut seen = Seen { head: String::from_utf8(head).unwrap(), body: Vec::new() };
    if let Some(length) = seen.header("content-length").first() {
        let mut body = vec![0; length.parse().unwrap()];
        wire.read_exact(&mut body)?;
        seen.body = body;
    }
    Ok(Some(seen))
}

/// Reads until the other side is gone.
pub fn until_closed(wire: &mut (impl Read + ?Sized)) {
    let mut buffer = [0; 256];
    while matches!(wire.read(&mut buffer), Ok(1..)) {}
}

/// An answer with a `content-length`.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend(body);
    answer
}

pub fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

/// Settings that hold whatever proxy the machine's environment names.
pub fn settings() -> Builder {
    UreqTransport::builder().no_proxy().call_timeout(PATIENCE)
}

pub fn transport() -> UreqTransport {
    settings().build().unwrap()
}

pub fn get(url: impl AsRef<str>) -> Request<Vec<u8>> {
    request("GET", url, b"")
}

pub fn request(method: &str, url: impl AsRef<str>, body: &[u8]) -> Request<Vec<u8>> {
    Request::builder().method(method).uri(url.as_ref()).body(body.to_vec()).unwrap()
}

/// An address that nobody listens on.
pub fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// The server's side of TLS with this certificate.
pub fn server_config(certificate: &rcgen::Certificate, key: &rcgen::KeyPair) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    Arc::new(config)
}
