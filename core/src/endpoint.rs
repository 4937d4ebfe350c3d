//! [`Endpoint`]: one operation of the API. This is the file to read first.
//!
//! An endpoint is a struct that holds a request's parameters and says, in a plain `impl`, how they become a path, a
//! query and a body, and which [`codec`] decodes the response. [`EndpointExt`] is what callers use.

use std::borrow::Cow;
use std::time::Duration;

use http::{HeaderMap, Method, Request, Response, StatusCode};
use serde::Serialize;

use crate::codec::{self, Failure, Unreadable};
use crate::context::Context;
use crate::error::{ApiError, BuildError, DecodeError, ResponseError};
pub use crate::operation::{Auth, Bucket, EndpointInfo};
pub use crate::quota::BucketQuota;
pub use crate::url::{Query, fill_path};

/// Describes an operation of the API. Implement it for a struct of your own to call another version of the API, or an
/// operation that this crate does not have yet.
///
/// ```
/// use toggl_me_core::{BuildError, Context, Credentials, Endpoint, EndpointExt, codec, endpoint::Query};
/// use toggl_me_core::http::Method;
///
/// /// GET /me/sleep
/// struct GetSleep {
///     nights: u8,
/// }
///
/// impl Endpoint for GetSleep {
///     const METHOD: Method = Method::GET;
///     const PATH: &'static str = "me/sleep";
///     type Response = Vec<f64>;
///
///     fn query(&self, query: &mut Query) -> Result<(), BuildError> {
///         query.pair("nights", self.nights);
///         Ok(())
///     }
///
///     fn decode(body: &[u8]) -> Result<Vec<f64>, codec::Failure> {
///         codec::list(body)
///     }
/// }
///
/// let context = Context::new(Credentials::api_token("0a1b2c3d"))?;
/// let request = GetSleep { nights: 3 }.to_request(&context)?;
/// assert_eq!(request.uri(), "https://api.track.toggl.com/api/v9/me/sleep?nights=3");
/// # Ok::<(), BuildError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no operation of the API",
    label = "not an `Endpoint`",
    note = "the operations are in `toggl_me_core::me`, each with a `new`: `client.send(&GetMe::new())`"
)]
pub trait Endpoint {
    /// The HTTP method.
    const METHOD: Method;

    /// The path below the base URL, with variables in braces: `me/lost_passwords/{token_code}`.
    const PATH: &'static str;

    /// Whether the request carries credentials.
    const AUTH: Auth = Auth::Required;

    /// The hourly limit against which the server counts a request.
    const BUCKET: Bucket = Bucket::User;

    /// Whether the operation only reads, although its method is not GET. After any other POST, PUT, PATCH or DELETE
    /// that the server may have carried out, a [`Dispatcher`](crate::Dispatcher) forgets the user's cached responses.
    const ONLY_READS: bool = false;

    /// Whether the request carries a secret: a password, a code or a token. Errors of such an operation do not quote
    /// the server's words unless they are known.
    const CARRIES_SECRET: bool = false;

    /// The longest time for which a cached response may be used: [`Duration::ZERO`] for never (the response describes a
    /// single moment), `None` for as long as the caller allows.
    const MAX_AGE: Option<Duration> = None;

    /// The value that the body of a successful response is decoded into.
    type Response;

    /// Returns [`PATH`](Endpoint::PATH) with its variables filled in by [`fill_path`]. Operations without variables
    /// need not implement it.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when a variable cannot be a segment of a path.
    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        Ok(Cow::Borrowed(Self::PATH))
    }

    /// Writes the pairs of the query. It is called twice for a request, first to measure and then to write, so that the
    /// URI is allocated once.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when a parameter is out of its range.
    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        let _ = query;
        Ok(())
    }

    /// Returns the request's body, which is empty when there is none.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when a parameter is out of its range.
    fn body(&self) -> Result<Vec<u8>, BuildError> {
        Ok(Vec::new())
    }

    /// Decodes the body of a successful response. It is strict: [`EndpointExt`] calls it again with `null` in place of
    /// values that could not be decoded.
    ///
    /// # Errors
    ///
    /// Returns a [`Failure`] when the body is not what the operation returns.
    fn decode(body: &[u8]) -> Result<Self::Response, Failure>;

    /// Returns the id of the organization against whose hour a request of [`Bucket::Organization`] counts, where the
    /// caller knows it. A request without it is not counted.
    fn organization(&self) -> Option<i64> {
        None
    }

    /// Returns what the body of a successful response says about the requests that are left in other hours than the
    /// request's own.
    fn quotas(body: &[u8]) -> Vec<BucketQuota> {
        let _ = body;
        Vec::new()
    }

    /// Returns whether the body of a successful response can be decoded. A response whose body cannot be is neither
    /// cached nor given to other calls.
    fn is_readable(body: &[u8]) -> bool {
        codec::decode_noting(body, Self::decode, &mut Unreadable::default()).is_ok()
    }
}

/// Builds the request of an [`Endpoint`] and parses its response. Every endpoint implements it.
pub trait EndpointExt: Endpoint {
    /// The endpoint's constants as a value.
    const INFO: &'static EndpointInfo;

    /// Builds the request for the server and with the credentials of `context`.
    ///
    /// The body is empty where there is none to send. A POST, PUT or PATCH has a `Content-Length` header, even if it is
    /// `0`: the server refuses one without it.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when credentials are missing or a parameter cannot be sent.
    fn to_request(&self, context: &Context) -> Result<Request<Vec<u8>>, BuildError>;

    /// Parses the server's response.
    ///
    /// A string, a number or a boolean that cannot be decoded does not fail the response: it is treated as absent.
    /// [`parse_parts_noting`](EndpointExt::parse_parts_noting) reports where that happened.
    ///
    /// # Errors
    ///
    /// Returns [`ResponseError::Api`] for any status other than 2xx and [`ResponseError::Decode`] for a body that is
    /// not what the operation returns.
    fn parse<B: AsRef<[u8]>>(response: &Response<B>) -> Result<Self::Response, ResponseError> {
        Self::parse_parts(response.status(), response.headers(), response.body().as_ref())
    }

    /// Parses a response given in parts, for HTTP stacks that do not use `http::Response`.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`parse`](EndpointExt::parse).
    fn parse_parts(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self::Response, ResponseError> {
        Self::parse_parts_noting(status, headers, body, &mut Unreadable::default())
    }

    /// Parses a response as [`parse_parts`](EndpointExt::parse_parts) does, and adds to `unreadable` the places of
    /// values that could not be decoded and are treated as absent.
    ///
    /// ```
    /// use toggl_me_core::http::{HeaderMap, StatusCode};
    /// use toggl_me_core::{EndpointExt, codec::Unreadable, me::ListTimeEntries};
    ///
    /// let body = br#"[{"id":7,"stop":"null","duration":60}]"#;
    /// let mut unreadable = Unreadable::default();
    /// let entries = ListTimeEntries::parse_parts_noting(StatusCode::OK, &HeaderMap::new(), body, &mut unreadable)?;
    /// assert_eq!((entries[0].stop, entries[0].duration), (None, Some(60)));
    /// assert_eq!(unreadable.paths(), ["[0].stop"]);
    /// # Ok::<(), toggl_me_core::error::ResponseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`parse`](EndpointExt::parse).
    fn parse_parts_noting(
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        unreadable: &mut Unreadable,
    ) -> Result<Self::Response, ResponseError>;
}

impl<E: Endpoint> EndpointExt for E {
    const INFO: &'static EndpointInfo = &EndpointInfo::of::<E>();

    fn to_request(&self, context: &Context) -> Result<Request<Vec<u8>>, BuildError> {
        let here = |error: BuildError| error.at(Self::INFO);
        let (path, body) = (self.path().map_err(here)?, self.body().map_err(here)?);
        context.request(Self::INFO, &path, &|query| self.query(query), body)
    }

    fn parse_parts_noting(
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        unreadable: &mut Unreadable,
    ) -> Result<Self::Response, ResponseError> {
        if !status.is_success() {
            return Err(ApiError::new(Self::INFO, status, headers, body).into());
        }
        codec::decode_noting(body, Self::decode, unreadable)
            .map_err(|failure| DecodeError::new(Self::INFO, status, body, failure).into())
    }
}

impl EndpointInfo {
    /// Returns the constants of `E`.
    pub const fn of<E: Endpoint + ?Sized>() -> Self {
        EndpointInfo {
            method: E::METHOD,
            path: E::PATH,
            auth: E::AUTH,
            bucket: E::BUCKET,
            only_reads: E::ONLY_READS,
            carries_secret: E::CARRIES_SECRET,
            max_age: E::MAX_AGE,
        }
    }
}

/// Sends the request of `E` and returns the bytes of the response's body. Use it when the server changes before this
/// crate does, or to decode into a struct of your own.
///
/// ```
/// # use toggl_me_core::{EndpointExt, Raw, me::GetMe, http::{HeaderMap, StatusCode}};
/// let body = Raw::<GetMe>::parse_parts(StatusCode::OK, &HeaderMap::new(), br#"{"id":[7]}"#)?;
/// assert_eq!(body, br#"{"id":[7]}"#);
/// # Ok::<(), toggl_me_core::error::ResponseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Raw<E>(pub E);

impl<E: Endpoint> Endpoint for Raw<E> {
    const METHOD: Method = E::METHOD;
    const PATH: &'static str = E::PATH;
    const AUTH: Auth = E::AUTH;
    const BUCKET: Bucket = E::BUCKET;
    const ONLY_READS: bool = E::ONLY_READS;
    const CARRIES_SECRET: bool = E::CARRIES_SECRET;
    const MAX_AGE: Option<Duration> = E::MAX_AGE;
    type Response = Vec<u8>;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        self.0.path()
    }

    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        self.0.query(query)
    }

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        self.0.body()
    }

    fn decode(body: &[u8]) -> Result<Vec<u8>, Failure> {
        codec::bytes(body)
    }

    fn organization(&self) -> Option<i64> {
        self.0.organization()
    }

    fn quotas(body: &[u8]) -> Vec<BucketQuota> {
        E::quotas(body)
    }

    fn is_readable(body: &[u8]) -> bool {
        E::is_readable(body)
    }
}

/// Encodes `value` as the bytes of a JSON body.
///
/// # Errors
///
/// Returns a [`BuildError`] when `value` has no JSON form.
pub fn json_body<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, BuildError> {
    serde_json::to_vec(value).map_err(|_| BuildError::parameter("body", "cannot be encoded as JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Credentials;
    use crate::me::{CloseAccount, GetMe, ListTasks, PostLostPassword};

    #[test]
    fn raw_sends_the_same_request_and_returns_the_bytes() {
        let context = Context::new(Credentials::api_token("c0ffee")).unwrap();
        let list = ListTasks::new().meta(true);
        let (plain, raw) = (list.to_request(&context).unwrap(), Raw(list).to_request(&context).unwrap());
        assert_eq!((plain.method(), plain.uri(), plain.headers()), (raw.method(), raw.uri(), raw.headers()));
        let post = PostLostPassword::new("1/2").email("ann@example.org");
        let (plain, raw) = (post.to_request(&context).unwrap(), Raw(post).to_request(&context).unwrap());
        assert_eq!((plain.uri(), plain.body(), plain.headers()), (raw.uri(), raw.body(), raw.headers()));

        let bytes = [0xff, 0x00, 0x7b];
        assert_eq!(Raw::<GetMe>::parse_parts(StatusCode::OK, &HeaderMap::new(), &bytes).unwrap(), bytes);
        assert!(Raw::<GetMe>::parse_parts(StatusCode::NOT_FOUND, &HeaderMap::new(), &bytes).is_err());
    }

    #[test]
    fn only_2xx_is_a_success() {
        for status in 100..1000_u16 {
            let status = StatusCode::from_u16(status).unwrap();
            let parsed = CloseAccount::parse_parts(status, &HeaderMap::new(), b"");
            assert_eq!(parsed.is_ok(), (200..300).contains(&status.as_u16()), "{status}");
        }
    }

    #[test]
    fn an_endpoint_displays_its_method_and_path() {
        assert_eq!(PostLostPassword::INFO.to_string(), "POST /me/lost_passwords/{token_code}");
        assert_eq!(Raw::<GetMe>::INFO, GetMe::INFO);
    }
}
