//! Tests of the clauses of the transport's contract against a server.

mod support;

use http::{Request, StatusCode, Version};
use support::{Server, Then, get, gzip, request, response, settings, transport};
use toggl_me_core::{Transport, TransportErrorKind};

#[test]
fn any_status_is_a_response_with_headers_and_body() {
    for status in [200, 204, 304, 400, 402, 403, 404, 418, 429, 500, 503, 599] {
        let body: &[u8] = if matches!(status, 204 | 304) { b"" } else { b"\"said\"" };
        let server = Server::responding(match status {
            204 | 304 => format!("HTTP/1.1 {status} Odd\r\nx-seat: 11\r\n\r\n").into_bytes(),
            _ => response(&format!("{status} Odd"), "x-seat: 11\r\n", body),
        });
        let response = transport().send(get(server.url("/me"))).unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["x-seat"], "11");
        assert_eq!(response.body(), body);
    }
}

#[test]
fn a_redirect_is_returned() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::responding(response(&format!("{status} Moved"), "location: /elsewhere\r\n", b"there"));
        for method in ["GET", "POST"] {
            let response = transport().send(request(method, server.url("/me"), b"")).unwrap();
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()["location"], "/elsewhere");
            assert_eq!(response.body(), b"there");
        }
        assert_eq!(server.seen().len(), 2);
    }
}

#[test]
fn a_redirect_to_another_host_gets_no_credential() {
    let elsewhere = Server::responding(response("200 OK", "", b"caught"));
    // This is the same machine under its other name, and so another host.
    let location = elsewhere.url("/me").to_string().replace("127.0.0.1", "localhost");
    for status in [301, 302, 303, 307, 308] {
        let moved = response(&format!("{status} Moved"), &format!("location: {location}\r\n"), b"");
        let server = Server::responding(moved);
        let mut request = get(server.url("/me"));
        request.headers_mut().insert("authorization", "Basic Y2FudDphcGlfdG9rZW4=".parse().unwrap());
        let response = transport().send(request).unwrap();
        assert_eq!(
            (response.status().as_u16(), response.headers()["location"].as_bytes()),
            (status, location.as_bytes())
        );
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn a_request_is_sent_unchanged() {
    let server = Server::responding(response("200 OK", "", b""));
    let sent = Request::builder()
        .method("PUT")
        .uri(server.url("/api/v9/a%2Fb/../c?d=e%20f&g=+&d=h"))
        .header("x-pair", "one")
        .header("x-pair", "two")
        .header("authorization", "Basic c2VhdDoxMQ==")
        .body(b"{\"a\":\xf0\x9f\x8c\xb1}".to_vec())
        .unwrap();
    transport().send(sent).unwrap();
    let seen = server.only();
    assert_eq!(seen.line(), "PUT /api/v9/a%2Fb/../c?d=e%20f&g=+&d=h HTTP/1.1");
    assert_eq!(seen.header("x-pair"), ["one", "two"]);
    assert_eq!(seen.header("authorization"), ["Basic c2VhdDoxMQ=="]);
    assert_eq!(seen.header("host"), [server.address.to_string()]);
    assert_eq!(seen.body, b"{\"a\":\xf0\x9f\x8c\xb1}");
    let names = ["accept-encoding", "authorization", "content-length", "host", "x-pair", "x-pair"];
    assert_eq!(seen.header_names(), names);
}

#[test]
fn any_version_is_sent_as_http_1_1() {
    let server = Server::responding(response("200 OK", "", b""));
    for version in [Version::HTTP_10, Version::HTTP_2] {
        let mut sent = get(server.url("/"));
        *sent.version_mut() = version;
        transport().send(sent).unwrap();
        assert_eq!(server.seen().pop().unwrap().line(), "GET / HTTP/1.1");
    }
}

#[test]
fn headers_of_the_request_take_precedence() {
    let server = Server::responding(response("200 OK", "", b""));
    let mut sent = get(server.url("/"));
    for (name, value) in [("user-agent", "seat/11"), ("accept", "application/json"), ("accept-encoding", "identity")] {
        sent.headers_mut().insert(name, value.parse().unwrap());
    }
    transport().send(sent).unwrap();
    let seen = server.only();
    assert_eq!(seen.header("user-agent"), ["seat/11"]);
    assert_eq!(seen.header("accept"), ["application/json"]);
    assert_eq!(seen.header("accept-encoding"), ["identity"]);
}

#[test]
fn an_empty_body_has_a_length_where_the_method_needs_one() {
    for (method, length) in [
        ("GET", None),
        ("HEAD", None),
        ("DELETE", None),
        ("OPTIONS", None),
        ("SEARCH", None),
        ("POST", Some("0")),
        ("PUT", Some("0")),
        ("PATCH", Some("0")),
    ] {
        let server = Server::responding("HTTP/1.1 204 None\r\n\r\n");
        transport().send(request(method, server.url("/"), b"")).unwrap();
        let seen = server.only();
        assert_eq!(seen.line(), format!("{method} / HTTP/1.1"));
        assert_eq!(seen.header("content-length"), Vec::from_iter(length), "{method}");
        assert_eq!(seen.header("transfer-encoding"), [""; 0], "{method}");
    }
}

#[test]
fn a_body_is_sent_with_any_method() {
    for method in ["GET", "DELETE", "POST", "PUT", "PATCH", "SEARCH"] {
        let server = Server::responding(response("200 OK", "", b"done"));
        let response = transport().send(request(method, server.url("/"), b"[11,12]")).unwrap();
        assert_eq!(response.body(), b"done");
        let seen = server.only();
        assert_eq!(seen.line(), format!("{method} / HTTP/1.1"));
        assert_eq!((seen.header("content-length"), &*seen.body), (vec!["7"], &b"[11,12]"[..]), "{method}");
    }
}

#[test]
fn a_length_that_the_caller_sets_is_not_doubled() {
    let server = Server::responding(response("200 OK", "", b""));
    for (method, body) in [("POST", &b"{}"[..]), ("POST", b""), ("DELETE", b"[1]"), ("GET", b"")] {
        let mut sent = request(method, server.url("/"), body);
        sent.headers_mut().insert("content-length", body.len().to_string().parse().unwrap());
        transport().send(sent).unwrap();
        let seen = server.seen().pop().unwrap();
        assert_eq!((seen.header("content-length"), &*seen.body), (vec![&*body.len().to_string()], body), "{method}");
    }
}

#[test]
fn a_compressed_body_is_decompressed() {
    let body = b"[{\"id\":11},{\"id\":12}]".repeat(500);
    let server = Server::responding(response("200 OK", "content-encoding: gzip\r\n", &gzip(&body)));
    let response = transport().send(get(server.url("/"))).unwrap();
    assert_eq!(*response.body(), body);
    for name in ["content-encoding", "content-length"] {
        assert!(!response.headers().contains_key(name), "{name}");
    }
    assert_eq!(server.only().header("accept-encoding"), ["gzip"]);
}

#[test]
fn compression_is_not_offered_where_it_is_off() {
    let server = Server::responding(response("200 OK", "content-encoding: gzip\r\n", &gzip(b"unasked")));
    let transport = settings().gzip(false).build().unwrap();
    assert_eq!(transport.send(get(server.url("/"))).unwrap().body(), b"unasked");
    assert_eq!(server.only().header("accept-encoding"), [""; 0]);
}

#[test]
fn repeated_headers_are_kept() {
    let server = Server::responding(response("200 OK", "set-cookie: a=1\r\nx-one: 1\r\nset-cookie: b=2\r\n", b""));
    let response = transport().send(get(server.url("/"))).unwrap();
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
}

#[test]
fn a_body_of_the_limit_passes_and_one_byte_more_does_not() {
    for encoding in ["", "content-encoding: gzip\r\n"] {
        for (length, passes) in [(4_999, true), (5_000, true), (5_001, false)] {
            let body = vec![b'7'; length];
            let sent = if encoding.is_empty() { body.clone() } else { gzip(&body) };
            let server = Server::responding(response("200 OK", encoding, &sent));
            let transport = settings().body_limit(5_000).build().unwrap();
            match transport.send(get(server.url("/"))) {
                Ok(response) => assert!(passes && *response.body() == body, "{length}"),
                Err(error) => {
                    assert!(!passes, "{length}: {error:?}");
                    assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::TooLarge, false));
                }
            }
        }
    }
}

#[test]
fn a_bomb_is_too_large() {
    let bomb = gzip(&vec![0; 40 * 1024 * 1024]);
    assert!(bomb.len() < 100_000);
    let server = Server::responding(response("200 OK", "content-encoding: gzip\r\n", &bomb));
    let error = transport().send(get(server.url("/"))).unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);
}

#[test]
fn the_limit_may_be_zero() {
    let server = Server::responding(response("200 OK", "", b""));
    let transport = transport().with_body_limit(0);
    assert_eq!(transport.send(get(server.url("/"))).unwrap().status(), StatusCode::OK);
}

#[test]
fn a_connection_is_used_again() {
    let server = Server::responding(response("200 OK", "", b"{}"));
    let transport = transport();
    for _ in 0..3 {
        transport.clone().send(request("POST", server.url("/"), b"{}")).unwrap();
    }
    assert_eq!((server.seen().len(), server.connections()), (3, 1));
}

#[test]
fn a_closed_connection_is_replaced_and_sends_nothing_twice() {
    let (closed, on_close) = std::sync::mpsc::channel();
    let server = Server::raw(move |server, stream| {
        let closing = stream.try_clone().unwrap();
        server.respond_once(stream);
        closing.shutdown(std::net::Shutdown::Both).unwrap();
        closed.send(()).unwrap();
    });
    let transport = transport();
    for number in 1..=3 {
        transport.send(request("POST", server.url("/"), b"{}")).unwrap();
        on_close.recv_timeout(support::PATIENCE).unwrap();
        assert_eq!((server.seen().len(), server.connections()), (number, number));
    }
}

#[test]
fn a_request_without_a_response_is_sent_once() {
    for method in ["GET", "POST"] {
        let server = Server::http(|number, _, wire| {
            // The first response puts the connection into the pool; the second never comes.
            if number == 0 {
                wire.write_all(&response("200 OK", "", b"")).unwrap();
                return Then::KeepOpen;
            }
            Then::Close
        });
        let transport = transport();
        transport.send(request(method, server.url("/"), b"")).unwrap();
        let error = transport.send(request(method, server.url("/"), b"")).unwrap_err();
        assert_eq!((error.kind(), error.is_unsent()), (TransportErrorKind::Interrupted, false));
        assert_eq!((server.seen().len(), server.connections()), (2, 1));
    }
}

#[test]
fn settings_of_ureq_in_a_request_are_ignored() {
    use toggl_me_transport_ureq::ureq::Agent;

    let server = Server::responding(response("404 Not Found", "", b"gone"));
    let agent = Agent::new_with_defaults();
    let sent = agent.configure_request(get(server.url("/"))).http_status_as_error(true).build();
    assert_eq!(transport().send(sent).unwrap().body(), b"gone");
}

#[test]
fn the_response_contains_nothing_of_ureq() {
    let server = Server::responding(response("200 OK", "", b""));
    assert!(transport().send(get(server.url("/"))).unwrap().extensions().is_empty());
}

#[test]
fn a_transport_can_be_shared() {
    fn shared<T: Clone + Send + Sync + std::fmt::Debug + 'static>(_: &T) {}
    let transport = transport();
    shared(&transport);
    let server = Server::responding(response("200 OK", "", b"{}"));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| transport.send(get(server.url("/"))).unwrap());
        }
    });
    assert_eq!(server.seen().len(), 8);
}
