//! Tests that an agent of the program's own keeps the contract too, and which of its settings stay.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rcgen::date_time_ymd;
use support::{
    Authority, PATIENCE, Server, Then, assert_failed, closed_port, closing_after, dns, get, gzip, request, response,
    until_closed,
};
use toggl_me_core::TransportErrorKind::{self, Connect, Interrupted, Other, Timeout, Tls};
use toggl_me_core::{Transport, TransportError};
use toggl_me_transport_ureq::UreqTransport;
use toggl_me_transport_ureq::ureq::config::{ConfigBuilder, IpFamily};
use toggl_me_transport_ureq::ureq::middleware::MiddlewareNext;
use toggl_me_transport_ureq::ureq::tls::{Certificate, RootCerts, TlsConfig};
use toggl_me_transport_ureq::ureq::typestate::AgentScope;
use toggl_me_transport_ureq::ureq::unversioned::resolver::DefaultResolver;
use toggl_me_transport_ureq::ureq::unversioned::transport::TcpConnector;
use toggl_me_transport_ureq::ureq::{Agent, Body, Error, Proxy, SendBody};

fn settings() -> ConfigBuilder<AgentScope> {
    Agent::config_builder().proxy(None).timeout_global(Some(PATIENCE))
}

fn transport(settings: ConfigBuilder<AgentScope>) -> UreqTransport {
    UreqTransport::from_agent(settings.build().new_agent())
}

#[test]
fn statuses_are_returned_and_redirects_are_not_followed() {
    for status in [302, 404, 500] {
        let server = Server::responding(response(&format!("{status} Odd"), "location: /elsewhere\r\n", b"said"));
        let contrary = settings().http_status_as_error(true).max_redirects(3).max_redirects_will_error(true);
        let response = transport(contrary).send(get(server.url("/"))).unwrap();
        assert_eq!((response.status().as_u16(), &**response.body()), (status, &b"said"[..]));
        assert_eq!(server.only().line(), "GET / HTTP/1.1");
    }
}

#[test]
fn requests_are_sent_unchanged_except_for_the_user_agent() {
    let server = Server::responding(response("200 OK", "", b""));
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
    // The agent's pool serves the connection.
    assert_eq!(server.connections(), 1);
}

#[test]
fn bodies_are_bounded() {
    let server = Server::responding(response("200 OK", "content-encoding: gzip\r\n", &gzip(&[0; 1_000])));
    let transport = transport(settings());
    assert_eq!(transport.send(get(server.url("/"))).unwrap().body().len(), 1_000);
    let error = transport.with_body_limit(999).send(get(server.url("/"))).unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);

    let server = Server::responding(response("200 OK", "content-encoding: gzip\r\n", &gzip(&vec![0; 33 << 20])));
    let error = self::transport(settings()).send(get(server.url("/"))).unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);
}

#[test]
fn the_agents_time_limit_and_middleware_stay() {
    let server = Server::http(|_, _, wire| {
        until_closed(wire);
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
    assert_failed(&error, Timeout, false);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[cfg(target_os = "linux")]
const SHORT: Duration = Duration::from_millis(300);

#[track_caller]
fn failing(settings: ConfigBuilder<AgentScope>, url: impl AsRef<str>) -> TransportError {
    transport(settings).send(get(url)).unwrap_err()
}

#[track_caller]
fn assert_failing(
    settings: ConfigBuilder<AgentScope>,
    url: impl AsRef<str>,
    kind: TransportErrorKind,
    unsent: bool,
    reason: &str,
) {
    let error = failing(settings, url);
    assert_failed(&error, kind, unsent);
    assert!(error.reason().unwrap().starts_with(reason), "{error}");
}

fn https(server: &Server) -> String {
    format!("https://localhost:{}/", server.address.port())
}

#[test]
fn a_name_that_the_agents_resolver_does_not_find_is_unsent() {
    let unknown = "http://no-such-host.invalid/";
    // With a limit, ureq looks names up in a thread.
    for limit in [None, Some(PATIENCE)] {
        let reason = "the host's name was not found (";
        assert_failing(settings().timeout_global(limit), unknown, Connect, true, reason);
    }
    let server = Server::responding(response("200 OK", "", b""));
    let other_family = settings().ip_family(IpFamily::Ipv6Only);
    assert_failing(other_family, server.url("/"), Connect, true, "the host's name was not found");
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_refused_connection_may_have_sent_something() {
    let url = format!("http://{}/", closed_port());
    assert_failing(settings(), url, Connect, false, "the host refused the connection");
}

#[cfg(target_os = "linux")]
#[test]
fn a_call_that_times_out_while_connecting_is_unsent() {
    let limited = || settings().timeout_connect(Some(SHORT));
    let reason = "connecting to the host took too long";
    assert_failing(limited(), support::FullQueue::new().url(), Timeout, true, reason);
    let silent = Server::raw(|_, mut stream| until_closed(&mut stream));
    assert_failing(limited(), https(&silent), Timeout, true, reason);
    let proxied = limited().proxy(Some(Proxy::new(&silent.url("")).unwrap()));
    assert_failing(proxied, "https://time.invalid/", Timeout, true, reason);
}

#[test]
fn a_certificate_that_the_agents_tls_refuses_is_unsent() {
    let authority = Authority::new();
    let root = Certificate::from_der(&authority.der()).to_owned();
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[root])).build();
    let trusting = || settings().tls_config(tls.clone());
    let expired = authority.issue(|it| it.not_after = date_time_ymd(2020, 1, 1));
    let early = authority.issue(|it| it.not_before = date_time_ymd(2999, 1, 1));
    let of_another = authority.issue(|it| it.subject_alt_names = vec![dns("elsewhere.test")]);
    let of_others = Authority::new().issue(|_| {});
    for (config, fault) in [
        (expired, "has expired"),
        (early, "is not valid yet"),
        (of_another, "is for another host"),
        (of_others, "is from an authority that is not trusted"),
    ] {
        let server = Server::tls(config, |_, _, _| Then::Close);
        assert_failing(trusting(), https(&server), Tls, true, &format!("the host's certificate {fault}"));
        assert!(server.seen().is_empty());
    }
    let sound = Server::tls(authority.issue(|_| {}), |_, _, wire| {
        wire.write_all(&response("200 OK", "", b"trusted")).unwrap();
        Then::KeepOpen
    });
    assert_eq!(transport(trusting()).send(get(https(&sound))).unwrap().body(), b"trusted");
}

#[test]
fn another_failed_handshake_may_have_sent_something() {
    let plain = Server::raw(|_, mut stream| {
        std::io::Write::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        until_closed(&mut stream);
    });
    assert_failing(settings(), https(&plain), Tls, false, "the host does not speak TLS");
    // rustls and ureq report what was received after the handshake in the same words.
    let closing = Server::raw(|_, stream| drop(stream));
    assert_failed(&failing(settings(), https(&closing)), Interrupted, false);
}

#[test]
fn a_handshake_that_never_begins_is_unsent() {
    let server = Server::responding(response("200 OK", "", b""));
    // This is a short form of 127.0.0.1.
    let url = format!("https://127.1:{}/", server.address.port());
    assert_failing(settings(), url, Tls, true, "the host's name cannot be in a certificate");
    let without_tls = Agent::with_parts(settings().build(), TcpConnector::default(), DefaultResolver::default());
    let error = UreqTransport::from_agent(without_tls).send(get(https(&server))).unwrap_err();
    assert_failed(&error, Tls, true);
    assert!(server.seen().is_empty());
}

#[test]
fn a_request_that_the_agents_proxy_refuses_is_unsent() {
    let through = |url: &str| settings().proxy(Some(Proxy::new(url).unwrap()));
    let url = "https://time.invalid/";
    for (status, reason) in
        [("407 Who", "the proxy responded with 407: it requires"), ("502 Bad", "the proxy responded with 502 (")]
    {
        let proxy = closing_after(format!("HTTP/1.1 {status}\r\n\r\n"));
        assert_failing(through(&proxy.url("")), url, Connect, true, reason);
    }
    let silent = closing_after("");
    assert_failing(through(&silent.url("")), url, Connect, true, "the proxy did not respond");
    let unknown = through("http://no-such-host.invalid:3128");
    assert_failing(unknown, url, Connect, true, "the host's name was not found (");
    let of_others = Server::tls(Authority::new().issue(|_| {}), |_, _, _| Then::Close);
    let reason = "the host's certificate is from an authority that is not trusted";
    assert_failing(through(&https(&of_others)), url, Tls, true, reason);
}

#[test]
fn other_failures_of_the_agents_proxy_are_not_unsent() {
    let through = |url: &str| settings().proxy(Some(Proxy::new(url).unwrap()));
    let url = "https://time.invalid/";
    let refused = format!("http://{}", closed_port());
    assert_failing(through(&refused), url, Connect, false, "the host refused the connection");
    let resetting = Server::raw(|_, mut stream| std::io::Read::read_exact(&mut stream, &mut [0; 4]).unwrap());
    assert_failing(through(&resetting.url("")), url, Interrupted, false, "it was reset");
    let garbled = Server::responding("220 mail.test ESMTP\r\n\r\n");
    assert_failing(through(&garbled.url("")), url, Other, false, "the response is not valid HTTP");
}

#[test]
fn a_uri_that_the_agent_does_not_call_is_unsent() {
    let server = Server::responding(response("200 OK", "", b""));
    let error = failing(settings().https_only(true), server.url("/70ken"));
    assert_failed(&error, Other, true);
    assert!(!support::shown(&error).contains("70ken"), "{error:?}");

    let agent: Agent = settings().build().into();
    let transport = UreqTransport::from_agent(agent.clone());
    transport.send(get(server.url("/"))).unwrap();
    agent.shutdown();
    let error = transport.send(get(server.url("/"))).unwrap_err();
    assert_failed(&error, Other, true);
    assert_eq!(error.reason(), Some("the agent was shut down"));
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn a_truncated_response_is_interrupted() {
    for cut in ["", "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n[11"] {
        let server = closing_after(cut);
        assert_failed(&failing(settings(), server.url("/")), Interrupted, false);
    }
}
