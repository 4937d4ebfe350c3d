//! [`Cache`], and the whole stack: what is answered from a store is young enough, of the same credential, and of a time
//! after the last write; what a store holds is read whatever it is.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use jiff::Timestamp;
use toggl_me_core::{Cache, Key, MemoryStore, Owner, Policy, Source, Stack, Store, Trace, Transport, clock::{Clock as _}};
use toggl_me_transport_test::TestClock;

use crate::Input;
use crate::scripted::{Came, Scripted, pause, request};

/// Sends requests, lets time pass, and turns the clock on the wall.
pub fn run(input: Input<'_>) {
    let script = Scripted::new(input);
    let kind = script.draw(|input| input.below(4));
    let max_age = script.draw(pause);
    let max_stale = script.draw(pause);
    let clock = TestClock::new();
    let store: Arc<dyn Store> = match kind {
        0 => Arc::new(MemoryStore::with_bounds(2, 512)),
        1 => Arc::new(Hostile(script.draw(|input| input.line().to_vec()))),
        _ => Arc::new(MemoryStore::new()),
    };
    if kind == 3 {
        let stack = Stack::new().with_clock(clock.clone()).with_store(store).with_max_stale(max_stale);
        let stack = stack.with_policy(Policy::up_to(3)).over(&script);
        drive(&stack, &script, &clock, None);
    } else {
        let cache = Cache::new(&script).with_clock(clock.clone()).with_store(store);
        let bounds = (kind != 1).then_some((max_age, max_stale));
        drive(&cache.with_max_age(max_age).with_max_stale(max_stale), &script, &clock, bounds);
    }
}

/// When an attempt was made.
type Answered = (Duration, Option<String>, http::Uri);

fn drive(layers: &dyn Transport, script: &Scripted<'_>, clock: &TestClock, bounds: Option<(Duration, Duration)>) {
    let mut answered: HashMap<usize, Answered> = HashMap::new();
    let mut written: HashMap<Option<String>, usize> = HashMap::new();
    while !script.input.get().is_empty() {
        match script.draw(|input| input.below(8)) {
            0 => clock.advance(script.draw(pause)),
            1 => clock.set_wall(Timestamp::from_second(script.draw(Input::short).into()).unwrap_or_default()),
            _ => {
                let request = script.draw(request);
                let credential = request.headers().get("authorization").map(|value| format!("{value:?}"));
                let (method, uri) = (request.method().clone(), request.uri().clone());
                let before = script.attempts.borrow().len();
                let now = clock.monotonic();
                let result = layers.send(request);
                let attempts = script.attempts.borrow();
                let Some((max_age, max_stale)) = bounds else { continue };
                assert!(attempts.len() <= before + 1);
                if attempts.len() > before {
                    answered.insert(before, (now, credential.clone(), uri.clone()));
                }
                if method != Method::GET && attempts.last().is_some_and(|(_, came)| *came != Came::Unsent) {
                    written.insert(credential.clone(), attempts.len());
                }
                let Ok(response) = result else { continue };
                let limit = match Trace::of(&response).source {
                    Source::Fresh => continue,
                    Source::Cached { age } => {
                        assert!(age < max_age);
                        max_age
                    }
                    Source::Stale { age, .. } => {
                        assert!(age <= max_stale);
                        max_stale
                    }
                    _ => panic!("there are three sources"),
                };
                assert_eq!(method, Method::GET);
                let number: usize = String::from_utf8_lossy(response.body()).parse().expect("attempts are numbered");
                let (at, owner, asked) = &answered[&number];
                assert!(now - *at <= limit, "older than it may be");
                assert_eq!((owner, asked), (&credential, &uri), "an answer to another");
                assert!(number >= written.get(&credential).copied().unwrap_or(0), "from before a write");
            }
        }
    }
}

/// Has the same bytes for everybody, and cannot write.
#[derive(Debug)]
struct Hostile(Vec<u8>);

impl Store for Hostile {
    fn secret(&self) -> [u8; 16] {
        [7; 16]
    }

    fn answer(&self, _: Key) -> Option<Vec<u8>> {
        Some(self.0.clone())
    }

    fn generation(&self, _: Owner) -> u64 {
        0
    }

    fn put_answer(&self, _: Key, _: u64, _: Vec<u8>) {}

    fn forget(&self, _: Owner) {}

    fn ledger(&self, _: Owner) -> Option<Vec<u8>> {
        Some(self.0.clone())
    }

    fn put_ledger(&self, _: Owner, _: Vec<u8>) {}
}
