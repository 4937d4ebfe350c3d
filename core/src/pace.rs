//! [`Pace`]: one request a second for each credential, which is what the server calls safe.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use crate::clock::{Clock, SystemClock};
use crate::lock::lock;
use crate::owner::{Names, Owner};
use crate::transport::{Transport, TransportError};

/// Hands out the moments at which requests may be sent, one interval apart and in the order in which they were asked
/// for.
///
/// It reads no clock and waits for nobody: whoever has no [`Transport`] asks it, and sleeps as they do.
///
/// ```
/// use std::time::Duration;
/// use toggl_me_core::Slots;
///
/// let mut slots = Slots::new(Duration::from_secs(1));
/// let now = Duration::from_millis(5_000);
/// assert_eq!(slots.take(now), Duration::ZERO);
/// assert_eq!(slots.take(now), Duration::from_secs(1));
/// assert_eq!(slots.take(now + Duration::from_millis(300)), Duration::from_millis(1_700));
/// ```
#[derive(Clone, Debug)]
pub struct Slots {
    interval: Duration,
    /// The first moment that is not taken.
    free: Duration,
}

impl Slots {
    /// With that much time between two requests.
    pub fn new(interval: Duration) -> Self {
        Slots { interval, free: Duration::ZERO }
    }

    /// Takes the next slot and answers how long it is until then. `now` is the time since any moment that stays the
    /// same.
    pub fn take(&mut self, now: Duration) -> Duration {
        let slot = self.free.max(now);
        self.free = slot.saturating_add(self.interval);
        slot.saturating_sub(now)
    }

    /// Whether a slot asked for at `now` would have to wait.
    fn is_busy(&self, now: Duration) -> bool {
        self.free > now
    }
}

/// A layer that spaces the requests of a credential, whichever thread sends them.
///
/// The server lets each credential send about one request a second and answers 429 to more. A request that comes too
/// early waits on the layer's clock for its turn; turns are given in order of arrival. Requests without credentials pass.
///
/// It spends no request and saves the ones that would be refused. What it costs is time: the last of `n` requests that
/// are made at once is sent `n - 1` seconds later.
///
/// ```
/// use std::time::Duration;
/// use toggl_me_core::{Pace, Transport};
/// # fn example(transport: impl Transport) {
///
/// let paced = Pace::new(transport).with_interval(Duration::from_millis(1_200));
/// # }
/// ```
#[derive(Debug)]
pub struct Pace<T, C = SystemClock> {
    transport: T,
    clock: C,
    interval: Duration,
    names: Names,
    /// Only who has sent within the last interval is in it, so it stays small.
    slots: Mutex<BTreeMap<Owner, Slots>>,
}

impl<T> Pace<T> {
    /// What is safe with Toggl's server.
    pub const INTERVAL: Duration = Duration::from_secs(1);

    /// One request a second for each credential.
    pub fn new(transport: T) -> Self {
        Pace {
            transport,
            clock: SystemClock,
            interval: Self::INTERVAL,
            names: Names::random(),
            slots: Mutex::default(),
        }
    }
}

impl<T, C> Pace<T, C> {
    /// Another time between two requests; zero turns the layer off.
    #[must_use]
    pub fn with_interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Another clock to wait on.
    #[must_use]
    pub fn with_clock<D: Clock>(self, clock: D) -> Pace<T, D> {
        Pace { transport: self.transport, clock, interval: self.interval, names: self.names, slots: self.slots }
    }

    /// What the requests are sent with.
    pub fn transport(&self) -> &T {
        &self.transport
    }
}

impl<T, C: Clock> Pace<T, C> {
    /// Takes the owner's next slot; the waiting is done by the caller, without the lock.
    fn take(&self, owner: Owner) -> Duration {
        let mut slots = lock(&self.slots);
        // Read under the lock: arrival is the order in which it is taken.
        let now = self.clock.monotonic();
        if let Some(slots) = slots.get_mut(&owner) {
            return slots.take(now);
        }
        slots.retain(|_, slots| slots.is_busy(now));
        slots.entry(owner).or_insert_with(|| Slots::new(self.interval)).take(now)
    }
}

impl<T: Transport, C: Clock> Transport for Pace<T, C> {
    fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, TransportError> {
        if !self.interval.is_zero() {
            let wait = self.names.owner(&request).map_or(Duration::ZERO, |owner| self.take(owner));
            if !wait.is_zero() {
                self.clock.sleep(wait);
            }
        }
        self.transport.send(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_slot_is_busy_until_its_interval_has_passed() {
        let mut slots = Slots::new(SECOND);
        assert!(!slots.is_busy(Duration::ZERO));
        assert_eq!(slots.take(5 * SECOND), Duration::ZERO);
        assert!(slots.is_busy(6 * SECOND - Duration::from_nanos(1)));
        assert!(!slots.is_busy(6 * SECOND), "it would not wait");
    }
}
