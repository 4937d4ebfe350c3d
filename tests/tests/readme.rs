//! Tests that the README tells the truth about operations, commands and errors.

use toggl_me_core::{
    endpoint::{Auth, EndpointInfo},
    me,
};

fn row(endpoint: &EndpointInfo, line: &str) -> bool {
    let credentials = match endpoint.auth {
        Auth::Required => "needed",
        Auth::IfPresent => "sent if there are any",
        Auth::Never => "never sent",
    };
    let cells: Vec<_> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
    let [operation, request, told_credentials, _response] = cells[..] else { return false };
    operation.trim_end_matches('¹').trim() == format!("`{endpoint}`")
        && request.starts_with('`')
        && told_credentials == credentials
}

#[test]
fn the_table_of_operations_is_that_of_the_code() {
    let readme = include_str!("../../README.md");
    let (_, table) = readme.split_once("tests/tests/readme.rs -->\n").expect("the table's start is marked");
    let (table, _) = table.split_once("<!-- end of operations -->").expect("the table's end is marked");
    let rows: Vec<_> = table.trim().lines().skip(2).collect();
    for (endpoint, line) in me::ENDPOINTS.iter().zip(&rows) {
        assert!(row(endpoint, line), "{endpoint} ({:?}) is not told right by: {line}", endpoint.auth);
    }
    assert_eq!(rows.len(), me::ENDPOINTS.len(), "a row for each operation, in the order of `ENDPOINTS`");
}

#[test]
fn the_crates_are_added_first_and_then_two_commands_stand() {
    let readme = include_str!("../../README.md");
    let commands: Vec<_> = readme.lines().filter(|line| line.starts_with("cargo ")).take(3).collect();
    let expected =
        ["cargo add toggl-me-core toggl-me-transport-ureq", "cargo run --example tour", "cargo test --workspace"];
    assert_eq!(commands, expected);
}

#[test]
fn the_errors_are_those_that_are_shown() {
    let shown = include_str!("messages.txt");
    let (_, errors) = include_str!("../../README.md").split_once("## Errors").expect("a heading");
    let errors = errors.split("```").nth(1).expect("a block").trim_start_matches("text\n");
    for error in errors.trim().lines() {
        // The snapshot does not show how long it takes.
        let error = error.replace("1838 s", "N s");
        assert!(
            shown.lines().any(|line| line.trim() == error),
            "no error reads {error:?}: take another from messages.txt"
        );
    }
}

#[test]
fn the_tests_are_run_by_the_command_of_the_readme() {
    let (readme, run) = (include_str!("../../README.md"), include_str!("../../.ci/run"));
    let command = readme.lines().find(|line| line.starts_with("cargo test ")).expect("the README has one");
    let step = format!("step {command} --locked");
    assert!(run.lines().any(|line| line == step), ".ci/run has no line `{step}`");
}
