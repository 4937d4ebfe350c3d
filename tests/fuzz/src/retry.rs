//! [`Retry`]: what is no GET goes again only when it cannot have been done, and the bounds hold.

use std::time::Duration;

use http::Method;
use toggl_me_core::{Policy, Retry, Trace, Transport as _};
use toggl_me_transport_test::TestClock;

use crate::Input;
use crate::scripted::{Came, Scripted, request};

/// Sends requests over a transport that fails as the input says.
pub fn run(input: Input<'_>) {
    let script = Scripted::new(input);
    let most = script.draw(|input| input.below(6) as u32);
    let max_wait = Duration::from_millis(script.draw(|input| u64::from(input.short())));
    let backoff = match script.draw(|input| input.below(3)) {
        0 => Duration::MAX,
        _ => Duration::from_millis(script.draw(|input| u64::from(input.short()))),
    };
    let seed = script.draw(Input::long);
    let policy = Policy::up_to(most).with_max_wait(max_wait).with_backoff(backoff);
    let clock = TestClock::new();
    let retry = Retry::new(script).with_policy(policy).with_seed(seed).with_clock(clock.clone());
    while !retry.transport().input.get().is_empty() {
        retry.transport().attempts.borrow_mut().clear();
        let before = clock.slept();
        let result = retry.send(retry.transport().draw(request));
        assert!(clock.slept() - before <= max_wait);
        let attempts = retry.transport().attempts.borrow();
        assert!(!attempts.is_empty() && attempts.len() <= most.max(1) as usize);
        let (_, before_last) = attempts.split_last().expect("there is one");
        for (method, came) in before_last {
            match came {
                Came::Status(429) | Came::Unsent => {}
                Came::Status(502..=504) | Came::Lost => assert_eq!(*method, Method::GET),
                Came::Status(_) => panic!("{came:?} was repeated"),
            }
        }
        if let Ok(response) = result {
            let sent = attempts.iter().filter(|(_, came)| *came != Came::Unsent).count();
            assert_eq!(Trace::of(&response).attempts as usize, sent);
            assert_eq!(*response.body(), (attempts.len() - 1).to_string().into_bytes());
        }
    }
}
