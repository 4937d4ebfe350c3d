//! [`ConfigError`]: which setting cannot be used, and why.

/// Why a [`Builder`](crate::Builder) makes no transport. It shows no URL: a proxy's may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A time limit is zero, or too long.
    #[error("{name} is not more than zero and at most 365 days")]
    Timeout {
        /// The setting: `connect_timeout` or `call_timeout`.
        name: &'static str,
    },
    /// The proxy cannot be used. Calls would go past it otherwise, to where they were not meant to be seen.
    #[error("the proxy from {name} {problem}")]
    Proxy {
        /// Where it comes from: `proxy()`, or the environment variable.
        name: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The list of hosts that are called past the proxy cannot be read.
    #[error("{name} is not text")]
    NoProxy {
        /// The environment variable.
        name: &'static str,
    },
    /// A root certificate cannot be read.
    #[error("root certificate {number} {problem}")]
    RootCertificate {
        /// Which one, counted from 1 in the order of the calls that added them.
        number: usize,
        /// What is wrong with it.
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
