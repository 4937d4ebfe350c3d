//! [`Inspector`]: a page that shows what programs do with a served fake.

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

/// A [`FakeToggl`] that also serves a page at `/`, which shows what programs do to the hour.
///
/// The page shows how the hour fills and frees; each request as it arrives, what it cost and whether it was needed;
/// programs, operations and the account; and the contents of the last requests and responses. Each of its buttons makes
/// an HTTP call below `/_fake/`, which a test in any language can make too. `/_fake/openapi.json` describes these
/// calls.
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
/// The page says what the fake knows. These requests count as not needed:
///
/// - a GET with the same response as one of the same user in the last 60 minutes, with nothing changed in between;
/// - one that was made while the same request was under way;
/// - one that is refused because the hour is used up, after a response has told the same program so.
///
/// Programs are told apart by their `User-Agent`.
///
/// # Who may look
///
/// [`FakeServer`](crate::FakeServer) listens only on the loopback interface. Requests for the page and for paths below
/// `/_fake/` are refused with 403 if `Host` is not a loopback name, or if a browser says that another origin makes
/// them: a page from elsewhere can neither read the page nor press its buttons. The API itself is served to any host,
/// as it is without the page.
///
/// Credentials are masked as in a [`Cassette`](crate::Cassette), in bodies too. Only the response to `POST
/// /_fake/accounts` contains a token: that of the new account, for the program that asked for it.
///
/// # What it keeps
///
/// It keeps the last 200 requests, with bodies of up to 16 KiB; the counts of 50 programs and of each operation; 1,024
/// responses to compare with, as numbers; and up to 1,000 planned faults. A page costs the API only a short lock ten times a
/// second: it has no queue of its own, but a position in the journal of requests, and a page that reads slowly is told how
/// many requests it has missed. Up to 32 pages may be open at once.
#[derive(Clone)]
pub struct Inspector(Arc<Watch>);

impl Inspector {
    /// Creates an inspector of `toggl`. The clones of `toggl` are the same Toggl; requests to them in memory are not
    /// shown, but count where the fake counts them.
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

/// Shows the fake, which shows only numbers.
impl fmt::Debug for Inspector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Inspector").field(self.0.toggl()).finish()
    }
}
