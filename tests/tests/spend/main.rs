//! Tests of how a dispatcher spends the hour's calls: each of its rules by itself, all together, and over eight hours.

mod caching;
mod counting;
mod following;
mod forgetting;
mod idle;
mod pacing;
mod pages;
mod polling;
mod retrying;
mod simulation;
mod spans;
mod standing_in;
mod storing;

use std::sync::Arc;

use http::{Request, Response};
use toggl_me_core::store::{MemoryStore, Store};
use toggl_me_core::{
    ApiError, Client, Context, Credentials, Dispatcher, Error, Reply, Source, Transport, TransportError,
    TransportErrorKind, clock::Clock,
};

type Received = Result<Response<Vec<u8>>, TransportError>;

/// A transport that is a function.
struct Server<F>(F);

impl<F: Fn(Request<Vec<u8>>) -> Received> Transport for Server<F> {
    fn send(&self, request: Request<Vec<u8>>) -> Received {
        (self.0)(request)
    }
}

fn response(status: u16, body: &str) -> Received {
    Ok(Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap())
}

fn timeout() -> TransportError {
    TransportError::new(TransportErrorKind::Timeout)
}

fn context(token: &str) -> Context {
    Context::new(Credentials::api_token(token)).unwrap()
}

fn client<T: Transport>(transport: T) -> Client<T> {
    Client::new(transport, context("9f0c1e77"))
}

fn spending<T: Transport, C: Clock>(transport: T, dispatcher: &Dispatcher, clock: C) -> Client<T, C> {
    client(transport).with_clock(clock).with_dispatcher(dispatcher.clone())
}

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new())
}

/// Returns a source in a form that can be compared: ages in whole seconds.
#[derive(Debug, PartialEq)]
enum Kind {
    Fresh,
    Cached(u64),
    Stale(u64),
}

fn kind<R>(reply: &Reply<R>) -> Kind {
    match reply.source() {
        Source::Cached { age } => Kind::Cached(age.as_secs()),
        Source::Stale { age } => Kind::Stale(age.as_secs()),
        _ => Kind::Fresh,
    }
}

#[track_caller]
fn api_error<R: std::fmt::Debug>(result: Result<R, Error>) -> ApiError {
    match result {
        Err(Error::Api(error)) => error,
        other => panic!("no refusal: {other:?}"),
    }
}
