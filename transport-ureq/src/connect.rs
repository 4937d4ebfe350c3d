//! [`DirectConnector`]: ureq's own connectors, combined so that failures before and after the request was sent can be
//! distinguished.

#[cfg(feature = "native-tls")]
use ureq::unversioned::transport::NativeTlsConnector;
use ureq::unversioned::transport::{
    ConnectProxyConnector, ConnectionDetails, Connector, RustlsConnector, TcpConnector, Transport,
};

use crate::connection::{Connection, Socket};
use crate::marks::{NotConnected, Stage};
use crate::resolver::CachingResolver;

/// Connects through a CONNECT proxy where one is set, TCP, and TLS for `https`. ureq's own chain has SOCKS besides and
/// panics where a feature is missing.
#[derive(Debug)]
pub(crate) struct DirectConnector {
    proxy: ConnectProxyConnector,
    tcp: TcpConnector,
    tls: RustlsConnector,
    #[cfg(feature = "native-tls")]
    native_tls: NativeTlsConnector,
    resolver: CachingResolver,
}

impl DirectConnector {
    /// Creates a connector that makes `resolver` forget hosts that cannot be connected to.
    pub(crate) fn new(resolver: CachingResolver) -> Self {
        DirectConnector {
            proxy: ConnectProxyConnector::default(),
            tcp: TcpConnector::default(),
            tls: RustlsConnector::default(),
            #[cfg(feature = "native-tls")]
            native_tls: NativeTlsConnector::default(),
            resolver,
        }
    }

    fn open(&self, details: &ConnectionDetails<'_>) -> Result<Option<Box<dyn Transport>>, ureq::Error> {
        let not_connected = |stage| move |error| NotConnected::at(stage, error);
        let tunnel = self.proxy.connect(details, None::<()>).map_err(NotConnected::to_proxy)?;
        let socket = self.tcp.connect(details, tunnel).map_err(not_connected(Stage::Connect))?;
        let stream = self.tls.connect(details, socket.map(Socket)).map_err(not_connected(Stage::Tls))?;
        // Each leaves to the other what the settings do not give to it.
        #[cfg(feature = "native-tls")]
        let stream = self.native_tls.connect(details, stream).map_err(not_connected(Stage::Tls))?;
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
