//! What can go wrong: [`Error`] and what it is made of.
//!
//! No `Display` and no `Debug` in this file shows a credential, a body or a value out of one.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, StatusCode};
use jiff::Timestamp;
use serde_json::Value;

use crate::codec::Failure;
use crate::endpoint::EndpointInfo;
use crate::quota::{self, Quota};
use crate::trace::Trace;
use crate::transport::TransportError;

/// Whatever can go wrong between a request's parameters and a decoded answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request was refused before anything was sent.
    Build(BuildError),
    /// The transport has no whole answer.
    Transport {
        /// The operation that was called.
        endpoint: &'static EndpointInfo,
        /// What the transport says.
        error: TransportError,
    },
    /// The server answered with an error status.
    Api(ApiError),
    /// The server's answer is not what the operation answers.
    Decode(DecodeError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Build(error) => error.fmt(f),
            Error::Transport { endpoint, error } => write!(f, "{endpoint}: {error}"),
            Error::Api(error) => error.fmt(f),
            Error::Decode(error) => error.fmt(f),
        }
    }
}

/// The source is what lies below the part that `Display` has already shown.
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Build(error) => error.source(),
            Error::Transport { error, .. } => error.source(),
            Error::Api(error) => error.source(),
            Error::Decode(error) => error.source(),
        }
    }
}

impl From<BuildError> for Error {
    fn from(error: BuildError) -> Self {
        Error::Build(error)
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Error::Api(error)
    }
}

impl From<ResponseError> for Error {
    fn from(error: ResponseError) -> Self {
        match error {
            ResponseError::Api(error) => Error::Api(error),
            ResponseError::Decode(error) => Error::Decode(error),
        }
    }
}

/// What can be wrong with an answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// It has an error status.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// Its body is not what the operation answers.
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

/// Why a request, or the [`Context`](crate::Context) for requests, cannot be built. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    endpoint: Option<&'static EndpointInfo>,
    kind: BuildErrorKind,
}

/// What kept a request from being built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildErrorKind {
    /// The base URL cannot be used.
    #[error("the base URL {problem}")]
    BaseUrl {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The credentials cannot be carried by a header.
    #[error("{what} {problem}")]
    Credentials {
        /// The part at fault: `the API token`, `the e-mail address`, `the password` or `the session cookie`.
        what: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The operation needs credentials and the context has none.
    #[error("needs credentials and the context has none (see `Credentials`)")]
    MissingCredentials,
    /// A parameter of the request cannot be sent.
    #[error("{name} {problem}")]
    Parameter {
        /// The parameter, by its name in the API.
        name: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The URI is longer than the 65,534 bytes that the `http` crate takes.
    #[error("the URI's path and query do not fit into one: {length} bytes")]
    Uri {
        /// The length of path and query in bytes.
        length: usize,
    },
}

impl BuildError {
    /// Parameter `name` cannot be sent, because it `problem`: for the [`Endpoint`](crate::Endpoint)s of others too.
    pub fn parameter(name: &'static str, problem: &'static str) -> Self {
        BuildErrorKind::Parameter { name, problem }.into()
    }

    pub(crate) fn base_url(problem: &'static str) -> Self {
        BuildErrorKind::BaseUrl { problem }.into()
    }

    pub(crate) fn credentials(what: &'static str, problem: &'static str) -> Self {
        BuildErrorKind::Credentials { what, problem }.into()
    }

    pub(crate) fn missing_credentials() -> Self {
        BuildErrorKind::MissingCredentials.into()
    }

    pub(crate) fn unfit_uri(length: usize) -> Self {
        BuildErrorKind::Uri { length }.into()
    }

    pub(crate) fn at(mut self, endpoint: &'static EndpointInfo) -> Self {
        self.endpoint = Some(endpoint);
        self
    }

    /// The operation whose request was refused; `None` when it is the context.
    pub fn endpoint(&self) -> Option<&'static EndpointInfo> {
        self.endpoint
    }

    /// What is wrong.
    pub fn kind(&self) -> &BuildErrorKind {
        &self.kind
    }
}

impl From<BuildErrorKind> for BuildError {
    fn from(kind: BuildErrorKind) -> Self {
        BuildError { endpoint: None, kind }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.endpoint {
            Some(endpoint) => write!(f, "{endpoint}: {}", self.kind),
            None => self.kind.fmt(f),
        }
    }
}

impl StdError for BuildError {}

/// An answer whose body is not what the operation answers.
///
/// Its `Display` names the operation, the status, the body's length and the place in it, and shows no value out of the
/// body but the id of the item of a list that is at fault. [`Raw`](crate::Raw) gives the bytes.
#[derive(Debug)]
pub struct DecodeError(Box<Undecoded>);

#[derive(Debug)]
struct Undecoded {
    endpoint: &'static EndpointInfo,
    status: StatusCode,
    length: usize,
    failure: Failure,
}

impl DecodeError {
    pub(crate) fn new(endpoint: &'static EndpointInfo, status: StatusCode, length: usize, failure: Failure) -> Self {
        DecodeError(Box::new(Undecoded { endpoint, status, length, failure }))
    }

    /// The operation that was called.
    pub fn endpoint(&self) -> &'static EndpointInfo {
        self.0.endpoint
    }

    /// The answer's status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The body's length in bytes.
    pub fn body_length(&self) -> usize {
        self.0.length
    }

    /// Where the value sits that did not fit, such as `[17].client_id`; `None` when the body as a whole is at fault.
    pub fn path(&self) -> Option<&str> {
        self.0.failure.path()
    }

    /// The own id of the item of a list that the value belongs to, where it has one: of the innermost such item.
    pub fn item_id(&self) -> Option<i64> {
        self.0.failure.item_id()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Undecoded { endpoint, status, length, failure } = &*self.0;
        write!(f, "{endpoint}: the answer ({}, {length} bytes) cannot be read: {failure}", status.as_u16())?;
        f.write_str(match failure.path() {
            Some(_) => " (has the server changed? `Raw` gives the bytes)",
            None => " (is a proxy or a login page in the way? `Raw` gives the bytes)",
        })
    }
}

impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.failure.source()
    }
}

/// An answer with an error status.
///
/// Reading it never fails: whatever the body is, there is an `ApiError` with the status.
#[derive(Clone, Debug)]
pub struct ApiError(Box<Refused>);

#[derive(Clone)]
struct Refused {
    endpoint: &'static EndpointInfo,
    status: StatusCode,
    kind: ApiErrorKind,
    message: Option<String>,
    request_id: Option<String>,
    retry_after: Option<RetryAfter>,
    quota: Option<Quota>,
    remaining_login_attempts: Option<i64>,
    body: Body,
    trace: Trace,
}

/// What an error status means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApiErrorKind {
    /// 400, 422: a parameter is wrong. The same request will be refused again.
    Invalid,
    /// 401, or a 403 that says so: the credentials are missing or wrong.
    Unauthenticated,
    /// 402: the hour's calls are spent. [`ApiError::quota`] tells when some are freed.
    QuotaExhausted,
    /// 402: the workspace's plan lacks the feature. Waiting does not help.
    PlanRequired,
    /// 403: the user may not do that.
    Forbidden,
    /// 404: there is no such thing.
    NotFound,
    /// 410: the operation is no more. It should not be called again.
    Gone,
    /// 418: the server no longer accepts this client.
    ClientDeprecated,
    /// 429: too many requests in a short time. [`ApiError::retry_after`] may tell how long to wait.
    RateLimited,
    /// 3xx: the base URL is not that of the API, or something is in the way.
    Redirected,
    /// 5xx: the server failed.
    Server,
    /// Any other status.
    Other,
}

/// How long a server asks to wait, as the `Retry-After` header says it (RFC 9110, 10.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// That long from now.
    Delay(Duration),
    /// Until that moment.
    At(Timestamp),
}

impl RetryAfter {
    /// Reads the header; `None` where it is missing or unreadable.
    pub fn from_headers(headers: &HeaderMap) -> Option<RetryAfter> {
        let text = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse() {
            return Some(RetryAfter::Delay(Duration::from_secs(seconds)));
        }
        let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
        Some(RetryAfter::At(date))
    }

    /// The time to wait, for somebody whose wall clock shows `now`. Zero when the moment has passed.
    pub fn delay(self, now: Timestamp) -> Duration {
        match self {
            RetryAfter::Delay(delay) => delay,
            RetryAfter::At(moment) => Duration::try_from(moment.duration_since(now)).unwrap_or_default(),
        }
    }
}

impl ApiError {
    pub(crate) fn new(endpoint: &'static EndpointInfo, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let body = Body::keep(body);
        let message = body.message();
        let text = message.as_deref().unwrap_or_default();
        let quota = Quota::from_headers(headers);
        let remaining_login_attempts = headers.get("x-remaining-login-attempts").and_then(quota::number);
        let kind = classify(status, text, quota, remaining_login_attempts);
        let quota = match kind {
            ApiErrorKind::QuotaExhausted => Some(exhausted(quota, text)),
            _ => quota,
        };
        ApiError(Box::new(Refused {
            endpoint,
            status,
            kind,
            request_id: request_id(headers),
            retry_after: RetryAfter::from_headers(headers),
            quota,
            remaining_login_attempts,
            message,
            body,
            trace: Trace::default(),
        }))
    }

    pub(crate) fn with_trace(mut self, trace: Trace) -> Self {
        self.0.trace = trace;
        self
    }

    /// The operation that was called.
    pub fn endpoint(&self) -> &'static EndpointInfo {
        self.0.endpoint
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// What the status means here.
    pub fn kind(&self) -> ApiErrorKind {
        self.0.kind
    }

    /// What the server says in its own words, where it says something and not just a page of HTML.
    ///
    /// The words may hold anything; `Display` shows them only where they are those of the documentation.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The answer's `X-Toggl-Request-Id`, for Toggl's support, where it has one of at most 128 characters.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the server asks to wait.
    pub fn retry_after(&self) -> Option<RetryAfter> {
        self.0.retry_after
    }

    /// The calls left in the hour, where the answer tells.
    pub fn quota(&self) -> Option<Quota> {
        self.0.quota
    }

    /// How many more failed logins the server accepts, where it tells: 0 means that the account is locked.
    pub fn remaining_login_attempts(&self) -> Option<i64> {
        self.0.remaining_login_attempts
    }

    /// The body.
    pub fn body(&self) -> &Body {
        &self.0.body
    }

    /// How many requests went to the server: 0 when a layer knew that it would refuse.
    pub fn attempts(&self) -> u32 {
        self.0.trace.attempts
    }
}

impl fmt::Debug for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The message is the server's and may quote what it was sent.
        f.debug_struct("Refused")
            .field("endpoint", &self.endpoint.to_string())
            .field("status", &self.status)
            .field("kind", &self.kind)
            .field("documented_message", &self.message.as_deref().and_then(documented))
            .field("request_id", &self.request_id)
            .field("retry_after", &self.retry_after)
            .field("quota", &self.quota)
            .field("remaining_login_attempts", &self.remaining_login_attempts)
            .field("body", &self.body)
            .field("attempts", &self.trace.attempts)
            .finish()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refused { endpoint, status, kind, body, .. } = &*self.0;
        write!(f, "{endpoint}: {}", status.as_u16())?;
        match self.message().and_then(documented) {
            Some(message) => write!(f, " \"{message}\"")?,
            None if body.is_empty() => write!(f, " (no body)")?,
            None => write!(f, " ({} bytes)", body.len())?,
        }
        if let Some(meaning) = kind.meaning() {
            write!(f, ": {meaning}")?;
        }
        match (kind, self.quota(), self.remaining_login_attempts()) {
            (ApiErrorKind::QuotaExhausted, Some(Quota { resets_in: Some(time), .. }), _) => {
                write!(f, "; calls are freed in {} s", time.as_secs())?;
            }
            (ApiErrorKind::Unauthenticated, _, Some(..=0)) => write!(f, "; the account is locked")?,
            (ApiErrorKind::Unauthenticated, _, Some(left)) => {
                write!(f, "; failed logins left before the account is locked: {left}")?;
            }
            _ => {}
        }
        if self.0.trace.attempts == 0 { write!(f, " (nothing was sent)") } else { Ok(()) }
    }
}

impl StdError for ApiError {}

impl ApiErrorKind {
    fn meaning(self) -> Option<&'static str> {
        Some(match self {
            ApiErrorKind::Invalid => "a parameter is not what the server accepts",
            ApiErrorKind::Unauthenticated => {
                "the credentials are missing or wrong (an API token goes into `Credentials::api_token`, not into the password)"
            }
            ApiErrorKind::QuotaExhausted => "the calls of this hour are spent",
            ApiErrorKind::PlanRequired => "the plan does not include this; waiting does not help",
            ApiErrorKind::Forbidden => "these credentials do not allow this",
            ApiErrorKind::NotFound => "there is no such thing (or the base URL is not that of the API)",
            ApiErrorKind::Gone => "the server no longer offers this operation",
            ApiErrorKind::ClientDeprecated => "the server refuses this client (see `Context::with_user_agent`)",
            ApiErrorKind::RateLimited => "too many requests in a short time; one a second is safe",
            ApiErrorKind::Redirected => "a redirect, which is never followed (is the base URL that of the API?)",
            ApiErrorKind::Server => "the server failed; the same request may work later",
            ApiErrorKind::Other => return None,
        })
    }
}

fn classify(status: StatusCode, message: &str, quota: Option<Quota>, login_attempts: Option<i64>) -> ApiErrorKind {
    match status.as_u16() {
        400 | 422 => ApiErrorKind::Invalid,
        401 => ApiErrorKind::Unauthenticated,
        402 => payment_required(message, quota),
        403 if login_attempts.is_some() || message == WRONG_CREDENTIALS => ApiErrorKind::Unauthenticated,
        403 => ApiErrorKind::Forbidden,
        404 => ApiErrorKind::NotFound,
        410 => ApiErrorKind::Gone,
        418 => ApiErrorKind::ClientDeprecated,
        429 => ApiErrorKind::RateLimited,
        300..=399 => ApiErrorKind::Redirected,
        500..=599 => ApiErrorKind::Server,
        _ => ApiErrorKind::Other,
    }
}

/// 402 says two things. The text decides where it is one that has been seen; otherwise the quota headers do.
fn payment_required(message: &str, quota: Option<Quota>) -> ApiErrorKind {
    let message = message.to_ascii_lowercase();
    let says = |words: &str| message.contains(words);
    if says("hourly limit") || says("quota will reset") {
        ApiErrorKind::QuotaExhausted
    } else if says("plan") || says("premium") || says("upgrade") {
        ApiErrorKind::PlanRequired
    } else if quota.is_some_and(|quota| quota.remaining <= 0) {
        ApiErrorKind::QuotaExhausted
    } else {
        ApiErrorKind::PlanRequired
    }
}

/// The quota of a 402 that says it is spent: from the headers, or else from the text ("... in 1838 seconds").
fn exhausted(quota: Option<Quota>, message: &str) -> Quota {
    let quota = quota.unwrap_or(Quota::new(0, None));
    let in_text = || {
        let (_, tail) = message.split_once("reset in ")?;
        let (seconds, _) = tail.split_once(" second")?;
        seconds.parse().ok().map(Duration::from_secs)
    };
    Quota { resets_in: quota.resets_in.or_else(in_text), ..quota }
}

/// What a 402 tells of the quota; `None` where it is the plan that it means.
pub(crate) fn spent_quota(headers: &HeaderMap, body: &[u8]) -> Option<Quota> {
    let message = Body::keep(body).message();
    let text = message.as_deref().unwrap_or_default();
    let quota = Quota::from_headers(headers);
    (payment_required(text, quota) == ApiErrorKind::QuotaExhausted).then(|| exhausted(quota, text))
}

static REQUEST_ID: HeaderName = HeaderName::from_static("x-toggl-request-id");

/// `Debug` shows it, so what is too long for an id is none: anybody between here and the server can write a header.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    const LONGEST: usize = 128;
    let id = headers.get(&REQUEST_ID)?.to_str().ok()?;
    (id.len() <= LONGEST).then(|| id.to_owned())
}

const WRONG_CREDENTIALS: &str = "Incorrect username and/or password";

/// The texts that the documentation and the recordings of the server have. Only these are shown by `Display`.
const DOCUMENTED: &[&str] = &[
    "Bad Request",
    "Cannot set value for ToSAcceptNeeded",
    "Cannot start another export until current one is complete",
    "Country with given ISO code not found",
    "Current password is not valid",
    "Current password must be present to change password",
    "E-mail address does not exist",
    "Field 'fcm_registration_token' is required",
    "Forbidden",
    "Gone",
    WRONG_CREDENTIALS,
    "Internal Server Error",
    "Invalid beginning_of_week",
    "Invalid country_id",
    "Invalid default_workspace_id",
    "Invalid email",
    "Invalid feature code(s)",
    "Invalid fullname",
    "Invalid include_archived",
    "Invalid include_not_active",
    "Invalid JSON input",
    "Invalid timezone",
    "Invalid workspace",
    "Method Not Allowed",
    "Missing data",
    "No valid data submitted",
    "Not Found",
    "Operation Forbidden",
    "Operation forbidden",
    "Password should be at least 6 characters",
    "Resource can not be found",
    "Too Many Requests",
    "Unknown client",
    "Unknown client.",
    "User does not have access to this resource.",
    "User export data cannot be found or is expired",
    "User has no access to Favorites feature",
    "Value in date_format is invalid",
    "Value in timeofday_format is invalid",
    "You must select at least one object to export",
    "could not load user data",
    "invalid or expired confirmation code",
    "user email doesn't match SSO credentials",
    "user with this email already exists",
    "we could not parse the provided parameters",
    "'since' and 'before' can not be present simultaneously",
];

fn documented(message: &str) -> Option<&'static str> {
    DOCUMENTED.iter().copied().find(|text| *text == message)
}

/// The body of an error's answer: its first 64 KiB. `Debug` shows its length.
#[derive(Clone, PartialEq, Eq)]
pub struct Body {
    kept: Vec<u8>,
    length: usize,
}

impl Body {
    const MOST: usize = 64 * 1024;

    fn keep(body: &[u8]) -> Self {
        Body { kept: body.get(..Self::MOST).unwrap_or(body).to_vec(), length: body.len() }
    }

    /// The bytes, at most 64 KiB of them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.kept
    }

    /// The length of the whole body in bytes.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there was no body.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The message in any of the forms that the server has used: a JSON string, an object with `error_message` (a text,
    /// or an object with `default_message`) or `message`, or plain text.
    fn message(&self) -> Option<String> {
        let text = std::str::from_utf8(&self.kept).ok()?.trim_start_matches('\u{feff}').trim();
        let message = match serde_json::from_str(text) {
            Ok(Value::String(message)) => message,
            Ok(Value::Object(object)) => match object.get("error_message").or_else(|| object.get("message"))? {
                Value::String(message) => message.clone(),
                Value::Object(message) => message.get("default_message")?.as_str()?.to_owned(),
                _ => return None,
            },
            Ok(_) => return None,
            Err(_) if text.starts_with(['<', '{', '[', '"']) => return None,
            Err(_) => text.to_owned(),
        };
        let message = message.trim();
        (!message.is_empty()).then(|| message.to_owned())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.length)
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;
    use crate::endpoint::EndpointExt;
    use crate::me::GetMe;
    use crate::transport::TransportErrorKind;

    fn api(status: u16, headers: &[(&'static str, &str)], body: &[u8]) -> ApiError {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect();
        ApiError::new(GetMe::INFO, StatusCode::from_u16(status).unwrap(), &headers, body)
    }

    #[test]
    fn messages_are_read_in_every_form_that_the_server_has_used() {
        let forms: [(&str, Option<&str>); 20] = [
            ("\"Invalid email\"\n", Some("Invalid email")),
            ("Invalid email\n", Some("Invalid email")),
            (
                r#"{"error_message":{"id":"x","default_message":"Invalid email","values":{"a":1}}}"#,
                Some("Invalid email"),
            ),
            (r#"{"error_message":"Invalid email"}"#, Some("Invalid email")),
            (r#"{"message":"Invalid email"}"#, Some("Invalid email")),
            ("\u{feff}\"Invalid email\"", Some("Invalid email")),
            ("", None),
            ("\"\"", None),
            ("  ", None),
            ("null", None),
            ("{}", None),
            ("[]", None),
            ("7", None),
            (r#"{"error_message":null}"#, None),
            (r#"{"error_message":{}}"#, None),
            (r#"{"error_message":{"default_message":7}}"#, None),
            (r#"{"error_message":"#, None),
            ("\"broken", None),
            ("[broken", None),
            ("<html><h1>429 Too Many Requests</h1></html>", None),
        ];
        for (body, message) in forms {
            assert_eq!(api(400, &[], body.as_bytes()).message(), message, "{body}");
        }
        assert_eq!(api(400, &[], b"\xff\xfe").message(), None);
    }

    #[test]
    fn an_error_tells_what_it_is_about() {
        let parsed = GetMe::parse_parts(StatusCode::CREATED, &HeaderMap::new(), br#"{"id":"x"}"#);
        let Err(ResponseError::Decode(error)) = parsed else { panic!("an id is no text") };
        assert_eq!((error.endpoint(), error.status()), (GetMe::INFO, StatusCode::CREATED));
        assert_eq!((error.body_length(), error.path()), (10, Some("id")));

        let context = crate::Context::new(crate::Credentials::none()).unwrap();
        let error = GetMe::new().to_request(&context).unwrap_err();
        assert_eq!((error.endpoint(), error.kind()), (Some(GetMe::INFO), &BuildErrorKind::MissingCredentials));
        assert_eq!(BuildError::parameter("name", "is long").endpoint(), None);

        let error = api(404, &[], b"gone");
        assert_eq!((error.endpoint(), error.status(), error.attempts()), (GetMe::INFO, StatusCode::NOT_FOUND, 1));
        assert_eq!((error.body().as_bytes(), error.body().len(), error.body().is_empty()), (&b"gone"[..], 4, false));
        assert_eq!(format!("{:?}", error.body()), "4 bytes");
        assert!(api(404, &[], b"").body().is_empty());
        assert!(format!("{error:?}").contains("status: 404"), "{error:?}");
    }

    #[test]
    fn every_status_has_its_kind() {
        let kinds = [
            (300, ApiErrorKind::Redirected),
            (304, ApiErrorKind::Redirected),
            (399, ApiErrorKind::Redirected),
            (400, ApiErrorKind::Invalid),
            (401, ApiErrorKind::Unauthenticated),
            (402, ApiErrorKind::PlanRequired),
            (403, ApiErrorKind::Forbidden),
            (404, ApiErrorKind::NotFound),
            (405, ApiErrorKind::Other),
            (409, ApiErrorKind::Other),
            (410, ApiErrorKind::Gone),
            (418, ApiErrorKind::ClientDeprecated),
            (422, ApiErrorKind::Invalid),
            (429, ApiErrorKind::RateLimited),
            (500, ApiErrorKind::Server),
            (599, ApiErrorKind::Server),
            (600, ApiErrorKind::Other),
            (999, ApiErrorKind::Other),
            (100, ApiErrorKind::Other),
        ];
        for (status, kind) in kinds {
            assert_eq!(api(status, &[], b"").kind(), kind, "{status}");
        }
    }

    #[test]
    fn a_403_about_the_credentials_is_unauthenticated() {
        let by_text = api(403, &[], b"\"Incorrect username and/or password\"");
        assert_eq!((by_text.kind(), by_text.remaining_login_attempts()), (ApiErrorKind::Unauthenticated, None));
        let by_header = api(403, &[("x-remaining-login-attempts", "1")], b"");
        assert_eq!((by_header.kind(), by_header.remaining_login_attempts()), (ApiErrorKind::Unauthenticated, Some(1)));
        assert_eq!(api(403, &[], b"\"Operation Forbidden\"").kind(), ApiErrorKind::Forbidden);
    }

    #[test]
    fn the_two_meanings_of_402_are_told_apart() {
        let spent: &[(&str, &str)] = &[("x-toggl-quota-remaining", "0"), ("x-toggl-quota-resets-in", "77")];
        let left: &[(&str, &str)] = &[("x-toggl-quota-remaining", "12")];
        let limit = "You have hit your hourly limit for API calls. Your quota will reset in 1838 seconds.";
        let plan = "\"Custom project colors available only for premium plans\"";
        let quota_of = |headers, body: &str| {
            let error = api(402, headers, body.as_bytes());
            (error.kind(), error.quota().map(|quota| (quota.remaining, quota.resets_in.map(|time| time.as_secs()))))
        };
        assert_eq!(quota_of(&[], limit), (ApiErrorKind::QuotaExhausted, Some((0, Some(1838)))));
        assert_eq!(quota_of(&[], &format!("\"{limit}\"")), (ApiErrorKind::QuotaExhausted, Some((0, Some(1838)))));
        assert_eq!(quota_of(spent, limit), (ApiErrorKind::QuotaExhausted, Some((0, Some(77)))));
        assert_eq!(quota_of(spent, ""), (ApiErrorKind::QuotaExhausted, Some((0, Some(77)))));
        let reworded = "Oops. The quota will reset in soon.";
        assert_eq!(quota_of(&[], reworded), (ApiErrorKind::QuotaExhausted, Some((0, None))));
        assert_eq!(quota_of(&[], plan), (ApiErrorKind::PlanRequired, None));
        assert_eq!(quota_of(left, plan), (ApiErrorKind::PlanRequired, Some((12, None))));
        for words in [plan, "not on this plan", "a Premium feature", "Upgrade to use tasks"] {
            assert_eq!(quota_of(spent, words), (ApiErrorKind::PlanRequired, Some((0, Some(77)))), "{words}");
        }
        assert_eq!(quota_of(left, ""), (ApiErrorKind::PlanRequired, Some((12, None))));
        assert_eq!(quota_of(&[], ""), (ApiErrorKind::PlanRequired, None));
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let delay =
            |text| api(429, &[("retry-after", text)], b"").retry_after().map(|after| after.delay(now).as_secs());
        assert_eq!(delay("60"), Some(60));
        assert_eq!(delay("0"), Some(0));
        assert_eq!(delay("Thu, 01 Jan 2026 00:02:00 GMT"), Some(120));
        assert_eq!(delay("Wed, 31 Dec 2025 23:59:00 GMT"), Some(0));
        for unreadable in ["", "-1", "1.5", "soon", "Thu, 01 Jan 2026"] {
            assert_eq!(delay(unreadable), None, "{unreadable}");
        }
        assert_eq!(api(429, &[], b"").retry_after(), None);
    }

    #[test]
    fn the_request_id_and_the_quota_are_read() {
        let error = api(
            500,
            &[("x-toggl-request-id", "r-1"), ("x-toggl-quota-remaining", "-3"), ("x-toggl-quota-resets-in", "12")],
            b"",
        );
        assert_eq!(error.request_id(), Some("r-1"));
        let (longest, too_long) = ("x".repeat(128), "x".repeat(129));
        assert_eq!(api(500, &[("x-toggl-request-id", &longest)], b"").request_id(), Some(longest.as_str()));
        assert_eq!(api(500, &[("x-toggl-request-id", &too_long)], b"").request_id(), None);
        assert_eq!(error.quota(), Some(Quota::new(-3, Some(Duration::from_secs(12)))));
        assert_eq!(api(500, &[("x-toggl-quota-remaining", "many")], b"").quota(), None);
    }

    #[test]
    fn display_shows_documented_messages_and_the_length_of_others() {
        let shown =
            |status, headers: &[(&'static str, &str)], body: &str| api(status, headers, body.as_bytes()).to_string();
        assert_eq!(
            shown(500, &[], "Internal Server Error"),
            "GET /me: 500 \"Internal Server Error\": the server failed; the same request may work later"
        );
        assert_eq!(shown(409, &[], "\"marked\""), "GET /me: 409 (8 bytes)");
        assert_eq!(shown(405, &[], ""), "GET /me: 405 (no body)");
        let quota =
            shown(402, &[], "You have hit your hourly limit for API calls. Your quota will reset in 9 seconds.");
        assert_eq!(quota, "GET /me: 402 (81 bytes): the calls of this hour are spent; calls are freed in 9 s");
        let login = shown(403, &[("x-remaining-login-attempts", "2")], "\"Incorrect username and/or password\"");
        assert!(
            login.contains("Incorrect username")
                && login.ends_with("; failed logins left before the account is locked: 2"),
            "{login}"
        );
        let locked = shown(401, &[("x-remaining-login-attempts", "0")], "");
        assert!(locked.ends_with("; the account is locked"), "{locked}");
    }

    #[test]
    fn neither_debug_nor_display_shows_the_body() {
        for body in ["\"marked\"", "marked", r#"{"error_message":"marked"}"#, "<p>marked</p>"] {
            let error = api(400, &[], body.as_bytes());
            let error_shown = format!("{error} {error:?} {:?}", error.body());
            assert!(!error_shown.contains("marked"), "{error_shown}");
            assert_eq!(error.body().as_bytes(), body.as_bytes());
        }
    }

    #[test]
    fn long_bodies_are_kept_in_part() {
        let error = api(500, &[], &vec![b'x'; 100_000]);
        assert_eq!((error.body().as_bytes().len(), error.body().len()), (65_536, 100_000));
        assert_eq!(format!("{:?}", error.body()), "100000 bytes");
        assert!(api(500, &[], b"").body().is_empty());
    }

    #[test]
    fn sources_begin_below_what_display_has_shown() {
        let io = std::io::Error::other("refused by peer");
        let transport = TransportError::new(TransportErrorKind::Connect).with_source(io).unsent();
        let error = Error::Transport { endpoint: GetMe::INFO, error: transport };
        assert!(error.to_string().starts_with("GET /me: no connection to the server"), "{error}");
        assert!(error.to_string().ends_with("; nothing was sent"), "{error}");
        assert_eq!(error.source().unwrap().to_string(), "refused by peer");

        let undecoded = GetMe::parse_parts(StatusCode::OK, &HeaderMap::new(), b"{]").unwrap_err();
        let error = Error::from(undecoded);
        assert_eq!(
            error.to_string(),
            "GET /me: the answer (200, 2 bytes) cannot be read: it is not JSON at line 1 column 2 \
             (is a proxy or a login page in the way? `Raw` gives the bytes)"
        );
        assert_eq!(error.source().unwrap().to_string(), "key must be a string at line 1 column 2");
    }

    #[test]
    fn errors_are_small() {
        assert!(size_of::<Error>() <= 48, "{}", size_of::<Error>());
    }
}
