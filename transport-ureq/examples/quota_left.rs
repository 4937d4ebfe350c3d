//! Shows how many requests are left in the user's hour and in that of each organization. It makes one call.
//!
//! Every other response tells the user's quota too, in its headers: see `Reply::quota`. Ask like this if there is
//! nothing else to ask, or when the program calls workspaces, whose requests count in the hour of an organization.
//!
//! ```sh
//! TOGGL_API_TOKEN=.. cargo run --example quota_left
//! ```

use std::env;

use toggl_me_core::{ApiErrorKind, Client, Context, Credentials, Error, me::ListQuotas};
use toggl_me_transport_ureq::UreqTransport;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = env::var("TOGGL_API_TOKEN").map_err(|_| "TOGGL_API_TOKEN is not set")?;
    let mut context = Context::new(Credentials::api_token(token))?;
    if let Ok(url) = env::var("TOGGL_BASE_URL") {
        context = context.with_base_url(&url)?; // a server other than Toggl's
    }
    let client = Client::new(UreqTransport::new()?, context);

    let quotas = match client.send(&ListQuotas::new()) {
        Ok(quotas) => quotas,
        // The error of a used-up hour knows when the next request is available.
        Err(Error::Api(error)) if error.kind() == ApiErrorKind::QuotaExhausted => {
            let wait = error.quota().and_then(|quota| quota.resets_in);
            println!("Nothing left; the next request is free in {}", seconds(wait.map(|wait| wait.as_secs())));
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    for quota in &quotas {
        let whose = quota.organization_id.map_or("/me".to_owned(), |id| format!("organization {id}"));
        let number = |number: Option<i64>| number.map_or("?".to_owned(), |number| number.to_string());
        let resets_in = quota.resets_in_secs.and_then(|seconds| u64::try_from(seconds).ok());
        println!(
            "{whose}: {} of {} left, all of them in {}",
            number(quota.remaining),
            number(quota.total),
            seconds(resets_in)
        );
    }
    Ok(())
}

fn seconds(seconds: Option<u64>) -> String {
    seconds.map_or("an unknown time".to_owned(), |seconds| format!("{seconds} s"))
}
