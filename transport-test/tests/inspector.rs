//! Tests the inspector of the fake: what it says about requests, what its buttons do, who may look, and what it never
//! shows.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Request, Response};
use serde_json::{Value, json};
use toggl_me_transport_test::{FakeServer, FakeToggl, Handler, Inspector, Outcome, TestClock};

const EMAIL: &str = "mari.tamm@example.com";

/// A fake with an inspector, called in memory.
struct Stage {
    clock: TestClock,
    toggl: FakeToggl,
    inspector: Inspector,
}

impl Stage {
    fn new() -> Stage {
        let clock = TestClock::new();
        let toggl = FakeToggl::with_clock(clock.clone()).demo_account();
        Stage { clock, inspector: Inspector::new(toggl.clone()), toggl }
    }

    fn token(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:api_token", self.toggl.api_token())))
    }

    fn outcome(&self, method: &str, path: &str, program: &str, body: &str) -> Outcome {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v9/{path}"))
            .header("authorization", self.token())
            .header("content-length", body.len())
            .header("user-agent", program);
        self.inspector.handle(request.body(body.as_bytes().to_vec()).unwrap())
    }

    /// Calls the API.
    fn call(&self, method: &str, path: &str, program: &str, body: &str) -> u16 {
        response(self.outcome(method, path, program, body)).status().as_u16()
    }

    fn get(&self, path: &str) -> u16 {
        self.call("GET", path, "ann/1", "")
    }

    /// Makes a call below `/_fake/`.
    fn fake(&self, method: &str, path: &str) -> Response<Vec<u8>> {
        response(self.inspector.handle(window(method, &format!("/_fake/{path}"), &[])))
    }

    #[track_caller]
    fn press(&self, path: &str) {
        let response = self.fake("POST", path);
        assert_eq!(response.status(), 204, "{path}: {}", text(&response));
    }

    fn update(&self) -> Value {
        serde_json::from_slice(self.fake("GET", "state").body()).unwrap()
    }

    fn state(&self) -> Value {
        self.update()["state"].take()
    }

    fn account(&self) -> Value {
        self.state()["accounts"][0].take()
    }

    /// Returns the last request.
    fn last(&self) -> Value {
        self.update()["requests"].as_array_mut().unwrap().pop().unwrap()
    }

    fn verdict(&self) -> (String, String) {
        let last = self.last();
        (last["verdict"].as_str().unwrap().to_owned(), last["why"].as_str().unwrap().to_owned())
    }
}

fn window(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Vec<u8>> {
    let mut request = Request::builder().method(method).uri(path);
    if headers.iter().all(|(name, _)| *name != "host") {
        request = request.header("host", "127.0.0.1:4080");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Vec::new()).unwrap()
}

#[track_caller]
fn response(outcome: Outcome) -> Response<Vec<u8>> {
    match outcome {
        Outcome::Response(response) => response,
        Outcome::Later(_, outcome) => response(*outcome),
        other => panic!("no response: {other:?}"),
    }
}

fn text(response: &Response<Vec<u8>>) -> String {
    String::from_utf8_lossy(response.body()).into_owned()
}

fn words(verdict: &str, why: &str) -> (String, String) {
    (verdict.to_owned(), why.to_owned())
}

#[test]
fn a_request_is_told_with_its_cost_and_whether_it_was_needed() {
    let stage = Stage::new();
    stage.get("me");
    let first = stage.last();
    assert_eq!(first["target"], "/api/v9/me");
    assert_eq!((&first["program"], &first["operation"]), (&json!("ann/1"), &json!("GET /me")));
    assert_eq!((&first["cost"], &first["hour"], &first["verdict"]), (&json!(1), &json!("user"), &json!("needed")));

    stage.clock.advance(Duration::from_secs(4));
    stage.get("me");
    assert_eq!(stage.verdict(), words("repeated", "the same response as 4.0 s before"));
    stage.call("GET", "me", "ben/2", "");
    assert_eq!(stage.verdict(), words("repeated", "the same response as ann/1 got a moment before"));

    stage.call("PUT", "me", "ann/1", r#"{"fullname":"Mari"}"#);
    assert_eq!(stage.verdict(), words("needed", ""));
    stage.get("me");
    assert_eq!(stage.verdict(), words("needed", ""));
    stage.press("timer/start?description=Tea");
    stage.get("me/time_entries/current");
    stage.press("timer/stop");
    stage.get("me/time_entries/current");
    assert_eq!(stage.verdict(), words("needed", ""));

    assert_eq!(stage.get("me/nothing"), 404);
    assert_eq!((stage.verdict(), &stage.last()["cost"]), (words("refused", ""), &json!(0)));
    assert_eq!(stage.account()["hours"][0]["used"], 7);
}

#[test]
fn a_request_for_what_is_under_way_is_told() {
    let stage = Stage::new();
    stage.press("faults?kind=slow&milliseconds=3000");
    let outcome = stage.outcome("GET", "me/tags", "ann/1", "");
    assert!(matches!(outcome, Outcome::Later(wait, _) if wait == Duration::from_secs(3)));
    assert_eq!((&stage.last()["slowed"], &stage.last()["fault"]), (&json!(3000), &json!("slow")));
    stage.clock.advance(Duration::from_secs(2));
    stage.get("me/tags");
    assert_eq!(stage.verdict(), words("under_way", "asked for while the same was under way"));
}

#[test]
fn a_402_is_told_with_who_spent_the_hour_and_who_knew() {
    let stage = Stage::new();
    for _ in 0..5 {
        stage.get("me/tags");
    }
    let spent: Value = serde_json::from_slice(stage.fake("POST", "spend?calls=26&program=ben/2").body()).unwrap();
    assert_eq!(spent, json!({ "counted": 25, "refused": 1 }));
    assert_eq!(stage.get("me/tags"), 402);
    assert_eq!(stage.verdict(), words("spent", "refused: the hour is spent, by ben/2 25, ann/1 5"));
    stage.clock.advance(Duration::from_secs(12));
    assert_eq!(stage.get("me/tags"), 402);
    assert_eq!(stage.verdict(), words("known", "refused: could have been known, told 12 s before"));

    let tally = |name: &str| {
        let state = stage.state();
        let all = state["programs"].as_array().unwrap();
        let found = all.iter().find(|tally| tally["name"] == name).unwrap().clone();
        ["requests", "cost", "unneeded", "refused"].map(|name| found[name].as_u64().unwrap())
    };
    assert_eq!((tally("ann/1"), tally("ben/2")), ([7, 5, 5, 2], [26, 25, 25, 1]));

    stage.press("hour/end");
    assert_eq!(stage.account()["hours"][0]["used"], 0);
    assert_eq!(stage.get("me/tags"), 200);
    stage.press("hour/end");
    stage.fake("POST", "spend?calls=30&program=ben/2");
    assert_eq!(stage.get("me/tags"), 402);
    assert_eq!(stage.verdict(), words("spent", "refused: the hour is spent, by ben/2 30"), "what was told is over");
}

#[test]
fn places_free_as_the_clock_goes_forward() {
    let stage = Stage::new();
    stage.get("me");
    stage.clock.advance(Duration::from_secs(60));
    stage.get("me/tags");
    let hour = || stage.account()["hours"][0].take();
    let places = hour()["places"].take();
    assert_eq!(places[0]["frees_at"], (TestClock::START.as_second() + 3600) * 1000);
    assert_eq!(
        (&places[1]["program"], &places[1]["number"], &places[1]["needed"]),
        (&json!("ann/1"), &json!(2), &json!(true))
    );
    stage.press("clock/forward?seconds=3540");
    assert_eq!((hour()["used"].take(), stage.update()["now"].take()), (json!(1), places[0]["frees_at"].clone()));
    stage.press("clock/forward?seconds=60");
    assert_eq!(hour()["used"], 0);
    // Calls in memory count in the hour, but are not in the journal.
    stage
        .toggl
        .respond(&Request::builder().uri("/api/v9/me").header("authorization", stage.token()).body(vec![]).unwrap());
    assert_eq!((hour()["used"].take(), hour()["places"][0]["number"].take()), (json!(1), Value::Null));
}

#[test]
fn buttons_do_what_they_say() {
    let stage = Stage::new();
    stage.press("timer/start?description=Tea%20for%20two");
    let entry = stage.account()["entries"][0].take();
    assert_eq!((&entry["description"], &entry["stop"]), (&json!("Tea for two"), &Value::Null));
    assert_eq!(
        stage.account()["entries"].as_array().unwrap().iter().filter(|entry| entry["stop"].is_null()).count(),
        1
    );
    stage.press("timer/stop");
    assert_eq!(stage.fake("POST", "timer/stop").status(), 409);

    let organization = stage.account()["hours"][1]["organization"].take();
    assert_eq!((&organization["name"], &organization["plan"]), (&json!("Tamm Studio"), &json!("starter")));
    stage.press("plan?plan=premium");
    assert_eq!(stage.account()["hours"][1]["total"], 600);
    stage.press(&format!("plan?plan=free&organization={}", organization["id"]));
    assert_eq!(stage.account()["hours"][1]["total"], 30);

    let made: Value = serde_json::from_slice(stage.fake("POST", "accounts").body()).unwrap();
    let credential = format!("Basic {}", STANDARD.encode(format!("{}:api_token", made["api_token"].as_str().unwrap())));
    let request = Request::builder().uri("/api/v9/me/id").header("authorization", credential).body(vec![]).unwrap();
    assert_eq!(text(&response(stage.inspector.handle(request))), made["id"].to_string());
    stage.press(&format!("timer/start?account={}", made["id"]));
    assert_eq!(stage.state()["accounts"][1]["all_entries"], 1);
    stage.press(&format!("hour/end?account={}", made["id"]));
    let statuses: Vec<_> = (0..20).map(|_| stage.fake("POST", "accounts").status().as_u16()).collect();
    assert_eq!((statuses[17], statuses[18]), (201, 409));

    assert_eq!(stage.call("GET", "me", "ann/1", ""), 200, "none of this has spent a call");
    assert_eq!(stage.account()["hours"][0]["used"], 1);
}

#[test]
fn faults_are_met_by_the_next_requests() {
    let stage = Stage::new();
    stage.press("faults?kind=429&requests=2");
    stage.press("faults?kind=html");
    stage.press("faults?kind=500");
    stage.press("faults?kind=cut");
    assert_eq!(stage.state()["faults"][0], json!({ "kind": "429", "requests": 2 }));
    // Calls that are spent by hand meet no fault.
    assert_eq!(stage.fake("POST", "spend?calls=1").body(), br#"{"counted":1,"refused":0}"#);
    assert_eq!([stage.get("me"), stage.get("me"), stage.get("me"), stage.get("me")], [429, 429, 200, 500]);
    assert_eq!(stage.verdict(), words("fault", "a fault was planned: 500"));
    assert_eq!(stage.account()["hours"][0]["used"], 1, "they are counted for nobody");
    let cut = stage.outcome("GET", "me/tags", "ann/1", "");
    assert!(matches!(&cut, Outcome::Raw(bytes) if bytes.starts_with(b"HTTP/1.1 200")), "{cut:?}");
    assert_eq!(stage.account()["hours"][0]["used"], 2, "a response that is cut was counted");
    assert_eq!(stage.get("me/tags"), 200);
    assert_eq!(stage.verdict(), words("needed", ""), "the one before did not arrive");

    stage.press("faults?kind=500&requests=1000");
    assert_eq!(stage.fake("POST", "faults?kind=500").status(), 409);
    assert_eq!(stage.fake("DELETE", "faults").status(), 204);
    assert_eq!(stage.get("me"), 200);
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let stage = Stage::new();
    for (method, path, status, words) in [
        ("POST", "spend?calls=0", 400, "calls is a whole number from 1 to 100\n"),
        ("POST", "spend?calls=many", 400, "calls is a whole number from 1 to 100\n"),
        ("POST", "spend?call=1", 400, "the parameters of this are account, calls, program\n"),
        ("POST", "spend?program=a%0Db", 400, "program is not what a header can hold\n"),
        ("POST", "hour/end?account=x", 400, "account is an id, a whole number\n"),
        ("POST", "hour/end?account=1", 404, "there is no such account\n"),
        ("POST", "accounts?x=1", 400, "this takes no parameters\n"),
        ("POST", "plan?plan=gold", 400, "plan is free, starter or premium\n"),
        ("POST", "plan?plan=free&organization=1", 404, "the account has no such organization\n"),
        ("POST", "faults?kind=fire", 400, "kind is 429, 500, html, cut or slow\n"),
        ("POST", "clock/forward?seconds=86401", 400, "seconds is a whole number from 1 to 86400\n"),
        ("GET", "exchange?number=7", 404, "that request is not kept, or not any more\n"),
        ("GET", "spend", 405, "this is called with POST\n"),
        ("PUT", "faults", 405, "this is called with POST or DELETE\n"),
        ("GET", "nothing", 404, "there is no such call; /_fake/openapi.json describes those that are\n"),
    ] {
        let response = stage.fake(method, path);
        assert_eq!((response.status().as_u16(), text(&response).as_str()), (status, words), "{method} {path}");
    }
    assert_eq!(stage.update()["requests"], json!([]), "none of this is a request to the API");
}

#[test]
fn another_origin_can_neither_read_nor_press() {
    let stage = Stage::new();
    let status = |method: &str, path: &str, headers: &[(&str, &str)]| {
        response(stage.inspector.handle(window(method, path, headers))).status().as_u16()
    };
    for (method, path) in [("GET", "/"), ("GET", "/_fake/state"), ("GET", "/_fake/events"), ("POST", "/_fake/spend")] {
        assert_eq!(status(method, path, &[("host", "evil.example:4080")]), 403, "{method} {path}");
        assert_eq!(status(method, path, &[("origin", "http://evil.example")]), 403, "{method} {path}");
        assert_eq!(status(method, path, &[("origin", "http://127.0.0.1:3000")]), 403, "{method} {path}");
    }
    assert_eq!(status("GET", "/_fake/state", &[("sec-fetch-site", "cross-site")]), 403);
    assert_eq!(stage.account()["hours"][0]["used"], 0);
    assert_eq!(status("POST", "/_fake/spend", &[("origin", "http://127.0.0.1:4080")]), 200);
    let response = stage.fake("GET", "state");
    assert_eq!(response.headers()["cross-origin-resource-policy"], "same-origin");
    assert!(response.headers().keys().all(|name| !name.as_str().starts_with("access-control-")));
}

#[test]
fn the_page_allows_nothing_but_its_own_script_and_style() {
    let stage = Stage::new();
    let page = || response(stage.inspector.handle(window("GET", "/", &[])));
    let (one, other) = (page(), page());
    let policy = one.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'nonce-") && !policy.contains("unsafe"), "{policy}");
    let nonce = policy.split('\'').find_map(|part| part.strip_prefix("nonce-")).unwrap();
    assert_eq!((nonce.len(), text(&one).matches(&format!("nonce=\"{nonce}\"")).count()), (32, 2));
    assert_ne!(one.body(), other.body(), "a nonce is used once");
}

/// Returns everything that the inspector says, as one text.
fn all(stage: &Stage) -> String {
    let update = stage.update();
    let details = update["requests"].as_array().unwrap().iter().map(|request| {
        let response = stage.fake("GET", &format!("exchange?number={}", request["number"]));
        assert_eq!(response.status(), 200);
        text(&response)
    });
    let details: String = details.collect();
    format!("{update}{details}")
}

#[test]
fn no_credential_and_no_secret_is_shown() {
    let stage = Stage::new();
    let (token, password) = (stage.toggl.api_token(), stage.toggl.password());
    stage.get("me?with_related_data=true");
    stage.call("PUT", "me", "ann/1", &json!({ "current_password": password, "password": "swordfish-7" }).to_string());
    stage.call("POST", "me/lost_passwords", "ann/1", &json!({ "email": EMAIL }).to_string());
    let code = stage.toggl.mailbox(EMAIL).pop().unwrap();
    stage.get(&format!("me/lost_passwords/{code}"));
    stage.call("GET", "me", &format!("leaky/1 token={token} {EMAIL}"), "");
    stage.get(&format!("me/tags?password=swordfish-7&to={EMAIL}"));
    let session = stage.toggl.open_session(EMAIL);
    let cookie = format!("__Secure-accounts-session={session}");
    stage.inspector.handle(Request::builder().uri("/api/v9/me").header("cookie", cookie).body(vec![]).unwrap());
    let basic = format!("Basic {}", STANDARD.encode(format!("{EMAIL}:wrong-password")));
    stage.inspector.handle(Request::builder().uri("/api/v9/me").header("authorization", basic).body(vec![]).unwrap());
    stage.call("POST", "me/reset_token", "ann/1", "");
    let new_token = stage.toggl.api_token();
    assert_ne!(token, new_token);
    stage.get("me");

    stage.press(&format!("timer/start?description=write%20to%20{EMAIL}"));

    let shown = all(&stage);
    assert!(shown.contains("write to (scrubbed)"), "{shown}");
    assert!(shown.contains("Mari Tamm") && shown.contains("(scrubbed)") && shown.contains("leaky/1"));
    let secrets = [&token, &new_token, &password, &code, &session, "swordfish-7", "wrong-password", EMAIL];
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret} is in {shown}");
    }
    assert!(!shown.contains(&STANDARD.encode(format!("{token}:api_token"))));
}

#[test]
fn what_is_kept_has_a_bound() {
    let clock = TestClock::new();
    let toggl = FakeToggl::with_clock(clock).without_quota().demo_account();
    let stage = Stage { clock: TestClock::new(), inspector: Inspector::new(toggl.clone()), toggl };
    for number in 0..300 {
        stage.call("GET", &format!("me/tags?n={number}"), &format!("program-{number}"), "");
    }
    for _ in 0..400 {
        stage.toggl.respond(
            &Request::builder().uri("/api/v9/me/id").header("authorization", stage.token()).body(vec![]).unwrap(),
        );
    }
    let hour = stage.account()["hours"][0].take();
    assert_eq!((&hour["used"], hour["places"].as_array().unwrap().len()), (&json!(700), 600));
    let update = stage.update();
    let requests = update["requests"].as_array().unwrap();
    assert_eq!((requests.len(), &update["missed"], &requests[0]["number"]), (200, &json!(100), &json!(101)));
    let programs = update["state"]["programs"].as_array().unwrap();
    assert_eq!((programs.len(), &programs[50]["requests"]), (51, &json!(250)));
    assert_eq!(requests[199]["program"], "(all others)");

    stage.call("PUT", "me", &"x".repeat(900), &json!({ "fullname": "y".repeat(20_000) }).to_string());
    let last = stage.last();
    let detail = stage.fake("GET", &format!("exchange?number={}", last["number"]));
    let detail: Value = serde_json::from_slice(detail.body()).unwrap();
    assert_eq!((&detail["request"]["body"], &detail["request_length"]), (&Value::Null, &json!(20_015)));
}

/// A reader of the events.
struct Page(TcpStream);

impl Page {
    fn open(server: &FakeServer) -> Page {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let request = format!("GET /_fake/events HTTP/1.1\r\nhost: {}\r\n\r\n", server.address());
        stream.write_all(request.as_bytes()).unwrap();
        Page(stream)
    }

    /// Reads up to a text that has to arrive.
    #[track_caller]
    fn read_to(&mut self, end: &str) -> String {
        let mut text = Vec::new();
        let mut bytes = [0; 4096];
        while !String::from_utf8_lossy(&text).contains(end) {
            let length = self.0.read(&mut bytes).unwrap();
            assert!(length > 0, "the end without {end}: {}", String::from_utf8_lossy(&text));
            text.extend_from_slice(&bytes[..length]);
        }
        String::from_utf8(text).unwrap()
    }
}

#[test]
fn events_tell_what_is_there_and_what_is_new() {
    let stage = Stage::new();
    stage.get("me");
    let server = FakeServer::start(stage.inspector.clone());
    let mut page = Page::open(&server);
    let first = page.read_to("\n\n");
    assert!(first.starts_with("HTTP/1.1 200 OK\r\n") && first.contains("text/event-stream"), "{first}");
    let event = if first.contains("data: ") { first } else { page.read_to("\"missed\":0") };
    assert!(event.contains("event: update\ndata: {\"now\":1767603600000,\"missed\":0,"), "{event}");
    stage.get("me/tags");
    page.read_to("GET /me/tags");
    stage.press("timer/start?description=Tea");
    page.read_to("\"Tea\"");
}

#[test]
fn readers_are_no_more_than_may_be_and_are_let_go() {
    let stage = Stage::new();
    let server = FakeServer::start(stage.inspector.clone());
    let mut pages: Vec<Page> = (0..32).map(|_| Page::open(&server)).collect();
    for page in &mut pages {
        page.read_to("200 OK");
    }
    let refusal = Page::open(&server).read_to("\r\n");
    assert!(refusal.starts_with("HTTP/1.1 503 "), "{refusal}");
    drop(pages);
    // Sending to readers that have gone shows that they have gone.
    let mut number = 0;
    loop {
        stage.get(&format!("me/tags?n={number}"));
        number += 1;
        let mut page = Page::open(&server);
        if page.read_to("\r\n").contains("200") {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn readers_who_do_not_read_hold_up_nobody() {
    let toggl = FakeToggl::with_clock(TestClock::new()).without_quota().demo_account();
    let authorization = format!("Basic {}", STANDARD.encode(format!("{}:api_token", toggl.api_token())));
    let server = FakeServer::start(Inspector::new(toggl));
    let stuck: Vec<Page> = (0..32).map(|_| Page::open(&server)).collect();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let request = format!("GET /api/v9/me/id HTTP/1.1\r\nhost: x\r\nauthorization: {authorization}\r\n\r\n");
    for _ in 0..2000 {
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = [0; 15];
        stream.read_exact(&mut response).unwrap();
        assert_eq!(&response, b"HTTP/1.1 200 OK");
        let mut bytes = [0; 4096];
        while !bytes.ends_with(b"\n") && !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
            assert!(stream.read(&mut bytes).unwrap() > 0);
        }
    }
    drop(server);
    drop(stuck);
}

#[test]
fn the_description_is_served() {
    let stage = Stage::new();
    let description: Value = serde_json::from_slice(stage.fake("GET", "openapi.json").body()).unwrap();
    assert_eq!(description["openapi"], "3.1.0");
}
