//! The [`Transport`] contract as tests: one clause, one `#[test]`.
//!
//! [`conformance!`](crate::conformance!) runs all of them against a transport of your own. The clauses are plain
//! functions, for those who want to run one alone; each panics with what a correct transport does and what this one did.
//! They talk to servers that they start on 127.0.0.1, so the transport has to be made without a proxy.

use std::fmt;
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{Method, Request, Response, StatusCode};
use toggl_me_core::{Transport, TransportError, TransportErrorKind};

mod certificates;
mod origin;

use certificates::Authority;
use origin::{Next, Origin, Seen};

use crate::lock::lock;

/// Makes the `#[test]`s that show whether a transport keeps the [contract](toggl_me_core::Transport).
///
/// It takes a function that makes the transport, `fn(&Setup) -> impl Transport + 'static`; see
/// [`Setup`](crate::conformance::Setup). A clause that a stack cannot keep is excepted by its name and with a reason; it
/// is still listed, as a test in a module `excepted`. Two transports in one file need a module each.
///
/// ```
/// use toggl_me_transport_test::conformance::Setup;
/// # use toggl_me_transport_test::{TestTransport, conformance};
/// # struct MyTransport;
/// # impl MyTransport {
/// #     fn new(timeout: std::time::Duration, body_limit: u64, roots: &str) -> TestTransport { TestTransport::new() }
/// # }
/// fn make(setup: &Setup) -> impl toggl_me_core::Transport + use<> {
///     MyTransport::new(setup.timeout, setup.body_limit, &setup.roots_pem())
/// }
///
/// conformance!(make, except(gzip, "this stack decompresses nothing"));
/// ```
#[macro_export]
macro_rules! conformance {
    ($make:expr $(, except($clause:ident, $reason:expr))* $(,)?) => {
        $crate::conformance!(@with ($) $make; $($clause, $reason;)*);
    };
    // The exceptions become the first rules of a macro: where one of them matches, no test is made of the clause.
    (@with ($d:tt) $make:expr; $($clause:ident, $reason:expr;)*) => {
        macro_rules! conformance_test {
            $( ($clause) => {}; )*
            ($d name:ident) => {
                #[test]
                fn $d name() {
                    $crate::conformance::$d name(&|setup| ::std::boxed::Box::new($make(setup)));
                }
            };
        }

        $crate::conformance_clauses!(conformance_test);

        /// What the transport does not keep, and why.
        #[cfg(test)]
        mod excepted {
            $(
                #[test]
                fn $clause() {
                    let _ = $crate::conformance::$clause;
                    println!("{} is excepted: {}", stringify!($clause), $reason);
                }
            )*
        }
    };
}

/// Calls a macro with the name of each clause: the one list of them.
#[doc(hidden)]
#[macro_export]
macro_rules! conformance_clauses {
    ($each:ident) => {
        $each!(statuses_are_answers);
        $each!(redirects_are_returned);
        $each!(requests_go_out_unchanged);
        $each!(headers_are_not_invented);
        $each!(empty_bodies_follow_the_method);
        $each!(bodies_come_whole);
        $each!(cut_bodies_are_errors);
        $each!(nonsense_is_an_error);
        $each!(repeated_headers_are_kept);
        $each!(bodies_are_bounded);
        $each!(nothing_is_sent_twice);
        $each!(refused_connections_are_told);
        $each!(time_outs_are_told);
        $each!(unsent_means_unsent);
        $each!(connections_are_reused);
        $each!(gzip);
        $each!(tls_trusts_given_roots);
        $each!(tls_refuses_self_signed);
        $each!(tls_refuses_expired);
        $each!(tls_refuses_other_hosts);
        $each!(many_threads_at_once);
    };
}

/// How a clause wants the transport to be made.
#[derive(Clone)]
#[non_exhaustive]
pub struct Setup {
    /// Certificates to trust, in DER; none but in the clauses about TLS. [`roots_pem`](Setup::roots_pem) has them as
    /// text.
    pub roots: Vec<Vec<u8>>,
    /// The time after which a call that hears nothing fails. A stack with several time-outs sets all of them so.
    pub timeout: Duration,
    /// The largest body to accept, in bytes, counted after decompression.
    pub body_limit: u64,
}

impl Setup {
    /// The certificates to trust, in PEM.
    pub fn roots_pem(&self) -> String {
        let mut pem = String::new();
        for root in &self.roots {
            let text = STANDARD.encode(root);
            let lines: Vec<&str> = (0..text.len()).step_by(64).map(|at| &text[at..text.len().min(at + 64)]).collect();
            pem += &format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"));
        }
        pem
    }
}

impl Default for Setup {
    /// No certificates, 10 seconds, 4 MiB.
    fn default() -> Self {
        Setup { roots: Vec::new(), timeout: Duration::from_secs(10), body_limit: 4 << 20 }
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup")
            .field("roots", &self.roots.len())
            .field("timeout", &self.timeout)
            .field("body_limit", &self.body_limit)
            .finish()
    }
}

/// Makes the transport that a clause is run against.
pub type Make<'a> = dyn Fn(&Setup) -> Box<dyn Transport> + 'a;

/// As [`Make`], for a transport that threads share.
pub type MakeShared<'a> = dyn Fn(&Setup) -> Box<dyn Transport + Sync> + 'a;

/// The time-out of clauses that wait for it.
const SHORT: Duration = Duration::from_millis(200);

/// What a stack may add to the headers of a request: what HTTP/1.1 itself demands, and what it decodes by itself.
const ADDABLE: [&str; 5] = ["host", "content-length", "transfer-encoding", "connection", "accept-encoding"];

/// Any HTTP status comes back as an answer, with its body.
pub fn statuses_are_answers(make: &Make<'_>) {
    let rule = "returns an answer with any status as `Ok`, with its body";
    let origin = Origin::start(|request, out| {
        let status = request.target.trim_start_matches('/');
        match status {
            "204" | "304" => write!(out, "HTTP/1.1 {status} Text\r\n\r\n")?,
            _ => answer(out, status, "www-authenticate: Basic\r\n", status.as_bytes())?,
        }
        Ok(Next::Keep)
    });
    let transport = make(&Setup::default());
    let statuses = [
        200, 201, 202, 204, 299, 304, 400, 401, 402, 403, 404, 405, 409, 410, 418, 422, 429, 451, 499, 500, 502, 503,
        504, 599,
    ];
    for status in statuses {
        let response = expect_answer(rule, transport.send(get(&origin, &format!("/{status}"))));
        let body = if matches!(status, 204 | 304) { String::new() } else { status.to_string() };
        check(rule, (response.status().as_u16(), response.body().as_slice()) == (status, body.as_bytes()), || {
            format!("returned {} with {} bytes for a {status}", response.status(), response.body().len())
        });
    }
}

/// A redirect is an answer like any other.
pub fn redirects_are_returned(make: &Make<'_>) {
    let rule = "returns a redirect and does not follow it";
    let origin = Origin::start(|request, out| {
        match request.target.as_str() {
            "/elsewhere" => answer(out, "200", "", b"followed")?,
            target => answer(out, &target[1..], "location: /elsewhere\r\n", b"moved")?,
        }
        Ok(Next::Keep)
    });
    let transport = make(&Setup::default());
    for status in [301, 302, 303, 307, 308] {
        for method in [Method::GET, Method::POST] {
            let response = expect_answer(rule, transport.send(request(&origin, method, &format!("/{status}"), "")));
            check(rule, response.status().as_u16() == status && response.headers().contains_key("location"), || {
                format!("returned {} for a {status} with a location", response.status())
            });
        }
    }
    let followed = origin.seen().iter().filter(|request| request.target == "/elsewhere").count();
    check(rule, followed == 0, || format!("followed {followed} of them"));
}

/// Method, URI, headers and body go out as they are.
pub fn requests_go_out_unchanged(make: &Make<'_>) {
    let rule = "sends method, URI, headers and body as they are";
    let origin = Origin::start(ok);
    let transport = make(&Setup::default());
    let path = "/api/v9/me/a%2F..%2Fb%3Fc%23d/~x/%e2%82%ac?since=17&q=a+b%20c%26&empty=&flag";
    let binary: Vec<u8> = (0..100_000_u32).map(|number| number.to_le_bytes()[0]).collect();
    let bodies = [
        (Method::GET, vec![]),
        (Method::DELETE, vec![]),
        (Method::PUT, b"{\"a\":\"\xc3\xa9\"}".to_vec()),
        (Method::POST, binary),
    ];
    for (method, body) in bodies {
        let request = Request::builder()
            .method(method)
            .uri(origin.url(path))
            .header("authorization", "Basic dG9rZW46YXBpX3Rva2Vu")
            .header("cookie", "__Secure-accounts-session=abc.def")
            .header("accept", "application/json")
            .header("content-type", "application/json")
            .header("user-agent", "conformance/1.0 (a clause)")
            .header("x-empty", "")
            .header("x-twice", "first")
            .header("x-twice", "second")
            .body(body)
            .expect(VALID);
        let sent = request.clone();
        expect_answer(rule, transport.send(request));
        let seen = last(rule, &origin);
        check(rule, seen.method == sent.method().as_str(), || format!("made {} of {}", seen.method, sent.method()));
        check(rule, seen.target == path, || format!("asked for `{}` in place of `{path}`", seen.target));
        check(rule, seen.body == sent.body().as_slice(), || {
            format!("sent {} bytes of body that are not the {} given ones", seen.body.len(), sent.body().len())
        });
        for name in sent.headers().keys() {
            let given: Vec<&[u8]> = sent.headers().get_all(name).iter().map(|value| value.as_bytes()).collect();
            check(rule, seen.values(name.as_str()) == given, || format!("changed the header `{name}`"));
        }
    }
}

/// No header goes out that was not given, but for those of HTTP/1.1 itself and `Accept-Encoding`.
pub fn headers_are_not_invented(make: &Make<'_>) {
    let rule = "adds no header but those that HTTP/1.1 demands, and `Accept-Encoding` for what it decodes";
    let origin = Origin::start(ok);
    let transport = make(&Setup::default());
    for (method, body) in [(Method::GET, ""), (Method::POST, "{}"), (Method::PUT, "")] {
        expect_answer(rule, transport.send(request(&origin, method, "/", body)));
        for (name, _) in last(rule, &origin).headers {
            check(rule, ADDABLE.contains(&name.as_str()), || format!("added `{name}`"));
        }
    }
}

/// An empty body is none on GET and DELETE, and one of length 0 on POST and PUT.
pub fn empty_bodies_follow_the_method(make: &Make<'_>) {
    let rule = "sends no body headers with an empty GET or DELETE, and `content-length: 0` with an empty POST or PUT";
    let origin = Origin::start(ok);
    let transport = make(&Setup::default());
    for (method, length) in [
        (Method::GET, vec![]),
        (Method::DELETE, vec![]),
        (Method::POST, vec![b"0".as_slice()]),
        (Method::PUT, vec![b"0".as_slice()]),
    ] {
        expect_answer(rule, transport.send(request(&origin, method.clone(), "/", "")));
        let seen = last(rule, &origin);
        let (lengths, codings) = (seen.values("content-length"), seen.values("transfer-encoding"));
        check(rule, lengths == length && codings.is_empty(), || {
            format!("sent {} lengths and {} transfer codings with an empty {method}", lengths.len(), codings.len())
        });
    }
}

/// The whole body is returned, however the server frames it.
pub fn bodies_come_whole(make: &Make<'_>) {
    let rule = "returns the whole body, whether it has a length, comes in chunks or ends with the connection";
    let large: Vec<u8> = (0..1_500_000_u32).map(|number| number.to_le_bytes()[1]).collect();
    let sent = large.clone();
    let origin = Origin::start(move |request, out| {
        match request.target.as_str() {
            "/length" => answer(out, "200", "", &sent)?,
            "/chunks" => {
                out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
                let (start, rest) = sent.split_at(3);
                for chunk in start.chunks(1).chain(rest.chunks(70_000)) {
                    write_chunk(out, chunk)?;
                    out.flush()?;
                }
                write_chunk(out, b"")?;
            }
            _ => {
                out.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
                out.write_all(&sent)?;
                return Ok(Next::Close);
            }
        }
        Ok(Next::Keep)
    });
    let transport = make(&Setup::default());
    for path in ["/length", "/chunks", "/close"] {
        let response = expect_answer(rule, transport.send(get(&origin, path)));
        check(rule, *response.body() == large, || {
            format!("returned {} bytes of {} ({path})", response.body().len(), large.len())
        });
    }
}

/// An answer that breaks off is an error, never a shorter answer.
pub fn cut_bodies_are_errors(make: &Make<'_>) {
    let rule = "fails with `Interrupted` when an answer breaks off";
    let origin = Origin::start(cut);
    let transport = make(&Setup::default());
    for path in CUTS {
        let error = expect_error(rule, path, transport.send(get(&origin, path)));
        expect_kind(rule, path, &error, TransportErrorKind::Interrupted);
    }
}

const CUTS: [&str; 5] = ["/no-answer", "/in-head", "/in-length", "/in-chunk", "/between-chunks"];

fn cut(request: &Seen, out: &mut dyn Write) -> io::Result<Next> {
    match request.target.as_str() {
        "/no-answer" => {}
        "/in-head" => out.write_all(b"HTTP/1.1 200 OK\r\ncontent-le")?,
        "/in-length" => out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n[{\"id\":1}]")?,
        "/in-chunk" => out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n14\r\n[{\"id\":1}]")?,
        _ => out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\na\r\n[{\"id\":1}]\r\n")?,
    }
    Ok(Next::Close)
}

/// What is not HTTP is an error.
pub fn nonsense_is_an_error(make: &Make<'_>) {
    let rule = "fails when what comes back is not HTTP";
    let origin = Origin::start(|request, out| {
        match request.target.as_str() {
            "/words" => out.write_all(b"who is there?\r\n\r\n")?,
            "/status" => out.write_all(b"HTTP/1.1 abc OK\r\n\r\n")?,
            "/header" => out.write_all(b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")?,
            "/length" => out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: ten\r\n\r\n0123456789")?,
            _ => {
                out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nten\r\n0123456789\r\n0\r\n\r\n")?
            }
        }
        Ok(Next::Close)
    });
    let transport = make(&Setup::default());
    for path in ["/words", "/status", "/header", "/length", "/chunk"] {
        expect_error(rule, path, transport.send(get(&origin, path)));
    }
}

/// Headers that the server repeats are all kept, in their order.
pub fn repeated_headers_are_kept(make: &Make<'_>) {
    let rule = "keeps every value of a header that the server repeats";
    let origin = Origin::start(|_, out| {
        answer(out, "200", "set-cookie: a=1\r\nx-note: one\r\nSet-Cookie: b=2\r\nx-note: two\r\n", b"")?;
        Ok(Next::Keep)
    });
    let response = expect_answer(rule, make(&Setup::default()).send(get(&origin, "/")));
    for (name, expected) in [("set-cookie", ["a=1", "b=2"]), ("x-note", ["one", "two"])] {
        let values: Vec<_> = response.headers().get_all(name).iter().collect();
        check(rule, values == expected, || format!("returned `{name}` as {values:?}"));
    }
}

/// A body of just the limit is returned, a larger one is an error, however it comes.
pub fn bodies_are_bounded(make: &Make<'_>) {
    const LIMIT: usize = 64 * 1024;
    let rule = "returns bodies up to its limit and fails with `TooLarge` above it";
    let origin = Origin::start(|request, out| {
        match request.target.as_str() {
            "/at-limit" => answer(out, "200", "", &[b'x'; LIMIT])?,
            "/above" => answer(out, "200", "", &[b'x'; LIMIT + 1])?,
            _ => {
                out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
                // Without an end; but a transport that has no limit should not fill the memory.
                for _ in 0..256 {
                    write_chunk(out, &[b'x'; 32 * 1024])?;
                }
                write_chunk(out, b"")?;
            }
        }
        Ok(Next::Keep)
    });
    let setup = Setup { body_limit: LIMIT as u64, ..Setup::default() };
    let transport = make(&setup);
    let response = expect_answer(rule, transport.send(get(&origin, "/at-limit")));
    check(rule, response.body().len() == LIMIT, || format!("returned {} bytes of {LIMIT}", response.body().len()));
    for path in ["/above", "/chunks"] {
        let error = expect_error(rule, path, transport.send(get(&origin, path)));
        expect_kind(rule, path, &error, TransportErrorKind::TooLarge);
    }
}

/// Each call reaches the server at most once, whatever comes back.
pub fn nothing_is_sent_twice(make: &Make<'_>) {
    let rule = "sends each request at most once";
    let origin = Origin::start(|request, out| {
        let status = request.target.split('/').nth(1).unwrap_or_default();
        match status {
            "closed" => return Ok(Next::Close),
            status => answer(out, status, "retry-after: 0\r\n", b"")?,
        }
        Ok(Next::Keep)
    });
    let transport = make(&Setup::default());
    let mut number = 0;
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::POST] {
        for status in ["408", "425", "429", "500", "502", "503", "504", "closed"] {
            // The answer before leaves a connection that may be used again, where some stacks retry.
            for status in ["200", status] {
                number += 1;
                // Whether it is an answer or an error is for other clauses.
                let _ = transport.send(request(&origin, method.clone(), &format!("/{status}/{number}"), ""));
            }
        }
    }
    let mut targets: Vec<String> = origin.seen().into_iter().map(|request| request.target).collect();
    targets.sort();
    let repeated = targets.windows(2).find(|pair| pair[0] == pair[1]);
    check(rule, repeated.is_none(), || format!("sent {} again", repeated.map_or("", |pair| pair[0].as_str())));
}

/// A connection that is refused is `Connect`.
pub fn refused_connections_are_told(make: &Make<'_>) {
    let rule = "fails with `Connect` when the connection is refused";
    let error = expect_error(rule, "a closed port", make(&Setup::default()).send(refused()));
    expect_kind(rule, "a closed port", &error, TransportErrorKind::Connect);
}

/// A server that says nothing, or stops in the middle, is a `Timeout`.
pub fn time_outs_are_told(make: &Make<'_>) {
    let rule = "fails with `Timeout` when its time limit runs out";
    let origin = Origin::start(stall);
    let transport = make(&Setup { timeout: SHORT, ..Setup::default() });
    for path in ["/silence", "/in-body"] {
        let error = expect_error(rule, path, transport.send(get(&origin, path)));
        expect_kind(rule, path, &error, TransportErrorKind::Timeout);
    }
}

fn stall(request: &Seen, out: &mut dyn Write) -> io::Result<Next> {
    if request.target == "/in-body" {
        out.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n[{\"id\":1}]")?;
    }
    Ok(Next::Hang)
}

/// `is_unsent` is true where no connection was made, and false where the server has seen the request.
pub fn unsent_means_unsent(make: &Make<'_>) {
    let rule = "says `is_unsent` when no connection was made, and never when the server may have seen the request";
    let error = expect_error(rule, "a closed port", make(&Setup::default()).send(refused()));
    check(rule, error.is_unsent(), || "did not say it of a refused connection".to_owned());

    let transport = make(&Setup { timeout: SHORT, ..Setup::default() });
    let origin = Origin::start(|request, out| match request.target.as_str() {
        "/silence" | "/in-body" => stall(request, out),
        _ => cut(request, out),
    });
    for path in CUTS.into_iter().chain(["/silence", "/in-body"]) {
        let before = origin.seen().len();
        // Whether it is an error at all is for other clauses.
        let claimed = transport.send(request(&origin, Method::POST, path, "{}")).is_err_and(|error| error.is_unsent());
        let arrived = origin.seen().len() > before;
        check(rule, !(arrived && claimed), || format!("said it of a request that arrived ({path})"));
    }
}

/// A connection whose answer was read is used again.
pub fn connections_are_reused(make: &Make<'_>) {
    let rule = "uses a connection again after a whole answer";
    let origin = Origin::start(|request, out| {
        match request.target.as_str() {
            "/204" => out.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?,
            "/chunks" => {
                out.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
                write_chunk(out, b"{}")?;
                write_chunk(out, b"")?;
            }
            "/404" => answer(out, "404", "", b"nothing here")?,
            _ => answer(out, "200", "", b"{}")?,
        }
        Ok(Next::Keep)
    });
    let transport = make(&Setup::default());
    for path in ["/200", "/404", "/204", "/chunks", "/200"] {
        // Whether it is an answer or an error is for other clauses.
        let _ = transport.send(get(&origin, path));
    }
    let connections = origin.seen().iter().map(|request| request.connection).max().map_or(0, |last| last + 1);
    check(rule, connections == 1, || format!("made {connections} connections for 5 calls"));
}

/// gzip is asked for and decoded; a compressed body is whole or an error, and the limit counts decoded bytes.
pub fn gzip(make: &Make<'_>) {
    let rule = "asks for gzip, returns the decoded body, and fails on one that is cut or larger than its limit";
    let text = "the same words again and again; ".repeat(500);
    let limit = 4 * text.len();
    let bomb = vec![b' '; 64 * limit];
    let compressed = compress(text.as_bytes());
    let (cut, bomb) = (compressed[..compressed.len() / 2].to_vec(), compress(&bomb));
    let origin = Origin::start(move |request, out| {
        let body = match request.target.as_str() {
            "/whole" => &compressed,
            "/cut" => &cut,
            _ => &bomb,
        };
        answer(out, "200", "content-encoding: gzip\r\n", body)?;
        Ok(Next::Keep)
    });
    let transport = make(&Setup { body_limit: limit as u64, ..Setup::default() });
    let response = expect_answer(rule, transport.send(get(&origin, "/whole")));
    let asked = last(rule, &origin).values("accept-encoding").iter().any(|value| contains(value, b"gzip"));
    check(rule, asked, || "did not ask for it with `Accept-Encoding`".to_owned());
    check(rule, response.body() == text.as_bytes(), || "returned another body than was compressed".to_owned());
    check(rule, !response.headers().contains_key("content-encoding"), || {
        "left `Content-Encoding` on a body that is decoded".to_owned()
    });
    expect_error(rule, "a compressed body that is cut", transport.send(get(&origin, "/cut")));
    let what = "a small body that is large when decoded";
    let error = expect_error(rule, what, transport.send(get(&origin, "/bomb")));
    expect_kind(rule, what, &error, TransportErrorKind::TooLarge);
}

/// A server is trusted when its certificate comes from a root that was given.
pub fn tls_trusts_given_roots(make: &Make<'_>) {
    let rule = "trusts a certificate of an authority that it was given";
    let authority = Authority::new();
    let origin = Origin::with(Some(authority.valid()), ok);
    let response = expect_answer(rule, make(&trusting(&authority)).send(get(&origin, "/")));
    check(rule, response.status() == StatusCode::OK, || format!("returned {}", response.status()));
}

/// A certificate that vouches for itself is refused.
pub fn tls_refuses_self_signed(make: &Make<'_>) {
    refuses(make, "refuses, as `Tls`, a certificate that is signed by itself", |_| certificates::self_signed());
}

/// A certificate that has run out is refused.
pub fn tls_refuses_expired(make: &Make<'_>) {
    refuses(make, "refuses, as `Tls`, a certificate that has expired", Authority::expired);
}

/// A certificate for another host is refused.
pub fn tls_refuses_other_hosts(make: &Make<'_>) {
    refuses(make, "refuses, as `Tls`, a certificate for another host", Authority::for_another_host);
}

fn refuses(make: &Make<'_>, rule: &str, config: impl Fn(&Authority) -> rustls::ServerConfig) {
    let authority = Authority::new();
    let origin = Origin::with(Some(config(&authority)), ok);
    let error = expect_error(rule, "it", make(&trusting(&authority)).send(get(&origin, "/")));
    expect_kind(rule, "it", &error, TransportErrorKind::Tls);
    check(rule, origin.seen().is_empty(), || "sent the request before it refused".to_owned());
}

fn trusting(authority: &Authority) -> Setup {
    Setup { roots: vec![authority.root().to_vec()], ..Setup::default() }
}

/// Threads that share a transport each get the answer to their own request.
pub fn many_threads_at_once(make: &MakeShared<'_>) {
    let rule = "serves many threads at once, and gives each the answer to its own request";
    let arrived = (Mutex::new(0), Condvar::new());
    let origin = Origin::start(move |request, out| {
        // The first request is held until there is a second, so that two are under way at once.
        let mut count = lock(&arrived.0);
        *count += 1;
        arrived.1.notify_all();
        drop(arrived.1.wait_timeout_while(count, Duration::from_secs(1), |count| *count < 2));
        answer(out, "200", "", format!("{} {}", request.target, String::from_utf8_lossy(&request.body)).as_bytes())?;
        Ok(Next::Keep)
    });
    let transport = make(&Setup::default());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let (transport, origin) = (&transport, &origin);
                scope.spawn(move || {
                    for call in 0..16 {
                        let path = format!("/{thread}/{call}");
                        let body = format!("body of {path}");
                        let sent = transport.send(request(origin, Method::POST, &path, &body));
                        let response = expect_answer(rule, sent);
                        check(rule, *response.body() == format!("{path} {body}").as_bytes(), || {
                            "returned the answer to another request".to_owned()
                        });
                    }
                })
            })
            .collect();
        // A panic of one of them is passed on with its own message.
        for thread in threads {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}

const VALID: &str = "a request of a clause is valid";

fn get(origin: &Origin, path: &str) -> Request<Vec<u8>> {
    request(origin, Method::GET, path, "")
}

fn request(origin: &Origin, method: Method, path: &str, body: &str) -> Request<Vec<u8>> {
    Request::builder().method(method).uri(origin.url(path)).body(body.into()).expect(VALID)
}

/// A request to a port on which nobody listens: one that was free a moment ago.
fn refused() -> Request<Vec<u8>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port on 127.0.0.1");
    let address = listener.local_addr().expect("the port that was bound");
    Request::post(format!("http://{address}/")).body(b"{}".to_vec()).expect(VALID)
}

fn ok(_: &Seen, out: &mut dyn Write) -> io::Result<Next> {
    answer(out, "200", "", b"{}")?;
    Ok(Next::Keep)
}

/// A whole answer; `headers` are lines with their ends.
fn answer(out: &mut dyn Write, status: &str, headers: &str, body: &[u8]) -> io::Result<()> {
    let head = format!("HTTP/1.1 {status} Text\r\n{headers}content-length: {}\r\n\r\n", body.len());
    out.write_all(&[head.as_bytes(), body].concat())
}

fn write_chunk(out: &mut dyn Write, chunk: &[u8]) -> io::Result<()> {
    out.write_all(&[format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat())
}

fn compress(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("memory takes what is written to it")
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}

/// Fails the clause unless `holds`, with what a correct transport does and what this one did.
#[track_caller]
fn check(rule: &str, holds: bool, did: impl FnOnce() -> String) {
    assert!(holds, "a correct transport {rule}; this one {}", did());
}

#[track_caller]
fn expect_answer(rule: &str, result: Result<Response<Vec<u8>>, TransportError>) -> Response<Vec<u8>> {
    match result {
        Ok(response) => response,
        Err(error) => panic!("a correct transport {rule}; this one failed: {error:?}"),
    }
}

#[track_caller]
fn expect_error(rule: &str, what: &str, result: Result<Response<Vec<u8>>, TransportError>) -> TransportError {
    match result {
        Err(error) => error,
        Ok(response) => panic!(
            "a correct transport {rule}; this one returned {} with {} bytes ({what})",
            response.status(),
            response.body().len()
        ),
    }
}

#[track_caller]
fn expect_kind(rule: &str, what: &str, error: &TransportError, kind: TransportErrorKind) {
    check(rule, error.kind() == kind, || format!("said `{:?}` ({what}): {error:?}", error.kind()));
}

/// The request that came last.
#[track_caller]
fn last(rule: &str, origin: &Origin) -> Seen {
    match origin.seen().pop() {
        Some(seen) => seen,
        None => panic!("a correct transport {rule}; this one answered without asking the server"),
    }
}
