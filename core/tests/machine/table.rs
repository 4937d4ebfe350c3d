//! Tests that calls follow the drawing and the table above [`Call`].

use std::collections::BTreeMap;

use toggl_me_core::RetryPolicy;
use toggl_me_core::call::{Call, Input, Step};
use toggl_me_core::me::GetMe;
use toggl_me_core::store::Ask;

use crate::{Program, ok, plain, response};

const SOURCE: &str = include_str!("../../src/call/machine.rs");

/// Returns the name of the input that belongs to each step, by the step's name.
fn table() -> BTreeMap<String, String> {
    let rows = SOURCE.lines().filter_map(|line| line.strip_prefix("/// |"));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let named = |cell: &str| Some(cell.split_once("[`")?.1.split_once("`]")?.0.to_owned());
    let table = cells.filter(|cells| cells.len() >= 3).filter_map(|cells| {
        let step = if cells[0] == "(none yet)" { Some("none".to_owned()) } else { named(cells[0]) };
        let input = named(cells[2]).or((cells[0] == "[`Step::Done`]").then(|| "none".to_owned()));
        step.zip(input)
    });
    table.collect()
}

fn name(step: &Step) -> &'static str {
    match step {
        Step::Store(_) => "Step::Store",
        Step::Send => "Step::Send",
        Step::Wait { .. } => "Step::Wait",
        Step::Done(_) => "Step::Done",
    }
}

/// Returns the input of this name; if `step` is for the store, it is put to the store.
fn input(name: &str, program: &Program, step: Option<&Step>, sent: usize) -> Input {
    match (name, step) {
        ("Input::Start", _) => Input::Start,
        ("Input::Stored", Some(Step::Store(ask))) => Input::Stored(ask.put_to(&*program.store)),
        ("Input::Stored", _) => Input::Stored(Ask::Secret.put_to(&*program.store)),
        // The first attempt fails, so that there is a wait.
        ("Input::Answered", _) if sent == 1 => Input::Answered(response(502, &[], "")),
        ("Input::Answered", _) => Input::Answered(ok(r#"{"id":1}"#)),
        ("Input::Woken", _) => Input::Woken,
        (other, _) => panic!("no input is called {other}"),
    }
}

/// Returns a call after `count` steps with the inputs that the table names, and the names of those steps.
fn walk(count: usize, table: &BTreeMap<String, String>) -> (Program, Call, Option<Step>, Vec<String>) {
    let mut program = Program::new(plain().retry(RetryPolicy::up_to(2)));
    let mut call = program.begin(&GetMe::new());
    let (mut step, mut names): (Option<Step>, Vec<String>) = (None, Vec::new());
    for _ in 0..count {
        if let Some(Step::Wait { until, .. }) = step {
            program.pass(until.saturating_sub(program.monotonic));
        }
        let sent = names.iter().filter(|name| *name == "Step::Send").count();
        let given = &table[step.as_ref().map_or("none", name)];
        let next = call.step(program.now(), input(given, &program, step.as_ref(), sent));
        names.push(name(&next).to_owned());
        step = Some(next);
    }
    (program, call, step, names)
}

fn is_out_of_order(step: &Step) -> bool {
    format!("{step:?}").contains("not taken in their order")
}

#[test]
fn every_input_of_the_table_goes_on_and_no_other() {
    let table = table();
    let steps: Vec<&str> = table.keys().map(String::as_str).collect();
    assert_eq!(steps, ["Step::Done", "Step::Send", "Step::Store", "Step::Wait", "none"]);
    let mut visited = BTreeMap::new();
    for count in 0.. {
        let (program, _, step, _) = walk(count, &table);
        let at = step.as_ref().map_or("none", name);
        *visited.entry(at).or_insert(0) += 1;
        for given in ["Input::Start", "Input::Stored", "Input::Answered", "Input::Woken"] {
            let (mut other, mut call, step, _) = walk(count, &table);
            if let Some(Step::Wait { until, .. }) = step {
                other.pass(until.saturating_sub(other.monotonic));
            }
            let next = call.step(other.now(), input(given, &other, step.as_ref(), 1));
            assert_eq!(is_out_of_order(&next), table[at] != given, "{given} after {at}: {next:?}");
        }
        drop(program);
        if at == "Step::Done" {
            break;
        }
    }
    assert_eq!(visited.len(), table.len(), "{visited:?}");
}

#[test]
fn a_call_goes_the_way_of_the_drawing() {
    let table = table();
    let (_, _, _, names) = walk(9, &table);
    // named, read, reserve, send, settle and reserve, wait, send, settle, done
    let way = ["Store", "Store", "Store", "Send", "Store", "Wait", "Send", "Store", "Done"];
    assert_eq!(names, way.map(|step| format!("Step::{step}")));
    let drawing = SOURCE.split("```text").nth(1).and_then(|rest| rest.split("```").next()).expect("a drawing");
    for state in ["named", "read", "decide", "reserve", "send", "settle", "Done("] {
        assert!(drawing.contains(state), "{state} is drawn");
    }
}
