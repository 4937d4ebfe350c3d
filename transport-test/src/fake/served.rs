//! Operations that a test adds to the fake.

use std::sync::Arc;

use http::{HeaderMap, Request, Response};
use toggl_me_core::{Endpoint, EndpointExt as _, endpoint::EndpointInfo};

use super::account::Profile;
use super::call::{self, BASE, matches_whole};

/// The function that responds to an operation.
type Respond = dyn Fn(&ServedCall<'_>) -> Response<Vec<u8>> + Send + Sync;

/// An operation that a test has added.
#[derive(Clone)]
pub(super) struct Served {
    pub(super) endpoint: &'static EndpointInfo,
    respond: Arc<Respond>,
}

/// A call of an operation that was added by [`FakeToggl::serve`](super::FakeToggl::serve), after it was admitted and
/// counted.
#[derive(Debug)]
pub struct ServedCall<'a> {
    endpoint: &'static EndpointInfo,
    request: &'a Request<Vec<u8>>,
    profile: Option<Profile>,
}

impl ServedCall<'_> {
    /// The request. Its path has the base `/api/v9`.
    pub fn request(&self) -> &Request<Vec<u8>> {
        self.request
    }

    /// Returns the value of a variable of the operation's path, decoded, or `None` if it has none of this name.
    pub fn variable(&self, name: &str) -> Option<String> {
        call::variable(self.endpoint, self.request, name)
    }

    /// Returns the caller, or `None` for an operation that is called without credentials.
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }
}

impl Served {
    pub(super) fn new<E: Endpoint>(
        respond: impl Fn(&ServedCall<'_>) -> Response<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        Served { endpoint: E::INFO, respond: Arc::new(respond) }
    }
}

/// An admitted call, and the function that responds to it. The fake is not locked meanwhile, because `respond` may call
/// it.
pub(super) struct Admitted {
    served: Served,
    profile: Option<Profile>,
    /// The headers that report the hour.
    pub(super) headers: HeaderMap,
}

impl Admitted {
    pub(super) fn nobody(served: Served) -> Box<Self> {
        Box::new(Admitted { served, profile: None, headers: HeaderMap::new() })
    }

    pub(super) fn somebody(served: Served, profile: Profile) -> Box<Self> {
        Box::new(Admitted { served, profile: Some(profile), headers: HeaderMap::new() })
    }

    pub(super) fn respond(self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let Served { endpoint, respond } = self.served;
        let mut response = respond(&ServedCall { endpoint, request, profile: self.profile });
        for (name, value) in &self.headers {
            response.headers_mut().entry(name).or_insert_with(|| value.clone());
        }
        response
    }
}

/// Returns the added operation that a request calls; of several, the one with the fewest variables.
pub(super) fn find<'a>(served: &'a [Served], request: &Request<Vec<u8>>) -> Option<&'a Served> {
    let path = request.uri().path().strip_prefix(BASE)?;
    let found = served.iter().filter(|served| matches_whole(served.endpoint, request.method(), path));
    found.min_by_key(|served| served.endpoint.path.matches('{').count())
}
