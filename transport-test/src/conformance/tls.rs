//! Clauses about TLS.

use http::StatusCode;
use rustls::ServerConfig;
use toggl_me_core::TransportErrorKind;

use super::certificates::{self, Authority};
use super::origin::{Next, Origin};
use super::rule::Rule;
use super::scripts::{get, ok};
use super::setup::{Make, Setup};

/// Checks that a server is trusted when its certificate comes from a root that was given.
pub fn tls_trusts_given_roots(make: &Make<'_>) {
    let rule = Rule("trusts a certificate of an authority that it was given");
    let authority = Authority::new();
    let origin = Origin::with(Some(authority.valid()), ok);
    let response = rule.response("a server that can be trusted", make(&trusting(&authority)).send(get(&origin, "/")));
    rule.check(response.status() == StatusCode::OK, || format!("returned {}", response.status()));
}

/// Checks that a self-signed certificate is refused.
pub fn tls_refuses_self_signed(make: &Make<'_>) {
    refuses(make, Rule("refuses a self-signed certificate as `Tls`"), |_| certificates::self_signed());
}

/// Checks that an expired certificate is refused.
pub fn tls_refuses_expired(make: &Make<'_>) {
    refuses(make, Rule("refuses an expired certificate as `Tls`"), Authority::expired);
}

/// Checks that a certificate for another host is refused.
pub fn tls_refuses_other_hosts(make: &Make<'_>) {
    refuses(make, Rule("refuses a certificate for another host as `Tls`"), Authority::for_another_host);
}

fn refuses(make: &Make<'_>, rule: Rule, config: impl Fn(&Authority) -> ServerConfig) {
    let authority = Authority::new();
    let origin = Origin::with(Some(config(&authority)), ok);
    let sent = make(&trusting(&authority)).send(get(&origin, "/"));
    rule.failure_as(TransportErrorKind::Tls, "a server with such a certificate", sent);
    rule.check(origin.seen().is_empty(), || "sent the request before it refused".to_owned());
}

/// Checks that a body that ends with the connection is complete only where the server has ended TLS: anybody on the
/// network path can end a connection.
pub fn tls_bodies_end_with_a_word(make: &Make<'_>) {
    let rule = Rule("fails with `Interrupted` when a body ends with a connection that TLS has not ended");
    let authority = Authority::new();
    let origin = Origin::with(Some(authority.valid()), |request, out| {
        out.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[{\"id\":1}]")?;
        Ok(if request.target == "/torn" { Next::Tear } else { Next::Close })
    });
    let transport = make(&trusting(&authority));
    let response = rule.response("a body that ends with its connection", transport.send(get(&origin, "/ended")));
    rule.check(response.body() == b"[{\"id\":1}]", || format!("returned {} bytes", response.body().len()));
    let sent = transport.send(get(&origin, "/torn"));
    rule.failure_as(TransportErrorKind::Interrupted, "a body whose connection was torn", sent);
}

fn trusting(authority: &Authority) -> Setup {
    Setup { roots: vec![authority.root().to_vec()], ..Setup::default() }
}
