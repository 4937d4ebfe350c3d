//! [`Events`]: server-sent events for one reader.

use std::thread;
use std::time::{Duration, Instant};

use super::report::{self, Known};
use super::watch::Reader;

/// How often the events check for something new. A request wakes nobody, because the API does not know its readers.
const LOOK: Duration = Duration::from_millis(100);

/// After this long a silence the time is sent, because the page's clock may run differently, and because that shows
/// whether a client has gone.
const SILENCE: Duration = Duration::from_secs(5);

/// The events, each of which has what is new since the one before.
pub(super) struct Events {
    reader: Reader,
    known: Known,
    /// When the last one was sent.
    sent: Option<Instant>,
}

impl Events {
    pub(super) fn new(reader: Reader) -> Self {
        Events { reader, known: Known::default(), sent: None }
    }
}

impl Iterator for Events {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        // The first check is immediate.
        if self.sent.is_some() {
            thread::sleep(LOOK);
        }
        let (json, known) = report::news(self.reader.watch(), self.known);
        if known == self.known && self.sent.is_some_and(|sent| sent.elapsed() < SILENCE) {
            return Some(Vec::new());
        }
        self.known = known;
        self.sent = Some(Instant::now());
        Some(format!("event: update\ndata: {json}\n\n").into_bytes())
    }
}
