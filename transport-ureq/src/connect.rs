//! [`DirectConnector`]: ureq's own connectors, so joined that what failed before the request was sent can be told from
//! what failed after.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::mem;

use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, NextTimeout, RustlsConnector, TcpConnector, Transport,
};

use crate::resolver::CachingResolver;

/// How far a call came that has no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The lookup of a name, the connection, a proxy's consent.
    Connect,
    /// The TLS handshake.
    Tls,
}

/// There is no connection, so that no byte of the request was sent. Travels through ureq as [`ureq::Error::Other`].
#[derive(Debug)]
pub(crate) struct NotConnected {
    pub(crate) stage: Stage,
    pub(crate) error: ureq::Error,
}

impl NotConnected {
    /// Marks `error`, unless a connection within the connection (to a proxy) has done so.
    pub(crate) fn at(stage: Stage, error: ureq::Error) -> ureq::Error {
        match error {
            ureq::Error::Other(inner) if inner.is::<NotConnected>() => ureq::Error::Other(inner),
            error => ureq::Error::Other(Box::new(NotConnected { stage, error })),
        }
    }
}

impl fmt::Display for NotConnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl StdError for NotConnected {}

/// A connection broke off, as opposed to being closed. Travels through ureq as [`ureq::Error::Other`].
#[derive(Debug)]
pub(crate) struct BrokenOff(pub(crate) io::Error);

impl fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for BrokenOff {}

/// A CONNECT proxy where one is set, TCP, TLS for `https`. ureq's own chain has SOCKS besides and panics where a feature
/// is missing.
#[derive(Debug)]
pub(crate) struct DirectConnector {
    proxy: ConnectProxyConnector,
    tcp: TcpConnector,
    tls: RustlsConnector,
    resolver: CachingResolver,
}

impl DirectConnector {
    /// Has `resolver` forget the hosts to which there is no connecting.
    pub(crate) fn new(resolver: CachingResolver) -> Self {
        DirectConnector {
            proxy: ConnectProxyConnector::default(),
            tcp: TcpConnector::default(),
            tls: RustlsConnector::default(),
            resolver,
        }
    }

    fn open(&self, details: &ConnectionDetails<'_>) -> Result<Option<Box<dyn Transport>>, ureq::Error> {
        let not_connected = |stage| move |error| NotConnected::at(stage, error);
        let tunnel = self.proxy.connect(details, None::<()>).map_err(not_connected(Stage::Connect))?;
        let socket = self.tcp.connect(details, tunnel).map_err(not_connected(Stage::Connect))?;
        let stream = self.tls.connect(details, socket).map_err(not_connected(Stage::Tls))?;
        Ok(stream.map(|stream| Box::new(stream) as Box<dyn Transport>))
    }
}

impl Connector for DirectConnector {
    type Out = Connection;

    fn connect(&self, details: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Connection>, ureq::Error> {
        match self.open(details) {
            Ok(stream) => Ok(stream.map(Connection::new)),
            Err(error) => {
                self.resolver.forget(details.uri);
                Err(error)
            }
        }
    }
}

/// A connection that tells an end from a break.
///
/// ureq takes a reset connection, and TLS that ends without the peer's word, for the end of a body that has no other
/// end: a truncated body would pass for a whole one.
///
/// And one that is probed once a call. ureq asks whether it is open when it goes to the pool and again when it is taken
/// from there, at three system calls each time; the second answer is the one that counts.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: Box<dyn Transport>,
    /// Whether input has come since ureq last asked whether it is open.
    answered: bool,
}

impl Connection {
    fn new(stream: Box<dyn Transport>) -> Self {
        Connection { stream, answered: false }
    }
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.stream.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.answered = true;
        self.stream.await_input(timeout).map_err(|error| match error {
            ureq::Error::Io(error) if is_break(error.kind()) => ureq::Error::Other(Box::new(BrokenOff(error))),
            error => error,
        })
    }

    fn is_open(&mut self) -> bool {
        mem::take(&mut self.answered) || self.stream.is_open()
    }

    fn is_tls(&self) -> bool {
        self.stream.is_tls()
    }
}

/// Whether an established connection is gone.
pub(crate) fn is_break(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof, WriteZero};
    matches!(kind, BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof | WriteZero)
}

#[cfg(test)]
mod tests {
    use ureq::unversioned::transport::LazyBuffers;
    use ureq::unversioned::transport::time::Duration;

    use super::*;

    fn stage(error: &ureq::Error) -> Option<Stage> {
        let ureq::Error::Other(inner) = error else { return None };
        inner.downcast_ref::<NotConnected>().map(|error| error.stage)
    }

    #[test]
    fn what_failed_first_keeps_its_stage() {
        let refused = NotConnected::at(Stage::Connect, ureq::Error::HostNotFound);
        assert_eq!(stage(&refused), Some(Stage::Connect));
        assert_eq!(stage(&NotConnected::at(Stage::Tls, refused)), Some(Stage::Connect), "of the way to the proxy");
        let of_others = ureq::Error::Other("a connector's own".into());
        assert_eq!(stage(&NotConnected::at(Stage::Tls, of_others)), Some(Stage::Tls));
    }

    #[test]
    fn marks_show_what_they_mark() {
        let error = NotConnected::at(Stage::Connect, ureq::Error::HostNotFound);
        assert!(error.to_string().ends_with(&ureq::Error::HostNotFound.to_string()), "{error}");
        assert_eq!(BrokenOff(io::ErrorKind::BrokenPipe.into()).to_string(), "broken pipe");
    }

    /// A stream whose every read fails.
    #[derive(Debug)]
    struct Failing {
        kind: io::ErrorKind,
        tls: bool,
        buffers: LazyBuffers,
    }

    impl Transport for Failing {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.buffers
        }

        fn transmit_output(&mut self, _: usize, _: NextTimeout) -> Result<(), ureq::Error> {
            Ok(())
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
            Err(ureq::Error::Io(self.kind.into()))
        }

        fn is_open(&mut self) -> bool {
            true
        }

        fn is_tls(&self) -> bool {
            self.tls
        }
    }

    #[test]
    fn only_a_break_is_marked_as_one() {
        for (kind, tls, broken) in [
            (io::ErrorKind::ConnectionReset, true, true),
            (io::ErrorKind::UnexpectedEof, false, true),
            (io::ErrorKind::InvalidData, false, false),
        ] {
            let mut connection = Connection::new(Box::new(Failing { kind, tls, buffers: LazyBuffers::new(8, 8) }));
            assert_eq!(connection.is_tls(), tls);
            let whenever = NextTimeout {
                after: Duration::NotHappening,
                reason: ureq::Timeout::Global,
                per_read: None,
                per_write: None,
            };
            match connection.await_input(whenever).unwrap_err() {
                ureq::Error::Other(marked) => assert!(broken && marked.is::<BrokenOff>(), "{kind}"),
                ureq::Error::Io(error) => assert!(!broken && error.kind() == kind, "{kind}"),
                error => panic!("{kind}: {error}"),
            }
        }
    }
}
