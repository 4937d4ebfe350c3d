//! [`Closing`]: tells the threads that wait that their server is being dropped.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::lock::lock;

#[derive(Default)]
pub(super) struct Closing {
    begun: Mutex<bool>,
    changed: Condvar,
}

impl Closing {
    /// Begins the closing, and ends all waits.
    pub(super) fn begin(&self) {
        *lock(&self.begun) = true;
        self.changed.notify_all();
    }

    pub(super) fn has_begun(&self) -> bool {
        *lock(&self.begun)
    }

    /// Waits until the closing begins or `duration` is over, and returns whether it has begun.
    pub(super) fn wait(&self, duration: Duration) -> bool {
        let waited = self.changed.wait_timeout_while(lock(&self.begun), duration, |begun| !*begun);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}
