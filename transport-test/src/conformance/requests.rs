//! Clauses about requests.

use http::{Method, Request};

use super::origin::{Next, Origin};
use super::rule::Rule;
use super::scripts::{get, last, ok, request, respond, with_header};
use super::setup::{Make, Setup};
use crate::methods::WITH_BODY;

/// The headers that a stack may add to a request: those that HTTP/1.1 itself requires, and those for the encodings that
/// it decodes itself.
const ADDABLE: [&str; 5] = ["host", "content-length", "transfer-encoding", "connection", "accept-encoding"];

/// Checks that method, URI, headers and body are sent unchanged.
pub fn requests_go_out_unchanged(make: &Make<'_>) {
    let rule = Rule("sends method, URI, headers and body unchanged");
    let origin = Origin::start(ok);
    let transport = make(&Setup::default());
    let path = "/api/v9/me/a%2F..%2Fb%3Fc%23d/~x/%e2%82%ac?since=17&q=a+b%20c%26&empty=&flag";
    let binary: Vec<u8> = (0..100_000_u32).map(|number| number.to_le_bytes()[0]).collect();
    let bodies = [
        (Method::GET, vec![]),
        (Method::DELETE, vec![]),
        (Method::DELETE, b"{\"token\":1}".to_vec()),
        (Method::PUT, b"{\"a\":\"\xc3\xa9\"}".to_vec()),
        (Method::PATCH, b"[]".to_vec()),
        (Method::POST, binary),
    ];
    for (method, body) in bodies {
        let sent = Request::builder()
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
            .expect("a request of a clause is valid");
        let what = format!("a {} of {} bytes", sent.method(), sent.body().len());
        rule.response(&what, transport.send(sent.clone()));
        let seen = last(rule, &origin);
        rule.check(seen.method == sent.method().as_str(), || format!("made {} of {what}", seen.method));
        rule.check(seen.target == path, || format!("requested `{}` in place of `{path}`", seen.target));
        rule.check(seen.body == sent.body().as_slice(), || {
            format!("sent {} bytes of body that are not the given ones, with {what}", seen.body.len())
        });
        for name in sent.headers().keys() {
            let given: Vec<&[u8]> = sent.headers().get_all(name).iter().map(|value| value.as_bytes()).collect();
            rule.check(seen.values(name.as_str()) == given, || format!("changed the header `{name}` of {what}"));
        }
    }
}

/// Checks that no header is sent that was not given, except those of HTTP/1.1 itself and `Accept-Encoding`.
pub fn headers_are_not_invented(make: &Make<'_>) {
    let rule = Rule("adds no header except those that HTTP/1.1 requires, and `Accept-Encoding` for what it decodes");
    let origin = Origin::start(ok);
    let transport = make(&Setup::default());
    for (method, length) in
        [(Method::GET, 0), (Method::DELETE, 0), (Method::POST, 2), (Method::PUT, 0), (Method::POST, 2_000_000)]
    {
        let what = format!("a {method} of {length} bytes");
        rule.response(&what, transport.send(request(&origin, method, "/", vec![b' '; length])));
        for (name, _) in last(rule, &origin).headers {
            rule.check(ADDABLE.contains(&name.as_str()), || format!("added `{name}` to {what}"));
        }
    }
}

/// Checks that an empty body is no body on GET and DELETE, and one of length 0 on POST, PUT and PATCH.
pub fn empty_bodies_follow_the_method(make: &Make<'_>) {
    let rule = Rule(
        "sends no body headers with an empty GET or DELETE, and `content-length: 0` with an empty POST, PUT or PATCH",
    );
    let origin = Origin::start(ok);
    let transport = make(&Setup::default());
    for method in [Method::GET, Method::DELETE].into_iter().chain(WITH_BODY) {
        rule.response(format_args!("an empty {method}"), transport.send(request(&origin, method.clone(), "/", "")));
        let seen = last(rule, &origin);
        let (lengths, codings) = (seen.values("content-length"), seen.values("transfer-encoding"));
        let expected = if WITH_BODY.contains(&method) { vec![b"0".as_slice()] } else { vec![] };
        rule.check(lengths == expected && codings.is_empty(), || {
            format!("sent {} lengths and {} transfer codings with an empty {method}", lengths.len(), codings.len())
        });
    }
}

/// Checks that a length that the request already has is sent once, as for the core's requests with a body.
pub fn given_lengths_go_out_once(make: &Make<'_>) {
    let rule = Rule("sends a `content-length` that was given once, and no other framing beside it");
    let origin = Origin::start(ok);
    let transport = make(&Setup::default());
    for method in WITH_BODY {
        for body in ["", "{\"a\":1}"] {
            let what = format!("a {method} of {} bytes", body.len());
            let request = request(&origin, method.clone(), "/", body);
            let request = with_header(request, "content-length", &body.len().to_string());
            rule.response(&what, transport.send(request));
            let seen = last(rule, &origin);
            let (lengths, codings) = (seen.values("content-length"), seen.values("transfer-encoding"));
            let expected = body.len().to_string();
            rule.check(lengths == [expected.as_bytes()] && codings.is_empty(), || {
                format!("sent {} lengths and {} transfer codings with {what}", lengths.len(), codings.len())
            });
            rule.check(seen.body == body.as_bytes(), || format!("sent {} bytes of {what}", seen.body.len()));
        }
    }
}

/// Checks that nothing of a call is kept for the next one: no cookie and no response.
pub fn calls_leave_no_trace(make: &Make<'_>) {
    let rule = Rule("keeps neither cookies nor responses for the next call");
    let headers = "set-cookie: session=another; Path=/\r\ncache-control: public, max-age=3600\r\netag: \"one\"\r\n\
         date: Sat, 28 Nov 2026 06:00:00 GMT\r\nlast-modified: Mon, 05 Jan 2026 09:00:00 GMT\r\n";
    let origin = Origin::start(move |_, out| {
        respond(out, "200", headers, b"{}")?;
        Ok(Next::Keep)
    });
    let transport = make(&Setup::default());
    for call in 1..=3 {
        rule.response(format_args!("call {call}"), transport.send(get(&origin, "/")));
        let seen = origin.seen();
        rule.check(seen.len() == call, || format!("sent {} requests in {call} calls", seen.len()));
        for name in ["cookie", "if-none-match", "if-modified-since"] {
            let kept = seen.iter().any(|request| !request.values(name).is_empty());
            rule.check(!kept, || format!("sent `{name}`, which the response before had set"));
        }
    }
}
