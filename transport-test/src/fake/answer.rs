//! [`Answer`]: a status and one of the few kinds of bodies that the server sends.

use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::Value;
use toggl_me_core::endpoint::EndpointInfo;

/// What the server answers.
pub(super) struct Answer {
    status: StatusCode,
    header: Option<(HeaderName, HeaderValue)>,
    body: Body,
}

/// An [`Answer`] with an error status.
pub(super) type Refusal = Answer;

enum Body {
    Empty,
    Json(Value),
    Plain(String),
    Html(String),
    Zip(Vec<u8>),
}

impl Answer {
    fn new(status: StatusCode, body: Body) -> Self {
        Answer { status, header: None, body }
    }

    /// 200 with a JSON value.
    pub(super) fn json(value: impl Into<Value>) -> Self {
        Answer::new(StatusCode::OK, Body::Json(value.into()))
    }

    /// 201 with a JSON value.
    pub(super) fn created(value: impl Into<Value>) -> Self {
        Answer::new(StatusCode::CREATED, Body::Json(value.into()))
    }

    /// 200 with an archive.
    pub(super) fn zip(archive: Vec<u8>) -> Self {
        Answer::new(StatusCode::OK, Body::Zip(archive))
    }

    /// A status alone.
    pub(super) fn empty(status: StatusCode) -> Self {
        Answer::new(status, Body::Empty)
    }

    /// 400 with a JSON string.
    pub(super) fn invalid(text: impl Into<Value>) -> Refusal {
        Answer::refused(StatusCode::BAD_REQUEST, text)
    }

    /// A status with a JSON string.
    pub(super) fn refused(status: StatusCode, text: impl Into<Value>) -> Refusal {
        Answer::new(status, Body::Json(text.into()))
    }

    /// A status with a text that is not JSON.
    pub(super) fn plain(status: StatusCode, text: impl Into<String>) -> Refusal {
        Answer::new(status, Body::Plain(text.into()))
    }

    /// 403 for credentials that are wrong, with the number of attempts left.
    pub(super) fn wrong_credentials(attempts_left: u32) -> Refusal {
        Answer::refused(StatusCode::FORBIDDEN, "Incorrect username and/or password")
            .with_header(HeaderName::from_static("x-remaining-login-attempts"), attempts_left.into())
    }

    /// 401 for credentials that are missing.
    pub(super) fn no_credentials() -> Refusal {
        Answer::empty(StatusCode::UNAUTHORIZED)
            .with_header(HeaderName::from_static("x-authorization-missing"), HeaderValue::from_static("true"))
    }

    pub(super) fn not_found() -> Refusal {
        Answer::plain(StatusCode::NOT_FOUND, "404 page not found")
    }

    /// The page of the server that stands before Toggl, for what it refuses by itself.
    pub(super) fn page(status: StatusCode) -> Refusal {
        let page = format!(
            "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n\
             <center><h1>{status}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
        );
        Answer::new(status, Body::Html(page))
    }

    /// For an operation that the core has and the fake has not.
    pub(super) fn not_implemented(endpoint: &EndpointInfo) -> Refusal {
        Answer::plain(StatusCode::NOT_IMPLEMENTED, format!("the fake does not answer {endpoint}"))
    }

    pub(super) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some((name, value));
        self
    }
}

impl From<Answer> for Response<Vec<u8>> {
    fn from(answer: Answer) -> Self {
        let (content_type, body) = match answer.body {
            Body::Empty => (None, Vec::new()),
            Body::Json(value) => (Some("application/json; charset=utf-8"), value.to_string().into_bytes()),
            Body::Plain(text) => (Some("text/plain; charset=utf-8"), text.into_bytes()),
            Body::Html(page) => (Some("text/html"), page.into_bytes()),
            Body::Zip(archive) => (Some("application/zip"), archive),
        };
        let mut response = Response::new(body);
        *response.status_mut() = answer.status;
        if let Some(content_type) = content_type {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        response.headers_mut().extend(answer.header);
        response
    }
}
