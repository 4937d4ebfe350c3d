//! [`Client`]: build, send, parse.

use std::ops::Deref;
use std::sync::Arc;

use http::{Response, StatusCode};

use crate::cache::CallOptions;
use crate::context::Context;
use crate::endpoint::{Endpoint, EndpointExt};
use crate::error::{ApiError, Error, ResponseError, request_id};
use crate::page::{PageIter, Pages, Paginated};
use crate::quota::Quota;
use crate::trace::{Cause, Source, Trace};
use crate::transport::{Transport, TransportError};

/// Calls operations through a [`Transport`].
///
/// Everything else (retries, pacing, caching) is done by layers, which are transports themselves.
#[derive(Clone, Debug)]
pub struct Client<T> {
    transport: T,
    context: Context,
}

impl<T: Transport> Client<T> {
    /// Sends through `transport` what it builds for `context`.
    pub fn new(transport: T, context: Context) -> Self {
        Client { transport, context }
    }

    /// What carries the requests.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Which server is asked, and as whom.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Calls an operation: one request, unless a layer of the transport says otherwise.
    ///
    /// # Errors
    ///
    /// [`Error::Build`] when the request cannot be built, [`Error::Transport`] when there is no whole answer,
    /// [`Error::Api`] when the server refuses, [`Error::Decode`] when its answer cannot be read.
    #[track_caller]
    pub fn send<E: Endpoint>(&self, endpoint: &E) -> Result<Reply<E::Response>, Error> {
        let request = endpoint.to_request(&self.context)?;
        reply::<E>(self.transport.send(request))
    }

    /// As [`send`](Client::send), with what this call wants of the [cache](crate::Cache) in the transport. Without a
    /// cache it is the same as `send`.
    ///
    /// # Errors
    ///
    /// As [`send`](Client::send).
    #[track_caller]
    pub fn send_with<E: Endpoint>(&self, endpoint: &E, options: CallOptions) -> Result<Reply<E::Response>, Error> {
        let mut request = endpoint.to_request(&self.context)?;
        request.extensions_mut().insert(options);
        reply::<E>(self.transport.send(request))
    }

    /// Iterates over the pages of a list; [`items`](PageIter::items) makes it the items. Nothing is sent before the
    /// iterator is advanced, and then one request at a time.
    ///
    /// It begins with an endpoint, or goes on with the [`Pages`] of an iterator that stopped.
    ///
    /// ```
    /// use toggl_me_core::{Client, Error, Transport, me::ListProjectsPage};
    /// # fn example(client: Client<impl Transport>) -> Result<(), Error> {
    ///
    /// for project in client.pages(ListProjectsPage::new()).items() {
    ///     println!("{}", project?.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages<E: Paginated>(&self, pages: impl Into<Pages<E>>) -> PageIter<'_, T, E> {
        PageIter::new(self, pages.into())
    }
}

/// Parses what the transport has returned for `E`.
fn reply<E: Endpoint>(result: Result<Response<Vec<u8>>, TransportError>) -> Result<Reply<E::Response>, Error> {
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::time::Duration;

    use http::{Request, Response};

    use super::*;
    use crate::context::Credentials;
    use crate::error::ApiErrorKind;
    use crate::me::{CheckLogin, GetMe, ListTags};
    use crate::transport::{TransportError, TransportErrorKind};

    type Answer = Result<Response<Vec<u8>>, TransportError>;

    /// Gives its one answer and counts how often it is asked.
    struct Once(RefCell<Vec<Answer>>);

    impl Transport for Once {
        fn send(&self, _request: Request<Vec<u8>>) -> Answer {
            self.0.borrow_mut().pop().expect("asked once")
        }
    }

    fn client(answer: Answer) -> Client<Once> {
        let context = Context::new(Credentials::api_token("c0ffee")).unwrap();
        Client::new(Once(RefCell::new(vec![answer])), context)
    }

    fn answer(status: u16, body: &str) -> Response<Vec<u8>> {
        Response::builder()
            .status(status)
            .header("X-Toggl-Request-Id", "r-2")
            .header("X-Toggl-Quota-Remaining", "28")
            .header("X-Toggl-Quota-Resets-In", "3471")
            .body(body.as_bytes().to_vec())
            .unwrap()
    }

    #[test]
    fn a_reply_tells_what_the_answer_told() {
        let reply = client(Ok(answer(200, r#"{"id":41}"#))).send(&GetMe::new()).unwrap();
        assert_eq!(reply.id, 41);
        assert_eq!(reply.request_id(), Some("r-2"));
        assert_eq!(reply.quota(), Some(Quota::new(28, Some(Duration::from_secs(3471)))));
        assert_eq!(reply.attempts(), 1);
        assert!(matches!(reply.source(), Source::Fresh));
        assert_eq!(reply.into_inner().id, 41);
    }

    #[test]
    fn what_layers_did_reaches_replies_and_errors() {
        let traced = |mut response: Response<Vec<u8>>, trace| {
            response.extensions_mut().insert::<Trace>(trace);
            client(Ok(response))
        };
        let age = Duration::from_secs(9);
        let reply = traced(answer(200, "[]"), Trace::new(0, Source::Cached { age })).send(&ListTags::new()).unwrap();
        assert_eq!(reply.attempts(), 0);
        assert!(matches!(reply.source(), Source::Cached { age: told } if *told == age));

        let error = traced(answer(429, ""), Trace::new(3, Source::Fresh)).send(&CheckLogin::new()).unwrap_err();
        let Error::Api(error) = error else { panic!("{error}") };
        assert_eq!((error.kind(), error.attempts()), (ApiErrorKind::RateLimited, 3));

        let error = traced(answer(402, "hourly limit"), Trace::new(0, Source::Fresh)).send(&CheckLogin::new());
        assert!(error.unwrap_err().to_string().ends_with("(nothing was sent)"));
    }

    #[test]
    fn failures_keep_their_kind() {
        let failed = client(Err(TransportError::new(TransportErrorKind::Timeout))).send(&GetMe::new()).unwrap_err();
        assert!(matches!(&failed, Error::Transport { error, .. } if error.kind() == TransportErrorKind::Timeout));
        assert_eq!(failed.to_string(), "GET /me: the time limit ran out; the server may have got the request");
        assert!(matches!(client(Ok(answer(200, "[]"))).send(&GetMe::new()), Err(Error::Decode(_))));
        assert!(matches!(client(Ok(answer(404, ""))).send(&GetMe::new()), Err(Error::Api(_))));
        let anonymous = Client::new(Once(RefCell::default()), Context::new(Credentials::none()).unwrap());
        assert!(matches!(anonymous.send(&GetMe::new()), Err(Error::Build(_))));
    }
}
