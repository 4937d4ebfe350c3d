//! [`Call`]: a request of any endpoint.

use std::fmt;
use std::sync::Arc;

use http::{Request, Response};
use toggl_me_core::{
    BuildError, Client, Context, Endpoint, EndpointExt, Error, Transport, clock::Clock, endpoint::EndpointInfo,
    error::ResponseError,
};

/// A request of any endpoint: an [`Endpoint`] whose type is erased.
#[derive(Clone)]
pub struct Call(Arc<dyn Erased>);

impl Call {
    /// Creates a call of this request, whose endpoint may be your own.
    pub fn new<E>(request: E) -> Self
    where
        E: Endpoint<Response: fmt::Debug> + fmt::Debug + Send + Sync + 'static,
    {
        Call(Arc::new(request))
    }

    /// Returns the operation that is called.
    pub fn endpoint(&self) -> &'static EndpointInfo {
        self.0.info()
    }

    /// Builds the request as [`EndpointExt::to_request`] does.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when credentials are missing.
    pub fn to_request(&self, context: &Context) -> Result<Request<Vec<u8>>, BuildError> {
        self.0.request(context)
    }

    /// Calls the operation as [`Client::send`] does, and returns the `Debug` of the value.
    ///
    /// # Errors
    ///
    /// Returns the [`Error`] of [`Client::send`].
    pub fn send(&self, client: &Client<&dyn Transport, &dyn Clock>) -> Result<String, Error> {
        self.0.send_shown(client)
    }

    /// Parses a response as [`EndpointExt::parse`] does, and returns the `Debug` of the value.
    ///
    /// # Errors
    ///
    /// Returns the [`ResponseError`] of [`EndpointExt::parse`].
    pub fn parse(&self, response: &Response<Vec<u8>>) -> Result<String, ResponseError> {
        self.0.parse_shown(response)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The part of an endpoint that does not need its type.
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
