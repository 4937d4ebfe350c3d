//! [`Reply`]: a value and what is known about how it came.

use std::ops::Deref;
use std::sync::Arc;

use http::{Response, StatusCode};

use crate::endpoint::{Endpoint, EndpointExt};
use crate::error::{ApiError, Error, ResponseError};
use crate::headers::request_id;
use crate::quota::Quota;
use crate::trace::{Cause, Source, Trace};
use crate::transport::TransportError;

/// A decoded answer and what is known about how it came. It derefs to the answer.
#[derive(Clone, Debug)]
pub struct Reply<R> {
    value: R,
    status: StatusCode,
    trace: Trace,
    stale_cause: Option<Arc<Error>>,
    quota: Option<Quota>,
    request_id: Option<String>,
}

impl<R> Reply<R> {
    /// The same with another answer in it.
    pub(crate) fn map<S>(self, change: impl FnOnce(R) -> S) -> Reply<S> {
        let Reply { value, status, trace, stale_cause, quota, request_id } = self;
        Reply { value: change(value), status, trace, stale_cause, quota, request_id }
    }

    /// The answer alone.
    pub fn into_inner(self) -> R {
        self.value
    }

    /// The answer's status: 200, or another of 2xx.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Where it comes from: the server, or a store.
    pub fn source(&self) -> &Source {
        &self.trace.source
    }

    /// What a [stale](Source::Stale) answer stands in for: the error that the call would have returned without it.
    pub fn stale_cause(&self) -> Option<&Error> {
        self.stale_cause.as_deref()
    }

    /// How many requests went to the server for it.
    pub fn attempts(&self) -> u32 {
        self.trace.attempts
    }

    /// The calls left in the hour, where the server told with this answer.
    pub fn quota(&self) -> Option<Quota> {
        self.quota
    }

    /// The answer's `X-Toggl-Request-Id`, for Toggl's support, where it has one of at most 128 characters.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

impl<R> Deref for Reply<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.value
    }
}

/// A reply that is a list can be iterated over, as the list can.
///
/// ```
/// use toggl_me_core::me::{GetCurrentTimeEntry, ListProjects};
/// # use toggl_me_core::http::{Request, Response};
/// # use toggl_me_core::{Client, Context, Credentials, Transport, TransportError};
/// # struct Mine;
/// # impl Transport for Mine {
/// #     fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
/// #         let is_list = request.uri().path().ends_with("projects");
/// #         Ok(Response::new(if is_list { &br#"[{"id":3},{"id":4}]"#[..] } else { br#"{"id":5}"# }.to_vec()))
/// #     }
/// # }
/// # let client = Client::new(Mine, Context::new(Credentials::api_token("0a1b2c3d"))?);
/// # let mut ids = Vec::new();
///
/// for project in client.send(&ListProjects::new())? {
///     println!("{}", project.name.as_deref().unwrap_or("without a name"));
/// #   ids.push(project.id);
/// }
///
/// let projects = client.send(&ListProjects::new())?;
/// for project in &projects {
///     println!("{:?}", project.name);
/// #   ids.push(project.id);
/// }
/// println!("{:?} requests left", projects.quota());
///
/// // One that may be there or not is matched out of the reply.
/// if let Some(running) = client.send(&GetCurrentTimeEntry::new())?.into_inner() {
///     println!("{}", running.description.as_deref().unwrap_or("without a description"));
/// #   ids.push(running.id);
/// }
/// # assert_eq!(ids, [3, 4, 3, 4, 5]);
/// # Ok::<(), toggl_me_core::Error>(())
/// ```
impl<R: IntoIterator> IntoIterator for Reply<R> {
    type Item = R::Item;
    type IntoIter = R::IntoIter;

    fn into_iter(self) -> R::IntoIter {
        self.value.into_iter()
    }
}

impl<'a, R> IntoIterator for &'a Reply<R>
where
    &'a R: IntoIterator,
{
    type Item = <&'a R as IntoIterator>::Item;
    type IntoIter = <&'a R as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
    }
}

/// Parses what the transport has returned for `E`.
pub(crate) fn reply<E: Endpoint>(
    result: Result<Response<Vec<u8>>, TransportError>,
) -> Result<Reply<E::Response>, Error> {
    let response = result.map_err(|error| Error::Transport { endpoint: E::INFO, error })?;
    let trace = Trace::of(&response);
    match E::parse(&response) {
        Ok(value) => Ok(Reply {
            value,
            status: response.status(),
            stale_cause: stale_cause::<E>(&trace.source),
            trace,
            quota: Quota::from_headers(response.headers()),
            request_id: request_id(response.headers()),
        }),
        Err(ResponseError::Api(error)) => Err(error.with_trace(trace).into()),
        Err(error @ ResponseError::Decode(_)) => Err(error.into()),
    }
}

/// The error that a stale answer stands in for, as it would have been returned.
fn stale_cause<E: Endpoint>(source: &Source) -> Option<Arc<Error>> {
    let Source::Stale { cause, .. } = source else { return None };
    Some(Arc::new(match &**cause {
        Cause::Transport(error) => Error::Transport { endpoint: E::INFO, error: error.clone() },
        Cause::Answer(response) => {
            let error = ApiError::new(E::INFO, response.status(), response.headers(), response.body());
            error.with_trace(Trace::of(response)).into()
        }
    }))
}
