// The public API of this crate, without bodies and documentation. Made by tests/tests/public_api.rs.

mod clock {
    #[derive(Clone, Debug)]
    pub struct TestClock(_);
    impl TestClock {
        pub const START: Timestamp = Timestamp::constant(1_767_603_600, 0);
        pub fn new() -> Self {}
        pub fn at(wall: Timestamp) -> Self {}
        pub fn manual() -> Self {}
        pub fn advance(&self, duration: Duration) {}
        pub fn set_wall(&self, wall: Timestamp) {}
        pub fn slept(&self) -> Duration {}
        pub fn wait_for_sleepers(&self, count: usize) {}
    }
    impl Default for TestClock {}
    impl Clock for TestClock {}
}
pub mod conformance {
    mod bodies {
        pub fn bodies_come_whole(make: &Make<'_>) {}
        pub fn cut_bodies_are_errors(make: &Make<'_>) {}
        pub fn nonsense_is_an_error(make: &Make<'_>) {}
        pub fn bodies_are_bounded(make: &Make<'_>) {}
        pub fn gzip(make: &Make<'_>) {}
    }
    mod failures {
        pub fn refused_connections_are_told(make: &Make<'_>) {}
        pub fn time_outs_are_told(make: &Make<'_>) {}
        pub fn unsent_means_unsent(make: &Make<'_>) {}
    }
    mod requests {
        pub fn requests_go_out_unchanged(make: &Make<'_>) {}
        pub fn headers_are_not_invented(make: &Make<'_>) {}
        pub fn empty_bodies_follow_the_method(make: &Make<'_>) {}
        pub fn given_lengths_go_out_once(make: &Make<'_>) {}
        pub fn calls_leave_no_trace(make: &Make<'_>) {}
    }
    mod responses {
        pub fn statuses_are_returned(make: &Make<'_>) {}
        pub fn interim_responses_are_skipped(make: &Make<'_>) {}
        pub fn redirects_are_returned(make: &Make<'_>) {}
        pub fn redirects_lead_nowhere(make: &Make<'_>) {}
        pub fn repeated_headers_are_kept(make: &Make<'_>) {}
    }
    mod sending {
        pub fn nothing_is_sent_twice(make: &Make<'_>) {}
        pub fn nothing_is_sent_again_after_a_time_out(make: &Make<'_>) {}
        pub fn connections_are_reused(make: &Make<'_>) {}
        pub fn failures_leave_nothing_behind(make: &Make<'_>) {}
        pub fn many_threads_at_once(make: &MakeShared<'_>) {}
    }
    mod setup {
        #[derive(Clone)]
        #[non_exhaustive]
        pub struct Setup {
            pub roots: Vec<Vec<u8>>,
            pub timeout: Duration,
            pub body_limit: u64,
        }
        impl Setup {
            pub fn roots_pem(&self) -> String {}
        }
        impl Default for Setup {}
        impl fmt::Debug for Setup {}
        pub type Make<'a> = dyn Fn(&Setup) -> Box<dyn Transport> + 'a;
        pub type MakeShared<'a> = dyn Fn(&Setup) -> Box<dyn Transport + Sync> + 'a;
    }
    mod tls {
        pub fn tls_trusts_given_roots(make: &Make<'_>) {}
        pub fn tls_refuses_self_signed(make: &Make<'_>) {}
        pub fn tls_refuses_expired(make: &Make<'_>) {}
        pub fn tls_refuses_other_hosts(make: &Make<'_>) {}
        pub fn tls_bodies_end_with_a_word(make: &Make<'_>) {}
    }
    pub use bodies::{
        bodies_are_bounded, bodies_come_whole, cut_bodies_are_errors, gzip,
        nonsense_is_an_error,
    };
    pub use failures::{
        refused_connections_are_told, time_outs_are_told, unsent_means_unsent,
    };
    pub use requests::{
        calls_leave_no_trace, empty_bodies_follow_the_method, given_lengths_go_out_once,
        headers_are_not_invented, requests_go_out_unchanged,
    };
    pub use responses::{
        interim_responses_are_skipped, redirects_are_returned, redirects_lead_nowhere,
        repeated_headers_are_kept, statuses_are_returned,
    };
    pub use sending::{
        connections_are_reused, failures_leave_nothing_behind, many_threads_at_once,
        nothing_is_sent_again_after_a_time_out, nothing_is_sent_twice,
    };
    pub use setup::{Make, MakeShared, Setup};
    pub use tls::{
        tls_bodies_end_with_a_word, tls_refuses_expired, tls_refuses_other_hosts,
        tls_refuses_self_signed, tls_trusts_given_roots,
    };
    #[macro_export]
    macro_rules! conformance {}
    #[macro_export]
    macro_rules! conformance_clauses {}
    #[track_caller]
    pub fn excepted(name: &str) -> Vec<&'static str> {}
}
mod double {
    #[derive(Debug, Default)]
    pub struct TestTransport(_);
    impl TestTransport {
        pub fn new() -> Self {}
        #[must_use]
        #[track_caller]
        pub fn on<E: Endpoint>(self, status: u16, body: impl Into<Vec<u8>>) -> Self {}
        #[must_use]
        pub fn on_response<E: Endpoint>(self, response: Response<Vec<u8>>) -> Self {}
        #[must_use]
        pub fn on_error<E: Endpoint>(self, error: TransportError) -> Self {}
        #[must_use]
        #[track_caller]
        pub fn header(mut self, name: &str, value: &str) -> Self {}
        #[must_use]
        #[track_caller]
        pub fn expect_query(self, pairs: &[(&str, &str)]) -> Self {}
        #[must_use]
        #[track_caller]
        pub fn expect_json(self, expected: Value) -> Self {}
        #[must_use]
        #[track_caller]
        pub fn check(
            self,
            check: impl Fn(&RecordedRequest) + Send + Sync + 'static,
        ) -> Self {}
        pub fn requests(&self) -> Vec<RecordedRequest> {}
        #[track_caller]
        pub fn assert_finished(&self) {}
    }
    impl Transport for TestTransport {}
    #[derive(Clone)]
    pub struct RecordedRequest(_);
    impl RecordedRequest {
        pub fn endpoint(&self) -> Option<&'static EndpointInfo> {}
        pub fn query_pairs(&self) -> Vec<(String, String)> {}
        #[track_caller]
        pub fn json(&self) -> Value {}
    }
    impl Deref for RecordedRequest {
        type Target = Request<Vec<u8>>;
    }
    impl fmt::Debug for RecordedRequest {}
}
pub mod fake {
    mod account {
        #[derive(Clone)]
        pub struct Account {
            private: _,
        }
        impl Account {
            pub fn new(email: impl Into<String>, password: impl Into<String>) -> Self {}
            #[must_use]
            pub fn id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn api_token(mut self, token: impl Into<String>) -> Self {}
            #[must_use]
            pub fn fullname(mut self, fullname: impl Into<String>) -> Self {}
            #[must_use]
            pub fn timezone(mut self, timezone: impl Into<String>) -> Self {}
            #[must_use]
            pub fn organization(mut self, organization: Organization) -> Self {}
            #[must_use]
            pub fn workspace(mut self, workspace: Workspace) -> Self {}
            #[must_use]
            pub fn client(mut self, client: Client) -> Self {}
            #[must_use]
            pub fn project(mut self, project: Project) -> Self {}
            #[must_use]
            pub fn tag(mut self, tag: Tag) -> Self {}
            #[must_use]
            pub fn task(mut self, task: Task) -> Self {}
            #[must_use]
            pub fn reminder(mut self, reminder: Reminder) -> Self {}
            #[must_use]
            pub fn entry(mut self, entry: TimeEntry) -> Self {}
            #[must_use]
            pub fn favorite(mut self, favorite: Favorite) -> Self {}
            #[must_use]
            pub fn timesheet(mut self, timesheet: Timesheet) -> Self {}
            #[must_use]
            pub fn preference(mut self, name: &str, value: impl Into<Value>) -> Self {}
            #[must_use]
            pub fn desktop_preference(
                mut self,
                name: &str,
                value: impl Into<Value>,
            ) -> Self {}
            #[must_use]
            pub fn web_preference(
                mut self,
                name: &str,
                value: impl Into<Value>,
            ) -> Self {}
            #[must_use]
            pub fn flag(
                mut self,
                key: impl Into<String>,
                value: impl Into<Value>,
            ) -> Self {}
        }
        impl fmt::Debug for Account {}
        #[derive(Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Profile {
            pub id: i64,
            pub email: String,
            pub password: String,
            pub api_token: String,
            pub fullname: String,
            pub timezone: String,
            pub beginning_of_week: i64,
            pub country_id: Option<i64>,
            pub default_workspace_id: i64,
            pub product_emails_code: String,
            pub weekly_report_code: String,
            pub sso_code: String,
            pub sso_enabled: bool,
        }
        impl fmt::Debug for Profile {}
    }
    mod clients {
        #[derive(Clone, Debug)]
        pub struct Client {
            private: _,
        }
        impl Client {
            pub fn new(name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn workspace(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn archived(mut self) -> Self {}
            #[must_use]
            pub fn notes(mut self, notes: impl Into<String>) -> Self {}
            #[must_use]
            pub fn changed(mut self, time: Timestamp) -> Self {}
            #[must_use]
            pub fn deleted(mut self, time: Timestamp) -> Self {}
        }
    }
    mod demo {
        impl FakeToggl {
            #[must_use]
            #[track_caller]
            pub fn demo_account(self) -> Self {}
        }
    }
    mod entries {
        #[derive(Clone, Debug)]
        pub struct TimeEntry {
            private: _,
        }
        impl TimeEntry {
            pub fn new(
                description: impl Into<String>,
                start: Timestamp,
                duration: Duration,
            ) -> Self {}
            pub fn running(description: impl Into<String>, start: Timestamp) -> Self {}
            #[must_use]
            pub fn id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn workspace(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn project(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn task(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn tag(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn billable(mut self) -> Self {}
            #[must_use]
            pub fn shared_with(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn offered_to(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn changed(mut self, time: Timestamp) -> Self {}
            #[must_use]
            pub fn deleted(mut self, time: Timestamp) -> Self {}
        }
    }
    mod favorites {
        #[derive(Clone, Debug)]
        pub struct Favorite {
            private: _,
        }
        impl Favorite {
            pub fn new(description: impl Into<String>) -> Self {}
            #[must_use]
            pub fn id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn workspace(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn project(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn task(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn tag(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn billable(mut self) -> Self {}
            #[must_use]
            pub fn created(mut self, time: Timestamp) -> Self {}
            #[must_use]
            pub fn deleted(mut self, time: Timestamp) -> Self {}
        }
    }
    mod location {
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Location {
            private: _,
        }
        impl Location {
            pub fn new(
                city: &str,
                city_lat_long: &str,
                state: &str,
                country_code: &str,
                country_name: &str,
            ) -> Self {}
        }
    }
    mod organizations {
        #[derive(Clone, Debug)]
        pub struct Organization {
            private: _,
        }
        impl Organization {
            pub fn new(name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn starter(mut self) -> Self {}
            #[must_use]
            pub fn premium(mut self) -> Self {}
            #[must_use]
            pub fn trial_ends(mut self, time: Timestamp) -> Self {}
            #[must_use]
            pub fn not_owned(mut self) -> Self {}
            #[must_use]
            pub fn quota(mut self, calls: u32) -> Self {}
        }
    }
    mod projects {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum Cursor {
            Inclusive,
            Exclusive,
        }
        #[derive(Clone, Debug)]
        pub struct Project {
            private: _,
        }
        impl Project {
            pub fn new(name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn workspace(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn client(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn color(mut self, color: impl Into<String>) -> Self {}
            #[must_use]
            pub fn archived(mut self) -> Self {}
            #[must_use]
            pub fn public(mut self) -> Self {}
            #[must_use]
            pub fn pinned(mut self) -> Self {}
            #[must_use]
            pub fn rate(mut self, rate: f64, currency: impl Into<String>) -> Self {}
            #[must_use]
            pub fn fixed_fee(mut self, fee: f64, currency: impl Into<String>) -> Self {}
            #[must_use]
            pub fn estimated_hours(mut self, hours: i64) -> Self {}
            #[must_use]
            pub fn monthly(mut self) -> Self {}
            #[must_use]
            pub fn changed(mut self, time: Timestamp) -> Self {}
            #[must_use]
            pub fn deleted(mut self, time: Timestamp) -> Self {}
        }
    }
    mod reminders {
        #[derive(Clone, Debug)]
        pub struct Reminder {
            private: _,
        }
        impl Reminder {
            pub fn daily(threshold: i64) -> Self {}
            pub fn weekly(threshold: i64) -> Self {}
            #[must_use]
            pub fn workspace(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn for_the_user(mut self) -> Self {}
        }
    }
    mod response {
        impl From<FakeResponse> for Response<Vec<u8>> {}
    }
    mod served {
        #[derive(Debug)]
        pub struct ServedCall<'a> {
            private: _,
        }
        impl ServedCall<'_> {
            pub fn request(&self) -> &Request<Vec<u8>> {}
            pub fn variable(&self, name: &str) -> Option<String> {}
            pub fn profile(&self) -> Option<&Profile> {}
        }
    }
    mod tags {
        #[derive(Clone, Debug)]
        pub struct Tag {
            private: _,
        }
        impl Tag {
            pub fn new(name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn workspace(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn changed(mut self, time: Timestamp) -> Self {}
            #[must_use]
            pub fn deleted(mut self, time: Timestamp) -> Self {}
        }
    }
    mod tasks {
        #[derive(Clone, Debug)]
        pub struct Task {
            private: _,
        }
        impl Task {
            pub fn new(name: impl Into<String>, project: impl Into<String>) -> Self {}
            #[must_use]
            pub fn id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn done(mut self) -> Self {}
            #[must_use]
            pub fn mine(mut self) -> Self {}
            #[must_use]
            pub fn estimated_seconds(mut self, seconds: i64) -> Self {}
            #[must_use]
            pub fn changed(mut self, time: Timestamp) -> Self {}
            #[must_use]
            pub fn deleted(mut self, time: Timestamp) -> Self {}
        }
    }
    mod timesheets {
        #[derive(Clone, Debug)]
        pub struct Timesheet {
            private: _,
        }
        impl Timesheet {
            pub fn new(start: Date) -> Self {}
            #[must_use]
            pub fn workspace(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn submitted(mut self, time: Timestamp) -> Self {}
            #[must_use]
            pub fn approved(mut self, time: Timestamp) -> Self {}
            #[must_use]
            pub fn rejected(
                mut self,
                time: Timestamp,
                comment: impl Into<String>,
            ) -> Self {}
        }
    }
    mod workspaces {
        #[derive(Clone)]
        pub struct Workspace {
            private: _,
        }
        impl Workspace {
            pub fn new(name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn organization(mut self, name: impl Into<String>) -> Self {}
        }
        impl fmt::Debug for Workspace {}
    }
    pub use account::{Account, Profile};
    pub use clients::Client;
    pub use entries::TimeEntry;
    pub use favorites::Favorite;
    pub use location::Location;
    pub use organizations::Organization;
    pub use projects::{Cursor, Project};
    pub use reminders::Reminder;
    pub use served::ServedCall;
    pub use tags::Tag;
    pub use tasks::Task;
    pub use timesheets::Timesheet;
    pub use workspaces::Workspace;
    #[derive(Clone)]
    pub struct FakeToggl {
        private: _,
    }
    impl FakeToggl {
        #[must_use]
        pub fn serve<E: Endpoint>(
            self,
            respond: impl Fn(
                &ServedCall<'_>,
            ) -> Response<Vec<u8>> + Send + Sync + 'static,
        ) -> Self {}
        pub fn new() -> Self {}
        pub fn with_clock(clock: impl Clock + Send + Sync + 'static) -> Self {}
        pub fn demo() -> Self {}
        #[must_use]
        pub fn seed(self, seed: u64) -> Self {}
        #[must_use]
        #[track_caller]
        pub fn account(self, account: Account) -> Self {}
        #[must_use]
        pub fn location(self, location: Location) -> Self {}
        #[must_use]
        pub fn quota(self, calls: u32) -> Self {}
        #[must_use]
        pub fn without_quota(self) -> Self {}
        #[must_use]
        pub fn leaky_bucket(self, burst: u32) -> Self {}
        #[must_use]
        pub fn cursor(self, cursor: Cursor) -> Self {}
        #[must_use]
        pub fn export_time(self, time: Duration) -> Self {}
        #[track_caller]
        pub fn fail_next(
            &self,
            status: u16,
            headers: &[(&str, &str)],
            body: impl Into<Vec<u8>>,
        ) {}
        pub fn requests(&self) -> u64 {}
        pub fn calls_left(&self, email: &str) -> Option<u32> {}
        pub fn mailbox(&self, email: &str) -> Vec<String> {}
        pub fn profile(&self, email: &str) -> Option<Profile> {}
        #[track_caller]
        pub fn open_session(&self, email: &str) -> String {}
        #[track_caller]
        pub fn api_token(&self) -> String {}
        #[track_caller]
        pub fn email(&self) -> String {}
        #[track_caller]
        pub fn password(&self) -> String {}
        pub fn respond(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {}
    }
    impl Default for FakeToggl {}
    impl fmt::Debug for FakeToggl {}
    impl Transport for FakeToggl {}
    impl Handler for FakeToggl {}
}
mod faults {
    #[derive(Clone)]
    #[non_exhaustive]
    pub enum Fault {
        Refused,
        BrokenBefore,
        BrokenAfter,
        Timeout(Duration),
        Truncated,
        Slow(Duration),
        WrongContentType,
        Garbage,
        Response(Response<Vec<u8>>),
    }
    impl Fault {
        #[track_caller]
        pub fn response(status: u16, body: impl Into<Vec<u8>>) -> Self {}
    }
    impl fmt::Debug for Fault {}
    pub struct Faults<T> {
        private: _,
    }
    impl<T> Faults<T> {
        pub fn new(inner: T) -> Self {}
        pub fn planned(inner: T, plan: impl IntoIterator<Item = Option<Fault>>) -> Self {}
        #[must_use]
        pub fn on_call(self, number: u64, fault: Fault) -> Self {}
        #[must_use]
        pub fn on<E: Endpoint>(self, fault: Fault) -> Self {}
        #[must_use]
        pub fn on_path(self, end: impl Into<String>, fault: Fault) -> Self {}
        #[must_use]
        pub fn on_request(
            self,
            is_meant: impl Fn(&Request<Vec<u8>>) -> bool + Send + Sync + 'static,
            fault: Fault,
        ) -> Self {}
        #[must_use]
        #[track_caller]
        pub fn at_rate(self, rate: f64, seed: u64, faults: &[Fault]) -> Self {}
        #[must_use]
        pub fn with_clock(mut self, clock: impl Clock + Send + Sync + 'static) -> Self {}
        pub fn inner(&self) -> &T {}
        pub fn calls(&self) -> u64 {}
        pub fn injected(&self) -> Vec<(u64, Fault)> {}
    }
    impl<T: Transport> Transport for Faults<T> {}
    impl<H: Handler> Handler for Faults<H> {}
    impl<T: fmt::Debug> fmt::Debug for Faults<T> {}
}
mod inspector {
    #[derive(Clone)]
    pub struct Inspector(_);
    impl Inspector {
        pub fn new(toggl: FakeToggl) -> Self {}
    }
    impl Handler for Inspector {}
    impl fmt::Debug for Inspector {}
}
mod recording {
    #[derive(Debug)]
    pub struct Recorder<T> {
        private: _,
    }
    impl<T> Recorder<T> {
        pub fn new(inner: T) -> Self {}
        pub fn inner(&self) -> &T {}
        pub fn cassette(&self) -> Cassette {}
    }
    impl<T: Transport> Transport for Recorder<T> {}
    #[derive(Clone, PartialEq, Serialize, Deserialize)]
    pub struct Cassette {
        private: _,
    }
    impl Cassette {
        pub fn from_json(json: &str) -> Result<Self, CassetteError> {}
        pub fn load(path: impl AsRef<Path>) -> io::Result<Self> {}
        pub fn to_json(&self) -> String {}
        pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {}
        pub fn len(&self) -> usize {}
        pub fn is_empty(&self) -> bool {}
    }
    #[derive(Debug)]
    pub struct CassetteError(_);
    impl fmt::Display for CassetteError {}
    impl StdError for CassetteError {}
    #[derive(Debug)]
    pub struct Replay(_);
    impl Replay {
        pub fn new(cassette: Cassette) -> Self {}
        #[track_caller]
        pub fn assert_finished(&self) {}
    }
    impl Transport for Replay {}
    impl fmt::Debug for Cassette {}
}
mod server {
    mod limits {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Limits {
            pub head: usize,
            pub body: usize,
            pub idle: Duration,
            pub request: Duration,
            pub connections: usize,
        }
    }
    mod outcome {
        pub trait Handler: Send + Sync + 'static {
            fn handle(&self, request: Request<Vec<u8>>) -> Outcome;
        }
        impl<F> Handler for F
        where
            F: Fn(Request<Vec<u8>>) -> Outcome + Send + Sync + 'static,
        {}
        pub enum Outcome {
            Response(Response<Vec<u8>>),
            Raw(Vec<u8>),
            Stream(Response<Pieces>),
            Drop,
            Later(Duration, Box<Outcome>),
        }
        pub type Pieces = Box<dyn Iterator<Item = Vec<u8>> + Send>;
    }
    pub use limits::Limits;
    pub use outcome::{Handler, Outcome, Pieces};
    pub struct FakeServer {
        private: _,
    }
    impl FakeServer {
        #[track_caller]
        pub fn start(handler: impl Handler) -> FakeServer {}
        pub fn bind(
            port: u16,
            limits: Limits,
            handler: impl Handler,
        ) -> io::Result<FakeServer> {}
        pub fn base_url(&self) -> String {}
        pub fn address(&self) -> SocketAddr {}
        pub fn connections(&self) -> u64 {}
    }
    impl fmt::Debug for FakeServer {}
    impl Drop for FakeServer {}
}
pub mod store_conformance {
    mod process {
        pub fn child<S: Store + 'static>(open: impl Fn(&str) -> S) {}
    }
    mod stores {
        pub struct Stores {
            private: _,
        }
        impl Stores {
            pub fn in_one_process<S: Store + 'static>(
                make: impl Fn() -> S + 'static,
            ) -> Self {}
            pub fn across_processes<P, S>(
                place: impl Fn() -> Option<P> + 'static,
                open: impl Fn(&str) -> S + Clone + 'static,
                child: &'static str,
            ) -> Self
            where
                P: AsRef<str> + 'static,
                S: Store + 'static,
            {}
            pub fn test(&self, clause: fn(&Fresh<'_>)) {}
        }
        impl fmt::Debug for Stores {}
        pub struct Fresh<'a> {
            private: _,
        }
        impl fmt::Debug for Fresh<'_> {}
    }
    pub use process::child;
    pub use stores::{Fresh, Stores};
    #[macro_export]
    macro_rules! store_conformance {}
    #[macro_export]
    macro_rules! store_conformance_clauses {}
    pub fn what_was_written_is_read(fresh: &Fresh<'_>) {}
    pub fn without_a_record_the_version_is_none(fresh: &Fresh<'_>) {}
    pub fn stale_versions_are_refused(fresh: &Fresh<'_>) {}
    pub fn versions_are_kept_to_the_last_bit(fresh: &Fresh<'_>) {}
    pub fn of_equal_writes_one_is_done(fresh: &Fresh<'_>) {}
    pub fn no_update_is_lost(fresh: &Fresh<'_>) {}
    pub fn refused_writes_change_nothing(fresh: &Fresh<'_>) {}
    pub fn record_and_response_appear_together(fresh: &Fresh<'_>) {}
    pub fn owners_are_apart(fresh: &Fresh<'_>) {}
    pub fn keys_are_apart(fresh: &Fresh<'_>) {}
    pub fn any_bytes_are_kept(fresh: &Fresh<'_>) {}
    pub fn records_outlive_their_lifetime(fresh: &Fresh<'_>) {}
    pub fn any_lifetime_is_taken(fresh: &Fresh<'_>) {}
    pub fn many_responses_do_no_harm(fresh: &Fresh<'_>) {}
    pub fn large_responses_do_no_harm(fresh: &Fresh<'_>) {}
    pub fn its_clock_moves_forward(fresh: &Fresh<'_>) {}
    pub fn the_secret_is_one(fresh: &Fresh<'_>) {}
    pub fn stores_have_secrets_of_their_own(fresh: &Fresh<'_>) {}
    pub fn processes_lose_no_update(fresh: &Fresh<'_>) {}
    pub fn processes_share_the_secret(fresh: &Fresh<'_>) {}
    pub fn killed_writers_leave_it_whole(fresh: &Fresh<'_>) {}
}
pub mod strategies {
    pub use proptest;
    mod call {
        #[derive(Clone)]
        pub struct Call(_);
        impl<E: Endpoint<Response: fmt::Debug> + fmt::Debug + Send + Sync> Erased for E {}
    }
    mod choices {
        pub struct Choices(_);
        impl fmt::Debug for Choices {}
    }
    mod endpoints {
        impl Drawn for GetMe {}
        impl Drawn for UpdateMe {}
        impl Drawn for ListClients {}
        impl Drawn for CloseAccount {}
        impl Drawn for ListFeatures {}
        impl Drawn for GetLocation {}
        impl Drawn for CheckLogin {}
        impl Drawn for GetLostPassword {}
        impl Drawn for RequestLostPassword {}
        impl Drawn for ConfirmLostPassword {}
        impl Drawn for CheckLostPasswordCode {}
        impl Drawn for PostLostPassword {}
        impl Drawn for ListOrganizations {}
        impl Drawn for ListProjects {}
        impl Drawn for ListProjectsPage {}
        impl Drawn for ListTags {}
        impl Drawn for ListTasks {}
        impl Drawn for ListTrackReminders {}
        impl Drawn for GetWebTimer {}
        impl Drawn for AcceptTos {}
        impl Drawn for DisableProductEmails {}
        impl Drawn for DisableWeeklyReport {}
        impl Drawn for EnableSso {}
        impl Drawn for ListExports {}
        impl Drawn for RequestExport {}
        impl Drawn for DownloadExport {}
        impl Drawn for ListFavorites {}
        impl Drawn for CreateFavorite {}
        impl Drawn for UpdateFavorites {}
        impl Drawn for SuggestFavorites {}
        impl Drawn for DeleteFavorite {}
        impl Drawn for GetFlags {}
        impl Drawn for AddFlags {}
        impl Drawn for GetId {}
        impl Drawn for GetPreferences {}
        impl Drawn for UpdatePreferences {}
        impl Drawn for GetClientPreferences {}
        impl Drawn for UpdateClientPreferences {}
        impl Drawn for ListPushServices {}
        impl Drawn for AddPushService {}
        impl Drawn for RemovePushService {}
        impl Drawn for ListQuotas {}
        impl Drawn for ResetToken {}
        impl Drawn for ListTimeEntries {}
        impl Drawn for GetTimeEntryChecklist {}
        impl Drawn for GetCurrentTimeEntry {}
        impl Drawn for GetTimeEntry {}
        impl Drawn for ListTimeEntrySharing {}
        impl Drawn for ListTimesheets {}
        impl Drawn for ListWorkspaces {}
    }
    mod hostile {
        pub fn hostile_body() -> impl Strategy<Value = Vec<u8>> + use<> {}
        pub fn hostile_headers() -> impl Strategy<Value = HeaderMap> + use<> {}
        pub fn hostile_response() -> impl Strategy<Value = Response<Vec<u8>>> + use<> {}
        impl FromStaticBytes for HeaderValue {}
    }
    mod object {
        pub struct Object<'a> {
            private: _,
        }
    }
    mod sample {
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct Sample<R> {
            pub body: Vec<u8>,
            pub value: R,
        }
        impl<R> Sample<R> {
            pub fn new(value: R, body: impl Into<Vec<u8>>) -> Self {}
        }
        impl<R: fmt::Debug> fmt::Debug for Sample<R> {}
        pub trait Sampled: Endpoint<
                Response: fmt::Debug,
            > + fmt::Debug + Sized + Send + Sync + 'static {
            fn requests() -> impl Strategy<Value = Self>;
            fn responses() -> impl Strategy<Value = Sample<Self::Response>>;
        }
        pub trait Drawn: Endpoint<
                Response: fmt::Debug,
            > + fmt::Debug + Sized + Send + Sync + 'static {
            fn draw_request(choices: &mut Choices) -> Self;
            fn draw_response(choices: &mut Choices) -> Sample<Self::Response>;
        }
        impl<E: Drawn> Sampled for E {}
    }
    pub use call::Call;
    pub use hostile::{hostile_body, hostile_headers, hostile_response};
    pub use sample::{Sample, Sampled};
    pub fn request<E: Sampled>() -> impl Strategy<Value = E> + use<E> {}
    pub fn response<E: Sampled>() -> impl Strategy<
        Value = Sample<E::Response>,
    > + use<E> {}
    pub fn call() -> impl Strategy<Value = Call> + use<> {}
    pub fn plainest_calls() -> Vec<Call> {}
    pub fn fault() -> impl Strategy<Value = Fault> + use<> {}
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub struct Step {
        pub call: Call,
        pub fault: Option<Fault>,
    }
    pub fn steps<C: Strategy<Value = Call>>(
        calls: C,
        lengths: Range<usize>,
    ) -> impl Strategy<Value = Vec<Step>> + use<C> {}
}
pub use clock::TestClock;
pub use double::{RecordedRequest, TestTransport};
pub use fake::FakeToggl;
pub use faults::{Fault, Faults};
pub use inspector::Inspector;
pub use recording::{Cassette, CassetteError, Recorder, Replay};
pub use server::{FakeServer, Handler, Limits, Outcome, Pieces};
