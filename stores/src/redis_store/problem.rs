//! What goes wrong with a server, in a sentence.

use redis::{ErrorKind, RedisError, ServerErrorKind as Server};
use toggl_me_core::store::StoreError;

/// Tells what the engine says, in words without an address or a credential.
pub(super) fn told(error: RedisError) -> StoreError {
    StoreError::new(in_words(&error)).with_source(error)
}

/// A reply that none of the scripts gives.
pub(super) fn unexpected() -> StoreError {
    StoreError::new("holds something else than what was written to it")
}

fn in_words(error: &RedisError) -> &'static str {
    if error.is_timeout() {
        return "does not respond in time";
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
        (ErrorKind::Server(Server::BusyLoading | Server::MasterDown | Server::ClusterDown | Server::TryAgain), _) => {
            "is not ready"
        }
        (ErrorKind::Server(Server::ReadOnly), _) => "cannot be written to: its server is a replica",
        (ErrorKind::Server(Server::Moved | Server::Ask), _) => "is on another node of a cluster",
        (ErrorKind::Server(Server::NoPerm), _) => "does not permit that to its user",
        _ => "cannot be used",
    }
}
