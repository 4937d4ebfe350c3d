//! Makes one GET /me.

#[cfg(any(feature = "redis", feature = "sqlite"))]
use std::sync::Arc;

#[cfg(any(feature = "redis", feature = "sqlite"))]
use toggl_me_core::Dispatcher;
use toggl_me_core::{Client, Context, Credentials, me::GetMe};
#[cfg(feature = "redis")]
use toggl_me_stores::RedisStore;
#[cfg(feature = "sqlite")]
use toggl_me_stores::SqliteStore;
use toggl_me_transport_ureq::UreqTransport;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let context = Context::new(Credentials::api_token(std::env::var("TOGGL_API_TOKEN")?))?;
    let transport = UreqTransport::builder();
    #[cfg(feature = "native-tls")]
    let transport = transport.native_tls();
    let client = Client::new(transport.build()?, context);
    #[cfg(feature = "sqlite")]
    let client = client.with_dispatcher(Dispatcher::new().store(Arc::new(SqliteStore::open_default()?)));
    #[cfg(feature = "redis")]
    let client = client.with_dispatcher(Dispatcher::new().store(Arc::new(RedisStore::open("redis://127.0.0.1/")?)));
    let me = client.send(&GetMe::new())?;
    println!("{:?}", me.into_inner().fullname);
    Ok(())
}
