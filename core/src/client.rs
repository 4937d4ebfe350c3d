//! [`Client`]: build, send, parse.

pub(crate) mod pages;
mod reply;

pub use reply::Reply;

use crate::cache::CallOptions;
use crate::context::Context;
use crate::endpoint::{Endpoint, EndpointExt};
use crate::error::Error;
use crate::transport::Transport;

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
        reply::reply::<E>(self.transport.send(request))
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
        reply::reply::<E>(self.transport.send(request))
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
    use crate::quota::Quota;
    use crate::trace::{Source, Trace};
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
