//! Tests of the decision whether a cached response may be used.

use std::time::Duration;

use toggl_me_core::call::{Input, Reason, Source, Step};
use toggl_me_core::me::{CheckLogin, GetCurrentTimeEntry, GetMe, ListQuotas, ListTags, SuggestFavorites, UpdateMe};
use toggl_me_core::{CallOptions, Dispatcher, Error, TransportErrorKind};

use crate::{HOUR, MINUTE, Program, SECOND, done, failed, ok, plain, response, sends, unsent, waits};

fn me(program: &mut Program, body: &str) -> (i64, Source) {
    let reply = program.ask(&GetMe::new(), body).reply::<GetMe>().unwrap();
    (reply.id, reply.source())
}

fn cached(program: &mut Program) -> (i64, Source) {
    let reply = program.ask_nothing(&GetMe::new()).reply::<GetMe>().unwrap();
    (reply.id, reply.source())
}

#[test]
fn a_young_response_is_given_in_one_trip() {
    let mut program = Program::new(plain());
    assert_eq!(me(&mut program, r#"{"id":1}"#), (1, Source::Fresh));
    program.pass(5 * MINUTE - Duration::from_nanos(1));
    let mut call = program.begin(&GetMe::new());
    let (step, trips) = program.steps(&mut call, Input::Start);
    let reply = done(step).reply::<GetMe>().unwrap();
    assert_eq!((reply.id, reply.attempts(), trips), (1, 0, 1));
    assert_eq!(reply.source(), Source::Cached { age: 5 * MINUTE - Duration::from_nanos(1) });
    program.pass(Duration::from_nanos(1));
    assert_eq!(me(&mut program, r#"{"id":2}"#), (2, Source::Fresh));
}

#[test]
fn a_miss_takes_three_trips() {
    let program = Program::new(plain());
    let mut call = program.begin(&GetMe::new());
    let (step, before) = program.steps(&mut call, Input::Start);
    sends(step);
    let (step, after) = program.steps(&mut call, Input::Answered(ok(r#"{"id":1}"#)));
    assert_eq!((done(step).reply::<GetMe>().unwrap().id, before, after), (1, 2, 1));
}

#[test]
fn a_reload_calls_the_server_and_renews_the_cache() {
    let mut program = Program::new(plain());
    me(&mut program, r#"{"id":1}"#);
    let reload = CallOptions::new().max_age(Duration::ZERO);
    let outcome = program.finish(&GetMe::new(), reload, vec![ok(r#"{"id":2}"#)]);
    assert_eq!(outcome.reply::<GetMe>().unwrap().source(), Source::Fresh);
    assert_eq!(cached(&mut program).0, 2);
}

#[test]
fn a_reload_is_not_overwritten_by_an_older_slow_get() {
    let mut program = Program::new(plain());
    let mut slow = program.begin(&GetMe::new());
    sends(program.step(&mut slow, Input::Start));
    program.pass(SECOND);
    let reload = CallOptions::new().max_age(Duration::ZERO);
    drop(program.finish(&GetMe::new(), reload, vec![ok(r#"{"id":2}"#)]));
    program.pass(SECOND);
    let late = done(program.step(&mut slow, Input::Answered(ok(r#"{"id":1}"#))));
    assert_eq!(late.reply::<GetMe>().unwrap().id, 1);
    assert_eq!(cached(&mut program).0, 2);
}

#[test]
fn operations_about_this_moment_are_never_cached() {
    let mut program = Program::new(plain());
    for _ in 0..2 {
        let outcome = program.ask(&ListQuotas::new(), "[]");
        assert_eq!(outcome.reply::<ListQuotas>().unwrap().source(), Source::Fresh);
        drop(program.ask(&CheckLogin::new(), ""));
    }
}

#[test]
fn the_running_entry_is_cached_for_thirty_seconds() {
    let mut program = Program::new(plain());
    drop(program.ask(&GetCurrentTimeEntry::new(), "null"));
    program.pass(29 * SECOND);
    drop(program.ask_nothing(&GetCurrentTimeEntry::new()));
    program.pass(SECOND);
    drop(program.ask(&GetCurrentTimeEntry::new(), "null"));
}

#[test]
fn a_response_that_cannot_be_decoded_is_not_cached() {
    let mut program = Program::new(plain());
    for page in ["<html>log in</html>", "", "null"] {
        let outcome = program.ask(&GetMe::new(), page);
        assert!(matches!(outcome.reply::<GetMe>(), Err(Error::Decode(_))), "{page}");
    }
    assert_eq!(me(&mut program, r#"{"id":1}"#), (1, Source::Fresh));
}

#[test]
fn only_writes_that_may_be_done_forget() {
    let write = UpdateMe::new().fullname("Ann");
    for (response, forgets) in [
        (ok(r#"{"id":1}"#), true),
        (response(500, &[], ""), true),
        (failed(TransportErrorKind::Timeout), true),
        (unsent(), false),
        (response(400, &[], "\"Invalid fullname\""), false),
        (response(402, &[], "\"premium plan\""), false),
        (response(429, &[], ""), false),
    ] {
        let mut program = Program::new(plain());
        me(&mut program, r#"{"id":1}"#);
        let shown = format!("{response:?}");
        drop(program.finish(&write, CallOptions::new(), vec![response]));
        let mut call = program.begin(&GetMe::new());
        let step = program.step(&mut call, Input::Start);
        assert_eq!(matches!(step, Step::Send), forgets, "{shown}");
    }
}

#[test]
fn a_post_that_only_reads_forgets_nothing() {
    let mut program = Program::new(plain());
    me(&mut program, r#"{"id":1}"#);
    drop(program.ask(&SuggestFavorites::new(), "[]"));
    assert_eq!(cached(&mut program).0, 1);
}

#[test]
fn a_response_from_before_a_write_is_neither_kept_nor_shared() {
    let mut program = Program::new(plain());
    let mut early = program.begin(&GetMe::new());
    sends(program.step(&mut early, Input::Start));
    drop(program.ask(&UpdateMe::new().fullname("Ann"), r#"{"id":1}"#));
    // No call joins one that was sent before the write.
    let mut late = program.begin(&GetMe::new());
    sends(program.step(&mut late, Input::Start));
    drop(done(program.step(&mut early, Input::Answered(ok(r#"{"id":1}"#)))));
    let mut third = program.begin(&GetMe::new());
    assert_eq!(waits(program.step(&mut third, Input::Start)).1, Reason::Leader);
    drop(done(program.step(&mut late, Input::Answered(ok(r#"{"id":2}"#)))));
    program.pass(SECOND);
    assert_eq!(done(program.step(&mut third, Input::Woken)).reply::<GetMe>().unwrap().id, 2);
}

#[test]
fn followers_wait_an_eighth_of_what_they_waited() {
    let mut program = Program::new(plain());
    let mut leader = program.begin(&ListTags::new());
    sends(program.step(&mut leader, Input::Start));
    let mut follower = program.begin(&ListTags::new());
    let mut step = program.step(&mut follower, Input::Start);
    let mut pauses = Vec::new();
    for _ in 0..60 {
        let (until, reason) = waits(step);
        assert_eq!(reason, Reason::Leader);
        let pause = until - program.monotonic;
        pauses.push(pause.as_micros());
        program.pass(pause);
        step = program.step(&mut follower, Input::Woken);
    }
    assert_eq!((pauses[0], pauses[7], pauses[59]), (1_000, 1_000, 100_000));
    assert!(pauses.is_sorted());
    drop(done(program.step(&mut leader, Input::Answered(ok("[]")))));
    program.pass(SECOND);
    let reply = done(program.step(&mut follower, Input::Woken)).reply::<ListTags>().unwrap();
    assert_eq!(reply.attempts(), 0);
}

#[test]
fn followers_receive_the_failure_of_the_leader() {
    for (response, expected) in [
        (response(402, &[("x-toggl-quota-remaining", "0"), ("x-toggl-quota-resets-in", "77")], ""), "402"),
        (response(403, &[], r#"{"id":1}"#), "403"),
        (ok("<html>"), "200"),
        (failed(TransportErrorKind::Interrupted), "broke off"),
    ] {
        let mut program = Program::new(plain());
        let mut leader = program.begin(&GetMe::new());
        sends(program.step(&mut leader, Input::Start));
        let mut follower = program.begin(&GetMe::new());
        waits(program.step(&mut follower, Input::Start));
        drop(done(program.step(&mut leader, Input::Answered(response))));
        program.pass(SECOND);
        let error = done(program.step(&mut follower, Input::Woken)).reply::<GetMe>().unwrap_err().to_string();
        assert!(error.contains(expected) && !error.contains("nothing was sent"), "{error}");
        // A later call sends its own request, or knows that none is left.
        let mut later = program.begin(&GetMe::new());
        assert!(!matches!(program.step(&mut later, Input::Start), Step::Wait { .. }));
    }
}

#[test]
fn a_follower_of_many_leaders_gives_up_after_two_leases() {
    let mut program = Program::new(plain().attempt_limit(10 * SECOND));
    let mut leader = program.begin(&GetMe::new());
    sends(program.step(&mut leader, Input::Start));
    let mut follower = program.begin(&GetMe::new());
    let mut step = program.step(&mut follower, Input::Start);
    let began = program.monotonic;
    while let Step::Wait { until, .. } = step {
        program.pass(until - program.monotonic);
        if program.monotonic - began > 5 * SECOND && matches!(step, Step::Wait { .. }) {
            // The lease of the first one ends; another takes its place.
            let mut next = program.begin(&GetMe::new());
            let _ = program.step(&mut next, Input::Start);
            std::mem::forget(next);
        }
        step = program.step(&mut follower, Input::Woken);
    }
    sends(step);
    assert!(program.monotonic - began < 41 * SECOND, "{:?}", program.monotonic - began);
}

#[test]
fn a_stale_response_stands_in_and_names_the_cause() {
    let mut program = Program::new(plain().max_stale(60 * MINUTE));
    me(&mut program, r#"{"id":1}"#);
    program.pass(10 * MINUTE);
    for (response, attempts) in [(response(500, &[], ""), 1), (failed(TransportErrorKind::Timeout), 1), (unsent(), 0)] {
        let outcome = program.finish(&GetMe::new(), CallOptions::new(), vec![response]);
        let reply = outcome.reply::<GetMe>().unwrap();
        assert!(matches!(reply.source(), Source::Stale { .. }));
        assert!(reply.stale_cause().is_some());
        assert_eq!((reply.id, reply.attempts()), (1, attempts));
    }
    let outcome = program.finish(&GetMe::new(), CallOptions::new(), vec![response(403, &[], "")]);
    assert!(outcome.reply::<GetMe>().is_err(), "a refusal that is no failure");
    program.pass(50 * MINUTE + SECOND);
    let outcome = program.finish(&GetMe::new(), CallOptions::new(), vec![unsent()]);
    assert!(outcome.reply::<GetMe>().is_err(), "too old to stand in");
}

#[test]
fn a_response_that_leaves_the_process_has_no_api_token() {
    let body = r#"{"id":1,"api_token" : "0badc0de\"x","fullname":"api_token"}"#;
    for (dispatcher, keeps) in [(plain(), false), (plain().keep_api_token(), true)] {
        let mut program = Program::new(dispatcher);
        let fresh = program.ask(&GetMe::new(), body).reply::<GetMe>().unwrap();
        assert!(fresh.api_token.is_some());
        let cached = program.ask_nothing(&GetMe::new()).reply::<GetMe>().unwrap();
        assert_eq!(cached.api_token.is_some(), keeps);
        assert_eq!(cached.fullname.as_deref(), Some("api_token"));
    }
}

#[test]
fn background_calls_stretch_the_age_to_the_end_of_the_hour() {
    let mut program = Program::new(Dispatcher::new().seed(7).max_age(SECOND));
    let poll = CallOptions::new().background();
    let (mut sent, mut oldest) = (0, Duration::ZERO);
    // This polls every ten seconds for three hours.
    for _ in 0..3 * 360 {
        let mut call = program.begin_with(&GetMe::new(), poll);
        let mut input = Input::Start;
        let outcome = loop {
            input = match program.step(&mut call, input) {
                Step::Send => {
                    sent += 1;
                    Input::Answered(ok(r#"{"id":1}"#))
                }
                Step::Done(outcome) => break outcome,
                other => panic!("{other:?}"),
            };
        };
        match outcome.reply::<GetMe>().unwrap().source() {
            Source::Cached { age } => oldest = oldest.max(age),
            Source::Fresh => {}
            other => panic!("{other:?}"),
        }
        program.pass(10 * SECOND);
    }
    assert!((68..=74).contains(&sent), "24 of each hour's calls: {sent}");
    assert!(oldest <= 160 * SECOND, "{oldest:?}");
}

#[test]
fn a_reload_waits_for_nobody() {
    let program = Program::new(plain());
    let mut leader = program.begin(&GetMe::new());
    sends(program.step(&mut leader, Input::Start));
    let mut reload = program.begin_with(&GetMe::new(), CallOptions::new().max_age(Duration::ZERO));
    sends(program.step(&mut reload, Input::Start));
}

#[test]
fn a_reload_beside_a_leader_is_not_followed() {
    let program = Program::new(plain());
    let (mut leader, mut call) = (program.begin(&GetMe::new()), program.begin(&GetMe::new()));
    let mut reload = program.begin_with(&GetMe::new(), CallOptions::new().max_age(Duration::ZERO));
    sends(program.step(&mut leader, Input::Start));
    sends(program.step(&mut reload, Input::Start));
    drop(leader);
    sends(program.step(&mut call, Input::Start));
}

#[test]
fn a_retry_after_a_write_is_kept() {
    let mut program = Program::new(Dispatcher::new().seed(7).pace(0, Duration::ZERO));
    let mut leader = program.begin(&GetMe::new());
    sends(program.step(&mut leader, Input::Start));
    let mut reload = program.begin_with(&GetMe::new(), CallOptions::new().max_age(Duration::ZERO));
    sends(program.step(&mut reload, Input::Start));
    drop(program.ask(&UpdateMe::new().fullname("Ann"), r#"{"id":1}"#));
    let (until, _) = waits(program.step(&mut reload, Input::Answered(response(503, &[], ""))));
    program.pass(until - program.monotonic);
    sends(program.step(&mut reload, Input::Woken));
    drop(done(program.step(&mut reload, Input::Answered(ok(r#"{"id":2}"#)))));
    assert_eq!(program.ask_nothing(&GetMe::new()).reply::<GetMe>().unwrap().id, 2);
}

#[test]
fn a_single_call_may_allow_a_stale_response() {
    let mut program = Program::new(plain());
    drop(program.ask(&GetMe::new(), r#"{"id":1}"#));
    program.pass(30 * MINUTE);
    let options = CallOptions::new().max_stale(HOUR);
    let outcome = program.finish(&GetMe::new(), options, vec![response(500, &[], "")]);
    assert!(matches!(outcome.reply::<GetMe>().unwrap().source(), Source::Stale { .. }));
    let outcome = program.finish(&GetMe::new(), CallOptions::new(), vec![response(500, &[], "")]);
    assert!(outcome.reply::<GetMe>().is_err());
}

#[test]
fn a_retry_after_the_lease_of_a_lost_write_is_kept() {
    let mut program = Program::new(Dispatcher::new().seed(7).pace(0, Duration::ZERO));
    let mut lost = program.begin(&UpdateMe::new().fullname("Ann"));
    sends(program.step(&mut lost, Input::Start));
    std::mem::forget(lost);
    program.pass(69 * SECOND);
    let mut call = program.begin(&GetMe::new());
    sends(program.step(&mut call, Input::Start));
    program.pass(2 * SECOND);
    let (until, _) = waits(program.step(&mut call, Input::Answered(response(503, &[], ""))));
    program.pass(until - program.monotonic);
    sends(program.step(&mut call, Input::Woken));
    drop(done(program.step(&mut call, Input::Answered(ok(r#"{"id":2}"#)))));
    assert_eq!(program.ask_nothing(&GetMe::new()).reply::<GetMe>().unwrap().id, 2);
}
