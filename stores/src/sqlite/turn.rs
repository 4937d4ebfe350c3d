//! [`Turn`]: a value that threads use in turn, each of which waits no longer than until a deadline.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Instant;

/// Guards a value that one thread at a time takes out and puts back.
pub(super) struct Turn<T> {
    free: Mutex<Option<Slot<T>>>,
    freed: Condvar,
}

/// The value, unless it is taken out or was lost.
struct Slot<T>(Option<T>);

/// The right to use the value, until it is dropped.
pub(super) struct Taken<'a, T> {
    turn: &'a Turn<T>,
    slot: Slot<T>,
}

impl<T> Turn<T> {
    pub(super) fn of(thing: T) -> Self {
        Turn { free: Mutex::new(Some(Slot(Some(thing)))), freed: Condvar::new() }
    }

    /// Takes the value out. If it is not put back, the next thread finds nothing.
    pub(super) fn end(&mut self) -> Option<T> {
        self.free.get_mut().unwrap_or_else(PoisonError::into_inner).take().and_then(|slot| slot.0)
    }

    /// Waits for the turn. Returns `None` if it does not come before the deadline.
    pub(super) fn take(&self, deadline: Instant) -> Option<Taken<'_, T>> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(slot) = free.take() {
                return Some(Taken { turn: self, slot });
            }
            let left = deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
            (free, _) = self.freed.wait_timeout(free, left).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<T> Taken<'_, T> {
    /// Takes the value out. If it is not put back, the next thread finds nothing.
    pub(super) fn take(&mut self) -> Option<T> {
        self.slot.0.take()
    }

    pub(super) fn put(&mut self, thing: T) {
        self.slot.0 = Some(thing);
    }
}

impl<T> Drop for Taken<'_, T> {
    fn drop(&mut self) {
        let slot = Slot(self.slot.0.take());
        *self.turn.free.lock().unwrap_or_else(PoisonError::into_inner) = Some(slot);
        self.turn.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(5)
    }

    #[test]
    fn a_turn_ends_when_it_is_dropped() {
        let turn = Turn::of(7);
        let mut taken = turn.take(soon()).unwrap();
        let thing = taken.take().unwrap();
        assert!(turn.take(soon()).is_none());
        taken.put(thing + 1);
        drop(taken);
        assert_eq!(turn.take(soon()).unwrap().take(), Some(8));
        assert_eq!(turn.take(soon()).unwrap().take(), None, "the last one did not put it back");
    }

    #[test]
    fn a_turn_that_is_over_comes_even_after_the_deadline() {
        let turn = Turn::of(7);
        assert!(turn.take(Instant::now()).is_some());
    }

    #[test]
    fn threads_take_turns() {
        let turn = Turn::of(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let mut taken = turn.take(Instant::now() + Duration::from_secs(60)).unwrap();
                        let count = taken.take().unwrap();
                        std::thread::yield_now();
                        taken.put(count + 1);
                    }
                });
            }
        });
        assert_eq!(turn.take(soon()).unwrap().take(), Some(200));
    }
}
