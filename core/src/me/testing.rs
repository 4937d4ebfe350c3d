//! The helpers that the tests of the operations share.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Method, StatusCode};

use crate::context::{Context, Credentials, DEFAULT_BASE_URL};
use crate::endpoint::{Endpoint, EndpointExt};
use crate::error::{ApiError, ApiErrorKind, ResponseError};
use crate::operation::Auth;

/// Checks the whole request of `endpoint`: method and URI (`GET /me?x=1`, below the base URL), every header and the
/// body.
#[track_caller]
pub(crate) fn assert_request<E: Endpoint>(endpoint: &E, method_and_path: &str, body: &str) {
    let context = Context::new(Credentials::api_token("c0ffee")).unwrap();
    let request = endpoint.to_request(&context).unwrap();
    let uri = request.uri().to_string();
    let below = uri.strip_prefix(DEFAULT_BASE_URL).expect("the URI starts with the base URL");
    assert_eq!(format!("{} {below}", request.method()), method_and_path);
    assert_eq!(std::str::from_utf8(request.body()).unwrap(), body);

    let basic = format!("Basic {}", STANDARD.encode("c0ffee:api_token"));
    let agent = concat!("toggl-me/", env!("CARGO_PKG_VERSION"));
    let mut expected =
        vec![("accept", "application/json"), ("content-type", "application/json"), ("user-agent", agent)];
    if E::AUTH != Auth::Never {
        expected.push(("authorization", &basic));
    }
    let length = body.len().to_string();
    if E::METHOD == Method::POST || E::METHOD == Method::PUT || !body.is_empty() {
        expected.push(("content-length", &length));
    }
    let sent: Vec<_> = request.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    assert_eq!(sent, expected);

    let anonymous = endpoint.to_request(&Context::new(Credentials::none()).unwrap());
    assert_eq!(anonymous.is_ok(), E::AUTH != Auth::Required, "whether it is built without credentials");
}

pub(crate) fn parse<E: Endpoint>(status: u16, body: &str) -> Result<E::Response, ResponseError> {
    E::parse_parts(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body.as_bytes())
}

#[track_caller]
pub(crate) fn refusal<E: Endpoint>(status: u16, body: &str) -> ApiError {
    match parse::<E>(status, body) {
        Err(ResponseError::Api(error)) => error,
        Err(ResponseError::Decode(error)) => panic!("not refused but unreadable: {error}"),
        Ok(_) => panic!("{status} is not refused"),
    }
}

/// Checks the kinds of the errors that every operation can meet and of those in `documented`.
#[track_caller]
pub(crate) fn assert_refusals<E: Endpoint>(documented: &[(u16, &str, ApiErrorKind)]) {
    let common = [
        (401, "", ApiErrorKind::Unauthenticated),
        (
            402,
            "You have hit your hourly limit for API calls. Your quota will reset in 5 seconds.",
            ApiErrorKind::QuotaExhausted,
        ),
        (402, "\"This is a feature of the premium plan\"", ApiErrorKind::PlanRequired),
        (403, "\"Incorrect username and/or password\"", ApiErrorKind::Unauthenticated),
        (418, "", ApiErrorKind::ClientDeprecated),
        (429, "<html><h1>429 Too Many Requests</h1></html>", ApiErrorKind::RateLimited),
        (500, "\"Internal Server Error\"", ApiErrorKind::Server),
        (502, "<html><h1>502</h1></html>", ApiErrorKind::Server),
    ];
    for (status, body, kind) in common.iter().chain(documented) {
        let error = refusal::<E>(*status, body);
        assert_eq!((error.status().as_u16(), error.kind()), (*status, *kind), "{body}");
        assert_eq!(error.endpoint(), E::INFO);
    }
}
