//! [`FakeResponse`]: a status and one of the few kinds of bodies that the server sends.

use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::Value;
use toggl_me_core::endpoint::EndpointInfo;

/// A response of the fake.
pub(super) struct FakeResponse {
    status: StatusCode,
    header: Option<(HeaderName, HeaderValue)>,
    body: Body,
}

/// A [`FakeResponse`] with an error status.
pub(super) type Refusal = FakeResponse;

enum Body {
    Empty,
    Json(Value),
    Plain(String),
    Html(String),
    Zip(Vec<u8>),
}

impl FakeResponse {
    fn new(status: StatusCode, body: Body) -> Self {
        FakeResponse { status, header: None, body }
    }

    /// Returns 200 with a JSON value.
    pub(super) fn json(value: impl Into<Value>) -> Self {
        FakeResponse::new(StatusCode::OK, Body::Json(value.into()))
    }

    /// Returns 201 with a JSON value.
    pub(super) fn created(value: impl Into<Value>) -> Self {
        FakeResponse::new(StatusCode::CREATED, Body::Json(value.into()))
    }

    /// Returns 200 with an archive.
    pub(super) fn zip(archive: Vec<u8>) -> Self {
        FakeResponse::new(StatusCode::OK, Body::Zip(archive))
    }

    /// Returns a status without a body.
    pub(super) fn empty(status: StatusCode) -> Self {
        FakeResponse::new(status, Body::Empty)
    }

    /// Returns 400 with a JSON string.
    pub(super) fn invalid(text: impl Into<Value>) -> Refusal {
        FakeResponse::refused(StatusCode::BAD_REQUEST, text)
    }

    /// Returns a status with a JSON string.
    pub(super) fn refused(status: StatusCode, text: impl Into<Value>) -> Refusal {
        FakeResponse::new(status, Body::Json(text.into()))
    }

    /// Returns a status with a text that is not JSON.
    pub(super) fn plain(status: StatusCode, text: impl Into<String>) -> Refusal {
        FakeResponse::new(status, Body::Plain(text.into()))
    }

    /// Returns 403 for wrong credentials, with the number of attempts left.
    pub(super) fn wrong_credentials(attempts_left: u32) -> Refusal {
        FakeResponse::refused(StatusCode::FORBIDDEN, "Incorrect username and/or password")
            .with_header(HeaderName::from_static("x-remaining-login-attempts"), attempts_left.into())
    }

    /// Returns 401 for missing credentials.
    pub(super) fn no_credentials() -> Refusal {
        FakeResponse::empty(StatusCode::UNAUTHORIZED)
            .with_header(HeaderName::from_static("x-authorization-missing"), HeaderValue::from_static("true"))
    }

    pub(super) fn not_found() -> Refusal {
        FakeResponse::plain(StatusCode::NOT_FOUND, "404 page not found")
    }

    /// Returns the page of the server in front of Toggl, for requests that it refuses itself.
    pub(super) fn page(status: StatusCode) -> Refusal {
        let page = format!(
            "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n\
             <center><h1>{status}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
        );
        FakeResponse::new(status, Body::Html(page))
    }

    /// Returns 501 for an operation that the core has but the fake lacks.
    pub(super) fn not_implemented(endpoint: &EndpointInfo) -> Refusal {
        FakeResponse::plain(StatusCode::NOT_IMPLEMENTED, format!("the fake does not serve {endpoint}"))
    }

    pub(super) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some((name, value));
        self
    }
}

impl From<FakeResponse> for Response<Vec<u8>> {
    fn from(fake: FakeResponse) -> Self {
        let (content_type, body) = match fake.body {
            Body::Empty => (None, Vec::new()),
            Body::Json(value) => (Some("application/json; charset=utf-8"), value.to_string().into_bytes()),
            Body::Plain(text) => (Some("text/plain; charset=utf-8"), text.into_bytes()),
            Body::Html(page) => (Some("text/html"), page.into_bytes()),
            Body::Zip(archive) => (Some("application/zip"), archive),
        };
        let mut response = Response::new(body);
        *response.status_mut() = fake.status;
        if let Some(content_type) = content_type {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        response.headers_mut().extend(fake.header);
        response
    }
}
