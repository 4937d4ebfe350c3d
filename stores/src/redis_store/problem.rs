//! The failures of a server, each in one sentence.

#[cfg(feature = "redis-tls")]
use std::{error::Error, io, sync::Arc};

use redis::{ErrorKind, RedisError, ServerErrorKind as Server};
use toggl_me_core::store::StoreError;

/// Returns what the engine says, in words without an address or a credential.
pub(super) fn told(error: RedisError) -> StoreError {
    StoreError::new(in_words(&error)).with_source(error)
}

/// Returns the error of a reply that none of the scripts returns.
pub(super) fn unexpected() -> StoreError {
    StoreError::new("holds something else than what was written to it")
}

fn in_words(error: &RedisError) -> &'static str {
    if error.is_timeout() {
        return "does not respond in time";
    }
    if is_distrusted(error) {
        return "is not trusted: the certificate of its server is refused";
    }
    // Only the engine's words say that it is about the database.
    if error.to_string().starts_with("Redis server refused to switch database") {
        return "has no database of that number";
    }
    match (error.kind(), error.code()) {
        (ErrorKind::InvalidClientConfig, _) => "has a URL that cannot be used",
        (ErrorKind::AuthenticationFailed, _) | (_, Some("NOAUTH" | "WRONGPASS")) => {
            "does not take the user or password"
        }
        (_, Some("OOM")) => "has no room: its server's memory is full",
        (_, Some("WRONGTYPE")) => "holds something else than what was written to it",
        (ErrorKind::Io, _) if error.is_connection_refusal() => "is not there: nobody listens at its address",
        (ErrorKind::Io, _) => "cannot be reached",
        (_, Some("BUSY")) => "is not ready: its server runs a script that does not end",
        (ErrorKind::Server(Server::BusyLoading | Server::MasterDown | Server::ClusterDown | Server::TryAgain), _) => {
            "is not ready"
        }
        (ErrorKind::Server(Server::ReadOnly), _) => "cannot be written to: its server is a replica",
        (ErrorKind::Server(Server::Moved | Server::Ask), _) => "is on another node of a cluster",
        (ErrorKind::Server(Server::NoPerm), _) => "does not permit that to its user",
        _ => "cannot be used",
    }
}

/// Returns whether the certificate is the problem.
#[cfg(feature = "redis-tls")]
fn is_distrusted(error: &RedisError) -> bool {
    // The redis crate shares the error that it wraps.
    let shared = error.source().and_then(|source| source.downcast_ref::<Arc<dyn Error + Send + Sync>>());
    let io = shared.and_then(|shared| shared.downcast_ref::<io::Error>());
    let tls = io.and_then(|io| io.get_ref()?.downcast_ref::<rustls::Error>());
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

#[cfg(not(feature = "redis-tls"))]
fn is_distrusted(_: &RedisError) -> bool {
    false
}
