//! [`ProxySetting`]: the proxy that is meant, and the check that it can be one. ureq ignores what it cannot read, takes
//! many other texts for a host's name, and then fails at every call.

use std::env::{self, VarError};
use std::net::{Ipv4Addr, Ipv6Addr};

use ureq::{Proxy, ProxyProtocol};

use crate::config_error::ConfigError;
use crate::target::host_and_port;

#[derive(Clone)]
pub(crate) enum ProxySetting {
    Environment,
    Url(String),
    None,
}

impl ProxySetting {
    pub(crate) fn resolve(&self) -> Result<Option<Proxy>, ConfigError> {
        match self {
            ProxySetting::Environment => from_environment(),
            ProxySetting::Url(url) => parse("proxy()", url).map(Some),
            ProxySetting::None => Ok(None),
        }
    }
}

/// The variables that ureq reads, in its order.
const VARIABLES: [&str; 6] = ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/// Returns the proxy of the environment. ureq ignores a variable that it cannot read, and a SOCKS proxy, and then calls
/// the server directly, bypassing the proxy that somebody set, perhaps for a reason.
fn from_environment() -> Result<Option<Proxy>, ConfigError> {
    for name in VARIABLES {
        let not_text = || ConfigError::Proxy { name, problem: "is not text" };
        if let Some(url) = variable(name).map_err(|_| not_text())? {
            return with_exceptions(&parse(name, &url)?).map(Some);
        }
    }
    Ok(None)
}

/// Returns the content of the variable, where it is not empty.
fn variable(name: &'static str) -> Result<Option<String>, VarError> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Adds the hosts of `NO_PROXY` to the proxy. ureq by itself would take the spaces of a list for part of the names.
fn with_exceptions(proxy: &Proxy) -> Result<Proxy, ConfigError> {
    let mut exceptions = None;
    for name in ["NO_PROXY", "no_proxy"] {
        if exceptions.is_none() {
            exceptions = variable(name).map_err(|_| ConfigError::NoProxy { name })?;
        }
    }
    let mut builder = Proxy::builder(proxy.protocol()).host(proxy.host()).port(proxy.port());
    if let Some(name) = proxy.username() {
        builder = builder.username(name);
    }
    if let Some(password) = proxy.password() {
        builder = builder.password(password);
    }
    let exceptions = exceptions.unwrap_or_default();
    for host in exceptions.split([',', ' ', '\t']).filter(|host| !host.is_empty()) {
        builder = builder.no_proxy(host);
    }
    builder.build().map_err(|_| ConfigError::Proxy { name: "the environment", problem: NO_URL })
}

const NO_URL: &str = "is not the URL of an http or https proxy, such as http://host:3128";

fn parse(name: &'static str, url: &str) -> Result<Proxy, ConfigError> {
    let refused = |problem| ConfigError::Proxy { name, problem };
    let proxy = Proxy::new(url).map_err(|_| refused(NO_URL))?;
    match problem(url, &proxy) {
        Some(problem) => Err(refused(problem)),
        None => Ok(proxy),
    }
}

/// Returns what prevents `proxy`, read from `url`, from being used.
fn problem(url: &str, proxy: &Proxy) -> Option<&'static str> {
    let uri = proxy.uri();
    if !matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https) {
        return Some("is a SOCKS proxy, which this transport does not support");
    }
    if url.contains('#') {
        return Some("contains a #, which must be written %23 in a user name or a password");
    }
    if !matches!(uri.path_and_query().map(|path| path.as_str()), None | Some("" | "/")) {
        return Some(
            "has a path, as the address of a PAC file has: it should be that of the proxy itself, such as \
             http://host:3128 (in a user name or a password / and ? are written %2F and %3F)",
        );
    }
    match host_and_port(uri) {
        None | Some((_, 0)) => return Some("has no host, or a port that is not a number from 1 to 65535"),
        Some(_) if !is_host(proxy.host()) => {
            return Some("has a host that is neither a name nor an address: it should look like http://host:3128");
        }
        Some(_) => {}
    }
    // This catches `DIRECT`, `none` and `off`.
    if !url.contains("://") && uri.port().is_none() {
        return Some("is one word, without a scheme or a port: it should look like http://host:3128");
    }
    None
}

/// Returns whether `host` can be known to a name server or to the operating system.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    let is_label = |label: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (1..=63).contains(&label.len()) && label.bytes().all(allowed)
    };
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    match host.rsplit('.').next() {
        // A host that ends in a number is meant as an address.
        Some(last) if is_number(last) => host.parse::<Ipv4Addr>().is_ok(),
        _ => host.len() <= 253 && host.split('.').all(is_label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(url: &str) -> &'static str {
        match parse("proxy()", url) {
            Err(ConfigError::Proxy { name: "proxy()", problem }) => problem,
            other => panic!("{url}: {other:?}"),
        }
    }

    #[test]
    fn a_usable_proxy_is_accepted() {
        for url in [
            "http://proxy",
            "http://proxy.test:3128/",
            "https://proxy.test",
            "HTTP://proxy_1.test.:80",
            "proxy.test:3128",
            "localhost:3128",
            "http://192.0.2.7:3128",
            "http://[2001:db8::7]:3128",
            "http://seat:el%2Feven%23@proxy.test:3128",
        ] {
            parse("proxy()", url).unwrap_or_else(|error| panic!("{url}: {error}"));
        }
    }

    #[test]
    fn an_unusable_proxy_is_refused_with_the_reason() {
        for (expected, urls) in [
            (
                "is not the URL of an http",
                &["", "/", "http://", "ftp://proxy.test", "PROXY proxy.test:1", "http=127.0.0.1:1;https=127.0.0.1:2"]
                    as &[&str],
            ),
            ("is a SOCKS proxy", &["socks5://127.0.0.1:1080", "socks4a://proxy.test", "socks://proxy.test"]),
            ("contains a #", &["http://seat#11@proxy.test:3128", "http://proxy.test#"]),
            ("has a path", &["http://wpad/proxy.pac", "http://proxy.test:1/?a", "http://seat?11@proxy.test:3128"]),
            ("has no host", &["http://:3128", "http://proxy.test:99999", "http://proxy.test:", "proxy.test:0"]),
            (
                "has a host that is neither",
                &[
                    "http=127.0.0.1:1",
                    "http://proxy..test",
                    "http://127.0.0.1.1:1",
                    "http://3128",
                    "http://[::1::]:1",
                    "http://pro!y.test",
                    "http://*:1",
                ],
            ),
            ("is one word", &["DIRECT", "none", "off", "proxy.test", "seat@proxy.test"]),
        ] {
            for url in urls {
                assert!(refused(url).starts_with(expected), "{url}: {}", refused(url));
            }
        }
        let long = format!("http://{}:1", "a".repeat(64));
        assert!(refused(&long).starts_with("has a host"), "{long}");
    }
}
