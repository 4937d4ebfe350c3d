//! The baselines that the crates are measured against: the same work written by hand, plainly or for speed.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use http::{HeaderMap, HeaderValue, Request, Uri};
use jiff::Timestamp;
use jiff::civil::Date;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde::Deserialize;
use toggl_me_core::Credentials;
use toggl_me_transport_ureq::ureq;
use ureq::Agent;
use ureq::config::{AutoHeaderValue, Config};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// The token of every case.
pub const TOKEN: &str = "5f0c27ab91d3e84460b7f2a8c95d1e37";

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const AGENT: HeaderValue = HeaderValue::from_static("by-hand/1.0");

/// The credentials of every case.
pub fn credentials() -> Credentials {
    Credentials::api_token(TOKEN)
}

/// The usual way to build a request: format, parse and encode every time.
pub fn request_each_time(base: &str, path_and_query: &str) -> Request<Vec<u8>> {
    Request::get(format!("{base}/{path_and_query}"))
        .header("Accept", "application/json")
        .header("Content-Type", "application/json")
        .header("User-Agent", "by-hand/1.0")
        .header("Authorization", format!("Basic {}", STANDARD.encode(format!("{TOKEN}:api_token"))))
        .body(Vec::new())
        .expect("a request that is written by hand is right")
}

/// The fastest way to build requests with the types of `http`: the constant parts are built once.
#[derive(Clone, Debug)]
pub struct Prepared {
    scheme: Scheme,
    authority: Authority,
    path: String,
    headers: HeaderMap,
}

impl Prepared {
    /// Creates the parts for the server at this base URL.
    pub fn new(base: &str) -> Prepared {
        let parts = base.parse::<Uri>().expect("a URL").into_parts();
        let mut authorization =
            HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(format!("{TOKEN}:api_token")))).expect("ASCII");
        authorization.set_sensitive(true);
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(ACCEPT, JSON);
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(USER_AGENT, AGENT);
        headers.insert(AUTHORIZATION, authorization);
        Prepared {
            scheme: parts.scheme.expect("a scheme"),
            authority: parts.authority.expect("a host"),
            path: parts.path_and_query.expect("a path").path().to_owned(),
            headers,
        }
    }

    /// Builds the request of an operation without a query, at a path known at compile time.
    pub fn fixed(&self, path: &'static str) -> Request<Vec<u8>> {
        self.request(PathAndQuery::from_static(path))
    }

    /// Builds the request of an operation without a query, below the base URL's path.
    pub fn plain(&self, path: &str) -> Request<Vec<u8>> {
        let mut text = String::with_capacity(self.path.len() + 1 + path.len());
        text.push_str(&self.path);
        text.push('/');
        text.push_str(path);
        self.request(PathAndQuery::try_from(text).expect("a path"))
    }

    /// Builds a request with a query whose values are texts already.
    pub fn with_query(&self, path: &str, pairs: &[(&str, &str)]) -> Request<Vec<u8>> {
        // These values need no encoding, as numbers and dates do not.
        let query: usize = pairs.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
        let mut text = String::with_capacity(self.path.len() + 1 + path.len() + query);
        text.push_str(&self.path);
        text.push('/');
        text.push_str(path);
        text.push('?');
        let start = text.len();
        let mut query = form_urlencoded::Serializer::for_suffix(text, start);
        query.extend_pairs(pairs);
        self.request(PathAndQuery::try_from(query.finish()).expect("a path"))
    }

    /// Builds a request with a query whose values are numbers and flags, as the operation's parameters are.
    pub fn with_values(&self, path: &str, since: i64, include_not_active: bool, per_page: u32) -> Request<Vec<u8>> {
        let mut text = String::with_capacity(self.path.len() + 1 + path.len() + 64);
        text.push_str(&self.path);
        text.push('/');
        text.push_str(path);
        text.push('?');
        let start = text.len();
        let mut query = form_urlencoded::Serializer::for_suffix(text, start);
        query.append_pair("since", &since.to_string());
        query.append_pair("include_not_active", if include_not_active { "true" } else { "false" });
        query.append_pair("per_page", &per_page.to_string());
        self.request(PathAndQuery::try_from(query.finish()).expect("a path"))
    }

    fn request(&self, path_and_query: PathAndQuery) -> Request<Vec<u8>> {
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path_and_query);
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = Uri::from_parts(parts).expect("all parts are there");
        *request.headers_mut() = self.headers.clone();
        request
    }
}

/// A project with derived decoding only: every field is decoded, and only `null` is tolerated.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are the API's")]
pub struct PlainProject {
    pub id: i64,
    pub workspace_id: Option<i64>,
    pub client_id: Option<i64>,
    pub name: Option<String>,
    pub is_private: Option<bool>,
    pub active: Option<bool>,
    pub at: Option<Timestamp>,
    pub created_at: Option<Timestamp>,
    pub server_deleted_at: Option<Timestamp>,
    pub color: Option<String>,
    pub billable: Option<bool>,
    pub template: Option<bool>,
    pub auto_estimates: Option<bool>,
    pub estimated_hours: Option<f64>,
    pub estimated_seconds: Option<i64>,
    pub rate: Option<f64>,
    pub rate_last_updated: Option<Timestamp>,
    pub currency: Option<String>,
    pub recurring: Option<bool>,
    pub template_id: Option<i64>,
    pub recurring_parameters: Option<Vec<serde::de::IgnoredAny>>,
    pub fixed_fee: Option<f64>,
    pub actual_hours: Option<f64>,
    pub actual_seconds: Option<i64>,
    pub tasks_count: Option<i64>,
    pub can_track_time: Option<bool>,
    pub start_date: Option<Date>,
    pub status: Option<String>,
    pub wid: Option<i64>,
    pub cid: Option<i64>,
    pub is_shared: Option<bool>,
    pub pinned: Option<bool>,
}

/// The few fields that a menu of projects needs; everything else is skipped.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are the API's")]
pub struct FewFields {
    pub id: i64,
    pub name: Option<String>,
    pub active: Option<bool>,
}

/// The same few fields, with the name borrowed from the body.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are the API's")]
pub struct FewBorrowed<'a> {
    pub id: i64,
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    pub active: Option<bool>,
}

/// A text that is borrowed unless it has escapes. (serde borrows only a bare `Cow`, not one in an `Option`.)
#[derive(Debug, Deserialize)]
pub struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// Returns ureq with the time limits of the transport and ureq's own resolver, as a program has it that was not
/// measured.
pub fn careless_agent(certificate: &str) -> Agent {
    Agent::with_parts(config(certificate), DefaultConnector::default(), DefaultResolver::default())
}

/// Returns ureq in its best configuration: the same time limits, and names looked up once.
pub fn best_agent(certificate: &str) -> Agent {
    Agent::with_parts(config(certificate), DefaultConnector::default(), Once::default())
}

fn config(certificate: &str) -> Config {
    let tls =
        TlsConfig::builder().unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let tls = match Certificate::from_pem(certificate.as_bytes()) {
        Ok(certificate) => tls.root_certs(RootCerts::new_with_certs(&[certificate])),
        Err(_) => tls,
    };
    Config::builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(AutoHeaderValue::None)
        .accept(AutoHeaderValue::None)
        .timeout_connect(Some(Duration::from_secs(10)))
        .timeout_global(Some(Duration::from_secs(60)))
        .proxy(None)
        .tls_config(tls.build())
        .build()
}

/// Looks up one host once and never again, which is the least that can be done.
#[derive(Debug, Default)]
struct Once(Mutex<Option<SocketAddr>>);

impl Resolver for Once {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut known = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if known.is_none() {
            let authority = uri.authority().ok_or(ureq::Error::HostNotFound)?;
            let port = authority.port_u16().unwrap_or(443);
            *known = (authority.host(), port).to_socket_addrs()?.next();
        }
        let mut addresses = self.empty();
        addresses.push(known.ok_or(ureq::Error::HostNotFound)?);
        Ok(addresses)
    }
}

/// Makes a bare call: sends the request and reads the body.
pub fn call(agent: &Agent, request: Request<Vec<u8>>) -> Vec<u8> {
    let mut response = agent.run(request.map(drop)).expect("a response");
    response.body_mut().with_config().limit(32 * 1024 * 1024).read_to_vec().expect("a body")
}

/// One connection without an HTTP library: it writes a prepared request and reads as many bytes as the first response
/// had.
pub struct Raw {
    stream: Box<dyn Stream>,
    request: Vec<u8>,
    response: Vec<u8>,
}

trait Stream: Read + Write {}

impl<T: Read + Write> Stream for T {}

impl Raw {
    /// Connects to the server at `origin` and requests `path` once.
    pub fn connect(origin: &str, certificate: &str, path: &str) -> io::Result<Raw> {
        let host = origin.rsplit('/').next().unwrap_or_default();
        let tcp = TcpStream::connect(host)?;
        tcp.set_nodelay(true)?;
        let stream: Box<dyn Stream> =
            if certificate.is_empty() { Box::new(tcp) } else { Box::new(tls(tcp, certificate)?) };
        let prepared = Prepared::new(origin);
        let mut request = format!("GET {path} HTTP/1.1\r\n{HOST}: {host}\r\n").into_bytes();
        for (name, value) in &prepared.headers {
            for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
                request.extend_from_slice(part);
            }
        }
        request.extend_from_slice(b"\r\n");
        let mut raw = Raw { stream, request, response: Vec::new() };
        raw.stream.write_all(&raw.request)?;
        while !raw.response.ends_with(b"}") && !raw.response.ends_with(b"]") {
            let mut more = [0; 64 * 1024];
            let length = raw.stream.read(&mut more)?;
            raw.response.extend_from_slice(&more[..length]);
        }
        Ok(raw)
    }

    /// Sends the request again.
    pub fn call(&mut self) -> usize {
        self.stream.write_all(&self.request).expect("a request");
        self.stream.read_exact(&mut self.response).expect("a response");
        self.response.len()
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw").finish_non_exhaustive()
    }
}

fn tls(tcp: TcpStream, certificate: &str) -> io::Result<StreamOwned<ClientConnection, TcpStream>> {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).map_err(io::Error::other)?;
    roots.add(certificate).map_err(io::Error::other)?;
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("127.0.0.1").map_err(io::Error::other)?;
    let connection = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    Ok(StreamOwned::new(connection, tcp))
}
