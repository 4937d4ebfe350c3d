//! [`Watch`]: a fake, and what was seen of the requests to it.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use http::Request;

use super::journal::{Entry, Journal, Seen};
use super::planned::{Kind, Planned};
use crate::fake::{FakeToggl, Found};
use crate::faults::Fault;
use crate::lock::lock;
use crate::server::Outcome;

/// How many readers there may be at once.
const MOST_READERS: usize = 32;

pub(super) struct Watch {
    toggl: FakeToggl,
    journal: Mutex<Journal>,
    planned: Mutex<Planned>,
    /// How often something other than a request has changed the fake.
    changes: AtomicU64,
    readers: AtomicUsize,
    written: Mutex<Option<Written>>,
}

/// The state as it was last written.
#[derive(Clone)]
pub(super) struct Written {
    pub(super) json: Arc<str>,
    pub(super) version: u64,
    at: Instant,
}

impl Watch {
    pub(super) fn new(toggl: FakeToggl) -> Self {
        Watch {
            toggl,
            journal: Mutex::new(Journal::new()),
            planned: Mutex::default(),
            changes: AtomicU64::new(0),
            readers: AtomicUsize::new(0),
            written: Mutex::default(),
        }
    }

    pub(super) fn toggl(&self) -> &FakeToggl {
        &self.toggl
    }

    pub(super) fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }

    pub(super) fn planned(&self) -> MutexGuard<'_, Planned> {
        lock(&self.planned)
    }

    /// Gets the response to a request from the fake, or from the fault that is planned for it.
    pub(super) fn exchange(&self, request: Request<Vec<u8>>) -> Outcome {
        let kind = self.planned().next();
        self.exchange_with(request, kind).0
    }

    /// Gets the response to a request, without or with a fault.
    pub(super) fn exchange_with(&self, request: Request<Vec<u8>>, kind: Option<Kind>) -> (Outcome, Arc<Entry>) {
        let (wall, began) = self.toggl.now();
        let fault = kind.map(Kind::fault);
        let slowed = if let Some(Fault::Slow(by)) = fault { by } else { Duration::ZERO };
        let (response, found, fault) = match fault {
            Some(Fault::Response(response)) => (response, Found::default(), None),
            other => {
                let (response, found) = self.toggl.respond_and_find(&request);
                (response, found, other)
            }
        };
        let seen = Seen {
            wall,
            began,
            ended: self.toggl.now().1.saturating_add(slowed),
            slowed,
            request: &request,
            response: &response,
            account: found.user.and_then(|user| self.toggl.user_id(user)),
            found,
            fault: kind.map(Kind::name),
            arrives: matches!(kind, None | Some(Kind::Slow(_))),
        };
        let draft = seen.draft();
        let entry = self.journal().push(seen, draft);
        let outcome = match fault {
            Some(fault) => fault.on_the_wire(|| response.into(), |wait, end| Outcome::Later(wait, Box::new(end))),
            None => response.into(),
        };
        (outcome, entry)
    }

    /// Notes that something other than a request has changed the fake, and for which user.
    pub(super) fn changed(&self, user: Option<usize>) {
        if let Some(user) = user {
            self.journal().judge.changed(user);
        }
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// Returns a number that differs after each change, and after each request to the fake, including those in memory.
    pub(super) fn version(&self) -> u64 {
        self.changes.load(Ordering::SeqCst).wrapping_add(self.toggl.requests())
    }

    /// Returns the state as it was written no longer than `age` ago, or as `write` writes it now.
    pub(super) fn written(&self, age: Duration, write: fn(&Watch) -> String) -> Written {
        let mut written = lock(&self.written);
        match &*written {
            Some(written) if written.at.elapsed() < age => written.clone(),
            _ => {
                // This is taken first, so that a change in the meantime is sent again the next time.
                let (version, at) = (self.version(), Instant::now());
                written.insert(Written { json: write(self).into(), version, at }).clone()
            }
        }
    }

    /// Admits one more reader; `None` if there are as many as there may be.
    pub(super) fn reader(self: &Arc<Self>) -> Option<Reader> {
        let count = |readers| (readers < MOST_READERS).then_some(readers + 1);
        let counted = self.readers.fetch_update(Ordering::SeqCst, Ordering::SeqCst, count);
        counted.ok().map(|_| Reader(Arc::clone(self)))
    }
}

/// A reader, who counts until this is dropped.
pub(super) struct Reader(Arc<Watch>);

impl Reader {
    pub(super) fn watch(&self) -> &Watch {
        &self.0
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.0.readers.fetch_sub(1, Ordering::SeqCst);
    }
}
