//! Tests the messages that newcomers read when they make the usual mistakes. `UPDATE_MESSAGES=1 cargo test -p
//! toggl-me-tests --test messages` rewrites `messages.txt`, which shows them side by side.

use toggl_me_core::me::{GetMe, ListProjects, ListTimeEntries, UpdateMe};
use toggl_me_core::{
    Client, Context, Credentials, Dispatcher, Endpoint, Transport, TransportError, TransportErrorKind,
};
use toggl_me_transport_test::{FakeServer, FakeToggl, Handler, TestTransport};
use toggl_me_transport_ureq::UreqTransport;

/// Returns the message that a user of `client` receives.
fn message<E: Endpoint>(client: &Client<impl Transport>, endpoint: &E) -> String {
    match client.send(endpoint) {
        Ok(_) => "no error".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn context() -> Context {
    Context::new(Credentials::api_token("0a1b2c3d")).unwrap()
}

/// Starts a server with `handler` and returns a client that calls it over the network.
fn served_by(handler: impl Handler, credentials: Credentials) -> (FakeServer, Client<UreqTransport>) {
    let server = FakeServer::start(handler);
    let context = Context::new(credentials).unwrap().with_base_url(&server.base_url()).unwrap();
    let client = Client::new(UreqTransport::builder().no_proxy().build().unwrap(), context);
    (server, client)
}

fn responding<E: Endpoint>(status: u16, body: &str) -> Client<TestTransport> {
    Client::new(TestTransport::new().on::<E>(status, body), context())
}

fn failing<E: Endpoint>(kind: TransportErrorKind) -> Client<TestTransport> {
    Client::new(TestTransport::new().on_error::<E>(TransportError::new(kind).unsent()), context())
}

#[test]
fn every_message_names_the_operation_and_the_way_out() {
    let toggl = FakeToggl::demo();
    let email = toggl.email();
    let no_credentials = Client::new(TestTransport::new(), Context::new(Credentials::none()).unwrap());
    let (_wrong, wrong) = served_by(toggl.clone(), Credentials::api_token("0badc0de"));
    let (_swapped, swapped) = served_by(toggl.clone(), Credentials::password(email, toggl.api_token()));
    let over_http = context().with_base_url("http://toggl.example.org/api/v9").unwrap_err();
    let no_scheme = context().with_base_url("api.track.toggl.com/api/v9").unwrap_err();
    let offline = context().with_base_url("http://127.0.0.1:1/api/v9").unwrap();
    let offline = Client::new(UreqTransport::builder().no_proxy().build().unwrap(), offline);
    let moved = context().with_base_url("https://track.toggl.com").unwrap();
    let moved = Client::new(TestTransport::new().on::<GetMe>(302, ""), moved);
    let spent = FakeToggl::demo().quota(0);
    let spent_context = Context::new(Credentials::api_token(spent.api_token())).unwrap();
    let busy = FakeToggl::demo();
    let busy_context = Context::new(Credentials::api_token(busy.api_token())).unwrap();
    let counted = Client::new(busy, busy_context).with_dispatcher(Dispatcher::new().hourly_limit(1));
    counted.send(&GetMe::new()).unwrap();
    let (_refusing, refusing) = served_by(toggl.clone(), Credentials::api_token(toggl.api_token()));
    let plan = "\"Custom project colors available only for premium plans\"";
    let login_page = "<!doctype html>\n<title>Hotel WiFi</title>";
    let update = UpdateMe::new().timezone("Mars/Olympus");

    let said = [
        ("no credentials", message(&no_credentials, &GetMe::new())),
        ("a line break in the token", Context::new(Credentials::api_token("0a1b\n")).unwrap_err().to_string()),
        ("a token from a settings file", Context::new(Credentials::api_token("'0a1b'")).unwrap_err().to_string()),
        ("a wrong token", message(&wrong, &GetMe::new())),
        ("the token as the password", message(&swapped, &ListProjects::new())),
        ("http instead of https", over_http.to_string()),
        ("a base URL without its scheme", no_scheme.to_string()),
        ("the URL of another site", message(&moved, &GetMe::new())),
        ("no server at the address", message(&offline, &GetMe::new())),
        (
            "a wrong clock, or a proxy that intercepts TLS",
            message(&failing::<GetMe>(TransportErrorKind::Tls), &GetMe::new()),
        ),
        ("a login page in the way", message(&responding::<GetMe>(200, login_page), &GetMe::new())),
        ("the quota used up", normal_time(&message(&Client::new(spent, spent_context), &GetMe::new()))),
        ("the quota used up, as the dispatcher knows", normal_time(&message(&counted, &ListProjects::new()))),
        ("a payment required, without a text", message(&responding::<GetMe>(402, ""), &GetMe::new())),
        ("too many requests", message(&responding::<GetMe>(429, "<html>429 Too Many Requests</html>"), &GetMe::new())),
        ("a feature that the plan lacks", message(&responding::<ListProjects>(402, plan), &ListProjects::new())),
        ("a value that the server refuses", message(&refusing, &update)),
        (
            "a reason that is not documented",
            message(&responding::<ListTimeEntries>(400, "\"Invalid start date\""), &ListTimeEntries::new()),
        ),
        (
            "a parameter that is missing",
            message(&responding::<ListProjects>(403, "\"Missing or invalid workspace_id\""), &ListProjects::new()),
        ),
        ("a web page with 403", message(&responding::<GetMe>(403, login_page), &GetMe::new())),
        (
            "a value that is refused before sending",
            message(&responding::<UpdateMe>(200, ""), &UpdateMe::new().beginning_of_week(7)),
        ),
        (
            "a changed response",
            message(&responding::<ListProjects>(200, "[{\"id\":1},{\"id\":\"two\"}]"), &ListProjects::new()),
        ),
        ("an operation that is gone", message(&responding::<GetMe>(410, ""), &GetMe::new())),
        ("a server that is down", message(&responding::<GetMe>(502, "<html>502</html>"), &GetMe::new())),
    ];
    let mut table = String::new();
    for (mistake, text) in &said {
        table.push_str(&format!("{mistake}\n    {text}\n"));
    }
    println!("{table}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/messages.txt");
    if std::env::var_os("UPDATE_MESSAGES").is_some() {
        std::fs::write(path, &table).unwrap();
    }
    let reviewed = std::fs::read_to_string(path).unwrap();
    assert_eq!(table, reviewed, "messages.txt is what a reviewer reads; UPDATE_MESSAGES=1 rewrites it");
}

/// Replaces the time that is left, which depends on the moment, in our words and in the server's where it was called.
fn normal_time(message: &str) -> String {
    let normal = |message: &str, marker: &str| {
        let (before, rest) = message.split_once(marker)?;
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        (after.len() < rest.len()).then(|| format!("{before}{marker}N{after}"))
    };
    let message = normal(message, "more are available in ").expect("it says when more are available");
    normal(&message, "reset in ").unwrap_or(message)
}
