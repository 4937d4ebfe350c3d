//! Tests of what may be sent again.

use std::time::Duration;

use toggl_me_core::call::{Input, Reason, Step};
use toggl_me_core::me::{CheckLogin, GetMe, UpdateMe};
use toggl_me_core::{CallOptions, Dispatcher, Error, RetryPolicy, TransportErrorKind};

use crate::{Program, SECOND, done, failed, ok, plain, response, sends, unsent, waits};

fn patient() -> Dispatcher {
    plain().retry(RetryPolicy::up_to(3))
}

#[test]
fn a_get_is_repeated_and_one_more_trip_is_made_for_it() {
    let mut program = Program::new(patient());
    let mut call = program.begin(&GetMe::new());
    sends(program.step(&mut call, Input::Start));
    let (step, trips) = program.steps(&mut call, Input::Answered(response(503, &[], "")));
    let (until, reason) = waits(step);
    assert_eq!((reason, trips), (Reason::Backoff, 1), "settled and reserved in one write");
    program.pass(until - program.monotonic);
    sends(program.step(&mut call, Input::Woken));
    let reply = done(program.step(&mut call, Input::Answered(ok(r#"{"id":1}"#)))).reply::<GetMe>().unwrap();
    assert_eq!(reply.attempts(), 2);
}

#[test]
fn an_early_wake_up_waits_again() {
    let mut program = Program::new(patient());
    let mut call = program.begin(&GetMe::new());
    sends(program.step(&mut call, Input::Start));
    let (until, _) = waits(program.step(&mut call, Input::Answered(response(429, &[], ""))));
    program.pass(Duration::from_millis(10));
    assert_eq!(waits(program.step(&mut call, Input::Woken)), (until, Reason::Backoff));
}

#[test]
fn a_write_is_repeated_only_where_nothing_was_done() {
    let write = UpdateMe::new().fullname("Ann");
    for (first, repeats) in [
        (response(429, &[], ""), true),
        (unsent(), true),
        (response(503, &[], ""), false),
        (failed(TransportErrorKind::Timeout), false),
    ] {
        let program = Program::new(patient());
        let mut call = program.begin(&write);
        sends(program.step(&mut call, Input::Start));
        let step = program.step(&mut call, Input::Answered(first));
        assert_eq!(matches!(step, Step::Wait { .. }), repeats, "{step:?}");
    }
}

#[test]
fn each_attempt_counts_as_one_of_the_hour() {
    let mut program = Program::new(patient().hourly_limit(2));
    let outcome = program.finish(
        &GetMe::new(),
        CallOptions::new(),
        vec![failed(TransportErrorKind::Interrupted), failed(TransportErrorKind::Interrupted)],
    );
    let error = outcome.reply::<GetMe>().unwrap_err();
    assert!(matches!(error, Error::Transport { attempts: 2, .. }), "the third would be above the limit: {error}");
    assert!(error.to_string().ends_with("(after 2 attempts)"), "{error}");
}

#[test]
fn no_attempt_begins_thirty_seconds_after_its_call() {
    let mut program = Program::new(patient());
    let mut call = program.begin(&GetMe::new());
    sends(program.step(&mut call, Input::Start));
    program.pass(60 * SECOND);
    drop(done(program.step(&mut call, Input::Answered(failed(TransportErrorKind::Timeout)))));
}

#[test]
fn a_failure_claims_to_be_unsent_only_where_it_is() {
    let mut program = Program::new(patient());
    let responses = vec![failed(TransportErrorKind::Interrupted), unsent(), unsent()];
    let error = program.finish(&GetMe::new(), CallOptions::new(), responses).reply::<GetMe>().unwrap_err();
    let Error::Transport { error: inner, attempts: 1, .. } = &error else { panic!("{error:?}") };
    assert!(!inner.is_unsent() && !error.to_string().contains("nothing was sent"), "{error}");
    let error = program.finish(&CheckLogin::new(), CallOptions::new(), vec![unsent(), unsent(), unsent()]);
    let error = error.reply::<CheckLogin>().unwrap_err();
    assert!(error.to_string().ends_with("nothing was sent"), "{error}");
}

#[test]
fn a_stale_response_counts_all_attempts() {
    let mut program = Program::new(patient().max_stale(3600 * SECOND));
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    program.pass(600 * SECOND);
    let broken = || failed(TransportErrorKind::Interrupted);
    let outcome = program.finish(&GetMe::new(), CallOptions::new(), vec![broken(), broken(), broken()]);
    assert_eq!(outcome.reply::<GetMe>().unwrap().attempts(), 3);
}

#[test]
fn a_retry_that_lost_its_lease_to_a_write_starts_over() {
    let mut program = Program::new(patient());
    let mut call = program.begin(&GetMe::new());
    sends(program.step(&mut call, Input::Start));
    drop(program.ask(&UpdateMe::new().fullname("Ann"), r#"{"id":1}"#));
    drop(program.ask(&GetMe::new(), r#"{"id":2}"#));
    let (until, reason) = waits(program.step(&mut call, Input::Answered(response(503, &[], ""))));
    assert_eq!(reason, Reason::Backoff);
    program.pass(until - program.monotonic);
    // The response that another call has requested in the meantime is used.
    let reply = done(program.step(&mut call, Input::Woken)).reply::<GetMe>().unwrap();
    assert_eq!((reply.id, reply.attempts()), (2, 1));
}

#[test]
fn an_idle_dispatcher_sends_every_request() {
    let program = Program { dispatcher: Dispatcher::idle(), ..Program::new(plain()) };
    let mut call = program.begin(&GetMe::new());
    let (step, trips) = program.steps(&mut call, Input::Start);
    sends(step);
    assert_eq!(trips, 0);
    let (step, trips) = program.steps(&mut call, Input::Answered(response(503, &[], "")));
    assert!(done(step).reply::<GetMe>().is_err());
    assert_eq!(trips, 0);
}

#[test]
fn a_retry_after_a_slow_attempt_is_sent_as_it_was_reserved() {
    let mut program = Program::new(patient());
    let mut call = program.begin(&CheckLogin::new());
    sends(program.step(&mut call, Input::Start));
    program.pass(10 * SECOND);
    let (until, reason) = waits(program.step(&mut call, Input::Answered(response(503, &[], ""))));
    assert_eq!(reason, Reason::Backoff);
    program.pass(until - program.monotonic);
    let (step, trips) = program.steps(&mut call, Input::Woken);
    sends(step);
    assert_eq!(trips, 0);
}
