//! [`UreqTransport`]: a request goes through an agent, and its answer comes back whole.

use std::fmt;

use http::uri::Scheme;
use http::{Extensions, Method, Request, Response, Uri, Version};
use toggl_me_core::{Transport, TransportError, TransportErrorKind};
use ureq::config::AutoHeaderValue;
use ureq::{Agent, AsSendBody, Body, Proxy};

use crate::answer;
use crate::failure::{self, Phase};
use crate::gzip::encodings;
use crate::target;

/// How many bytes of a body are accepted unless told otherwise.
pub(crate) const BODY_LIMIT: u64 = 32 * 1024 * 1024;

/// Carries requests by ureq, in the calling thread.
///
/// Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct UreqTransport {
    agent: Agent,
    body_limit: u64,
    /// Whether the agent's own settings may go against the contract.
    foreign: bool,
    /// Whether the proxy, where there is one, was found in the environment.
    environment_proxy: bool,
    unencrypted_proxying: bool,
}

impl UreqTransport {
    /// Sends through an agent that the program has already, for the sake of its pool, its connector or its middleware.
    ///
    /// Overridden at each call, because the contract demands it: statuses are no errors, redirects are not followed, any
    /// method is let through, no `Accept` header is added, and gzip is offered where the agent does not say otherwise.
    /// The rest stays as the agent has it: time limits (none, unless set), proxy, TLS, resolver, pool, middleware, and
    /// the `User-Agent` for requests that have none. Bodies are limited to 32 MiB, or as
    /// [`with_body_limit`](UreqTransport::with_body_limit) says.
    ///
    /// What holds for [proxies](crate#proxies) holds for the agent's proxy too: plain `http` does not go through it, and
    /// loopback hosts do not where it comes from the environment, from which ureq takes one unless told otherwise.
    ///
    /// What this costs:
    ///
    /// - certificates are checked as the agent's TLS settings say, which can turn that off, and `localhost` is where its
    ///   resolver says;
    /// - with ureq's own resolver, every call looks its host's name up, and starts a thread for that where the agent has
    ///   a time limit for whole calls;
    /// - ureq sets its TLS up anew for each connection, so sessions are not resumed;
    /// - a refused connection, a broken handshake and a limit for whole calls that ran out while connecting are not
    ///   [`is_unsent`](TransportError::is_unsent), since ureq's error does not prove it;
    /// - a body that has no other end than the connection's passes for whole where the connection is reset, or TLS cut;
    /// - what a server sends unasked, over TLS and right after an answer, is taken for the answer to the next request;
    /// - ureq panics at the first call where the agent asks for what its features do not have;
    /// - middleware that sends a request twice, or retries, breaks the contract.
    pub fn from_agent(agent: Agent) -> Self {
        let environment_proxy = agent.config().proxy().is_some_and(Proxy::is_from_env);
        let body_limit = BODY_LIMIT;
        UreqTransport { agent, body_limit, foreign: true, environment_proxy, unencrypted_proxying: false }
    }

    /// With another limit for the bytes of a body than the one it was made with; see
    /// [`Builder::body_limit`](crate::Builder::body_limit).
    #[must_use]
    pub fn with_body_limit(mut self, bytes: u64) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Lets plain `http` requests through the proxy, which are refused otherwise. The proxy, and everybody on the way to
    /// it and from it, can read the credentials and change the answers. For a proxy and a network that you trust.
    #[must_use]
    pub fn with_unencrypted_proxying(mut self) -> Self {
        self.unencrypted_proxying = true;
        self
    }

    /// Through an agent whose settings keep the contract.
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

/// Where a request goes.
#[derive(Clone, Copy)]
enum Route {
    /// To where the agent's settings send it.
    AsSet,
    PastTheProxy,
}

impl Transport for UreqTransport {
    fn send(&self, mut request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let route = target::check(&request).and_then(|()| self.route(request.uri()));
        let route =
            route.map_err(|reason| TransportError::new(TransportErrorKind::Other).with_reason(reason).unsent())?;
        // ureq takes settings from there.
        request.extensions_mut().clear();
        // And writes any version into the request's line.
        *request.version_mut() = Version::HTTP_11;
        let method = request.method().clone();
        // Of an empty `Vec` ureq makes a `content-length: 0`, of `()` nothing, or a chunked body where one is due.
        let bare = request.body().is_empty() && !takes_a_body(&method);
        let answered = if bare { self.run(request.map(drop), route) } else { self.run(request, route) };
        let (mut parts, body) = answered.map_err(|error| failure::classify(error, Phase::Asking))?.into_parts();
        let body = answer::read(&method, &mut parts, body, self.body_limit)?;
        // The URI is among them.
        parts.extensions = Extensions::new();
        Ok(Response::from_parts(parts, body))
    }
}

/// Without the agent, whose proxy may have a password.
impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqTransport").field("body_limit", &self.body_limit).finish_non_exhaustive()
    }
}

fn takes_a_body(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}
