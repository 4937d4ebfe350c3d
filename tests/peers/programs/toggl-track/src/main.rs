//! Makes one typed GET /me with toggl-track.

#[path = "../../../footprint.rs"]
mod footprint;

use toggl_track::TogglTrackClient;

fn main() {
    let base = std::env::args().nth(1).expect("a base URL");
    let client = TogglTrackClient::builder("5f0c27").base_url(format!("{base}/")).build().expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let me = runtime.block_on(client.current_user()).expect("a user");
    println!("{:?}", me.fullname);
    footprint::print();
}
