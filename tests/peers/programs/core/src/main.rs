//! Builds and parses one GET /me, and sends nothing.

#[path = "../../../footprint.rs"]
mod footprint;

use toggl_me_core::http::Response;
use toggl_me_core::{Context, Credentials, EndpointExt, me::GetMe};

fn main() {
    let base = std::env::args().nth(1).expect("a base URL");
    let context = Context::new(Credentials::api_token("5f0c27")).and_then(|context| context.with_base_url(&base));
    let request = GetMe::new().to_request(&context.expect("a context")).expect("a request");
    println!("{}", request.uri());
    let me = GetMe::parse(&Response::new(br#"{"id":1,"fullname":"Ines Okafor"}"#)).expect("a user");
    println!("{:?}", me.fullname);
    footprint::print();
}
