//! [`Root`]: the certificates that a program trusts instead of the others.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

use crate::config_error::ConfigError;

/// Certificates in the form in which they were given.
#[derive(Clone)]
pub(crate) enum Root {
    Pem(Vec<u8>),
    Der(Vec<u8>),
}

/// Reads all certificates.
pub(crate) fn root_certificates(roots: &[Root]) -> Result<RootCerts, ConfigError> {
    let mut certificates = Vec::new();
    for (index, root) in roots.iter().enumerate() {
        let refused = |problem| ConfigError::RootCertificate { number: index.saturating_add(1), problem };
        let read = match root {
            Root::Pem(pem) => read_pem(pem).map_err(refused)?,
            Root::Der(der) => vec![Certificate::from_der(der).to_owned()],
        };
        // ureq would ignore certificates that cannot be roots.
        let mut store = RootCertStore::empty();
        for certificate in &read {
            store.add(CertificateDer::from(certificate.der())).map_err(|_| refused("is not an X.509 certificate"))?;
        }
        certificates.extend(read);
    }
    Ok(RootCerts::from(certificates))
}

fn read_pem(pem: &[u8]) -> Result<Vec<Certificate<'static>>, &'static str> {
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(_) => return Err("is not PEM"),
        }
    }
    if certificates.is_empty() { Err("contains no certificate in PEM") } else { Ok(certificates) }
}
