//! [`Context`]: the server to call, the credentials and the name to call it with.

mod credentials;

use std::fmt;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request};

pub use crate::context::credentials::{Credentials, SESSION_COOKIE};
use crate::error::BuildError;
use crate::operation::{Auth, EndpointInfo};
use crate::url::{Base, Plaintext, Query};

/// The base URL of Toggl's own API, which a [`Context`] uses unless it is told otherwise.
pub const DEFAULT_BASE_URL: &str = "https://api.track.toggl.com/api/v9";

const DEFAULT_USER_AGENT: &str = concat!("toggl-me/", env!("CARGO_PKG_VERSION"));
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The server to call and the credentials to call it with: everything about a request that does not depend on the
/// operation.
///
/// Create it once and use it for every request; cloning it is cheap. The `Authorization` value is computed once and
/// marked sensitive, so that the `Debug` output of a request does not show it.
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
    /// The headers of every request. They include the credentials, which are removed where they must not be sent.
    headers: HeaderMap,
    has_credentials: bool,
}

impl Context {
    /// Creates a context for Toggl's own server with these credentials.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] for [`Credentials`] that are empty, that no header can carry, or that have something
    /// around them or in them that does not belong there: white space, quotation marks, a byte order mark. The error
    /// says which credential is wrong and why, and does not quote it.
    pub fn new(credentials: Credentials) -> Result<Self, BuildError> {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(ACCEPT, JSON);
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(USER_AGENT, HeaderValue::from_static(DEFAULT_USER_AGENT));
        let credentials = credentials.header()?;
        let has_credentials = credentials.is_some();
        headers.extend(credentials);
        Ok(Context { base: Base::parse(DEFAULT_BASE_URL, Plaintext::OnLoopback)?, headers, has_credentials })
    }

    /// Sets another server: a self-hosted one or a fake. The URL ends before `me`, like [`DEFAULT_BASE_URL`].
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] unless the URL is `https` (or `http` on a loopback host: `localhost`, `127.0.0.0/8`,
    /// `[::1]`) and has no user-info, query or fragment.
    pub fn with_base_url(mut self, url: &str) -> Result<Self, BuildError> {
        self.base = Base::parse(url, Plaintext::OnLoopback)?;
        Ok(self)
    }

    /// Sets another server as [`with_base_url`](Context::with_base_url) does, but accepts `http` for any host. Anybody
    /// on the network path can then read the credentials and change the responses, so use it only for a server on a
    /// network that you trust.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`with_base_url`](Context::with_base_url), except for the scheme.
    pub fn with_unencrypted_base_url(mut self, url: &str) -> Result<Self, BuildError> {
        self.base = Base::parse(url, Plaintext::Anywhere)?;
        Ok(self)
    }

    /// Sets the `User-Agent`, for example `my-timer/1.0`. The server has refused the default names of HTTP libraries.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] for a name that is empty or that no header can carry.
    pub fn with_user_agent(mut self, name: &str) -> Result<Self, BuildError> {
        let value = HeaderValue::from_str(name).ok().filter(|value| !value.is_empty());
        let value =
            value.ok_or_else(|| BuildError::parameter("the user agent", "is empty or cannot be sent in a header"))?;
        self.headers.insert(USER_AGENT, value);
        Ok(self)
    }

    /// Returns the URL below which the paths of operations lie, without a slash at its end.
    pub fn base_url(&self) -> String {
        self.base.to_string()
    }

    /// Builds the request of `endpoint`. This is the part of [`to_request`](crate::EndpointExt::to_request) that is
    /// compiled once.
    pub(crate) fn request(
        &self,
        endpoint: &'static EndpointInfo,
        path: &str,
        write_query: &dyn Fn(&mut Query) -> Result<(), BuildError>,
        body: Vec<u8>,
    ) -> Result<Request<Vec<u8>>, BuildError> {
        let mut headers = self.headers.clone();
        match endpoint.auth {
            Auth::Required if !self.has_credentials => return Err(BuildError::missing_credentials().at(endpoint)),
            Auth::Required | Auth::IfPresent => {}
            Auth::Never => {
                headers.remove(AUTHORIZATION);
                headers.remove(COOKIE);
            }
        }
        // HTTP stacks leave out the length of an empty body, and Toggl refuses a POST without a length.
        if !body.is_empty() || matches!(endpoint.method, Method::POST | Method::PUT | Method::PATCH) {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        }
        let mut request = Request::new(body);
        *request.method_mut() = endpoint.method.clone();
        *request.uri_mut() = self.base.join(path, write_query).map_err(|error| error.at(endpoint))?;
        *request.headers_mut() = headers;
        Ok(request)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("base_url", &self.base_url()).field("headers", &self.headers).finish()
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::endpoint::EndpointExt;
    use crate::error::BuildErrorKind;
    use crate::me::{CheckLostPasswordCode, GetLocation, GetMe};

    fn anonymous() -> Context {
        Context::new(Credentials::none()).unwrap()
    }

    #[track_caller]
    fn refused(result: Result<Context, BuildError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn operations_that_need_credentials_are_refused_without_any() {
        let error = GetMe::new().to_request(&anonymous()).unwrap_err();
        assert_eq!(error.kind(), &BuildErrorKind::MissingCredentials);
        assert_eq!(error.to_string(), "GET /me: needs credentials, but the context has none (see `Credentials`)");
        assert!(GetLocation::new().to_request(&anonymous()).is_ok());
    }

    #[test]
    fn lengths_are_sent_with_bodies_and_with_every_post() {
        let lengths = [
            (Method::POST, "", Some("0")),
            (Method::PUT, "", Some("0")),
            (Method::PATCH, "", Some("0")),
            (Method::POST, "{}", Some("2")),
            (Method::DELETE, "{}", Some("2")),
            (Method::GET, "", None),
            (Method::HEAD, "", None),
            (Method::DELETE, "", None),
        ];
        for (method, body, expected) in lengths {
            let endpoint = EndpointInfo { method, ..CheckLostPasswordCode::INFO.clone() };
            let endpoint = Box::leak(Box::new(endpoint));
            let request = anonymous().request(endpoint, "me", &|_| Ok(()), body.into()).unwrap();
            let length = request.headers().get(CONTENT_LENGTH).map(|length| length.to_str().unwrap());
            assert_eq!(length, expected, "{endpoint}, {body:?}");
        }
    }

    #[test]
    fn lost_password_operations_never_carry_credentials() {
        for credentials in [Credentials::api_token("c0ffee"), Credentials::session("c0ffee")] {
            let context = Context::new(credentials).unwrap();
            let request = CheckLostPasswordCode::new("1").to_request(&context).unwrap();
            assert!(!request.headers().contains_key(AUTHORIZATION) && !request.headers().contains_key(COOKIE));
            assert_eq!(request.headers().len(), 3);
        }
    }

    #[test]
    fn base_urls_keep_host_port_and_path() {
        let uris = [
            ("https://toggl.example.org", "https://toggl.example.org/me"),
            ("https://toggl.example.org/", "https://toggl.example.org/me"),
            ("https://toggl.example.org:8443/a/b/", "https://toggl.example.org:8443/a/b/me"),
            ("HTTPS://toggl.example.org/v9//", "https://toggl.example.org/v9/me"),
            ("http://localhost:4080/api/v9", "http://localhost:4080/api/v9/me"),
            ("http://127.8.9.10/api/v9", "http://127.8.9.10/api/v9/me"),
            ("http://[::1]:4080/api/v9", "http://[::1]:4080/api/v9/me"),
        ];
        for (base, uri) in uris {
            let context = Context::new(Credentials::api_token("c0ffee")).unwrap().with_base_url(base).unwrap();
            assert_eq!(GetMe::new().to_request(&context).unwrap().uri().to_string(), uri, "{base}");
        }
    }

    #[test]
    fn unsafe_base_urls_are_refused_with_the_reason() {
        let refusals = [
            ("", "is empty"),
            ("toggl.example.org", "has no scheme"),
            ("toggl.example.org/api/v9", "has no scheme"),
            ("toggl.example.org:443/api/v9", "has no scheme"),
            ("/a://b", "has no scheme"),
            ("/api/v9", "has no scheme"),
            ("https:///api/v9", "is not a URL"),
            ("https://:443/api", "has no host"),
            ("https://toggl.example.org:/", "has a port"),
            ("https://toggl.example.org:99999/", "has a port"),
            ("https://toggl.example.org:1x/", "has a port"),
            ("https://user@toggl.example.org", "has user-info"),
            ("https://user:marked@toggl.example.org", "has user-info"),
            ("https://toggl.example.org/api?x=1", "has a query"),
            ("https://toggl.example.org/api#x", "has a fragment"),
            ("https://toggl.example.org/api/../v9", "in its path"),
            ("https://toggl.example.org/api/v9\"", "not allowed there"),
            ("https://toggl.example.org/{version}", "not allowed there"),
            ("\"https://toggl.example.org/api/v9\"", "is not a URL"),
            ("https://toggl.example.org/api/v9\n", "is not a URL"),
            ("https://tögl.example.org", "outside ASCII"),
            ("ftp://toggl.example.org", "scheme other than https"),
            ("http://toggl.example.org/api/v9", "is http"),
            ("http://127.0.0.1.example.org/", "is http"),
            ("http://localhost.example.org/", "is http"),
            ("http://10.0.0.1/", "is http"),
            ("http://[::2]/", "is http"),
        ];
        for (url, reason) in refusals {
            let message = refused(anonymous().with_base_url(url));
            assert!(message.starts_with("the base URL ") && message.contains(reason), "{url}: {message}");
            assert!(!message.contains("marked"), "{message}");
        }
    }

    #[test]
    fn unencrypted_base_urls_need_their_own_method() {
        let context = anonymous().with_unencrypted_base_url("http://toggl.lan/api/v9").unwrap();
        assert_eq!(context.base_url(), "http://toggl.lan/api/v9");
        assert!(refused(anonymous().with_unencrypted_base_url("http://a:b@toggl.lan/")).contains("user-info"));
    }

    #[test]
    fn user_agents_are_sent_or_refused() {
        let context = anonymous().with_user_agent("my-timer/1.0 (ann@example.org)").unwrap();
        let request = GetLocation::new().to_request(&context).unwrap();
        assert_eq!(request.headers()[USER_AGENT], "my-timer/1.0 (ann@example.org)");
        for name in ["", "a\nb"] {
            assert!(refused(anonymous().with_user_agent(name)).starts_with("the user agent "));
        }
    }

    #[test]
    fn a_uri_longer_than_http_accepts_is_refused() {
        let error = CheckLostPasswordCode::new("x".repeat(70_000)).to_request(&anonymous()).unwrap_err();
        assert_eq!(*error.kind(), BuildErrorKind::Uri { length: "/api/v9/me/lost_passwords/".len() + 70_000 });

        let base = Base::parse("https://toggl.example.org/v9", Plaintext::OnLoopback).unwrap();
        let with_query = base.join("me", &|query| {
            query.pair("name", "x".repeat(70_000));
            Ok(())
        });
        let length = "/v9/me?name=".len() + 70_000;
        assert_eq!(*with_query.unwrap_err().kind(), BuildErrorKind::Uri { length });
    }

    #[test]
    fn uris_are_allocated_at_their_exact_size() {
        let base = Base::parse("https://toggl.example.org/v9", Plaintext::OnLoopback).unwrap();
        let uri = base.join("me/tags", &|query| {
            query.pair("since", 17);
            query.pair("name", "a b");
            Ok(())
        });
        assert_eq!(uri.unwrap().to_string(), "https://toggl.example.org/v9/me/tags?since=17&name=a+b");
    }

    #[test]
    fn debug_shows_no_credential() {
        for credentials in [
            Credentials::api_token("marked"),
            Credentials::password("ann@example.org", "marked"),
            Credentials::session("marked"),
        ] {
            let shown = format!("{credentials:?}");
            let context = Context::new(credentials).unwrap();
            assert!(format!("{context:?}").contains(DEFAULT_BASE_URL));
            let request = GetMe::new().to_request(&context).unwrap();
            for text in [shown, format!("{context:?}"), format!("{request:?}")] {
                assert!(!text.contains("marked") && !text.contains(&STANDARD.encode("marked")[..6]), "{text}");
            }
            assert!(format!("{request:?}").contains("Sensitive"));
        }
    }
}
