//! [`FakeServer`]: a small, strict HTTP/1.1 server on the loopback interface.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use closing::Closing;
use connection::Connection;

use crate::lock::lock;

mod closing;
mod connection;
mod limits;
mod outcome;

pub use limits::Limits;
pub use outcome::{Handler, Outcome, Pieces};

/// An HTTP server on 127.0.0.1 for any client in any language. It stops when it is dropped: it closes the connections,
/// whatever a client or [`Outcome::Later`] waits for, and lets only a handler that is at work finish.
///
/// It understands HTTP/1.1 and 1.0, keep-alive, pipelining, `content-length` and chunked requests, and `Expect: 100-continue`.
/// To anything that is not HTTP, or exceeds the [limits](Limits), it responds with 400, 408, 413, 417, 431, 501 or 505, and
/// closes the connection.
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::TcpStream;
/// use toggl_me_transport_test::{FakeServer, FakeToggl};
///
/// let server = FakeServer::start(FakeToggl::demo());
/// let mut client = TcpStream::connect(server.address())?;
/// client.write_all(b"GET /api/v9/me/location HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
/// let mut response = String::new();
/// client.read_to_string(&mut response)?;
/// assert!(response.starts_with("HTTP/1.1 200 OK"));
/// assert!(response.contains("Estonia"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct FakeServer {
    shared: Arc<Shared>,
    address: SocketAddr,
    accepting: Option<JoinHandle<()>>,
}

impl FakeServer {
    /// Serves `handler` on a port that the system picks, with the default [`Limits`].
    ///
    /// # Panics
    ///
    /// Panics when the system has no port left or cannot start a thread.
    #[track_caller]
    pub fn start(handler: impl Handler) -> FakeServer {
        match FakeServer::bind(0, Limits::default(), handler) {
            Ok(server) => server,
            Err(error) => panic!("no server on 127.0.0.1: {error}"),
        }
    }

    /// Serves `handler` on `port`, or on one that the system picks when it is 0.
    ///
    /// # Errors
    ///
    /// Returns an error when the port is in use or not allowed, or when the system cannot start a thread.
    pub fn bind(port: u16, limits: Limits, handler: impl Handler) -> io::Result<FakeServer> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            limits,
            closing: Closing::default(),
            accepted: AtomicU64::new(0),
            open: Mutex::default(),
        });
        let accepting = thread::Builder::new().name("fake-server".to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || shared.accept(&listener)
        })?;
        Ok(FakeServer { shared, address, accepting: Some(accepting) })
    }

    /// Returns the base URL for clients: `http://127.0.0.1:PORT/api/v9`.
    pub fn base_url(&self) -> String {
        format!("http://{}/api/v9", self.address)
    }

    /// Returns the address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns how many connections it has accepted so far.
    pub fn connections(&self) -> u64 {
        self.shared.accepted.load(Ordering::SeqCst)
    }
}

impl fmt::Debug for FakeServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeServer").field("address", &self.address).field("connections", &self.connections()).finish()
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        self.shared.closing.begin();
        // The accepting thread sleeps in `accept`; a connection wakes it.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
        if let Some(accepting) = self.accepting.take() {
            // This fails only when that thread has panicked, which stderr has reported.
            let _ = accepting.join();
        }
    }
}

struct Shared {
    handler: Box<dyn Handler>,
    limits: Limits,
    closing: Closing,
    accepted: AtomicU64,
    /// The sockets of the open connections, so that stopping can shut them down.
    open: Mutex<HashMap<u64, TcpStream>>,
}

impl Shared {
    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        for socket in listener.incoming() {
            if self.closing.has_begun() {
                break;
            }
            match socket.and_then(|socket| self.begin(socket)) {
                Ok(()) => {}
                // The client has gone already, or the system is short of files or threads, which a pause may mend.
                Err(_) => thread::sleep(Duration::from_millis(10)),
            }
        }
        for socket in self.open().values() {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    /// Starts the thread of a connection.
    fn begin(self: &Arc<Self>, mut socket: TcpStream) -> io::Result<()> {
        let number = self.accepted.fetch_add(1, Ordering::SeqCst);
        if self.open().len() >= self.limits.connections {
            return socket.write_all(connection::FULL);
        }
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(self.limits.idle))?;
        socket.set_write_timeout(Some(self.limits.idle))?;
        let listed = Listed::new(self, number, socket.try_clone()?);
        let serve = move || listed.shared.serve(socket);
        thread::Builder::new().name(format!("fake-server-{number}")).spawn(serve).map(drop)
    }

    fn serve(&self, mut socket: TcpStream) {
        Connection::new(&mut socket, self.limits).serve(&*self.handler, &self.closing);
        // A socket that is closed with bytes unread resets the connection, and the client may lose the response.
        let _ = socket.shutdown(Shutdown::Write);
        let _ = socket.set_read_timeout(Some(LINGER));
        let mut unread = [0; 4096];
        for _ in 0..256 {
            if !socket.read(&mut unread).is_ok_and(|length| length > 0) {
                break;
            }
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, TcpStream>> {
        lock(&self.open)
    }
}

/// How long a connection that is being closed waits for what the client still sends.
const LINGER: Duration = Duration::from_millis(500);

/// A connection's entry in [`Shared::open`], which is removed however its thread ends.
struct Listed {
    shared: Arc<Shared>,
    number: u64,
}

impl Listed {
    fn new(shared: &Arc<Shared>, number: u64, socket: TcpStream) -> Listed {
        shared.open().insert(number, socket);
        Listed { shared: Arc::clone(shared), number }
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.shared.open().remove(&self.number);
    }
}
