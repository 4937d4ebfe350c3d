//! Makes one GET /me with these crates, and reads only the field that `bare` reads.

#[path = "../../../footprint.rs"]
mod footprint;

use toggl_me_core::http::Method;
use toggl_me_core::{Client, Context, Credentials, Endpoint, codec};
use toggl_me_transport_ureq::UreqTransport;

#[derive(serde::Deserialize)]
struct Me {
    fullname: Option<String>,
}

struct GetName;

impl Endpoint for GetName {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "me";
    type Response = Me;

    fn decode(body: &[u8]) -> Result<Me, codec::Failure> {
        codec::object(body)
    }
}

fn main() {
    let base = std::env::args().nth(1).expect("a base URL");
    let context = Context::new(Credentials::api_token("5f0c27")).and_then(|context| context.with_base_url(&base));
    let client = Client::new(UreqTransport::new().expect("a transport"), context.expect("a context"));
    let me = client.send(&GetName).expect("a user");
    println!("{:?}", me.fullname);
    footprint::print();
}
