//! Decides who may look: only programs of this machine, and the page itself.

use http::header::{HOST, ORIGIN};
use http::{HeaderName, Request};

/// Returns why a request is refused, or `None` if it is not.
///
/// A page from elsewhere reaches the server in one of two ways: under a name of its own that leads here (DNS rebinding),
/// which `Host` shows; or as another origin, which browsers send in `Origin` with requests that can change something, and
/// in `Sec-Fetch-Site` with all others.
pub(super) fn refusal(request: &Request<Vec<u8>>) -> Option<&'static str> {
    let header = |name: HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = header(HOST).unwrap_or_default();
    if !is_loopback(host) {
        return Some("this is for hosts named 127.0.0.1, localhost or [::1]");
    }
    if header(ORIGIN).is_some_and(|origin| origin.strip_prefix("http://") != Some(host)) {
        return Some("this is not for pages of another origin");
    }
    // A link from elsewhere may open the page, but do nothing else.
    let site = header(HeaderName::from_static("sec-fetch-site")).unwrap_or("none");
    if request.uri().path() != "/" && !matches!(site, "same-origin" | "none") {
        return Some("this is not for pages of another origin");
    }
    None
}

/// Returns whether a host, with or without a port, names this machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "[::1]") || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(path: &str, headers: &[(&str, &str)]) -> bool {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        refusal(&request.body(Vec::new()).unwrap()).is_some()
    }

    #[test]
    fn hosts_are_loopback_names() {
        for host in ["127.0.0.1", "127.0.0.1:4080", "localhost", "LOCALHOST:80", "[::1]", "[::1]:4080"] {
            assert!(!is_refused("/", &[("host", host)]), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:4080",
            "127.0.0.1.evil.example",
            "localhost.evil.example:80",
            "evil.example:127.0.0.1",
            "127.0.0.1:80:80",
            "0.0.0.0",
            "127.0.0.2",
            "é",
        ] {
            assert!(is_refused("/", &[("host", host)]), "{host}");
        }
        assert!(is_refused("/", &[]));
    }

    #[test]
    fn origins_are_the_page_s_own() {
        let refused = |origin| is_refused("/_fake/state", &[("host", "localhost:4080"), ("origin", origin)]);
        assert!(!refused("http://localhost:4080"));
        for origin in [
            "null",
            "",
            "http://localhost",
            "http://localhost:3000",
            "https://localhost:4080",
            "http://127.0.0.1:4080",
            "http://localhost:4080.evil.example",
            "http://evil.example",
        ] {
            assert!(refused(origin), "{origin}");
        }
    }

    #[test]
    fn what_browsers_say_of_other_sites_counts_below_the_page() {
        let refused = |path, site| is_refused(path, &[("host", "localhost:4080"), ("sec-fetch-site", site)]);
        for site in ["cross-site", "same-site", "anything"] {
            assert!(refused("/_fake/events", site), "{site}");
            assert!(!refused("/", site), "{site}");
        }
        assert!(!refused("/_fake/events", "same-origin") && !refused("/_fake/openapi.json", "none"));
    }
}
