//! Tests of the compression of response bodies, RFC 9110, section 8.4, over the wire.

#![cfg(feature = "gzip")]

mod support;

use http::Response;
use support::{Server, assert_failed, closing_after, get, gzip, request, response, settings, transport};
use toggl_me_core::{Transport, TransportError, TransportErrorKind};

/// Returns the result of a 200 with these headers and this body.
fn received(headers: &str, body: &[u8]) -> Result<Response<Vec<u8>>, TransportError> {
    let server = closing_after(response("200 OK", headers, body));
    transport().send(get(server.url("/")))
}

#[track_caller]
fn assert_decoded(headers: &str, body: &[u8], expected: &[u8]) {
    let response = received(headers, body).unwrap_or_else(|error| panic!("{headers:?}: {error:?}"));
    assert_eq!(response.body(), expected, "{headers:?}");
    for name in ["content-encoding", "content-length"] {
        assert!(!response.headers().contains_key(name), "{name} of what was sent: {headers:?}");
    }
}

#[track_caller]
fn assert_refused(headers: &str, body: &[u8], kind: TransportErrorKind) {
    assert_failed(&received(headers, body).expect_err(headers), kind, false);
}

#[test]
fn a_compressed_body_is_decompressed() {
    let body = b"[{\"id\":11},{\"id\":12}]".repeat(500);
    for coding in ["gzip", "GZIP", "x-gzip", "X-GZip", " gzip ", "gzip,", ", ,gzip", "identity, gzip", "gzip, IDENTITY"]
    {
        assert_decoded(&format!("content-encoding: {coding}\r\n"), &gzip(&body), &body);
    }
    assert_decoded("content-encoding:\r\ncontent-encoding: gzip\r\n", &gzip(&body), &body);
    assert_decoded("content-encoding: identity\r\ncontent-encoding: gzip\r\n", &gzip(&body), &body);
}

#[test]
fn a_body_compressed_several_times_is_decompressed() {
    for coding in ["gzip, x-gzip", "gzip\r\ncontent-encoding: gzip"] {
        assert_decoded(&format!("content-encoding: {coding}\r\n"), &gzip(&gzip(b"twice")), b"twice");
    }
    let mut body = b"many times".to_vec();
    for times in 1..=5 {
        body = gzip(&body);
        let headers = format!("content-encoding: {}\r\n", vec!["gzip"; times].join(","));
        match times {
            5 => assert_refused(&headers, &body, TransportErrorKind::Other),
            _ => assert_decoded(&headers, &body, b"many times"),
        }
    }
}

#[test]
fn an_uncompressed_body_is_unchanged() {
    for headers in ["", "content-encoding:\r\n", "content-encoding: ,\r\n", "content-encoding: Identity\r\n"] {
        let response = received(headers, b"plain").unwrap();
        assert_eq!((&**response.body(), &response.headers()["content-length"]), (&b"plain"[..], &"5".parse().unwrap()));
    }
}

#[test]
fn a_body_in_an_unknown_coding_is_an_error() {
    for coding in [
        "br",
        "deflate",
        "compress",
        "gzip;q=1",
        "gzip gzip",
        "gzip, br",
        "br, gzip",
        "gzip\r\ncontent-encoding: br",
        "identity\r\ncontent-encoding: br",
        "gz\u{ef}p",
    ] {
        let headers = format!("content-encoding: {coding}\r\n");
        assert_refused(&headers, &gzip(b"\x0b\x02"), TransportErrorKind::Other);
    }
}

#[test]
fn all_members_of_a_compressed_body_are_read() {
    assert_decoded("content-encoding: gzip\r\n", &[gzip(b"one "), gzip(b""), gzip(b"two")].concat(), b"one two");
}

#[test]
fn a_corrupt_compressed_body_is_an_error() {
    let whole = gzip(b"[11,12]");
    let spoilt = |from_the_end: usize| {
        let mut body = whole.clone();
        let at = body.len() - from_the_end;
        body[at] ^= 1;
        body
    };
    let checksum = spoilt(8);
    let length = spoilt(4);
    let data = spoilt(12);
    let padded = [&whole[..], &[0; 16]].concat();
    for body in [checksum, length, data, padded, b"this is not compressed at all".to_vec()] {
        assert_refused("content-encoding: gzip\r\n", &body, TransportErrorKind::Other);
    }
    for length in 1..whole.len() {
        assert_refused("content-encoding: gzip\r\n", &whole[..length], TransportErrorKind::Interrupted);
    }
}

#[test]
fn an_empty_body_that_claims_compression_is_empty() {
    for (status, headers, body) in [
        ("200 OK", "content-encoding: gzip\r\ncontent-length: 0", ""),
        ("200 OK", "content-encoding: X-GZIP\r\ntransfer-encoding: chunked", "0\r\n\r\n"),
        ("200 OK", "content-encoding: gzip, gzip\r\ncontent-length: 0", ""),
        ("401 Who", "content-encoding: br\r\ncontent-length: 0", ""),
        ("204 None", "content-encoding: gzip", ""),
        ("304 Same", "content-encoding: br\r\ncontent-length: 7", ""),
    ] {
        let server = Server::responding(format!("HTTP/1.1 {status}\r\n{headers}\r\n\r\n{body}"));
        let transport = transport();
        for _ in 0..2 {
            assert_eq!(transport.send(get(server.url("/"))).unwrap().body(), b"", "{headers}");
        }
        assert_eq!(server.connections(), 1);
    }
    let server = Server::responding("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 7\r\n\r\n");
    assert_eq!(transport().send(request("HEAD", server.url("/"), b"")).unwrap().body(), b"");
}

#[test]
fn an_empty_body_that_may_have_been_cut_is_an_error() {
    let server = closing_after("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n");
    let error = transport().send(get(server.url("/"))).unwrap_err();
    assert_failed(&error, TransportErrorKind::Interrupted, false);
}

#[test]
fn compression_is_offered() {
    let server = Server::responding(response("200 OK", "", b"{}"));
    transport().send(get(server.url("/"))).unwrap();
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
fn the_compressed_and_decompressed_sizes_are_bounded() {
    let noise: Vec<u8> = (0..5_000_u64).map(|n| ((n * n * 2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    let transport = || settings().body_limit(5_000).build().unwrap();
    let send = |body: &[u8], coding: &str| {
        let server = closing_after(response("200 OK", &format!("content-encoding: {coding}\r\n"), body));
        transport().send(get(server.url("/")))
    };
    // Compression makes it longer.
    assert!(gzip(&noise).len() > 5_000);
    assert_eq!(*send(&gzip(&noise), "gzip").unwrap().body(), noise);
    let nothing = gzip(b"").repeat(10_000);
    let bomb = gzip(&gzip(&vec![0; 40 << 20]));
    for (body, coding) in [(nothing, "gzip"), (bomb, "gzip, gzip"), (gzip(&[7; 5_001]), "gzip")] {
        assert_failed(&send(&body, coding).unwrap_err(), TransportErrorKind::TooLarge, false);
    }
}
