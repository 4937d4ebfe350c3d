//! Tests of which servers are trusted, and of connections that TLS ends.

mod support;

use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair, SanType, date_time_ymd};
use rustls::{ServerConfig, ServerConnection};
use support::{Authority, Server, Then, get, request, response, server_config, settings, transport, until_closed};
use toggl_me_core::{Transport, TransportErrorKind};
use toggl_me_transport_ureq::ureq::Agent;
use toggl_me_transport_ureq::ureq::tls::{Certificate, RootCerts, TlsConfig};
use toggl_me_transport_ureq::{ConfigError, UreqTransport};

fn trusting(authority: &Authority) -> UreqTransport {
    settings().root_certificates_pem(authority.pem()).build().unwrap()
}

fn https(server: &Server) -> String {
    format!("https://localhost:{}/me", server.address.port())
}

fn greeting(config: Arc<ServerConfig>) -> Server {
    Server::tls(config, |_, _, wire| {
        wire.write_all(&response("200 OK", "", b"hello")).unwrap();
        Then::KeepOpen
    })
}

#[test]
fn a_root_that_is_set_is_trusted() {
    let authority = Authority::new();
    let server = greeting(authority.issue(|_| {}));
    let by_pem = trusting(&authority);
    let by_der = settings().root_certificate_der(authority.der()).build().unwrap();
    let by_address = format!("https://{}/me", server.address);
    for transport in [by_pem, by_der] {
        for url in [&https(&server), &by_address] {
            assert_eq!(transport.send(get(url)).unwrap().body(), b"hello");
        }
    }
}

#[test]
fn several_roots_in_one_file_are_trusted() {
    let (one, two) = (Authority::new(), Authority::new());
    let transport = settings().root_certificates_pem(format!("# two\n{}\n{}", one.pem(), two.pem())).build().unwrap();
    for authority in [one, two] {
        let server = greeting(authority.issue(|_| {}));
        assert_eq!(transport.send(get(https(&server))).unwrap().body(), b"hello");
    }
}

#[test]
fn a_tls_connection_is_used_again() {
    let authority = Authority::new();
    let server = greeting(authority.issue(|_| {}));
    let transport = trusting(&authority);
    for _ in 0..3 {
        transport.send(get(https(&server))).unwrap();
    }
    assert_eq!((server.seen().len(), server.connections()), (3, 1));
}

#[track_caller]
fn assert_refused(transport: &UreqTransport, server: &Server) {
    let error = transport.send(request("POST", https(server), b"{}")).unwrap_err();
    assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Tls, true), "{error:?}");
    assert!(server.seen().is_empty());
}

#[test]
fn an_invalid_certificate_is_refused() {
    let authority = Authority::new();
    let expired = authority.issue(|parameters| {
        parameters.not_before = date_time_ymd(2019, 1, 1);
        parameters.not_after = date_time_ymd(2020, 1, 1);
    });
    let early = authority.issue(|parameters| {
        parameters.not_before = date_time_ymd(2999, 1, 1);
        parameters.not_after = date_time_ymd(3000, 1, 1);
    });
    let of_another = authority.issue(|parameters| {
        parameters.subject_alt_names = vec![SanType::DnsName("elsewhere.test".try_into().unwrap())];
    });
    for config in [expired, early, of_another] {
        assert_refused(&trusting(&authority), &greeting(config));
    }
}

#[test]
fn an_unknown_issuer_is_refused() {
    let (known, unknown) = (Authority::new(), Authority::new());
    let server = greeting(unknown.issue(|_| {}));
    assert_refused(&trusting(&known), &server);
    assert_refused(&transport(), &server);
}

#[test]
fn a_self_signed_certificate_is_refused() {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let server = greeting(server_config(&certificate, &key));
    assert_refused(&transport(), &server);
    assert_refused(&trusting(&Authority::new()), &server);
}

#[test]
fn a_server_that_speaks_no_tls_is_refused() {
    let plain = Server::raw(|_, mut stream| {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        until_closed(&mut stream);
    });
    assert_refused(&transport(), &plain);
    let silent = Server::raw(|_, stream| drop(stream));
    assert_refused(&transport(), &silent);
}

#[test]
fn a_handshake_that_never_ends_is_an_unsent_timeout() {
    let server = Server::raw(|_, mut stream| until_closed(&mut stream));
    let short = Duration::from_millis(300);
    for builder in [settings().connect_timeout(short), settings().call_timeout(short)] {
        let error = builder.build().unwrap().send(get(https(&server))).unwrap_err();
        assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Timeout, true), "{error:?}");
    }
}

#[test]
fn a_response_that_trickles_within_a_record_is_a_timeout() {
    let authority = Authority::new();
    let config = authority.issue(|_| {});
    let server = Server::raw(move |_, mut stream| {
        let mut tls = ServerConnection::new(config.clone()).unwrap();
        while tls.is_handshaking() {
            if tls.complete_io(&mut stream).is_err() {
                return;
            }
        }
        tls.writer().write_all(&response("200 OK", "", &[b'7'; 10_000])).unwrap();
        let mut record = Vec::new();
        tls.write_tls(&mut record).unwrap();
        for byte in record {
            if stream.write_all(&[byte]).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    let transport =
        settings().root_certificates_pem(authority.pem()).call_timeout(Duration::from_millis(2_000)).build().unwrap();
    let error = transport.send(get(https(&server))).unwrap_err();
    assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Timeout, false), "{error:?}");
}

#[test]
fn bytes_after_a_response_are_not_the_next_response() {
    let authority = Authority::new();
    let mut config = ServerConfig::clone(&authority.issue(|_| {}));
    config.send_tls13_tickets = 0;
    let config = Arc::new(config);
    let server = Server::raw(move |server, mut stream| {
        let mut tls = ServerConnection::new(config.clone()).unwrap();
        server.record(&mut rustls::Stream::new(&mut tls, &mut stream));
        // rustls reads 4096 bytes at a time, of which a record of TLS 1.3 uses 22 itself. So the first record is read
        // alone, and the second remains behind it.
        let head = response("200 OK", "", &[b'7'; 4_000]).len() - 4_000;
        let mut records = Vec::new();
        for body in [vec![b'7'; 4096 - 22 - head], b"stale".to_vec()] {
            tls.writer().write_all(&response("200 OK", "", &body)).unwrap();
            tls.write_tls(&mut records).unwrap();
        }
        stream.write_all(&records).unwrap();
        until_closed(&mut stream);
    });
    let transport = trusting(&authority);
    for number in 1..=3 {
        assert_ne!(transport.send(get(https(&server))).unwrap().body(), b"stale");
        assert_eq!(server.connections(), number);
    }
}

/// Starts a server that ends TLS in order, or cuts the connection, after a response without length.
fn ending(config: Arc<ServerConfig>, in_order: bool) -> Server {
    Server::raw(move |_, mut stream: TcpStream| {
        let mut tls = ServerConnection::new(config.clone()).unwrap();
        {
            let mut stream = rustls::Stream::new(&mut tls, &mut stream);
            let mut request = [0; 4];
            std::io::Read::read_exact(&mut stream, &mut request).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nall there is").unwrap();
        }
        if in_order {
            tls.send_close_notify();
            tls.write_tls(&mut stream).unwrap();
        }
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        until_closed(&mut stream);
    })
}

#[test]
fn a_body_without_length_needs_an_orderly_end_of_tls() {
    let authority = Authority::new();
    let whole = ending(authority.issue(|_| {}), true);
    assert_eq!(trusting(&authority).send(get(https(&whole))).unwrap().body(), b"all there is");

    if cfg!(not(feature = "ring")) && cfg!(feature = "native-tls") {
        return;
    }
    let cut = ending(authority.issue(|_| {}), false);
    let error = trusting(&authority).send(get(https(&cut))).unwrap_err();
    assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Interrupted, false), "{error:?}");
}

/// As the documentation of `from_agent` warns: the agent's own TLS does not tell a cut from an end.
#[test]
fn through_an_agent_of_ones_own_what_was_cut_passes_for_whole() {
    let authority = Authority::new();
    let root = Certificate::from_der(&authority.der()).to_owned();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[root]));
    let tls = tls.unversioned_rustls_crypto_provider(provider).build();
    let agent = Agent::config_builder().proxy(None).tls_config(tls).build().new_agent();
    let cut = ending(authority.issue(|_| {}), false);
    assert_eq!(UreqTransport::from_agent(agent).send(get(https(&cut))).unwrap().body(), b"all there is");
}

#[test]
fn a_root_that_cannot_be_read_is_named() {
    let good = Authority::new().pem();
    let mutilated = good.replace("-----END", "-----FIN");
    let key = KeyPair::generate().unwrap().serialize_pem();
    for bad in ["", "certificate", &mutilated, &key] {
        let error = UreqTransport::builder()
            .no_proxy()
            .root_certificates_pem(&*good)
            .root_certificates_pem(bad)
            .build()
            .unwrap_err();
        assert!(matches!(error, ConfigError::RootCertificate { number: 2, .. }), "{error:?}");
        assert!(error.to_string().contains("root certificate 2"), "{error}");
    }
    let error = UreqTransport::builder().no_proxy().root_certificate_der(*b"\x30\x03\x02\x01\x07").build().unwrap_err();
    assert!(matches!(error, ConfigError::RootCertificate { number: 1, .. }), "{error:?}");
}
