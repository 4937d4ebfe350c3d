//! [`ApiError`]: a response with an error status.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::error::message::{self, Body, WRONG_CREDENTIALS};
use crate::headers::{self, RetryAfter};
use crate::operation::EndpointInfo;
use crate::quota::{self, Meaning, Quota};

/// A response with an error status.
///
/// Parsing it never fails: whatever the body is, there is an `ApiError` with the status.
#[derive(Clone)]
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

/// The meaning of an error status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApiErrorKind {
    /// 400, 422, or a 403 whose text says so: a parameter is missing or wrong. The same request will be refused again.
    Invalid,
    /// 401, or a 403 whose text says so: the credentials are missing or wrong.
    Unauthenticated,
    /// 402: the hour's requests are used up. [`ApiError::quota`] says when more become available, where the server
    /// does.
    QuotaExhausted,
    /// 402: the workspace's plan lacks the feature. Waiting does not help.
    PlanRequired,
    /// 403: the server does not allow the request, to this user or to anybody.
    Forbidden,
    /// 404: the requested item does not exist.
    NotFound,
    /// 410: the operation no longer exists and should not be called again.
    Gone,
    /// 418: the server no longer accepts this client.
    ClientDeprecated,
    /// 429: too many requests came in a short time. [`ApiError::retry_after`] may say how long to wait.
    RateLimited,
    /// 3xx: the base URL is not that of the API, or something is in the way of it.
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
        let (kind, quota) = match status {
            StatusCode::PAYMENT_REQUIRED => match quota::meaning(endpoint.bucket, quota, text) {
                Meaning::Spent(quota) => (ApiErrorKind::QuotaExhausted, Some(quota)),
                Meaning::Plan => (ApiErrorKind::PlanRequired, quota),
                Meaning::Untold => (ApiErrorKind::Other, quota),
            },
            StatusCode::FORBIDDEN if remaining_login_attempts.is_some() => (ApiErrorKind::Unauthenticated, quota),
            StatusCode::FORBIDDEN => (forbidden(text), quota),
            _ => (of_status(status), quota),
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

    /// Creates the error of a call that is refused here because the server would refuse it: its hour is used up.
    pub(crate) fn refused(endpoint: &'static EndpointInfo, quota: Quota) -> Self {
        let mut error = ApiError::new(endpoint, StatusCode::PAYMENT_REQUIRED, &HeaderMap::new(), b"");
        error.0.kind = ApiErrorKind::QuotaExhausted;
        error.0.quota = Some(quota);
        error
    }

    /// Sets how many requests went to the server for the call, and whether it was another call that was refused.
    pub(crate) fn with_attempts(mut self, attempts: u32, shared: bool) -> Self {
        self.0.attempts = attempts;
        self.0.shared = shared;
        self
    }

    /// Returns the operation that was called.
    pub fn endpoint(&self) -> &'static EndpointInfo {
        self.0.endpoint
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Returns the meaning of the status.
    pub fn kind(&self) -> ApiErrorKind {
        self.0.kind
    }

    /// Returns the server's own words, where it sends some and not just a page of HTML.
    ///
    /// The words may contain anything. `Display` shows them where they are one line of at most 120 characters, with
    /// `***` for words that look like an e-mail address or a token. Where the request carries a secret
    /// ([`EndpointInfo::carries_secret`]), it shows only known texts.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Returns the response's `X-Toggl-Request-Id`, which Toggl's support asks for, where it has one of at most 128
    /// characters.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns how long the server asks to wait.
    pub fn retry_after(&self) -> Option<RetryAfter> {
        self.0.retry_after
    }

    /// Returns the requests left in the hour, where the response reports them.
    pub fn quota(&self) -> Option<Quota> {
        self.0.quota
    }

    /// Returns the number of failed logins that the server still accepts, where it says so; 0 means that the account is
    /// locked.
    pub fn remaining_login_attempts(&self) -> Option<i64> {
        self.0.remaining_login_attempts
    }

    /// Returns the part of the message that may be shown.
    fn shown(&self) -> Option<String> {
        message::shown(self.message()?, self.0.endpoint.carries_secret)
    }

    /// Returns the body.
    pub fn body(&self) -> &Body {
        &self.0.body
    }

    /// Returns the number of requests that went to the server for this call. It is 0 when the refusal was known in
    /// advance, and when another call was refused that this one waited for.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused = &*self.0;
        f.debug_struct("ApiError")
            .field("endpoint", &refused.endpoint.to_string())
            .field("status", &refused.status)
            .field("kind", &refused.kind)
            .field("message", &self.shown())
            .field("request_id", &refused.request_id)
            .field("retry_after", &refused.retry_after)
            .field("quota", &refused.quota)
            .field("remaining_login_attempts", &refused.remaining_login_attempts)
            .field("body", &refused.body)
            .field("attempts", &refused.attempts)
            .finish()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refused { endpoint, status, kind, body, .. } = &*self.0;
        write!(f, "{endpoint}: {}", status.as_u16())?;
        match self.shown() {
            Some(message) => write!(f, " \"{message}\"")?,
            None if body.is_empty() => write!(f, " (no body)")?,
            None => write!(f, " ({} bytes)", body.len())?,
        }
        if let Some(meaning) = kind.meaning(body.is_page()) {
            write!(f, ": {meaning}")?;
        }
        match (kind, self.quota(), self.remaining_login_attempts()) {
            (ApiErrorKind::QuotaExhausted, Some(Quota { resets_in: Some(time), .. }), _) => {
                write!(f, "; more are available in {} s", rounded_up(time))?;
            }
            (ApiErrorKind::QuotaExhausted, ..) => write!(f, "; more become available within the hour")?,
            (ApiErrorKind::Unauthenticated, _, Some(..=0)) => write!(f, "; the account is locked")?,
            (ApiErrorKind::Unauthenticated, _, Some(left)) => {
                write!(f, "; failed logins left before the account is locked: {left}")?;
            }
            _ => {}
        }
        match self.0.retry_after {
            Some(RetryAfter::Delay(time)) => write!(f, "; the server asks for a wait of {} s", rounded_up(time))?,
            Some(RetryAfter::At(time)) => write!(f, "; the server asks for a wait until {time}")?,
            None => {}
        }
        match self.0.attempts {
            0 if self.0.shared => f.write_str(" (another call received this refusal)"),
            0 => f.write_str(" (nothing was sent)"),
            1 => Ok(()),
            attempts => write!(f, " (after {attempts} attempts)"),
        }
    }
}

impl StdError for ApiError {}

/// Returns a time in seconds. It is rounded up, so that a client that comes back then is not too early.
fn rounded_up(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0))
}

impl ApiErrorKind {
    /// Returns the text for the kind. A page does not come from the API: what its status says about parameters,
    /// credentials or items is then not the API's statement, while a front end may say that it is busy or down.
    fn meaning(self, is_page: bool) -> Option<&'static str> {
        use ApiErrorKind::{Forbidden, Invalid, NotFound, Other, Unauthenticated};
        Some(match self {
            Invalid | Unauthenticated | Forbidden | NotFound | Other if is_page => {
                "the response is a web page and not from the API (check the base URL, and whether a proxy or a login page is in the way)"
            }
            ApiErrorKind::Invalid => "the server does not accept a parameter",
            ApiErrorKind::Unauthenticated => {
                "the credentials are missing or wrong (an API token goes into `Credentials::api_token`, not into the password)"
            }
            ApiErrorKind::QuotaExhausted => "this hour's requests are used up",
            ApiErrorKind::PlanRequired => "the plan does not include this; waiting does not help",
            ApiErrorKind::Forbidden => "the server does not allow this",
            ApiErrorKind::NotFound => "the requested item does not exist, or the base URL is not that of the API",
            ApiErrorKind::Gone => "the server no longer offers this operation",
            ApiErrorKind::ClientDeprecated => "the server refuses this client (see `Context::with_user_agent`)",
            ApiErrorKind::RateLimited => "too many requests in a short time; one per second is safe",
            ApiErrorKind::Redirected => "redirects are never followed (check that the base URL is that of the API)",
            ApiErrorKind::Server => "the server failed; the same request may work later",
            ApiErrorKind::Other => return None,
        })
    }
}

/// Returns the kind of a status that has only one meaning.
fn of_status(status: StatusCode) -> ApiErrorKind {
    match status.as_u16() {
        400 | 422 => ApiErrorKind::Invalid,
        401 => ApiErrorKind::Unauthenticated,
        404 => ApiErrorKind::NotFound,
        410 => ApiErrorKind::Gone,
        418 => ApiErrorKind::ClientDeprecated,
        429 => ApiErrorKind::RateLimited,
        300..=399 => ApiErrorKind::Redirected,
        500..=599 => ApiErrorKind::Server,
        _ => ApiErrorKind::Other,
    }
}

/// The words of a 403 that concern the user and not a parameter, whatever else the text names.
const OF_THE_USER: [&str; 12] = [
    "access",
    "allowed",
    "api key",
    "auth",
    "credential",
    "denied",
    "forbidden",
    "login",
    "password",
    "permission",
    "session",
    "token",
];

/// Returns the meaning of a 403, which the server sends for wrong credentials, for what the user may not do, and for
/// parameters that are missing or wrong.
fn forbidden(message: &str) -> ApiErrorKind {
    if message.eq_ignore_ascii_case(WRONG_CREDENTIALS) {
        return ApiErrorKind::Unauthenticated;
    }
    let message = message.to_ascii_lowercase();
    let names_a_parameter = message.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word.contains('_'));
    let of_a_parameter = names_a_parameter || message.starts_with("invalid ") || message.starts_with("missing ");
    let of_the_user = OF_THE_USER.iter().any(|word| message.contains(word));
    if of_a_parameter && !of_the_user { ApiErrorKind::Invalid } else { ApiErrorKind::Forbidden }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue, Method};

    use super::*;
    use crate::codec;
    use crate::endpoint::{Endpoint, EndpointExt};
    use crate::me::{GetLocation, GetMe, UpdateMe};
    use crate::operation::Bucket;

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
            (402, ApiErrorKind::QuotaExhausted),
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
    fn the_words_of_a_403_decide_its_kind() {
        let kinds = [
            ("\"Incorrect username and/or password\"", ApiErrorKind::Unauthenticated),
            ("incorrect username and/or password", ApiErrorKind::Unauthenticated),
            ("\"Missing or invalid workspace_id\"", ApiErrorKind::Invalid),
            ("\"workspace_id: is required\"", ApiErrorKind::Invalid),
            ("Invalid start date", ApiErrorKind::Invalid),
            ("\"Missing data\"", ApiErrorKind::Invalid),
            ("\"Operation Forbidden\"", ApiErrorKind::Forbidden),
            ("\"User does not have access to this resource.\"", ApiErrorKind::Forbidden),
            ("\"No permission for workspace_id 7\"", ApiErrorKind::Forbidden),
            ("\"Invalid API token\"", ApiErrorKind::Forbidden),
            ("\"Missing session_id\"", ApiErrorKind::Forbidden),
            ("Come back tomorrow", ApiErrorKind::Forbidden),
            ("<html>403</html>", ApiErrorKind::Forbidden),
            ("", ApiErrorKind::Forbidden),
        ];
        for (body, kind) in kinds {
            let error = api(403, &[], body.as_bytes());
            assert_eq!((error.kind(), error.remaining_login_attempts()), (kind, None), "{body}");
            let blames = error.to_string().contains("credentials");
            assert_eq!(blames, kind == ApiErrorKind::Unauthenticated, "{error}");
        }
        let by_header = api(403, &[("x-remaining-login-attempts", "1")], b"");
        assert_eq!((by_header.kind(), by_header.remaining_login_attempts()), (ApiErrorKind::Unauthenticated, Some(1)));
    }

    struct OfAnOrganization;

    impl Endpoint for OfAnOrganization {
        const METHOD: Method = Method::GET;
        const PATH: &'static str = "workspaces";
        const BUCKET: Bucket = Bucket::Organization;
        type Response = ();

        fn decode(body: &[u8]) -> Result<(), codec::Failure> {
            codec::empty(body)
        }
    }

    #[test]
    fn the_bucket_decides_the_kind_of_an_unexplained_402() {
        let unexplained = |endpoint| {
            let error = ApiError::new(endpoint, StatusCode::PAYMENT_REQUIRED, &HeaderMap::new(), b"");
            (error.kind(), error.quota(), error.to_string())
        };
        let (kind, quota, text) = unexplained(GetMe::INFO);
        assert_eq!((kind, quota), (ApiErrorKind::QuotaExhausted, Some(Quota::new(0, None))));
        assert_eq!(
            text,
            "GET /me: 402 (no body): this hour's requests are used up; more become available within the hour"
        );
        let (kind, quota, text) = unexplained(OfAnOrganization::INFO);
        assert_eq!((kind, quota), (ApiErrorKind::PlanRequired, None));
        assert!(text.ends_with("waiting does not help"), "{text}");
        let (kind, quota, text) = unexplained(GetLocation::INFO);
        assert_eq!((kind, quota), (ApiErrorKind::Other, None));
        assert_eq!(text, "GET /me/location: 402 (no body)");
    }

    #[test]
    fn kinds_agree_with_the_quota_of_a_402() {
        let bodies = ["", "\"hourly limit\"", "\"a premium feature\"", "\"quota\"", "<html>402</html>", "\"Pay!\""];
        for body in bodies.map(str::as_bytes) {
            for left in [None, Some("0"), Some("12"), Some("many")] {
                let left = left.map(|left| (HeaderName::from_static(Quota::REMAINING), HeaderValue::from_static(left)));
                let headers: HeaderMap = left.into_iter().collect();
                for endpoint in [GetMe::INFO, GetLocation::INFO, OfAnOrganization::INFO] {
                    let error = ApiError::new(endpoint, StatusCode::PAYMENT_REQUIRED, &headers, body);
                    let spent = quota::spent(endpoint.bucket, &headers, body);
                    assert_eq!(error.kind() == ApiErrorKind::QuotaExhausted, spent.is_some(), "{error}");
                    assert!(spent.is_none() || spent == error.quota(), "{error}");
                }
            }
        }
    }

    #[test]
    fn an_error_names_operation_status_and_attempts() {
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
    fn display_says_how_long_the_server_asks_to_wait() {
        for (value, expected) in [
            ("60", "one per second is safe; the server asks for a wait of 60 s"),
            (
                "Sat, 28 Nov 2026 12:00:00 GMT",
                "one per second is safe; the server asks for a wait until 2026-11-28T12:00:00Z",
            ),
            ("soon", "one per second is safe"),
        ] {
            let shown = api(429, &[("retry-after", value)], b"").to_string();
            assert!(shown.ends_with(expected), "{shown}");
        }
    }

    #[test]
    fn display_quotes_the_servers_words_or_counts_their_bytes() {
        let shown =
            |status, headers: &[(&'static str, &str)], body: &str| api(status, headers, body.as_bytes()).to_string();
        assert_eq!(
            shown(500, &[], "Internal Server Error"),
            "GET /me: 500 \"Internal Server Error\": the server failed; the same request may work later"
        );
        assert_eq!(
            shown(400, &[], "\"Invalid start date\""),
            "GET /me: 400 \"Invalid start date\": the server does not accept a parameter"
        );
        assert_eq!(shown(409, &[], "\"Time entry already stopped\""), "GET /me: 409 \"Time entry already stopped\"");
        assert_eq!(shown(409, &[], "\"ann@example.org is taken\""), "GET /me: 409 \"*** is taken\"");
        assert_eq!(shown(409, &[], "one\ntwo"), "GET /me: 409 (7 bytes)");
        assert_eq!(shown(405, &[], ""), "GET /me: 405 (no body)");
        let limit = "You have hit your hourly limit for API calls. Your quota will reset in 9 seconds.";
        assert_eq!(
            shown(402, &[], limit),
            format!("GET /me: 402 \"{limit}\": this hour's requests are used up; more are available in 9 s")
        );
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
    fn a_page_is_not_mistaken_for_the_api() {
        for (status, is_the_apis) in [(400, false), (401, false), (403, false), (404, false), (409, false), (502, true)]
        {
            let text = api(status, &[], b"<html>Hotel WiFi</html>").to_string();
            assert_eq!(text.contains("a web page"), !is_the_apis, "{text}");
            assert!(!text.contains("credentials") && !text.contains("parameter"), "{text}");
        }
    }

    #[test]
    fn operations_with_secrets_quote_only_known_words() {
        let error = |body: &[u8]| ApiError::new(UpdateMe::INFO, StatusCode::BAD_REQUEST, &HeaderMap::new(), body);
        assert!(error(b"\"Invalid email\"").to_string().contains("400 \"Invalid email\""));
        for body in ["\"marked\"", "marked", r#"{"error_message":"marked"}"#, "<p>marked</p>"] {
            let error = error(body.as_bytes());
            let text = format!("{error} {error:?} {:?}", error.body());
            assert!(!text.contains("marked"), "{text}");
            assert_eq!(error.body().as_bytes(), body.as_bytes());
        }
    }
}
