//! [`Tls`]: which library speaks TLS, with whose cryptography, and whose certificates are trusted.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::{ALL_VERSIONS, ClientConfig};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

use crate::config_error::ConfigError;
use crate::roots::{Root, root_certificates};

/// What a builder was told about TLS.
#[derive(Clone, Default)]
pub(crate) struct Tls {
    /// Trusted in the place of all others, unless there is none.
    pub(crate) roots: Vec<Root>,
    /// Whether the operating system says who is trusted.
    pub(crate) platform_verifier: bool,
    /// Whether the operating system's library speaks TLS, in the place of rustls.
    pub(crate) native: bool,
    pub(crate) crypto_provider: Option<Arc<CryptoProvider>>,
}

impl Tls {
    /// What ureq has to know. It panics at the first call where it is told to use what is missing: that is a [`ConfigError`]
    /// here.
    pub(crate) fn config(self) -> Result<TlsConfig, ConfigError> {
        let config = TlsConfig::builder().root_certs(self.root_certificates()?);
        if self.native {
            return Ok(config.provider(TlsProvider::NativeTls).build());
        }
        let provider = self.crypto_provider.or_else(ring).or_else(|| CryptoProvider::get_default().cloned());
        let provider = provider.ok_or(ConfigError::CryptoProvider {
            problem: "is missing: turn on the feature `ring`, set one with `crypto_provider`, or install one for the process",
        })?;
        if ClientConfig::builder_with_provider(provider.clone()).with_protocol_versions(ALL_VERSIONS).is_err() {
            return Err(ConfigError::CryptoProvider {
                problem: "has no cipher suite and key exchange for TLS 1.2 and 1.3",
            });
        }
        Ok(config.unversioned_rustls_crypto_provider(provider).build())
    }

    fn root_certificates(&self) -> Result<RootCerts, ConfigError> {
        let mozillas = cfg!(feature = "webpki-roots");
        if !self.roots.is_empty() {
            root_certificates(&self.roots)
        } else if self.native || self.platform_verifier || (cfg!(feature = "platform-verifier") && !mozillas) {
            Ok(RootCerts::PlatformVerifier)
        } else if mozillas {
            Ok(RootCerts::WebPki)
        } else {
            Err(ConfigError::NoRootCertificates)
        }
    }
}

#[cfg(feature = "ring")]
fn ring() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(not(feature = "ring"))]
fn ring() -> Option<Arc<CryptoProvider>> {
    None
}
