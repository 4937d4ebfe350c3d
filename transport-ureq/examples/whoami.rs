//! Says who the user is, and how many requests are left in this hour. It makes one call.
//!
//! ```sh
//! TOGGL_API_TOKEN=.. cargo run --example whoami
//! ```

use std::env;

use toggl_me_core::{Client, Context, Credentials, Dispatcher, me::GetMe};
use toggl_me_transport_ureq::UreqTransport;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = env::var("TOGGL_API_TOKEN").map_err(|_| "TOGGL_API_TOKEN is not set")?;
    let mut context = Context::new(Credentials::api_token(token))?;
    if let Ok(url) = env::var("TOGGL_BASE_URL") {
        context = context.with_base_url(&url)?; // a server other than Toggl's
    }
    let client = Client::new(UreqTransport::new()?, context).with_dispatcher(Dispatcher::new());

    let me = client.send(&GetMe::new().with_related_data(true))?;
    let name = me.fullname.as_deref().unwrap_or("Somebody");
    println!("{name} has {} projects", me.projects.len());
    if let Some(quota) = me.quota() {
        println!("{} requests left in this hour", quota.remaining);
    }
    Ok(())
}
