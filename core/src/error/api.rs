//! [`ApiError`]: what the server says with an error status.

use std::error::Error as StdError;
use std::fmt;

use http::{HeaderMap, StatusCode};

use crate::error::message::{self, Body, WRONG_CREDENTIALS, documented};
use crate::headers::{self, RetryAfter};
use crate::operation::EndpointInfo;
use crate::quota::{self, Quota};
use crate::trace::Trace;

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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderName, HeaderValue};

    use super::*;
    use crate::endpoint::EndpointExt;
    use crate::me::GetMe;

    fn api(status: u16, headers: &[(&'static str, &str)], body: &[u8]) -> ApiError {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect();
        ApiError::new(GetMe::INFO, StatusCode::from_u16(status).unwrap(), &headers, body)
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
    fn an_error_tells_what_it_is_about() {
        let error = api(404, &[], b"gone");
        assert_eq!((error.endpoint(), error.status(), error.attempts()), (GetMe::INFO, StatusCode::NOT_FOUND, 1));
        assert_eq!((error.body().as_bytes(), error.body().len()), (&b"gone"[..], 4));
        assert!(format!("{error:?}").contains("status: 404"), "{error:?}");
    }

    #[test]
    fn the_headers_of_an_error_are_read() {
        let headers = [
            ("x-toggl-request-id", "r-1"),
            ("x-toggl-quota-remaining", "-3"),
            ("x-toggl-quota-resets-in", "12"),
            ("retry-after", "60"),
        ];
        let error = api(500, &headers, b"");
        assert_eq!(error.request_id(), Some("r-1"));
        assert_eq!(error.quota(), Some(Quota::new(-3, Some(Duration::from_secs(12)))));
        assert_eq!(error.retry_after(), Some(RetryAfter::Delay(Duration::from_secs(60))));
        assert_eq!(api(429, &[], b"").retry_after(), None);
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
}
