// The public API of this crate, without bodies and documentation. Made by tests/tests/public_api.rs.

mod builder {
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
        pub fn gzip(mut self, offer: bool) -> Self {}
        pub fn build(self) -> Result<UreqTransport, ConfigError> {}
    }
    impl fmt::Debug for Builder {}
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    #[non_exhaustive]
    pub enum ConfigError {
        Timeout { name: &'static str },
        Proxy { name: &'static str, problem: &'static str },
        RootCertificate { number: usize, problem: &'static str },
    }
}
pub use builder::{Builder, ConfigError};
pub use ureq;
#[derive(Clone)]
pub struct UreqTransport {
    private: _,
}
impl UreqTransport {
    pub fn new() -> Result<Self, ConfigError> {}
    pub fn builder() -> Builder {}
    pub fn from_agent(agent: Agent) -> Self {}
    #[must_use]
    pub fn with_body_limit(mut self, bytes: u64) -> Self {}
}
impl Transport for UreqTransport {}
impl fmt::Debug for UreqTransport {}
