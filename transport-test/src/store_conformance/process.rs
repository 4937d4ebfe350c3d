//! [`Process`]: this test binary as another process, which uses a store from outside and may be killed.

use std::env;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use toggl_me_core::store::{CacheKey, OwnerId, Store, Version};

use super::handle::{Handle, add_one, check, key, owner, write, write_next, write_numbered};
use super::stores::Fresh;

/// The variables that give a process its task: the store to open, and a job on it.
const PLACE: &str = "TOGGL_ME_STORE_PLACE";
const JOB: &str = "TOGGL_ME_STORE_JOB";

/// The text that a process prints when it is about to open the store, and then waits for the end of its input.
const READY: &str = "ready to open the store";

/// The text that a writer prints before the number of each write that is done.
const DONE: &str = "wrote ";

/// Does in this process the job of a clause in another one, and nothing where there is none.
///
/// It belongs in the test whose name [`Stores::across_processes`](super::Stores::across_processes) is given.
///
/// # Panics
///
/// Panics when the store fails, which fails the clause.
pub fn child<S: Store + 'static>(open: impl Fn(&str) -> S) {
    let (Ok(place), Ok(job)) = (env::var(PLACE), env::var(JOB)) else { return };
    println!("{READY}");
    io::stdin().read_to_end(&mut Vec::new()).expect("an input that ends");
    let handle = Handle::new("serves another process as it serves one", Box::new(open(&place)));
    match *job.split(' ').collect::<Vec<_>>() {
        ["count", who, times] => {
            let times: u64 = times.parse().expect("a number of times");
            (0..times).for_each(|_| add_one(&handle, owner(parsed(who))));
        }
        ["secret", who] => handle.done(&write(owner(parsed(who)), Version::NONE, handle.secret().to_vec())),
        ["write", who, which] => write_without_end(&handle, owner(parsed(who)), key(parsed(which))),
        _ => panic!("`{job}` is not a job"),
    }
}

fn parsed(name: &str) -> u8 {
    name.parse().expect("the name of an owner or a key")
}

fn write_without_end(handle: &Handle, owner: OwnerId, key: CacheKey) {
    handle.secret();
    let (mut last, mut written) = write_next(handle, owner, key, handle.read(owner, Some(key)));
    loop {
        println!("{DONE}{written}");
        written += 1;
        let ask = write_numbered(owner, key, last, written);
        handle.done(&ask);
        last = ask.next;
    }
}

/// Another process that has the store open. It is killed when it is dropped.
pub(super) struct Process {
    rule: &'static str,
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(fresh: &Fresh<'_>, rule: &'static str, job: String) -> Self {
        let (test, place) = fresh.elsewhere();
        let mut command = Command::new(env::current_exe().expect("the path of this test binary"));
        command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(PLACE, place).env(JOB, job);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("this test binary starts again");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Process { rule, child, output }
    }

    /// Starts a process that adds one to an owner's record, `times` times.
    pub(super) fn counting(fresh: &Fresh<'_>, rule: &'static str, owner: OwnerId, times: u64) -> Self {
        Self::start(fresh, rule, format!("count {} {times}", owner.to_bytes()[0]))
    }

    /// Starts a process that writes the secret as the record of an owner.
    pub(super) fn telling_the_secret(fresh: &Fresh<'_>, rule: &'static str, owner: OwnerId) -> Self {
        Self::start(fresh, rule, format!("secret {}", owner.to_bytes()[0]))
    }

    /// Starts a process that writes numbered records with their responses until it is killed.
    pub(super) fn writing(fresh: &Fresh<'_>, rule: &'static str, owner: OwnerId, key: CacheKey) -> Self {
        Self::start(fresh, rule, format!("write {} {}", owner.to_bytes()[0], key.to_bytes()[0]))
    }

    /// Lets processes open the store as soon as all of them could.
    pub(super) fn begin_at_once<'a>(processes: impl IntoIterator<Item = &'a mut Self>) {
        let ready: Vec<_> = processes.into_iter().map(Self::when_ready).collect();
        drop(ready);
    }

    /// Waits until it could open the store, which it does when what this returns is dropped.
    fn when_ready(&mut self) -> Option<ChildStdin> {
        let mut line = String::new();
        while !line.contains(READY) {
            line.clear();
            let read = self.output.read_line(&mut line).expect("what it says is text");
            assert!(read > 0, "this test binary has no test `child_process` where the suite expects it");
        }
        self.child.stdin.take()
    }

    /// Waits for its end and checks that it succeeded.
    pub(super) fn ends_well(mut self) {
        let (mut output, mut errors) = (String::new(), String::new());
        // The output is small enough to fit into the pipe.
        self.output.read_to_string(&mut output).expect("what it says is text");
        self.child.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("what it says is text");
        let status = self.child.wait().expect("the process is one of ours");
        check(self.rule, status.success(), || format!("failed in another process: {errors}"));
    }

    /// Kills it `delay` after it began, or after its first write. Returns the number of the last write that was
    /// confirmed to it.
    pub(super) fn killed(mut self, after_a_write: bool, delay: Duration) -> Option<u64> {
        let mut told = None;
        while after_a_write && told.is_none() {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).expect("what it says is text");
            check(self.rule, read > 0, || format!("failed in another process: {}", self.errors()));
            told = done(&line);
        }
        thread::sleep(delay);
        self.child.kill().expect("the process is one of ours");
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).expect("what it says is text");
        rest.split_inclusive('\n').filter_map(done).next_back().or(told)
    }

    fn errors(&mut self) -> String {
        let mut errors = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            let _ = stderr.read_to_string(&mut errors);
        }
        errors
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the number of a write, from a complete line.
fn done(line: &str) -> Option<u64> {
    let (_, number) = line.strip_suffix('\n')?.split_once(DONE)?;
    number.parse().ok()
}
