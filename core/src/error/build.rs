//! [`BuildError`]: the reason why a request cannot be built.

use std::error::Error as StdError;
use std::fmt;

use crate::operation::EndpointInfo;

/// The reason why a request, or the [`Context`](crate::Context) for requests, cannot be built. Nothing was sent.
///
/// `{:?}` writes the same as `{}`, and `{:#?}` writes the parts, as for [`Error`](crate::Error).
#[derive(Clone, PartialEq, Eq)]
pub struct BuildError {
    endpoint: Option<&'static EndpointInfo>,
    kind: BuildErrorKind,
}

/// The kind of a [`BuildError`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildErrorKind {
    /// The base URL cannot be used.
    #[error("the base URL {problem}")]
    BaseUrl {
        /// The problem, as the end of a sentence: `has no host`.
        problem: &'static str,
    },
    /// No header can carry the credentials.
    #[error("{what} {problem}")]
    Credentials {
        /// The part that is wrong: `the API token`, `the e-mail address`, `the password` or `the session cookie`.
        what: &'static str,
        /// The problem, as the end of a sentence: `has no host`.
        problem: &'static str,
    },
    /// The operation needs credentials, but the context has none.
    #[error("needs credentials, but the context has none (see `Credentials`)")]
    MissingCredentials,
    /// A parameter of the request cannot be sent.
    #[error("{name} {problem}")]
    Parameter {
        /// The name of the parameter in the API.
        name: &'static str,
        /// The problem, as the end of a sentence: `has no host`.
        problem: &'static str,
    },
    /// The URI is longer than the 65,534 bytes that the `http` crate accepts.
    #[error("the URI's path and query do not fit into one: {length} bytes")]
    Uri {
        /// The length of path and query in bytes.
        length: usize,
    },
}

impl BuildError {
    /// Creates the error of a parameter that cannot be sent: its message is `name` followed by `problem`.
    /// Implementations of [`Endpoint`](crate::Endpoint) outside this crate use it too.
    pub fn parameter(name: &'static str, problem: &'static str) -> Self {
        BuildErrorKind::Parameter { name, problem }.into()
    }

    pub(crate) fn base_url(problem: &'static str) -> Self {
        BuildErrorKind::BaseUrl { problem }.into()
    }

    pub(crate) fn credentials(what: &'static str, problem: &'static str) -> Self {
        BuildErrorKind::Credentials { what, problem }.into()
    }

    pub(crate) fn missing_credentials() -> Self {
        BuildErrorKind::MissingCredentials.into()
    }

    pub(crate) fn unfit_uri(length: usize) -> Self {
        BuildErrorKind::Uri { length }.into()
    }

    pub(crate) fn at(mut self, endpoint: &'static EndpointInfo) -> Self {
        self.endpoint = Some(endpoint);
        self
    }

    /// Returns the operation whose request was refused, or `None` when the context was.
    pub fn endpoint(&self) -> Option<&'static EndpointInfo> {
        self.endpoint
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> &BuildErrorKind {
        &self.kind
    }
}

impl From<BuildErrorKind> for BuildError {
    fn from(kind: BuildErrorKind) -> Self {
        BuildError { endpoint: None, kind }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.endpoint {
            Some(endpoint) => write!(f, "{endpoint}: {}", self.kind),
            None => self.kind.fmt(f),
        }
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return fmt::Display::fmt(self, f);
        }
        f.debug_struct("BuildError").field("endpoint", &self.endpoint).field("kind", &self.kind).finish()
    }
}

impl StdError for BuildError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{Context, Credentials};
    use crate::endpoint::EndpointExt;
    use crate::me::GetMe;

    #[test]
    fn a_refused_request_names_its_operation() {
        let context = Context::new(Credentials::none()).unwrap();
        let error = GetMe::new().to_request(&context).unwrap_err();
        assert_eq!((error.endpoint(), error.kind()), (Some(GetMe::INFO), &BuildErrorKind::MissingCredentials));
        assert_eq!(BuildError::parameter("name", "is long").endpoint(), None);
    }
}
