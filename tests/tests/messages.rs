//! What newcomers read when they make the mistakes that newcomers make: run with `--nocapture` to see them side by side.

use toggl_me_core::me::{GetMe, ListProjects, ListTimeEntries, UpdateMe};
use toggl_me_core::{
    Client, Context, Credentials, Dispatcher, Endpoint, Transport, TransportError, TransportErrorKind,
};
use toggl_me_transport_test::{FakeServer, FakeToggl, Handler, TestTransport};
use toggl_me_transport_ureq::UreqTransport;

/// What a user of `client` is told.
fn told<E: Endpoint>(client: &Client<impl Transport>, endpoint: &E) -> String {
    match client.send(endpoint) {
        Ok(_) => "no error".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn context() -> Context {
    Context::new(Credentials::api_token("0a1b2c3d")).unwrap()
}

/// A client over the network stack of somebody who talks to `handler`.
fn asking(handler: impl Handler, credentials: Credentials) -> (FakeServer, Client<UreqTransport>) {
    let server = FakeServer::start(handler);
    let context = Context::new(credentials).unwrap().with_base_url(&server.base_url()).unwrap();
    let client = Client::new(UreqTransport::builder().no_proxy().build().unwrap(), context);
    (server, client)
}

fn answering<E: Endpoint>(status: u16, body: &str) -> Client<TestTransport> {
    Client::new(TestTransport::new().on::<E>(status, body), context())
}

fn failing<E: Endpoint>(kind: TransportErrorKind) -> Client<TestTransport> {
    Client::new(TestTransport::new().on_error::<E>(TransportError::new(kind).unsent()), context())
}

#[test]
fn every_mistake_is_told_with_the_operation_and_the_way_out() {
    let toggl = FakeToggl::demo();
    let email = toggl.email();
    let no_credentials = Client::new(TestTransport::new(), Context::new(Credentials::none()).unwrap());
    let (_wrong, wrong) = asking(toggl.clone(), Credentials::api_token("0badc0de"));
    let (_swapped, swapped) = asking(toggl.clone(), Credentials::password(email, toggl.api_token()));
    let over_http = context().with_base_url("http://toggl.example.org/api/v9").unwrap_err();
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
    let (_refusing, refusing) = asking(toggl.clone(), Credentials::api_token(toggl.api_token()));
    let plan = "\"Custom project colors available only for premium plans\"";
    let login_page = "<!doctype html>\n<title>Hotel WiFi</title>";
    let update = UpdateMe::new().timezone("Mars/Olympus");

    let said = [
        ("no credentials", told(&no_credentials, &GetMe::new())),
        ("a line break in the token", Context::new(Credentials::api_token("0a1b\n")).unwrap_err().to_string()),
        ("a token from a file of settings", Context::new(Credentials::api_token("'0a1b'")).unwrap_err().to_string()),
        ("a wrong token", told(&wrong, &GetMe::new())),
        ("the token as the password", told(&swapped, &ListProjects::new())),
        ("http instead of https", over_http.to_string()),
        ("another site's URL", told(&moved, &GetMe::new())),
        ("no network", told(&offline, &GetMe::new())),
        (
            "the clock far off, or a proxy that reads along",
            told(&failing::<GetMe>(TransportErrorKind::Tls), &GetMe::new()),
        ),
        ("a login page in the way", told(&answering::<GetMe>(200, login_page), &GetMe::new())),
        ("the quota spent", normal_time(&told(&Client::new(spent, spent_context), &GetMe::new()))),
        ("the quota spent, and the dispatcher knows", normal_time(&told(&counted, &ListProjects::new()))),
        ("a payment asked for, without a word", told(&answering::<GetMe>(402, ""), &GetMe::new())),
        ("too fast", told(&answering::<GetMe>(429, "<html>429 Too Many Requests</html>"), &GetMe::new())),
        ("the plan too low", told(&answering::<ListProjects>(402, plan), &ListProjects::new())),
        ("a value that the server refuses", told(&refusing, &update)),
        (
            "a reason that is not documented",
            told(&answering::<ListTimeEntries>(400, "\"Invalid start date\""), &ListTimeEntries::new()),
        ),
        (
            "a parameter that is missing",
            told(&answering::<ListProjects>(403, "\"Missing or invalid workspace_id\""), &ListProjects::new()),
        ),
        ("a page that forbids", told(&answering::<GetMe>(403, login_page), &GetMe::new())),
        ("a value that is refused here", told(&answering::<UpdateMe>(200, ""), &UpdateMe::new().beginning_of_week(7))),
        (
            "the answer has changed",
            told(&answering::<ListProjects>(200, "[{\"id\":1},{\"id\":\"two\"}]"), &ListProjects::new()),
        ),
        ("the operation is gone", told(&answering::<GetMe>(410, ""), &GetMe::new())),
        ("the server is down", told(&answering::<GetMe>(502, "<html>502</html>"), &GetMe::new())),
    ];
    let mut table = String::new();
    for (mistake, message) in &said {
        table.push_str(&format!("{mistake}\n    {message}\n"));
    }
    println!("{table}");
    assert_eq!(table, include_str!("messages.txt"), "messages.txt holds what is said, for the eyes of a reviewer");
}

/// The time that is left depends on the moment; the message has some, in our words, and in the server's where it was
/// asked.
fn normal_time(message: &str) -> String {
    let normal = |message: &str, marker: &str| {
        let (before, rest) = message.split_once(marker)?;
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        (after.len() < rest.len()).then(|| format!("{before}{marker}N{after}"))
    };
    let message = normal(message, "calls are freed in ").expect("it says when calls are freed");
    normal(&message, "reset in ").unwrap_or(message)
}
