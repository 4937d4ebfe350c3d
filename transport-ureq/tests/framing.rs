//! Tests of where a response's body ends, RFC 9112, sections 6 and 7, over the wire.

mod support;

use support::{Server, Then, assert_failed, closing_after, get, request, shown, transport};
use toggl_me_core::{Transport, TransportError, TransportErrorKind};

/// Returns the body of a response of these bytes, after which the connection is closed.
fn body(response: &str) -> Result<Vec<u8>, TransportError> {
    let server = closing_after(response);
    transport().send(get(server.url("/"))).map(http::Response::into_body)
}

#[track_caller]
fn assert_body(response: &str, expected: &[u8]) {
    match body(response) {
        Ok(body) => assert_eq!(body, expected, "{response:?}"),
        Err(error) => panic!("{response:?}: {error:?}"),
    }
}

#[track_caller]
fn assert_refused(response: &str) {
    let error = body(response).expect_err(response);
    assert_failed(&error, TransportErrorKind::Other, false);
    assert!(!shown(&error).contains("5ecret"), "{error:?}");
}

#[test]
fn a_body_with_a_length_ends_there() {
    for length in ["7", "007", "7, 7", "7\r\ncontent-length: 7", "7\r\ncontent-length: 007", " 7\t"] {
        assert_body(&format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n[11,12]"), b"[11,12]");
        assert_body(&format!("HTTP/1.0 200 OK\r\ncontent-length: {length}\r\n\r\n[11,12]"), b"[11,12]");
    }
}

#[test]
fn an_invalid_length_is_refused() {
    for length in
        ["7\r\ncontent-length: 5", "7, 5", "-7", "+7", "7.0", "0x7", "seven", "", "7,", "18446744073709551616"]
    {
        assert_refused(&format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n[5ecret"));
    }
}

#[test]
fn a_chunked_body_is_assembled() {
    for head in ["chunked", "Chunked", " CHUNKED ", ",chunked,", "chunked\r\ntransfer-encoding:"] {
        assert_body(
            &format!(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: {head}\r\n\r\n4\r\nclos\r\n5;x=y\r\ned it\r\n0\r\nx-a: b\r\n\r\n"
            ),
            b"closed it",
        );
    }
    // The last chunk has arrived, and so has the body.
    assert_body("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n00A\r\n0123456789\r\n000\r\n", b"0123456789");
}

#[test]
fn invalid_chunks_are_refused() {
    for chunks in
        ["x\r\n5ecret\r\n0\r\n\r\n", "-6\r\n5ecret\r\n0\r\n\r\n", "3\r\n5ecret\r\n0\r\n\r\n", "\r\n5ecret\r\n0\r\n\r\n"]
    {
        assert_refused(&format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}"));
    }
}

#[test]
fn chunks_take_precedence_over_a_length() {
    for headers in
        ["transfer-encoding: chunked\r\ncontent-length: 3", "content-length: 900\r\ntransfer-encoding: chunked"]
    {
        assert_body(&format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n7\r\n[11,12]\r\n0\r\n\r\n"), b"[11,12]");
    }
}

#[test]
fn an_unknown_transfer_coding_is_refused() {
    for coding in [
        "gzip",
        "gzip, chunked",
        "chunked, gzip",
        "gzip\r\ntransfer-encoding: chunked",
        "chunked\r\ntransfer-encoding: chunked",
        "chunked, chunked",
        "identity",
        "chunked;x=y",
        "x-chunked",
        "ch\u{fc}nked",
    ] {
        for length in ["", "content-length: 21\r\n"] {
            let head = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: {coding}\r\n{length}\r\n");
            assert_refused(&format!("{head}6\r\n5ecret\r\n0\r\n\r\n"));
        }
    }
}

#[test]
fn chunks_under_http_1_0_are_refused() {
    for headers in ["", "content-length: 17\r\n", "connection: keep-alive\r\n"] {
        assert_refused(&format!(
            "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n{headers}\r\n6\r\n5ecret\r\n0\r\n\r\n"
        ));
    }
}

#[test]
fn a_body_without_length_ends_with_the_connection() {
    for head in ["HTTP/1.1 200 OK\r\n", "HTTP/1.0 200 OK\r\n", "HTTP/1.1 200 OK\r\ntransfer-encoding:\r\n"] {
        assert_body(&format!("{head}\r\nall there is"), b"all there is");
        assert_body(&format!("{head}\r\n"), b"");
    }
}

#[test]
fn a_status_without_a_body_has_none_whatever_its_headers() {
    for headers in ["", "content-length: 7\r\n", "transfer-encoding: chunked\r\n", "transfer-encoding: gzip\r\n"] {
        for status in [101, 204, 304] {
            assert_body(&format!("HTTP/1.1 {status} None\r\n{headers}\r\n7\r\n[11,12]\r\n0\r\n\r\n"), b"");
        }
    }
}

#[test]
fn a_head_response_has_no_body_whatever_its_length() {
    for headers in ["content-length: 100\r\n", "content-length: 100\r\ncontent-encoding: gzip\r\n"] {
        let server = Server::responding(format!("HTTP/1.1 200 OK\r\n{headers}\r\n"));
        let transport = transport();
        for _ in 0..2 {
            let response = transport.send(request("HEAD", server.url("/"), b"")).unwrap();
            assert!(response.body().is_empty());
            assert_eq!(response.headers()["content-length"], "100");
        }
        assert_eq!(server.connections(), 1);
    }
}

#[test]
fn informational_responses_are_skipped() {
    let early = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
    let response = "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n[11,12]";
    for before in ["HTTP/1.1 100 Continue\r\n\r\n".to_owned(), early.to_owned(), early.repeat(3)] {
        assert_body(&format!("{before}{response}"), b"[11,12]");
    }
    let error = body(early).unwrap_err();
    assert_failed(&error, TransportErrorKind::Interrupted, false);
}

#[test]
fn bytes_after_a_body_are_not_the_next_response() {
    let unasked = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstale";
    for response in [
        "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n[11,12]",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n[11,12]\r\n0\r\n\r\n",
        "HTTP/1.1 204 None\r\n\r\n",
    ] {
        let server = Server::http(move |_, _, wire| {
            wire.write_all(format!("{response}{unasked}").as_bytes()).unwrap();
            Then::KeepOpen
        });
        let transport = transport();
        for number in 1..=2 {
            let response = transport.send(get(server.url("/"))).unwrap();
            assert_ne!(response.body(), b"stale");
            assert_eq!(server.connections(), number);
        }
    }
}
