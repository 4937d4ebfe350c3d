//! An async program on a tower service, whatever is behind it: no transport, only `to_request` and `parse`.

use toggl_me_core::http::{Request, Response};
use toggl_me_core::{Context, Endpoint, EndpointExt as _};
use tower::{BoxError, Service, ServiceExt as _};

/// Calls an operation.
pub async fn call<E, S>(service: &mut S, context: &Context, endpoint: &E) -> Result<E::Response, BoxError>
where
    E: Endpoint,
    S: Service<Request<Vec<u8>>, Response = Response<Vec<u8>>, Error: Into<BoxError>>,
{
    let request = endpoint.to_request(context)?;
    let response = service.ready().await.map_err(Into::into)?.call(request).await.map_err(Into::into)?;
    Ok(E::parse(&response)?)
}
