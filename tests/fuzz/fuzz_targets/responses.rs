//! Checks that any endpoint, status, headers and bytes give a value or an error.
//!
//! An input is a byte for the endpoint, two for the status, lines of headers, an empty line, and the body.

#![no_main]

use std::error::Error as StdError;
use std::sync::LazyLock;

use http::{HeaderName, HeaderValue, Response, StatusCode};
use libfuzzer_sys::fuzz_target;
use toggl_me_core::{Error, error::ResponseError};
use toggl_me_fuzz::Input;
use toggl_me_transport_test::strategies::{self, Call};

static CALLS: LazyLock<Vec<Call>> = LazyLock::new(strategies::plainest_calls);

fuzz_target!(|bytes: &[u8]| {
    let mut input = Input::new(bytes);
    let call = &CALLS[input.below(CALLS.len())];
    let response = response(input);
    match call.parse(&response) {
        Ok(_) => assert!(response.status().is_success()),
        Err(error) => look_at(error, &response),
    }
});

fn response(mut input: Input<'_>) -> Response<Vec<u8>> {
    let status = StatusCode::from_u16(100 + input.short() % 900).expect("100 to 999");
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    loop {
        let line = input.line();
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { break };
        let (name, value) = (HeaderName::from_bytes(&line[..colon]), HeaderValue::from_bytes(&line[colon + 1..]));
        if let (Ok(name), Ok(value)) = (name, value) {
            response.headers_mut().append(name, value);
        }
    }
    *response.body_mut() = input.rest().to_vec();
    response
}

/// Calls every method of the error.
fn look_at(error: ResponseError, response: &Response<Vec<u8>>) {
    match &error {
        ResponseError::Api(error) => {
            assert!(!response.status().is_success());
            assert_eq!(error.status(), response.status());
            assert!(error.body().as_bytes().len() <= 64 * 1024);
            let _ = (error.kind(), error.message(), error.request_id(), error.retry_after(), error.quota());
            let _ = error.remaining_login_attempts();
        }
        _ => assert!(response.status().is_success()),
    }
    let error = Error::from(error);
    let mut next: Option<&dyn StdError> = Some(&error);
    while let Some(error) = next {
        let shown = format!("{error}\n{error:?}");
        assert!(shown.len() < 64 * 1024 + 2 * response.body().len(), "{}", shown.len());
        next = error.source();
    }
}
