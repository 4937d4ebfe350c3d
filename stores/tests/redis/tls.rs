//! Tests a server over TLS.

use std::error::Error as _;
use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use toggl_me_core::store::{Read, Store as _};
use toggl_me_stores::RedisStore;
use toggl_me_stores::redis::{Client, TlsCertificates};

use super::folder::Folder;
use super::{OWNER, Server, works};

#[test]
fn a_server_is_trusted_by_its_certificate_alone() {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    let root = authority.self_signed(&authority_key).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = certificate.signed_by(&key, &Issuer::new(authority, authority_key)).unwrap();

    let folder = Folder::new();
    let file = |name: &str, text: &str| {
        let path = format!("{}/{name}", folder.as_ref());
        fs::write(&path, text).unwrap();
        path
    };
    let (certificate, key) = (file("certificate", &certificate.pem()), file("key", &key.serialize_pem()));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let files = ["--tls-cert-file", &certificate, "--tls-key-file", &key, "--tls-auth-clients", "no"];
    let Some(server) = Server::with(&[&["--tls-port", &port], &files[..]].concat()) else { return };
    let url = format!("rediss://localhost:{port}");

    let certificates = TlsCertificates { client_tls: None, root_cert: Some(root.pem().into_bytes()) };
    works(&RedisStore::from(Client::build_with_tls(url.as_str(), certificates).unwrap()));

    let error = RedisStore::open(&url).unwrap().read(&Read::new(OWNER, None)).unwrap_err();
    assert_eq!(error.to_string(), "the store is not trusted: the certificate of its server is refused");
    assert!(format!("{error:?}").contains("UnknownIssuer"), "{error:?}");

    // A server that speaks TLS is asked without it, and the other way round.
    let plain = RedisStore::open(&url.replace("rediss", "redis")).unwrap();
    let error = plain.read(&Read::new(OWNER, None)).unwrap_err();
    assert_eq!(error.to_string(), "the store cannot be reached");
    let tls = RedisStore::open(&format!("rediss://localhost:{}", server.port())).unwrap();
    let error = tls.with_timeout(Duration::from_millis(200)).read(&Read::new(OWNER, None)).unwrap_err();
    assert!(error.source().is_some(), "{error}");
}
