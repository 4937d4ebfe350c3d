//! An [`AsyncTransport`] on an async program's own reqwest client and tokio.

use std::time::Duration;

use reqwest::Client;
use toggl_me_core::http::{Request, Response};
use toggl_me_core::{AsyncTransport, TransportError, TransportErrorKind};

use crate::reqwest_blocking::failed;

/// Sends requests with reqwest, and accepts responses of at most this many bytes. The client is built with
/// `redirect::Policy::none()` and `retry::never()`.
#[derive(Clone, Debug)]
pub struct ReqwestTokio(pub Client, pub usize);

impl AsyncTransport for ReqwestTokio {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let mut received = self.0.execute(request.try_into().map_err(failed)?).await.map_err(failed)?;
        let mut response = Response::new(Vec::new());
        (*response.status_mut(), *response.headers_mut()) = (received.status(), received.headers().clone());
        while let Some(chunk) = received.chunk().await.map_err(failed)? {
            if response.body().len() + chunk.len() > self.1 {
                return Err(TransportError::new(TransportErrorKind::TooLarge));
            }
            response.body_mut().extend_from_slice(&chunk);
        }
        Ok(response)
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
