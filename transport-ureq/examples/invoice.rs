//! Adds up the billable time of a month by project. It makes three calls, and some more if the month has over 999 time
//! entries.
//!
//! ```sh
//! TOGGL_API_TOKEN=.. cargo run --example invoice -- 2026-10
//! ```
//!
//! - **Bounds**: `GET /me/time_entries` ends at 1,000 entries silently. `Client::time_entries` asks by spans of time until
//!   it has all of them.
//! - **Rates**: a project's rate takes precedence over the workspace's default. Tasks and members can have rates as
//!   well. Toggl's documentation does not say which of these takes precedence, and `/me` does not show those of members.
//!   If you use them, take the sums from Toggl's reports. A project with a fixed fee has no rate.
//! - **Rounding**: lengths are exact to the second, because the workspace's setting rounds only its reports. Here each
//!   entry is rounded as that setting says, and each line to a hundredth. Sums add whole numbers, and never two currencies.

use std::{collections::BTreeMap, env, error::Error};

use toggl_me_core::jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use toggl_me_core::me::{GetMe, ListProjects};
use toggl_me_core::model::{Project, Workspace};
use toggl_me_core::{Client, Context, Credentials, Dispatcher};
use toggl_me_transport_ureq::UreqTransport;

fn main() -> Result<(), Box<dyn Error>> {
    let first: Date = format!("{}-01", env::args().nth(1).ok_or("name a month, such as 2026-10")?).parse()?;
    let token = env::var("TOGGL_API_TOKEN").map_err(|_| "TOGGL_API_TOKEN is not set")?;
    let mut context = Context::new(Credentials::api_token(token))?;
    if let Ok(url) = env::var("TOGGL_BASE_URL") {
        context = context.with_base_url(&url)?; // a server other than Toggl's
    }
    let client = Client::new(UreqTransport::new()?, context).with_dispatcher(Dispatcher::new());

    let me = client.send(&GetMe::new().with_related_data(true))?;
    let projects = client.send(&ListProjects::new().include_archived(true))?;
    let zone = TimeZone::get(me.timezone.as_deref().unwrap_or("UTC"))?;
    let midnight = |day: Date| day.to_zoned_datetime(zone.clone()).map(|time| time.timestamp());
    let (from, until) = (midnight(first)?, midnight(first.checked_add(1.month())?)?);

    // Seconds by currency, project and rate.
    let mut lines: BTreeMap<(String, String, i64), i64> = BTreeMap::new();
    for entry in client.time_entries(from, until) {
        let entry = entry?;
        if entry.billable != Some(true) || entry.is_running() {
            continue;
        }
        let workspace = me.workspaces.iter().find(|workspace| Some(workspace.id) == entry.workspace_id);
        let workspace = workspace.ok_or("an entry is in an unknown workspace")?;
        let project = projects.iter().find(|project| Some(project.id) == entry.project_id);
        let name = project.and_then(|project| project.name.clone()).unwrap_or_else(|| "(no project)".to_owned());
        let (rate, currency) = rate(project, workspace).ok_or_else(|| format!("{name} has no hourly rate"))?;
        let seconds = i64::try_from(entry.elapsed(Timestamp::now()).as_secs())?;
        *lines.entry((currency, name, rate)).or_default() += rounded(seconds, workspace);
    }
    for ((currency, name, rate), seconds) in lines {
        let amount = (seconds * rate + 1800) / 3600;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        println!("{name}: {hours}:{minutes:02} h at {} makes {} {currency}", money(rate), money(amount));
    }
    Ok(())
}

/// Returns the rate for an hour, in hundredths, and its currency.
fn rate(project: Option<&Project>, workspace: &Workspace) -> Option<(i64, String)> {
    if project.is_some_and(|project| project.fixed_fee.is_some()) {
        return None;
    }
    let own = project.and_then(|project| project.rate.zip(project.currency.clone()));
    let (rate, currency) = own.or_else(|| workspace.default_hourly_rate.zip(workspace.default_currency.clone()))?;
    Some(((rate * 100.0).round() as i64, currency))
}

/// Rounds a length as the workspace's reports do: down (-1), to the nearest (0) or up (1).
fn rounded(seconds: i64, workspace: &Workspace) -> i64 {
    let step = workspace.rounding_minutes.unwrap_or(0).max(0) * 60;
    let above = match workspace.rounding {
        Some(..=-1) => 0,
        Some(1..) => step - 1,
        _ => step / 2,
    };
    (seconds + above).checked_div(step).map_or(seconds, |steps| steps * step)
}

/// Writes hundredths as `1234.56`.
fn money(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
