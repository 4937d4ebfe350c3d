//! An async program on reqwest and tokio: no transport, only `to_request` and `parse`.

use reqwest::Client;
use toggl_me_core::http::{Request, Response};
use toggl_me_core::{Context, Endpoint, EndpointExt as _, Error, TransportError, TransportErrorKind};

use crate::reqwest_blocking::failed;

/// Calls an operation. The client is built with `redirect::Policy::none()` and `retry::never()`; bodies have at most
/// `body_limit` bytes.
pub async fn call<E: Endpoint>(
    client: &Client,
    context: &Context,
    endpoint: &E,
    body_limit: usize,
) -> Result<E::Response, Error> {
    let request = endpoint.to_request(context)?;
    let answer = send(client, request, body_limit).await;
    let response = answer.map_err(|error| Error::Transport { endpoint: E::INFO, error })?;
    Ok(E::parse(&response)?)
}

/// Carries a request.
pub async fn send(
    client: &Client,
    request: Request<Vec<u8>>,
    body_limit: usize,
) -> Result<Response<Vec<u8>>, TransportError> {
    let mut answer = client.execute(request.try_into().map_err(failed)?).await.map_err(failed)?;
    let mut response = Response::new(Vec::new());
    (*response.status_mut(), *response.headers_mut()) = (answer.status(), answer.headers().clone());
    while let Some(chunk) = answer.chunk().await.map_err(failed)? {
        if response.body().len() + chunk.len() > body_limit {
            return Err(TransportError::new(TransportErrorKind::TooLarge));
        }
        response.body_mut().extend_from_slice(&chunk);
    }
    Ok(response)
}
