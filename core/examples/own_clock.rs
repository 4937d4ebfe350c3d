//! A program that brings its own clock, as every program has to on `wasm32-unknown-unknown`, where the standard library
//! has none.
//!
//! ```sh
//! cargo run -p toggl-me-core --example own_clock
//! ```

use std::cell::Cell;
use std::time::Duration;

use toggl_me_core::clock::Clock;
use toggl_me_core::http::{Request, Response};
use toggl_me_core::jiff::Timestamp;
use toggl_me_core::{Client, Context, Credentials, Dispatcher, Logged, Source, Transport, TransportError, me::GetMe};

/// A clock on which time passes only in `sleep`. In a browser, it would read `performance.now()` and `Date.now()`.
#[derive(Default)]
struct OwnClock(Cell<Duration>);

impl Clock for OwnClock {
    fn monotonic(&self) -> Duration {
        self.0.get()
    }

    fn wall(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + self.0.get()
    }

    fn sleep(&self, duration: Duration) {
        self.0.set(self.0.get() + duration);
    }
}

/// A server that is busy at first. In a browser, this would be `fetch`.
#[derive(Default)]
struct BusyOnce(Cell<u32>);

impl Transport for BusyOnce {
    fn send(&self, _: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        self.0.set(self.0.get() + 1);
        let (status, body) = if self.0.get() == 1 { (503, "") } else { (200, r#"{"id": 41, "fullname": "Ann Lee"}"#) };
        Response::builder().status(status).body(body.into()).map_err(|_| unreachable!("both statuses are valid"))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (clock, server) = (OwnClock::default(), BusyOnce::default());
    // If programs share a store, the seed must be random.
    let dispatcher = Dispatcher::new().seed(7);
    let context = Context::new(Credentials::api_token("0a1b2c3d"))?;
    let client =
        Client::new(Logged::new(&server).with_clock(&clock), context).with_dispatcher(dispatcher).with_clock(&clock);

    let me = client.send(&GetMe::new())?;
    println!("{} after {} requests", me.fullname.as_deref().unwrap_or("Somebody"), me.attempts());
    assert_eq!((me.id, me.attempts(), me.source()), (41, 2, Source::Fresh));

    clock.sleep(Duration::from_secs(60));
    let me = client.send(&GetMe::new())?;
    println!("{:?}", me.source());
    assert_eq!((me.id, server.0.get()), (41, 2));
    Ok(())
}
