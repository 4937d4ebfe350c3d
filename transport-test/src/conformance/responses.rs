//! Clauses about responses: statuses, redirects and headers.

use http::{Method, StatusCode};

use super::origin::{Next, Origin};
use super::rule::Rule;
use super::scripts::{get, ok, request, respond, with_header};
use super::setup::{Make, Setup};

const REDIRECTS: [u16; 6] = [300, 301, 302, 303, 307, 308];

/// Checks that any HTTP status is returned as a response with its body.
pub fn statuses_are_returned(make: &Make<'_>) {
    let rule = Rule("returns a response with any status as `Ok`, with its body");
    let origin = Origin::start(|request, out| {
        let status = request.target.trim_start_matches('/');
        match status {
            "204" | "304" => write!(out, "HTTP/1.1 {status} Text\r\n\r\n")?,
            _ => respond(out, status, "www-authenticate: Basic\r\n", status.as_bytes())?,
        }
        Ok(Next::Keep)
    });
    let transport = make(&Setup::default());
    let statuses = [
        200, 201, 202, 204, 299, 304, 400, 401, 402, 403, 404, 405, 409, 410, 411, 418, 422, 429, 451, 499, 500, 502,
        503, 504, 599,
    ];
    for status in statuses {
        let sent = transport.send(get(&origin, &format!("/{status}")));
        let response = rule.response(format_args!("a response with {status}"), sent);
        let body = if matches!(status, 204 | 304) { String::new() } else { status.to_string() };
        rule.check((response.status().as_u16(), response.body().as_slice()) == (status, body.as_bytes()), || {
            format!("returned {} with {} bytes for a {status}", response.status(), response.body().len())
        });
    }
}

/// Checks that an interim response is not taken for the response.
pub fn interim_responses_are_skipped(make: &Make<'_>) {
    let rule = Rule("skips responses with 1xx, and returns the one that follows them");
    let origin = Origin::start(|request, out| {
        out.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        out.write_all(b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n")?;
        respond(out, "200", "", request.target.as_bytes())?;
        Ok(Next::Keep)
    });
    let transport = make(&Setup::default());
    for (method, path) in [(Method::GET, "/first"), (Method::POST, "/second")] {
        let what = format!("a {method} that first receives 100");
        let response = rule.response(&what, transport.send(request(&origin, method, path, "")));
        rule.check(response.status() == StatusCode::OK && response.body() == path.as_bytes(), || {
            format!("returned {} with {} bytes for {what}", response.status(), response.body().len())
        });
    }
}

/// Checks that a redirect is a response like any other.
pub fn redirects_are_returned(make: &Make<'_>) {
    let rule = Rule("returns a redirect and does not follow it");
    let origin = Origin::start(|request, out| {
        match request.target.as_str() {
            "/elsewhere" => respond(out, "200", "", b"followed")?,
            target => respond(out, &target[1..], "location: /elsewhere\r\n", b"moved")?,
        }
        Ok(Next::Keep)
    });
    let transport = make(&Setup::default());
    for status in REDIRECTS {
        for method in [Method::GET, Method::POST] {
            let what = format!("a {method} that is redirected with {status}");
            let response = rule.response(&what, transport.send(request(&origin, method, &format!("/{status}"), "")));
            rule.check(response.status().as_u16() == status && response.headers().contains_key("location"), || {
                format!("returned {} for {what}", response.status())
            });
        }
    }
    let followed = origin.seen().iter().filter(|request| request.target == "/elsewhere").count();
    rule.check(followed == 0, || format!("followed {followed} of them"));
}

/// Checks that the target of a redirect receives nothing, and above all not the credentials.
pub fn redirects_lead_nowhere(make: &Make<'_>) {
    let rule = Rule("sends nothing to a server to which another redirects");
    let elsewhere = Origin::start(ok);
    let url = elsewhere.url("/elsewhere");
    // These are another port, another host, and another server by a reference without a scheme.
    let places = [url.clone(), url.replace("127.0.0.1", "localhost"), url.replace("http:", "")];
    let origin = Origin::start({
        let places = places.clone();
        move |request, out| {
            let mut parts = request.target[1..].split('/');
            let status = parts.next().unwrap_or_default();
            let place = parts.next().and_then(|place| place.parse().ok()).and_then(|place: usize| places.get(place));
            let location = format!("location: {}\r\n", place.map_or("", String::as_str));
            respond(out, status, &location, b"moved")?;
            Ok(Next::Keep)
        }
    });
    let transport = make(&Setup::default());
    for status in REDIRECTS {
        for (number, place) in places.iter().enumerate() {
            for method in [Method::GET, Method::POST] {
                let what = format!("a {method} that is redirected with {status} to {place}");
                let request = request(&origin, method, &format!("/{status}/{number}"), "");
                let request = with_header(request, "authorization", "Basic dG9rZW46YXBpX3Rva2Vu");
                let request = with_header(request, "cookie", "__Secure-accounts-session=abc.def");
                let response = rule.response(&what, transport.send(request));
                let seen = elsewhere.seen();
                let held = ["authorization", "cookie"].map(|name| seen.iter().any(|it| !it.values(name).is_empty()));
                let with = if held.contains(&true) { "with the credentials" } else { "without the credentials" };
                rule.check(seen.is_empty(), || format!("went there {with} for {what}"));
                rule.check(response.status().as_u16() == status, || {
                    format!("returned {} for {what}", response.status())
                });
            }
        }
    }
}

/// Checks that all values of repeated headers are kept, in their order.
pub fn repeated_headers_are_kept(make: &Make<'_>) {
    let rule = Rule("keeps every value of a header that the server repeats");
    let origin = Origin::start(|_, out| {
        respond(out, "200", "set-cookie: a=1\r\nx-note: one\r\nSet-Cookie: b=2\r\nx-note: two\r\n", b"")?;
        Ok(Next::Keep)
    });
    let response = rule.response("a response with headers", make(&Setup::default()).send(get(&origin, "/")));
    for (name, expected) in [("set-cookie", ["a=1", "b=2"]), ("x-note", ["one", "two"])] {
        let values: Vec<_> = response.headers().get_all(name).iter().collect();
        rule.check(values == expected, || format!("returned `{name}` as {values:?}"));
    }
}
