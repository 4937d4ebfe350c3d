//! Calls every operation and prints what came back: against a fake Toggl that it starts itself, or, where a token or a
//! base URL is given, the reading operations against that server.

use std::error::Error;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use toggl_me_core::codec::JsonOrText;
use toggl_me_core::me::{
    CheckLogin, CheckLostPasswordCode, CloseAccount, ConfirmLostPassword, GetLocation, GetLostPassword, GetMe,
    GetWebTimer, ListClients, ListFeatures, ListOrganizations, ListProjects, ListProjectsPage, ListTags, ListTasks,
    ListTrackReminders, PostLostPassword, RequestLostPassword, UpdateMe,
};
use toggl_me_core::{
    ApiErrorKind, Client, Context, Credentials, DEFAULT_BASE_URL, Endpoint, EndpointExt, EndpointInfo,
    Error as CallError,
};
use toggl_me_transport_test::{FakeServer, FakeToggl};
use toggl_me_transport_ureq::{ConfigError, UreqTransport};

const USAGE: &str = "\
Calls the operations of the Toggl Track /me API and prints what comes back.

    cargo run --example tour                           every operation, against a fake on this machine
    TOGGL_API_TOKEN=... cargo run --example tour       the 12 reading operations, against Toggl
    ... cargo run --example tour -- --base-url URL     the same, against another server";

/// Two operations that the server has in another form than the documentation; they are shown, but not counted.
const UNDOCUMENTED: [&EndpointInfo; 2] = [RequestLostPassword::INFO, CheckLostPasswordCode::INFO];

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("tour: {error} (--help tells how it is used)");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool, Box<dyn Error>> {
    let Some(base_url) = base_url()? else {
        println!("{USAGE}");
        return Ok(true);
    };
    let token = std::env::var("TOGGL_API_TOKEN").ok();
    match (base_url, token) {
        (BaseUrl::NotGiven, None) => everything_on_a_fake(),
        (BaseUrl::NotGiven, Some(token)) => reading(DEFAULT_BASE_URL, token),
        (BaseUrl::Given(url), Some(token)) => reading(&url, token),
        (BaseUrl::Given(_), None) => Err("--base-url needs a token: set TOGGL_API_TOKEN".into()),
    }
}

enum BaseUrl {
    NotGiven,
    Given(String),
}

/// Reads the arguments; `None` when help is asked for.
fn base_url() -> Result<Option<BaseUrl>, lexopt::Error> {
    use lexopt::Arg::{Long, Short};
    use lexopt::ValueExt as _;

    let mut base_url = BaseUrl::NotGiven;
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("base-url") => base_url = BaseUrl::Given(arguments.value()?.string()?),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(base_url))
}

/// The reading operations, a second apart, as the server's leaky bucket wants it.
fn reading(base_url: &str, token: String) -> Result<bool, Box<dyn Error>> {
    let context = Context::new(Credentials::api_token(token))?.with_base_url(base_url)?;
    println!("Asking {} as the owner of the token.", context.base_url());
    println!("This spends 11 of the hour's 30 requests (the location is not counted). Nothing is changed.\n");
    let mut tour = Tour::new(context, Duration::from_secs(1))?;
    tour.read();
    Ok(tour.finish(12))
}

/// Every operation; what changes or ends the account comes last.
fn everything_on_a_fake() -> Result<bool, Box<dyn Error>> {
    let fake = FakeToggl::demo();
    let server = FakeServer::start(fake.clone());
    let context = Context::new(Credentials::api_token(fake.api_token()))?.with_base_url(&server.base_url())?;
    println!("Asking a fake Toggl on {}.\n", context.base_url());
    let mut tour = Tour::new(context, Duration::ZERO)?;
    tour.read();
    tour.call(&UpdateMe::new().fullname("Mari Tamm-Kask").timezone("Europe/Riga"), |me| {
        format!("now called {}, in {}", text(&me.fullname), text(&me.timezone))
    });
    tour.reset_password(&fake);
    tour.call(&CloseAccount::new(), |answer| match answer.as_str() {
        "" => "the account is closed".to_owned(),
        text => format!("the account is closed: {text}"),
    });
    Ok(tour.finish(17))
}

/// Calls operations, prints a line for each, and counts.
struct Tour {
    client: Client<UreqTransport>,
    apart: Duration,
    answered: usize,
    failed: usize,
    /// Set by an error that all further calls would meet, and make worse: failed logins lock an account.
    stopped: bool,
}

impl Tour {
    fn new(context: Context, apart: Duration) -> Result<Self, ConfigError> {
        Ok(Tour { client: Client::new(UreqTransport::new()?, context), apart, answered: 0, failed: 0, stopped: false })
    }

    fn call<E: Endpoint>(&mut self, endpoint: &E, describe: impl FnOnce(&E::Response) -> String) {
        if self.stopped {
            return;
        }
        if self.answered + self.failed > 0 {
            thread::sleep(self.apart);
        }
        let EndpointInfo { method, path, .. } = E::INFO;
        let mark = if UNDOCUMENTED.contains(&E::INFO) { "*" } else { " " };
        print!("{mark}{:<4} /{path:<36}", method.as_str());
        match self.client.send(endpoint) {
            Ok(reply) => {
                let left = reply.quota().map(|quota| format!("{} left", quota.remaining)).unwrap_or_default();
                println!(" {}  {left:>7}  {}", reply.status().as_u16(), describe(&reply));
                self.answered += usize::from(mark == " ");
            }
            Err(error) => {
                println!(" FAILED\n      {error}");
                let mut source = error.source();
                while let Some(error) = source {
                    println!("      because: {error}");
                    source = error.source();
                }
                self.failed += 1;
                self.stopped = is_hopeless(&error);
            }
        }
    }

    /// The documented operations that change nothing.
    fn read(&mut self) {
        self.call(&CheckLogin::new(), |()| "the token is right".to_owned());
        self.call(&GetMe::new().with_related_data(true), |me| {
            format!(
                "{} <{}> with {}, {}, {}, {}, {}, {}",
                text(&me.fullname),
                text(&me.email),
                count(&me.workspaces, "workspace"),
                count(&me.clients, "client"),
                count(&me.projects, "project"),
                count(&me.tasks, "task"),
                count(&me.tags, "tag"),
                counted(me.time_entries.len(), "time entry", "time entries"),
            )
        });
        self.call(&ListOrganizations::new(), |organizations| named(organizations, |it| &it.name));
        self.call(&ListFeatures::new(), |workspaces| {
            let features = workspaces.iter().flat_map(|workspace| &workspace.features);
            let enabled = features.clone().filter(|feature| feature.enabled == Some(true)).count();
            format!("{enabled} of {} features in {}", features.count(), count(workspaces, "workspace"))
        });
        self.call(&ListClients::new(), |clients| named(clients, |it| &it.name));
        self.call(&ListProjects::new(), |projects| named(projects, |it| &it.name));
        self.call(&ListProjectsPage::new().per_page(3), |page| named(page, |it| &it.name));
        self.call(&ListTags::new(), |tags| named(tags, |it| &it.name));
        self.call(&ListTasks::new(), |tasks| named(tasks, |it| &it.name));
        self.call(&ListTrackReminders::new(), |reminders| count(reminders, "reminder"));
        self.call(&GetWebTimer::new(), |timer| match timer {
            JsonOrText::Json(timer) => counted(timer.time_entries.len(), "time entry", "time entries"),
            JsonOrText::Text(text) => format!("a text of {} characters", text.chars().count()),
        });
        self.call(&GetLocation::new(), |location| match location {
            Some(location) => format!("{}, {}", text(&location.city), text(&location.country_name)),
            None => "nobody knows where".to_owned(),
        });
    }

    /// The way of somebody who has lost the password, who reads the code in the fake's mailbox.
    fn reset_password(&mut self, fake: &FakeToggl) {
        let email = fake.email();
        self.call(&RequestLostPassword::new(&email), String::clone);
        let code = fake.mailbox(&email).pop().unwrap_or_default();
        let mut user_id = 0;
        self.call(&CheckLostPasswordCode::new(code.as_str()), |check| match check {
            JsonOrText::Json(check) => {
                user_id = check.user_id.unwrap_or_default();
                format!("the code is that of user {user_id}")
            }
            JsonOrText::Text(text) => text.clone(),
        });
        self.call(&GetLostPassword::new(), |answer| match answer {
            JsonOrText::Json(check) => format!("user {}", check.user_id.unwrap_or_default()),
            JsonOrText::Text(text) => text.clone(),
        });
        self.call(&ConfirmLostPassword::new(code.as_str(), "a new password", user_id), |answer| match answer {
            JsonOrText::Json(me) => format!("{} has a new password", text(&me.email)),
            JsonOrText::Text(text) => text.clone(),
        });
        self.call(&PostLostPassword::new("a code").email(&email), String::clone);
    }

    /// Prints the sum; true when all of the documented operations that were called have answered.
    fn finish(&self, expected: usize) -> bool {
        if expected == 17 {
            println!("\n* in the form that the server has, beside the documented one");
        }
        if self.stopped {
            println!("\nStopped: the others would have been refused too.");
        }
        println!("\n{} of {expected} operations answered", self.answered);
        self.answered == expected && self.failed == 0
    }
}

fn is_hopeless(error: &CallError) -> bool {
    let CallError::Api(error) = error else { return false };
    matches!(error.kind(), ApiErrorKind::Unauthenticated | ApiErrorKind::QuotaExhausted)
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or("?")
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn count<T>(items: &[T], noun: &str) -> String {
    counted(items.len(), noun, &format!("{noun}s"))
}

/// How many there are, and the names of the first three.
fn named<T>(items: &[T], name: impl Fn(&T) -> &Option<String>) -> String {
    let names: Vec<_> = items.iter().take(3).map(|item| text(name(item))).collect();
    let more = if items.len() > 3 { ", ..." } else { "" };
    match names.is_empty() {
        true => "none".to_owned(),
        false => format!("{}: {}{more}", items.len(), names.join("; ")),
    }
}
