//! [`Inspector`]: a window on a fake Toggl that is served.

use std::fmt;
use std::sync::Arc;

use http::Request;

use crate::fake::FakeToggl;
use crate::server::{Handler, Outcome};
use watch::Watch;

mod events;
mod guard;
mod journal;
mod nonce;
mod parameters;
mod planned;
mod report;
mod routes;
mod tally;
mod verdict;
mod watch;
mod words;

/// A [`FakeToggl`] with a window: beside the API it serves, at `/`, a page that shows what programs do to the hour.
///
/// The page shows the hour's places as they fill and free; each request as it comes, what it cost and whether it was
/// needed; programs, operations, the account; and what the last requests and responses were. What its buttons do is an
/// HTTP call each, below `/_fake/`, which a test in any language can make too. `/_fake/openapi.json` describes them.
///
/// ```
/// use toggl_me_transport_test::{FakeServer, FakeToggl, Inspector};
///
/// let server = FakeServer::start(Inspector::new(FakeToggl::demo()));
/// println!("look at http://{}/", server.address());
/// ```
///
/// ```sh
/// curl -X POST 'http://127.0.0.1:4080/_fake/spend?calls=10'             # as another program
/// curl -X POST 'http://127.0.0.1:4080/_fake/faults?kind=500&requests=3' # for the next three requests
/// curl -X POST 'http://127.0.0.1:4080/_fake/hour/end'                   # all calls are left again
/// curl 'http://127.0.0.1:4080/_fake/state'                              # what the page shows
/// ```
///
/// # What it says about a request
///
/// It says what the fake knows, and counts as not needed:
///
/// - a GET with the same response as one of the last 60 minutes, of the same user, with nothing changed between;
/// - one that was asked for while the same was under way;
/// - one that is refused because the hour is spent, after a response has told the same program so.
///
/// A program is what a `User-Agent` names.
///
/// # Who may look
///
/// [`FakeServer`](crate::FakeServer) listens on the loopback interface alone. The page and what is below `/_fake/` are
/// refused with 403 where `Host` is no loopback name, or where a browser says that another origin asks: a page from
/// elsewhere can neither read nor press. The API itself is served to any host, as it is without a window.
///
/// Credentials are masked as in a [`Cassette`](crate::Cassette), bodies too. The response of `POST /_fake/accounts` alone
/// has the new account's token, for the program that asked for it.
///
/// # What it keeps
///
/// The last 200 requests, with bodies of up to 16 KiB; counts of 50 programs and of each operation; 1,024 responses to
/// compare with, as numbers; 1,000 faults ahead. A page costs the API nothing but a short lock ten times a second: it has no
/// queue of its own, but a place in that journal, and one that reads slowly is told how many requests it has missed. 32
/// pages may look at once.
#[derive(Clone)]
pub struct Inspector(Arc<Watch>);

impl Inspector {
    /// Opens a window on `toggl`. The clones of `toggl` are the same Toggl; what is asked of them in memory is not seen,
    /// and counted where the fake counts it.
    pub fn new(toggl: FakeToggl) -> Self {
        Inspector(Arc::new(Watch::new(toggl)))
    }
}

impl Handler for Inspector {
    fn handle(&self, request: Request<Vec<u8>>) -> Outcome {
        match routes::is_meant(request.uri().path()) {
            true => routes::respond(&self.0, &request),
            false => self.0.exchange(request),
        }
    }
}

/// Shows the fake, which shows numbers alone.
impl fmt::Debug for Inspector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Inspector").field(self.0.toggl()).finish()
    }
}
