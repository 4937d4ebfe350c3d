//! Makes one GET /me.

use toggl_me_core::{Client, Context, Credentials, me::GetMe};
use toggl_me_transport_ureq::UreqTransport;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let context = Context::new(Credentials::api_token(std::env::var("TOGGL_API_TOKEN")?))?;
    let transport = UreqTransport::builder();
    #[cfg(feature = "native-tls")]
    let transport = transport.native_tls();
    let me = Client::new(transport.build()?, context).send(&GetMe::new())?;
    println!("{:?}", me.into_inner().fullname);
    Ok(())
}
