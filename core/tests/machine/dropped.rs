//! Tests of calls that are dropped in the middle.

use toggl_me_core::call::{Input, Reason, Source, Step};
use toggl_me_core::me::{CheckLogin, GetMe, UpdateMe};
use toggl_me_core::store::{Replied, Written};
use toggl_me_core::{CallOptions, Dispatcher, RetryPolicy};

use crate::{HOUR, MINUTE, Program, SECOND, done, first_write, ok, plain, sends, waits};

/// Returns how many calls can be made now.
fn left(program: &mut Program) -> usize {
    let mut calls = Vec::new();
    loop {
        let mut call = program.begin(&CheckLogin::new());
        if !matches!(program.step(&mut call, Input::Start), Step::Send) {
            break;
        }
        calls.push(call);
    }
    let left = calls.len();
    for mut call in calls {
        drop(done(program.step(&mut call, Input::Answered(crate::unsent()))));
    }
    left
}

#[test]
fn a_call_that_was_not_sent_does_not_count() {
    let mut program = Program::new(Dispatcher::new().seed(7).retry(RetryPolicy::OFF));
    for _ in 0..3 {
        drop(program.ask(&CheckLogin::new(), ""));
    }
    let mut waiting = program.begin(&CheckLogin::new());
    assert_eq!(waits(program.step(&mut waiting, Input::Start)).1, Reason::Pace);
    drop(waiting);
    program.pass(MINUTE);
    let mut program = Program { dispatcher: program.dispatcher.clone().pace(0, SECOND), ..program };
    assert_eq!(left(&mut program), 27);
}

#[test]
fn a_call_that_was_sent_counts_for_an_hour_and_not_for_ever() {
    let mut program = Program::new(plain());
    let mut sent = program.begin(&CheckLogin::new());
    sends(program.step(&mut sent, Input::Start));
    drop(sent);
    assert_eq!(left(&mut program), 29);
    program.pass(HOUR + 60 * SECOND);
    assert_eq!(left(&mut program), 29, "it may have been counted until its lease ended");
    program.pass(10 * SECOND);
    assert_eq!(left(&mut program), 30);
}

#[test]
fn this_process_does_not_wait_for_a_dropped_leader() {
    let mut program = Program::new(plain());
    let mut leader = program.begin(&GetMe::new());
    sends(program.step(&mut leader, Input::Start));
    let mut follower = program.begin(&GetMe::new());
    waits(program.step(&mut follower, Input::Start));
    drop(leader);
    program.pass(SECOND);
    sends(program.step(&mut follower, Input::Woken));
}

#[test]
fn others_wait_for_a_dead_leader_until_its_lease_ends() {
    let mut program = Program::new(plain());
    let mut leader = program.begin(&GetMe::new());
    sends(program.step(&mut leader, Input::Start));
    let mut other = Program::on(program.store.clone(), plain().seed(8));
    let mut follower = other.begin(&GetMe::new());
    waits(other.step(&mut follower, Input::Start));
    std::mem::forget(leader);
    other.pass(69 * SECOND);
    waits(other.step(&mut follower, Input::Woken));
    other.pass(SECOND);
    sends(other.step(&mut follower, Input::Woken));
    program.pass(SECOND);
}

#[test]
fn a_dropped_write_forgets_here_at_once_and_elsewhere_later() {
    let mut program = Program::new(plain().max_age(HOUR));
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    let mut write = program.begin(&UpdateMe::new().fullname("Ann"));
    sends(program.step(&mut write, Input::Start));
    drop(write);
    let mut other = Program::on(program.store.clone(), plain().seed(8).max_age(HOUR));
    let elsewhere = other.ask_nothing(&GetMe::new()).reply::<GetMe>().unwrap();
    assert!(matches!(elsewhere.source(), Source::Cached { .. }));
    other.pass(70 * SECOND);
    let mut call = other.begin(&GetMe::new());
    sends(other.step(&mut call, Input::Start));
    std::mem::forget(call);
    let outcome =
        program.finish(&GetMe::new(), CallOptions::new().max_age(std::time::Duration::ZERO), vec![ok(r#"{"id":2}"#)]);
    assert_eq!(outcome.reply::<GetMe>().unwrap().id, 2);
}

#[test]
fn a_write_that_was_dropped_is_forgotten_by_this_process() {
    let mut program = Program::new(plain().max_age(HOUR));
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    let mut write = program.begin(&UpdateMe::new().fullname("Ann"));
    sends(program.step(&mut write, Input::Start));
    drop(write);
    let mut call = program.begin(&GetMe::new());
    sends(program.step(&mut call, Input::Start));
}

#[test]
fn a_result_that_was_not_written_is_written_by_the_next_call() {
    let mut program = Program::new(plain());
    let mut call = program.begin(&CheckLogin::new());
    sends(program.step(&mut call, Input::Start));
    let step = call.step(program.now(), Input::Answered(crate::unsent()));
    assert!(matches!(step, Step::Store(_)));
    drop(call);
    assert_eq!(left(&mut program), 30, "nothing of it was sent");
}

#[test]
fn debts_that_were_paid_unheard_end_no_lease() {
    for many in [1, 30] {
        let program = Program::new(plain().hourly_limit(40));
        let mut writes = Vec::new();
        for _ in 0..many {
            let mut write = program.begin(&UpdateMe::new().fullname("Ann"));
            sends(program.step(&mut write, Input::Start));
            writes.push(write);
        }
        drop(writes);
        let mut leader = program.begin(&GetMe::new());
        let paid = first_write(&program, &mut leader, Input::Start);
        assert_eq!(paid.put_to(&*program.store).unwrap(), Replied::Written(Written::Done));
        // Its process has not heard of that when the next call begins.
        let mut follower = program.begin(&GetMe::new());
        assert_eq!(waits(program.step(&mut follower, Input::Start)).1, Reason::Leader, "{many}");
    }
}
