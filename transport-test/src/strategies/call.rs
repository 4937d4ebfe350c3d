//! [`Call`]: a request of some endpoint.

use std::fmt;
use std::sync::Arc;

use http::{Request, Response};
use toggl_me_core::{
    BuildError, Client, Context, Endpoint, EndpointExt, Error, Transport, clock::Clock, endpoint::EndpointInfo,
    error::ResponseError,
};

/// A request of some endpoint: what an [`Endpoint`] is once its type is forgotten.
#[derive(Clone)]
pub struct Call(Arc<dyn Erased>);

impl Call {
    /// A call of that request, of an endpoint of one's own too.
    pub fn new<E>(request: E) -> Self
    where
        E: Endpoint<Response: fmt::Debug> + fmt::Debug + Send + Sync + 'static,
    {
        Call(Arc::new(request))
    }

    /// The operation that is called.
    pub fn endpoint(&self) -> &'static EndpointInfo {
        self.0.info()
    }

    /// As [`EndpointExt::to_request`].
    ///
    /// # Errors
    ///
    /// [`BuildError`] when credentials are missing.
    pub fn to_request(&self, context: &Context) -> Result<Request<Vec<u8>>, BuildError> {
        self.0.request(context)
    }

    /// As [`Client::send`]; the value as its `Debug` shows it.
    ///
    /// # Errors
    ///
    /// [`Error`] as [`Client::send`].
    pub fn send(&self, client: &Client<&dyn Transport, &dyn Clock>) -> Result<String, Error> {
        self.0.send_shown(client)
    }

    /// As [`EndpointExt::parse`]; the decoded answer as its `Debug` shows it.
    ///
    /// # Errors
    ///
    /// [`ResponseError`] as [`EndpointExt::parse`].
    pub fn parse(&self, response: &Response<Vec<u8>>) -> Result<String, ResponseError> {
        self.0.parse_shown(response)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What of an endpoint does not need its type.
trait Erased: fmt::Debug + Send + Sync {
    fn info(&self) -> &'static EndpointInfo;
    fn request(&self, context: &Context) -> Result<Request<Vec<u8>>, BuildError>;
    fn parse_shown(&self, response: &Response<Vec<u8>>) -> Result<String, ResponseError>;
    fn send_shown(&self, client: &Client<&dyn Transport, &dyn Clock>) -> Result<String, Error>;
}

impl<E: Endpoint<Response: fmt::Debug> + fmt::Debug + Send + Sync> Erased for E {
    fn info(&self) -> &'static EndpointInfo {
        E::INFO
    }

    fn request(&self, context: &Context) -> Result<Request<Vec<u8>>, BuildError> {
        self.to_request(context)
    }

    fn send_shown(&self, client: &Client<&dyn Transport, &dyn Clock>) -> Result<String, Error> {
        client.send(self).map(|reply| format!("{:?}", *reply))
    }

    fn parse_shown(&self, response: &Response<Vec<u8>>) -> Result<String, ResponseError> {
        E::parse(response).map(|value| format!("{value:?}"))
    }
}
