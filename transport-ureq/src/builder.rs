//! [`Builder`]: the settings for how a [`UreqTransport`] connects and where it stops.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::CryptoProvider;
use ureq::Agent;
use ureq::config::{AutoHeaderValue, Config};

use crate::config_error::ConfigError;
use crate::connect::DirectConnector;
use crate::gzip::encodings;
use crate::proxy::ProxySetting;
use crate::resolver::CachingResolver;
use crate::roots::Root;
use crate::tls::Tls;
use crate::transport::{BODY_LIMIT, UreqTransport};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// The longest time limit: the clock that limits are added to has an end.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

impl UreqTransport {
    /// Creates a transport with the settings that [`builder`](UreqTransport::builder) starts from, which suit most
    /// programs.
    ///
    /// # Errors
    ///
    /// Returns a [`ConfigError`] when the environment names a proxy that cannot be used, and when this crate's features leave it
    /// without a crypto provider or root certificates.
    pub fn new() -> Result<Self, ConfigError> {
        Self::builder().build()
    }

    /// Returns a builder for other settings than those of [`new`](UreqTransport::new).
    pub fn builder() -> Builder {
        Builder::new()
    }
}

/// The settings of a [`UreqTransport`]. [`UreqTransport::builder`] creates it.
///
/// ```
/// # use std::time::Duration;
/// # use toggl_me_transport_ureq::{ConfigError, UreqTransport};
/// let transport = UreqTransport::builder()
///     .call_timeout(Duration::from_secs(20))
///     .body_limit(8 * 1024 * 1024)
///     .no_proxy()
///     .build()?;
/// # Ok::<(), ConfigError>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Builder {
    connect_timeout: Option<Duration>,
    call_timeout: Option<Duration>,
    body_limit: u64,
    proxy: ProxySetting,
    tls: Tls,
    gzip: bool,
}

impl Builder {
    fn new() -> Self {
        Builder {
            connect_timeout: Some(CONNECT_TIMEOUT),
            call_timeout: Some(CALL_TIMEOUT),
            body_limit: BODY_LIMIT,
            proxy: ProxySetting::Environment,
            tls: Tls::default(),
            gzip: true,
        }
    }

    /// Limits the time that a connection may take to be ready: all of the host's addresses one after the other, the
    /// proxy's tunnel and the TLS handshake together, without the lookup of the name. The default is 10 seconds; `None`
    /// removes this limit.
    ///
    /// The limit must be more than zero and at most 365 days, or [`build`](Builder::build) refuses it.
    pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.connect_timeout = limit.into();
        self
    }

    /// Limits the time that a call may take as a whole, from [`send`](toggl_me_core::Transport::send) to the last byte
    /// of the response's body, however slowly it trickles in. The default is 60 seconds; `None` removes the limit.
    ///
    /// Three things are not cut short: the operating system's lookup of a name (when it has taken too long, the call
    /// ends without connecting); and, because ureq starts the limit again at each read or write there, a proxy that
    /// opens its tunnel byte by byte, and the sending of a large body to a peer that accepts it byte by byte.
    ///
    /// The limit must be more than zero and at most 365 days, or [`build`](Builder::build) refuses it.
    pub fn call_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.call_timeout = limit.into();
        self
    }

    /// Limits the size of the response's body in bytes, counted after decompression. A larger body fails with
    /// [`TooLarge`](toggl_me_core::TransportErrorKind::TooLarge). The default is 32 MiB. Before decompression the body
    /// may have 64 KiB more.
    ///
    /// A real response, decoded into its model, takes about as much memory as its JSON. One that was made to take more,
    /// a list of empty objects, takes up to 330 times as much: set a lower limit to call a server that may be hostile.
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sets the proxy at `url` for every host: `http://host:3128`, or with `https` for TLS to the proxy itself. It may
    /// contain a user name and a password, percent-encoded: `http://user:pass%20word@host:3128`.
    ///
    /// The proxy is asked for a tunnel (CONNECT). `NO_PROXY` is ignored. Plain `http` is refused, also to loopback
    /// hosts, unless [`with_unencrypted_proxying`](UreqTransport::with_unencrypted_proxying) permits it.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = ProxySetting::Url(url.into());
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = ProxySetting::None;
        self
    }

    /// Trusts the certificates in `pem` instead of Mozilla's or the operating system's: for a server, or a proxy that intercepts
    /// TLS, with an authority of its own. The text may hold several, and the method may be called several times.
    ///
    /// To trust Mozilla's as well, add them with [`root_certificate_der`](Builder::root_certificate_der) from the crate
    /// [webpki-root-certs](https://docs.rs/webpki-root-certs). ureq has them only in a form to which none can be added,
    /// and only programs that need them should carry another 190 KiB.
    pub fn root_certificates_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.tls.roots.push(Root::Pem(pem.into()));
        self
    }

    /// Trusts the certificate `der`, as [`root_certificates_pem`](Builder::root_certificates_pem) does.
    pub fn root_certificate_der(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.tls.roots.push(Root::Der(der.into()));
        self
    }

    /// Trusts whom the operating system trusts, in the place of Mozilla's root certificates: companies put authorities of
    /// their own there. It is so without this call where the feature `webpki-roots` is off.
    #[cfg(feature = "platform-verifier")]
    pub fn platform_verifier(mut self) -> Self {
        self.tls.platform_verifier = true;
        self
    }

    /// Speaks TLS by the operating system's library (SChannel, Secure Transport, OpenSSL) in the place of rustls, and trusts
    /// whom that trusts unless root certificates are added.
    ///
    /// What it does not do as well as rustls does: it tells in less detail why a handshake failed, and with OpenSSL a body that has
    /// no other end than the connection's passes for whole where TLS was cut.
    #[cfg(feature = "native-tls")]
    pub fn native_tls(mut self) -> Self {
        self.tls.native = true;
        self
    }

    /// Encrypts by `provider`, of rustls 0.23. Unless set, that is ring; and where the feature `ring` is off, what the process
    /// has [installed](CryptoProvider::install_default).
    pub fn crypto_provider(mut self, provider: impl Into<Arc<CryptoProvider>>) -> Self {
        self.tls.crypto_provider = Some(provider.into());
        self
    }

    /// Sets whether the server is offered to compress its responses. The default is true.
    ///
    /// A compressed response is decompressed either way. Without the feature `gzip` nothing is offered, and a compressed response
    /// is refused.
    pub fn gzip(mut self, offer: bool) -> Self {
        self.gzip = offer;
        self
    }

    /// Creates the transport. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Returns a [`ConfigError`] for a setting that cannot be used, including a proxy in the environment.
    pub fn build(self) -> Result<UreqTransport, ConfigError> {
        self.build_with(CachingResolver::new())
    }

    fn build_with(self, resolver: CachingResolver) -> Result<UreqTransport, ConfigError> {
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .allow_non_standard_methods(true)
            // Requests are sent unchanged.
            .user_agent(AutoHeaderValue::None)
            .accept(AutoHeaderValue::None)
            .accept_encoding(if self.gzip { encodings() } else { AutoHeaderValue::None })
            .timeout_connect(timeout("connect_timeout", self.connect_timeout)?)
            .timeout_global(timeout("call_timeout", self.call_timeout)?)
            .proxy(self.proxy.resolve()?)
            .tls_config(self.tls.config()?)
            .build();
        let agent = Agent::with_parts(config, DirectConnector::new(resolver.clone()), resolver);
        let environment_proxy = matches!(self.proxy, ProxySetting::Environment);
        Ok(UreqTransport::own(agent, self.body_limit, environment_proxy))
    }
}

/// Writes the settings without the proxy's URL, which may contain a password.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proxy = match self.proxy {
            ProxySetting::Environment => "from the environment",
            ProxySetting::Url(_) => "set",
            ProxySetting::None => "none",
        };
        f.debug_struct("Builder")
            .field("connect_timeout", &self.connect_timeout)
            .field("call_timeout", &self.call_timeout)
            .field("body_limit", &self.body_limit)
            .field("proxy", &proxy)
            .field("roots", &self.tls.roots.len())
            .field("gzip", &self.gzip)
            .finish()
    }
}

fn timeout(name: &'static str, limit: Option<Duration>) -> Result<Option<Duration>, ConfigError> {
    match limit {
        Some(limit) if limit.is_zero() || limit > LONGEST_TIMEOUT => Err(ConfigError::Timeout { name }),
        limit => Ok(limit),
    }
}

#[cfg(all(test, feature = "ring", feature = "webpki-roots"))]
mod tests {
    use std::io;
    use std::net::{SocketAddr, TcpListener};
    use std::sync::Mutex;

    use toggl_me_core::{Transport, TransportErrorKind};

    use super::*;

    #[test]
    fn a_time_limit_that_cannot_be_kept_is_refused() {
        let a_year = Duration::from_secs(31_536_000);
        for limit in [Duration::ZERO, a_year + Duration::from_nanos(1), Duration::MAX] {
            let builder = Builder::new().no_proxy();
            let error = builder.clone().connect_timeout(limit).build().unwrap_err();
            assert_eq!(error, ConfigError::Timeout { name: "connect_timeout" });
            let error = builder.call_timeout(limit).build().unwrap_err();
            assert_eq!(error, ConfigError::Timeout { name: "call_timeout" });
        }
        for limit in [None, Some(Duration::from_nanos(1)), Some(a_year)] {
            Builder::new().no_proxy().connect_timeout(limit).call_timeout(limit).build().unwrap();
        }
    }

    #[test]
    fn the_defaults_are_as_documented() {
        let shown = format!("{:?}", Builder::new());
        for expected in ["connect_timeout: Some(10s)", "call_timeout: Some(60s)", "body_limit: 33554432", "gzip: true"]
        {
            assert!(shown.contains(expected), "{expected} in {shown}");
        }
        let transport = Builder::new().no_proxy().build().unwrap();
        assert_eq!(format!("{transport:?}"), "UreqTransport { body_limit: 33554432, .. }");
    }

    /// Checks a host that moves: its name first leads to an address where nobody listens, then to a server.
    #[test]
    fn a_host_that_has_moved_is_found_again() {
        let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let found = Arc::new(Mutex::new(vec![listener.local_addr().unwrap(), gone]));
        let left = found.clone();
        let resolver = CachingResolver::with_lookup(move |_, _| {
            left.lock().unwrap().pop().map(|address: SocketAddr| vec![address]).ok_or_else(|| io::Error::other("asked"))
        });
        std::thread::spawn(move || {
            use std::io::{BufRead, BufReader, Write};
            for mut stream in listener.incoming().map_while(Result::ok) {
                // Each call uses a connection of its own, and so asks for the address. Windows resets one that is closed before
                // all of it was read.
                let head = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
                assert!(head.count() > 0);
                stream.write_all(b"HTTP/1.1 204 None\r\nconnection: close\r\n\r\n").unwrap();
            }
        });
        let transport = Builder::new().no_proxy().build_with(resolver).unwrap();
        let send = || transport.send(http::Request::get("http://time.test/").body(Vec::new()).unwrap());
        let error = send().unwrap_err();
        assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Connect, true));
        for _ in 0..3 {
            send().unwrap();
        }
        assert!(found.lock().unwrap().is_empty());
    }
}
