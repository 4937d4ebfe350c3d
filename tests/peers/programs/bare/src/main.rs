//! Makes one typed GET /me with only ureq, serde and serde_json.

#[path = "../../../footprint.rs"]
mod footprint;

use serde::Deserialize;

#[derive(Deserialize)]
struct Me {
    fullname: Option<String>,
}

fn main() {
    let base = std::env::args().nth(1).expect("a base URL");
    let mut response = ureq::get(format!("{base}/me"))
        .header("Authorization", "Basic NWYwYzI3OmFwaV90b2tlbg==")
        .header("Content-Type", "application/json")
        .call()
        .expect("a response");
    let body = response.body_mut().read_to_vec().expect("a body");
    let me: Me = serde_json::from_slice(&body).expect("a user");
    println!("{:?}", me.fullname);
    footprint::print();
}
