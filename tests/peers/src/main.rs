//! Measures calls of `GET /me` over kept connections, beside those of other crates that somebody might use: `../run`.

use std::env;
use std::process::{Command, exit};

use toggl_me_core::http::header::{ACCEPT, USER_AGENT};
use toggl_me_core::me::GetMe;
use toggl_me_core::model::Me;
use toggl_me_tests::bench::harness::{self, Case, Group};
use toggl_me_tests::bench::server::{self, Server};
use toggl_me_tests::bench::{baseline, cases};

/// The variable from which the patched toggl-rs reads its base URL.
const BASE_URL: &str = "TOGGL_BASE_URL";

fn main() {
    server::serve_if_asked();
    harness::pin();
    if env::var_os(BASE_URL).is_none() {
        let server = Server::process("http").expect("a server");
        let base = format!("{}/", server.base_url());
        let status = Command::new(env::current_exe().expect("a program")).env(BASE_URL, base).status();
        drop(server);
        exit(status.ok().and_then(|status| status.code()).unwrap_or(1));
    }
    for mut group in [plain(), tls()] {
        let times = harness::medians(&mut group.cases);
        group.print("ns", &times);
    }
}

fn plain() -> Group {
    let server = Server::process("http").expect("a server");
    let client = cases::client(&server);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let builder = toggl_track::TogglTrackClient::builder(baseline::TOKEN);
    let toggl_track = builder.base_url(format!("{}/", server.base_url())).build().expect("a client");
    let toggl_rs = toggl_rs::client::TogglClient::new(baseline::TOKEN.to_owned()).expect("a client").me();
    Group {
        title: "call GET /me",
        pieces: 1,
        cases: vec![
            Case::new("toggl-me", move || client.send(&GetMe::new()).expect("a user")),
            by_reqwest(&server),
            Case::new("toggl-track 0.1.0", move || runtime.block_on(toggl_track.current_user()).expect("a user")),
            Case::new("toggl-rs 0.0.3", move || toggl_rs.get_me(false).expect("a user")),
        ],
        server: Some(server),
    }
}

/// Measures calls over TLS. It leaves out the two peers, each of which takes certificates in another way.
fn tls() -> Group {
    let server = Server::process("https").expect("a server");
    let client = cases::client(&server);
    Group {
        title: "call GET /me, TLS",
        pieces: 1,
        cases: vec![Case::new("toggl-me", move || client.send(&GetMe::new()).expect("a user")), by_reqwest(&server)],
        server: Some(server),
    }
}

fn by_reqwest(server: &Server) -> Case {
    let mut builder = reqwest::blocking::Client::builder();
    if !server.certificate.is_empty() {
        let certificate = reqwest::Certificate::from_pem(server.certificate.as_bytes()).expect("a certificate");
        builder = builder.tls_certs_only([certificate]);
    }
    let (client, url) = (builder.build().expect("a client"), format!("{}/me", server.base_url()));
    Case::new("reqwest::blocking, same struct", move || {
        let request = client.get(&url).header(ACCEPT, "application/json").header(USER_AGENT, "by-hand/1.0");
        let response = request.basic_auth(baseline::TOKEN, Some("api_token")).send().expect("a response");
        serde_json::from_slice::<Me>(&response.bytes().expect("a body")).expect("a user")
    })
}
