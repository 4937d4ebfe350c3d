// The public API of this crate, without bodies and documentation. Made by tests/tests/public_api.rs.

pub use http;
pub use jiff;
pub mod call {
    mod machine {
        pub struct Call {
            private: _,
        }
        impl Call {
            pub fn step(&mut self, now: Now, input: Input) -> Step {}
        }
        impl Drop for Call {}
        impl fmt::Debug for Call {}
    }
    mod now {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Now {
            pub monotonic: Duration,
            pub wall: Timestamp,
        }
        impl Now {
            pub fn of(clock: &(impl Clock + ?Sized)) -> Self {}
        }
    }
    mod outcome {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Source {
            Fresh,
            Cached { age: Duration },
            Stale { age: Duration },
        }
        #[must_use]
        pub struct Outcome {
            private: _,
        }
        impl fmt::Debug for Outcome {}
    }
    pub(crate) mod retry {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct RetryPolicy {
            private: _,
        }
        impl RetryPolicy {
            pub const OFF: RetryPolicy = RetryPolicy {
                max_attempts: 1,
                max_wait: Duration::from_secs(10),
                backoff: Duration::from_millis(500),
                start_within: Duration::from_secs(30),
            };
            pub const fn up_to(max_attempts: u32) -> Self {}
            #[must_use]
            pub const fn max_wait(mut self, max_wait: Duration) -> Self {}
            #[must_use]
            pub const fn backoff(mut self, backoff: Duration) -> Self {}
            #[must_use]
            pub const fn start_within(mut self, start_within: Duration) -> Self {}
        }
        impl Default for RetryPolicy {}
    }
    pub(crate) mod settings {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct CallOptions {
            pub max_age: Option<Duration>,
            pub max_stale: Option<Duration>,
            pub background: bool,
        }
        impl CallOptions {
            pub fn new() -> Self {}
            #[must_use]
            pub fn max_age(mut self, max_age: Duration) -> Self {}
            #[must_use]
            pub fn max_stale(mut self, max_stale: Duration) -> Self {}
            #[must_use]
            pub fn background(mut self) -> Self {}
        }
    }
    mod step {
        #[derive(Debug)]
        #[must_use]
        pub enum Step {
            Store(Ask),
            Send,
            Wait { until: Duration, reason: Reason },
            Done(Outcome),
        }
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Reason {
            Pace,
            Backoff,
            Leader,
            Quota,
            Store,
        }
        pub enum Input {
            Start,
            Stored(Result<Replied, StoreError>),
            Answered(Result<Response<Vec<u8>>, TransportError>),
            Woken,
        }
        impl fmt::Debug for Input {}
    }
    pub use machine::Call;
    pub use now::Now;
    pub use outcome::{Outcome, Source};
    pub use step::{Input, Reason, Step};
}
pub mod client {
    mod blocking {
        #[derive(Clone, Debug)]
        pub struct Client<T, C = SystemClock> {
            private: _,
        }
        impl<T> Client<T> {
            pub fn new(transport: T, context: Context) -> Self {}
        }
        impl<T, C> Client<T, C> {
            #[must_use]
            pub fn with_dispatcher(mut self, dispatcher: Dispatcher) -> Self {}
            #[must_use]
            pub fn with_clock<D>(self, clock: D) -> Client<T, D> {}
            pub fn transport(&self) -> &T {}
            pub fn context(&self) -> &Context {}
            pub fn dispatcher(&self) -> Option<&Dispatcher> {}
        }
        impl<T: Transport, C: Clock> Client<T, C> {
            #[track_caller]
            pub fn send<E: Endpoint>(
                &self,
                endpoint: &E,
            ) -> Result<Reply<E::Response>, Error> {}
            #[track_caller]
            pub fn send_with<E: Endpoint>(
                &self,
                endpoint: &E,
                options: CallOptions,
            ) -> Result<Reply<E::Response>, Error> {}
        }
    }
    mod nonblocking {
        pub trait AsyncTransport: Sync {
            fn send(
                &self,
                request: Request<Vec<u8>>,
            ) -> impl Future<Output = Result<Response<Vec<u8>>, TransportError>> + Send;
            fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send;
            fn ask(
                &self,
                dispatcher: &Dispatcher,
                ask: Ask,
            ) -> impl Future<Output = Result<Replied, StoreError>> + Send {}
        }
        #[derive(Clone, Debug)]
        pub struct AsyncClient<T, C = SystemClock> {
            private: _,
        }
        impl<T> AsyncClient<T> {
            pub fn new(transport: T, context: Context) -> Self {}
        }
        impl<T, C> AsyncClient<T, C> {
            #[must_use]
            pub fn with_dispatcher(mut self, dispatcher: Dispatcher) -> Self {}
            #[must_use]
            pub fn with_clock<D>(self, clock: D) -> AsyncClient<T, D> {}
            pub fn transport(&self) -> &T {}
            pub fn context(&self) -> &Context {}
            pub fn dispatcher(&self) -> Option<&Dispatcher> {}
        }
        impl<T: AsyncTransport, C: Clock + Sync> AsyncClient<T, C> {
            pub async fn send<E: Endpoint + Sync>(
                &self,
                endpoint: &E,
            ) -> Result<Reply<E::Response>, Error> {}
            pub async fn send_with<E: Endpoint + Sync>(
                &self,
                endpoint: &E,
                options: CallOptions,
            ) -> Result<Reply<E::Response>, Error> {}
        }
    }
    pub mod pages {
        impl<T: Transport, C: Clock> Client<T, C> {
            pub fn pages<E: Paginated>(
                &self,
                pages: impl Into<Pages<E>>,
            ) -> PageIter<'_, T, E, C> {}
            pub fn time_entries(
                &self,
                from: Timestamp,
                until: Timestamp,
            ) -> TimeEntryIter<'_, T, C> {}
            pub fn spans(&self, spans: Spans) -> TimeEntryIter<'_, T, C> {}
        }
        #[derive(Debug)]
        pub struct PageIter<'a, T, E, C = SystemClock> {
            private: _,
        }
        impl<'a, T: Transport, E: Paginated, C: Clock> PageIter<'a, T, E, C> {
            pub fn items(self) -> ItemIter<'a, T, E, C> {}
            pub fn into_pages(self) -> Pages<E> {}
        }
        impl<T: Transport, E: Paginated, C: Clock> Iterator for PageIter<'_, T, E, C> {
            type Item = Result<Reply<Vec<E::Item>>, Error>;
        }
        impl<T: Transport, E: Paginated, C: Clock> FusedIterator
        for PageIter<'_, T, E, C> {}
        pub struct ItemIter<'a, T, E: Paginated, C = SystemClock> {
            private: _,
        }
        impl<T: Transport, E: Paginated, C: Clock> ItemIter<'_, T, E, C> {
            pub fn into_pages(self) -> Pages<E> {}
        }
        impl<T: Transport, E: Paginated, C: Clock> Iterator for ItemIter<'_, T, E, C> {
            type Item = Result<E::Item, Error>;
        }
        impl<T: Transport, E: Paginated, C: Clock> FusedIterator
        for ItemIter<'_, T, E, C> {}
        impl<T: fmt::Debug, E: Paginated + fmt::Debug, C: fmt::Debug> fmt::Debug
        for ItemIter<'_, T, E, C> {}
        pub struct TimeEntryIter<'a, T, C = SystemClock> {
            private: _,
        }
        impl<'a, T: Transport, C: Clock> TimeEntryIter<'a, T, C> {
            pub fn into_spans(self) -> Spans {}
        }
        impl<T: Transport, C: Clock> Iterator for TimeEntryIter<'_, T, C> {
            type Item = Result<TimeEntry, Error>;
        }
        impl<T: Transport, C: Clock> FusedIterator for TimeEntryIter<'_, T, C> {}
        impl<T: fmt::Debug, C: fmt::Debug> fmt::Debug for TimeEntryIter<'_, T, C> {}
    }
    mod reply {
        #[derive(Clone, Debug)]
        pub struct Reply<R> {
            private: _,
        }
        impl<R> Reply<R> {
            pub fn into_inner(self) -> R {}
            pub fn status(&self) -> StatusCode {}
            pub fn unreadable(&self) -> &[String] {}
            pub fn source(&self) -> Source {}
            pub fn stale_cause(&self) -> Option<&Error> {}
            pub fn attempts(&self) -> u32 {}
            pub fn store_error(&self) -> Option<&StoreError> {}
            pub fn quota(&self) -> Option<Quota> {}
            pub fn request_id(&self) -> Option<&str> {}
        }
        impl<R> Deref for Reply<R> {
            type Target = R;
        }
        impl<R: IntoIterator> IntoIterator for Reply<R> {
            type Item = R::Item;
            type IntoIter = R::IntoIter;
        }
        impl<'a, R> IntoIterator for &'a Reply<R>
        where
            &'a R: IntoIterator,
        {
            type Item = <&'a R as IntoIterator>::Item;
            type IntoIter = <&'a R as IntoIterator>::IntoIter;
        }
        impl Outcome {
            pub fn reply<E: Endpoint>(self) -> Result<Reply<E::Response>, Error> {}
        }
    }
    pub use blocking::Client;
    pub use nonblocking::{AsyncClient, AsyncTransport};
    pub use reply::Reply;
}
pub mod clock {
    pub use missing::NoClock;
    pub use system::SystemClock;
    pub trait Clock {
        fn monotonic(&self) -> Duration;
        fn wall(&self) -> Timestamp;
        fn sleep(&self, duration: Duration);
    }
    mod system {
        #[derive(Clone, Copy, Debug, Default)]
        pub struct SystemClock;
        impl Clock for SystemClock {}
    }
    mod missing {
        #[derive(Clone, Copy, Debug, Default)]
        pub struct NoClock;
    }
    impl<C: Clock + ?Sized> Clock for &C {}
    impl<C: Clock + ?Sized> Clock for Rc<C> {}
    impl<C: Clock + ?Sized> Clock for Arc<C> {}
}
pub mod codec {
    mod failure {
        #[derive(Debug)]
        pub struct Failure(_);
        impl Failure {
            pub fn foreign(expected: &'static str, body: &[u8]) -> Self {}
            pub fn path(&self) -> Option<&str> {}
            pub fn item_id(&self) -> Option<i64> {}
        }
        impl fmt::Display for Failure {}
    }
    mod mend {
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Unreadable(_);
    }
    pub use failure::Failure;
    pub use mend::Unreadable;
    pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {}
    pub fn object<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {}
    pub fn list<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Failure> {}
    pub fn list_or_one<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Failure> {}
    pub fn optional<T: DeserializeOwned>(body: &[u8]) -> Result<Option<T>, Failure> {}
    pub fn empty(body: &[u8]) -> Result<(), Failure> {}
    pub fn text(body: &[u8]) -> Result<String, Failure> {}
    pub fn bytes(body: &[u8]) -> Result<Vec<u8>, Failure> {}
    pub fn json_or_text<T: DeserializeOwned>(
        body: &[u8],
    ) -> Result<JsonOrText<T>, Failure> {}
    #[derive(Clone, Debug, PartialEq)]
    pub enum JsonOrText<T> {
        Json(T),
        Text(String),
    }
}
pub mod context {
    mod credentials {
        pub const SESSION_COOKIE: &str = "__Secure-accounts-session";
        #[derive(Clone, Debug)]
        pub struct Credentials(_);
        impl Credentials {
            pub fn api_token(token: impl Into<Secret>) -> Self {}
            pub fn password(
                email: impl Into<String>,
                password: impl Into<Secret>,
            ) -> Self {}
            pub fn session(cookie: impl Into<Secret>) -> Self {}
            pub fn none() -> Self {}
        }
    }
    pub use crate::context::credentials::{Credentials, SESSION_COOKIE};
    pub const DEFAULT_BASE_URL: &str = "https://api.track.toggl.com/api/v9";
    #[derive(Clone)]
    pub struct Context {
        private: _,
    }
    impl Context {
        pub fn new(credentials: Credentials) -> Result<Self, BuildError> {}
        pub fn with_base_url(mut self, url: &str) -> Result<Self, BuildError> {}
        pub fn with_unencrypted_base_url(
            mut self,
            url: &str,
        ) -> Result<Self, BuildError> {}
        pub fn with_user_agent(mut self, name: &str) -> Result<Self, BuildError> {}
        pub fn base_url(&self) -> String {}
    }
    impl fmt::Debug for Context {}
}
mod dispatcher {
    #[derive(Clone, Debug)]
    pub struct Dispatcher {
        private: _,
    }
    impl Dispatcher {
        pub fn new() -> Self {}
        pub fn idle() -> Self {}
        #[must_use]
        pub fn max_age(mut self, max_age: Duration) -> Self {}
        #[must_use]
        pub fn max_stale(mut self, max_stale: Duration) -> Self {}
        #[must_use]
        pub fn retry(mut self, policy: RetryPolicy) -> Self {}
        #[must_use]
        pub fn hourly_limit(mut self, calls: impl Into<Option<u32>>) -> Self {}
        #[must_use]
        pub fn reserve(mut self, calls: u32) -> Self {}
        #[must_use]
        pub fn pace(mut self, burst: u32, interval: Duration) -> Self {}
        #[must_use]
        pub fn attempt_limit(mut self, limit: Duration) -> Self {}
        #[must_use]
        pub fn store(mut self, store: Arc<dyn Store>) -> Self {}
        #[must_use]
        pub fn memory_bounds(mut self, responses: usize, bytes: usize) -> Self {}
        #[must_use]
        pub fn demand_store(mut self) -> Self {}
        #[must_use]
        pub fn keep_api_token(mut self) -> Self {}
        #[must_use]
        pub fn seed(mut self, seed: u64) -> Self {}
        pub fn call<E: Endpoint>(
            &self,
            endpoint: &E,
            request: &Request<Vec<u8>>,
            options: CallOptions,
        ) -> Call {}
        pub fn ask(&self, ask: &Ask) -> Result<Replied, StoreError> {}
    }
    impl Default for Dispatcher {}
}
pub mod endpoint {
    pub use crate::operation::{Auth, Bucket, EndpointInfo};
    pub use crate::quota::BucketQuota;
    pub use crate::url::{Query, fill_path};
    pub trait Endpoint {
        const METHOD: Method;
        const PATH: &'static str;
        const AUTH: Auth = Auth::Required;
        const BUCKET: Bucket = Bucket::User;
        const ONLY_READS: bool = false;
        const CARRIES_SECRET: bool = false;
        const MAX_AGE: Option<Duration> = None;
        type Response;
        fn path(&self) -> Result<Cow<'static, str>, BuildError> {}
        fn query(&self, query: &mut Query) -> Result<(), BuildError> {}
        fn body(&self) -> Result<Vec<u8>, BuildError> {}
        fn decode(body: &[u8]) -> Result<Self::Response, Failure>;
        fn organization(&self) -> Option<i64> {}
        fn quotas(body: &[u8]) -> Vec<BucketQuota> {}
        fn is_readable(body: &[u8]) -> bool {}
    }
    pub trait EndpointExt: Endpoint {
        const INFO: &'static EndpointInfo;
        fn to_request(&self, context: &Context) -> Result<Request<Vec<u8>>, BuildError>;
        fn parse<B: AsRef<[u8]>>(
            response: &Response<B>,
        ) -> Result<Self::Response, ResponseError> {}
        fn parse_parts(
            status: StatusCode,
            headers: &HeaderMap,
            body: &[u8],
        ) -> Result<Self::Response, ResponseError> {}
        fn parse_parts_noting(
            status: StatusCode,
            headers: &HeaderMap,
            body: &[u8],
            unreadable: &mut Unreadable,
        ) -> Result<Self::Response, ResponseError>;
    }
    impl<E: Endpoint> EndpointExt for E {
        const INFO: &'static EndpointInfo = &EndpointInfo::of::<E>();
    }
    impl EndpointInfo {
        pub const fn of<E: Endpoint + ?Sized>() -> Self {}
    }
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Raw<E>(pub E);
    impl<E: Endpoint> Endpoint for Raw<E> {
        const METHOD: Method = E::METHOD;
        const PATH: &'static str = E::PATH;
        const AUTH: Auth = E::AUTH;
        const BUCKET: Bucket = E::BUCKET;
        const ONLY_READS: bool = E::ONLY_READS;
        const CARRIES_SECRET: bool = E::CARRIES_SECRET;
        const MAX_AGE: Option<Duration> = E::MAX_AGE;
        type Response = Vec<u8>;
    }
    pub fn json_body<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, BuildError> {}
}
pub mod error {
    mod api {
        #[derive(Clone)]
        pub struct ApiError(_);
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ApiErrorKind {
            Invalid,
            Unauthenticated,
            QuotaExhausted,
            PlanRequired,
            Forbidden,
            NotFound,
            Gone,
            ClientDeprecated,
            RateLimited,
            Redirected,
            Server,
            Other,
        }
        impl ApiError {
            pub fn endpoint(&self) -> &'static EndpointInfo {}
            pub fn status(&self) -> StatusCode {}
            pub fn kind(&self) -> ApiErrorKind {}
            pub fn message(&self) -> Option<&str> {}
            pub fn request_id(&self) -> Option<&str> {}
            pub fn retry_after(&self) -> Option<RetryAfter> {}
            pub fn quota(&self) -> Option<Quota> {}
            pub fn remaining_login_attempts(&self) -> Option<i64> {}
            pub fn body(&self) -> &Body {}
            pub fn attempts(&self) -> u32 {}
        }
        impl fmt::Debug for ApiError {}
        impl fmt::Display for ApiError {}
        impl StdError for ApiError {}
    }
    mod build {
        #[derive(Clone, PartialEq, Eq)]
        pub struct BuildError {
            private: _,
        }
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[non_exhaustive]
        pub enum BuildErrorKind {
            BaseUrl { problem: &'static str },
            Credentials { what: &'static str, problem: &'static str },
            MissingCredentials,
            Parameter { name: &'static str, problem: &'static str },
            Uri { length: usize },
        }
        impl BuildError {
            pub fn parameter(name: &'static str, problem: &'static str) -> Self {}
            pub fn endpoint(&self) -> Option<&'static EndpointInfo> {}
            pub fn kind(&self) -> &BuildErrorKind {}
        }
        impl From<BuildErrorKind> for BuildError {}
        impl fmt::Display for BuildError {}
        impl fmt::Debug for BuildError {}
        impl StdError for BuildError {}
    }
    mod decode {
        #[derive(Debug)]
        pub struct DecodeError(_);
        impl DecodeError {
            pub fn endpoint(&self) -> &'static EndpointInfo {}
            pub fn status(&self) -> StatusCode {}
            pub fn body_length(&self) -> usize {}
            pub fn path(&self) -> Option<&str> {}
            pub fn item_id(&self) -> Option<i64> {}
        }
        impl fmt::Display for DecodeError {}
        impl StdError for DecodeError {}
    }
    pub(crate) mod message {
        #[derive(Clone, PartialEq, Eq)]
        pub struct Body {
            private: _,
        }
        impl Body {
            pub fn as_bytes(&self) -> &[u8] {}
            pub fn len(&self) -> usize {}
            pub fn is_empty(&self) -> bool {}
        }
        impl fmt::Debug for Body {}
    }
    pub use api::{ApiError, ApiErrorKind};
    pub use build::{BuildError, BuildErrorKind};
    pub use decode::DecodeError;
    pub use message::Body;
    pub use crate::headers::RetryAfter;
    #[non_exhaustive]
    pub enum Error {
        Build(BuildError),
        Transport {
            endpoint: &'static EndpointInfo,
            error: TransportError,
            attempts: u32,
        },
        Store { endpoint: &'static EndpointInfo, error: StoreError },
        Api(ApiError),
        Decode(DecodeError),
        Incomplete { endpoint: &'static EndpointInfo, at: Timestamp },
    }
    impl fmt::Display for Error {}
    impl fmt::Debug for Error {}
    impl StdError for Error {}
    impl From<BuildError> for Error {}
    impl From<ApiError> for Error {}
    impl From<ResponseError> for Error {}
    #[derive(thiserror::Error)]
    #[non_exhaustive]
    pub enum ResponseError {
        Api(ApiError),
        Decode(DecodeError),
    }
    impl fmt::Debug for ResponseError {}
}
mod headers {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum RetryAfter {
        Delay(Duration),
        At(Timestamp),
    }
    impl RetryAfter {
        pub fn from_headers(headers: &HeaderMap) -> Option<RetryAfter> {}
        pub fn delay(self, now: Timestamp) -> Duration {}
    }
}
mod logged {
    #[derive(Clone, Debug)]
    pub struct Logged<T, C = SystemClock> {
        private: _,
    }
    impl<T> Logged<T> {
        pub const TARGET: &'static str = "toggl_me";
        pub fn new(transport: T) -> Self {}
    }
    impl<T, C> Logged<T, C> {
        #[must_use]
        pub fn with_clock<D: Clock>(self, clock: D) -> Logged<T, D> {}
        pub fn transport(&self) -> &T {}
    }
    impl<T: Transport, C: Clock> Transport for Logged<T, C> {}
}
pub mod me {
    mod accept_tos {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct AcceptTos;
        impl AcceptTos {
            pub fn new() -> Self {}
        }
        impl Endpoint for AcceptTos {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/accept_tos";
            type Response = String;
        }
    }
    mod add_flags {
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct AddFlags {
            pub flags: Map<String, Value>,
        }
        impl AddFlags {
            pub fn new() -> Self {}
            #[must_use]
            pub fn flag(
                mut self,
                key: impl Into<String>,
                value: impl Into<Value>,
            ) -> Self {}
        }
        impl Endpoint for AddFlags {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/flags";
            type Response = Map<String, Value>;
        }
    }
    mod add_push_service {
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct AddPushService {
            pub fcm_registration_token: Secret,
        }
        impl AddPushService {
            pub fn new(fcm_registration_token: impl Into<Secret>) -> Self {}
        }
        impl Endpoint for AddPushService {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/push_services";
            const CARRIES_SECRET: bool = true;
            type Response = String;
        }
    }
    mod check_login {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct CheckLogin;
        impl CheckLogin {
            pub fn new() -> Self {}
        }
        impl Endpoint for CheckLogin {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/logged";
            const MAX_AGE: Option<Duration> = Some(Duration::ZERO);
            type Response = ();
        }
    }
    mod check_lost_password_code {
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct CheckLostPasswordCode {
            pub token_code: Secret,
        }
        impl CheckLostPasswordCode {
            pub fn new(token_code: impl Into<Secret>) -> Self {}
        }
        impl Endpoint for CheckLostPasswordCode {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/lost_passwords/{token_code}";
            const AUTH: Auth = Auth::Never;
            const BUCKET: Bucket = Bucket::None;
            const CARRIES_SECRET: bool = true;
            type Response = JsonOrText<LostPasswordCheck>;
        }
    }
    mod close_account {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct CloseAccount;
        impl CloseAccount {
            pub fn new() -> Self {}
        }
        impl Endpoint for CloseAccount {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/close_account";
            type Response = String;
        }
    }
    mod confirm_lost_password {
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct ConfirmLostPassword {
            pub code: Option<Secret>,
            pub password: Option<Secret>,
            pub user_id: Option<i64>,
        }
        impl ConfirmLostPassword {
            pub fn new(
                code: impl Into<Secret>,
                password: impl Into<Secret>,
                user_id: i64,
            ) -> Self {}
        }
        impl Endpoint for ConfirmLostPassword {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/lost_passwords/confirm";
            const AUTH: Auth = Auth::Never;
            const BUCKET: Bucket = Bucket::None;
            const CARRIES_SECRET: bool = true;
            type Response = JsonOrText<LostPasswordUser>;
        }
    }
    mod create_favorite {
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct CreateFavorite {
            pub favorite: FavoriteDetails,
            pub meta: Option<bool>,
        }
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct FavoriteDetails {
            pub workspace_id: i64,
            pub description: Option<String>,
            pub project_id: Option<i64>,
            pub task_id: Option<i64>,
            pub tag_ids: Option<Vec<i64>>,
            pub billable: Option<bool>,
        }
        impl FavoriteDetails {
            pub fn new(workspace_id: i64) -> Self {}
            #[must_use]
            pub fn description(mut self, description: impl Into<String>) -> Self {}
            #[must_use]
            pub fn project_id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn task_id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn tag_ids(mut self, ids: impl Into<Vec<i64>>) -> Self {}
            #[must_use]
            pub fn billable(mut self, billable: bool) -> Self {}
        }
        impl From<&Favorite> for FavoriteDetails {}
        impl CreateFavorite {
            pub fn new(favorite: FavoriteDetails) -> Self {}
            #[must_use]
            pub fn meta(mut self, meta: bool) -> Self {}
        }
        impl Endpoint for CreateFavorite {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/favorites";
            type Response = Favorite;
        }
    }
    mod delete_favorite {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct DeleteFavorite {
            pub favorite_id: i64,
        }
        impl DeleteFavorite {
            pub fn new(favorite_id: i64) -> Self {}
        }
        impl Endpoint for DeleteFavorite {
            const METHOD: Method = Method::DELETE;
            const PATH: &'static str = "me/favorites/{favorite_id}";
            type Response = ();
        }
    }
    mod disable_product_emails {
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct DisableProductEmails {
            pub disable_code: Secret,
        }
        impl DisableProductEmails {
            pub fn new(disable_code: impl Into<Secret>) -> Self {}
        }
        impl Endpoint for DisableProductEmails {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/disable_product_emails/{disable_code}";
            const AUTH: Auth = Auth::Never;
            const BUCKET: Bucket = Bucket::None;
            const CARRIES_SECRET: bool = true;
            type Response = String;
        }
    }
    mod disable_weekly_report {
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct DisableWeeklyReport {
            pub weekly_report_code: Secret,
        }
        impl DisableWeeklyReport {
            pub fn new(weekly_report_code: impl Into<Secret>) -> Self {}
        }
        impl Endpoint for DisableWeeklyReport {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/disable_weekly_report/{weekly_report_code}";
            const AUTH: Auth = Auth::Never;
            const BUCKET: Bucket = Bucket::None;
            const CARRIES_SECRET: bool = true;
            type Response = String;
        }
    }
    mod download_export {
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct DownloadExport {
            pub uuid: String,
        }
        impl DownloadExport {
            pub fn new(uuid: impl Into<String>) -> Self {}
        }
        impl Endpoint for DownloadExport {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/export/data/{uuid}.zip";
            const MAX_AGE: Option<Duration> = Some(Duration::ZERO);
            type Response = Vec<u8>;
        }
    }
    mod enable_sso {
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct EnableSso {
            pub confirmation_code: Secret,
        }
        impl EnableSso {
            pub fn new(confirmation_code: impl Into<Secret>) -> Self {}
        }
        impl Endpoint for EnableSso {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/enable_sso";
            const CARRIES_SECRET: bool = true;
            type Response = String;
        }
    }
    mod get_client_preferences {
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct GetClientPreferences {
            pub client: PreferencesClient,
            pub since: Option<Timestamp>,
        }
        impl GetClientPreferences {
            pub fn new(client: PreferencesClient) -> Self {}
            #[must_use]
            pub fn since(mut self, since: Timestamp) -> Self {}
        }
        impl Endpoint for GetClientPreferences {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/preferences/{client}";
            type Response = Preferences;
        }
    }
    mod get_current_time_entry {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct GetCurrentTimeEntry;
        impl GetCurrentTimeEntry {
            pub fn new() -> Self {}
        }
        impl Endpoint for GetCurrentTimeEntry {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/time_entries/current";
            const MAX_AGE: Option<Duration> = Some(Duration::from_secs(30));
            type Response = Option<TimeEntry>;
        }
    }
    mod get_flags {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct GetFlags;
        impl GetFlags {
            pub fn new() -> Self {}
        }
        impl Endpoint for GetFlags {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/flags";
            type Response = Map<String, Value>;
        }
    }
    mod get_id {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct GetId;
        impl GetId {
            pub fn new() -> Self {}
        }
        impl Endpoint for GetId {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/id";
            type Response = i64;
        }
    }
    mod get_location {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct GetLocation;
        impl GetLocation {
            pub fn new() -> Self {}
        }
        impl Endpoint for GetLocation {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/location";
            const AUTH: Auth = Auth::IfPresent;
            const BUCKET: Bucket = Bucket::None;
            type Response = Option<Location>;
        }
    }
    mod get_lost_password {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct GetLostPassword;
        impl GetLostPassword {
            pub fn new() -> Self {}
        }
        impl Endpoint for GetLostPassword {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/lost_passwords";
            const AUTH: Auth = Auth::Never;
            const BUCKET: Bucket = Bucket::None;
            type Response = JsonOrText<LostPasswordCheck>;
        }
    }
    mod get_me {
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct GetMe {
            pub with_related_data: Option<bool>,
        }
        impl GetMe {
            pub fn new() -> Self {}
            #[must_use]
            pub fn with_related_data(mut self, with: bool) -> Self {}
        }
        impl Endpoint for GetMe {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me";
            type Response = Me;
        }
    }
    mod get_preferences {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct GetPreferences;
        impl GetPreferences {
            pub fn new() -> Self {}
        }
        impl Endpoint for GetPreferences {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/preferences";
            type Response = Preferences;
        }
    }
    mod get_time_entry {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct GetTimeEntry {
            pub time_entry_id: i64,
            pub meta: Option<bool>,
            pub include_sharing: Option<bool>,
        }
        impl GetTimeEntry {
            pub fn new(time_entry_id: i64) -> Self {}
            #[must_use]
            pub fn meta(mut self, meta: bool) -> Self {}
            #[must_use]
            pub fn include_sharing(mut self, include_sharing: bool) -> Self {}
        }
        impl Endpoint for GetTimeEntry {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/time_entries/{time_entry_id}";
            type Response = TimeEntry;
        }
    }
    mod get_time_entry_checklist {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct GetTimeEntryChecklist;
        impl GetTimeEntryChecklist {
            pub fn new() -> Self {}
        }
        impl Endpoint for GetTimeEntryChecklist {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/time_entries/checklist";
            type Response = Vec<TimeEntryChecklist>;
        }
    }
    mod get_web_timer {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct GetWebTimer;
        impl GetWebTimer {
            pub fn new() -> Self {}
        }
        impl Endpoint for GetWebTimer {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/web-timer";
            type Response = JsonOrText<WebTimer>;
        }
    }
    mod list_clients {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListClients {
            pub since: Option<Timestamp>,
        }
        impl ListClients {
            pub fn new() -> Self {}
            #[must_use]
            pub fn since(mut self, since: Timestamp) -> Self {}
        }
        impl Endpoint for ListClients {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/clients";
            const AUTH: Auth = Auth::IfPresent;
            type Response = Vec<Client>;
        }
    }
    mod list_exports {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListExports;
        impl ListExports {
            pub fn new() -> Self {}
        }
        impl Endpoint for ListExports {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/export";
            const MAX_AGE: Option<Duration> = Some(Duration::ZERO);
            type Response = Vec<DownloadRequest>;
        }
    }
    mod list_favorites {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListFavorites {
            pub since: Option<Timestamp>,
        }
        impl ListFavorites {
            pub fn new() -> Self {}
            #[must_use]
            pub fn since(mut self, since: Timestamp) -> Self {}
        }
        impl Endpoint for ListFavorites {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/favorites";
            type Response = Vec<Favorite>;
        }
    }
    mod list_features {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListFeatures;
        impl ListFeatures {
            pub fn new() -> Self {}
        }
        impl Endpoint for ListFeatures {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/features";
            type Response = Vec<WorkspaceFeatures>;
        }
    }
    mod list_organizations {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListOrganizations;
        impl ListOrganizations {
            pub fn new() -> Self {}
        }
        impl Endpoint for ListOrganizations {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/organizations";
            const AUTH: Auth = Auth::IfPresent;
            type Response = Vec<Organization>;
        }
    }
    mod list_projects {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListProjects {
            pub include_archived: Option<bool>,
            pub since: Option<Timestamp>,
        }
        impl ListProjects {
            pub fn new() -> Self {}
            #[must_use]
            pub fn include_archived(mut self, include_archived: bool) -> Self {}
            #[must_use]
            pub fn since(mut self, since: Timestamp) -> Self {}
        }
        impl Endpoint for ListProjects {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/projects";
            type Response = Vec<Project>;
        }
    }
    mod list_projects_page {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListProjectsPage {
            pub start_project_id: Option<i64>,
            pub since: Option<Timestamp>,
            pub per_page: Option<u32>,
        }
        impl ListProjectsPage {
            pub fn new() -> Self {}
            #[must_use]
            pub fn start_project_id(mut self, start_project_id: i64) -> Self {}
            #[must_use]
            pub fn since(mut self, since: Timestamp) -> Self {}
            #[must_use]
            pub fn per_page(mut self, per_page: u32) -> Self {}
        }
        impl Endpoint for ListProjectsPage {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/projects/paginated";
            type Response = Vec<Project>;
        }
        impl Paginated for ListProjectsPage {
            type Item = Project;
        }
    }
    mod list_push_services {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListPushServices;
        impl ListPushServices {
            pub fn new() -> Self {}
        }
        impl Endpoint for ListPushServices {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/push_services";
            type Response = Vec<Secret>;
        }
    }
    mod list_quotas {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListQuotas;
        impl ListQuotas {
            pub fn new() -> Self {}
        }
        impl Endpoint for ListQuotas {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/quota";
            const MAX_AGE: Option<Duration> = Some(Duration::ZERO);
            type Response = Vec<OrganizationQuota>;
        }
    }
    mod list_tags {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListTags {
            pub since: Option<Timestamp>,
        }
        impl ListTags {
            pub fn new() -> Self {}
            #[must_use]
            pub fn since(mut self, since: Timestamp) -> Self {}
        }
        impl Endpoint for ListTags {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/tags";
            type Response = Vec<Tag>;
        }
    }
    mod list_tasks {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListTasks {
            pub since: Option<Timestamp>,
            pub include_not_active: Option<bool>,
            pub meta: Option<bool>,
            pub offset: Option<u32>,
            pub per_page: Option<u32>,
        }
        impl ListTasks {
            pub fn new() -> Self {}
            #[must_use]
            pub fn since(mut self, since: Timestamp) -> Self {}
            #[must_use]
            pub fn include_not_active(mut self, include_not_active: bool) -> Self {}
            #[must_use]
            pub fn meta(mut self, meta: bool) -> Self {}
            #[must_use]
            pub fn offset(mut self, offset: u32) -> Self {}
            #[must_use]
            pub fn per_page(mut self, per_page: u32) -> Self {}
        }
        impl Endpoint for ListTasks {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/tasks";
            type Response = Vec<Task>;
        }
    }
    mod list_time_entries {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListTimeEntries {
            pub which: Option<WhichTimeEntries>,
            pub meta: Option<bool>,
            pub include_sharing: Option<bool>,
        }
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum WhichTimeEntries {
            Since(Timestamp),
            Before(DateOrTime),
            Between { start_date: DateOrTime, end_date: DateOrTime },
        }
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum DateOrTime {
            Date(Date),
            Time(Timestamp),
        }
        impl From<Date> for DateOrTime {}
        impl From<Timestamp> for DateOrTime {}
        impl fmt::Display for DateOrTime {}
        impl ListTimeEntries {
            pub fn new() -> Self {}
            #[must_use]
            pub fn since(mut self, since: Timestamp) -> Self {}
            #[must_use]
            pub fn before(mut self, before: impl Into<DateOrTime>) -> Self {}
            #[must_use]
            pub fn between(
                mut self,
                start: impl Into<DateOrTime>,
                end: impl Into<DateOrTime>,
            ) -> Self {}
            #[must_use]
            pub fn meta(mut self, meta: bool) -> Self {}
            #[must_use]
            pub fn include_sharing(mut self, include_sharing: bool) -> Self {}
        }
        impl Endpoint for ListTimeEntries {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/time_entries";
            type Response = Vec<TimeEntry>;
        }
    }
    mod list_time_entry_sharing {
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListTimeEntrySharing {
            pub time_entries: Vec<TimeEntryInWorkspace>,
        }
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct TimeEntryInWorkspace {
            pub time_entry_id: i64,
            pub workspace_id: i64,
        }
        impl TimeEntryInWorkspace {
            pub fn new(time_entry_id: i64, workspace_id: i64) -> Self {}
        }
        impl ListTimeEntrySharing {
            pub fn new() -> Self {}
            #[must_use]
            pub fn time_entry(mut self, time_entry_id: i64, workspace_id: i64) -> Self {}
        }
        impl Endpoint for ListTimeEntrySharing {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/time_entries_shared_with";
            const ONLY_READS: bool = true;
            type Response = Vec<TimeEntrySharing>;
        }
    }
    mod list_timesheets {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListTimesheets;
        impl ListTimesheets {
            pub fn new() -> Self {}
        }
        impl Endpoint for ListTimesheets {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/timesheets";
            type Response = Vec<Timesheet>;
        }
    }
    mod list_track_reminders {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListTrackReminders;
        impl ListTrackReminders {
            pub fn new() -> Self {}
        }
        impl Endpoint for ListTrackReminders {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/track_reminders";
            type Response = Vec<TrackReminder>;
        }
    }
    mod list_workspaces {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ListWorkspaces {
            pub since: Option<Timestamp>,
        }
        impl ListWorkspaces {
            pub fn new() -> Self {}
            #[must_use]
            pub fn since(mut self, since: Timestamp) -> Self {}
        }
        impl Endpoint for ListWorkspaces {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "me/workspaces";
            type Response = Vec<Workspace>;
        }
    }
    mod post_lost_password {
        #[derive(Clone, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct PostLostPassword {
            pub token_code: Secret,
            pub email: Option<String>,
        }
        impl PostLostPassword {
            pub fn new(token_code: impl Into<Secret>) -> Self {}
            #[must_use]
            pub fn email(mut self, email: impl Into<String>) -> Self {}
        }
        impl fmt::Debug for PostLostPassword {}
        impl Endpoint for PostLostPassword {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/lost_passwords/{token_code}";
            const AUTH: Auth = Auth::Never;
            const BUCKET: Bucket = Bucket::None;
            const CARRIES_SECRET: bool = true;
            type Response = String;
        }
    }
    mod remove_push_service {
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct RemovePushService {
            pub fcm_registration_token: Secret,
        }
        impl RemovePushService {
            pub fn new(fcm_registration_token: impl Into<Secret>) -> Self {}
        }
        impl Endpoint for RemovePushService {
            const METHOD: Method = Method::DELETE;
            const PATH: &'static str = "me/push_services";
            const CARRIES_SECRET: bool = true;
            type Response = String;
        }
    }
    mod request_export {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct RequestExport {
            pub profile: bool,
            pub timeline: bool,
        }
        impl RequestExport {
            pub fn new() -> Self {}
            #[must_use]
            pub fn profile(mut self, profile: bool) -> Self {}
            #[must_use]
            pub fn timeline(mut self, timeline: bool) -> Self {}
        }
        impl Endpoint for RequestExport {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/export";
            type Response = String;
        }
    }
    mod request_lost_password {
        #[derive(Clone, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct RequestLostPassword {
            pub email: String,
        }
        impl RequestLostPassword {
            pub fn new(email: impl Into<String>) -> Self {}
        }
        impl fmt::Debug for RequestLostPassword {}
        impl Endpoint for RequestLostPassword {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/lost_passwords";
            const AUTH: Auth = Auth::Never;
            const BUCKET: Bucket = Bucket::None;
            type Response = String;
        }
    }
    mod reset_token {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct ResetToken;
        impl ResetToken {
            pub fn new() -> Self {}
        }
        impl Endpoint for ResetToken {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/reset_token";
            type Response = Secret;
        }
    }
    mod suggest_favorites {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct SuggestFavorites;
        impl SuggestFavorites {
            pub fn new() -> Self {}
        }
        impl Endpoint for SuggestFavorites {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/favorites/suggestions";
            const ONLY_READS: bool = true;
            type Response = Vec<Favorite>;
        }
    }
    mod update_client_preferences {
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct UpdateClientPreferences {
            pub client: PreferencesClient,
            pub preferences: Preferences,
        }
        impl UpdateClientPreferences {
            pub fn new(client: PreferencesClient, preferences: Preferences) -> Self {}
        }
        impl Endpoint for UpdateClientPreferences {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/preferences/{client}";
            type Response = String;
        }
    }
    mod update_favorites {
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct UpdateFavorites {
            pub favorites: Vec<FavoriteUpdate>,
            pub meta: Option<bool>,
        }
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct FavoriteUpdate {
            pub favorite_id: i64,
            pub details: FavoriteDetails,
        }
        impl FavoriteUpdate {
            pub fn new(favorite_id: i64, details: FavoriteDetails) -> Self {}
        }
        impl UpdateFavorites {
            pub fn new() -> Self {}
            #[must_use]
            pub fn favorite(
                mut self,
                favorite_id: i64,
                details: FavoriteDetails,
            ) -> Self {}
            #[must_use]
            pub fn meta(mut self, meta: bool) -> Self {}
        }
        impl Endpoint for UpdateFavorites {
            const METHOD: Method = Method::PUT;
            const PATH: &'static str = "me/favorites";
            type Response = Vec<Favorite>;
        }
    }
    mod update_me {
        #[derive(Clone, Default, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct UpdateMe {
            pub beginning_of_week: Option<u8>,
            pub country_id: Option<i64>,
            pub current_password: Option<Secret>,
            pub default_workspace_id: Option<i64>,
            pub email: Option<String>,
            pub fullname: Option<String>,
            pub password: Option<Secret>,
            pub timezone: Option<String>,
        }
        impl UpdateMe {
            pub fn new() -> Self {}
            #[must_use]
            pub fn beginning_of_week(mut self, day: u8) -> Self {}
            #[must_use]
            pub fn country_id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn default_workspace_id(mut self, id: i64) -> Self {}
            #[must_use]
            pub fn email(mut self, email: impl Into<String>) -> Self {}
            #[must_use]
            pub fn fullname(mut self, name: impl Into<String>) -> Self {}
            #[must_use]
            pub fn password(
                mut self,
                current: impl Into<Secret>,
                new: impl Into<Secret>,
            ) -> Self {}
            #[must_use]
            pub fn timezone(mut self, name: impl Into<String>) -> Self {}
        }
        impl fmt::Debug for UpdateMe {}
        impl Endpoint for UpdateMe {
            const METHOD: Method = Method::PUT;
            const PATH: &'static str = "me";
            const CARRIES_SECRET: bool = true;
            type Response = Me;
        }
        #[derive(Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum UpdateMeRefusal {
            WrongCurrentPassword,
            MissingCurrentPassword,
            InvalidBeginningOfWeek,
            InvalidCountryId,
            InvalidDefaultWorkspaceId,
            InvalidEmail,
            InvalidFullname,
            InvalidTimezone,
            PasswordTooShort,
            EmailTaken,
            Other(String),
        }
        impl UpdateMeRefusal {
            pub fn of(error: &ApiError) -> Option<Self> {}
        }
        impl fmt::Debug for UpdateMeRefusal {}
    }
    mod update_preferences {
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct UpdatePreferences {
            pub preferences: Preferences,
        }
        impl UpdatePreferences {
            pub fn new(preferences: Preferences) -> Self {}
        }
        impl Endpoint for UpdatePreferences {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = "me/preferences";
            type Response = String;
        }
    }
    pub use create_favorite::FavoriteDetails;
    pub use list_time_entries::DateOrTime;
    pub use list_time_entries::WhichTimeEntries;
    pub use list_time_entry_sharing::TimeEntryInWorkspace;
    pub use update_favorites::FavoriteUpdate;
    pub use update_me::UpdateMeRefusal;
    operations! {
        get_me::GetMe, update_me::UpdateMe, accept_tos::AcceptTos,
        list_clients::ListClients, close_account::CloseAccount,
        disable_product_emails::DisableProductEmails,
        disable_weekly_report::DisableWeeklyReport, enable_sso::EnableSso,
        list_exports::ListExports, request_export::RequestExport,
        download_export::DownloadExport, list_favorites::ListFavorites,
        create_favorite::CreateFavorite, update_favorites::UpdateFavorites,
        suggest_favorites::SuggestFavorites, delete_favorite::DeleteFavorite,
        list_features::ListFeatures, get_flags::GetFlags, add_flags::AddFlags,
        get_id::GetId, get_location::GetLocation, check_login::CheckLogin,
        get_lost_password::GetLostPassword, request_lost_password::RequestLostPassword,
        confirm_lost_password::ConfirmLostPassword,
        check_lost_password_code::CheckLostPasswordCode,
        post_lost_password::PostLostPassword, list_organizations::ListOrganizations,
        get_preferences::GetPreferences, update_preferences::UpdatePreferences,
        get_client_preferences::GetClientPreferences,
        update_client_preferences::UpdateClientPreferences, list_projects::ListProjects,
        list_projects_page::ListProjectsPage, list_push_services::ListPushServices,
        add_push_service::AddPushService, remove_push_service::RemovePushService,
        list_quotas::ListQuotas, reset_token::ResetToken, list_tags::ListTags,
        list_tasks::ListTasks, list_time_entries::ListTimeEntries,
        get_time_entry_checklist::GetTimeEntryChecklist,
        get_current_time_entry::GetCurrentTimeEntry, get_time_entry::GetTimeEntry,
        list_time_entry_sharing::ListTimeEntrySharing, list_timesheets::ListTimesheets,
        list_track_reminders::ListTrackReminders, get_web_timer::GetWebTimer,
        list_workspaces::ListWorkspaces,
    }
    pub fn route(method: &Method, path: &str) -> Option<&'static EndpointInfo> {}
}
pub mod model {
    mod client {
        model! {
            pub struct Client { pub id : i64, pub workspace_id : Option < i64 > as wid,
            pub name : Option < String >, pub archived : Option < bool >, pub at : Option
            < Timestamp >, pub creator_id : Option < i64 >, pub server_deleted_at :
            Option < Timestamp >, pub notes : Option < String >, pub permissions : Vec <
            String >, pub external_reference : Option < String >, pub integration_ext_id
            : Option < String >, pub integration_ext_type : Option < String >, pub
            integration_provider : Option < IntegrationProvider >, pub total_count :
            Option < i64 >, }
        }
    }
    mod download_request {
        model! {
            pub struct DownloadRequest known by any key { pub token : Option < String >,
            pub state : Option < String >, pub error_message : Option < String >, }
        }
    }
    mod favorite {
        model! {
            pub struct Favorite { pub favorite_id : i64, pub workspace_id : Option < i64
            >, pub user_id : Option < i64 >, pub description : Option < String >, pub
            project_id : Option < i64 >, pub task_id : Option < i64 >, pub tag_ids : Vec
            < i64 >, pub tags : Vec < String >, pub billable : Option < bool >, pub rank
            : Option < i64 >, pub public : Option < bool >, pub was_public_at : Option <
            Timestamp >, pub created_at : Option < Timestamp >, pub deleted_at : Option <
            Timestamp >, pub permissions : Vec < String >, pub project_name : Option <
            String >, pub project_color : Option < String >, pub project_active : Option
            < bool >, pub project_billable : Option < bool >, pub project_private :
            Option < bool >, pub client_name : Option < String >, pub task_name : Option
            < String >, }
        }
    }
    mod feature {
        model! {
            pub struct WorkspaceFeatures { pub workspace_id : i64, pub features : Vec <
            Feature >, }
        }
        model! {
            pub struct Feature { pub feature_id : i64, pub name : Option < String >, pub
            enabled : Option < bool >, }
        }
    }
    mod integration {
        open_enum! {
            pub enum IntegrationProvider { Asana = "asana", Jira = "jira", Salesforce =
            "salesforce", }
        }
    }
    mod location {
        model! {
            pub struct Location known by any key { pub city : Option < String >, pub
            city_lat_long : Option < String >, pub state : Option < String >, pub
            country_code : Option < String >, pub country_name : Option < String >, }
        }
    }
    mod lost_password {
        model! {
            pub struct LostPasswordCheck known by any key { pub user_id : Option < i64 >,
            }
        }
        model! {
            pub struct LostPasswordUser known by any key { pub id : Option < i64 >, pub
            email : Option < String >, pub fullname : Option < String >,
            #[serde(skip_serializing)] pub api_token : Option < Secret >, }
        }
    }
    mod me {
        model! {
            pub struct Me { pub id : i64, pub email : Option < String >, pub fullname :
            Option < String >, pub image_url : Option < String >, pub timezone : Option <
            String >, pub country_id : Option < i64 >, pub beginning_of_week : Option <
            i64 >, pub default_workspace_id : Option < i64 >, #[serde(skip_serializing)]
            pub api_token : Option < Secret >, pub has_password : Option < bool >,
            #[serde(rename = "2fa_enabled")] pub two_factor_enabled : Option < bool >,
            pub openid_enabled : Option < bool >, pub openid_email : Option < String >,
            pub oauth_providers : Vec < String >, pub toggl_accounts_id : Option < String
            >, pub toggl_accounts_updated_at : Option < Timestamp >,
            #[serde(skip_serializing)] pub intercom_hash : Option < Secret >, pub options
            : Map < String, Value >, pub created_at : Option < Timestamp >, pub
            updated_at : Option < Timestamp >, pub authorization_updated_at : Option <
            Timestamp >, pub at : Option < Timestamp >, pub clients : Vec < Client >, pub
            projects : Vec < Project >, pub tags : Vec < Tag >, pub tasks : Vec < Task >,
            pub time_entries : Vec < TimeEntry >, pub workspaces : Vec < Workspace >, }
        }
    }
    mod organization {
        model! {
            pub struct Organization { pub id : i64, pub name : Option < String >, pub
            owner : Option < bool >, pub admin : Option < bool >, pub permissions : Vec <
            String >, pub user_count : Option < i64 >, pub max_workspaces : Option < i64
            >, pub is_multi_workspace_enabled : Option < bool > as is_multi_workspace,
            pub is_unified : Option < bool >, pub max_data_retention_days : Option < i64
            >, pub pricing_plan_id : Option < i64 >, pub pricing_plan_name : Option <
            String >, pub pricing_plan_enterprise : Option < bool >, pub subscription :
            Option < OrganizationSubscription >, pub trial_info : Option < TrialInfo >,
            pub payment_methods : Vec < Value >, pub is_chargify : Option < bool >, pub
            created_at : Option < Timestamp >, pub at : Option < Timestamp >, pub
            toggl_suite_updated_at : Option < Timestamp >, pub suspended_at : Option <
            Timestamp >, pub server_deleted_at : Option < Timestamp >, }
        }
        model! {
            pub struct TrialInfo { pub trial : Option < bool >, pub trial_available :
            Option < bool >, pub can_have_trial : Option < bool >, pub trial_plan_id :
            Option < i64 >, pub last_pricing_plan_id : Option < i64 >, pub trial_end_date
            : Option < Timestamp >, pub next_payment_date : Option < Timestamp >, }
        }
        model! {
            pub struct OrganizationSubscription { pub plan : Option < Plan >, pub
            plan_name : Option < String >, pub enterprise : Option < bool >, pub state :
            Option < SubscriptionState >, pub seats : Option < i64 >, pub
            billing_period_months : Option < i64 >, pub created_at : Option < Timestamp
            >, pub trial : Option < SubscriptionTrial >, }
        }
        open_enum! {
            pub enum Plan { Free = "free", Starter = "starter", Premium = "premium",
            Enterprise = "enterprise", }
        }
        open_enum! {
            pub enum SubscriptionState { Incomplete = "incomplete", IncompleteExpired =
            "incomplete_expired", Trialing = "trialing", Active = "active", PastDue =
            "past_due", Canceled = "canceled", Unpaid = "unpaid", Free = "free", }
        }
        model! {
            pub struct SubscriptionTrial { pub active : Option < bool >, pub available :
            Option < bool >, pub plan : Option < Plan >, pub end_date : Option <
            Timestamp >, }
        }
    }
    mod organization_quota {
        model! {
            pub struct OrganizationQuota known by any key { pub organization_id : Option
            < i64 >, pub remaining : Option < i64 >, pub resets_in_secs : Option < i64 >,
            pub total : Option < i64 >, }
        }
    }
    pub(crate) mod preferences {
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        pub struct Preferences(_);
        impl Preferences {
            pub fn new() -> Self {}
            pub fn get(&self, name: &str) -> Option<&Value> {}
            pub fn set(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {}
            pub fn as_map(&self) -> &Map<String, Value> {}
            pub fn into_map(self) -> Map<String, Value> {}
            pub fn beginning_of_week(&self) -> Option<i64> {}
            pub fn set_beginning_of_week(&mut self, day: u8) -> &mut Self {}
            pub fn date_format(&self) -> Option<&str> {}
            pub fn set_date_format(&mut self, format: &str) -> &mut Self {}
            pub fn timeofday_format(&self) -> Option<&str> {}
            pub fn set_timeofday_format(&mut self, format: &str) -> &mut Self {}
            pub fn duration_format(&self) -> Option<&str> {}
            pub fn set_duration_format(&mut self, format: &str) -> &mut Self {}
            pub fn timezone(&self) -> Option<&str> {}
            pub fn set_timezone(&mut self, name: &str) -> &mut Self {}
            pub fn collapse_time_entries(&self) -> Option<bool> {}
            pub fn set_collapse_time_entries(&mut self, collapse: bool) -> &mut Self {}
            pub fn record_timeline(&self) -> Option<bool> {}
            pub fn set_record_timeline(&mut self, record: bool) -> &mut Self {}
            pub fn send_product_emails(&self) -> Option<bool> {}
            pub fn set_send_product_emails(&mut self, send: bool) -> &mut Self {}
            pub fn send_weekly_report(&self) -> Option<bool> {}
            pub fn set_send_weekly_report(&mut self, send: bool) -> &mut Self {}
            pub fn send_timer_notifications(&self) -> Option<bool> {}
            pub fn set_send_timer_notifications(&mut self, send: bool) -> &mut Self {}
            pub fn tos_accept_needed(&self) -> Option<bool> {}
            pub fn alpha_features(&self) -> Vec<AlphaFeature> {}
            pub fn set_alpha_feature(&mut self, code: &str, enabled: bool) -> &mut Self {}
        }
        impl From<Map<String, Value>> for Preferences {}
        model! {
            pub struct AlphaFeature { pub alpha_feature_id : Option < i64 >, pub
            product_id : Option < i64 >, pub code : Option < String >, pub description :
            Option < String >, pub enabled : Option < bool >, pub deleted_at : Option <
            Timestamp >, }
        }
        open_enum! {
            pub enum PreferencesClient { Desktop = "desktop", Web = "web", }
        }
    }
    mod project {
        model! {
            pub struct Project { pub id : i64, pub workspace_id : Option < i64 > as wid,
            pub client_id : Option < i64 > as cid, pub client_name : Option < String >,
            pub name : Option < String >, pub color : Option < String >, pub status :
            Option < ProjectStatus >, pub active : Option < bool >, pub is_private :
            Option < bool >, pub pinned : Option < bool >, pub can_track_time : Option <
            bool >, pub billable : Option < bool >, pub rate : Option < f64 >, pub
            rate_last_updated : Option < Timestamp >, pub fixed_fee : Option < f64 >, pub
            currency : Option < String >, pub estimated_hours : Option < f64 >, pub
            estimated_seconds : Option < i64 >, pub auto_estimates : Option < bool >, pub
            actual_hours : Option < f64 >, pub actual_seconds : Option < i64 >, pub
            tasks_count : Option < i64 >, pub start_date : Option < Date >, pub end_date
            : Option < Date >, pub recurring : Option < bool >, pub recurring_parameters
            : Vec < RecurringParameters >, pub current_period : Option < RecurringPeriod
            >, pub template : Option < bool >, pub template_id : Option < i64 >, pub
            is_shared : Option < bool >, pub shared_at : Option < Timestamp >,
            #[serde(skip_serializing)] pub shared_hash : Option < Secret >, pub
            first_time_entry : Option < String >, pub created_at : Option < Timestamp >,
            pub at : Option < Timestamp >, pub server_deleted_at : Option < Timestamp >,
            pub permissions : Vec < String >, pub external_reference : Option < String >,
            pub integration_ext_id : Option < String >, pub integration_ext_type : Option
            < String >, pub integration_provider : Option < IntegrationProvider >, pub
            total_count : Option < i64 >, }
        }
        open_enum! {
            pub enum ProjectStatus { Upcoming = "upcoming", Active = "active", Ended =
            "ended", Archived = "archived", Deleted = "deleted", }
        }
        model! {
            pub struct RecurringParameters { pub period : Option < String >, pub
            custom_period : Option < i64 >, pub estimated_seconds : Option < i64 >, pub
            project_start_date : Option < Date >, pub parameter_start_date : Option <
            Date >, pub parameter_end_date : Option < Date >, }
        }
        model! {
            pub struct RecurringPeriod { pub start_date : Option < Date >, pub end_date :
            Option < Date >, }
        }
    }
    mod subscription {
        model! {
            pub struct Subscription { pub subscription_id : Option < i64 >, pub
            organization_id : Option < i64 >, pub workspace_id : Option < i64 >, pub
            company_id : Option < i64 >, pub customer_id : Option < i64 >, pub
            pricing_plan_id : Option < i64 >, pub last_pricing_plan_id : Option < i64 >,
            pub currency : Option < String >, pub auto_renew : Option < bool >, pub
            created_at : Option < Timestamp >, pub renewal_at : Option < Timestamp >, pub
            deleted_at : Option < Timestamp >, pub subscription_period : Option <
            SubscriptionPeriod >, pub payment_details : Option < PaymentDetails >, pub
            card_details : Option < CardDetails >, pub contact_detail : Option <
            ContactDetail >, }
        }
        model! {
            pub struct SubscriptionPeriod { pub subscription_period_id : Option < i64 >,
            pub subscription_id : Option < i64 >, pub user_count : Option < i64 >, pub
            trial : Option < bool >, pub started_on : Option < String >, pub finished_on
            : Option < String >, pub created_at : Option < String >, }
        }
        model! {
            pub struct PaymentDetails { pub customer_id : Option < i64 >, pub user_id :
            Option < i64 >, pub payment_type : Option < String >, pub reference : Option
            < String >, pub currency : Option < String >, pub created_at : Option <
            String >, }
        }
        model! {
            pub struct CardDetails { #[serde(skip_serializing)] pub card_number : Option
            < Secret >, pub card_type : Option < String >, pub expiry_date : Option <
            String >, pub holder_name : Option < String >, pub creator_id : Option < i64
            >, pub creator_name : Option < String >, pub added_at : Option < String >, }
        }
        model! {
            pub struct ContactDetail { pub contact_detail_id : Option < i64 >, pub
            customer_id : Option < i64 >, pub user_id : Option < i64 >, pub company_name
            : Option < String >, pub company_address : Option < String >, pub
            company_city : Option < String >, pub zip_code : Option < String >, pub
            country_id : Option < i64 >, pub country_subdivision_id : Option < i64 >, pub
            is_eu_resident : Option < bool >, pub contact_person : Option < String >, pub
            contact_email : Option < String >, pub vat_number : Option < String >, pub
            vat_number_valid : Option < bool >, pub vat_number_validated_at : Option <
            String >, pub created_at : Option < String >, pub updated_at : Option <
            String >, }
        }
    }
    mod tag {
        model! {
            pub struct Tag { pub id : i64, pub workspace_id : Option < i64 >, pub name :
            Option < String >, pub at : Option < Timestamp >, pub creator_id : Option <
            i64 >, pub deleted_at : Option < Timestamp >, pub permissions : Vec < String
            >, pub integration_ext_id : Option < String >, pub integration_ext_type :
            Option < String >, pub integration_provider : Option < IntegrationProvider >,
            }
        }
    }
    mod task {
        model! {
            pub struct Task { pub id : i64, pub workspace_id : Option < i64 >, pub
            project_id : Option < i64 >, pub name : Option < String >, pub active :
            Option < bool >, pub recurring : Option < bool >, pub user_id : Option < i64
            >, pub toggl_accounts_id : Option < String >, pub estimated_seconds : Option
            < i64 >, #[serde(rename = "tracked_seconds")] pub tracked_ms : Option < i64
            >, pub rate : Option < f64 >, pub rate_last_updated : Option < Timestamp >,
            pub at : Option < Timestamp >, pub server_deleted_at : Option < Timestamp >,
            pub project_name : Option < String >, pub project_color : Option < String >,
            pub project_billable : Option < bool >, pub project_is_private : Option <
            bool >, pub client_id : Option < i64 >, pub client_name : Option < String >,
            pub user_name : Option < String >, pub avatar_url : Option < String >, pub
            permissions : Vec < String >, pub external_reference : Option < String >, pub
            integration_ext_id : Option < String >, pub integration_ext_type : Option <
            String >, pub integration_provider : Option < IntegrationProvider >, }
        }
    }
    mod time_entry {
        model! {
            pub struct TimeEntry { pub id : i64, pub workspace_id : Option < i64 > as
            wid, pub user_id : Option < i64 > as uid, pub project_id : Option < i64 > as
            pid, pub task_id : Option < i64 > as tid, pub description : Option < String
            >, pub start : Option < Timestamp >, pub stop : Option < Timestamp >, pub
            duration : Option < i64 >, pub duronly : Option < bool >, pub billable :
            Option < bool >, pub tags : Vec < String >, pub tag_ids : Vec < i64 >, pub
            expense_ids : Vec < i64 >, pub shared_with : Vec < SharedWith >, pub at :
            Option < Timestamp >, pub server_deleted_at : Option < Timestamp >, pub
            permissions : Vec < String >, pub project_name : Option < String >, pub
            project_color : Option < String >, pub project_active : Option < bool >, pub
            project_billable : Option < bool >, pub client_id : Option < i64 >, pub
            client_name : Option < String >, pub task_name : Option < String >, pub
            user_name : Option < String >, pub user_avatar_url : Option < String >, }
        }
        impl TimeEntry {
            pub fn is_running(&self) -> bool {}
            pub fn elapsed(&self, now: Timestamp) -> Duration {}
        }
        model! {
            pub struct SharedWith { pub user_id : Option < i64 >, pub user_name : Option
            < String >, pub accepted : Option < bool >, }
        }
    }
    mod time_entry_checklist {
        model! {
            pub struct TimeEntryChecklist known by any key { pub time_entries_count_check
            : Option < bool >, pub time_entries_created_check : Option < bool >, }
        }
    }
    mod time_entry_sharing {
        model! {
            pub struct TimeEntrySharing known by any key { pub time_entry_invitation_id :
            Option < i64 >, pub time_entry_id : Option < i64 >, pub workspace_id : Option
            < i64 >, pub user_id : Option < i64 >, pub user_name : Option < String >, pub
            is_accepted : Option < bool >, }
        }
    }
    mod timesheet {
        model! {
            pub struct Timesheet { pub timesheet_id : i64, pub timesheet_setup_id :
            Option < i64 >, pub workspace_id : Option < i64 >, pub start_date : Option <
            Date >, pub timezone : Option < String >, pub status : Option < String >, pub
            working_hours_in_minutes : Option < i64 >, pub review_layer : Option < i64 >,
            pub force_approved : Option < bool >, pub approved_or_rejected_id : Option <
            i64 >, pub approved_or_rejected_at : Option < Timestamp >, pub
            rejection_comment : Option < String >, pub submitted_at : Option < Timestamp
            >, pub submission_email_sent_at : Option < Timestamp >, pub reminder_sent_at
            : Option < Timestamp >, pub created_at : Option < Timestamp >, pub updated_at
            : Option < Timestamp >, pub deleted_at : Option < Timestamp >, }
        }
    }
    mod track_reminder {
        model! {
            pub struct TrackReminder { pub reminder_id : i64, pub workspace_id : Option <
            i64 >, pub frequency : Option < i64 >, pub threshold : Option < i64 >, pub
            user_ids : Vec < i64 >, pub group_ids : Vec < i64 >, pub
            email_reminder_enabled : Option < bool >, pub slack_reminder_enabled : Option
            < bool >, pub created_at : Option < Timestamp >, }
        }
    }
    mod web_timer {
        model! {
            pub struct WebTimer known by any key { pub clients : Vec < Client >, pub
            projects : Vec < Project >, pub tags : Vec < Tag >, pub tasks : Vec < Task >,
            pub time_entries : Vec < WebTimerTimeEntry >, }
        }
        model! {
            pub struct WebTimerTimeEntry { #[serde(rename = "task_id")] pub id : Option <
            i64 >, pub workspace_id : Option < i64 >, pub user_id : Option < i64 >, pub
            project_id : Option < i64 >, pub planned_task_id : Option < i64 >, pub
            description : Option < String >, #[serde(rename = "utc_start")] pub start :
            Option < Timestamp >, #[serde(rename = "utc_stop")] pub stop : Option <
            Timestamp >, #[serde(rename = "duration_in_seconds")] pub duration : Option <
            i64 >, pub ignore_start_and_stop : Option < bool >, pub billable : Option <
            bool >, pub tag_ids : Vec < i64 >, pub updated_at : Option < Timestamp >,
            #[serde(rename = "deleted")] pub deleted_at : Option < Timestamp >, }
        }
    }
    pub(crate) mod wire {
        mod scalars {
            impl Scalar for Option<i64> {
                const EXPECTED: &'static str = "a whole number";
            }
            impl Scalar for Option<f64> {
                const EXPECTED: &'static str = "a number";
            }
            impl Scalar for Option<bool> {
                const EXPECTED: &'static str = "a boolean";
            }
        }
        impl Field for i64 {
            const IS_OWN_ID: bool = true;
        }
        impl<T: Item> Field for Option<T> {}
        impl<T: Item> Field for Vec<T> {}
        impl Field for Map<String, Value> {}
        impl Item for Secret {}
        impl Item for Value {}
        impl Item for String {}
        impl Item for bool {}
        impl Item for f64 {}
        impl Item for i64 {}
        impl Item for Timestamp {}
        impl Item for Date {}
    }
    mod workspace {
        model! {
            pub struct Workspace { pub id : i64, pub organization_id : Option < i64 >,
            pub name : Option < String >, pub logo_url : Option < String >, pub role :
            Option < String >, pub admin : Option < bool >, pub permissions : Vec <
            String >, pub premium : Option < bool >, pub business_ws : Option < bool >,
            pub profile : Option < i64 >, pub default_hourly_rate : Option < f64 >, pub
            rate_last_updated : Option < Timestamp >, pub default_currency : Option <
            String >, pub only_admins_may_create_projects : Option < bool >, pub
            only_admins_may_create_tags : Option < bool >, pub
            only_admins_see_billable_rates : Option < bool >, pub
            only_admins_see_team_dashboard : Option < bool >, pub
            limit_public_project_data : Option < bool >, pub projects_billable_by_default
            : Option < bool >, pub projects_enforce_billable : Option < bool >, pub
            projects_private_by_default : Option < bool >, pub te_constraints : Option <
            TimeEntryConstraints >, pub hide_start_end_times : Option < bool >, pub
            working_hours_in_minutes : Option < i64 >, pub disable_approvals : Option <
            bool >, pub disable_expenses : Option < bool >, pub disable_timesheet_view :
            Option < bool >, pub reports_collapse : Option < bool >, pub rounding :
            Option < i64 >, pub rounding_minutes : Option < i64 >, pub
            max_data_retention_days : Option < i64 >, pub ical_enabled : Option < bool >,
            #[serde(skip_serializing)] pub ical_url : Option < Secret >,
            #[serde(skip_serializing)] pub api_token : Option < Secret >, pub
            active_project_count : Option < i64 >, pub csv_upload : Option < CsvUpload >,
            pub subscription : Option < Subscription >, pub last_modified : Option <
            Timestamp >, pub at : Option < Timestamp >, pub suspended_at : Option <
            Timestamp >, pub server_deleted_at : Option < Timestamp >, }
        }
        model! {
            pub struct TimeEntryConstraints { pub time_entry_constraints_enabled : Option
            < bool >, pub description_present : Option < bool >, pub project_present :
            Option < bool >, pub tag_present : Option < bool >, pub task_present : Option
            < bool >, }
        }
        model! {
            pub struct CsvUpload { pub log_id : Option < i64 >, pub at : Option <
            Timestamp >, }
        }
    }
    pub use client::Client;
    pub use download_request::DownloadRequest;
    pub use favorite::Favorite;
    pub use feature::{Feature, WorkspaceFeatures};
    pub use integration::IntegrationProvider;
    pub use location::Location;
    pub use lost_password::{LostPasswordCheck, LostPasswordUser};
    pub use me::Me;
    pub use organization::{
        Organization, OrganizationSubscription, Plan, SubscriptionState,
        SubscriptionTrial, TrialInfo,
    };
    pub use organization_quota::OrganizationQuota;
    pub use preferences::{AlphaFeature, Preferences, PreferencesClient};
    pub use project::{Project, ProjectStatus, RecurringParameters, RecurringPeriod};
    pub use subscription::{
        CardDetails, ContactDetail, PaymentDetails, Subscription, SubscriptionPeriod,
    };
    pub use tag::Tag;
    pub use task::Task;
    pub use time_entry::{SharedWith, TimeEntry};
    pub use time_entry_checklist::TimeEntryChecklist;
    pub use time_entry_sharing::TimeEntrySharing;
    pub use timesheet::Timesheet;
    pub use track_reminder::TrackReminder;
    pub use web_timer::{WebTimer, WebTimerTimeEntry};
    pub use workspace::{CsvUpload, TimeEntryConstraints, Workspace};
}
mod operation {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Auth {
        Required,
        IfPresent,
        Never,
    }
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Bucket {
        User,
        Organization,
        None,
    }
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct EndpointInfo {
        pub method: Method,
        pub path: &'static str,
        pub auth: Auth,
        pub bucket: Bucket,
        pub only_reads: bool,
        pub carries_secret: bool,
        pub max_age: Option<Duration>,
    }
    impl EndpointInfo {
        pub fn writes(&self) -> bool {}
        pub fn matches(&self, method: &Method, path: &str) -> bool {}
    }
    impl fmt::Display for EndpointInfo {}
}
pub mod page {
    pub use crate::spans::Spans;
    pub trait Paginated: Endpoint<Response = Vec<Self::Item>> + Clone {
        type Item;
        fn id(item: &Self::Item) -> i64;
        #[must_use]
        fn resume_at(self, id: i64) -> Self;
    }
    #[derive(Clone, Debug)]
    pub struct Pages<E> {
        private: _,
    }
    impl<E: Paginated> Pages<E> {
        pub fn new(first: E) -> Self {}
        pub fn next_request(&self) -> Option<E> {}
        pub fn accept(&mut self, mut page: Vec<E::Item>) -> Vec<E::Item> {}
    }
    impl<E: Paginated> From<E> for Pages<E> {}
}
mod quota {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Quota {
        pub remaining: i64,
        pub resets_in: Option<Duration>,
    }
    impl Quota {
        pub const REMAINING: &'static str = "x-toggl-quota-remaining";
        pub const RESETS_IN: &'static str = "x-toggl-quota-resets-in";
        pub fn new(remaining: i64, resets_in: Option<Duration>) -> Self {}
        pub fn from_headers(headers: &HeaderMap) -> Option<Quota> {}
    }
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct BucketQuota {
        pub organization: Option<i64>,
        pub quota: Quota,
        pub limit: Option<u32>,
    }
    impl BucketQuota {
        pub fn new(organization: Option<i64>, quota: Quota, limit: Option<u32>) -> Self {}
    }
}
mod secret {
    #[derive(Clone, Default, PartialEq, Eq)]
    pub struct Secret(_);
    impl Secret {
        pub fn expose(&self) -> &str {}
    }
    impl fmt::Debug for Secret {}
    impl From<String> for Secret {}
    impl From<&str> for Secret {}
    impl<'de> Deserialize<'de> for Secret {}
}
mod spans {
    #[derive(Clone, Debug)]
    pub struct Spans {
        private: _,
    }
    impl Spans {
        pub const LIMIT: usize = 1_000;
        pub fn new(from: Timestamp, until: Timestamp) -> Result<Self, BuildError> {}
        #[must_use]
        pub fn with_limit(mut self, limit: usize) -> Self {}
        #[must_use]
        pub fn meta(mut self, meta: bool) -> Self {}
        #[must_use]
        pub fn include_sharing(mut self, include_sharing: bool) -> Self {}
        pub fn next_request(&self) -> Option<ListTimeEntries> {}
        pub fn accept(&mut self, mut listed: Vec<TimeEntry>) -> Vec<TimeEntry> {}
        pub fn overfull(&self) -> &[Timestamp] {}
    }
}
pub mod store {
    mod contract {
        pub trait Store: fmt::Debug + Send + Sync {
            fn secret(&self) -> Result<[u8; 16], StoreError>;
            fn read(&self, ask: &Read) -> Result<Held, StoreError>;
            fn write(&self, ask: &Write) -> Result<Written, StoreError>;
        }
        impl<S: Store + ?Sized> Store for Arc<S> {}
        pub fn new_secret() -> [u8; 16] {}
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct Version(pub u64);
        impl Version {
            pub const NONE: Version = Version(0);
        }
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Read {
            pub owner: OwnerId,
            pub key: Option<CacheKey>,
        }
        #[derive(Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Held {
            pub version: Version,
            pub record: Option<Vec<u8>>,
            pub response: Option<Vec<u8>>,
            pub now: Option<Timestamp>,
        }
        impl Default for Held {}
        #[derive(Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Write {
            pub owner: OwnerId,
            pub version: Version,
            pub next: Version,
            pub record: Vec<u8>,
            pub lifetime: Duration,
            pub response: Option<Put>,
            pub key: Option<CacheKey>,
        }
        impl Write {
            pub fn new(
                owner: OwnerId,
                version: Version,
                next: Version,
                record: Vec<u8>,
            ) -> Self {}
        }
        #[derive(Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Put {
            pub key: CacheKey,
            pub bytes: Vec<u8>,
            pub lifetime: Duration,
        }
        impl Put {
            pub fn new(key: CacheKey, bytes: Vec<u8>, lifetime: Duration) -> Self {}
        }
        impl fmt::Debug for Held {}
        impl fmt::Debug for Write {}
        impl fmt::Debug for Put {}
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Written {
            Done,
            Changed(Held),
        }
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Ask {
            Secret,
            Read(Read),
            Write(Write),
        }
        impl Ask {
            pub fn put_to(
                &self,
                store: &(impl Store + ?Sized),
            ) -> Result<Replied, StoreError> {}
        }
        #[derive(Clone, PartialEq, Eq)]
        pub enum Replied {
            Secret([u8; 16]),
            Held(Held),
            Written(Written),
        }
        impl fmt::Debug for Replied {}
        #[derive(Clone, Debug)]
        pub struct StoreError {
            private: _,
        }
        impl StoreError {
            pub fn new(problem: impl Into<Cow<'static, str>>) -> Self {}
            #[must_use]
            pub fn with_source(
                mut self,
                source: impl Into<Box<dyn StdError + Send + Sync>>,
            ) -> Self {}
        }
        impl fmt::Display for StoreError {}
        impl StdError for StoreError {}
    }
    mod memory {
        pub struct MemoryStore {
            private: _,
        }
        impl MemoryStore {
            pub fn new() -> Self {}
            pub fn with_bounds(responses: usize, bytes: usize) -> Self {}
        }
        impl Default for MemoryStore {}
        impl Store for MemoryStore {}
        impl fmt::Debug for MemoryStore {}
    }
    mod owner {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct OwnerId(_);
        impl OwnerId {
            pub fn of<B>(request: &Request<B>, secret: &[u8; 16]) -> Option<OwnerId> {}
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {}
            pub const fn to_bytes(self) -> [u8; 16] {}
        }
        impl fmt::Display for OwnerId {}
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct CacheKey(_);
        impl CacheKey {
            pub fn of<B>(request: &Request<B>, secret: &[u8; 16]) -> CacheKey {}
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {}
            pub const fn to_bytes(self) -> [u8; 16] {}
        }
        impl fmt::Display for CacheKey {}
    }
    pub use contract::new_secret;
    pub use contract::{
        Ask, Held, Put, Read, Replied, Store, StoreError, Version, Write, Written,
    };
    pub use memory::MemoryStore;
    pub use owner::{CacheKey, OwnerId};
}
mod transport {
    pub trait Transport {
        #[track_caller]
        fn send(
            &self,
            request: http::Request<Vec<u8>>,
        ) -> Result<http::Response<Vec<u8>>, TransportError>;
    }
    impl<T: Transport + ?Sized> Transport for &T {}
    impl<T: Transport + ?Sized> Transport for Box<T> {}
    impl<T: Transport + ?Sized> Transport for Rc<T> {}
    impl<T: Transport + ?Sized> Transport for Arc<T> {}
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum TransportErrorKind {
        Connect,
        Tls,
        Timeout,
        Interrupted,
        TooLarge,
        Other,
    }
    #[derive(Clone, Debug)]
    pub struct TransportError {
        private: _,
    }
    impl TransportError {
        pub fn new(kind: TransportErrorKind) -> Self {}
        #[must_use]
        pub fn with_reason(mut self, reason: impl Into<Arc<str>>) -> Self {}
        #[must_use]
        pub fn with_source(
            mut self,
            source: impl Into<Box<dyn StdError + Send + Sync>>,
        ) -> Self {}
        #[must_use]
        pub fn unsent(mut self) -> Self {}
        pub fn reason(&self) -> Option<&str> {}
        pub fn kind(&self) -> TransportErrorKind {}
        pub fn is_unsent(&self) -> bool {}
    }
    impl fmt::Display for TransportError {}
    impl StdError for TransportError {}
}
mod url {
    mod path {
        pub fn fill_path(
            template: &'static str,
            variables: &[&str],
        ) -> Result<Cow<'static, str>, BuildError> {}
    }
    mod query {
        #[derive(Debug, Default)]
        pub struct Query {
            private: _,
        }
        impl Query {
            pub fn pair(&mut self, name: &'static str, value: impl fmt::Display) {}
            pub fn optional(
                &mut self,
                name: &'static str,
                value: Option<impl fmt::Display>,
            ) {}
        }
    }
    pub use path::fill_path;
    pub use query::Query;
}
pub use call::Source;
pub use call::retry::RetryPolicy;
pub use call::settings::CallOptions;
pub use client::{AsyncClient, AsyncTransport, Client, Reply};
pub use context::{Context, Credentials};
pub use dispatcher::Dispatcher;
pub use endpoint::{Endpoint, EndpointExt, Raw};
pub use error::{ApiError, ApiErrorKind, BuildError, DecodeError, Error};
pub use logged::Logged;
pub use quota::Quota;
pub use secret::Secret;
pub use transport::{Transport, TransportError, TransportErrorKind};
