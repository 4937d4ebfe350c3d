//! A server on 127.0.0.1 that follows a test's script, byte by byte.

// Each test binary uses a part of this module.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::error::Error as _;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use http::Request;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SanType};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use toggl_me_core::{TransportError, TransportErrorKind};
use toggl_me_transport_ureq::{Builder, UreqTransport};

/// The longest wait: long enough for any call here on a busy machine. A test that reaches it fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A request as it was received.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The request line and the headers, as sent.
    pub head: String,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }

    /// Returns the values of a header, in the order in which they were sent.
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    /// Returns the names of all headers, sorted.
    pub fn header_names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.head.lines().skip(1).filter_map(|line| Some(line.split_once(": ")?.0.to_ascii_lowercase())).collect();
        names.sort();
        names
    }
}

pub trait Wire: Read + Write + Send {}

impl<T: Read + Write + Send> Wire for T {}

/// The step that follows the script's response.
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
    /// Starts a server that passes each connection to `script`, each in a thread of its own. Bytes that `script` leaves
    /// unread when it drops the stream reset the connection.
    pub fn raw(script: impl Fn(&Server, TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server =
            Server { address: listener.local_addr().unwrap(), connections: Arc::default(), seen: Arc::default() };
        let own = server.clone();
        let script = Arc::new(script);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                own.connections.fetch_add(1, Ordering::SeqCst);
                // A script that waits in vain must not outlive the tests by much.
                stream.set_read_timeout(Some(PATIENCE)).unwrap();
                let (own, script) = (own.clone(), script.clone());
                thread::spawn(move || script(&own, stream));
            }
        });
        server
    }

    /// Starts a server that responds to each request by `script`, which receives the request and its number from 0.
    pub fn http(script: impl Fn(usize, &Seen, &mut dyn Wire) -> Then + Send + Sync + 'static) -> Server {
        Server::raw(move |server, mut stream| server.serve(&mut stream, &script))
    }

    /// Starts a server as [`http`](Server::http) does, over TLS.
    pub fn tls(
        config: Arc<ServerConfig>,
        script: impl Fn(usize, &Seen, &mut dyn Wire) -> Then + Send + Sync + 'static,
    ) -> Server {
        Server::raw(move |server, stream| {
            let mut stream = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream);
            server.serve(&mut stream, &script);
        })
    }

    /// Starts a server that responds to every request with these bytes and keeps the connection.
    pub fn responding(response: impl Into<Vec<u8>>) -> Server {
        let response = response.into();
        Server::http(move |_, _, wire| {
            wire.write_all(&response).unwrap();
            Then::KeepOpen
        })
    }

    /// Reads and records one request.
    pub fn record(&self, stream: &mut dyn Wire) -> Seen {
        let request = read_request(stream).unwrap().unwrap();
        self.seen.lock().unwrap().push(request.clone());
        request
    }

    /// Responds to one request with an empty object.
    pub fn respond_once(&self, mut stream: TcpStream) {
        self.serve(&mut stream, &|_, _, wire| {
            wire.write_all(&response("200 OK", "", b"{}")).unwrap();
            Then::Close
        });
    }

    /// Responds to requests in HTTP and hangs up on anything else.
    pub fn respond_to_all(&self, stream: &mut TcpStream, response: &[u8]) {
        let mut first = [0];
        if stream.peek(&mut first).is_ok_and(|_| first[0].is_ascii_uppercase()) {
            self.serve(stream, &|_, _, wire| {
                wire.write_all(response).unwrap();
                Then::KeepOpen
            });
        }
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

    /// Returns the number of connections that were made to it.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Returns the requests that were received.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Returns the only request that was received.
    pub fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen.into_iter().next().unwrap()
    }
}

/// Reads the next request, or `None` at the end of the connection.
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

/// Starts a server that responds with `bytes` and then closes the connection.
pub fn closing_after(bytes: impl Into<Vec<u8>>) -> Server {
    let bytes = bytes.into();
    Server::http(move |_, _, wire| {
        wire.write_all(&bytes).unwrap();
        Then::Close
    })
}

#[track_caller]
pub fn assert_failed(error: &TransportError, kind: TransportErrorKind, unsent: bool) {
    assert_eq!((error.kind(), error.is_unsent()), (kind, unsent), "{error:?}");
    assert!(error.reason().is_some(), "{error:?}");
}

/// Returns everything that can be printed of an error.
pub fn shown(error: &TransportError) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

/// Reads until the other side has closed the connection.
pub fn until_closed(wire: &mut (impl Read + ?Sized)) {
    let mut buffer = [0; 256];
    while matches!(wire.read(&mut buffer), Ok(1..)) {}
}

/// Returns a response with a `content-length`.
pub fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut response = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len()).into_bytes();
    response.extend(body);
    response
}

pub fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

/// Returns settings that ignore the proxy of the machine's environment, with the TLS that the build has.
pub fn settings() -> Builder {
    let settings = UreqTransport::builder().no_proxy().call_timeout(PATIENCE);
    #[cfg(all(feature = "native-tls", not(feature = "ring")))]
    let settings = settings.native_tls();
    #[cfg(not(any(feature = "native-tls", feature = "ring")))]
    let settings = settings.crypto_provider(rustls::crypto::ring::default_provider());
    #[cfg(not(any(feature = "native-tls", feature = "platform-verifier", feature = "webpki-roots")))]
    let settings = settings.root_certificates_pem(Authority::new().pem());
    settings
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

/// Returns an address that nobody listens on.
pub fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// A port at which nobody accepts connections and whose queue is full.
pub struct FullQueue {
    listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl FullQueue {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut waiting = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(500)) {
            waiting.push(stream);
            assert!(waiting.len() < 10_000, "the queue has no end");
        }
        FullQueue { listener, _waiting: waiting }
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.listener.local_addr().unwrap())
    }
}

/// An authority that issues certificates to servers.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Each authority has a name of its own.
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name = format!("authority {}", NUMBER.fetch_add(1, Ordering::SeqCst));
        parameters.distinguished_name.push(DnType::CommonName, name);
        Authority(CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap())
    }

    /// Issues a certificate for `localhost` and 127.0.0.1, which `change` may spoil, and returns a server's settings
    /// with it.
    pub fn issue(&self, change: impl FnOnce(&mut CertificateParams)) -> Arc<ServerConfig> {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.subject_alt_names = vec![dns("localhost"), SanType::IpAddress(Ipv4Addr::LOCALHOST.into())];
        change(&mut parameters);
        let key = KeyPair::generate().unwrap();
        server_config(&parameters.signed_by(&key, &self.0).unwrap(), &key)
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    pub fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }
}

pub fn dns(name: &str) -> SanType {
    SanType::DnsName(name.try_into().unwrap())
}

/// Returns the server's side of TLS with this certificate.
pub fn server_config(certificate: &rcgen::Certificate, key: &KeyPair) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    Arc::new(config)
}
