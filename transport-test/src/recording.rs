//! Recordings: [`Recorder`] records calls in a [`Cassette`], and [`Replay`] replays one.

use std::collections::{BTreeMap, VecDeque};
use std::error::Error as StdError;
use std::path::Path;
use std::sync::Mutex;
use std::{fmt, fs, io};

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use toggl_me_core::{Transport, TransportError, TransportErrorKind, me};

use crate::differences::differences;
use crate::lock::lock;
use crate::scrub::Scrubber;
use crate::secrets::{Secrets, of_request, of_response};

/// A transport that passes everything on and keeps a scrubbed copy of it.
///
/// # What is scrubbed
///
/// | where | what |
/// | --- | --- |
/// | headers | `Authorization`, cookies, and others that name a token, a secret, a session or a key |
/// | paths | codes out of e-mails, and the names of exports |
/// | JSON, at any depth, and queries | what the core's models keep in a [`Secret`](toggl_me_core::Secret), and whatever else has a key that names a password, a token, a secret, an e-mail address, a session, a hash, a calendar's address or a card's number |
/// | `POST /me/lost_passwords/confirm` | the `code` too |
/// | responses of `POST /me/reset_token`, `GET /me/push_services` and `POST /me/export` | everything, JSON or not: they are bare tokens |
/// | the response of `GET /me/location` | coordinates, city and state |
/// | the response of `GET /me/export/data/{uuid}.zip` | it is not kept at all |
/// | everywhere else | what repeats a secret of a request that came before, or looks like an e-mail address or a token |
///
/// The responses named here are those with a 2xx status; a refusal contains the server's words. A body that is not JSON
/// and may contain secrets is not kept, and neither are bytes that are not text. Where a request calls none of the
/// core's operations, secrets are recognised only by names and by their form.
///
/// A cassette still contains names, descriptions, flags, preferences, ids, times, pictures' addresses and the country:
/// inspect it before you publish it.
///
/// ```
/// use toggl_me_core::{Client, Context, Credentials, me::GetMe};
/// use toggl_me_transport_test::{Recorder, Replay, TestTransport};
///
/// let context = Context::new(Credentials::api_token("0a1b2c3d"))?;
/// let server = TestTransport::new().on::<GetMe>(200, r#"{"id":7,"api_token":"0a1b2c3d"}"#);
/// let client = Client::new(Recorder::new(server), context.clone());
/// client.send(&GetMe::new())?;
/// let cassette = client.transport().cassette(); // `cassette.save("tests/me.json")?` writes it.
/// assert!(!cassette.to_json().contains("0a1b2c3d"));
///
/// let client = Client::new(Replay::new(cassette), context);
/// assert_eq!(client.send(&GetMe::new())?.id, 7);
/// # Ok::<(), toggl_me_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Recorder<T> {
    inner: T,
    state: Mutex<Recording>,
}

#[derive(Default)]
struct Recording {
    scrubber: Scrubber,
    interactions: Vec<Interaction>,
}

impl<T> Recorder<T> {
    /// Wraps `inner` with an empty recording.
    pub fn new(inner: T) -> Self {
        Recorder { inner, state: Mutex::default() }
    }

    /// Returns the transport that the calls go to.
    pub fn inner(&self) -> &T {
        &self.inner
    }

    /// Returns the recording so far, in the order in which the responses arrived.
    pub fn cassette(&self) -> Cassette {
        Cassette { version: VERSION, interactions: lock(&self.state).interactions.clone() }
    }
}

impl<T: Transport> Transport for Recorder<T> {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let recorded = {
            let scrubber = &mut lock(&self.state).scrubber;
            RequestRecord::of(&request, scrubber)
        };
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let result = self.inner.send(request);
        let mut state = lock(&self.state);
        let outcome = match &result {
            Ok(response) => {
                let secrets = of_response(&method, uri.path(), response.status());
                Outcome::Response(ResponseRecord::of(response, secrets, &state.scrubber))
            }
            Err(error) => {
                Outcome::Error(ErrorRecord { kind: kind_name(error.kind()).to_owned(), unsent: error.is_unsent() })
            }
        };
        state.interactions.push(Interaction { request: recorded, outcome });
        result
    }
}

/// A recording: requests and their outcomes, in their order, without secrets.
///
/// # The format
///
/// A cassette is one JSON object, indented, with its keys in a fixed order:
///
/// - `cassette`: the version of the format, 1;
/// - `interactions`: a list of objects with
///   - `request`: `method`, `path` (without the server), `query` (a list of pairs, decoded), `headers` (lower-case names,
///     each with a list of values), `body`;
///   - `outcome`: `{"response": {"status", "headers", "body"}}`, or `{"error": {"kind", "unsent"}}` where the transport
///     failed.
///
/// A `body` is absent when it is empty, and otherwise `{"json": value}`, `{"text": "..."}`, or `{"omitted": length}`
/// where it was not kept. `(scrubbed)` stands in place of a secret. `content-length` is left out, and so are the
/// `content-encoding` and `transfer-encoding` of responses, because they describe bytes that are no longer there.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cassette {
    #[serde(rename = "cassette")]
    version: u32,
    interactions: Vec<Interaction>,
}

/// The version of the format that is written, and the only one that is read.
const VERSION: u32 = 1;

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Interaction {
    request: RequestRecord,
    outcome: Outcome,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestRecord {
    method: String,
    path: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    query: Vec<(String, String)>,
    #[serde(default)]
    headers: BTreeMap<String, Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Body>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Response(ResponseRecord),
    Error(ErrorRecord),
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResponseRecord {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Body>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ErrorRecord {
    kind: String,
    unsent: bool,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Body {
    Json(Value),
    Text(String),
    Omitted(usize),
}

impl RequestRecord {
    pub(crate) fn of(request: &Request<Vec<u8>>, scrubber: &mut Scrubber) -> Self {
        let uri = request.uri();
        scrubber.learn(request.method(), uri.path(), request.headers(), request.body());
        let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let mut headers = headers_of(request.headers(), scrubber);
        headers.remove(CONTENT_LENGTH.as_str());
        RequestRecord {
            method: request.method().to_string(),
            path: scrubber.path(request.method(), uri.path()),
            query: query.map(|(name, value)| (name.to_string(), scrubber.parameter(&name, &value))).collect(),
            headers,
            body: Body::of(request.body(), of_request(request.method(), uri.path()), scrubber),
        }
    }

    /// Returns the operation in words; the path is scrubbed.
    fn operation(&self) -> String {
        let route = self.method.parse().ok().and_then(|method| me::route(&method, &self.path));
        route.map_or_else(|| format!("{} {}", self.method, self.path), ToString::to_string)
    }

    /// Returns a JSON value for comparisons, without the name of the program, which changes with its version.
    fn comparable(&self) -> Value {
        let mut request = self.clone();
        request.headers.remove("user-agent");
        serde_json::to_value(request).unwrap_or_default()
    }
}

impl ResponseRecord {
    pub(crate) fn of(response: &Response<Vec<u8>>, secrets: Secrets, scrubber: &Scrubber) -> Self {
        let mut headers = headers_of(response.headers(), scrubber);
        for name in [CONTENT_LENGTH, CONTENT_ENCODING, TRANSFER_ENCODING] {
            headers.remove(name.as_str());
        }
        let status = response.status().as_u16();
        ResponseRecord { status, headers, body: Body::of(response.body(), secrets, scrubber) }
    }

    fn response(&self) -> Result<Response<Vec<u8>>, TransportError> {
        let unusable = |what: &str| {
            let source = format!("the cassette's response {what}");
            TransportError::new(TransportErrorKind::Other).with_source(source)
        };
        let mut response = Response::new(match &self.body {
            None => Vec::new(),
            Some(Body::Json(value)) => value.to_string().into_bytes(),
            Some(Body::Text(text)) => text.clone().into_bytes(),
            Some(Body::Omitted(_)) => return Err(unusable("had a body that was not recorded")),
        });
        *response.status_mut() =
            StatusCode::from_u16(self.status).map_err(|_| unusable("has an invalid HTTP status"))?;
        for (name, values) in &self.headers {
            let name = HeaderName::try_from(name).map_err(|_| unusable("has an invalid header name"))?;
            for value in values {
                let value = HeaderValue::try_from(value.as_bytes());
                let value = value.map_err(|_| unusable("has an invalid header value"))?;
                response.headers_mut().append(name.clone(), value);
            }
        }
        Ok(response)
    }
}

impl Body {
    fn of(body: &[u8], secrets: Secrets, scrubber: &Scrubber) -> Option<Body> {
        if body.is_empty() {
            return None;
        }
        if secrets == Secrets::Unreadable {
            return Some(Body::Omitted(body.len()));
        }
        if let Ok(value) = serde_json::from_slice(body) {
            return Some(Body::Json(scrubber.json(&value, secrets)));
        }
        let text = std::str::from_utf8(body).ok().and_then(|text| scrubber.prose(text, secrets));
        Some(text.map_or(Body::Omitted(body.len()), Body::Text))
    }
}

fn headers_of(headers: &HeaderMap, scrubber: &Scrubber) -> BTreeMap<String, Vec<String>> {
    let mut recorded: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in headers {
        let scrubbed = scrubber.header(name.as_str(), value.as_bytes());
        recorded.entry(name.to_string()).or_default().push(scrubbed);
    }
    recorded
}

const KINDS: [(TransportErrorKind, &str); 6] = [
    (TransportErrorKind::Connect, "connect"),
    (TransportErrorKind::Tls, "tls"),
    (TransportErrorKind::Timeout, "timeout"),
    (TransportErrorKind::Interrupted, "interrupted"),
    (TransportErrorKind::TooLarge, "too_large"),
    (TransportErrorKind::Other, "other"),
];

fn kind_name(kind: TransportErrorKind) -> &'static str {
    KINDS.iter().find(|(other, _)| *other == kind).map_or("other", |(_, name)| name)
}

fn kind_of(name: &str) -> TransportErrorKind {
    KINDS.iter().find(|(_, other)| *other == name).map_or(TransportErrorKind::Other, |(kind, _)| *kind)
}

impl Cassette {
    /// Decodes a cassette from its JSON.
    ///
    /// # Errors
    ///
    /// Returns a [`CassetteError`] when the text is not a cassette, or one of another version.
    pub fn from_json(json: &str) -> Result<Self, CassetteError> {
        #[derive(Deserialize)]
        struct Versioned {
            cassette: u32,
        }
        let versioned: Versioned = serde_json::from_str(json).map_err(|error| CassetteError(Problem::Format(error)))?;
        if versioned.cassette != VERSION {
            return Err(CassetteError(Problem::Version(versioned.cassette)));
        }
        serde_json::from_str(json).map_err(|error| CassetteError(Problem::Format(error)))
    }

    /// Reads a cassette from a file.
    ///
    /// # Errors
    ///
    /// Returns an error when the file cannot be read, or with a [`CassetteError`] inside when it contains no cassette.
    pub fn load(path: impl AsRef<Path>) -> io::Result<Self> {
        Cassette::from_json(&fs::read_to_string(path)?)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// Encodes the cassette as JSON for people to read: indented, with a line break at its end.
    pub fn to_json(&self) -> String {
        // Writing to memory fails only for maps whose keys are not strings, and there are none.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Writes [`to_json`](Cassette::to_json) to a file, replacing its content.
    ///
    /// # Errors
    ///
    /// Returns an error when the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        fs::write(path, self.to_json())
    }

    /// Returns the number of calls.
    pub fn len(&self) -> usize {
        self.interactions.len()
    }

    /// Returns whether there are no calls.
    pub fn is_empty(&self) -> bool {
        self.interactions.is_empty()
    }
}

/// The reason why a text is not a [`Cassette`].
#[derive(Debug)]
pub struct CassetteError(Problem);

#[derive(Debug)]
enum Problem {
    Version(u32),
    Format(serde_json::Error),
}

impl fmt::Display for CassetteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Problem::Version(version) => {
                write!(f, "this cassette has version {version}, but only version {VERSION} can be read")
            }
            Problem::Format(error) => {
                write!(f, "this is not a cassette (line {} column {})", error.line(), error.column())
            }
        }
    }
}

impl StdError for CassetteError {}

/// Replays a [`Cassette`]: each call must be the next one that was recorded, and ends as that one did.
///
/// It compares method, path, query, body, and all headers except `User-Agent`, but not the server, nor values that were
/// scrubbed. Any other call panics at the line that made it, and says what differs.
///
/// ```
/// use toggl_me_core::{Client, Context, Credentials, me::GetMe};
/// use toggl_me_transport_test::{Cassette, Replay};
///
/// let cassette = Cassette::from_json(r#"{"cassette": 1, "interactions": [{
///     "request": {"method": "GET", "path": "/api/v9/me", "headers": {"accept": ["application/json"],
///         "authorization": ["(scrubbed)"], "content-type": ["application/json"]}},
///     "outcome": {"response": {"status": 200, "body": {"json": {"id": 7}}}}}]}"#).unwrap();
/// let client = Client::new(Replay::new(cassette), Context::new(Credentials::api_token("any"))?);
/// assert_eq!(client.send(&GetMe::new())?.id, 7);
/// client.transport().assert_finished();
/// # Ok::<(), toggl_me_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Replay(Mutex<Playing>);

struct Playing {
    scrubber: Scrubber,
    calls: usize,
    left: VecDeque<Interaction>,
}

impl Replay {
    /// Starts at the beginning of the cassette.
    pub fn new(cassette: Cassette) -> Self {
        Replay(Mutex::new(Playing { scrubber: Scrubber::default(), calls: 0, left: cassette.interactions.into() }))
    }

    /// Checks that every recorded call was made.
    ///
    /// # Panics
    ///
    /// Panics when one was not.
    #[track_caller]
    pub fn assert_finished(&self) {
        let missing: Vec<String> =
            lock(&self.0).left.iter().map(|interaction| interaction.request.operation()).collect();
        assert!(missing.is_empty(), "recorded and never called: {}", missing.join(", "));
    }
}

impl Transport for Replay {
    /// # Panics
    ///
    /// Panics when this is not the next call that was recorded.
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let mut playing = lock(&self.0);
        playing.calls += 1;
        let call = playing.calls;
        let actual = RequestRecord::of(&request, &mut playing.scrubber);
        let Some(interaction) = playing.left.front() else {
            panic!("call {call} was not recorded: {}", actual.operation());
        };
        let expected = &interaction.request;
        let differences = differences(&expected.comparable(), &actual.comparable());
        if !differences.is_empty() {
            panic!("call {call} was recorded as {}: {}", expected.operation(), differences.join("; "));
        }
        let result = match &interaction.outcome {
            Outcome::Response(response) => response.response(),
            Outcome::Error(error) => {
                let replayed = TransportError::new(kind_of(&error.kind)).with_source("a failure that was recorded");
                Err(if error.unsent { replayed.unsent() } else { replayed })
            }
        };
        playing.left.pop_front();
        result
    }
}

/// Shows only the number of calls: names and descriptions are not scrubbed.
impl fmt::Debug for Cassette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cassette({} calls)", self.interactions.len())
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} calls", self.interactions.len())
    }
}

impl fmt::Debug for Playing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} calls made, {} left", self.calls, self.left.len())
    }
}
