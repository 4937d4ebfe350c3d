//! The examples of the ureq transport, run as programs against the fake.

use std::process::Command;
use std::time::Duration;

use toggl_me_core::jiff::{Timestamp, tz::Offset};
use toggl_me_transport_test::fake::{Account, Organization, Project, TimeEntry};
use toggl_me_transport_test::{FakeServer, FakeToggl};

/// Runs a program against a fake, and returns what it prints: to standard output if it succeeds, otherwise to the other.
fn run(program: &str, arguments: &[&str], toggl: &FakeToggl) -> Result<String, String> {
    let server = FakeServer::start(toggl.clone());
    let mut command = Command::new(program);
    command.env_clear().env("TOGGL_API_TOKEN", toggl.api_token()).env("TOGGL_BASE_URL", server.base_url());
    let output = command.args(arguments).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("it speaks UTF-8").trim_end().to_owned();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

fn account() -> Account {
    Account::new("ann@example.org", "password")
}

#[test]
fn whoami_prints_what_the_readme_says() {
    let toggl = FakeToggl::demo();
    let told = run(env!("CARGO_BIN_EXE_whoami"), &[], &toggl).unwrap();
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("```text\n").expect("the README shows what the program prints");
    assert_eq!(told, rest.split_once("\n```").expect("a block ends").0);
    assert_eq!(toggl.requests(), 1);
}

#[test]
fn whoami_is_the_readmes_first_program() {
    let (_, rest) = include_str!("../../README.md").split_once("```rust,no_run\n").expect("the README has a program");
    let mut example = include_str!("../../transport-ureq/examples/whoami.rs").lines();
    for line in rest.split_once("\n```").expect("a block ends").0.lines() {
        let line = line.replace("let context", "let mut context");
        assert!(example.any(|other| other == line), "the example lacks, at this place: {line}");
    }
}

#[test]
fn a_token_that_is_missing_is_asked_for() {
    for program in [
        env!("CARGO_BIN_EXE_invoice"),
        env!("CARGO_BIN_EXE_quota_left"),
        env!("CARGO_BIN_EXE_today"),
        env!("CARGO_BIN_EXE_whoami"),
    ] {
        let output = Command::new(program).env_clear().arg("2026-10").output().expect("it runs");
        let told = String::from_utf8(output.stderr).expect("it speaks UTF-8");
        assert_eq!(told, "Error: \"TOGGL_API_TOKEN is not set\"\n", "{program}");
    }
}

#[test]
fn quota_left_shows_the_hours_of_user_and_organization() {
    let account = account().organization(Organization::new("Mill").id(21).starter());
    let toggl = FakeToggl::new().account(account);
    let quota_left = || run(env!("CARGO_BIN_EXE_quota_left"), &[], &toggl).unwrap();
    let told = quota_left();
    let expected = ["/me: 29 of 30 left, all of them in 3", "organization 21: 240 of 240 left, all of them in "];
    for (line, expected) in told.lines().zip(expected) {
        assert!(line.starts_with(expected) && line.ends_with(" s"), "{told}");
    }
    assert_eq!(told.lines().count(), expected.len(), "{told}");

    let spent = FakeToggl::new().account(self::account()).quota(0);
    let told = run(env!("CARGO_BIN_EXE_quota_left"), &[], &spent).unwrap();
    assert!(told.starts_with("Nothing left; the next request is free in "), "{told}");
}

/// Chooses a time zone in which it is about noon, so that an hour ago is today there.
#[test]
fn today_is_a_day_of_the_profile() {
    let now = Timestamp::now();
    let ahead = 12 - i32::from(Offset::UTC.to_datetime(now).hour());
    // The names have their signs the other way round.
    let zone = format!("Etc/GMT{}{}", if ahead < 0 { '+' } else { '-' }, ahead.abs());
    let hours = |hours: u64| Duration::from_secs(3600 * hours);
    let account = account()
        .timezone(&zone)
        .entry(TimeEntry::new("yesterday", now - hours(14), hours(1)))
        .entry(TimeEntry::new("Rye", now - hours(3), hours(2)))
        .entry(TimeEntry::running("", now - hours(1)));
    let toggl = FakeToggl::new().account(account);
    let told = run(env!("CARGO_BIN_EXE_today"), &[], &toggl).unwrap();
    let lines: Vec<_> = told.lines().collect();
    assert!(lines[0].ends_with("  2:00:00  Rye") && lines[1].contains("  1:00:0"), "{told}");
    assert!(lines[1].ends_with("  (no description)") && lines[2].starts_with("Today: 3:00:0"), "{told}");
    assert_eq!((lines.len(), toggl.requests()), (3, 2));
}

#[test]
fn an_invoice_has_all_billable_entries_of_its_month() {
    let time = |text: &str| text.parse::<Timestamp>().expect("a time");
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    let (shop, tour) = ("Shop", "Tour");
    let entry = |start: &str, length: u64| TimeEntry::new("", time(start), minutes(length)).project(shop).billable();
    let mut account = account()
        .timezone("Europe/Tallinn")
        .project(Project::new(shop).rate(85.0, "EUR").archived())
        .project(Project::new(tour).rate(49.99, "EUR"))
        .project(Project::new("Fee").fixed_fee(4200.0, "EUR"))
        // The month begins and ends with midnight there.
        .entry(entry("2026-09-30T20:59:59Z", 60))
        .entry(entry("2026-09-30T21:00:00Z", 30))
        .entry(entry("2026-10-31T21:59:59Z", 15))
        .entry(entry("2026-10-31T22:00:00Z", 60))
        .entry(TimeEntry::new("not billable", time("2026-10-07T08:00:00Z"), minutes(60)).project(shop));
    // More than a list has.
    for number in 0..1100 {
        let start = time("2026-10-05T00:00:00Z") + minutes(10 * number);
        account = account.entry(TimeEntry::new("", start, minutes(1)).project(tour).billable());
    }
    let toggl = FakeToggl::new().account(account);
    let invoice = |month: &str, toggl| run(env!("CARGO_BIN_EXE_invoice"), &[month], toggl);
    let expected = "Shop: 0:45 h at 85.00 makes 63.75 EUR\nTour: 18:20 h at 49.99 makes 916.48 EUR";
    assert_eq!(invoice("2026-10", &toggl).as_deref(), Ok(expected));
    assert!(toggl.requests() <= 8, "{}", toggl.requests());

    let fee = FakeToggl::new().account(
        self::account()
            .project(Project::new("Fee").fixed_fee(4200.0, "EUR"))
            .entry(TimeEntry::new("", time("2026-10-07T08:00:00Z"), minutes(60)).project("Fee").billable()),
    );
    assert_eq!(invoice("2026-10", &fee), Err("Error: \"Fee has no hourly rate\"".to_owned()));
    assert_eq!(invoice("2026-11", &fee).as_deref(), Ok(""));
    assert!(invoice("October", &fee).is_err_and(|told| told.starts_with("Error: ")));
}
