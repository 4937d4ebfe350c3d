//! A transport that takes its answers from an input, and what it was sent.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use http::{HeaderValue, Method, Request, Response, StatusCode};
use toggl_me_core::{Transport, TransportError, TransportErrorKind};

use crate::Input;

/// What one attempt came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// An answer with that status.
    Status(u16),
    /// An error after which nothing can have reached the server.
    Unsent,
    /// An error after which anything can.
    Lost,
}

/// Answers with the number of the attempt as its body.
#[derive(Debug)]
pub(crate) struct Scripted<'a> {
    pub(crate) input: Cell<Input<'a>>,
    pub(crate) attempts: RefCell<Vec<(Method, Came)>>,
}

impl<'a> Scripted<'a> {
    pub(crate) fn new(input: Input<'a>) -> Self {
        Scripted { input: Cell::new(input), attempts: RefCell::default() }
    }

    pub(crate) fn draw<R>(&self, draw: impl FnOnce(&mut Input<'a>) -> R) -> R {
        let mut input = self.input.get();
        let drawn = draw(&mut input);
        self.input.set(input);
        drawn
    }

    fn answer(&self, input: &mut Input<'a>) -> Result<Response<Vec<u8>>, (Came, TransportError)> {
        const STATUSES: [u16; 12] = [200, 200, 200, 204, 302, 400, 402, 403, 429, 500, 502, 503];
        const KINDS: [TransportErrorKind; 6] = [
            TransportErrorKind::Connect,
            TransportErrorKind::Tls,
            TransportErrorKind::Timeout,
            TransportErrorKind::Interrupted,
            TransportErrorKind::TooLarge,
            TransportErrorKind::Other,
        ];
        match input.below(8) {
            0 => Err((Came::Unsent, TransportError::new(input.pick(&KINDS)).unsent())),
            1 => Err((Came::Lost, TransportError::new(input.pick(&KINDS)))),
            _ => {
                let mut response = Response::new(self.attempts.borrow().len().to_string().into_bytes());
                *response.status_mut() = StatusCode::from_u16(input.pick(&STATUSES)).expect("these are statuses");
                for name in ["retry-after", "x-toggl-quota-remaining", "x-toggl-quota-resets-in"] {
                    if input.below(4) == 0
                        && let Ok(value) = HeaderValue::from_bytes(input.line())
                    {
                        response.headers_mut().insert(name, value);
                    }
                }
                Ok(response)
            }
        }
    }
}

impl Transport for Scripted<'_> {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let result = self.draw(|input| self.answer(input));
        let came = match &result {
            Ok(response) => Came::Status(response.status().as_u16()),
            Err((came, _)) => *came,
        };
        self.attempts.borrow_mut().push((request.method().clone(), came));
        result.map_err(|(_, error)| error)
    }
}

/// A request with a credential, to one of two paths.
pub(crate) fn request(input: &mut Input<'_>) -> Request<Vec<u8>> {
    let mut request = Request::new(Vec::new());
    let methods = [Method::GET, Method::GET, Method::POST, Method::PUT, Method::DELETE];
    *request.method_mut() = methods[input.below(methods.len())].clone();
    let path = input.pick(&["https://toggl.example/api/v9/me", "https://toggl.example/api/v9/me/tags"]);
    *request.uri_mut() = path.parse().expect("it is one");
    let credential = input.pick(&[Some("Basic YQ=="), Some("Basic Yg=="), None]);
    if let Some(credential) = credential {
        request.headers_mut().insert("authorization", HeaderValue::from_static(credential));
    }
    request
}

/// Up to some hours.
pub(crate) fn pause(input: &mut Input<'_>) -> Duration {
    Duration::from_millis(u64::from(input.short()) * 100)
}
