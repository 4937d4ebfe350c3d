//! [`Reply`]: a value with the facts of its response.

use std::ops::Deref;
use std::sync::Arc;

use http::StatusCode;

use crate::call::{Ending, Outcome, Source};
use crate::codec::Unreadable;
use crate::endpoint::{Endpoint, EndpointExt};
use crate::error::{ApiError, Error, ResponseError};
use crate::headers::request_id;
use crate::operation::EndpointInfo;
use crate::quota::Quota;
use crate::store::StoreError;

/// A decoded value with the facts of its response: status, source, attempts, quota. It dereferences to the value.
#[derive(Clone, Debug)]
pub struct Reply<R> {
    value: R,
    facts: Facts,
}

#[derive(Clone, Debug)]
struct Facts {
    status: StatusCode,
    unreadable: Unreadable,
    source: Source,
    attempts: u32,
    stale_cause: Option<Arc<Error>>,
    store_error: Option<StoreError>,
    quota: Option<Quota>,
    request_id: Option<String>,
}

impl<R> Reply<R> {
    /// Returns the same reply with another value.
    pub(crate) fn map<S>(self, change: impl FnOnce(R) -> S) -> Reply<S> {
        Reply { value: change(self.value), facts: self.facts }
    }

    /// Returns the value alone.
    pub fn into_inner(self) -> R {
        self.value
    }

    /// Returns the response's status: 200 or another 2xx.
    pub fn status(&self) -> StatusCode {
        self.facts.status
    }

    /// Returns the places in the response, such as `[17].stop`, of values that could not be decoded and are treated as
    /// absent.
    pub fn unreadable(&self) -> &[String] {
        self.facts.unreadable.paths()
    }

    /// Returns where the response comes from: the server or the cache.
    pub fn source(&self) -> Source {
        self.facts.source
    }

    /// Returns the error that the call would have ended in without the [stale](Source::Stale) response.
    pub fn stale_cause(&self) -> Option<&Error> {
        self.facts.stale_cause.as_deref()
    }

    /// Returns the number of requests that went to the server for this call.
    pub fn attempts(&self) -> u32 {
        self.facts.attempts
    }

    /// Returns the reason why the [store](crate::Dispatcher::store) was not asked or did not respond, so that the call
    /// relied on the state of this process alone.
    pub fn store_error(&self) -> Option<&StoreError> {
        self.facts.store_error.as_ref()
    }

    /// Returns the number of requests left in the hour, where this response reports it.
    pub fn quota(&self) -> Option<Quota> {
        self.facts.quota
    }

    /// Returns the response's `X-Toggl-Request-Id`, which Toggl's support asks for, where it has one of at most 128
    /// characters.
    pub fn request_id(&self) -> Option<&str> {
        self.facts.request_id.as_deref()
    }
}

impl<R> Deref for Reply<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.value
    }
}

/// Iterates over a reply whose value is a list.
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

impl Outcome {
    /// Decodes the outcome as the operation `E` does.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Transport`] when there is no complete response, [`Error::Api`] when the server refuses or would
    /// refuse the call, [`Error::Decode`] when the response cannot be decoded, and [`Error::Store`] when the store does
    /// not respond and the dispatcher requires it.
    pub fn reply<E: Endpoint>(self) -> Result<Reply<E::Response>, Error> {
        let Outcome { ending, attempts, shared, store_error } = self;
        let (response, source, cause) = match ending {
            Ending::Fresh(response) => (response, Source::Fresh, None),
            Ending::Cached { response, age } => (response, Source::Cached { age }, None),
            Ending::Stale { response, age, cause } => (response, Source::Stale { age }, Some(cause)),
            ending => return Err(error(E::INFO, ending, attempts, shared)),
        };
        let mut unreadable = Unreadable::default();
        let (status, headers) = (response.status(), response.headers());
        let parsed = E::parse_parts_noting(status, headers, response.body(), &mut unreadable);
        let value = parsed.map_err(|error| match error {
            ResponseError::Api(error) => error.with_attempts(attempts, shared).into(),
            error @ ResponseError::Decode(_) => Error::from(error),
        })?;
        let facts = Facts {
            status,
            unreadable,
            source,
            attempts,
            stale_cause: cause.map(|cause| Arc::new(error(E::INFO, *cause, attempts, shared))),
            store_error,
            quota: Quota::from_headers(response.headers()),
            request_id: request_id(response.headers()),
        };
        Ok(Reply { value, facts })
    }
}

/// Returns the error of a call that has no successful response.
fn error(endpoint: &'static EndpointInfo, ending: Ending, attempts: u32, shared: bool) -> Error {
    match ending {
        Ending::Fresh(response) | Ending::Cached { response, .. } | Ending::Stale { response, .. } => {
            let error = ApiError::new(endpoint, response.status(), response.headers(), response.body());
            error.with_attempts(attempts, shared).into()
        }
        Ending::Failed(error) => Error::Transport { endpoint, error, attempts },
        Ending::Refused(quota) => ApiError::refused(endpoint, quota).with_attempts(attempts, false).into(),
        Ending::NoStore(error) => Error::Store { endpoint, error },
    }
}
