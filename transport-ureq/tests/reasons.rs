//! Tests that one line says everything about a failed call.

mod support;

use std::io::{Read, Write};
use std::time::Duration;

use rcgen::date_time_ymd;
use support::{Authority, Server, Then, closed_port, closing_after, dns, get, response, settings, until_closed};
use toggl_me_core::Transport;
use toggl_me_transport_ureq::UreqTransport;

const SHORT: Duration = Duration::from_millis(300);

#[track_caller]
fn assert_line(transport: &UreqTransport, url: &str, expected: &str) {
    let line = transport.send(get(url)).expect_err(expected).to_string();
    match expected.split_once(" .. ") {
        // The operating system's words stand in between.
        Some((start, end)) => assert!(line.starts_with(start) && line.ends_with(end), "{line}"),
        None => assert_eq!(line, expected),
    }
}

fn short() -> UreqTransport {
    settings().connect_timeout(SHORT).build().unwrap()
}

#[test]
fn a_failed_connection_has_a_reason() {
    let refused = format!("http://{}/", closed_port());
    for (url, line) in [
        (
            "http://no-such-host.invalid/",
            "no connection to the server: the server's name was not found ( .. ); nothing was sent",
        ),
        (&refused, "no connection to the server: the server refused the connection; nothing was sent"),
    ] {
        assert_line(&short(), url, line);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_slow_connection_has_a_reason() {
    let line = "the time limit ran out: connecting to the server took too long; nothing was sent";
    assert_line(&short(), &support::FullQueue::new().url(), line);
}

#[test]
fn a_failed_tls_handshake_has_a_reason() {
    let authority = Authority::new();
    let transport = settings().connect_timeout(SHORT).root_certificates_pem(authority.pem()).build().unwrap();
    let expired = authority.issue(|it| it.not_after = date_time_ymd(2020, 1, 1));
    let early = authority.issue(|it| it.not_before = date_time_ymd(2999, 1, 1));
    let of_another = authority.issue(|it| it.subject_alt_names = vec![dns("elsewhere.test")]);
    let of_others = Authority::new().issue(|_| {});
    for (config, fault) in [
        (expired, "has expired (check the machine's clock)"),
        (early, "is not valid yet (check the machine's clock)"),
        (of_another, "is for another host"),
        (of_others, "is from an authority that is not trusted (perhaps a proxy intercepts TLS)"),
    ] {
        let server = Server::tls(config, |_, _, _| Then::Close);
        let url = format!("https://localhost:{}/", server.address.port());
        let line = format!("the TLS handshake failed: the server's certificate {fault}; nothing was sent");
        assert_line(&transport, &url, &line);
    }

    let plain = Server::raw(|_, mut stream| {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        until_closed(&mut stream);
    });
    let silent = Server::raw(|_, mut stream| {
        stream.read_exact(&mut [0; 4]).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        until_closed(&mut stream);
    });
    // 2 for fatal, 40 for `handshake_failure`.
    let refusing = Server::raw(|_, mut stream| {
        stream.write_all(b"\x15\x03\x03\x00\x02\x02\x28").unwrap();
        until_closed(&mut stream);
    });
    for (server, fault) in [
        (plain, "the server does not speak TLS"),
        (silent, "the server broke off the TLS handshake"),
        (refusing, "the server sent the TLS alert HandshakeFailure"),
    ] {
        let url = format!("https://localhost:{}/", server.address.port());
        assert_line(&transport, &url, &format!("the TLS handshake failed: {fault}; nothing was sent"));
    }
    // This is a short form of 127.0.0.1.
    let listening = Server::raw(|_, mut stream| until_closed(&mut stream));
    let line = "the TLS handshake failed: the server's name cannot be in a certificate; nothing was sent";
    assert_line(&transport, &format!("https://127.1:{}/", listening.address.port()), line);
    let line = "the time limit ran out: the TLS handshake with the server took too long; nothing was sent";
    assert_line(&transport, &format!("https://localhost:{}/", listening.address.port()), line);
}

fn through(proxy: &str) -> UreqTransport {
    settings().connect_timeout(SHORT).proxy(proxy).build().unwrap()
}

#[test]
fn a_failed_proxy_has_a_reason() {
    let url = "https://time.invalid/";
    for (status, meaning) in [
        (
            "407 Proxy Authentication Required",
            "407: it requires a user name and a password, or other ones than those it was given",
        ),
        ("403 seat:el3ven", "403 (Forbidden)"),
        ("502 Bad Gateway", "502 (Bad Gateway)"),
        ("599 Odd", "599"),
    ] {
        let proxy = closing_after(format!("HTTP/1.1 {status}\r\n\r\n"));
        let line = format!("no connection to the server: the proxy responded with {meaning}; nothing was sent");
        assert_line(&through(&format!("http://seat:el3ven@{}", proxy.address)), url, &line);
    }
    let silent = Server::http(|_, _, _| Then::Close);
    let resetting = Server::raw(|_, mut stream| stream.read_exact(&mut [0; 4]).unwrap());
    let garbled = Server::responding("220 mail.test ESMTP\r\n\r\n");
    for (address, fault) in [
        (silent.address, "the proxy did not respond"),
        (resetting.address, "the proxy broke off the connection"),
        (garbled.address, "the proxy's response is not valid HTTP"),
        (closed_port(), "the proxy refused the connection"),
    ] {
        let line = format!("no connection to the server: {fault}; nothing was sent");
        assert_line(&through(&format!("http://seat:el3ven@{address}")), url, &line);
    }
    let line = "no connection to the server: the proxy's name was not found ( .. ); nothing was sent";
    assert_line(&through("http://seat:el3ven@no-such-host.invalid:3128"), url, line);

    let waiting = Server::raw(|_, mut stream| until_closed(&mut stream));
    let line = "the time limit ran out: the proxy took too long to open a tunnel; nothing was sent";
    assert_line(&through(&waiting.url("")), url, line);
    let line = "the time limit ran out: the TLS handshake with the proxy took too long; nothing was sent";
    assert_line(&through(&format!("https://{}", waiting.address)), url, line);

    let of_others = Server::tls(Authority::new().issue(|_| {}), |_, _, _| Then::Close);
    let line = "the TLS handshake failed: the proxy's certificate is from an authority that is not trusted \
                (perhaps a proxy intercepts TLS); nothing was sent";
    assert_line(&through(&format!("https://{}", of_others.address)), url, line);
}

#[test]
fn an_incomplete_response_has_a_reason() {
    let never = Server::http(|_, _, wire| {
        until_closed(wire);
        Then::Close
    });
    let half = Server::http(|_, _, wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nhalf of").unwrap();
        until_closed(wire);
        Then::Close
    });
    let impatient = settings().call_timeout(SHORT).body_limit(5).build().unwrap();
    for (server, line) in [
        (never, "the time limit ran out: the server did not respond in time"),
        (half, "the response is larger than the transport's limit: its body has more than 5 bytes"),
    ] {
        let line = match line.contains("larger") {
            true => line.to_owned(),
            false => format!("{line}; the server may have received the request"),
        };
        assert_line(&impatient, &server.url("/"), &line);
    }

    let slow = Server::http(|_, _, wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nhalf of").unwrap();
        until_closed(wire);
        Then::Close
    });
    let patient = settings().call_timeout(SHORT).build().unwrap();
    let line = "the time limit ran out: the response did not end in time; the server may have received the request";
    assert_line(&patient, &slow.url("/"), line);

    let broken = "the connection broke off before the response was complete";
    let resetting = Server::raw(|_, mut stream| stream.read_exact(&mut [0; 4]).unwrap());
    let long = format!("HTTP/1.1 200 OK\r\nx-long: {}\r\n\r\n", "7".repeat(70_000));
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x-many: 7\r\n".repeat(200));
    let keep = |head: String| {
        Server::http(move |_, _, wire| {
            // The client may hang up before it has everything.
            let _ = wire.write_all(head.as_bytes());
            until_closed(wire);
            Then::Close
        })
    };
    let failed = "the call failed";
    let large = "the response is larger than the transport's limit";
    for (server, summary, reason) in [
        (closing_after(""), broken, "the server closed it without a response"),
        (
            closing_after("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n7"),
            broken,
            "the server closed it in the middle of the response",
        ),
        (resetting, broken, "it was reset"),
        (
            closing_after("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n"),
            broken,
            "its compressed body ends too early",
        ),
        (
            closing_after(response("200 OK", "content-encoding: gzip\r\n", b"not compressed at all")),
            failed,
            "the response's compressed body is corrupt",
        ),
        (closing_after("220 mail.test ESMTP\r\n\r\n"), failed, "the response is not valid HTTP"),
        (keep(long), large, "its headers have more than 65536 bytes"),
        (keep(many), large, "it has too many headers"),
    ] {
        let error = settings().build().unwrap().send(get(server.url("/"))).unwrap_err();
        let sent = if summary == large { "" } else { "; the server may have received the request" };
        assert_eq!(error.to_string(), format!("{summary}: {reason}{sent}"));
    }
}
