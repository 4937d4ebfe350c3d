//! [`Turns`]: a clock for threads that wait side by side, one of which runs at a time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Thread};
use std::time::Duration;

use jiff::Timestamp;
use toggl_me_core::clock::Clock;
use toggl_me_transport_test::TestClock;

/// Advances a [`TestClock`] to the next due time, once all threads sleep on it. One thread runs at a time, in an order
/// that is the same each time.
#[derive(Clone, Debug)]
pub struct Turns {
    clock: TestClock,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    awake: usize,
    /// The number of sleeps: when two end at the same time, the one that began first comes first.
    sleeps: u64,
    asleep: BTreeMap<(Duration, u64), Thread>,
}

impl Turns {
    /// Creates turns that advance `clock`.
    pub fn new(clock: &TestClock) -> Self {
        Turns { clock: clock.clone(), state: Arc::default() }
    }

    /// Runs `work` in `count` threads, each with its number, and returns when all have ended.
    ///
    /// # Panics
    ///
    /// Panics when one of them panics.
    pub fn run(&self, threads: usize, work: impl Fn(usize) + Sync) {
        let begin = self.monotonic();
        let first = {
            let mut state = self.lock();
            state.awake = threads;
            state.sleeps += threads as u64;
            state.sleeps - threads as u64
        };
        thread::scope(|scope| {
            for number in 0..threads {
                let work = &work;
                scope.spawn(move || {
                    let _turn = Turn(self);
                    // The threads begin once all are there, in the order of their numbers.
                    self.wait_until(begin, first + number as u64);
                    work(number);
                });
            }
        });
    }

    fn wait_until(&self, due: Duration, number: u64) {
        self.lock().asleep.insert((due, number), thread::current());
        self.pass_on();
        while self.lock().asleep.contains_key(&(due, number)) {
            thread::park();
        }
    }

    /// Ends the turn of the running thread, which sleeps or has ended: once none is awake, the next one is woken.
    fn pass_on(&self) {
        let mut state = self.lock();
        state.awake -= 1;
        if state.awake > 0 {
            return;
        }
        if let Some(((due, _), thread)) = state.asleep.pop_first() {
            self.clock.advance(due.saturating_sub(self.clock.monotonic()));
            state.awake = 1;
            thread.unpark();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A thread's part in the turns, which ends with the thread.
struct Turn<'a>(&'a Turns);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.pass_on();
    }
}

impl Clock for Turns {
    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    fn wall(&self) -> Timestamp {
        self.clock.wall()
    }

    fn sleep(&self, duration: Duration) {
        let number = {
            let mut state = self.lock();
            state.sleeps += 1;
            state.sleeps
        };
        self.wait_until(self.monotonic() + duration, number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_sleep_side_by_side_and_wake_in_order() {
        let clock = TestClock::new();
        let (turns, woken) = (Turns::new(&clock), Mutex::new(Vec::new()));
        turns.run(3, |number| {
            for round in 1..=2 {
                turns.sleep(Duration::from_secs(3 - number as u64));
                woken.lock().unwrap().push((turns.monotonic().as_secs(), number, round));
            }
        });
        let expected = [(1, 2, 1), (2, 1, 1), (2, 2, 2), (3, 0, 1), (4, 1, 2), (6, 0, 2)];
        assert_eq!(woken.into_inner().unwrap(), expected);
        assert_eq!(clock.monotonic(), Duration::from_secs(6));
    }
}
