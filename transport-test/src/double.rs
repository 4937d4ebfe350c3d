//! [`TestTransport`]: a scripted double of the server.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use serde_json::Value;
use toggl_me_core::{Endpoint, EndpointExt, Transport, TransportError, endpoint::EndpointInfo, me};

use crate::differences::differences;
use crate::lock::lock;
use crate::scrub::Scrubber;

/// Responds to the calls that a test expects, in their order, and refuses all others.
///
/// Each `on` adds a call; the methods that follow it, up to the next `on`, refine that call. A call that is not the
/// next one of the script panics at the line that made it, so that the test fails where the mistake is.
///
/// ```
/// use toggl_me_core::{Client, Context, Credentials, me::{GetMe, ListClients}};
/// use toggl_me_transport_test::TestTransport;
///
/// let script = TestTransport::new()
///     .on::<GetMe>(200, r#"{"id":7}"#)
///     .on::<ListClients>(402, "").header("x-toggl-quota-remaining", "0");
/// let client = Client::new(script, Context::new(Credentials::api_token("0a1b2c3d"))?);
/// assert_eq!(client.send(&GetMe::new())?.id, 7);
/// assert!(client.send(&ListClients::new()).is_err());
/// client.transport().assert_finished();
/// # Ok::<(), toggl_me_core::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct TestTransport(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    script: VecDeque<Call>,
    requests: Vec<RecordedRequest>,
}

/// An expected call and its outcome.
struct Call {
    endpoint: &'static EndpointInfo,
    checks: Vec<Check>,
    outcome: Result<Response<Vec<u8>>, TransportError>,
}

/// A check that returns what is wrong with a request, or panics with a message of its own.
type Check = Box<dyn Fn(&RecordedRequest) -> Result<(), String> + Send + Sync>;

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Ok(response) => write!(f, "{} -> {}", self.endpoint, response.status().as_u16()),
            Err(error) => write!(f, "{} -> {:?}", self.endpoint, error.kind()),
        }
    }
}

impl TestTransport {
    /// Creates an empty script, with which any call fails.
    pub fn new() -> Self {
        TestTransport::default()
    }

    /// Expects a call of `E` and responds with this status and body.
    ///
    /// # Panics
    ///
    /// Panics when `status` is not an HTTP status.
    #[must_use]
    #[track_caller]
    pub fn on<E: Endpoint>(self, status: u16, body: impl Into<Vec<u8>>) -> Self {
        let Ok(status) = StatusCode::from_u16(status) else { panic!("{status} is not an HTTP status") };
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        self.then(E::INFO, Ok(response))
    }

    /// Expects a call of `E` and returns this response.
    #[must_use]
    pub fn on_response<E: Endpoint>(self, response: Response<Vec<u8>>) -> Self {
        self.then(E::INFO, Ok(response))
    }

    /// Expects a call of `E` and fails it with this error.
    #[must_use]
    pub fn on_error<E: Endpoint>(self, error: TransportError) -> Self {
        self.then(E::INFO, Err(error))
    }

    fn then(mut self, endpoint: &'static EndpointInfo, outcome: Result<Response<Vec<u8>>, TransportError>) -> Self {
        self.state_mut().script.push_back(Call { endpoint, checks: Vec::new(), outcome });
        self
    }

    /// Adds a header to the response of the last call.
    ///
    /// # Panics
    ///
    /// Panics when there is no call yet, when that call fails with a [`TransportError`], or when the name or the value
    /// is invalid.
    #[must_use]
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let Ok(response) = &mut self.last_call().outcome else {
            panic!("a call that fails cannot have the header `{name}`")
        };
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => response.headers_mut().append(name, value),
            _ => panic!("`{name}` and its value are not a valid header"),
        };
        self
    }

    /// Requires that the query of the last call has exactly these pairs, in any order.
    ///
    /// # Panics
    ///
    /// Panics when there is no call yet; and at the call, when its query differs.
    #[must_use]
    #[track_caller]
    pub fn expect_query(self, pairs: &[(&str, &str)]) -> Self {
        let mut expected: Vec<_> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        expected.sort();
        self.demand(move |request| {
            let mut actual = request.query_pairs();
            actual.sort();
            if actual == expected {
                return Ok(());
            }
            Err(format!("the query should have been {expected:?}, but was {actual:?}"))
        })
    }

    /// Requires that the body of the last call is this JSON value.
    ///
    /// # Panics
    ///
    /// Panics when there is no call yet; and at the call, when its body differs.
    #[must_use]
    #[track_caller]
    pub fn expect_json(self, expected: Value) -> Self {
        self.demand(move |request| {
            let Ok(actual) = serde_json::from_slice(request.body()) else {
                return Err(format!("the body should have been JSON, but is not ({} bytes)", request.body().len()));
            };
            match differences(&expected, &actual) {
                none if none.is_empty() => Ok(()),
                differences => Err(format!("the body is not the expected one: {}", differences.join("; "))),
            }
        })
    }

    /// Checks the request of the last call: `check` panics when the request is wrong.
    ///
    /// # Panics
    ///
    /// Panics when there is no call yet; and at the call, when `check` does.
    #[must_use]
    #[track_caller]
    pub fn check(self, check: impl Fn(&RecordedRequest) + Send + Sync + 'static) -> Self {
        self.demand(move |request| {
            check(request);
            Ok(())
        })
    }

    #[track_caller]
    fn demand(mut self, check: impl Fn(&RecordedRequest) -> Result<(), String> + Send + Sync + 'static) -> Self {
        self.last_call().checks.push(Box::new(check));
        self
    }

    /// Returns the requests that were made so far, in their order, including those that were refused.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().requests.clone()
    }

    /// Checks that every call of the script was made.
    ///
    /// # Panics
    ///
    /// Panics when one was not.
    #[track_caller]
    pub fn assert_finished(&self) {
        let missing: Vec<String> = self.lock().script.iter().map(|call| call.endpoint.to_string()).collect();
        assert!(missing.is_empty(), "expected and never called: {}", missing.join(", "));
    }

    #[track_caller]
    fn last_call(&mut self) -> &mut Call {
        let Some(call) = self.state_mut().script.back_mut() else { panic!("there is no call yet: begin with `on`") };
        call
    }

    fn state_mut(&mut self) -> &mut State {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

impl Transport for TestTransport {
    /// # Panics
    ///
    /// Panics when this is not the next call of the script.
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let request = RecordedRequest(request);
        let (number, call) = {
            let mut state = self.lock();
            state.requests.push(request.clone());
            let fits = state.script.front().is_some_and(|call| calls(&request, call.endpoint));
            let call = match fits {
                true => state.script.pop_front().ok_or(None),
                false => Err(state.script.front().map(|call| call.endpoint)),
            };
            (state.requests.len(), call)
        };
        let call = match call {
            Ok(call) => call,
            Err(Some(expected)) => {
                panic!("call {number} should have been {expected}, but was {}", request.operation())
            }
            Err(None) => panic!("call {number} was not expected: {}", request.operation()),
        };
        for check in &call.checks {
            if let Err(problem) = check(&request) {
                panic!("call {number}, {}: {problem}", call.endpoint);
            }
        }
        call.outcome
    }
}

/// Returns whether `request` calls this operation. An operation outside the core is matched by itself.
pub(crate) fn calls(request: &Request<Vec<u8>>, endpoint: &EndpointInfo) -> bool {
    let (method, path) = (request.method(), request.uri().path());
    if me::ENDPOINTS.contains(endpoint) {
        me::route(method, path) == Some(endpoint)
    } else {
        endpoint.matches(method, path)
    }
}

/// A request as it reached a double. It dereferences to the request itself.
///
/// Its `Debug` shows the operation (an unknown one by its path), the query, the names of the headers and the length of
/// the body, but no header's value and nothing of the body.
#[derive(Clone)]
pub struct RecordedRequest(Request<Vec<u8>>);

impl RecordedRequest {
    /// Returns the operation that it calls, if it is one of the core's.
    pub fn endpoint(&self) -> Option<&'static EndpointInfo> {
        me::route(self.0.method(), self.0.uri().path())
    }

    /// Returns the pairs of its query, decoded.
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.0.uri().query().unwrap_or_default().as_bytes()).into_owned().collect()
    }

    /// Returns its body, decoded as JSON.
    ///
    /// # Panics
    ///
    /// Panics when it is not JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(self.0.body()) {
            Ok(value) => value,
            Err(error) => panic!("the body of {} is not JSON: {error}", self.operation()),
        }
    }

    /// Returns the operation in words, without the values of the path's variables.
    fn operation(&self) -> String {
        match self.endpoint() {
            Some(endpoint) => endpoint.to_string(),
            None => {
                let path = Scrubber::default().path(self.0.method(), self.0.uri().path());
                format!("{} {path}, which is not an operation of the core", self.0.method())
            }
        }
    }
}

impl Deref for RecordedRequest {
    type Target = Request<Vec<u8>>;

    fn deref(&self) -> &Request<Vec<u8>> {
        &self.0
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("operation", &format_args!("{}", self.operation()))
            .field("query", &self.query_pairs())
            .field("headers", &self.0.headers().keys().map(HeaderName::as_str).collect::<Vec<_>>())
            .field("body", &format_args!("{} bytes", self.0.body().len()))
            .finish()
    }
}
