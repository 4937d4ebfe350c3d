//! A timer for the command line.
//!
//! `/me` has no operations to start and stop a time entry, so this program has its own: `Start` and `Stop`. Each command makes
//! one of the user's 30 hourly calls of `/me`. `start` and `stop` make one more, which counts in the organization's hour.

use std::borrow::Cow;
use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use serde_json::json;
use toggl_me_core::http::Method;
use toggl_me_core::jiff::{Timestamp, tz::TimeZone};
use toggl_me_core::me::GetMe;
use toggl_me_core::model::{Me, Project, TimeEntry};
use toggl_me_core::{
    BuildError, Client, Context, Credentials, Dispatcher, Endpoint, codec,
    endpoint::{Bucket, fill_path, json_body},
};
use toggl_me_transport_ureq::UreqTransport;

const USAGE: &str = "\
usage: timer start TEXT [PROJECT]   starts a time entry, and stops the one that runs
       timer stop                   stops the one that runs
       timer status                 shows it
       timer today                  shows what was tracked today

TOGGL_API_TOKEN  the token from https://track.toggl.com/profile
TOGGL_BASE_URL   another server than Toggl's";

fn main() -> ExitCode {
    let arguments: Result<Vec<String>, OsString> = env::args_os().skip(1).map(OsString::into_string).collect();
    let done = match arguments {
        Ok(arguments) => run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()),
        Err(_) => Err("an argument is not UTF-8".into()),
    };
    let (told, code) = match done {
        Ok(text) => (writeln!(io::stdout(), "{text}"), ExitCode::SUCCESS),
        Err(error) => (writeln!(io::stderr(), "timer: {error}"), ExitCode::FAILURE),
    };
    if told.is_ok() { code } else { ExitCode::FAILURE }
}

fn run(arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    match *arguments {
        ["start", text] => Timer::connect()?.start(text, None),
        ["start", text, project] => Timer::connect()?.start(text, Some(project)),
        ["stop"] => Timer::connect()?.stop(),
        ["status"] => Ok(Timer::connect()?.status()),
        ["today"] => Timer::connect()?.today(),
        ["--help" | "-h"] => Ok(USAGE.to_owned()),
        _ => Err("it takes start TEXT [PROJECT], stop, status or today (see --help)".into()),
    }
}

/// A client, and the user with projects, workspaces and the latest time entries.
struct Timer {
    client: Client<UreqTransport>,
    me: Me,
    now: Timestamp,
}

impl Timer {
    fn connect() -> Result<Timer, Box<dyn Error>> {
        let token = env::var("TOGGL_API_TOKEN").map_err(|_| "TOGGL_API_TOKEN is not set (see --help)")?;
        let mut context = Context::new(Credentials::api_token(token))?;
        if let Ok(url) = env::var("TOGGL_BASE_URL") {
            context = context.with_base_url(&url)?;
        }
        let client = Client::new(UreqTransport::new()?, context).with_dispatcher(Dispatcher::new());
        let me = client.send(&GetMe::new().with_related_data(true))?.into_inner();
        Ok(Timer { client, me, now: Timestamp::now() })
    }

    fn start(&self, description: &str, project: Option<&str>) -> Result<String, Box<dyn Error>> {
        let project = project.map(|name| self.find_project(name)).transpose()?;
        let workspace = project.and_then(|project| project.workspace_id).or(self.me.default_workspace_id);
        let workspace_id = workspace.ok_or("the user has no default workspace")?;
        let entry = self.client.send(&Start {
            workspace_id,
            organization_id: self.organization_of(workspace_id),
            description,
            project_id: project.map(|project| project.id),
            start: self.now,
        })?;
        Ok(match self.running() {
            Some(stopped) => format!("Stopped {}\nStarted {}", self.with_time(stopped), self.describe(&entry)),
            None => format!("Started {}", self.describe(&entry)),
        })
    }

    fn stop(&self) -> Result<String, Box<dyn Error>> {
        let running = self.running().ok_or("nothing is running")?;
        let workspace_id = running.workspace_id.ok_or("the time entry names no workspace")?;
        let stop =
            Stop { workspace_id, organization_id: self.organization_of(workspace_id), time_entry_id: running.id };
        let entry = self.client.send(&stop)?;
        Ok(format!("Stopped {}", self.with_time(&entry)))
    }

    fn status(&self) -> String {
        match self.running() {
            Some(entry) => self.with_time(entry),
            None => "Nothing is running".to_owned(),
        }
    }

    /// Lists what was tracked since midnight in the user's time zone.
    fn today(&self) -> Result<String, Box<dyn Error>> {
        let zone = TimeZone::get(self.me.timezone.as_deref().unwrap_or("UTC"))?;
        let midnight = self.now.to_zoned_datetime(zone.clone()).start_of_day()?.timestamp();
        let clock = |time: Timestamp| time.to_zoned_datetime(zone.clone()).strftime("%H:%M").to_string();

        let mut entries: Vec<_> = self.entries().collect();
        entries.sort_by_key(|entry| entry.start);
        let (mut lines, mut total) = (Vec::new(), Duration::ZERO);
        for entry in entries {
            let Some(start) = entry.start else { continue };
            let end = start.checked_add(entry.elapsed(self.now))?;
            // An entry that began yesterday counts from midnight.
            let Ok(length) = Duration::try_from(end.duration_since(start.max(midnight))) else { continue };
            let until = if entry.is_running() { "now  ".to_owned() } else { clock(end) };
            total += length;
            lines.push(format!("{} - {until}  {}  {}", clock(start), hours(length), self.describe(entry)));
        }
        lines.push(format!("Today: {}", hours(total).trim_start()));
        Ok(lines.join("\n"))
    }

    fn running(&self) -> Option<&TimeEntry> {
        self.entries().filter(|entry| entry.is_running()).max_by_key(|entry| entry.start)
    }

    /// Returns the entries that were tracked lately and not deleted since.
    fn entries(&self) -> impl Iterator<Item = &TimeEntry> {
        self.me.time_entries.iter().filter(|entry| entry.server_deleted_at.is_none())
    }

    /// Finds an active project by its name or, if only one matches, by a part of the name.
    fn find_project(&self, name: &str) -> Result<&Project, String> {
        let sought = name.to_lowercase();
        let active = || self.me.projects.iter().filter(|project| project.active != Some(false));
        let name_of = |project: &Project| project.name.clone().unwrap_or_default();
        if let Some(project) = active().find(|project| name_of(project).to_lowercase() == sought) {
            return Ok(project);
        }
        let found: Vec<_> = active().filter(|project| name_of(project).to_lowercase().contains(&sought)).collect();
        let names = |projects: &[&Project]| projects.iter().map(|it| name_of(it)).collect::<Vec<_>>().join(", ");
        match found[..] {
            [project] => Ok(project),
            [] if active().next().is_none() => {
                Err(format!("no active project is called {name:?}: there is none at all"))
            }
            [] => Err(format!("no active project is called {name:?}, only: {}", names(&active().collect::<Vec<_>>()))),
            _ => Err(format!("{name:?} is part of several names: {}", names(&found))),
        }
    }

    fn organization_of(&self, workspace_id: i64) -> Option<i64> {
        self.me.workspaces.iter().find(|workspace| workspace.id == workspace_id)?.organization_id
    }

    /// Describes an entry as `Stand-up (Web shop)`.
    fn describe(&self, entry: &TimeEntry) -> String {
        let description = entry.description.as_deref().filter(|text| !text.is_empty()).unwrap_or("(no description)");
        // A line break would look like another entry, and other control characters would reach the terminal.
        let description = description.replace(char::is_control, " ");
        let project = self.me.projects.iter().find(|project| Some(project.id) == entry.project_id);
        match project.and_then(|project| project.name.as_deref()) {
            Some(project) => format!("{description} ({project})"),
            None => description,
        }
    }

    fn with_time(&self, entry: &TimeEntry) -> String {
        format!("{}: {}", self.describe(entry), hours(entry.elapsed(self.now)).trim_start())
    }
}

/// Writes a length as ` 1:02:03`.
fn hours(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{:2}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Starts a time entry; the server stops the running one.
///
/// POST /workspaces/{workspace_id}/time_entries:
/// <https://engineering.toggl.com/docs/api/time_entries#post-timeentries>
struct Start<'a> {
    workspace_id: i64,
    organization_id: Option<i64>,
    description: &'a str,
    project_id: Option<i64>,
    start: Timestamp,
}

impl Endpoint for Start<'_> {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "workspaces/{workspace_id}/time_entries";
    const BUCKET: Bucket = Bucket::Organization;
    type Response = TimeEntry;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[&self.workspace_id.to_string()])
    }

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        json_body(&json!({
            "created_with": "toggl-me timer",
            "workspace_id": self.workspace_id,
            "description": self.description,
            "project_id": self.project_id,
            "start": self.start,
            // This means that it is running.
            "duration": -1,
        }))
    }

    fn decode(body: &[u8]) -> Result<TimeEntry, codec::Failure> {
        codec::object(body)
    }

    fn organization(&self) -> Option<i64> {
        self.organization_id
    }
}

/// Stops a time entry. The server responds with 409 "Time entry already stopped" if somebody else was quicker.
///
/// PATCH /workspaces/{workspace_id}/time_entries/{time_entry_id}/stop:
/// <https://engineering.toggl.com/docs/api/time_entries#patch-stop-timeentry>
struct Stop {
    workspace_id: i64,
    organization_id: Option<i64>,
    time_entry_id: i64,
}

impl Endpoint for Stop {
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "workspaces/{workspace_id}/time_entries/{time_entry_id}/stop";
    const BUCKET: Bucket = Bucket::Organization;
    type Response = TimeEntry;

    fn path(&self) -> Result<Cow<'static, str>, BuildError> {
        fill_path(Self::PATH, &[&self.workspace_id.to_string(), &self.time_entry_id.to_string()])
    }

    fn decode(body: &[u8]) -> Result<TimeEntry, codec::Failure> {
        codec::object(body)
    }

    fn organization(&self) -> Option<i64> {
        self.organization_id
    }
}
