//! Tests of stores that fail, and of what they contain.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use toggl_me_core::call::{Call, Input, Reason, Step};
use toggl_me_core::me::{CheckLogin, GetMe, UpdateMe};
use toggl_me_core::store::{
    Ask, Held, MemoryStore, OwnerId, Read, Replied, Store as _, StoreError, Version, Write, Written,
};
use toggl_me_core::{CallOptions, Error};

use crate::{Program, SECOND, done, ok, plain, request, sends, waits};

fn down() -> Input {
    Input::Stored(Err(StoreError::new("does not respond")))
}

/// Takes steps with a store that fails each time; waits pass at once.
fn alone(program: &mut Program, call: &mut Call, input: Input) -> (Step, usize) {
    let (mut input, mut asked) = (input, 0);
    loop {
        input = match call.step(program.now(), input) {
            Step::Store(_) => {
                asked += 1;
                down()
            }
            Step::Wait { until, reason: Reason::Store } => {
                program.pass(until.saturating_sub(program.monotonic));
                Input::Woken
            }
            step => return (step, asked),
        };
    }
}

#[test]
fn a_store_that_fails_fails_no_call() {
    let mut program = Program::new(plain());
    drop(program.ask(&CheckLogin::new(), ""));
    let mut call = program.begin(&GetMe::new());
    let (step, asked) = alone(&mut program, &mut call, Input::Start);
    sends(step);
    assert_eq!(asked, 3, "it is asked again twice");
    let (step, asked) = alone(&mut program, &mut call, Input::Answered(ok(r#"{"id":1}"#)));
    let reply = done(step).reply::<GetMe>().unwrap();
    assert_eq!((reply.id, asked), (1, 0));
    assert_eq!(reply.store_error().unwrap().to_string(), "the store does not respond");
    // The copy in this process counts and caches, and the store is not asked for a while.
    let mut call = program.begin(&GetMe::new());
    let (step, asked) = alone(&mut program, &mut call, Input::Start);
    let reply = done(step).reply::<GetMe>().unwrap();
    assert_eq!((reply.attempts(), asked), (0, 0));
}

#[test]
fn a_time_limit_of_the_store_is_met_once() {
    let mut program = Program::new(plain());
    drop(program.ask(&CheckLogin::new(), ""));
    let mut call = program.begin(&GetMe::new());
    assert!(matches!(call.step(program.now(), Input::Start), Step::Store(_)));
    program.pass(Duration::from_millis(250));
    sends(call.step(program.now(), down()));
}

#[test]
fn calls_made_without_the_store_are_written_to_it_later() {
    let mut program = Program::new(plain());
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    for _ in 0..9 {
        let mut call = program.begin(&CheckLogin::new());
        let (step, _) = alone(&mut program, &mut call, Input::Start);
        sends(step);
        let (step, _) = alone(&mut program, &mut call, Input::Answered(ok("")));
        drop(done(step));
    }
    let mut call = program.begin(&UpdateMe::new().fullname("Ann"));
    let (step, _) = alone(&mut program, &mut call, Input::Start);
    sends(step);
    let (step, _) = alone(&mut program, &mut call, Input::Answered(ok(r#"{"id":1}"#)));
    drop(done(step));

    program.pass(11 * SECOND);
    drop(program.ask(&GetMe::new(), r#"{"id":2}"#));
    let mut other = Program::on(program.store.clone(), plain().seed(8));
    other.wall = program.wall;
    let mut sent = 0;
    loop {
        let mut call = other.begin(&CheckLogin::new());
        if !matches!(other.step(&mut call, Input::Start), Step::Send) {
            break;
        }
        std::mem::forget(call);
        sent += 1;
    }
    assert_eq!(sent, 30 - 12, "one before, ten without the store, one after");
    assert_eq!(other.ask_nothing(&GetMe::new()).reply::<GetMe>().unwrap().id, 2, "the write was written, too");
}

#[test]
fn a_reservation_that_may_stand_is_found_again() {
    let program = Program::new(plain());
    let mut call = program.begin(&CheckLogin::new());
    let mut input = Input::Start;
    let reserve = loop {
        match call.step(program.now(), input) {
            Step::Store(ask @ Ask::Write(_)) => break ask,
            Step::Store(ask) => input = Input::Stored(ask.put_to(&*program.store)),
            other => panic!("{other:?}"),
        }
    };
    // The write is done, and the store fails to confirm it.
    assert_eq!(reserve.put_to(&*program.store).unwrap(), Replied::Written(Written::Done));
    let (until, reason) = waits(call.step(program.now(), down()));
    assert_eq!((until - program.monotonic, reason), (Duration::from_millis(20), Reason::Store));
    let mut program = program;
    program.pass(Duration::from_millis(20));
    let (step, trips) = program.steps(&mut call, Input::Woken);
    sends(step);
    assert_eq!(trips, 1, "it was found, so it is not written again");
}

#[test]
fn the_loser_of_a_race_takes_the_response_of_the_winner() {
    let mut program = Program::new(plain());
    let mut loser = program.begin(&GetMe::new());
    let mut input = Input::Start;
    let reserve = loop {
        match loser.step(program.now(), input) {
            Step::Store(ask @ Ask::Write(_)) => break ask,
            Step::Store(ask) => input = Input::Stored(ask.put_to(&*program.store)),
            other => panic!("{other:?}"),
        }
    };
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    let changed = Input::Stored(reserve.put_to(&*program.store));
    let reply = done(loser.step(program.now(), changed)).reply::<GetMe>().unwrap();
    assert_eq!((reply.id, reply.attempts()), (1, 0), "without another trip");
}

#[test]
fn a_call_that_demands_the_store_fails_without_it() {
    let mut program = Program::new(plain().demand_store());
    for _ in 0..2 {
        let mut call = program.begin(&GetMe::new());
        let (step, _) = alone(&mut program, &mut call, Input::Start);
        let error = done(step).reply::<GetMe>().unwrap_err();
        assert!(matches!(error, Error::Store { .. }));
        assert_eq!(error.to_string(), "GET /me: the store does not respond; nothing was sent");
    }
}

fn owner(program: &Program) -> OwnerId {
    OwnerId::of(&request(&GetMe::new()), &program.store.secret().unwrap()).unwrap()
}

fn record(program: &Program) -> Held {
    program.store.read(&Read::new(owner(program), None)).unwrap()
}

#[test]
fn a_damaged_record_is_replaced() {
    let mut program = Program::new(plain());
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    let held = record(&program);
    let whole = held.record.unwrap();
    let mut version = held.version;
    for bytes in [vec![], vec![0; 40], b"\0no record".to_vec(), whole[..whole.len() - 1].to_vec()] {
        let next = Version(version.0.wrapping_add(1));
        let written = program.store.write(&Write::new(owner(&program), version, next, bytes)).unwrap();
        assert_eq!(written, Written::Done);
        // The response that was cached under the lost record is lost too.
        drop(program.ask(&GetMe::new(), r#"{"id":2}"#));
        version = record(&program).version;
    }
}

#[test]
fn a_record_of_a_newer_version_is_left_unchanged() {
    let mut program = Program::new(plain());
    let newer = vec![2, 7, 7, 7];
    let write = Write::new(owner(&program), Version::NONE, Version(5), newer.clone());
    assert_eq!(program.store.write(&write).unwrap(), Written::Done);
    for _ in 0..3 {
        let reply = program.ask(&CheckLogin::new(), "").reply::<CheckLogin>().unwrap();
        assert!(reply.store_error().unwrap().to_string().contains("newer version"));
    }
    let held = record(&program);
    assert_eq!((held.version, held.record), (Version(5), Some(newer)));
    let mut call = program.begin_with(&CheckLogin::new(), CallOptions::new());
    let _ = program.step(&mut call, Input::Start);
    assert!(Arc::strong_count(&program.store) > 1);
}

/// Makes a call while the store fails.
fn sent_alone(program: &mut Program) {
    let mut call = program.begin(&CheckLogin::new());
    let (step, _) = alone(program, &mut call, Input::Start);
    sends(step);
    let (step, _) = alone(program, &mut call, Input::Answered(ok("")));
    drop(done(step));
}

#[test]
fn calls_before_the_first_word_of_a_store_count_after_it() {
    let mut program = Program::new(plain().hourly_limit(2));
    sent_alone(&mut program);
    let mut early = program.begin(&CheckLogin::new());
    let (step, _) = alone(&mut program, &mut early, Input::Start);
    sends(step);
    // The store gives its secret, and fails again before it is read.
    program.pass(11 * SECOND);
    let mut call = program.begin(&CheckLogin::new());
    let step = call.step(program.now(), Input::Start);
    assert!(matches!(step, Step::Store(Ask::Secret)), "{step:?}");
    let step = call.step(program.now(), Input::Stored(Ok(Replied::Secret(program.store.secret().unwrap()))));
    assert!(matches!(step, Step::Store(Ask::Read(_))), "{step:?}");
    let (step, _) = alone(&mut program, &mut call, down());
    let outcome = done(step);
    assert!(format!("{outcome:?}").contains("Refused"), "{outcome:?}");
    // What ends by then under the old name is counted under the new one.
    let (step, _) = alone(&mut program, &mut early, Input::Answered(ok("")));
    drop(done(step));
    program.pass(11 * SECOND);
    let outcome = program.ask_nothing(&CheckLogin::new());
    assert!(format!("{outcome:?}").contains("Refused"), "{outcome:?}");
}

#[test]
fn the_copy_has_what_was_written_and_not_what_was_to_be() {
    let mut program = Program::new(plain().hourly_limit(2));
    drop(program.ask(&CheckLogin::new(), ""));
    // Both have read the same, so what the second writes knows nothing of the first.
    let (mut first, mut second) = (program.begin(&CheckLogin::new()), program.begin(&CheckLogin::new()));
    let mut asks = Vec::new();
    for call in [&mut first, &mut second] {
        let Step::Store(read) = call.step(program.now(), Input::Start) else { panic!("it reads first") };
        let step = call.step(program.now(), Input::Stored(read.put_to(&*program.store)));
        let Step::Store(write @ Ask::Write(_)) = step else { panic!("it writes: {step:?}") };
        asks.push(write);
    }
    sends(call_written(&program, &mut first, &asks[0]));
    let (step, _) = alone(&mut program, &mut second, down());
    let outcome = done(step);
    assert!(format!("{outcome:?}").contains("Refused"), "{outcome:?}");
}

fn call_written(program: &Program, call: &mut Call, write: &Ask) -> Step {
    call.step(program.now(), Input::Stored(write.put_to(&*program.store)))
}

#[test]
fn a_store_that_lost_its_record_gets_the_count_back() {
    let mut program = Program::new(plain().hourly_limit(2));
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    // It is restarted empty, so it has another secret, which others use.
    program.store = Arc::new(MemoryStore::new());
    drop(program.ask(&GetMe::new(), r#"{"id":2}"#));
    let outcome = program.ask_nothing(&CheckLogin::new());
    assert!(format!("{outcome:?}").contains("Refused"), "{outcome:?}");
    let mut other = Program::on(program.store.clone(), plain().hourly_limit(2));
    let outcome = other.ask_nothing(&CheckLogin::new());
    assert!(format!("{outcome:?}").contains("Refused"), "{outcome:?}");
}

#[test]
fn a_clock_that_goes_back_at_each_look_ends_in_a_refusal() {
    let mut program = Program::new(plain().hourly_limit(1));
    drop(program.ask(&CheckLogin::new(), ""));
    let mut call = program.begin(&CheckLogin::new());
    let mut step = call.step(program.now(), Input::Start);
    let mut trips = 0;
    let outcome = loop {
        let ask = match step {
            Step::Store(ask) => ask,
            other => break done(other),
        };
        let mut replied = ask.put_to(&*program.store);
        if let Ok(Replied::Held(held)) = &mut replied {
            trips += 1;
            held.now = Some(program.wall - SignedDuration::from_hours(2 * trips));
        }
        step = call.step(program.now(), Input::Stored(replied));
    };
    assert!(format!("{outcome:?}").contains("Refused"), "{outcome:?}");
    assert_eq!(trips, 1);
}
