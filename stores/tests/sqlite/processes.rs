//! Tests two programs that share a store, each in a process of its own: a timer, and a status bar that shows the
//! running entry.

use std::borrow::Cow;
use std::env;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use toggl_me_core::http::Method;
use toggl_me_core::me::GetCurrentTimeEntry;
use toggl_me_core::model::TimeEntry;
use toggl_me_core::{
    BuildError, Client, Context, Credentials, Dispatcher, Endpoint, Source, codec,
    endpoint::{Bucket, fill_path},
};
use toggl_me_transport_test::fake::{Account, Organization, Workspace};
use toggl_me_transport_test::{FakeServer, FakeToggl, TestClock};
use toggl_me_transport_ureq::UreqTransport;

use super::folder::Folder;
use super::open;

/// The variable that tells a process which program it is, and its arguments.
const PROGRAM: &str = "TOGGL_ME_PROGRAM";

/// The prefix of what a program prints, since the test runner prints something too.
const TOLD: &str = "told: ";

const WORKSPACE: i64 = 31;

/// POST /workspaces/{workspace_id}/time_entries
struct Start {
    created_with: &'static str,
}

impl Endpoint for Start {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "workspaces/{workspace_id}/time_entries";
    const BUCKET: Bucket = Bucket::Organization;
    type Response = TimeEntry;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[&WORKSPACE.to_string()])
    }

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        let (by, start) = (self.created_with, "2026-01-05T09:00:00Z");
        let body = format!(r#"{{"created_with":"{by}","workspace_id":{WORKSPACE},"start":"{start}","duration":-1}}"#);
        Ok(body.into_bytes())
    }

    fn decode(body: &[u8]) -> Result<TimeEntry, codec::Failure> {
        codec::object(body)
    }
}

/// Runs as a program if the process was started as one.
#[test]
fn program() {
    let Ok(told) = env::var(PROGRAM) else { return };
    let [program, url, token, place] = told.splitn(4, ' ').collect::<Vec<_>>()[..] else { panic!("{told}") };
    let context = Context::new(Credentials::api_token(token)).unwrap().with_base_url(url).unwrap();
    // All clocks stand still, since no call waits for its turn: however slow the machine is, no response becomes too
    // old.
    let dispatcher = Dispatcher::new().store(Arc::new(open(place))).pace(0, Duration::ZERO);
    let client =
        Client::new(UreqTransport::new().unwrap(), context).with_clock(TestClock::new()).with_dispatcher(dispatcher);
    for line in std::io::stdin().lines() {
        let told = match (program, line.unwrap().as_str()) {
            ("timer", created_with) => {
                let created_with = if created_with == "start" { "tests" } else { "" };
                client.send(&Start { created_with }).map_or("refused".to_owned(), |entry| entry.id.to_string())
            }
            _ => {
                let reply = client.send(&GetCurrentTimeEntry::new()).unwrap();
                let from = if matches!(reply.source(), Source::Cached { .. }) { "cached" } else { "asked" };
                assert!(reply.store_error().is_none(), "{:?}", reply.store_error());
                format!("{} {from}", reply.as_ref().map_or(0, |entry| entry.id))
            }
        };
        println!("{TOLD}{told}");
    }
}

/// A running program, which ends when this is dropped.
struct Program {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Program {
    fn start(name: &str, server: &FakeServer, token: &str, folder: &Folder) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["processes::program", "--exact", "--nocapture", "--test-threads=1"]);
        command.env(PROGRAM, format!("{name} {} {token} {}", server.base_url(), folder.as_ref()));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Program { child, input, output }
    }

    /// Sends it a line, and waits for what it prints.
    #[track_caller]
    fn asks(&mut self, line: &str) -> String {
        writeln!(self.input, "{line}").unwrap();
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).unwrap() == 0 {
                let mut errors = String::new();
                self.child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
                panic!("it has ended: {errors}");
            }
            if let Some((_, told)) = line.trim_end().split_once(TOLD) {
                return told.to_owned();
            }
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn after_a_start_the_bar_asks_once() {
    let account = Account::new("ann@example.org", "password")
        .organization(Organization::new("Mill").starter())
        .workspace(Workspace::new("Flour").id(WORKSPACE));
    let toggl = FakeToggl::new().account(account);
    let (server, folder) = (FakeServer::start(toggl.clone()), Folder::new());
    let run = |name| Program::start(name, &server, &toggl.api_token(), &folder);
    let (mut bar, mut timer) = (run("bar"), run("timer"));

    assert_eq!((bar.asks("look"), bar.asks("look")), ("0 asked".to_owned(), "0 cached".to_owned()));
    assert_eq!(timer.asks("start without a name"), "refused");
    assert_eq!(bar.asks("look"), "0 cached", "what was refused has changed nothing");
    assert_eq!(toggl.requests(), 2);

    let started = timer.asks("start");
    assert_eq!(bar.asks("look"), format!("{started} asked"));
    assert_eq!(bar.asks("look"), format!("{started} cached"));
    assert_eq!(run("bar").asks("look"), format!("{started} cached"), "another bar finds it in the store");
    assert_eq!((toggl.requests(), toggl.calls_left("ann@example.org")), (4, Some(28)));
}
