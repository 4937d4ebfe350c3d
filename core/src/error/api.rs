//! [`ApiError`]: what the server says with an error status.

use std::error::Error as StdError;
use std::fmt;

use http::{HeaderMap, StatusCode};

use crate::error::message::{self, Body, WRONG_CREDENTIALS, documented};
use crate::headers::{self, RetryAfter};
use crate::operation::EndpointInfo;
use crate::quota::{self, Quota};

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
    attempts: u32,
    shared: bool,
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

impl ApiError {
    pub(crate) fn new(endpoint: &'static EndpointInfo, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let body = Body::keep(body);
        let message = message::of(body.as_bytes());
        let text = message.as_deref().unwrap_or_default();
        let quota = Quota::from_headers(headers);
        let remaining_login_attempts = headers::remaining_login_attempts(headers);
        let kind = classify(status, text, quota, remaining_login_attempts);
        let quota = match kind {
            ApiErrorKind::QuotaExhausted => Some(quota::exhausted(quota, text)),
            _ => quota,
        };
        ApiError(Box::new(Refused {
            endpoint,
            status,
            kind,
            request_id: headers::request_id(headers),
            retry_after: RetryAfter::from_headers(headers),
            quota,
            remaining_login_attempts,
            message,
            body,
            attempts: 1,
            shared: false,
        }))
    }

    /// Refuses a call that the server would refuse: its hour is spent.
    pub(crate) fn refused(endpoint: &'static EndpointInfo, quota: Quota) -> Self {
        let mut error = ApiError::new(endpoint, StatusCode::PAYMENT_REQUIRED, &HeaderMap::new(), b"");
        error.0.kind = ApiErrorKind::QuotaExhausted;
        error.0.quota = Some(quota);
        error
    }

    /// Adds how many requests went to the server for the call, and whether it was another call that was refused.
    pub(crate) fn with_attempts(mut self, attempts: u32, shared: bool) -> Self {
        self.0.attempts = attempts;
        self.0.shared = shared;
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

    /// How many requests went to the server for this call: 0 when it was known that it would refuse, and where another call
    /// was refused that this one waited for.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
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
            .field("attempts", &self.attempts)
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
                // Rounded up: who comes back then must not be too early.
                let seconds = time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0));
                write!(f, "; calls are freed in {seconds} s")?;
            }
            (ApiErrorKind::Unauthenticated, _, Some(..=0)) => write!(f, "; the account is locked")?,
            (ApiErrorKind::Unauthenticated, _, Some(left)) => {
                write!(f, "; failed logins left before the account is locked: {left}")?;
            }
            _ => {}
        }
        match self.0.attempts {
            0 if self.0.shared => f.write_str(" (another call was told so)"),
            0 => f.write_str(" (nothing was sent)"),
            1 => Ok(()),
            attempts => write!(f, " (after {attempts} attempts)"),
        }
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
        402 if quota::is_spent(message, quota) => ApiErrorKind::QuotaExhausted,
        402 => ApiErrorKind::PlanRequired,
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
