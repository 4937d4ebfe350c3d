//! Shows what was tracked today: a day of the user's profile, not of the machine. It makes two calls.
//!
//! ```sh
//! TOGGL_API_TOKEN=.. cargo run --example today
//! ```

use std::env;
use std::time::Duration;

use toggl_me_core::jiff::{Timestamp, tz::TimeZone};
use toggl_me_core::{Client, Context, Credentials, Dispatcher, me::GetMe};
use toggl_me_transport_ureq::UreqTransport;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = env::var("TOGGL_API_TOKEN").map_err(|_| "TOGGL_API_TOKEN is not set")?;
    let mut context = Context::new(Credentials::api_token(token))?;
    if let Ok(url) = env::var("TOGGL_BASE_URL") {
        context = context.with_base_url(&url)?; // a server other than Toggl's
    }
    let client = Client::new(UreqTransport::new()?, context).with_dispatcher(Dispatcher::new());

    // A day has 23 or 25 hours when the clocks change, so both of its ends are looked up.
    let me = client.send(&GetMe::new())?;
    let zone = TimeZone::get(me.timezone.as_deref().unwrap_or("UTC"))?;
    let now = Timestamp::now();
    let midnight = now.to_zoned_datetime(zone.clone()).start_of_day()?;
    let tomorrow = midnight.tomorrow()?;

    let mut total = Duration::ZERO;
    for entry in client.time_entries(midnight.timestamp(), tomorrow.timestamp()) {
        let entry = entry?;
        let length = entry.elapsed(now);
        total += length;
        let start = entry.start.unwrap_or(now).to_zoned_datetime(zone.clone());
        let description = entry.description.as_deref().filter(|text| !text.is_empty()).unwrap_or("(no description)");
        println!("{}  {}  {description}", start.strftime("%H:%M"), hours(length));
    }
    println!("Today: {}", hours(total));
    Ok(())
}

/// Writes a length as `1:02:03`.
fn hours(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
