//! [`FakeToggl`]: a Toggl that keeps its accounts in memory.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use http::header::{ALLOW, CONTENT_LENGTH};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use toggl_me_core::clock::{Clock, SystemClock};
use toggl_me_core::endpoint::{Auth, Bucket, EndpointInfo};
use toggl_me_core::{Endpoint, Transport, TransportError, me};

use crate::lock::lock;
use crate::methods::WITH_BODY;
use crate::server::{Handler, Outcome};
use call::{BASE, Call, matches_whole};
use response::{FakeResponse, Refusal};
use served::{Admitted, Served};
use state::State;
use time::Time;

mod account;
pub(crate) mod by_hand;
mod call;
mod clients;
mod codes;
mod demo;
mod entries;
mod exports;
mod favorites;
mod found;
mod hours;
mod item;
mod length;
mod letters;
mod limits;
mod location;
mod login;
mod made;
mod operations;
mod organizations;
mod preferences;
mod projects;
mod reminders;
mod response;
mod served;
mod share;
mod state;
mod tags;
mod tasks;
mod time;
mod timesheets;
pub(crate) mod view;
mod workspaces;

pub use account::{Account, Profile};
pub use clients::Client;
pub use entries::TimeEntry;
pub use favorites::Favorite;
pub(crate) use found::Found;
pub(crate) use hours::Hour;
pub use location::Location;
pub use organizations::Organization;
pub use projects::{Cursor, Project};
pub use reminders::Reminder;
pub use served::ServedCall;
pub use tags::Tag;
pub use tasks::Task;
pub use timesheets::Timesheet;
pub use workspaces::Workspace;

/// A Toggl in memory: it keeps accounts, checks credentials, applies changes, makes the documented refusals in the
/// documentation's words, and counts the hour's calls.
///
/// It serves every operation of [`me::ENDPOINTS`] below `/api/v9`, whatever the host, and in addition those that start,
/// stop, change and delete a time entry of a workspace; [`serve`](FakeToggl::serve) adds others. It is a [`Transport`],
/// a [`FakeServer`](crate::FakeServer) serves it to any client, and its clones are the same Toggl.
///
/// ```
/// use toggl_me_core::{Client, Context, Credentials, me::ListProjects};
/// use toggl_me_transport_test::{FakeToggl, fake::{Account, Project}};
///
/// let jane = Account::new("jane@example.com", "password").project(Project::new("Website"));
/// let toggl = FakeToggl::new().account(jane);
///
/// let context = Context::new(Credentials::api_token(toggl.api_token()))?;
/// let projects = Client::new(toggl.clone(), context).send(&ListProjects::new())?;
/// assert_eq!(projects[0].name.as_deref(), Some("Website"));
/// assert_eq!(projects.quota().unwrap().remaining, 29);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Requests that are refused unread
///
/// - 411 if a POST, PUT or PATCH does not say how long its body is, as Toggl does. On the wire, that is a request with
///   neither a `content-length` nor chunks. In memory, a body that is not empty has a length, and an empty one needs the
///   header, which the core's requests have: [`respond`](FakeToggl::respond) is strict, so that a program that carries
///   requests itself has to keep this rule. As a [`Transport`], the fake keeps the contract, and adds the length of an
///   empty body.
/// - 400 if the length is not the body's, or is given twice.
/// - 429 if it is [set](FakeToggl::leaky_bucket).
///
/// # Requests that count
///
/// Each request of a user who has logged in counts, refused or not, unless it is refused unread or with 402. Operations
/// that need no login (lost passwords, unsubscribing from e-mails, `GET /me/location`) count for nobody, even where
/// credentials come with them, and are served when the hour is used up.
///
/// # Lists that end silently
///
/// As on the real server, `GET /me/time_entries` lists no more than 1,000 time entries, here the latest of them, and by
/// default those of the last nine days.
///
/// # Open questions about the real server
///
/// | | here |
/// | --- | --- |
/// | whether a page of projects includes that of `start_project_id` | it does, by [default](FakeToggl::cursor) |
/// | whether a page of projects includes archived ones | it does |
/// | whether a span of time entries includes the day that it ends with | it does not |
/// | whether `PUT /me/favorites` takes an array or one object | both, of favorites with `favorite_id`, and the response has the form of the request: all of them are changed, or none |
/// | whether a body in chunks, without a `content-length`, is accepted | it is |
/// | the number of time entries from which the checklist is ticked | 5 |
#[derive(Clone)]
pub struct FakeToggl {
    state: Arc<Mutex<State>>,
    time: Arc<Time>,
}

impl FakeToggl {
    /// Adds an operation, or replaces one that the fake has.
    ///
    /// A request calls it by the method and the path of `E`. Before it calls `respond`, the fake does what it does for
    /// its own operations: it checks the credentials as `AUTH` says and counts the request as `BUCKET` says; one of an
    /// organization counts in the hour of the organization of the workspace that the path's `{workspace_id}` names, or
    /// of its `{organization_id}`.
    ///
    /// ```
    /// use toggl_me_core::http::{Method, Response};
    /// use toggl_me_core::{BuildError, Client, Context, Credentials, Endpoint, codec};
    /// use toggl_me_transport_test::FakeToggl;
    ///
    /// /// GET /me/sleep
    /// struct GetSleep;
    ///
    /// impl Endpoint for GetSleep {
    ///     const METHOD: Method = Method::GET;
    ///     const PATH: &'static str = "me/sleep";
    ///     type Response = Vec<f64>;
    ///
    ///     fn decode(body: &[u8]) -> Result<Vec<f64>, codec::Failure> {
    ///         codec::list(body)
    ///     }
    /// }
    ///
    /// let toggl = FakeToggl::demo().serve::<GetSleep>(|_| Response::new(b"[7.5,6]".to_vec()));
    /// let client = Client::new(toggl.clone(), Context::new(Credentials::api_token(toggl.api_token()))?);
    /// let sleep = client.send(&GetSleep)?;
    /// assert_eq!(*sleep, [7.5, 6.0]);
    /// assert_eq!(sleep.quota().unwrap().remaining, 29);
    /// # Ok::<(), toggl_me_core::Error>(())
    /// ```
    #[must_use]
    pub fn serve<E: Endpoint>(
        self,
        respond: impl Fn(&ServedCall<'_>) -> Response<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        // The operation that was added last is found first.
        self.state().served.insert(0, Served::new::<E>(respond));
        self
    }

    /// Creates a Toggl without accounts, on the machine's clock.
    pub fn new() -> Self {
        FakeToggl::with_clock(SystemClock)
    }

    /// Creates a Toggl without accounts, on this clock: on a [`TestClock`](crate::TestClock), an hour passes at once.
    pub fn with_clock(clock: impl Clock + Send + Sync + 'static) -> Self {
        FakeToggl { state: Arc::default(), time: Arc::new(Time::of(clock)) }
    }

    /// Creates a Toggl with [one believable account](FakeToggl::demo_account), on the machine's clock.
    pub fn demo() -> Self {
        FakeToggl::new().demo_account()
    }

    /// Sets the seed of the tokens, codes and request ids of everything that is added from now on, in place of 0. The
    /// same seed always gives the same ones.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        self.state().seed = seed;
        self
    }

    /// Adds an account. Ids, token and times that it lacks are assigned now.
    ///
    /// # Panics
    ///
    /// Panics when the e-mail address is taken, or when one of the account's parts refers to another that the account
    /// lacks.
    #[must_use]
    #[track_caller]
    pub fn account(self, account: Account) -> Self {
        let now = self.time.wall();
        let mut guard = self.state();
        let state = &mut *guard;
        assert!(state.find(account.email()).is_none(), "there is an account of {} already", account.email());
        state.accounts.push(account.settle(state.seed, &mut state.ids, now));
        drop(guard);
        self
    }

    /// Sets the location that `GET /me/location` returns; none by default.
    #[must_use]
    pub fn location(self, location: Location) -> Self {
        self.state().location = Some(location);
        self
    }

    /// Sets how many requests each user has in any 60 minutes; 30 by default.
    #[must_use]
    pub fn quota(self, calls: u32) -> Self {
        self.state().limits.quota = Some(calls);
        self
    }

    /// Counts no calls, and sends no headers about them.
    #[must_use]
    pub fn without_quota(self) -> Self {
        self.state().limits.quota = None;
        self
    }

    /// Responds with 429 if one credential sends more than one request a second, apart from `burst` requests at once.
    #[must_use]
    pub fn leaky_bucket(self, burst: u32) -> Self {
        self.state().limits.burst = Some(burst);
        self
    }

    /// Sets whether a page of projects begins with the project of `start_project_id` or after it, since it is not known
    /// which the real server does. The default is [`Cursor::Inclusive`].
    #[must_use]
    pub fn cursor(self, cursor: Cursor) -> Self {
        self.state().cursor = cursor;
        self
    }

    /// Sets how long an export takes from its request until it is ready; no time by default.
    #[must_use]
    pub fn export_time(self, time: Duration) -> Self {
        self.state().export_time = time;
        self
    }

    /// Responds to the next request with this status and body, whatever it requests. Repeated calls script as many
    /// responses, in that order. They change nothing and do not count.
    ///
    /// # Panics
    ///
    /// Panics when the status is not between 100 and 999, or when a header's name or value is invalid.
    #[track_caller]
    pub fn fail_next(&self, status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) {
        let mut response = Response::new(body.into());
        *response.status_mut() = StatusCode::from_u16(status).expect("a status");
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("the name of a header");
            response.headers_mut().append(name, HeaderValue::from_str(value).expect("the value of a header"));
        }
        self.state().script.push_back(response);
    }

    /// Returns how many requests it has served, including refusals.
    pub fn requests(&self) -> u64 {
        self.state().requests
    }

    /// Returns how many requests the user has left, or `None` if nobody has this e-mail address or no requests are
    /// counted.
    pub fn calls_left(&self, email: &str) -> Option<u32> {
        let now = self.time.monotonic();
        let mut state = self.state();
        let account = state.find(email)?;
        let state = &mut *state;
        state.limits.left(&mut state.accounts[account].calls, now)
    }

    /// Returns the codes in the "lost password" e-mails to this address, the oldest first.
    pub fn mailbox(&self, email: &str) -> Vec<String> {
        let state = self.state();
        let letters = state.letters.iter().filter(|letter| letter.to.eq_ignore_ascii_case(email));
        letters.map(|letter| letter.code.clone()).collect()
    }

    /// Returns the state of the account with this e-mail address, or `None` if there is none or it was closed.
    pub fn profile(&self, email: &str) -> Option<Profile> {
        let state = self.state();
        state.find(email).map(|account| state.accounts[account].profile())
    }

    /// Opens a session for the account, as Toggl's accounts service does, and returns the cookie's value.
    ///
    /// # Panics
    ///
    /// Panics when there is no account with this e-mail address.
    #[track_caller]
    pub fn open_session(&self, email: &str) -> String {
        match self.state().open_session(email) {
            Some(cookie) => cookie,
            None => panic!("there is no account of {email}"),
        }
    }

    /// Returns the first account's API token.
    ///
    /// # Panics
    ///
    /// Panics when there is no account.
    #[track_caller]
    pub fn api_token(&self) -> String {
        self.first().api_token
    }

    /// Returns the first account's e-mail address.
    ///
    /// # Panics
    ///
    /// Panics when there is no account.
    #[track_caller]
    pub fn email(&self) -> String {
        self.first().email
    }

    /// Returns the first account's password.
    ///
    /// # Panics
    ///
    /// Panics when there is no account.
    #[track_caller]
    pub fn password(&self) -> String {
        self.first().password
    }

    #[track_caller]
    fn first(&self) -> Profile {
        let profile = self.state().accounts.first().map(Account::profile);
        profile.expect("the fake has no account")
    }

    /// Responds to a request. It never panics, whatever the request is.
    pub fn respond(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        self.respond_and_find(request).0
    }

    /// Responds to a request, and returns what was found out about it.
    pub(crate) fn respond_and_find(&self, request: &Request<Vec<u8>>) -> (Response<Vec<u8>>, Found) {
        let mut found = Found::default();
        let mut state = self.state();
        let id = state.next_request_id();
        let mut response = match state.script.pop_front() {
            Some(response) => response,
            None => match self.decide(&mut state, request, &mut found) {
                Ok(response) => response,
                Err(admitted) => {
                    drop(state);
                    admitted.respond(request)
                }
            },
        };
        if response.status().is_success() {
            response.headers_mut().insert("x-service-level", HeaderValue::from_static("GREEN"));
        }
        response.headers_mut().entry("x-toggl-request-id").or_insert(id);
        (response, found)
    }

    /// Decides the response, if no test has scripted it.
    fn decide(
        &self,
        state: &mut State,
        request: &Request<Vec<u8>>,
        found: &mut Found,
    ) -> Result<Response<Vec<u8>>, Box<Admitted>> {
        if let Err(refusal) = length::check(request) {
            return Ok(refusal.into());
        }
        let (now, elapsed) = (self.time.wall(), self.time.monotonic());
        if !state.limits.admit(login::credential(request.headers()), elapsed) {
            return Ok(FakeResponse::page(StatusCode::TOO_MANY_REQUESTS).into());
        }
        let served = served::find(&state.served, request).cloned();
        let endpoint = match served.as_ref().map_or_else(|| find_endpoint(request), |served| Ok(served.endpoint)) {
            Ok(endpoint) => endpoint,
            Err(refusal) => return Ok(refusal.into()),
        };
        found.operation = Some(endpoint);
        let call = Call::new(request, now, elapsed);
        if endpoint.auth == Auth::Never || endpoint.bucket == Bucket::None {
            return match served {
                Some(served) => Err(Admitted::nobody(served)),
                None => Ok(either(operations::public(state, endpoint, &call)).into()),
            };
        }
        let asked = state.log_in(request.headers()).and_then(|user| {
            found.user = Some(user);
            Ok((user, state.hour(user, endpoint, &call)?))
        });
        let (user, hour) = match asked {
            Ok(asked) => asked,
            Err(refusal) => return Ok(refusal.into()),
        };
        let counted = state.count(user, hour, elapsed);
        found.count(hour, counted.is_ok(), elapsed);
        let mut response: Response<Vec<u8>> = match (counted, served) {
            (Ok(()), None) => either(operations::private(state, user, endpoint, &call)).into(),
            (Ok(()), Some(served)) => {
                let mut admitted = Admitted::somebody(served, state.accounts[user].profile());
                state.describe(user, hour, elapsed, &mut admitted.headers);
                return Err(admitted);
            }
            (Err(refusal), _) => refusal.into(),
        };
        state.describe(user, hour, elapsed, response.headers_mut());
        Ok(response)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// Returns the operation that a request calls, or else 405 for a path that has other methods and 404 for one that is
/// unknown.
fn find_endpoint(request: &Request<Vec<u8>>) -> Result<&'static EndpointInfo, Refusal> {
    let Some(path) = request.uri().path().strip_prefix(BASE) else { return Err(FakeResponse::not_found()) };
    let matching = |method: &Method| {
        let mine = me::route(method, path).filter(|endpoint| matches_whole(endpoint, method, path));
        mine.or_else(|| operations::tracking::OPERATIONS.iter().find(|endpoint| matches_whole(endpoint, method, path)))
    };
    if let Some(endpoint) = matching(request.method()) {
        return Ok(endpoint);
    }
    let mut allowed = String::new();
    let all = me::ENDPOINTS.iter().chain(&operations::tracking::OPERATIONS);
    for endpoint in all.filter(|endpoint| matching(&endpoint.method) == Some(*endpoint)) {
        allowed.push_str(if allowed.is_empty() { "" } else { ", " });
        allowed.push_str(endpoint.method.as_str());
    }
    Err(match HeaderValue::try_from(allowed) {
        Ok(allowed) if !allowed.is_empty() => {
            FakeResponse::empty(StatusCode::METHOD_NOT_ALLOWED).with_header(ALLOW, allowed)
        }
        _ => FakeResponse::not_found(),
    })
}

fn either(response: Result<FakeResponse, Refusal>) -> FakeResponse {
    response.unwrap_or_else(|refusal| refusal)
}

impl Default for FakeToggl {
    fn default() -> Self {
        FakeToggl::new()
    }
}

/// Shows only numbers, because the state is full of secrets.
impl fmt::Debug for FakeToggl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("FakeToggl")
            .field("accounts", &state.accounts.len())
            .field("requests", &state.requests)
            .finish_non_exhaustive()
    }
}

impl Transport for FakeToggl {
    /// Responds as [`respond`](FakeToggl::respond) does, to what a transport makes of the request: an empty POST, PUT or
    /// PATCH gets its `content-length: 0` if it has none.
    fn send(&self, mut request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        if request.body().is_empty() && WITH_BODY.contains(request.method()) {
            request.headers_mut().entry(CONTENT_LENGTH).or_insert(HeaderValue::from_static("0"));
        }
        Ok(self.respond(&request))
    }
}

impl Handler for FakeToggl {
    fn handle(&self, request: Request<Vec<u8>>) -> Outcome {
        self.respond(&request).into()
    }
}
