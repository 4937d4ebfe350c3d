//! An [`AsyncTransport`] on any tower service of an async program, with tokio.

use std::time::Duration;

use toggl_me_core::http::{Request, Response};
use toggl_me_core::{AsyncTransport, TransportError, TransportErrorKind};
use tower::{BoxError, Service, ServiceExt as _};

/// Sends requests through a service, whatever is behind it.
#[derive(Clone, Debug)]
pub struct TowerTransport<S>(pub S);

impl<S> AsyncTransport for TowerTransport<S>
where
    S: Service<Request<Vec<u8>>, Response = Response<Vec<u8>>, Error: Into<BoxError>, Future: Send>,
    S: Clone + Send + Sync,
{
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        self.0.clone().oneshot(request).await.map_err(|error| match error.into().downcast() {
            Ok(error) => *error,
            Err(error) => TransportError::new(TransportErrorKind::Other).with_source(error),
        })
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
