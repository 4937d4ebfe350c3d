//! An authority for one clause, and the certificates that it and other authorities issue to a server.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The names under which the server is called.
const HERE: [&str; 2] = ["127.0.0.1", "localhost"];

const MADE: &str = "a certificate for a test can be made";

pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(super) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect(MADE);
        // OpenSSL takes a certificate whose issuer has its own name for a self-signed one.
        params.distinguished_name.push(DnType::CommonName, "an authority for a clause");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        Authority(CertifiedIssuer::self_signed(params, KeyPair::generate().expect(MADE)).expect(MADE))
    }

    /// Returns the certificate that a client trusts.
    pub(super) fn root(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    /// Returns a server with a valid certificate.
    pub(super) fn valid(&self) -> ServerConfig {
        self.sign(params(&HERE))
    }

    /// Returns a server whose certificate has expired.
    pub(super) fn expired(&self) -> ServerConfig {
        let mut params = params(&HERE);
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
        self.sign(params)
    }

    /// Returns a server with the certificate of another host.
    pub(super) fn for_another_host(&self) -> ServerConfig {
        self.sign(params(&["elsewhere.example"]))
    }

    fn sign(&self, params: CertificateParams) -> ServerConfig {
        let key = KeyPair::generate().expect(MADE);
        let certificate = params.signed_by(&key, &self.0).expect(MADE);
        config(certificate.der().clone(), &key)
    }
}

/// Returns a server with a self-signed certificate.
pub(super) fn self_signed() -> ServerConfig {
    let key = KeyPair::generate().expect(MADE);
    let certificate = params(&HERE).self_signed(&key).expect(MADE);
    config(certificate.der().clone(), &key)
}

fn params(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    CertificateParams::new(names).expect(MADE)
}

fn config(certificate: CertificateDer<'static>, key: &KeyPair) -> ServerConfig {
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect(MADE);
    let provider = rustls::crypto::ring::default_provider();
    ServerConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .expect("ring has the versions of TLS that rustls has")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect(MADE)
}
