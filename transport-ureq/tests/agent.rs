//! An agent of the program's own keeps the contract as well, and what of its settings stays.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use support::{PATIENCE, Server, Then, answer, closed_port, get, gzip, request};
use toggl_me_core::{Transport, TransportErrorKind};
use toggl_me_transport_ureq::UreqTransport;
use toggl_me_transport_ureq::ureq::config::ConfigBuilder;
use toggl_me_transport_ureq::ureq::typestate::AgentScope;
use toggl_me_transport_ureq::ureq::{Agent, Body, Error, SendBody, middleware::MiddlewareNext};

fn settings() -> ConfigBuilder<AgentScope> {
    Agent::config_builder().proxy(None).timeout_global(Some(PATIENCE))
}

fn transport(settings: ConfigBuilder<AgentScope>) -> UreqTransport {
    UreqTransport::from_agent(settings.build().new_agent())
}

#[test]
fn statuses_are_answers_and_redirects_are_not_followed() {
    for status in [302, 404, 500] {
        let server = Server::answering(answer(&format!("{status} Odd"), "location: /elsewhere\r\n", b"said"));
        let contrary = settings().http_status_as_error(true).max_redirects(3).max_redirects_will_error(true);
        let response = transport(contrary).send(get(server.url("/"))).unwrap();
        assert_eq!((response.status().as_u16(), &**response.body()), (status, &b"said"[..]));
        assert_eq!(server.only().line(), "GET / HTTP/1.1");
    }
}

#[test]
fn requests_go_out_as_they_are_but_for_the_user_agent() {
    let server = Server::answering(answer("200 OK", "", b""));
    let transport = transport(settings().user_agent("seat/11").accept("text/html"));
    transport.send(request("DELETE", server.url("/"), b"[11]")).unwrap();
    transport.send(request("POST", server.url("/"), b"")).unwrap();
    transport.send(request("SEARCH", server.url("/"), b"")).unwrap();
    let seen = server.seen();
    assert_eq!((seen[0].line(), &*seen[0].body), ("DELETE / HTTP/1.1", &b"[11]"[..]));
    assert_eq!(seen[0].header_names(), ["accept-encoding", "content-length", "host", "user-agent"]);
    assert_eq!(seen[0].header("user-agent"), ["seat/11"]);
    assert_eq!(seen[1].header("content-length"), ["0"]);
    assert_eq!(seen[2].header("content-length"), [""; 0]);
    // Their pool serves it.
    assert_eq!(server.connections(), 1);
}

#[test]
fn bodies_are_bounded() {
    let server = Server::answering(answer("200 OK", "content-encoding: gzip\r\n", &gzip(&[0; 1_000])));
    let transport = transport(settings());
    assert_eq!(transport.send(get(server.url("/"))).unwrap().body().len(), 1_000);
    let error = transport.with_body_limit(999).send(get(server.url("/"))).unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);

    let server = Server::answering(answer("200 OK", "content-encoding: gzip\r\n", &gzip(&vec![0; 33 << 20])));
    let error = self::transport(settings()).send(get(server.url("/"))).unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);
}

#[test]
fn failures_are_classified() {
    let error = transport(settings()).send(get(format!("http://{}/", closed_port()))).unwrap_err();
    assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Connect, false));

    let server = Server::http(|_, _, wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n[11").unwrap();
        Then::Close
    });
    let error = transport(settings()).send(get(server.url("/"))).unwrap_err();
    assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Interrupted, false));

    let error = transport(settings().https_only(true)).send(get(server.url("/70ken"))).unwrap_err();
    assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Other, true));
    assert!(!format!("{error:?}").contains("70ken"), "{error:?}");
}

#[test]
fn a_certificate_that_is_not_trusted_is_unsent() {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec!["localhost".into()]).unwrap().self_signed(&key).unwrap();
    let server = Server::tls(support::server_config(&certificate, &key), |_, _, _| Then::Close);
    let error = transport(settings()).send(get(format!("https://localhost:{}/", server.address.port()))).unwrap_err();
    assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Tls, true), "{error:?}");
}

#[test]
fn their_time_limit_and_their_middleware_stay() {
    let server = Server::http(|_, _, wire| {
        support::until_closed(wire);
        Then::Close
    });
    let calls = Arc::new(AtomicUsize::new(0));
    let count = calls.clone();
    let counting =
        move |request: http::Request<SendBody>, next: MiddlewareNext| -> Result<http::Response<Body>, Error> {
            count.fetch_add(1, Ordering::SeqCst);
            next.handle(request)
        };
    let transport = transport(settings().timeout_global(Some(Duration::from_millis(300))).middleware(counting));
    let error = transport.send(get(server.url("/"))).unwrap_err();
    assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Timeout, false));
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}
