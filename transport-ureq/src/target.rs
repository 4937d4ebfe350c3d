//! The checks of a request before ureq receives it.

use std::net::IpAddr;

use http::header::CONTENT_LENGTH;
use http::uri::{Authority, Scheme};
use http::{HeaderValue, Request, Uri};

/// Returns the host in the form that a resolver accepts, without the brackets of an IPv6 address, and the port.
pub(crate) fn host_and_port(uri: &Uri) -> Option<(&str, u16)> {
    let authority = uri.authority()?;
    let host = authority.host();
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if host.is_empty() {
        return None;
    }
    let port = match authority.port_u16() {
        Some(port) => port,
        // ureq would use the default port in place of one that is not a number or is too large.
        None if has_port(authority) => return None,
        None if uri.scheme() == Some(&Scheme::HTTPS) => 443,
        None if uri.scheme() == Some(&Scheme::HTTP) => 80,
        None => return None,
    };
    Some((host, port))
}

fn has_port(authority: &Authority) -> bool {
    let text = authority.as_str();
    let host_and_port = text.rsplit_once('@').map_or(text, |(_, rest)| rest);
    host_and_port.len() > authority.host().len()
}

/// Returns whether `host`, without brackets, is this machine by its name or address: the hosts for which the core
/// permits plain http.
pub(crate) fn is_loopback(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

/// Checks whether `request` can be sent unchanged, and returns the reason when it cannot.
///
/// The reason contains nothing of the request, whose path or query may contain a secret.
pub(crate) fn check(request: &Request<Vec<u8>>) -> Result<(), &'static str> {
    let uri = request.uri();
    if !matches!(uri.scheme(), Some(scheme) if *scheme == Scheme::HTTP || *scheme == Scheme::HTTPS) {
        return Err("the URI's scheme is neither http nor https");
    }
    if host_and_port(uri).is_none() {
        return Err("the URI has no host, or a port that is not a number from 0 to 65535");
    }
    // ureq turns it into an `Authorization` header.
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err("the URI contains a user name or a password, which belong in a header");
    }
    // ureq would wait for the rest of a body that has none.
    let is_length = |value: &HeaderValue| value.to_str().is_ok_and(|text| text.parse() == Ok(request.body().len()));
    if !request.headers().get_all(CONTENT_LENGTH).iter().all(is_length) {
        return Err("the request's content-length is not the length of its body");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(uri: &str) -> Option<(String, u16)> {
        let uri = uri.parse().unwrap();
        host_and_port(&uri).map(|(host, port)| (host.to_owned(), port))
    }

    #[test]
    fn a_uri_has_a_host_and_a_port() {
        assert_eq!(target("https://time.test/me"), Some(("time.test".to_owned(), 443)));
        assert_eq!(target("http://time.test/me"), Some(("time.test".to_owned(), 80)));
        assert_eq!(target("http://time.test:8080"), Some(("time.test".to_owned(), 8080)));
        assert_eq!(target("http://[::1]:8080/"), Some(("::1".to_owned(), 8080)));
        assert_eq!(target("http://[::1]/"), Some(("::1".to_owned(), 80)));
        assert_eq!(target("https://name:word@time.test/"), Some(("time.test".to_owned(), 443)));
        for bad in ["/me", "time.test", "https://time.test:99999/", "gopher://time.test/"] {
            assert_eq!(target(bad), None, "{bad}");
        }
    }

    #[test]
    fn loopback_is_recognised_by_the_host() {
        for host in ["localhost", "LocalHost", "127.0.0.1", "127.255.0.3", "::1"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.test", "127.test", "127.1", "192.0.2.7", "::2", "::ffff:127.0.0.1", "0.0.0.0", ""] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    fn checked(uri: &str, content_length: Option<&str>, body: &[u8]) -> Result<(), &'static str> {
        let mut request = Request::post(uri).body(body.to_vec()).unwrap();
        if let Some(value) = content_length {
            request.headers_mut().insert(CONTENT_LENGTH, value.parse().unwrap());
        }
        check(&request)
    }

    #[test]
    fn a_request_that_can_be_sent_passes() {
        for uri in ["https://time.test/me?since=1", "http://127.0.0.1:8080/me", "http://[::1]/"] {
            assert_eq!(checked(uri, None, b"{}"), Ok(()), "{uri}");
        }
        assert_eq!(checked("https://time.test/", Some("2"), b"{}"), Ok(()));
        assert_eq!(checked("https://time.test/", Some("0"), b""), Ok(()));
    }

    #[test]
    fn a_request_that_cannot_be_sent_is_refused() {
        for uri in ["/me", "time.test", "socks5://time.test/", "https://time.test:70000/", "https://u:p@time.test/"] {
            assert!(checked(uri, None, b"{}").is_err(), "{uri}");
        }
        for length in ["3", "1", "x", ""] {
            assert!(checked("https://time.test/", Some(length), b"{}").is_err(), "{length}");
        }
    }
}
