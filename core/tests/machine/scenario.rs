//! Tests of whole calls: the questions to the store, and the outcome.

use toggl_me_core::call::{Input, Step};
use toggl_me_core::me::{CheckLogin, GetMe, ListTimeEntries};
use toggl_me_core::store::Ask;
use toggl_me_core::{CallOptions, Context, Credentials, EndpointExt as _, me::GetLocation};

use crate::{HOUR, Program, SECOND, done, ok, plain, sends};

fn names(program: &Program, call: &mut toggl_me_core::call::Call, response: &str) -> Vec<&'static str> {
    let mut names = Vec::new();
    let mut input = Input::Start;
    loop {
        input = match call.step(program.now(), input) {
            Step::Store(ask) => {
                names.push(match &ask {
                    Ask::Secret => "secret",
                    Ask::Read(_) => "read",
                    Ask::Write(write) if write.response.is_some() => "write with a response",
                    Ask::Write(_) => "write",
                });
                Input::Stored(ask.put_to(&*program.store))
            }
            Step::Send => {
                names.push("send");
                Input::Answered(ok(response))
            }
            Step::Wait { .. } => {
                names.push("wait");
                Input::Woken
            }
            Step::Done(_) => return names,
        };
    }
}

#[test]
fn only_the_first_call_reads_the_secret_of_the_store() {
    let program = Program::new(plain());
    let mut call = program.begin(&GetMe::new());
    let miss = names(&program, &mut call, r#"{"id":1}"#);
    assert_eq!(miss, ["secret", "read", "write", "send", "write with a response"]);
    let mut call = program.begin(&GetMe::new());
    assert_eq!(names(&program, &mut call, ""), ["read"]);
}

#[test]
fn a_record_is_kept_for_a_week_and_a_response_for_an_hour() {
    let program = Program::new(plain());
    let mut call = program.begin(&GetMe::new());
    let (mut input, mut lifetimes) = (Input::Start, Vec::new());
    loop {
        input = match call.step(program.now(), input) {
            Step::Store(ask) => {
                if let Ask::Write(write) = &ask {
                    lifetimes.push((write.lifetime, write.response.as_ref().map(|put| put.lifetime)));
                }
                Input::Stored(ask.put_to(&*program.store))
            }
            Step::Send => Input::Answered(ok(r#"{"id":1}"#)),
            _ => break,
        };
    }
    let week = 7 * 24 * HOUR;
    assert_eq!(lifetimes, [(week, None), (week, Some(HOUR))]);
}

#[test]
fn a_request_without_credentials_asks_no_store() {
    let program = Program::new(plain());
    let nobody = Context::new(Credentials::none()).unwrap();
    let request = GetLocation::new().to_request(&nobody).unwrap();
    let mut call = program.dispatcher.call(&GetLocation::new(), &request, CallOptions::new());
    assert_eq!(names(&program, &mut call, "{}"), ["send"]);
}

#[test]
fn inputs_in_a_wrong_order_end_the_call() {
    let mut program = Program::new(plain());
    let mut call = program.begin(&CheckLogin::new());
    sends(program.step(&mut call, Input::Start));
    let error = done(program.step(&mut call, Input::Woken)).reply::<CheckLogin>().unwrap_err();
    assert!(
        error.to_string().contains("the server may have received the request")
            || error.to_string().contains("could not"),
        "{error}"
    );
    drop(done(program.step(&mut call, Input::Start)));
    program.pass(SECOND);
}

#[test]
fn sizes_are_as_documented() {
    assert!(size_of::<toggl_me_core::call::Call>() <= 880, "{}", size_of::<toggl_me_core::call::Call>());
}

#[test]
fn a_reply_names_the_values_that_could_not_be_decoded() {
    let mut program = Program::new(plain());
    let list = r#"[{"id":1,"stop":"null"},{"id":2,"duration":"a while"}]"#;
    for _ in 0..2 {
        let mut call = program.begin(&ListTimeEntries::new());
        let step = match program.step(&mut call, Input::Start) {
            Step::Send => program.step(&mut call, Input::Answered(ok(list))),
            cached => cached,
        };
        let outcome = done(step);
        let reply = outcome.reply::<ListTimeEntries>().unwrap();
        assert_eq!((reply.len(), reply.unreadable()), (2, &["[0].stop".to_owned(), "[1].duration".to_owned()][..]));
        program.pass(SECOND);
    }
}

#[test]
fn debug_of_a_step_shows_no_body() {
    let program = Program::new(plain().keep_api_token());
    let mut call = program.begin(&GetMe::new());
    sends(program.step(&mut call, Input::Start));
    let body = r#"{"id":1,"api_token":"0badc0de"}"#;
    let input = Input::Answered(ok(body));
    assert_eq!(format!("{input:?}"), format!("Answered(200, {} bytes)", body.len()));
    let step = call.step(program.now(), input);
    let shown = format!("{call:?}");
    assert!(shown.contains("GET /me") && shown.contains("attempts: 1"), "{shown}");
    let bytes = format!("{:?}", b"0badc0de");
    let shown = format!("{step:?}");
    assert!(!shown.contains(bytes.trim_matches(['[', ']'])), "{shown}");
}
