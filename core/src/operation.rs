//! [`EndpointInfo`]: the facts of an operation, defined below the trait that declares them.

use std::fmt;
use std::time::Duration;

use http::Method;

/// Whether the request of an operation carries credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// The server refuses the request without credentials. A [`Context`](crate::Context) that has none causes a
    /// [`BuildError`](crate::BuildError).
    Required,
    /// Credentials are sent when there are any; the documentation shows the request without them.
    IfPresent,
    /// Credentials are never sent: the operation is for people who cannot log in.
    Never,
}

/// The hourly limit against which the server counts the request of an operation.
///
/// See [Toggl's documentation](https://engineering.toggl.com/docs/#api-limits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Bucket {
    /// The user's limit: 30 requests in any 60 minutes on every plan, over all of `/me`.
    User,
    /// The limit of the organization whose data is requested, which depends on the plan.
    Organization,
    /// No limit: the server responds even when every hour is used up.
    None,
}

/// The constants of an [`Endpoint`](crate::Endpoint) as a value, for code that has no request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointInfo {
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, with variables in braces.
    pub path: &'static str,
    /// Whether the request carries credentials.
    pub auth: Auth,
    /// The hourly limit against which the server counts the request.
    pub bucket: Bucket,
    /// Whether the operation only reads, although its method is not GET.
    pub only_reads: bool,
    /// Whether the request carries a secret: a password, a code or a token.
    pub carries_secret: bool,
    /// The longest time for which a cached response may be used: zero for never, `None` for as long as the caller
    /// allows.
    pub max_age: Option<Duration>,
}

impl EndpointInfo {
    /// Returns whether a call may change data on the server.
    pub fn writes(&self) -> bool {
        !(self.only_reads || self.method.is_safe())
    }

    /// Returns whether a request with this method and path may call this operation, whatever base path precedes its
    /// own.
    ///
    /// Several operations can match one request; [`me::route`](crate::me::route) returns the one of this crate that it
    /// calls.
    pub fn matches(&self, method: &Method, path: &str) -> bool {
        let mut segments = path.rsplit('/');
        self.method == *method
            && self.path.rsplit('/').all(|expected| segments.next().is_some_and(|segment| fits(segment, expected)))
    }
}

/// Returns whether a segment matches the expected one. A variable matches any segment and may be followed by a literal:
/// `{uuid}.zip`.
fn fits(segment: &str, expected: &str) -> bool {
    match expected.split_once('}') {
        Some((_, tail)) => segment.strip_suffix(tail).is_some_and(|value| !value.is_empty()),
        None => segment == expected,
    }
}

/// Writes `GET /me/clients`, with variables in braces.
impl fmt::Display for EndpointInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} /{}", self.method, self.path)
    }
}
