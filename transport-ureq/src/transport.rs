//! [`UreqTransport`]: the transport that sends a request through an agent and returns the complete response.

use std::fmt;

use http::uri::Scheme;
use http::{Extensions, Method, Request, Response, Uri, Version};
use toggl_me_core::{Transport, TransportError, TransportErrorKind};
use ureq::config::AutoHeaderValue;
use ureq::{Agent, AsSendBody, Body, Proxy};

use crate::body;
use crate::failure::{self, Phase};
use crate::gzip::encodings;
use crate::target;

/// The default limit for the bytes of a body.
pub(crate) const BODY_LIMIT: u64 = 32 * 1024 * 1024;

/// Carries requests with ureq, in the calling thread.
///
/// It is cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct UreqTransport {
    agent: Agent,
    body_limit: u64,
    /// Whether the agent comes from the program, so that its settings may break the contract.
    foreign: bool,
    /// Whether the proxy, if there is one, comes from the environment.
    environment_proxy: bool,
    unencrypted_proxying: bool,
}

impl UreqTransport {
    /// Creates a transport on an agent that the program already has, for the sake of its pool, its connector or its
    /// middleware.
    ///
    /// Some settings are overridden at each call because the contract requires it: statuses are not errors, redirects
    /// are not followed, any method is permitted, no `Accept` header is added, and gzip is offered where the agent does
    /// not say otherwise. The agent keeps the others: time limits (none by default), proxy, TLS, resolver, pool,
    /// middleware, and the `User-Agent` for requests that have none. Bodies are limited to 32 MiB, or as
    /// [`with_body_limit`](UreqTransport::with_body_limit) sets.
    ///
    /// The rules for [proxies](crate#proxies) apply to the agent's proxy too: plain `http` does not go through it, and
    /// requests to loopback hosts do not where it comes from the environment, from which ureq takes one by default.
    ///
    /// An agent of your own has these costs:
    ///
    /// - certificates are checked as the agent's TLS settings say, which can disable the check, and `localhost` is
    ///   where its resolver says;
    /// - with ureq's own resolver, every call looks up its host's name, and starts a thread for that where the agent
    ///   has a time limit for whole calls;
    /// - ureq sets up TLS again for each connection, so sessions are not resumed;
    /// - a refused connection, a broken handshake and a limit for whole calls that ran out while connecting are not
    ///   [`is_unsent`](TransportError::is_unsent), since ureq's error does not prove it;
    /// - a body that ends only with the connection passes for complete where the connection is reset or, with TLS, cut:
    ///   neither `content-length` nor chunks contradict it, and ureq's own TLS does not require a closing message;
    /// - unsolicited input, over TLS and right after a response, is taken for the response to the next request;
    /// - ureq panics at the first call where the agent needs a feature that ureq was built without;
    /// - middleware that sends a request twice, or retries, breaks the contract.
    pub fn from_agent(agent: Agent) -> Self {
        let environment_proxy = agent.config().proxy().is_some_and(Proxy::is_from_env);
        let body_limit = BODY_LIMIT;
        UreqTransport { agent, body_limit, foreign: true, environment_proxy, unencrypted_proxying: false }
    }

    /// Limits the size of a body to `bytes`, in place of the limit that the transport was created with; see
    /// [`Builder::body_limit`](crate::Builder::body_limit).
    #[must_use]
    pub fn with_body_limit(mut self, bytes: u64) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Permits plain `http` requests through the proxy, which are refused otherwise. The proxy, and everybody on the
    /// network path to it and from it, can read the credentials and change the responses. Use it only for a proxy and a
    /// network that you trust.
    #[must_use]
    pub fn with_unencrypted_proxying(mut self) -> Self {
        self.unencrypted_proxying = true;
        self
    }

    /// Creates a transport on an agent whose settings keep the contract.
    pub(crate) fn own(agent: Agent, body_limit: u64, environment_proxy: bool) -> Self {
        UreqTransport { agent, body_limit, foreign: false, environment_proxy, unencrypted_proxying: false }
    }

    fn route(&self, uri: &Uri) -> Result<Route, &'static str> {
        let proxy = self.agent.config().proxy().filter(|proxy| !proxy.is_no_proxy(uri));
        if proxy.is_none() {
            return Ok(Route::AsSet);
        }
        let to_loopback = target::host_and_port(uri).is_some_and(|(host, _)| target::is_loopback(host));
        if self.environment_proxy && to_loopback {
            return Ok(Route::PastTheProxy);
        }
        if uri.scheme() == Some(&Scheme::HTTP) && !self.unencrypted_proxying {
            return Err("the URI is http, and the proxy would read all of the request, credentials included \
                        (use https, or see `with_unencrypted_proxying`)");
        }
        Ok(Route::AsSet)
    }

    fn run(&self, request: Request<impl AsSendBody>, route: Route) -> Result<Response<Body>, ureq::Error> {
        let past_the_proxy = matches!(route, Route::PastTheProxy);
        if !self.foreign && !past_the_proxy {
            return self.agent.run(request);
        }
        let mut settings = self.agent.configure_request(request);
        if past_the_proxy {
            settings = settings.proxy(None);
        }
        if self.foreign {
            settings = settings
                .http_status_as_error(false)
                .max_redirects(0)
                .allow_non_standard_methods(true)
                .accept(AutoHeaderValue::None);
            // ureq's own default depends on its features.
            if matches!(self.agent.config().accept_encoding(), AutoHeaderValue::Default) {
                settings = settings.accept_encoding(encodings());
            }
        }
        self.agent.run(settings.build())
    }
}

/// The route of a request.
#[derive(Clone, Copy)]
enum Route {
    /// The request goes where the agent's settings send it.
    AsSet,
    PastTheProxy,
}

impl Transport for UreqTransport {
    fn send(&self, mut request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let route = target::check(&request).and_then(|()| self.route(request.uri()));
        let route =
            route.map_err(|reason| TransportError::new(TransportErrorKind::Other).with_reason(reason).unsent())?;
        // ureq takes settings from the extensions.
        request.extensions_mut().clear();
        // ureq also writes any version into the request line.
        *request.version_mut() = Version::HTTP_11;
        let method = request.method().clone();
        // ureq sends `content-length: 0` for an empty `Vec`, and nothing for `()`, or a chunked body where the method
        // has one.
        let bare = request.body().is_empty() && !takes_a_body(&method);
        let response = if bare { self.run(request.map(drop), route) } else { self.run(request, route) };
        let (mut parts, body) = response.map_err(|error| failure::classify(error, Phase::Asking))?.into_parts();
        let body = body::read(&method, &mut parts, body, self.body_limit)?;
        // The extensions include the URI.
        parts.extensions = Extensions::new();
        Ok(Response::from_parts(parts, body))
    }
}

/// Writes the transport without the agent, whose proxy may have a password.
impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqTransport").field("body_limit", &self.body_limit).finish_non_exhaustive()
    }
}

fn takes_a_body(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}
