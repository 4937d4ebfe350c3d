//! Makes one typed GET /me with toggl-rs, which is patched to take its base URL from the environment.

#[path = "../../../footprint.rs"]
mod footprint;

fn main() {
    let client = toggl_rs::client::TogglClient::new("5f0c27".to_owned()).expect("a client");
    let me = client.me().get_me(false).expect("a user");
    println!("{:?}", me.fullname);
    footprint::print();
}
