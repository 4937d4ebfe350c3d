//! One typed GET /me with reqwest's blocking client and serde.

use serde::Deserialize;

#[derive(Deserialize)]
struct Me {
    fullname: Option<String>,
}

fn main() {
    let base = std::env::args().nth(1).expect("a base URL");
    let client = reqwest::blocking::Client::new();
    let request = client.get(format!("{base}/me")).basic_auth("5f0c27", Some("api_token"));
    let me: Me = request.send().and_then(|answer| answer.json()).expect("a user");
    println!("{:?}", me.fullname);
    footprint();
}

/// What the process has taken by now.
fn footprint() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmHWM") || line.starts_with("Threads")) {
        println!("{line}");
    }
}
