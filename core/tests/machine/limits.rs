//! Tests of the count of the hour's calls and of the distance between them.

use std::time::Duration;

use toggl_me_core::call::{Input, Reason, Step};
use toggl_me_core::http::Method;
use toggl_me_core::me::{CheckLogin, GetLocation, GetMe, ListQuotas, ListTags, UpdateMe};
use toggl_me_core::store::{Ask, StoreError};
use toggl_me_core::{ApiErrorKind, CallOptions, Dispatcher, Endpoint, Error, Quota, codec, endpoint::Bucket};

use crate::{HOUR, MINUTE, Program, SECOND, done, ok, plain, response, sends, waits};

#[track_caller]
fn refused(program: &mut Program, options: CallOptions) -> Duration {
    let error = program.finish(&CheckLogin::new(), options, Vec::new()).reply::<CheckLogin>().unwrap_err();
    let Error::Api(error) = error else { panic!("{error}") };
    assert_eq!((error.kind(), error.attempts()), (ApiErrorKind::QuotaExhausted, 0));
    assert!(error.to_string().contains("(nothing was sent)"), "{error}");
    error.quota().unwrap().resets_in.unwrap()
}

pub(crate) fn spend(program: &mut Program, calls: usize) {
    for _ in 0..calls {
        drop(program.ask(&CheckLogin::new(), ""));
    }
}

#[test]
fn the_thirty_first_call_of_an_hour_is_refused_as_a_value() {
    let mut program = Program::new(plain());
    spend(&mut program, 30);
    program.pass(10 * MINUTE);
    assert_eq!(refused(&mut program, CallOptions::new()), 50 * MINUTE);
    program.pass(50 * MINUTE);
    spend(&mut program, 30);
    refused(&mut program, CallOptions::new());
}

#[test]
fn operations_outside_of_the_users_bucket_do_not_count() {
    let mut program = Program::new(plain().max_age(Duration::ZERO));
    for _ in 0..40 {
        drop(program.ask(&GetLocation::new(), "{}"));
    }
    spend(&mut program, 30);
    drop(program.ask(&GetLocation::new(), "{}"));
}

#[test]
fn calls_under_way_count() {
    let mut program = Program::new(plain());
    let mut under_way = Vec::new();
    for _ in 0..30 {
        let mut call = program.begin(&CheckLogin::new());
        sends(program.step(&mut call, Input::Start));
        under_way.push(call);
    }
    refused(&mut program, CallOptions::new());
    let mut first = under_way.swap_remove(0);
    drop(done(program.step(&mut first, Input::Answered(crate::unsent()))));
    spend(&mut program, 1);
}

#[test]
fn a_429_does_not_count() {
    let mut program = Program::new(plain());
    for _ in 0..10 {
        drop(program.finish(&CheckLogin::new(), CallOptions::new(), vec![response(429, &[], "")]));
    }
    spend(&mut program, 30);
}

#[test]
fn the_quota_of_a_response_lowers_the_count() {
    let mut program = Program::new(plain());
    let told = [(Quota::REMAINING, "1"), (Quota::RESETS_IN, "900")];
    drop(program.finish(&CheckLogin::new(), CallOptions::new(), vec![response(200, &told, "")]));
    spend(&mut program, 1);
    assert_eq!(refused(&mut program, CallOptions::new()), 900 * SECOND);
    program.pass(900 * SECOND);
    spend(&mut program, 28);
    refused(&mut program, CallOptions::new());
}

#[test]
fn background_calls_leave_a_reserve() {
    let mut program = Program::new(plain());
    spend(&mut program, 24);
    refused(&mut program, CallOptions::new().background());
    spend(&mut program, 6);
    refused(&mut program, CallOptions::new());
    let mut generous = Program::new(plain().reserve(0));
    spend(&mut generous, 29);
    drop(generous.finish(&CheckLogin::new(), CallOptions::new().background(), vec![ok("")]));
}

#[test]
fn three_go_at_once_and_then_one_a_second() {
    let program = Program::new(Dispatcher::new().seed(7));
    let mut slots = Vec::new();
    for number in 0..5 {
        let mut call = program.begin(&CheckLogin::new());
        match program.step(&mut call, Input::Start) {
            Step::Send => slots.push(0),
            Step::Wait { until, reason: Reason::Pace } => slots.push((until - program.monotonic).as_millis()),
            other => panic!("call {number}: {other:?}"),
        }
        std::mem::forget(call);
    }
    assert_eq!(slots, [0, 0, 0, 1_000, 2_000]);
}

#[test]
fn a_429_delays_every_call() {
    let program = Program::new(Dispatcher::new().seed(7).retry(toggl_me_core::RetryPolicy::OFF));
    let mut first = program.begin(&CheckLogin::new());
    sends(program.step(&mut first, Input::Start));
    drop(done(program.step(&mut first, Input::Answered(response(429, &[("retry-after", "4")], "")))));
    let mut other = program.begin(&ListTags::new());
    assert_eq!(waits(program.step(&mut other, Input::Start)), (program.monotonic + 4 * SECOND, Reason::Pace));
}

#[test]
fn a_machine_that_slept_counts_from_the_time_of_day() {
    let mut program = Program::new(plain());
    program.sleep(8 * HOUR);
    spend(&mut program, 30);
    // Another process, which starts now, knows of them.
    let mut other = Program::on(program.store.clone(), plain().seed(8));
    other.wall = program.wall;
    refused(&mut other, CallOptions::new());
}

#[test]
fn a_sleep_before_sending_reads_the_record_again() {
    let mut program = Program::new(Dispatcher::new().seed(7));
    for _ in 0..3 {
        std::mem::forget({
            let mut call = program.begin(&CheckLogin::new());
            sends(program.step(&mut call, Input::Start));
            call
        });
    }
    let mut call = program.begin(&UpdateMe::new().fullname("Ann"));
    waits(program.step(&mut call, Input::Start));
    program.sleep(2 * HOUR);
    program.pass(2 * SECOND);
    let (step, trips) = program.steps(&mut call, Input::Woken);
    sends(step);
    assert_eq!(trips, 2, "read and reserved again");
    drop(done(program.step(&mut call, Input::Answered(ok(r#"{"id":1}"#)))));
}

#[test]
fn a_process_that_was_suspended_reserves_again() {
    let mut program = Program::new(plain());
    let mut call = program.begin(&CheckLogin::new());
    let mut input = Input::Start;
    let reserve = loop {
        match call.step(program.now(), input) {
            Step::Store(ask @ Ask::Write(_)) => break ask,
            Step::Store(ask) => input = Input::Stored(ask.put_to(&*program.store)),
            other => panic!("{other:?}"),
        }
    };
    let written = Input::Stored(reserve.put_to(&*program.store));
    program.pass(90 * SECOND);
    let (step, trips) = program.steps(&mut call, written);
    sends(step);
    assert_eq!(trips, 2, "read and reserved again");
}

#[test]
fn a_clock_that_was_set_back_costs_an_hour_at_most() {
    let mut program = Program::new(plain());
    spend(&mut program, 30);
    let mut other = Program::on(program.store.clone(), plain().seed(8));
    other.wall = program.wall - jiff::SignedDuration::from_hours(9);
    assert_eq!(refused(&mut other, CallOptions::new()), HOUR);
    other.pass(HOUR);
    drop(other.ask(&GetMe::new(), r#"{"id":1}"#));
}

/// Requests GET /organizations/{id}/groups, which this crate does not have.
struct ListGroups(Option<i64>);

impl Endpoint for ListGroups {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "organizations/groups";
    const BUCKET: Bucket = Bucket::Organization;
    const MAX_AGE: Option<Duration> = Some(Duration::ZERO);
    type Response = ();

    fn organization(&self) -> Option<i64> {
        self.0
    }

    fn decode(body: &[u8]) -> Result<(), codec::Failure> {
        codec::empty(body)
    }
}

#[test]
fn an_organization_has_its_own_hour() {
    let mut program = Program::new(plain());
    let told = |remaining| vec![response(200, &[(Quota::REMAINING, remaining), (Quota::RESETS_IN, "60")], "")];
    // The limit is not known and is not guessed.
    for _ in 0..35 {
        drop(program.ask(&ListGroups(Some(1)), ""));
    }
    drop(program.finish(&ListGroups(Some(1)), CallOptions::new(), told("0")));
    let refused = program.ask_nothing(&ListGroups(Some(1))).reply::<ListGroups>().unwrap_err();
    let Error::Api(error) = refused else { panic!("{refused}") };
    assert_eq!((error.kind(), error.attempts()), (ApiErrorKind::QuotaExhausted, 0));
    // None of that concerns another organization or the user.
    drop(program.ask(&ListGroups(Some(2)), ""));
    drop(program.ask(&ListGroups(None), ""));
    spend(&mut program, 30);
}

#[test]
fn the_list_of_quotas_updates_every_hour() {
    let mut program = Program::new(plain());
    let list = r#"[{"organization_id":null,"remaining":1,"resets_in_secs":900,"total":30},
        {"organization_id":1,"remaining":2,"resets_in_secs":300,"total":240},{"organization_id":2,"remaining":null}]"#;
    drop(program.ask(&ListQuotas::new(), list));
    spend(&mut program, 1);
    refused(&mut program, CallOptions::new());
    for _ in 0..2 {
        drop(program.ask(&ListGroups(Some(1)), ""));
    }
    assert!(program.ask_nothing(&ListGroups(Some(1))).reply::<ListGroups>().is_err());
    drop(program.ask(&ListGroups(Some(2)), ""));
}

#[test]
fn a_list_of_quotas_counts_only_in_a_success_and_under_a_limit() {
    let list = r#"[{"organization_id":null,"remaining":0,"resets_in_secs":900,"total":30}]"#;
    let mut program = Program::new(plain());
    drop(program.finish(&ListQuotas::new(), CallOptions::new(), vec![response(403, &[], list)]));
    spend(&mut program, 1);
    let mut program = Program::new(plain().hourly_limit(None));
    drop(program.ask(&ListQuotas::new(), list));
    let mut other = Program::on(program.store, plain());
    spend(&mut other, 1);
}

#[test]
fn a_record_read_before_a_sleep_is_read_again() {
    let mut program = Program::new(plain());
    let _ = program.ask(&CheckLogin::new(), "");
    let mut call = program.begin(&CheckLogin::new());
    let Step::Store(read) = call.step(program.now(), Input::Start) else { panic!("the record is read first") };
    let replied = Input::Stored(read.put_to(&*program.store));
    program.sleep(HOUR);
    let step = call.step(program.now(), replied);
    let Step::Store(again) = step else { panic!("not read again: {step:?}") };
    assert_eq!(again, read);
    sends(program.step(&mut call, Input::Stored(again.put_to(&*program.store))));
    program.sleep(HOUR);
    let step = call.step(program.now(), Input::Answered(ok("")));
    assert!(matches!(&step, Step::Store(Ask::Read(_))), "not read again before it is settled: {step:?}");
}

#[test]
fn a_call_waits_for_those_that_may_have_been_counted() {
    let mut program = Program::new(plain());
    let (mut slow, mut other) = (program.begin(&CheckLogin::new()), program.begin(&CheckLogin::new()));
    sends(program.step(&mut slow, Input::Start));
    sends(program.step(&mut other, Input::Start));
    // One call is left: the slow one, if the server has not counted it yet, or one more.
    let one_left = [("x-toggl-quota-remaining", "1"), ("x-toggl-quota-resets-in", "900")];
    drop(done(program.step(&mut other, Input::Answered(response(200, &one_left, "")))));
    let mut call = program.begin(&CheckLogin::new());
    let (until, reason) = waits(program.step(&mut call, Input::Start));
    assert_eq!((until - program.monotonic, reason), (Duration::from_millis(1), Reason::Quota));
    // A background call does not wait for that.
    let outcome = program.finish(&CheckLogin::new(), CallOptions::new().background(), Vec::new());
    assert!(format!("{outcome:?}").contains("Refused"), "{outcome:?}");
    let mut impatient = program.begin(&CheckLogin::new());
    waits(program.step(&mut impatient, Input::Start));
    program.pass(10 * SECOND);
    let outcome = done(program.step(&mut impatient, Input::Woken));
    assert!(format!("{outcome:?}").contains("Refused"), "{outcome:?}");
    // It was counted.
    drop(done(program.step(&mut slow, Input::Answered(response(200, &one_left, "")))));
    sends(program.step(&mut call, Input::Woken));
}

#[test]
fn a_result_that_is_written_twice_lowers_the_count_once() {
    let mut program = Program::new(plain());
    let two_left = response(200, &[(Quota::REMAINING, "2"), (Quota::RESETS_IN, "1800")], "");
    drop(program.finish(&CheckLogin::new(), CallOptions::new(), vec![two_left]));
    let mut call = program.begin(&CheckLogin::new());
    sends(program.step(&mut call, Input::Start));
    let Step::Store(write @ Ask::Write(_)) = call.step(program.now(), Input::Answered(ok(""))) else { panic!() };
    // It is done and not confirmed; another program reserves and gives back before it is looked for.
    write.put_to(&*program.store).unwrap();
    let Step::Wait { .. } = call.step(program.now(), Input::Stored(Err(StoreError::new("fails")))) else { panic!() };
    let mut other = Program::on(program.store.clone(), plain().seed(8));
    (other.wall, other.monotonic) = (program.wall, program.monotonic);
    drop(other.finish(&CheckLogin::new(), CallOptions::new(), vec![crate::unsent()]));
    program.pass(20 * Duration::from_millis(1));
    drop(done(program.step(&mut call, Input::Woken)));
    // One is left.
    drop(program.ask(&CheckLogin::new(), ""));
}

#[test]
fn a_pace_of_three_and_a_minute_is_kept() {
    let program = Program::new(plain().pace(3, MINUTE));
    let mut steps = Vec::new();
    for _ in 0..4 {
        let mut call = program.begin(&CheckLogin::new());
        steps.push(program.step(&mut call, Input::Start));
        std::mem::forget(call);
    }
    let (until, reason) = waits(steps.pop().unwrap());
    assert_eq!((until - program.monotonic, reason), (MINUTE, Reason::Pace));
}

#[test]
fn a_429_holds_at_every_pace() {
    let mut program = Program::new(plain().pace(3, MINUTE));
    drop(program.finish(&CheckLogin::new(), CallOptions::new(), vec![response(429, &[("retry-after", "30")], "")]));
    let mut call = program.begin(&CheckLogin::new());
    let (until, reason) = waits(program.step(&mut call, Input::Start));
    assert_eq!((until - program.monotonic, reason), (30 * SECOND, Reason::Pace));
}

#[test]
fn a_call_that_was_never_sent_leaves_what_the_server_told() {
    let mut program = Program::new(plain().pace(1, 30 * SECOND));
    let told = response(200, &[(Quota::REMAINING, "1"), (Quota::RESETS_IN, "3000")], "");
    drop(program.finish(&CheckLogin::new(), CallOptions::new(), vec![told]));
    let mut waiting = program.begin(&CheckLogin::new());
    assert_eq!(waits(program.step(&mut waiting, Input::Start)).1, Reason::Pace);
    // Its machine sleeps before it sends, and another program writes down that its lease has ended.
    let mut other = Program::on(program.store.clone(), plain().seed(8));
    other.pass(200 * SECOND);
    let mut call = other.begin(&GetLocation::new());
    sends(other.step(&mut call, Input::Start));
    program.sleep(200 * SECOND);
    let step = program.step(&mut waiting, Input::Woken);
    assert!(matches!(step, Step::Send | Step::Wait { .. }), "{step:?}");
}
