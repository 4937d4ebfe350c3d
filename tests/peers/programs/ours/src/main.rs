//! Makes one typed GET /me with these crates.

#[path = "../../../footprint.rs"]
mod footprint;

use toggl_me_core::{Client, Context, Credentials, me::GetMe};
use toggl_me_transport_ureq::UreqTransport;

fn main() {
    let base = std::env::args().nth(1).expect("a base URL");
    let context = Context::new(Credentials::api_token("5f0c27")).and_then(|context| context.with_base_url(&base));
    let client = Client::new(UreqTransport::new().expect("a transport"), context.expect("a context"));
    let me = client.send(&GetMe::new()).expect("a user");
    println!("{:?}", me.fullname);
    footprint::print();
}
