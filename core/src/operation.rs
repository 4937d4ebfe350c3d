//! [`EndpointInfo`]: the facts of an operation, below the trait that declares them.

use std::fmt;
use std::time::Duration;

use http::Method;

/// Whether an operation is called with credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// The server refuses it without; a [`Context`](crate::Context) that has none makes a [`BuildError`](crate::BuildError).
    Required,
    /// Sent when there are any: the documentation calls it without.
    IfPresent,
    /// Never sent: the operation is for people who cannot log in.
    Never,
}

/// Against which hourly limit the server counts a call of an operation.
///
/// See [Toggl's documentation](https://engineering.toggl.com/docs/#api-limits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Bucket {
    /// The user's: 30 calls in any 60 minutes on every plan, over all of `/me`.
    User,
    /// That of the organization whose data is asked for; its limit depends on the plan.
    Organization,
    /// None: the server responds also when every hour is spent.
    None,
}

/// What is known of an [`Endpoint`](crate::Endpoint) without a request: its constants as a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointInfo {
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, variables in braces.
    pub path: &'static str,
    /// Whether it is called with credentials.
    pub auth: Auth,
    /// Against which hourly limit the server counts it.
    pub bucket: Bucket,
    /// Whether it only reads, although its method is not GET.
    pub only_reads: bool,
    /// Whether its request carries a secret: a password, a code, a token.
    pub carries_secret: bool,
    /// How long its response may be taken for the present: zero for never, `None` for as long as the caller likes.
    pub max_age: Option<Duration>,
}

impl EndpointInfo {
    /// Returns whether a call may change what the server keeps.
    pub fn writes(&self) -> bool {
        !(self.only_reads || self.method.is_safe())
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
