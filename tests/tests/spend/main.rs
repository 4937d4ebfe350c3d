//! The layers that spend the hour's requests well: each by itself, together, and over eight hours.

mod budget;
mod cache;
mod idle;
mod pace;
mod pages;
mod retry;
mod simulation;
mod spans;
mod stores;

use http::{Request, Response};
use toggl_me_core::{Client, Context, Credentials, Transport, TransportError};

type Answer = Result<Response<Vec<u8>>, TransportError>;

/// A transport that is a function.
struct Server<F>(F);

impl<F: Fn(Request<Vec<u8>>) -> Answer> Transport for Server<F> {
    fn send(&self, request: Request<Vec<u8>>) -> Answer {
        (self.0)(request)
    }
}

fn answer(status: u16, body: &str) -> Answer {
    Ok(Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap())
}

fn context(token: &str) -> Context {
    Context::new(Credentials::api_token(token)).unwrap()
}

fn client<T: Transport>(transport: T) -> Client<T> {
    Client::new(transport, context("9f0c1e77"))
}
