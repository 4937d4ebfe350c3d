//! [`Context`]: which server, as whom, and under what name.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, USER_AGENT};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};
use zeroize::Zeroizing;

use crate::endpoint::{Auth, EndpointInfo, Query};
use crate::error::BuildError;
use crate::secret::Secret;

/// Where the API lives: what a [`Context`] asks unless told otherwise.
pub const DEFAULT_BASE_URL: &str = "https://api.track.toggl.com/api/v9";

/// The cookie that carries a session of Toggl's accounts service.
pub const SESSION_COOKIE: &str = "__Secure-accounts-session";

const DEFAULT_USER_AGENT: &str = concat!("toggl-me/", env!("CARGO_PKG_VERSION"));
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// As whom to call the API.
///
/// See [Toggl's documentation](https://engineering.toggl.com/docs/authentication).
#[derive(Clone, Debug)]
pub struct Credentials(Kind);

#[derive(Clone, Debug)]
enum Kind {
    ApiToken(Secret),
    Password { email: String, password: Secret },
    Session(Secret),
    None,
}

impl Credentials {
    /// The API token from the bottom of Toggl's profile page: 32 hexadecimal digits.
    pub fn api_token(token: impl Into<Secret>) -> Self {
        Credentials(Kind::ApiToken(token.into()))
    }

    /// The e-mail address and password of the account.
    pub fn password(email: impl Into<String>, password: impl Into<Secret>) -> Self {
        Credentials(Kind::Password { email: email.into(), password: password.into() })
    }

    /// The value of the [`SESSION_COOKIE`] that Toggl's accounts service has set.
    pub fn session(cookie: impl Into<Secret>) -> Self {
        Credentials(Kind::Session(cookie.into()))
    }

    /// None, for the few operations that need none.
    pub fn none() -> Self {
        Credentials(Kind::None)
    }

    /// The header that carries them.
    fn header(&self) -> Result<Option<(HeaderName, HeaderValue)>, BuildError> {
        match &self.0 {
            Kind::ApiToken(token) => {
                check_basic("the API token", token.expose(), true)?;
                Ok(Some((AUTHORIZATION, basic(token.expose(), "api_token")?)))
            }
            Kind::Password { email, password } => {
                check_basic("the e-mail address", email, true)?;
                check_basic("the password", password.expose(), false)?;
                Ok(Some((AUTHORIZATION, basic(email, password.expose())?)))
            }
            Kind::Session(cookie) => Ok(Some((COOKIE, session(cookie.expose())?))),
            Kind::None => Ok(None),
        }
    }
}

/// What Basic authentication (RFC 7617) can carry: no control characters, and no colon in the part before the colon.
fn check_basic(what: &'static str, text: &str, before_colon: bool) -> Result<(), BuildError> {
    if text.is_empty() {
        return Err(BuildError::credentials(what, "is empty"));
    }
    if text.contains(char::is_control) {
        return Err(BuildError::credentials(what, "holds a control character (a line break at its end?)"));
    }
    if before_colon && text.contains(':') {
        return Err(BuildError::credentials(what, "holds a colon, which Basic authentication cannot carry"));
    }
    Ok(())
}

fn basic(user: &str, password: &str) -> Result<HeaderValue, BuildError> {
    let plain = Zeroizing::new(format!("{user}:{password}"));
    let encoded = Zeroizing::new(STANDARD.encode(plain.as_bytes()));
    sensitive(&format!("Basic {}", encoded.as_str()))
}

fn session(cookie: &str) -> Result<HeaderValue, BuildError> {
    let what = "the session cookie";
    if cookie.is_empty() {
        return Err(BuildError::credentials(what, "is empty"));
    }
    let allowed = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\');
    if !cookie.bytes().all(allowed) {
        return Err(BuildError::credentials(what, "holds a character that no cookie value can hold"));
    }
    sensitive(&format!("{SESSION_COOKIE}={cookie}"))
}

fn sensitive(text: &str) -> Result<HeaderValue, BuildError> {
    let mut value =
        HeaderValue::from_str(text).map_err(|_| BuildError::credentials("the credentials", "fit no header"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The server to ask and the credentials to ask with: everything about a request that is not the operation's.
///
/// Made once and used for every request; cloning it is cheap. The `Authorization` value is computed here and marked
/// sensitive, so that `Debug` of a request does not show it.
///
/// ```
/// use toggl_me_core::{Context, Credentials};
///
/// let context = Context::new(Credentials::api_token("0a1b2c3d"))?
///     .with_base_url("http://127.0.0.1:4080/api/v9")?
///     .with_user_agent("my-timer/1.0")?;
/// assert_eq!(context.base_url(), "http://127.0.0.1:4080/api/v9");
/// # Ok::<(), toggl_me_core::BuildError>(())
/// ```
#[derive(Clone)]
pub struct Context {
    base: Base,
    /// What every request carries; the credentials are among them and are taken out where they must not go.
    headers: HeaderMap,
}

impl Context {
    /// Toggl's own server, with those credentials.
    ///
    /// # Errors
    ///
    /// [`BuildError`] for credentials that no header can carry: empty ones, control characters, a colon in the token or
    /// the e-mail address.
    pub fn new(credentials: Credentials) -> Result<Self, BuildError> {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(ACCEPT, JSON);
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(USER_AGENT, HeaderValue::from_static(DEFAULT_USER_AGENT));
        if let Some((name, value)) = credentials.header()? {
            headers.insert(name, value);
        }
        Ok(Context { base: Base::parse(DEFAULT_BASE_URL, Plaintext::OnLoopback)?, headers })
    }

    /// Another server: a self-hosted one, or a fake. The URL ends where `me` begins, as in [`DEFAULT_BASE_URL`].
    ///
    /// # Errors
    ///
    /// [`BuildError`] unless the URL is `https` (or `http` on a loopback host: `localhost`, `127.0.0.0/8`, `[::1]`) and
    /// without user-info, query and fragment.
    pub fn with_base_url(mut self, url: &str) -> Result<Self, BuildError> {
        self.base = Base::parse(url, Plaintext::OnLoopback)?;
        Ok(self)
    }

    /// As [`with_base_url`](Context::with_base_url), but `http` is accepted for any host: everybody on the way can read
    /// the credentials and change the answers. For a server on a network that you trust.
    ///
    /// # Errors
    ///
    /// As [`with_base_url`](Context::with_base_url), except for the scheme.
    pub fn with_unencrypted_base_url(mut self, url: &str) -> Result<Self, BuildError> {
        self.base = Base::parse(url, Plaintext::Anywhere)?;
        Ok(self)
    }

    /// The name to go by, for example `my-timer/1.0`. The server has refused the default names of HTTP libraries.
    ///
    /// # Errors
    ///
    /// [`BuildError`] for an empty name or one that no header can carry.
    pub fn with_user_agent(mut self, name: &str) -> Result<Self, BuildError> {
        let value = HeaderValue::from_str(name).ok().filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| BuildError::parameter("the user agent", "is empty or fits no header"))?;
        self.headers.insert(USER_AGENT, value);
        Ok(self)
    }

    /// The URL below which the operations live, without a slash at its end.
    pub fn base_url(&self) -> String {
        format!("{}://{}{}", self.base.scheme, self.base.authority, self.base.path)
    }

    /// Builds the request of `endpoint`; the part of [`to_request`](crate::EndpointExt::to_request) that compiles once.
    pub(crate) fn request(
        &self,
        endpoint: &EndpointInfo,
        path: &str,
        write_query: &dyn Fn(&mut Query) -> Result<(), BuildError>,
        body: Vec<u8>,
    ) -> Result<Request<Vec<u8>>, BuildError> {
        let mut headers = self.headers.clone();
        match endpoint.auth {
            Auth::Required if !self.has_credentials() => return Err(BuildError::missing_credentials()),
            Auth::Required | Auth::IfPresent => {}
            Auth::Never => {
                headers.remove(AUTHORIZATION);
                headers.remove(COOKIE);
            }
        }
        let mut request = Request::new(body);
        *request.method_mut() = endpoint.method.clone();
        *request.uri_mut() = self.base.join(path, write_query)?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    fn has_credentials(&self) -> bool {
        self.headers.contains_key(AUTHORIZATION) || self.headers.contains_key(COOKIE)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("base_url", &self.base_url()).field("headers", &self.headers).finish()
    }
}

/// Where unencrypted `http` is accepted.
#[derive(Clone, Copy, PartialEq)]
enum Plaintext {
    OnLoopback,
    Anywhere,
}

/// A base URL in the parts that a request's URI is put together from.
#[derive(Clone)]
struct Base {
    scheme: Scheme,
    authority: Authority,
    /// Empty, or with a slash at its start and none at its end.
    path: Box<str>,
}

impl Base {
    /// The messages never quote the URL: it may hold a password.
    fn parse(url: &str, plaintext: Plaintext) -> Result<Base, BuildError> {
        if url.contains('#') {
            return Err(BuildError::base_url("has a fragment"));
        }
        if !url.is_ascii() {
            return Err(BuildError::base_url("has characters outside ASCII (write the host in its xn-- form)"));
        }
        let uri: Uri = url.parse().map_err(|_| BuildError::base_url("is not a URL"))?;
        let parts = uri.into_parts();
        let scheme = parts.scheme.ok_or_else(|| BuildError::base_url("has no scheme (https://...)"))?;
        let authority = parts.authority.ok_or_else(|| BuildError::base_url("has no host"))?;
        let path = parts.path_and_query.unwrap_or_else(|| PathAndQuery::from_static("/"));
        if authority.as_str().contains('@') {
            return Err(BuildError::base_url("has user-info; give that as `Credentials`"));
        }
        if authority.host().is_empty() {
            return Err(BuildError::base_url("has no host"));
        }
        if authority.as_str() != authority.host() && authority.port_u16().is_none() {
            return Err(BuildError::base_url("has a port that is no number from 0 to 65535"));
        }
        if path.query().is_some() {
            return Err(BuildError::base_url("has a query"));
        }
        if path.path().split('/').any(|segment| matches!(segment, "." | "..")) {
            return Err(BuildError::base_url("has a \".\" or \"..\" in its path"));
        }
        if scheme != Scheme::HTTPS && scheme != Scheme::HTTP {
            return Err(BuildError::base_url("has a scheme other than https"));
        }
        if scheme == Scheme::HTTP && plaintext == Plaintext::OnLoopback && !is_loopback(authority.host()) {
            return Err(BuildError::base_url(
                "is http, which would send the credentials unencrypted; use https (http is for loopback hosts)",
            ));
        }
        let path = path.path().trim_end_matches('/').into();
        Ok(Base { scheme, authority, path })
    }

    /// The URI of `path` and its query, measured first so that it is allocated once and at its exact size.
    fn join(&self, path: &str, write_query: &dyn Fn(&mut Query) -> Result<(), BuildError>) -> Result<Uri, BuildError> {
        let mut measured = Query::default();
        write_query(&mut measured)?;
        let length = self.path.len() + 1 + path.len() + measured.length();
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

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse::<std::net::IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}
