//! Shares the hour's requests with every other program of the user that opens the same store.
//!
//! Run it twice within five minutes: the second run finds the response of the first, and makes no request.
//!
//! ```sh
//! TOGGL_API_TOKEN=.. cargo run --features sqlite --example shared_store          # the store that a user's programs share
//! TOGGL_API_TOKEN=.. cargo run --features sqlite --example shared_store -- FILE
//! ```

use std::env;
use std::error::Error;
use std::sync::Arc;

use toggl_me_core::{Client, Context, Credentials, Dispatcher, Source, me::GetMe};
use toggl_me_stores::SqliteStore;
use toggl_me_transport_ureq::UreqTransport;

fn main() -> Result<(), Box<dyn Error>> {
    let token = env::var("TOGGL_API_TOKEN").map_err(|_| "TOGGL_API_TOKEN is not set")?;
    let mut context = Context::new(Credentials::api_token(token))?;
    if let Ok(url) = env::var("TOGGL_BASE_URL") {
        context = context.with_base_url(&url)?; // a server other than Toggl's
    }
    let store = match env::args_os().nth(1) {
        Some(file) => SqliteStore::open(file)?,
        None => SqliteStore::open_default()?,
    };
    println!("{}", greet(context, store)?);
    Ok(())
}

pub(crate) fn greet(context: Context, store: SqliteStore) -> Result<String, Box<dyn Error>> {
    let dispatcher = Dispatcher::new().store(Arc::new(store));
    let client = Client::new(UreqTransport::new()?, context).with_dispatcher(dispatcher);

    let me = client.send(&GetMe::new())?;
    let name = me.fullname.as_deref().unwrap_or("somebody");
    // A store that fails does not fail the call, but programs no longer know of each other's requests.
    if let Some(error) = me.store_error() {
        eprintln!("{error}");
    }
    Ok(match me.source() {
        Source::Cached { age } => format!("Hello, {name}! That was in the store, {} s old.", age.as_secs()),
        Source::Stale { age } => {
            format!("Hello, {name}! Toggl is down, but the store had that, {} s old.", age.as_secs())
        }
        _ => format!("Hello, {name}! That took one request."),
    })
}
