//! [`Rule`]: the requirement of a clause, and the message where it is not kept.

use std::fmt;

use http::Response;
use toggl_me_core::{TransportError, TransportErrorKind};

/// The behaviour of a correct transport, in words that follow "a correct transport".
#[derive(Clone, Copy)]
pub(super) struct Rule(pub(super) &'static str);

impl Rule {
    /// Fails the clause unless `holds`, with the correct behaviour and what this transport did.
    #[track_caller]
    pub(super) fn check(self, holds: bool, did: impl FnOnce() -> String) {
        assert!(holds, "a correct transport {}; this one {}", self.0, did());
    }

    /// Returns the response to the request that `what` names. Fails the clause where there is none.
    #[track_caller]
    pub(super) fn response(
        self,
        what: impl fmt::Display,
        result: Result<Response<Vec<u8>>, TransportError>,
    ) -> Response<Vec<u8>> {
        match result {
            Ok(response) => response,
            Err(error) => panic!("a correct transport {}; this one failed for {what}: {error:?}", self.0),
        }
    }

    /// The failure of `what` names; fails the clause where there is none.
    #[track_caller]
    pub(super) fn failure(
        self,
        what: impl fmt::Display,
        result: Result<Response<Vec<u8>>, TransportError>,
    ) -> TransportError {
        match result {
            Err(error) => error,
            Ok(response) => panic!(
                "a correct transport {}; this one returned {} with {} bytes for {what}",
                self.0,
                response.status(),
                response.body().len()
            ),
        }
    }

    /// As [`failure`](Rule::failure), which has to be of that kind.
    #[track_caller]
    pub(super) fn failure_as(
        self,
        kind: TransportErrorKind,
        what: impl fmt::Display,
        result: Result<Response<Vec<u8>>, TransportError>,
    ) -> TransportError {
        let error = self.failure(&what, result);
        self.check(error.kind() == kind, || format!("said `{:?}` for {what}: {error:?}", error.kind()));
        error
    }
}
