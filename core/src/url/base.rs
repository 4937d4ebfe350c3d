//! [`Base`]: the base URL, and the URI of a request below it.

use std::fmt;

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use crate::error::BuildError;
use crate::url::query::Query;

/// The hosts for which unencrypted `http` is accepted.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Plaintext {
    OnLoopback,
    Anywhere,
}

const NO_SCHEME: &str = "has no scheme; write https:// in front of it";

/// A base URL, split into the parts from which a request's URI is built.
#[derive(Clone)]
pub(crate) struct Base {
    scheme: Scheme,
    authority: Authority,
    /// The path, which is empty or has a slash at its start and none at its end.
    path: Box<str>,
}

impl Base {
    /// Parses a base URL. The errors never quote it, because it may contain a password.
    pub(crate) fn parse(url: &str, plaintext: Plaintext) -> Result<Base, BuildError> {
        if url.contains('#') {
            return Err(BuildError::base_url("has a fragment"));
        }
        if !url.is_ascii() {
            return Err(BuildError::base_url("has characters outside ASCII (write the host in its xn-- form)"));
        }
        if url.is_empty() {
            return Err(BuildError::base_url("is empty"));
        }
        if !url.contains("://") {
            return Err(BuildError::base_url(NO_SCHEME));
        }
        let uri: Uri = url.parse().map_err(|_| BuildError::base_url("is not a URL"))?;
        let parts = uri.into_parts();
        let scheme = parts.scheme.ok_or_else(|| BuildError::base_url(NO_SCHEME))?;
        let authority = parts.authority.ok_or_else(|| BuildError::base_url("has no host"))?;
        let path = parts.path_and_query.unwrap_or_else(|| PathAndQuery::from_static("/"));
        if authority.as_str().contains('@') {
            return Err(BuildError::base_url("has user-info; pass it as `Credentials`"));
        }
        if authority.host().is_empty() {
            return Err(BuildError::base_url("has no host"));
        }
        if authority.as_str() != authority.host() && authority.port_u16().is_none() {
            return Err(BuildError::base_url("has a port that is not a number from 0 to 65535"));
        }
        if path.query().is_some() {
            return Err(BuildError::base_url("has a query"));
        }
        if path.path().split('/').any(|segment| matches!(segment, "." | "..")) {
            return Err(BuildError::base_url("has a \".\" or \"..\" in its path"));
        }
        // The `http` crate accepts more than RFC 3986 does, such as the quotation mark from a settings file.
        let is_of_a_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:@".contains(&byte);
        if !path.path().bytes().all(is_of_a_path) {
            return Err(BuildError::base_url("has a character in its path that is not allowed there"));
        }
        if scheme != Scheme::HTTPS && scheme != Scheme::HTTP {
            return Err(BuildError::base_url("has a scheme other than https"));
        }
        if scheme == Scheme::HTTP && plaintext == Plaintext::OnLoopback && !is_loopback(authority.host()) {
            return Err(BuildError::base_url(
                "is http, which would send the credentials unencrypted; use https (http is only for loopback hosts)",
            ));
        }
        let path = path.path().trim_end_matches('/').into();
        Ok(Base { scheme, authority, path })
    }

    /// Returns the URI of `path` and its query, which is measured first so that it is allocated once and at its exact
    /// size.
    pub(crate) fn join(
        &self,
        path: &str,
        write_query: &dyn Fn(&mut Query) -> Result<(), BuildError>,
    ) -> Result<Uri, BuildError> {
        let mut measured = Query::default();
        write_query(&mut measured)?;
        let length = [self.path.len(), "/".len(), path.len(), measured.length()].into_iter().sum();
        let mut text = String::with_capacity(length);
        text.push_str(&self.path);
        text.push('/');
        text.push_str(path);
        let mut query = Query::appending_to(text);
        write_query(&mut query)?;

        let path_and_query = PathAndQuery::try_from(query.into_text());
        let path_and_query = path_and_query.map_err(|_| BuildError::unfit_uri(length))?;
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path_and_query);
        Uri::from_parts(parts).map_err(|_| BuildError::unfit_uri(length))
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.path)
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse::<std::net::IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}
