//! The marks on errors: facts that are known where an error arises and that ureq's own errors do not carry. They travel
//! through ureq as [`ureq::Error::Other`].

use std::error::Error as StdError;
use std::fmt;
use std::io;

/// The peer to which there is no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    Server,
    Proxy,
}

impl Peer {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Peer::Server => "the server",
            Peer::Proxy => "the proxy",
        }
    }
}

/// The stage at which a call without a connection failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The lookup of the name.
    Lookup,
    /// The connection to one of its addresses.
    Connect,
    /// The proxy's tunnel.
    Tunnel,
    /// The TLS handshake.
    Tls,
}

/// The mark of an error without a connection, so that no byte of the request was sent.
#[derive(Debug)]
pub(crate) struct NotConnected {
    pub(crate) peer: Peer,
    pub(crate) stage: Stage,
    pub(crate) error: ureq::Error,
}

impl NotConnected {
    /// Marks `error`, unless it is marked already.
    pub(crate) fn at(stage: Stage, error: ureq::Error) -> ureq::Error {
        NotConnected::of(error).unwrap_or_else(|error| NotConnected { peer: Peer::Server, stage, error }).travelling()
    }

    /// Marks `error` as one on the way to the proxy. An error without a mark is the proxy's refusal.
    pub(crate) fn to_proxy(error: ureq::Error) -> ureq::Error {
        let marked = NotConnected::of(error);
        let marked = marked.unwrap_or_else(|error| NotConnected { peer: Peer::Proxy, stage: Stage::Tunnel, error });
        NotConnected { peer: Peer::Proxy, ..marked }.travelling()
    }

    /// Returns the mark of `error`, or `error` itself where it has none.
    pub(crate) fn of(error: ureq::Error) -> Result<NotConnected, ureq::Error> {
        match error {
            ureq::Error::Other(inner) => inner.downcast().map(|marked| *marked).map_err(ureq::Error::Other),
            error => Err(error),
        }
    }

    fn travelling(self) -> ureq::Error {
        ureq::Error::Other(Box::new(self))
    }
}

impl fmt::Display for NotConnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl StdError for NotConnected {}

/// The mark of a connection that broke off instead of being closed.
#[derive(Debug)]
pub(crate) struct BrokenOff(pub(crate) io::Error);

impl fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for BrokenOff {}

/// Returns whether an established connection is gone.
pub(crate) fn is_break(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof, WriteZero};
    matches!(kind, BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof | WriteZero)
}

#[cfg(test)]
mod tests {
    use ureq::Error::HostNotFound;

    use super::*;

    fn mark(error: ureq::Error) -> (Peer, Stage) {
        let marked = NotConnected::of(error).unwrap();
        (marked.peer, marked.stage)
    }

    #[test]
    fn the_first_failure_keeps_its_stage() {
        let refused = || NotConnected::at(Stage::Connect, HostNotFound);
        assert_eq!(mark(refused()), (Peer::Server, Stage::Connect));
        assert_eq!(mark(NotConnected::at(Stage::Tls, refused())), (Peer::Server, Stage::Connect));
        assert_eq!(mark(NotConnected::to_proxy(refused())), (Peer::Proxy, Stage::Connect));
        assert_eq!(mark(NotConnected::to_proxy(HostNotFound)), (Peer::Proxy, Stage::Tunnel));
        let of_others = ureq::Error::Other("a connector's own".into());
        assert_eq!(mark(NotConnected::at(Stage::Tls, of_others)), (Peer::Server, Stage::Tls));
    }

    #[test]
    fn marks_show_what_they_mark() {
        let error = NotConnected::at(Stage::Connect, HostNotFound);
        assert!(error.to_string().ends_with(&HostNotFound.to_string()), "{error}");
        assert_eq!(BrokenOff(io::ErrorKind::BrokenPipe.into()).to_string(), "broken pipe");
    }
}
