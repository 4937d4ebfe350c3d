//! Makes one typed GET /me with reqwest's blocking client and serde.

#[path = "../../../footprint.rs"]
mod footprint;

use serde::Deserialize;

#[derive(Deserialize)]
struct Me {
    fullname: Option<String>,
}

fn main() {
    let base = std::env::args().nth(1).expect("a base URL");
    let client = reqwest::blocking::Client::new();
    let request = client.get(format!("{base}/me")).basic_auth("5f0c27", Some("api_token"));
    let me: Me = request.send().and_then(|response| response.json()).expect("a user");
    println!("{:?}", me.fullname);
    footprint::print();
}
