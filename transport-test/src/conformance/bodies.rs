//! Clauses about the body of a response: it is complete or an error, and its size is limited.

use toggl_me_core::TransportErrorKind;

use super::origin::{Next, Origin};
use super::rule::Rule;
use super::scripts::{
    CUTS, FRAMINGS, NONSENSE, compress, cut, get, last, nonsense, respond, respond_framed, write_chunk,
};
use super::setup::{Make, Setup};

/// Checks that the whole body is returned up to the limit, however the server frames it.
pub fn bodies_come_whole(make: &Make<'_>) {
    // This is above the limits that stacks have by default.
    const LIMIT: usize = 12 << 20;
    let rule = Rule("returns the whole body, whether it has a length, comes in chunks or ends with the connection");
    let pattern: Vec<u8> = (0..=u8::MAX).chain((0..=u8::MAX).rev()).collect();
    let largest = pattern.repeat(LIMIT / pattern.len());
    let sent = largest.clone();
    let origin = Origin::start(move |request, out| {
        let mut parts = request.target[1..].split('/');
        let (framing, length) = (parts.next().unwrap_or_default(), parts.next().and_then(|length| length.parse().ok()));
        respond_framed(out, framing, &sent[..length.unwrap_or(0)])
    });
    let transport = make(&Setup { body_limit: LIMIT as u64, ..Setup::default() });
    for length in [1_500_000, 2_500_000, LIMIT] {
        for framing in FRAMINGS {
            let what = format!("a body of {length} bytes ({framing})");
            let response = rule.response(&what, transport.send(get(&origin, &format!("/{framing}/{length}"))));
            rule.check(*response.body() == largest[..length], || {
                format!("returned {} bytes for {what}", response.body().len())
            });
        }
    }
}

/// Checks that a response that breaks off is an error and never a shorter response.
pub fn cut_bodies_are_errors(make: &Make<'_>) {
    let rule = Rule("fails with `Interrupted` when a response breaks off");
    let origin = Origin::start(|request, out| cut(&request.target, out));
    let transport = make(&Setup::default());
    for path in CUTS {
        let what = format!("a truncated response ({path})");
        rule.failure_as(TransportErrorKind::Interrupted, what, transport.send(get(&origin, path)));
    }
}

/// Checks that bytes that are not HTTP are an error.
pub fn nonsense_is_an_error(make: &Make<'_>) {
    let rule = Rule("fails when the response is not HTTP");
    let origin = Origin::start(|request, out| nonsense(&request.target, out));
    let transport = make(&Setup::default());
    for path in NONSENSE {
        rule.failure(format_args!("bytes that are not HTTP ({path})"), transport.send(get(&origin, path)));
    }
}

/// Checks that a body of exactly the limit is returned and a larger one is an error, however it is framed.
pub fn bodies_are_bounded(make: &Make<'_>) {
    const LIMIT: usize = 64 * 1024;
    let rule = Rule("returns bodies up to its limit and fails with `TooLarge` above it");
    let origin = Origin::start(|request, out| {
        let (place, framing) = request.target[1..].split_once('/').unwrap_or_default();
        match place {
            "at-limit" => return respond_framed(out, framing, &[b'x'; LIMIT]),
            "above" => return respond_framed(out, framing, &[b'x'; LIMIT + 1]),
            _ => {
                out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
                // This is far more than is read, but a transport without a limit should not fill the memory.
                for _ in 0..256 {
                    write_chunk(out, &[b'x'; 32 * 1024])?;
                }
                write_chunk(out, b"")?;
            }
        }
        Ok(Next::Keep)
    });
    let transport = make(&Setup { body_limit: LIMIT as u64, ..Setup::default() });
    for framing in FRAMINGS {
        let what = format!("a body of the limit ({framing})");
        let response = rule.response(&what, transport.send(get(&origin, &format!("/at-limit/{framing}"))));
        rule.check(response.body().len() == LIMIT, || format!("returned {} bytes for {what}", response.body().len()));
    }
    for framing in FRAMINGS {
        let sent = transport.send(get(&origin, &format!("/above/{framing}")));
        rule.failure_as(TransportErrorKind::TooLarge, format_args!("a byte more than the limit ({framing})"), sent);
    }
    rule.failure_as(TransportErrorKind::TooLarge, "far more than the limit", transport.send(get(&origin, "/endless")));
}

/// Checks that gzip is requested and decoded, that a compressed body is complete or an error, and that the limit counts
/// decoded bytes.
pub fn gzip(make: &Make<'_>) {
    let rule =
        Rule("requests gzip, returns the decoded body, and fails on one that is truncated or larger than its limit");
    let text = "the same words again and again; ".repeat(500);
    let limit = 4 * text.len();
    let bomb = vec![b' '; 64 * limit];
    let compressed = compress(text.as_bytes());
    let (half, bomb) = (compressed[..compressed.len() / 2].to_vec(), compress(&bomb));
    let origin = Origin::start(move |request, out| {
        let body = match request.target.as_str() {
            "/whole" => &compressed,
            "/half" => &half,
            _ => &bomb,
        };
        respond(out, "200", "content-encoding: gzip\r\n", body)?;
        Ok(Next::Keep)
    });
    let transport = make(&Setup { body_limit: limit as u64, ..Setup::default() });
    let response = rule.response("a compressed body", transport.send(get(&origin, "/whole")));
    let asked = last(rule, &origin).values("accept-encoding").iter().any(|value| names_gzip(value));
    rule.check(asked, || "did not request it with `Accept-Encoding`".to_owned());
    rule.check(response.body() == text.as_bytes(), || "returned another body than was compressed".to_owned());
    rule.check(!response.headers().contains_key("content-encoding"), || {
        "left `Content-Encoding` on a body that is decoded".to_owned()
    });
    rule.failure("a truncated compressed body", transport.send(get(&origin, "/half")));
    let what = "a small body that is large when decoded";
    rule.failure_as(TransportErrorKind::TooLarge, what, transport.send(get(&origin, "/bomb")));
}

fn names_gzip(value: &[u8]) -> bool {
    value.windows(4).any(|part| part.eq_ignore_ascii_case(b"gzip"))
}
