//! [`Endpoint`]: one operation of the API. The file to read first.
//!
//! An endpoint is a struct that holds a request's parameters and says, in a plain `impl`, how they become a path, a
//! query and a body, and which [codec](crate::codec) reads the answer. [`EndpointExt`] is what callers use.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use http::{HeaderMap, Method, Request, Response, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::codec::{self, Failure, Unreadable};
use crate::context::Context;
use crate::error::{ApiError, BuildError, DecodeError, ResponseError};

/// An operation of the API: what callers of another API version, or of an operation that this crate does not have yet,
/// implement for a struct of their own.
///
/// ```
/// use toggl_me_core::{BuildError, Context, Credentials, Endpoint, EndpointExt, Query, codec};
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
pub trait Endpoint {
    /// The HTTP method.
    const METHOD: Method;

    /// The path below the base URL, variables in braces: `me/lost_passwords/{token_code}`.
    const PATH: &'static str;

    /// Whether the operation is called with credentials.
    const AUTH: Auth = Auth::Required;

    /// What a successful answer is decoded to.
    type Response;

    /// [`PATH`](Endpoint::PATH) with its variables filled in, by [`fill_path`]. Those without variables leave it as it
    /// is.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when a variable cannot be one segment of a path.
    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        Ok(Cow::Borrowed(Self::PATH))
    }

    /// Writes the query's pairs. It is called twice for a request, first to measure and then to write, so that the
    /// URI is allocated once.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when a parameter is out of its range.
    fn query(&self, query: &mut Query) -> Result<(), BuildError> {
        let _ = query;
        Ok(())
    }

    /// The request's body; empty for none.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when a parameter is out of its range.
    fn body(&self) -> Result<Vec<u8>, BuildError> {
        Ok(Vec::new())
    }

    /// Reads the body of a successful answer, strictly: [`EndpointExt`] calls it again, with `null` for what could not be
    /// read.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the body is not what the operation answers.
    fn decode(body: &[u8]) -> Result<Self::Response, Failure>;
}

/// What callers do with an [`Endpoint`]: build its request, parse its answer.
pub trait EndpointExt: Endpoint {
    /// The endpoint's constants as a value.
    const INFO: &'static EndpointInfo;

    /// Builds the request for the server and with the credentials that `context` holds.
    ///
    /// The body is empty where there is none to send; HTTP stacks have to send `content-length: 0` with such a POST or
    /// PUT.
    ///
    /// # Errors
    ///
    /// [`BuildError`] when credentials are missing or a parameter cannot be sent.
    fn to_request(&self, context: &Context) -> Result<Request<Vec<u8>>, BuildError>;

    /// Parses the server's answer.
    ///
    /// A string, a number or a truth that cannot be read costs no more than itself: it reads as absent.
    /// [`parse_parts_noting`](EndpointExt::parse_parts_noting) says where that was so.
    ///
    /// # Errors
    ///
    /// [`ResponseError::Api`] for any status but 2xx, [`ResponseError::Decode`] for a body that is not what the
    /// operation answers.
    fn parse<B: AsRef<[u8]>>(response: &Response<B>) -> Result<Self::Response, ResponseError> {
        Self::parse_parts(response.status(), response.headers(), response.body().as_ref())
    }

    /// [`parse`](EndpointExt::parse) for HTTP stacks whose answers are not `http::Response`s.
    ///
    /// # Errors
    ///
    /// As [`parse`](EndpointExt::parse).
    fn parse_parts(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Self::Response, ResponseError> {
        Self::parse_parts_noting(status, headers, body, &mut Unreadable::default())
    }

    /// As [`parse_parts`](EndpointExt::parse_parts), and adds to `unreadable` the places of what could not be read and
    /// reads as absent.
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
    /// # Ok::<(), toggl_me_core::ResponseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`parse`](EndpointExt::parse).
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
            .map_err(|failure| DecodeError::new(Self::INFO, status, body.len(), failure).into())
    }
}

/// Whether an operation is called with credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// The server refuses it without; a [`Context`] that has none makes a [`BuildError`].
    Required,
    /// Sent when there are any: the documentation calls it without.
    IfPresent,
    /// Never sent: the operation is for people who cannot log in.
    Never,
}

/// What is known of an [`Endpoint`] without a request: its constants as a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointInfo {
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, variables in braces.
    pub path: &'static str,
    /// Whether it is called with credentials.
    pub auth: Auth,
}

impl EndpointInfo {
    /// The constants of `E`.
    pub const fn of<E: Endpoint + ?Sized>() -> Self {
        EndpointInfo { method: E::METHOD, path: E::PATH, auth: E::AUTH }
    }

    /// Whether a request with that method and path may call this operation, whatever base path comes before its own.
    ///
    /// Several operations can match one request; [`me::route`](crate::me::route) says which of this crate's it calls.
    pub fn matches(&self, method: &Method, path: &str) -> bool {
        let mut segments = path.rsplit('/');
        self.method == *method
            && self.path.rsplit('/').all(|expected| segments.next().is_some_and(|segment| fits(segment, expected)))
    }
}

/// Whether a segment is the expected one; a variable stands for any, and may have a literal after it: `{uuid}.zip`.
fn fits(segment: &str, expected: &str) -> bool {
    match expected.split_once('}') {
        Some((_, tail)) => segment.strip_suffix(tail).is_some_and(|value| !value.is_empty()),
        None => segment == expected,
    }
}

/// `GET /me/clients`, variables in braces.
impl fmt::Display for EndpointInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} /{}", self.method, self.path)
    }
}

/// Sends what `E` sends and answers the body's bytes: the way out when the server changes before this crate does, and
/// the way to decode into a struct of one's own.
///
/// ```
/// # use toggl_me_core::{EndpointExt, Raw, me::GetMe, http::{HeaderMap, StatusCode}};
/// let body = Raw::<GetMe>::parse_parts(StatusCode::OK, &HeaderMap::new(), br#"{"id":[7]}"#)?;
/// assert_eq!(body, br#"{"id":[7]}"#);
/// # Ok::<(), toggl_me_core::ResponseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Raw<E>(pub E);

impl<E: Endpoint> Endpoint for Raw<E> {
    const METHOD: Method = E::METHOD;
    const PATH: &'static str = E::PATH;
    const AUTH: Auth = E::AUTH;
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
}

/// Everything but the characters that RFC 3986 leaves unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `template` with its variables replaced, in their order, each percent-encoded so that it stays one segment.
///
/// ```
/// # use toggl_me_core::fill_path;
/// let path = fill_path("me/lost_passwords/{token_code}", &["a/../b?c#d"])?;
/// assert_eq!(path, "me/lost_passwords/a%2F..%2Fb%3Fc%23d");
/// # Ok::<(), toggl_me_core::BuildError>(())
/// ```
///
/// # Errors
///
/// [`BuildError`] for a variable that is empty, `.` or `..`: no encoding makes a segment of those.
pub fn fill_path(template: &'static str, variables: &[&str]) -> Result<Cow<'static, str>, BuildError> {
    let mut path = String::with_capacity([template].iter().chain(variables).map(|text| text.len()).sum());
    let mut rest = template;
    let mut variables = variables.iter();
    while let Some((literal, (name, tail))) = next_variable(rest) {
        let value = variables.next().copied().unwrap_or_default();
        if matches!(value, "" | "." | "..") {
            return Err(BuildError::parameter(name, "cannot be empty, \".\" or \"..\": it is one segment of the path"));
        }
        path.push_str(literal);
        path.extend(utf8_percent_encode(value, SEGMENT));
        rest = tail;
    }
    path.push_str(rest);
    Ok(Cow::Owned(path))
}

/// Splits `me/{id}/x` into `me/`, `id` and `/x`.
fn next_variable(template: &'static str) -> Option<(&'static str, (&'static str, &'static str))> {
    let (literal, rest) = template.split_once('{')?;
    Some((literal, rest.split_once('}')?))
}

/// Where an [`Endpoint`] writes the pairs of its query, encoded as a form is.
#[derive(Debug, Default)]
pub struct Query {
    length: usize,
    /// Absent in the first, measuring pass.
    text: Option<String>,
}

impl Query {
    /// For the second pass: what is written is appended to `path`.
    pub(crate) fn appending_to(path: String) -> Self {
        Query { length: 0, text: Some(path) }
    }

    /// How many bytes the pairs take, the question mark included.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    pub(crate) fn into_text(self) -> String {
        self.text.unwrap_or_default()
    }

    /// Writes `name=value`. Names are literals of the API and need no encoding.
    pub fn pair(&mut self, name: &'static str, value: impl fmt::Display) {
        let separator = if self.length == 0 { "?" } else { "&" };
        self.push(separator);
        self.push(name);
        self.push("=");
        // Writing to a `Query` never fails.
        let _ = write!(FormEncoded(self), "{value}");
    }

    /// Writes `name=value` where there is a value.
    pub fn optional(&mut self, name: &'static str, value: Option<impl fmt::Display>) {
        if let Some(value) = value {
            self.pair(name, value);
        }
    }

    fn push(&mut self, text: &str) {
        self.length = self.length.saturating_add(text.len());
        if let Some(target) = &mut self.text {
            target.push_str(text);
        }
    }
}

struct FormEncoded<'a>(&'a mut Query);

impl fmt::Write for FormEncoded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for piece in form_urlencoded::byte_serialize(text.as_bytes()) {
            self.0.push(piece);
        }
        Ok(())
    }
}

/// `value` as the bytes of a JSON body.
///
/// # Errors
///
/// [`BuildError`] when `value` has no JSON form.
pub fn json_body<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, BuildError> {
    serde_json::to_vec(value).map_err(|_| BuildError::parameter("body", "cannot be written as JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Credentials;
    use crate::me::{CloseAccount, GetMe, ListTasks, PostLostPassword};

    #[test]
    fn queries_are_encoded_as_forms_are() {
        let write = |query: &mut Query| {
            query.pair("a", "x y&z=ä+~");
            query.optional("b", None::<i64>);
            query.optional("c", Some(-7));
        };
        let mut measured = Query::default();
        write(&mut measured);
        let mut written = Query::appending_to("me".to_owned());
        write(&mut written);
        assert_eq!(measured.length(), written.length());
        assert_eq!(written.into_text(), "me?a=x+y%26z%3D%C3%A4%2B%7E&c=-7");
        assert_eq!(measured.into_text(), "");
    }

    #[test]
    fn paths_with_literals_around_their_variables_are_filled() {
        assert_eq!(fill_path("me/{a}/x/{b}.zip", &["1", "2/3"]).unwrap(), "me/1/x/2%2F3.zip");
        assert_eq!(fill_path("me/{a}", &["..."]).unwrap(), "me/...");
        assert_eq!(fill_path("me/{a}", &["%2e%2e"]).unwrap(), "me/%252e%252e");
        let missing = fill_path("me/{a}/{b}", &["1"]).unwrap_err();
        assert!(missing.to_string().starts_with("b cannot be empty"), "{missing}");
    }

    #[test]
    fn raw_sends_the_same_request_and_answers_the_bytes() {
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
    fn only_2xx_is_an_answer() {
        for status in 100..1000_u16 {
            let status = StatusCode::from_u16(status).unwrap();
            let parsed = CloseAccount::parse_parts(status, &HeaderMap::new(), b"");
            assert_eq!(parsed.is_ok(), (200..300).contains(&status.as_u16()), "{status}");
        }
    }

    #[test]
    fn an_endpoint_names_itself() {
        assert_eq!(PostLostPassword::INFO.to_string(), "POST /me/lost_passwords/{token_code}");
        assert_eq!(Raw::<GetMe>::INFO, GetMe::INFO);
    }
}
