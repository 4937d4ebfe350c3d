//! Tests of a store whose clock is ahead of the machine's.

use std::time::Duration;

use jiff::SignedDuration;
use toggl_me_core::call::{Call, Input, Step};
use toggl_me_core::me::CheckLogin;
use toggl_me_core::store::{Ask, Replied};
use toggl_me_core::{CallOptions, Context, Credentials, EndpointExt as _};

use crate::store::{alone, refused, sent_alone};
use crate::{HOUR, MINUTE, Program, SECOND, done, ok, plain, sends};

const AHEAD: SignedDuration = SignedDuration::from_mins(55);

/// Takes steps as long as they ask the store, which takes `trip` to be read and whose clock is `ahead`.
fn steps(program: &mut Program, call: &mut Call, input: Input, trip: Duration, ahead: SignedDuration) -> Step {
    let mut step = call.step(program.now(), input);
    while let Step::Store(ask) = step {
        let mut replied = ask.put_to(&*program.store);
        if let Ok(Replied::Held(held)) = &mut replied {
            held.now = Some(program.wall + ahead);
        }
        if let Ask::Read(_) = ask {
            program.pass(trip);
        }
        step = call.step(program.now(), Input::Stored(replied));
    }
    step
}

/// Begins a call by the store, and returns its first step.
fn begun(program: &mut Program, ahead: SignedDuration) -> Step {
    let mut call = program.begin(&CheckLogin::new());
    steps(program, &mut call, Input::Start, Duration::ZERO, ahead)
}

/// Begins a call of another user.
fn of_another(program: &Program) -> Call {
    let context = Context::new(Credentials::api_token("0ther")).unwrap();
    let request = CheckLogin::new().to_request(&context).unwrap();
    program.dispatcher.call(&CheckLogin::new(), &request, CallOptions::new())
}

#[test]
fn calls_before_the_first_look_at_the_clock_count_an_hour() {
    let mut program = Program::new(plain().hourly_limit(1));
    sent_alone(&mut program);
    for (pass, is_refused) in [(11 * SECOND, true), (HOUR - 22 * SECOND, true), (12 * SECOND, false)] {
        program.pass(pass);
        let step = begun(&mut program, AHEAD);
        match is_refused {
            true => refused(step),
            false => sends(step),
        }
    }
}

#[test]
fn a_clock_that_is_little_ahead_frees_no_call_early() {
    let mut program = Program::new(plain().hourly_limit(1));
    sent_alone(&mut program);
    program.pass(HOUR - 5 * SECOND);
    refused(begun(&mut program, SignedDuration::from_secs(9)));
}

#[test]
fn a_clock_that_is_read_slowly_frees_no_call_early() {
    let mut program = Program::new(plain().hourly_limit(1));
    sent_alone(&mut program);
    program.pass(11 * SECOND);
    for _ in 0..2 {
        let mut call = program.begin(&CheckLogin::new());
        refused(steps(&mut program, &mut call, Input::Start, 10 * SECOND, AHEAD));
        program.pass(6 * MINUTE);
    }
}

#[test]
fn a_call_under_way_at_the_first_look_counts_an_hour() {
    for is_dropped in [true, false] {
        let mut program = Program::new(plain().hourly_limit(1));
        let mut early = program.begin(&CheckLogin::new());
        sends(alone(&mut program, &mut early, Input::Start).0);
        program.pass(11 * SECOND);
        refused(begun(&mut program, AHEAD));
        match is_dropped {
            true => drop(early),
            false => drop(done(alone(&mut program, &mut early, Input::Answered(ok(""))).0)),
        }
        program.pass(7 * MINUTE);
        refused(begun(&mut program, AHEAD));
    }
}

#[test]
fn a_call_of_another_owner_counts_an_hour() {
    for (is_settled_late, is_store_away) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut program = Program::new(plain().hourly_limit(1));
        let mut early = of_another(&program);
        sends(alone(&mut program, &mut early, Input::Start).0);
        let answer = Input::Answered(ok(""));
        let settled = match is_settled_late {
            true => Some(answer),
            false => {
                drop(done(alone(&mut program, &mut early, answer).0));
                None
            }
        };
        program.pass(11 * SECOND);
        sends(begun(&mut program, AHEAD));
        if let Some(answer) = settled {
            drop(done(alone(&mut program, &mut early, answer).0));
        }
        program.pass(6 * MINUTE);
        let mut call = of_another(&program);
        refused(match is_store_away {
            true => alone(&mut program, &mut call, Input::Start).0,
            false => steps(&mut program, &mut call, Input::Start, Duration::ZERO, AHEAD),
        });
    }
}

#[test]
fn a_clock_that_jumps_to_and_fro_locks_nobody_out() {
    let mut program = Program::new(plain());
    sent_alone(&mut program);
    for number in 0..20 {
        program.pass(11 * SECOND);
        let ahead = SignedDuration::from_secs(if number % 2 == 0 { 400 } else { 0 });
        let mut call = of_another(&program);
        sends(steps(&mut program, &mut call, Input::Start, Duration::ZERO, ahead));
        drop(done(steps(&mut program, &mut call, Input::Answered(ok("")), Duration::ZERO, ahead)));
    }
    // The first look dated it 400 s later, and no other does.
    program.pass(HOUR + 200 * SECOND);
    program.dispatcher = program.dispatcher.clone().hourly_limit(1);
    sends(begun(&mut program, SignedDuration::ZERO));
}

#[test]
fn a_look_that_took_long_does_not_set_the_time_back() {
    let mut program = Program::new(plain().hourly_limit(1));
    let mut call = program.begin(&CheckLogin::new());
    let mut step = call.step(program.now(), Input::Start);
    for _ in 0..3 {
        let Step::Store(ask) = step else { panic!("the store is asked: {step:?}") };
        let mut replied = ask.put_to(&*program.store);
        if let Ok(Replied::Held(held)) = &mut replied {
            held.now = Some(program.wall);
            program.pass(2 * HOUR);
        }
        step = call.step(program.now(), Input::Stored(replied));
    }
    drop(call);
    // This one is dropped too, but it was sent.
    let mut call = program.begin(&CheckLogin::new());
    sends(alone(&mut program, &mut call, Input::Start).0);
    drop(call);
    program.pass(2 * MINUTE);
    refused(begun(&mut program, SignedDuration::ZERO));
}
