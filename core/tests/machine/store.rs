//! Tests of stores that fail, and of what they contain.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use toggl_me_core::call::{Call, Input, Reason, Source, Step};
use toggl_me_core::me::{CheckLogin, GetMe, UpdateMe};
use toggl_me_core::store::{
    Ask, Held, MemoryStore, OwnerId, Read, Replied, Store as _, StoreError, Version, Write, Written,
};
use toggl_me_core::{CallOptions, Endpoint, Error, Quota};

use crate::{HOUR, MINUTE, Program, SECOND, done, first_write, ok, plain, request, response, sends, waits};

fn down() -> Input {
    Input::Stored(Err(StoreError::new("does not respond")))
}

/// Takes steps with a store that fails each time; waits pass at once.
pub(crate) fn alone(program: &mut Program, call: &mut Call, input: Input) -> (Step, usize) {
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
    (0..9).for_each(|_| sent_alone(&mut program));
    ask_alone(&mut program, &UpdateMe::new().fullname("Ann"), r#"{"id":1}"#);

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
    let reserve = first_write(&program, &mut call, Input::Start);
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
fn a_reservation_that_stands_under_a_later_write_is_replaced() {
    let mut program = Program::new(plain().hourly_limit(2));
    let mut other = Program::on(program.store.clone(), plain().seed(8).hourly_limit(2));
    let mut call = program.begin(&CheckLogin::new());
    let write = first_write(&program, &mut call, Input::Start);
    assert_eq!(write.put_to(&*program.store).unwrap(), Replied::Written(Written::Done));
    drop(other.ask(&CheckLogin::new(), ""));
    let (until, reason) = waits(call.step(program.now(), down()));
    assert_eq!(reason, Reason::Store);
    program.pass(until - program.monotonic);
    sends(program.step(&mut call, Input::Woken));
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

pub(crate) fn owner(program: &Program) -> OwnerId {
    OwnerId::of(&request(&GetMe::new()), &program.store.secret().unwrap()).unwrap()
}

pub(crate) fn record(program: &Program) -> Held {
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
pub(crate) fn sent_alone(program: &mut Program) {
    ask_alone(program, &CheckLogin::new(), "");
}

/// Makes a call while the store fails, to which the server responds with 200 and `body`.
fn ask_alone<E: Endpoint>(program: &mut Program, endpoint: &E, body: &str) {
    let mut call = program.begin(endpoint);
    sends(alone(program, &mut call, Input::Start).0);
    drop(done(alone(program, &mut call, Input::Answered(ok(body))).0));
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
    refused(step);
    // What ends by then under the old name is counted under the new one.
    let (step, _) = alone(&mut program, &mut early, Input::Answered(ok("")));
    drop(done(step));
    program.pass(11 * SECOND);
    refused(Step::Done(program.ask_nothing(&CheckLogin::new())));
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
    refused(step);
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
    refused(Step::Done(program.ask_nothing(&CheckLogin::new())));
    let mut other = Program::on(program.store.clone(), plain().hourly_limit(2));
    refused(Step::Done(other.ask_nothing(&CheckLogin::new())));
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

#[test]
fn a_store_that_confirms_too_late_each_time_is_left() {
    let mut program = Program::new(plain().hourly_limit(1));
    let mut call = program.begin(&CheckLogin::new());
    let mut step = call.step(program.now(), Input::Start);
    let mut writes = 0;
    while let Step::Store(ask) = step {
        let replied = ask.put_to(&*program.store);
        if let Ask::Write(_) = ask {
            program.pass(10 * SECOND);
            writes += 1;
        }
        step = call.step(program.now(), Input::Stored(replied));
    }
    sends(step);
    assert_eq!(writes, 4);
    let (step, _) = alone(&mut program, &mut call, Input::Answered(ok("")));
    let reply = done(step).reply::<CheckLogin>().unwrap();
    assert_eq!(reply.store_error().unwrap().to_string(), "the store responds too late each time");
    // What was reserved and not sent does not count, and what was sent does.
    program.pass(11 * SECOND);
    refused(Step::Done(program.ask_nothing(&CheckLogin::new())));
    program.pass(HOUR);
    drop(program.ask(&CheckLogin::new(), ""));
}

#[test]
fn a_store_that_never_keeps_what_it_is_given_is_left() {
    let program = Program::new(plain());
    let mut call = program.begin(&CheckLogin::new());
    let (mut step, mut writes) = (call.step(program.now(), Input::Start), 0);
    while let Step::Store(ask) = step {
        let mut replied = ask.put_to(&*program.store);
        if let Ask::Write(_) = ask {
            replied = Ok(Replied::Written(Written::Changed(Held::default())));
            writes += 1;
        }
        step = call.step(program.now(), Input::Stored(replied));
        assert!(writes < 2_000);
    }
    // What has failed is asked twice more, and then the copy in this process is used.
    let mut program = program;
    let (until, reason) = waits(step);
    assert_eq!((writes, reason), (1_001, Reason::Store));
    program.pass(until - program.monotonic);
    sends(alone(&mut program, &mut call, Input::Woken).0);
}

#[test]
fn a_failure_after_fifty_milliseconds_is_no_quick_one() {
    for (milliseconds, is_quick) in [(49, true), (50, false)] {
        let mut program = Program::new(plain());
        drop(program.ask(&CheckLogin::new(), ""));
        let mut call = program.begin(&CheckLogin::new());
        assert!(matches!(call.step(program.now(), Input::Start), Step::Store(_)));
        program.pass(Duration::from_millis(milliseconds));
        match is_quick {
            true => assert_eq!(waits(call.step(program.now(), down())).1, Reason::Store),
            false => sends(call.step(program.now(), down())),
        }
    }
}

#[test]
fn a_store_that_responds_is_asked_by_the_next_call() {
    let mut program = Program::new(plain());
    drop(program.ask(&CheckLogin::new(), ""));
    let mut call = program.begin(&CheckLogin::new());
    let Step::Store(read) = call.step(program.now(), Input::Start) else { panic!("it reads first") };
    sent_alone(&mut program);
    assert!(matches!(call.step(program.now(), Input::Stored(read.put_to(&*program.store))), Step::Store(_)));
    let mut next = program.begin(&CheckLogin::new());
    assert!(matches!(next.step(program.now(), Input::Start), Step::Store(_)));
}

#[test]
fn a_call_without_the_store_that_missed_its_slot_decides_again() {
    let mut program = Program::new(plain().pace(1, MINUTE));
    sent_alone(&mut program);
    let mut late = program.begin(&GetMe::new());
    let (until, reason) = waits(alone(&mut program, &mut late, Input::Start).0);
    assert_eq!(reason, Reason::Pace);
    // Its lease ends, and another call asks for the same.
    program.pass(until - program.monotonic + 71 * SECOND);
    let mut other = program.begin(&GetMe::new());
    sends(alone(&mut program, &mut other, Input::Start).0);
    assert_eq!(waits(alone(&mut program, &mut late, Input::Woken).0).1, Reason::Leader);
}

#[test]
fn a_store_that_failed_is_asked_again_after_ten_seconds() {
    let mut program = Program::new(plain());
    drop(program.ask(&CheckLogin::new(), ""));
    sent_alone(&mut program);
    let asks = |program: &Program| {
        matches!(program.begin(&CheckLogin::new()).step(program.now(), Input::Start), Step::Store(_))
    };
    program.pass(10 * SECOND - Duration::from_nanos(1));
    assert!(!asks(&program));
    program.pass(Duration::from_nanos(1));
    assert!(asks(&program));
}

#[test]
fn a_debt_is_paid_once() {
    let mut program = Program::new(plain().hourly_limit(2));
    sent_alone(&mut program);
    program.pass(11 * SECOND);
    drop(program.ask(&CheckLogin::new(), ""));
    let mut call = program.begin(&CheckLogin::new());
    let (step, trips) = program.steps(&mut call, Input::Start);
    refused(step);
    assert_eq!(trips, 1, "nothing is left to be written");
}

#[test]
fn a_debt_is_paid_by_a_write_that_is_found_again() {
    let mut program = Program::new(plain().hourly_limit(2));
    sent_alone(&mut program);
    program.pass(11 * SECOND);
    let mut call = program.begin(&CheckLogin::new());
    let found = unconfirmed(&mut program, &mut call, Input::Start);
    sends(program.step(&mut call, found));
    let mut other = program.begin(&CheckLogin::new());
    let (step, trips) = program.steps(&mut other, Input::Start);
    refused(step);
    assert_eq!(trips, 1, "nothing is left to be written");
}

/// Lets a call write, does not confirm that, and returns what it sees when it looks again, which it has not heard yet.
fn unconfirmed(program: &mut Program, call: &mut Call, input: Input) -> Input {
    let write = first_write(program, call, input);
    assert_eq!(write.put_to(&*program.store).unwrap(), Replied::Written(Written::Done));
    let (until, _) = waits(call.step(program.now(), down()));
    program.pass(until - program.monotonic);
    let Step::Store(read @ Ask::Read(_)) = call.step(program.now(), Input::Woken) else { panic!("it looks again") };
    Input::Stored(read.put_to(&*program.store))
}

#[test]
fn what_is_found_again_is_in_a_copy_that_has_changed() {
    for owed in [false, true] {
        let mut program = Program::new(plain().max_age(HOUR));
        drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
        let mut write = program.begin(&UpdateMe::new().fullname("Ann"));
        sends(program.step(&mut write, Input::Start));
        let mut other = program.begin(&CheckLogin::new());
        sends(alone(&mut program, &mut other, Input::Start).0);
        let (mut call, input) = match owed {
            true => {
                drop(write);
                (program.begin(&CheckLogin::new()), Input::Start)
            }
            false => (write, Input::Answered(ok(r#"{"id":1}"#))),
        };
        program.pass(11 * SECOND);
        let found = unconfirmed(&mut program, &mut call, input);
        // A call that goes without the store changes the copy, before the other one hears that what was written is there.
        drop(done(alone(&mut program, &mut other, Input::Answered(ok(""))).0));
        let step = call.step(program.now(), found);
        assert!(matches!(step, Step::Send | Step::Done(_)), "{step:?}");
        let mut later = program.begin(&GetMe::new());
        sends(alone(&mut program, &mut later, Input::Start).0);
    }
}

#[test]
fn a_reservation_that_is_found_again_is_in_a_copy_that_has_changed() {
    let mut program = Program::new(plain().hourly_limit(2));
    let mut call = program.begin(&CheckLogin::new());
    let Step::Store(secret) = call.step(program.now(), Input::Start) else { panic!("it asks") };
    let mut other = program.begin(&CheckLogin::new());
    sends(alone(&mut program, &mut other, Input::Start).0);
    let secret = Input::Stored(secret.put_to(&*program.store));
    let found = unconfirmed(&mut program, &mut call, secret);
    drop(done(alone(&mut program, &mut other, Input::Answered(ok(""))).0));
    sends(call.step(program.now(), found));
    let mut third = program.begin(&CheckLogin::new());
    refused(alone(&mut program, &mut third, Input::Start).0);
}

#[test]
fn a_reservation_is_given_back_where_others_took_its_place() {
    for (limit, fits) in [(2, true), (1, false)] {
        let mut program = Program::new(plain().hourly_limit(limit));
        let mut call = program.begin(&CheckLogin::new());
        let write = first_write(&program, &mut call, Input::Start);
        // Its confirmation takes its time, and meanwhile another call gets none.
        sent_alone(&mut program);
        let step = call_written(&program, &mut call, &write);
        match fits {
            true => sends(step),
            false => {
                let Step::Store(ask @ Ask::Read(_)) = step else { panic!("it looks again: {step:?}") };
                refused(program.step(&mut call, Input::Stored(ask.put_to(&*program.store))));
            }
        }
    }
}

#[track_caller]
pub(crate) fn refused(step: Step) {
    let outcome = done(step);
    assert!(format!("{outcome:?}").contains("Refused"), "{outcome:?}");
}

#[test]
fn the_copy_keeps_what_is_owed_when_a_slow_write_is_done() {
    let mut program = Program::new(plain().hourly_limit(1));
    let mut slow = program.begin(&CheckLogin::new());
    let write = first_write(&program, &mut slow, Input::Start);
    let mut under_way = program.begin(&CheckLogin::new());
    sends(alone(&mut program, &mut under_way, Input::Start).0);
    program.pass(11 * SECOND);
    // It reads what the slow one has read, with what is owed.
    let mut other = program.begin(&CheckLogin::new());
    first_write(&program, &mut other, Input::Start);
    let step = call_written(&program, &mut slow, &write);
    assert!(matches!(step, Step::Store(Ask::Read(_))), "{step:?}");
    refused(alone(&mut program, &mut slow, down()).0);
}

#[test]
fn the_copy_gets_what_was_owed_of_a_dropped_call() {
    let mut program = Program::new(plain());
    let mut dropped = program.begin(&CheckLogin::new());
    sends(program.step(&mut dropped, Input::Start));
    sent_alone(&mut program);
    program.pass(11 * SECOND);
    let none_left = response(200, &[(Quota::REMAINING, "0"), (Quota::RESETS_IN, "900")], "");
    first_write(&program, &mut dropped, Input::Answered(none_left));
    drop(dropped);
    refused(Step::Done(program.ask_nothing(&CheckLogin::new())));
    let mut call = program.begin(&CheckLogin::new());
    refused(alone(&mut program, &mut call, Input::Start).0);
}

#[test]
fn the_copy_stays_where_a_reply_of_the_store_is_heard_late() {
    let mut program = Program::new(plain().hourly_limit(1));
    drop(program.finish(&CheckLogin::new(), CallOptions::new(), vec![response(429, &[], "")]));
    let mut late = program.begin(&CheckLogin::new());
    let Step::Store(read) = late.step(program.now(), Input::Start) else { panic!("it reads first") };
    let replied = read.put_to(&*program.store);
    let mut under_way = program.begin(&CheckLogin::new());
    sends(program.step(&mut under_way, Input::Start));
    let step = late.step(program.now(), Input::Stored(replied));
    assert!(matches!(step, Step::Store(Ask::Write(_))), "{step:?}");
    let mut call = program.begin(&CheckLogin::new());
    refused(alone(&mut program, &mut call, Input::Start).0);
}

#[test]
fn a_reply_that_took_ten_seconds_is_asked_for_once_more() {
    let mut program = Program::new(plain());
    drop(program.ask(&CheckLogin::new(), ""));
    let mut call = program.begin(&CheckLogin::new());
    let mut step = call.step(program.now(), Input::Start);
    for _ in 0..2 {
        let Step::Store(read @ Ask::Read(_)) = step else { panic!("it reads: {step:?}") };
        let replied = read.put_to(&*program.store);
        program.pass(10 * SECOND);
        step = call.step(program.now(), Input::Stored(replied));
    }
    assert!(matches!(step, Step::Store(Ask::Write(_))), "{step:?}");
}

/// Begins a call, and returns what it sees when it reads: the store's clock shows the time of day, `late` ago.
fn seen_late(program: &mut Program, call: &mut Call, late: Duration) -> Input {
    let Step::Store(read) = call.step(program.now(), Input::Start) else { panic!("it reads first") };
    let mut replied = read.put_to(&*program.store);
    let Ok(Replied::Held(held)) = &mut replied else { panic!("{replied:?}") };
    held.now = Some(program.wall);
    program.pass(late);
    Input::Stored(replied)
}

#[test]
fn a_slow_look_at_the_clock_makes_no_response_younger() {
    let mut program = Program::new(plain());
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    // The store's clock is seen again nine seconds after it was read, just before the store fails.
    let mut call = program.begin(&CheckLogin::new());
    let seen = seen_late(&mut program, &mut call, 9 * SECOND);
    let step = call.step(program.now(), seen);
    assert!(matches!(step, Step::Store(Ask::Write(_))), "{step:?}");
    let mut late = program.begin(&GetMe::new());
    let seen = seen_late(&mut program, &mut late, 3 * SECOND);
    let reply = done(late.step(program.now(), seen)).reply::<GetMe>().unwrap();
    assert_eq!(reply.source(), Source::Cached { age: 12 * SECOND }, "it was nine seconds old, and three have passed");
    for (max_age, is_young) in [(11, false), (13, true)] {
        let mut call = program.begin_with(&GetMe::new(), CallOptions::new().max_age(max_age * SECOND));
        let (step, _) = alone(&mut program, &mut call, Input::Start);
        assert_eq!(matches!(step, Step::Done(_)), is_young, "{step:?}");
    }
}

#[test]
fn a_reservation_is_given_back_where_the_store_was_told_of_others() {
    let mut program = Program::new(plain().hourly_limit(1));
    let mut other = program.begin(&CheckLogin::new());
    let Step::Store(Ask::Secret) = other.step(program.now(), Input::Start) else { panic!("it names its user first") };
    let mut call = program.begin(&CheckLogin::new());
    let replied = first_write(&program, &mut call, Input::Start).put_to(&*program.store);
    sent_alone(&mut program);
    // The store gets what is owed before the call hears that it has its place.
    let secret = Input::Stored(Ask::Secret.put_to(&*program.store));
    refused(program.step(&mut other, secret));
    refused(program.step(&mut call, Input::Stored(replied)));
}

#[test]
fn a_reply_from_before_a_paid_write_gives_no_cached_response() {
    let mut program = Program::new(plain());
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    ask_alone(&mut program, &UpdateMe::new().fullname("Ann"), r#"{"id":1}"#);
    program.pass(11 * SECOND);
    let mut late = program.begin(&GetMe::new());
    let Step::Store(read) = late.step(program.now(), Input::Start) else { panic!("the store is asked first") };
    let replied = read.put_to(&*program.store);
    // Another call tells the store of the write before this one hears what the store held until then.
    drop(program.ask(&CheckLogin::new(), ""));
    sends(program.step(&mut late, Input::Stored(replied)));
}

#[test]
fn a_late_reply_gives_neither_an_old_response_nor_an_old_failure() {
    let old = r#"{"id":1}"#;
    for follows in [false, true] {
        let mut program = Program::new(plain());
        drop(program.ask(&CheckLogin::new(), ""));
        let mut leader = program.begin(&GetMe::new());
        sends(program.step(&mut leader, Input::Start));
        if !follows {
            drop(done(program.step(&mut leader, Input::Answered(ok(old)))));
        }
        ask_alone(&mut program, &UpdateMe::new().fullname("Ann"), old);
        program.pass(11 * SECOND);
        // Where a call is left for others only, a stale response would stand in.
        let options =
            CallOptions::new().background().max_age(if follows { HOUR } else { Duration::ZERO }).max_stale(HOUR);
        program.dispatcher = program.dispatcher.clone().reserve(if follows { 0 } else { 26 });
        let mut late = program.begin_with(&GetMe::new(), options);
        let Step::Store(read) = late.step(program.now(), Input::Start) else { panic!("the store is asked first") };
        let replied = read.put_to(&*program.store);
        // Another call tells the store of the write before this one hears what the store held until then.
        drop(program.ask(&CheckLogin::new(), ""));
        let step = program.step(&mut late, Input::Stored(replied));
        match follows {
            true => sends(step),
            false => refused(step),
        }
    }
}

#[test]
fn the_copy_takes_a_later_response_with_an_earlier_number() {
    let mut program = Program::new(plain());
    drop(program.ask(&CheckLogin::new(), ""));
    for _ in 0..5 {
        sent_alone(&mut program);
    }
    ask_alone(&mut program, &GetMe::new(), r#"{"id":1}"#);
    program.pass(MINUTE);
    // The store has heard of none of those calls, so another program's call has a lower number.
    let mut other = Program::on(program.store.clone(), plain().seed(8));
    (other.wall, other.monotonic) = (program.wall, program.monotonic);
    drop(other.ask(&GetMe::new(), r#"{"id":2}"#));
    assert_eq!(program.ask_nothing(&GetMe::new()).reply::<GetMe>().unwrap().id, 2);
    let mut call = program.begin(&GetMe::new());
    let reply = done(alone(&mut program, &mut call, Input::Start).0).reply::<GetMe>().unwrap();
    assert_eq!(reply.id, 2, "it was seen already");
}
