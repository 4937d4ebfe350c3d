//! The responses that no sane server sends.

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::prop_oneof;

use super::choices::Choices;
use super::endpoints::ALL;
use super::object::any_json;

/// Draws bodies that no operation should ever return and that a client must survive: any bytes, pages of HTML, valid
/// bodies that are truncated, have a byte changed or stand in a list, values of the wrong types, and JSON at the limits
/// of parsers.
pub fn hostile_body() -> impl Strategy<Value = Vec<u8>> + use<> {
    const EDGES: [&[u8]; 22] = [
        b"",
        b" ",
        b"null",
        b"true",
        b"\"",
        b"{",
        b"[",
        b"[null]",
        b"[[]]",
        b"{\"id\":1e999}",
        b"{\"id\":99999999999999999999999999}",
        b"{\"id\":-0.0}",
        b"{\"id\":1,\"id\":2}",
        b"{\"id\":\"1\"}",
        b"{\"name\":\"\\ud800\"}",
        b"{\"name\":\"\xff\"}",
        b"{\"at\":\"2024-02-30T25:61:61Z\"}",
        b"{\"at\":1710672938}",
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        b"<html><head><title>502 Bad Gateway</title></head></html>",
        b"\0",
    ];
    prop_oneof![
        vec(any::<u8>(), 0..200),
        proptest::sample::select(&EDGES[..]).prop_map(<[u8]>::to_vec),
        (any_response(), any::<proptest::sample::Index>()).prop_map(|(mut body, at)| {
            body.truncate(at.index(body.len() + 1));
            body
        }),
        (any_response(), any::<proptest::sample::Index>(), any::<u8>()).prop_map(|(mut body, at, byte)| {
            if !body.is_empty() {
                let at = at.index(body.len());
                body[at] = byte;
            }
            body
        }),
        any_response().prop_map(|body| [b"[", body.as_slice(), b"]"].concat()),
        wrong_types(),
        (1_usize..100_000, any::<bool>())
            .prop_map(|(depth, list)| { if list { b"[".repeat(depth) } else { b"{\"a\":".repeat(depth) } }),
    ]
}

/// Draws a valid body of any of the core's operations, to be given to another.
fn any_response() -> impl Strategy<Value = Vec<u8>> + use<> {
    Choices::any().prop_map(|mut choices| {
        let draw = choices.pick(&ALL);
        (draw.body)(&mut choices)
    })
}

/// Draws objects whose keys are those of the models, with any values.
fn wrong_types() -> impl Strategy<Value = Vec<u8>> + use<> {
    const KEYS: [&str; 14] = [
        "id",
        "workspace_id",
        "wid",
        "name",
        "at",
        "start_date",
        "clients",
        "projects",
        "options",
        "permissions",
        "rate",
        "api_token",
        "trial_info",
        "error_message",
    ];
    Choices::any().prop_map(|mut choices| {
        let fields: serde_json::Map<_, _> =
            (0..choices.below(8)).map(|_| (choices.pick(&KEYS).to_owned(), any_json(&mut choices, 3))).collect();
        serde_json::Value::from(fields).to_string().into_bytes()
    })
}

/// Draws headers whose values are not what their names promise: texts in place of numbers, numbers out of range,
/// impossible dates, bytes that are not text, and several of each.
pub fn hostile_headers() -> impl Strategy<Value = HeaderMap> + use<> {
    const NAMES: [&str; 12] = [
        "content-type",
        "content-length",
        "content-encoding",
        "date",
        "location",
        "retry-after",
        "set-cookie",
        "x-authorization-missing",
        "x-remaining-login-attempts",
        "x-toggl-quota-remaining",
        "x-toggl-quota-resets-in",
        "x-toggl-request-id",
    ];
    const VALUES: [&[u8]; 16] = [
        b"",
        b"0",
        b"-1",
        b"17",
        b" 29 ",
        b"1e3",
        b"NaN",
        b"9223372036854775808",
        b"-9223372036854775809",
        b"18446744073709551616",
        b"Wed, 31 Feb 2026 25:61:61 GMT",
        b"Fri, 31 Dec 9999 23:59:59 GMT",
        b"\xff\xfe",
        b"text/html; charset=",
        b"application/json",
        b"//evil.example/\xc3\xa9",
    ];
    let value = prop_oneof![
        4 => proptest::sample::select(&VALUES[..]).prop_map(HeaderValue::from_static_bytes),
        1 => Just(HeaderValue::from_static_bytes(&[b'9'; 4000])),
    ];
    vec((proptest::sample::select(&NAMES[..]), value), 0..12).prop_map(|headers| {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), value);
        }
        map
    })
}

/// Draws any of the statuses that HTTP can carry, with hostile headers and a hostile body.
pub fn hostile_response() -> impl Strategy<Value = Response<Vec<u8>>> + use<> {
    let status = prop_oneof![Just(200_u16), 200_u16..600, 100_u16..1000];
    (status, hostile_headers(), hostile_body()).prop_map(|(status, headers, body)| {
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
        *response.headers_mut() = headers;
        response
    })
}

trait FromStaticBytes {
    fn from_static_bytes(bytes: &'static [u8]) -> HeaderValue;
}

impl FromStaticBytes for HeaderValue {
    /// A value that no header can carry becomes an empty one; this file has none.
    fn from_static_bytes(bytes: &'static [u8]) -> HeaderValue {
        HeaderValue::from_bytes(bytes).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}
