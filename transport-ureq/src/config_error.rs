//! [`ConfigError`]: the setting that cannot be used, and the reason.

/// The reason why a [`Builder`](crate::Builder) cannot create a transport. It shows no URL, because a proxy's may
/// contain a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A time limit is zero or too long.
    #[error("{name} is not more than zero and at most 365 days")]
    Timeout {
        /// The name of the setting: `connect_timeout` or `call_timeout`.
        name: &'static str,
    },
    /// The proxy cannot be used. Without this error, calls would bypass it and be seen where they were not meant to be.
    #[error("the proxy from {name} {problem}")]
    Proxy {
        /// The source of the setting: `proxy()`, or the name of the environment variable.
        name: &'static str,
        /// The problem, as the end of a sentence: `has no host`.
        problem: &'static str,
    },
    /// The list of hosts that bypass the proxy cannot be read.
    #[error("{name} is not text")]
    NoProxy {
        /// The name of the environment variable.
        name: &'static str,
    },
    /// A root certificate cannot be read.
    #[error("root certificate {number} {problem}")]
    RootCertificate {
        /// The number of the certificate, counted from 1 in the order of the calls that added them.
        number: usize,
        /// The problem, as the end of a sentence: `has no host`.
        problem: &'static str,
    },
    /// Nobody's certificates are trusted: this build has neither Mozilla's nor asks the operating system.
    #[error(
        "there are no root certificates: turn on the feature `webpki-roots` or `platform-verifier`, or add some of your own"
    )]
    NoRootCertificates,
    /// There is nothing to encrypt with.
    #[error("the crypto provider {problem}")]
    CryptoProvider {
        /// What is wrong with it.
        problem: &'static str,
    },
}
