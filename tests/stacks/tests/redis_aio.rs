//! Tests that an async program and a blocking one share an hour through Redis. Each test starts a server of its own, if
//! one is installed.

#![cfg(unix)]

#[path = "../../../stores/tests/folder/mod.rs"]
mod folder;
#[path = "../../../stores/tests/redis/server.rs"]
#[allow(dead_code, reason = "each program uses a part of it")]
mod server;

use std::sync::Arc;
use std::time::Duration;

use redis::Client as Redis;
use server::Server;
use toggl_me_core::http::{Request, Response};
use toggl_me_core::me::{GetMe, GetTimeEntry};
use toggl_me_core::store::Store as _;
use toggl_me_core::{
    ApiErrorKind, AsyncClient, AsyncTransport, Client, Context, Credentials, Dispatcher, Error, Source, TransportError,
};
use toggl_me_stacks::redis_aio::RedisAio;
use toggl_me_stores::RedisStore;
use toggl_me_transport_test::FakeToggl;
use tokio::runtime::{Builder, Runtime};

const LIMIT: Duration = Duration::from_secs(10);

fn context(toggl: &FakeToggl) -> Context {
    Context::new(Credentials::api_token(toggl.api_token())).expect("a token")
}

/// Returns a program's dispatcher, which shares nothing but the server with another one. It does not pace, because that
/// would take half a minute.
fn dispatcher(redis: &Redis) -> Dispatcher {
    let store = RedisStore::from(redis.clone()).with_timeout(LIMIT);
    Dispatcher::new().pace(0, Duration::ZERO).store(Arc::new(store))
}

fn redis(server: &Server) -> Redis {
    Redis::open(server.as_ref()).expect("a URL")
}

/// The fake in an async program.
struct Async(FakeToggl);

impl AsyncTransport for Async {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        Ok(self.0.respond(&request))
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

fn async_client(toggl: &FakeToggl, redis: Redis, limit: Duration) -> AsyncClient<RedisAio<Async>> {
    let (context, dispatcher) = (context(toggl), dispatcher(&redis));
    AsyncClient::new(RedisAio::new(Async(toggl.clone()), redis, limit), context).with_dispatcher(dispatcher)
}

fn blocking_client(toggl: &FakeToggl, redis: &Redis) -> Client<FakeToggl> {
    Client::new(toggl.clone(), context(toggl)).with_dispatcher(dispatcher(redis))
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

/// Returns another request for each number. There is no such time entry, but the request costs a call as well.
fn question(number: i64) -> GetTimeEntry {
    GetTimeEntry::new(number + 1)
}

fn is_refused_unsent<T>(result: &Result<T, Error>) -> bool {
    matches!(result, Err(Error::Api(error)) if error.kind() == ApiErrorKind::QuotaExhausted && error.attempts() == 0)
}

#[test]
fn a_blocking_program_and_an_async_one_share_one_hour() {
    let Some(server) = Server::start() else { return };
    let toggl = FakeToggl::demo();
    let blocking = blocking_client(&toggl, &redis(&server));
    let nonblocking = Arc::new(async_client(&toggl, redis(&server), LIMIT));
    let runtime = runtime();
    runtime.block_on(async {
        let ask = |number| {
            let client = Arc::clone(&nonblocking);
            tokio::spawn(async move { drop(client.send(&question(number)).await) })
        };
        let tasks: Vec<_> = (0..20).map(ask).collect();
        tokio::task::spawn_blocking(move || (20..40).for_each(|number| drop(blocking.send(&question(number)))))
            .await
            .expect("no panic");
        for task in tasks {
            task.await.expect("no panic");
        }
    });
    assert!(toggl.requests() <= 30, "{} of 40 were sent", toggl.requests());
    // While calls are under way, fewer may be let through; calls from now on get the rest.
    let blocking = blocking_client(&toggl, &redis(&server));
    let rest: Vec<_> = (40..60).map(|number| blocking.send(&question(number))).collect();
    assert!(rest.iter().any(is_refused_unsent));
    assert_eq!((toggl.requests(), toggl.calls_left(&toggl.email())), (30, Some(0)));
    assert!(is_refused_unsent(&runtime.block_on(nonblocking.send(&question(60)))));
}

#[test]
fn either_program_finds_the_responses_of_the_other() {
    let Some(server) = Server::start() else { return };
    let toggl = FakeToggl::demo();
    let blocking = blocking_client(&toggl, &redis(&server));
    let nonblocking = async_client(&toggl, redis(&server), LIMIT);
    let me = blocking.send(&GetMe::new()).expect("the user");
    runtime().block_on(async {
        let same = nonblocking.send(&GetMe::new()).await.expect("the user");
        assert!(same.id == me.id && matches!(same.source(), Source::Cached { .. }), "{:?}", same.source());
        nonblocking.send(&question(0)).await.expect_err("no such time entry");
    });
    assert!(matches!(blocking.send(&GetMe::new()).expect("the user").source(), Source::Cached { .. }));
    assert_eq!(toggl.requests(), 2);
}

#[test]
fn an_async_program_goes_on_without_its_server() {
    let Some(mut server) = Server::start() else { return };
    let toggl = FakeToggl::demo();
    let client = async_client(&toggl, redis(&server), LIMIT);
    let runtime = runtime();
    let send = || runtime.block_on(client.send(&GetMe::new()));
    assert!(send().expect("the user").store_error().is_none());
    server.stop();
    let reply = send().expect("the user");
    assert_eq!(
        reply.store_error().expect("what failed").to_string(),
        "the store is not there: nobody listens at its address"
    );
    assert!(matches!(reply.source(), Source::Cached { .. }), "{:?}", reply.source());
    assert_eq!(toggl.requests(), 1);
}

#[test]
fn an_async_program_waits_no_longer_than_its_limit() {
    let Some(server) = Server::start() else { return };
    let toggl = FakeToggl::demo();
    let client = async_client(&toggl, redis(&server), Duration::from_millis(60));
    redis::cmd("CLIENT").arg("PAUSE").arg(3_600_000).exec(&mut server.connect()).expect("a pause");
    let reply = runtime().block_on(client.send(&GetMe::new())).expect("the user");
    assert_eq!(reply.store_error().expect("what failed").to_string(), "the store does not respond in time");
}

#[test]
fn an_async_program_brings_its_secret_to_an_empty_server() {
    let Some(mut server) = Server::start() else { return };
    let toggl = FakeToggl::demo();
    let client = async_client(&toggl, redis(&server), LIMIT);
    let runtime = runtime();
    let send = |number| runtime.block_on(client.send(&question(number)));
    send(0).expect_err("no such time entry");
    let before = RedisStore::from(redis(&server)).secret().expect("a secret");
    server.restart();
    send(1).expect_err("no such time entry");
    assert_eq!(RedisStore::from(redis(&server)).secret().expect("a secret"), before);
}
