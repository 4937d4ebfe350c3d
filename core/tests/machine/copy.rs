//! Tests of the copy that a process keeps of the store's record, where the store has lost or changed it.

use std::sync::Arc;

use toggl_me_core::call::{Input, Step};
use toggl_me_core::me::{CheckLogin, GetMe, UpdateMe};
use toggl_me_core::store::{MemoryStore, Store as _, Version, Write};

use crate::limits::spend;
use crate::store::{alone, owner, record, refused, sent_alone};
use crate::{HOUR, MINUTE, Program, SECOND, done, ok, plain, sends};

fn damage(program: &Program) {
    let held = record(program);
    let write = Write::new(owner(program), held.version, Version(held.version.0.wrapping_add(1)), vec![0; 9]);
    program.store.write(&write).unwrap();
}

/// Makes calls without the store until one is refused.
fn count_alone(program: &mut Program) -> usize {
    for sent in 0.. {
        let mut call = program.begin(&CheckLogin::new());
        match alone(program, &mut call, Input::Start).0 {
            Step::Send => drop(done(alone(program, &mut call, Input::Answered(ok(""))).0)),
            step => {
                refused(step);
                return sent;
            }
        }
    }
    unreachable!()
}

#[test]
fn calls_after_a_damaged_record_are_in_the_copy() {
    let mut program = Program::new(plain().hourly_limit(10));
    spend(&mut program, 10);
    program.pass(HOUR + SECOND);
    damage(&program);
    spend(&mut program, 5);
    assert_eq!(count_alone(&mut program), 5, "five were made through the store in the same second");
}

#[test]
fn the_copy_forgets_after_a_damaged_record() {
    let mut program = Program::new(plain());
    drop(program.ask(&CheckLogin::new(), ""));
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    damage(&program);
    drop(program.ask(&UpdateMe::new().fullname("Ann"), r#"{"id":1}"#));
    let mut call = program.begin(&GetMe::new());
    sends(alone(&mut program, &mut call, Input::Start).0);
}

#[test]
fn calls_after_a_new_beginning_are_in_the_copy() {
    let mut program = Program::new(plain().hourly_limit(10));
    spend(&mut program, 10);
    program.pass(HOUR + SECOND);
    // The store is restarted empty, and another program is the first to use it.
    program.store = Arc::new(MemoryStore::new());
    let mut other = Program::on(program.store.clone(), plain().seed(8).hourly_limit(10));
    (other.wall, other.monotonic) = (program.wall, program.monotonic);
    drop(other.ask(&CheckLogin::new(), ""));
    // Each call of the first names its user anew.
    spend(&mut program, 5);
    let sent = 5 + count_alone(&mut program);
    assert!(sent <= 10, "{sent}");
}

#[test]
fn calls_after_a_day_without_the_store_are_in_the_copy() {
    let mut program = Program::new(plain().hourly_limit(30));
    drop(program.ask(&CheckLogin::new(), ""));
    for _ in 0..540 {
        sent_alone(&mut program);
        program.pass(3 * MINUTE);
    }
    program.pass(HOUR);
    spend(&mut program, 15);
    assert_eq!(count_alone(&mut program), 15);
}

#[test]
fn the_copy_forgets_after_a_failover() {
    let mut program = Program::new(plain());
    drop(program.ask(&CheckLogin::new(), ""));
    let old = record(&program);
    spend(&mut program, 3);
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    // A replica takes over that lacks the last writes.
    let version = record(&program).version;
    let write = Write::new(owner(&program), version, old.version, old.record.unwrap());
    program.store.write(&write).unwrap();
    drop(program.ask(&UpdateMe::new().fullname("Ann"), r#"{"id":1}"#));
    let mut call = program.begin(&GetMe::new());
    sends(alone(&mut program, &mut call, Input::Start).0);
}

#[test]
fn a_damaged_record_is_restored_from_the_copy() {
    let mut program = Program::new(plain().hourly_limit(2));
    spend(&mut program, 2);
    damage(&program);
    refused(Step::Done(program.ask_nothing(&CheckLogin::new())));
}

#[test]
fn a_dropped_write_forgets_once_beside_a_newer_record() {
    let mut program = Program::new(plain());
    let write = Write::new(owner(&program), Version::NONE, Version(5), vec![2, 7, 7, 7]);
    program.store.write(&write).unwrap();
    let mut dropped = program.begin(&UpdateMe::new().fullname("Ann"));
    sends(program.step(&mut dropped, Input::Start));
    drop(dropped);
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    drop(program.ask_nothing(&GetMe::new()));
}

#[test]
fn the_copy_takes_each_response_of_an_unchanged_record() {
    let mut other = Program::new(plain().seed(8));
    drop(other.ask(&GetMe::new(), r#"{"id":1}"#));
    drop(other.ask(&GetMe::new().with_related_data(true), r#"{"id":1}"#));
    let mut program = Program::on(other.store.clone(), plain());
    drop(program.ask_nothing(&GetMe::new()));
    drop(program.ask_nothing(&GetMe::new().with_related_data(true)));
    for endpoint in [GetMe::new(), GetMe::new().with_related_data(true)] {
        let mut call = program.begin(&endpoint);
        let reply = done(alone(&mut program, &mut call, Input::Start).0).reply::<GetMe>().unwrap();
        assert_eq!(reply.attempts(), 0);
    }
}
