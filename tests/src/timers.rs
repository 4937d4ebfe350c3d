//! [`Timers`]: an executor for futures that wait only for time, on a clock that tests advance.

use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use toggl_me_core::clock::Clock as _;
use toggl_me_transport_test::TestClock;

/// Runs futures in the calling thread, and advances its clock to the next due time whenever none of them can continue.
#[derive(Clone, Debug)]
pub struct Timers {
    clock: TestClock,
    due: Arc<Mutex<Due>>,
}

/// The wakers by time. The number distinguishes those that are due at the same time.
#[derive(Debug, Default)]
struct Due {
    timers: BTreeMap<(Duration, u64), Waker>,
    count: u64,
}

impl Timers {
    /// Creates an executor that advances `clock`.
    pub fn new(clock: &TestClock) -> Self {
        Timers { clock: clock.clone(), due: Arc::default() }
    }

    /// Returns once `duration` has passed.
    pub fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send + use<> {
        let (timers, until) = (self.clone(), self.clock.monotonic() + duration);
        std::future::poll_fn(move |context| {
            if timers.clock.monotonic() >= until {
                return Poll::Ready(());
            }
            let mut due = timers.lock();
            due.count += 1;
            let number = due.count;
            due.timers.insert((until, number), context.waker().clone());
            Poll::Pending
        })
    }

    /// Runs the futures to their ends, side by side.
    ///
    /// # Panics
    ///
    /// Panics when all that are left wait for something other than time.
    pub fn run<'a>(&self, futures: impl IntoIterator<Item = Pin<Box<dyn Future<Output = ()> + 'a>>>) {
        let ready = Arc::new(Ready::default());
        let mut tasks: Vec<_> = futures.into_iter().map(Some).collect();
        let wakers: Vec<_> =
            (0..tasks.len()).map(|number| Waker::from(Arc::new(Task { number, ready: Arc::clone(&ready) }))).collect();
        ready.lock().extend(0..tasks.len());
        while tasks.iter().any(Option::is_some) {
            while let Some(number) = ready.next() {
                let Some(task) = &mut tasks[number] else { continue };
                if task.as_mut().poll(&mut Context::from_waker(&wakers[number])).is_ready() {
                    tasks[number] = None;
                }
            }
            let next = self.lock().timers.pop_first();
            match next {
                Some(((until, _), waker)) => {
                    self.clock.advance(until.saturating_sub(self.clock.monotonic()));
                    waker.wake();
                }
                None => assert!(tasks.iter().all(Option::is_none), "a future waits for something else than the time"),
            }
        }
    }

    /// Runs one future to its end.
    ///
    /// # Panics
    ///
    /// Panics as [`run`](Timers::run) does.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut result = None;
        let to_its_end: Pin<Box<dyn Future<Output = ()> + '_>> = Box::pin(async { result = Some(future.await) });
        self.run([to_its_end]);
        result.expect("it has run to its end")
    }

    fn lock(&self) -> MutexGuard<'_, Due> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The numbers of the tasks that can continue.
#[derive(Default)]
struct Ready(Mutex<VecDeque<usize>>);

impl Ready {
    fn lock(&self) -> MutexGuard<'_, VecDeque<usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<usize> {
        self.lock().pop_front()
    }
}

struct Task {
    number: usize,
    ready: Arc<Ready>,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.ready.lock().push_back(self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn futures_sleep_side_by_side_and_wake_in_order() {
        let clock = TestClock::new();
        let timers = Timers::new(&clock);
        let woken = Mutex::new(Vec::new());
        let sleeper = |number: u64| {
            let (timers, woken) = (&timers, &woken);
            Box::pin(async move {
                for round in 1..=2 {
                    timers.sleep(Duration::from_secs(3 - number)).await;
                    woken.lock().unwrap().push((timers.clock.monotonic().as_secs(), number, round));
                }
            }) as Pin<Box<dyn Future<Output = ()> + '_>>
        };
        timers.run((0..3).map(sleeper));
        let expected = [(1, 2, 1), (2, 1, 1), (2, 2, 2), (3, 0, 1), (4, 1, 2), (6, 0, 2)];
        assert_eq!(woken.into_inner().unwrap(), expected);
        assert_eq!(timers.block_on(async { 7 }), 7);
    }
}
