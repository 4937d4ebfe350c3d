//! What can go wrong: [`Error`] and what it is made of.
//!
//! No `Display` and no `Debug` below this module shows a credential, a body or a value out of one.

mod api;
mod build;
mod decode;
pub(crate) mod message;

use std::error::Error as StdError;
use std::fmt;

pub use api::{ApiError, ApiErrorKind};
pub use build::{BuildError, BuildErrorKind};
pub use decode::DecodeError;
pub use message::Body;

use crate::operation::EndpointInfo;
use crate::store::StoreError;
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
        /// How many requests may have reached the server for this call.
        attempts: u32,
    },
    /// The store does not respond, and the [dispatcher demands it](crate::Dispatcher::demand_store). Nothing was sent.
    Store {
        /// The operation that was called.
        endpoint: &'static EndpointInfo,
        /// What the store says.
        error: StoreError,
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
            Error::Transport { endpoint, error, attempts: 0 | 1 } => write!(f, "{endpoint}: {error}"),
            Error::Transport { endpoint, error, attempts } => {
                write!(f, "{endpoint}: {error} (after {attempts} attempts)")
            }
            Error::Store { endpoint, error } => write!(f, "{endpoint}: {error}; nothing was sent"),
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
            Error::Store { error, .. } => error.source(),
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
    use jiff::Timestamp;

    use super::*;
    use crate::endpoint::EndpointExt;
    use crate::me::GetMe;
    use crate::quota::Quota;
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
        let error = Error::Transport { endpoint: GetMe::INFO, error: transport, attempts: 1 };
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
        assert!(size_of::<Error>() <= 64, "{}", size_of::<Error>());
    }
}
