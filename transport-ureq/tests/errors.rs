//! Tests of how failures are classified and what their texts show.

mod support;

use std::io::{Read, Write};
use std::thread;
use std::time::Duration;

use support::{
    PATIENCE, Server, Then, assert_failed, closed_port, closing_after, get, gzip, request, response, settings, shown,
    transport, until_closed,
};
use toggl_me_core::{Transport, TransportErrorKind};

const SHORT: Duration = Duration::from_millis(500);

#[test]
fn a_refused_connection_is_unsent() {
    let error = transport().send(request("POST", format!("http://{}/", closed_port()), b"{}")).unwrap_err();
    assert_failed(&error, TransportErrorKind::Connect, true);
}

#[test]
fn a_name_that_does_not_resolve_is_unsent() {
    let error = transport().send(get("http://no-such-host.invalid/")).unwrap_err();
    assert_failed(&error, TransportErrorKind::Connect, true);
}

#[test]
fn a_connection_closed_after_its_accept_is_not_unsent() {
    // With the request unread this is a reset, and with the request read an orderly close.
    let resetting = Server::raw(|_, stream| drop(stream));
    let closing = Server::http(|_, _, _| Then::Close);
    for server in [resetting, closing] {
        for method in ["GET", "POST"] {
            let error = transport().send(request(method, server.url("/"), b"")).unwrap_err();
            assert_failed(&error, TransportErrorKind::Interrupted, false);
        }
        assert_eq!(server.connections(), 2);
    }
}

#[test]
fn a_response_truncated_anywhere_is_interrupted() {
    let whole = response("200 OK", "x-seat: 11\r\n", b"[11,12]");
    for length in 0..whole.len() {
        let server = closing_after(&whole[..length]);
        let error = transport().send(get(server.url("/"))).unwrap_err();
        assert_failed(&error, TransportErrorKind::Interrupted, false);
    }
}

#[test]
fn a_truncated_chunked_body_is_interrupted() {
    let whole = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n[11,12]\r\n";
    for length in [whole.len() - 12, whole.len() - 9, whole.len() - 5, whole.len() - 2, whole.len()] {
        let server = closing_after(&whole[..length]);
        let error = transport().send(get(server.url("/"))).unwrap_err();
        assert_failed(&error, TransportErrorKind::Interrupted, false);
    }
}

#[test]
fn a_truncated_compressed_body_is_interrupted() {
    let body = gzip(&b"[{\"id\":11},{\"id\":12}]".repeat(50));
    for length in [1, 9, 11, body.len() / 2, body.len() - 9, body.len() - 4, body.len() - 1] {
        // First the connection ends before the body does, then the body before the compressed data.
        let whole = response("200 OK", "content-encoding: gzip\r\n", &body);
        let short = response("200 OK", "content-encoding: gzip\r\n", &body[..length]);
        for sent in [&whole[..whole.len() - body.len() + length], &short] {
            let server = closing_after(sent);
            let error = transport().send(get(server.url("/"))).unwrap_err();
            assert_failed(&error, TransportErrorKind::Interrupted, false);
        }
    }
}

#[test]
fn a_body_without_length_is_interrupted_by_a_reset() {
    let server = Server::raw(|_, mut stream| {
        // One byte of the request stays unread, so that dropping the stream resets the connection.
        let mut request = vec![0; 4];
        stream.read_exact(&mut request).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nhalf of").unwrap();
        // The client has received the data before the reset discards what it has not received.
        thread::sleep(SHORT);
    });
    let error = transport().send(get(server.url("/"))).unwrap_err();
    assert_failed(&error, TransportErrorKind::Interrupted, false);
}

#[test]
fn corrupt_compression_is_other() {
    let server = closing_after(response("200 OK", "content-encoding: gzip\r\n", b"this is not compressed at all"));
    let error = transport().send(get(server.url("/"))).unwrap_err();
    assert_failed(&error, TransportErrorKind::Other, false);
}

#[test]
fn bytes_that_are_not_http_are_other() {
    for garbage in [
        "SSH-2.0-OpenSSH_9.9\r\n\r\n",
        "HTTP/9.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: seven\r\n\r\n[11,12]",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nseven\r\n[11,12]\r\n0\r\n\r\n",
    ] {
        let server = closing_after(garbage);
        let error = transport().send(get(server.url("/"))).unwrap_err();
        assert_failed(&error, TransportErrorKind::Other, false);
    }
}

#[test]
fn an_oversized_header_section_is_too_large() {
    let long = format!("HTTP/1.1 200 OK\r\nx-long: {}\r\ncontent-length: 0\r\n\r\n", "7".repeat(70_000));
    let many = format!("HTTP/1.1 200 OK\r\n{}content-length: 0\r\n\r\n", "x-many: 7\r\n".repeat(200));
    let endless = format!("HTTP/1.1 200 OK\r\nx-endless: {}", "7".repeat(300_000));
    for head in [long, many, endless] {
        let server = Server::http(move |_, _, wire| {
            // The client may hang up before it has everything.
            let _ = wire.write_all(head.as_bytes());
            until_closed(wire);
            Then::Close
        });
        let error = transport().send(get(server.url("/"))).unwrap_err();
        assert_failed(&error, TransportErrorKind::TooLarge, false);
    }
}

#[test]
fn a_body_without_an_end_is_too_large() {
    for (head, part) in [
        ("HTTP/1.1 200 OK\r\n\r\n", "7".repeat(1024)),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", format!("400\r\n{}\r\n", "7".repeat(1024))),
        ("HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\n\r\n", "7".repeat(1024)),
    ] {
        let server = Server::http(move |_, _, wire| {
            wire.write_all(head.as_bytes()).unwrap();
            while wire.write_all(part.as_bytes()).is_ok() {}
            Then::Close
        });
        let transport = settings().body_limit(64 * 1024).build().unwrap();
        let error = transport.send(get(server.url("/"))).unwrap_err();
        assert_failed(&error, TransportErrorKind::TooLarge, false);
    }
}

#[test]
fn a_silent_server_is_a_timeout() {
    let server = Server::http(|_, _, wire| {
        until_closed(wire);
        Then::Close
    });
    let transport = settings().call_timeout(SHORT).build().unwrap();
    let error = transport.send(request("POST", server.url("/"), b"{}")).unwrap_err();
    assert_failed(&error, TransportErrorKind::Timeout, false);
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn a_trickling_response_is_a_timeout() {
    for head in [
        "HTTP/1.1 200 OK\r\nx-endless: ",
        "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
    ] {
        let server = Server::http(move |_, _, wire| {
            wire.write_all(head.as_bytes()).unwrap();
            while wire.write_all(b"7").is_ok() {
                thread::sleep(Duration::from_millis(10));
            }
            Then::Close
        });
        let transport = settings().call_timeout(SHORT).build().unwrap();
        let error = transport.send(get(server.url("/"))).unwrap_err();
        assert_failed(&error, TransportErrorKind::Timeout, false);
    }
}

// On other systems a full queue refuses.
#[cfg(target_os = "linux")]
#[test]
fn a_connection_that_is_never_made_is_an_unsent_timeout() {
    let full = support::FullQueue::new();
    for builder in [settings().connect_timeout(SHORT), settings().call_timeout(SHORT)] {
        let error = builder.build().unwrap().send(request("POST", full.url(), b"{}")).unwrap_err();
        assert_failed(&error, TransportErrorKind::Timeout, true);
    }
}

#[test]
fn the_limit_for_connecting_does_not_end_a_connected_call() {
    let server = Server::http(|_, _, wire| {
        thread::sleep(3 * SHORT);
        wire.write_all(&response("200 OK", "", b"late")).unwrap();
        Then::KeepOpen
    });
    let transport = settings().connect_timeout(SHORT).call_timeout(None).build().unwrap();
    assert_eq!(transport.send(get(server.url("/"))).unwrap().body(), b"late");
}

#[test]
fn a_request_that_cannot_be_sent_is_refused_unsent() {
    let server = Server::responding(response("200 OK", "", b""));
    let port = server.address.port();
    let mut lies = request("POST", server.url("/"), b"{}");
    lies.headers_mut().insert("content-length", "3".parse().unwrap());
    for refused in [
        lies,
        get("/me/lost_passwords/70ken"),
        get("socks5://127.0.0.1/70ken"),
        get(format!("http://name:70ken@127.0.0.1:{port}/70ken?70ken")),
        get("http://127.0.0.1:99999/70ken"),
    ] {
        let error = transport().send(refused).unwrap_err();
        assert_failed(&error, TransportErrorKind::Other, true);
        assert!(!shown(&error).contains("70ken"), "{error:?}");
    }
    assert!(server.seen().is_empty());
}

#[test]
fn no_error_shows_the_request() {
    let refusing = format!("http://{}", closed_port());
    let closing = Server::http(|_, _, _| Then::Close).url("");
    let garbage = closing_after("70 little\r\n\r\n").url("");
    let cut = closing_after("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n5ecret").url("");
    for base in [refusing, closing, garbage, cut, "http://no-such-host.invalid".to_owned()] {
        let mut sent = request("PUT", format!("{base}/lost/70ken?q=5ecret"), b"{\"password\":\"5ecret\"}");
        sent.headers_mut().insert("authorization", "Basic 5ecret".parse().unwrap());
        let error = transport().send(sent).unwrap_err();
        let text = shown(&error);
        assert!(!text.contains("5ecret") && !text.contains("70ken"), "{text}");
    }
}

#[test]
fn a_failed_call_does_not_affect_the_next() {
    let server = Server::http(|number, _, wire| {
        let body = format!("[{number}]");
        if number % 2 == 0 {
            wire.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf of ").unwrap();
            return Then::Close;
        }
        wire.write_all(&response("200 OK", "", body.as_bytes())).unwrap();
        Then::KeepOpen
    });
    let transport = settings().call_timeout(PATIENCE).build().unwrap();
    for number in 0..4 {
        match transport.send(get(server.url("/"))) {
            Ok(response) => assert_eq!(response.body(), format!("[{number}]").as_bytes()),
            Err(error) => assert!(number % 2 == 0, "{error:?}"),
        }
    }
}
