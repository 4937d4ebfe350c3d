// The public API of this crate, without bodies and documentation. Made by tests/tests/public_api.rs.

mod builder {
    impl UreqTransport {
        pub fn new() -> Result<Self, ConfigError> {}
        pub fn builder() -> Builder {}
    }
    #[derive(Clone)]
    #[must_use]
    pub struct Builder {
        private: _,
    }
    impl Builder {
        pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {}
        pub fn call_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {}
        pub fn body_limit(mut self, bytes: u64) -> Self {}
        pub fn proxy(mut self, url: impl Into<String>) -> Self {}
        pub fn no_proxy(mut self) -> Self {}
        pub fn root_certificates_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {}
        pub fn root_certificate_der(mut self, der: impl Into<Vec<u8>>) -> Self {}
        pub fn platform_verifier(mut self) -> Self {}
        pub fn native_tls(mut self) -> Self {}
        pub fn crypto_provider(
            mut self,
            provider: impl Into<Arc<CryptoProvider>>,
        ) -> Self {}
        pub fn gzip(mut self, offer: bool) -> Self {}
        pub fn build(self) -> Result<UreqTransport, ConfigError> {}
    }
    impl fmt::Debug for Builder {}
}
mod config_error {
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    #[non_exhaustive]
    pub enum ConfigError {
        Timeout { name: &'static str },
        Proxy { name: &'static str, problem: &'static str },
        NoProxy { name: &'static str },
        RootCertificate { number: usize, problem: &'static str },
        NoRootCertificates,
        CryptoProvider { problem: &'static str },
    }
}
mod transport {
    #[derive(Clone)]
    pub struct UreqTransport {
        private: _,
    }
    impl UreqTransport {
        pub fn from_agent(agent: Agent) -> Self {}
        #[must_use]
        pub fn with_body_limit(mut self, bytes: u64) -> Self {}
        #[must_use]
        pub fn with_unencrypted_proxying(mut self) -> Self {}
    }
    impl Transport for UreqTransport {}
    impl fmt::Debug for UreqTransport {}
}
pub use builder::Builder;
pub use config_error::ConfigError;
pub use rustls;
pub use transport::UreqTransport;
pub use ureq;
