//! One typed GET /me with ureq, serde and serde_json alone.

#[path = "../../../footprint.rs"]
mod footprint;

use serde::Deserialize;

#[derive(Deserialize)]
struct Me {
    fullname: Option<String>,
}

fn main() {
    let base = std::env::args().nth(1).expect("a base URL");
    let mut answer = ureq::get(format!("{base}/me"))
        .header("Authorization", "Basic NWYwYzI3OmFwaV90b2tlbg==")
        .header("Content-Type", "application/json")
        .call()
        .expect("an answer");
    let body = answer.body_mut().read_to_vec().expect("a body");
    let me: Me = serde_json::from_slice(&body).expect("a user");
    println!("{:?}", me.fullname);
    footprint::print();
}
