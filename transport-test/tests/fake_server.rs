//! Tests that the fake on the loopback port survives whatever is sent to it, and responds as it does in memory.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use toggl_me_core::me::ENDPOINTS;
use toggl_me_transport_test::fake::Account;
use toggl_me_transport_test::{FakeServer, FakeToggl, Inspector, TestClock};

const EMAIL: &str = "mari.tamm@example.com";

fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

/// A connection that is kept alive.
struct Connection(BufReader<TcpStream>);

type Reply = (StatusCode, HeaderMap, Vec<u8>);

impl Connection {
    fn to(server: &FakeServer) -> Self {
        let stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Connection(BufReader::new(stream))
    }

    fn exchange(&mut self, request: &[u8]) -> Reply {
        self.0.get_mut().write_all(request).unwrap();
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no status line: {line:?}"));
        let mut headers = HeaderMap::new();
        loop {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.append(name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap());
        }
        let length = headers.remove("content-length").map(|length| length.to_str().unwrap().parse().unwrap());
        assert_eq!(length.is_none(), status == StatusCode::NO_CONTENT);
        let mut body = vec![0; length.unwrap_or_default()];
        self.0.read_exact(&mut body).unwrap();
        (status, headers, body)
    }
}

/// Returns the length of a body, if a request states it.
fn length(method: &str, body: &[u8]) -> Option<String> {
    let says = !body.is_empty() || ["POST", "PUT", "PATCH"].contains(&method);
    says.then(|| body.len().to_string())
}

/// Writes the bytes of a request.
fn write(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{method} {target} HTTP/1.1\r\nhost: 127.0.0.1\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    if let Some(length) = length(method, body) {
        bytes.extend_from_slice(format!("content-length: {length}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

const VICTIMS: usize = 200;

/// SplitMix64: random enough, and the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most)).map(|_| self.next() as u8).collect()
    }

    fn visible(&mut self, most: usize) -> String {
        (0..self.below(most)).map(|_| char::from(b'!' + self.below(94) as u8)).collect()
    }

    /// Draws a path with anything for its variable.
    fn fill(&mut self, path: &str) -> String {
        match path.split_once('{') {
            Some((before, variable)) => {
                let after = variable.split_once('}').map_or("", |(_, after)| after);
                format!("{before}{}{after}", self.visible(20))
            }
            None => path.to_owned(),
        }
    }

    fn path(&mut self) -> String {
        let endpoint = &ENDPOINTS[self.below(ENDPOINTS.len())];
        let path = match self.below(8) {
            0 => format!("/{}", self.visible(40)),
            1 => format!("/api/v9/{}/{}", endpoint.path, self.visible(8)),
            _ => format!("/api/v9/{}", self.fill(endpoint.path)),
        };
        let name = self.pick(&[
            "since",
            "before",
            "per_page",
            "start_project_id",
            "include_archived",
            "offset",
            "meta",
            "%",
            "",
        ]);
        match self.below(3) {
            0 => path,
            1 => format!("{path}?{name}={}", self.visible(12)),
            _ => format!("{path}?{name}={}", self.next() as i64),
        }
    }

    fn body(&mut self) -> Vec<u8> {
        let name = self.pick(&[
            "email",
            "fullname",
            "password",
            "current_password",
            "timezone",
            "beginning_of_week",
            "country_id",
            "code",
            "user_id",
            "default_workspace_id",
            "workspace_id",
            "description",
            "favorite_id",
            "alpha_features",
            "BeginningOfWeek",
            "profile",
            "fcm_registration_token",
            "x",
        ]);
        match self.below(7) {
            0 => Vec::new(),
            1 => self.bytes(300),
            2 => format!(r#"{{"{name}":{}}}"#, self.next() as i64).into_bytes(),
            3 => format!(r#"{{"{name}":"{}","email":"victim0@example.com"}}"#, self.visible(10)).into_bytes(),
            4 => format!(r#"{{"{name}":{{"{name}":[null,{}]}}}}"#, self.below(9)).into_bytes(),
            5 => format!(r#"[{{"{name}":true}},{{"{name}":{}}}]"#, self.below(9)).into_bytes(),
            _ => "[".repeat(self.below(5000)).into_bytes(),
        }
    }

    /// Draws a request that is well formed, mostly.
    fn request(&mut self) -> Vec<u8> {
        let method = match self.below(6) {
            0 => self.pick(&["DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW", "get"]),
            choice => self.pick(&["GET", "PUT", "POST"][choice % 3..]),
        };
        let authorization = match self.below(4) {
            0 => basic(&format!("5ca1ab1e{}", self.below(VICTIMS)), "api_token"),
            1 => basic(&self.visible(10), &self.visible(10)),
            2 => format!("Basic {}", self.visible(30)),
            _ => self.visible(60),
        };
        let name = self.pick(&["authorization", "authorization", "cookie", "x-any", "expect", "transfer-encoding"]);
        let path = self.path();
        let body = self.body();
        write(method, &path, &[(name, &authorization), ("content-type", "application/json")], &body)
    }
}

#[test]
fn ten_thousand_random_requests_leave_the_server_alive() {
    // Some of the random requests close the account that they are made with, or reset its token.
    let victims = (0..VICTIMS).map(|number| {
        Account::new(format!("victim{number}@example.com"), "password").api_token(format!("5ca1ab1e{number}"))
    });
    let toggl = FakeToggl::with_clock(TestClock::new()).without_quota().demo_account();
    let toggl = victims.fold(toggl, FakeToggl::account);
    let server = FakeServer::start(toggl.clone());
    let authorization = basic(&toggl.api_token(), "api_token");
    let good = write("GET", "/api/v9/me/track_reminders", &[("authorization", &authorization)], b"");
    let mut kept = Connection::to(&server);
    let (status, _, reminders) = kept.exchange(&good);
    assert_eq!(status, 200);

    let mut random = Random(20_260_105);
    let mut statuses = Counts::default();
    for number in 0..10_000 {
        let mut request = match random.below(5) {
            0 => random.bytes(600),
            _ => random.request(),
        };
        if random.below(4) == 0 && !request.is_empty() {
            for _ in 0..=random.below(4) {
                let place = random.below(request.len());
                request[place] = random.next() as u8;
            }
        }
        // Empty bytes are not a request.
        request.push(b'\n');
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(&request).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut response = Vec::new();
        stream.read_to_end(&mut response).unwrap();
        let status = response.strip_prefix(b"HTTP/1.1 ").and_then(|rest| std::str::from_utf8(&rest[..3]).ok());
        let status = status.unwrap_or_else(|| panic!("request {number} got no response: {}", request.escape_ascii()));
        statuses.count(status);
        // These statuses would blame the server.
        assert!(!["500", "502", "503", "504"].contains(&status), "{status} to {}", request.escape_ascii());

        let (status, _, body) = kept.exchange(&good);
        assert!(status == 200 && body == reminders, "{status} after {}", request.escape_ascii());
    }
    // This checks that the requests were neither all nonsense nor all good.
    for status in ["200", "400", "401", "403", "404", "405", "501"] {
        assert!(statuses.of(status) >= 20, "{statuses:?}");
    }
}

#[derive(Debug, Default)]
struct Counts(std::collections::BTreeMap<String, usize>);

impl Counts {
    fn count(&mut self, status: &str) {
        *self.0.entry(status.to_owned()).or_default() += 1;
    }

    fn of(&self, status: &str) -> usize {
        self.0.get(status).copied().unwrap_or_default()
    }
}

#[test]
fn a_request_without_a_length_is_411() {
    let toggl = FakeToggl::with_clock(TestClock::new()).demo_account();
    let server = FakeServer::start(toggl.clone());
    let authorization = basic(&toggl.api_token(), "api_token");
    let ask = |method: &str, path: &str, rest: &str| {
        let head = format!("{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: {authorization}\r\n");
        Connection::to(&server).exchange(format!("{head}{rest}").as_bytes()).0.as_u16()
    };
    for method in ["POST", "PUT", "PATCH"] {
        assert_eq!(ask(method, "/api/v9/me/accept_tos", "\r\n"), 411, "{method}");
    }
    let left = toggl.calls_left(EMAIL);
    assert_eq!(ask("POST", "/api/v9/me/accept_tos", "content-length: 0\r\n\r\n"), 200);
    assert_eq!(ask("POST", "/api/v9/me/accept_tos", "transfer-encoding: chunked\r\n\r\n0\r\n\r\n"), 200);
    // A length that is said twice can be read in two ways, and so can two framings.
    assert_eq!(ask("POST", "/api/v9/me/accept_tos", "content-length: 0\r\ncontent-length: 0\r\n\r\n"), 400);
    assert_eq!(ask("POST", "/api/v9/me/accept_tos", "content-length: 0, 0\r\n\r\n"), 400);
    assert_eq!(ask("GET", "/api/v9/me/logged", "\r\n"), 200);
    assert_eq!(ask("DELETE", "/api/v9/me/favorites/1", "\r\n"), 403);
    assert_eq!((left, toggl.calls_left(EMAIL)), (Some(30), Some(26)), "what has no length is not counted");
}

#[test]
fn many_clients_at_once_get_complete_responses() {
    let toggl = FakeToggl::with_clock(TestClock::new()).quota(2000).demo_account();
    let server = FakeServer::start(toggl.clone());
    let authorization = basic(&toggl.api_token(), "api_token");
    let request = write("GET", "/api/v9/me?with_related_data=true", &[("authorization", &authorization)], b"");
    let expected = Connection::to(&server).exchange(&request).2;
    let mut left: Vec<u32> = std::thread::scope(|scope| {
        let client = || {
            let mut connection = Connection::to(&server);
            let responses = (0..50).map(|_| connection.exchange(&request));
            let left = responses.map(|(status, headers, body)| {
                assert!(status == 200 && body == expected);
                headers["x-toggl-quota-remaining"].to_str().unwrap().parse().unwrap()
            });
            left.collect::<Vec<u32>>()
        };
        let clients: Vec<_> = (0..20).map(|_| scope.spawn(client)).collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    left.sort_unstable();
    assert_eq!(left, (999..1999).collect::<Vec<_>>(), "each call is counted once");
    assert_eq!(server.connections(), 21);
}

/// One step of a story.
#[derive(Clone, Debug)]
enum Step {
    Call {
        method: &'static str,
        target: String,
        login: Login,
        body: String,
    },
    /// Confirms the newest code in the mailbox.
    Confirm {
        password: String,
    },
    Wait {
        seconds: u64,
    },
}

#[derive(Clone, Copy, Debug)]
enum Login {
    Token,
    /// The password at the story's start or one that it may have become.
    Password(&'static str),
    Session,
    None,
}

fn login() -> impl Strategy<Value = Login> {
    prop_oneof![
        6 => Just(Login::Token),
        3 => prop::sample::select(vec!["correct horse battery", "new password", "wrong"]).prop_map(Login::Password),
        1 => Just(Login::Session),
        1 => Just(Login::None),
    ]
}

fn target() -> impl Strategy<Value = String> {
    let path = prop::sample::select(ENDPOINTS.iter().map(|endpoint| endpoint.path).collect::<Vec<_>>());
    let query = prop_oneof![
        3 => Just(String::new()),
        1 => Just("?with_related_data=true".to_owned()),
        1 => Just("?include_archived=true&include_not_active=true&meta=true".to_owned()),
        1 => (0..200_i64).prop_map(|days| format!("?since={}", TestClock::START.as_second() - days * 86_400)),
        1 => (0..9_i64, 0..9).prop_map(|(id, size)| format!("?start_project_id={}&per_page={size}", 190_500_000 + id)),
        1 => "[ -~]{0,10}".prop_map(|text| format!("?offset={}", text.replace([' ', '#', '"', '<', '>'], "+"))),
    ];
    (path, query).prop_map(|(path, query)| format!("/api/v9/{path}{query}").replace(['{', '}'], ""))
}

fn body() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just(format!(r#"{{"email":"{EMAIL}"}}"#)),
        prop::sample::select(vec!["new password", "short"]).prop_map(|password| {
            format!(r#"{{"current_password":"correct horse battery","password":"{password}"}}"#)
        }),
        (-1..9).prop_map(|day| format!(r#"{{"beginning_of_week":{day}}}"#)),
        (0..3).prop_map(|last| format!(r#"{{"default_workspace_id":{}}}"#, 5_300_000 + last)),
        (0..3).prop_map(|last| format!(r#"{{"workspace_id":{},"description":"tea"}}"#, 5_300_000 + last)),
        (0..5).prop_map(|last| {
            format!(r#"[{{"favorite_id":{},"workspace_id":5300001,"description":"lunch"}}]"#, 2_700_000 + last)
        }),
        (0..9_i64)
            .prop_map(|last| format!(r#"[{{"time_entry_id":{},"workspace_id":5300001}}]"#, 4_100_900_000_i64 + last)),
        prop::sample::select(vec!["profile", "timeline"]).prop_map(|what| format!(r#"{{"{what}":true}}"#)),
        Just(r#"{"fcm_registration_token":"c0ffee","date_format":"YYYY-MM-DD"}"#.to_owned()),
        "\\PC{0,12}".prop_map(|name| serde_json::json!({"fullname": name, "timezone": "Asia/Tokyo"}).to_string()),
        "\\PC{0,12}",
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let call = (prop::sample::select(vec!["GET", "GET", "GET", "PUT", "POST", "DELETE"]), target(), login(), body());
    let call = call.prop_map(|(method, target, login, body)| Step::Call { method, target, login, body });
    prop_oneof![
        12 => call,
        1 => prop::sample::select(vec!["new password", "short"])
            .prop_map(|password| Step::Confirm { password: password.to_owned() }),
        4 => (1..6_u64).prop_map(|seconds| Step::Wait { seconds }),
        1 => (0..4000_u64).prop_map(|seconds| Step::Wait { seconds }),
    ]
}

/// A fake with its clock, and what a story needs to know about it.
struct Stage {
    clock: TestClock,
    toggl: FakeToggl,
    session: String,
    id: i64,
}

impl Stage {
    fn new() -> Stage {
        let clock = TestClock::new();
        let toggl = FakeToggl::with_clock(clock.clone()).quota(15).leaky_bucket(9).demo_account();
        let session = toggl.open_session(EMAIL);
        Stage { clock, session, id: toggl.profile(EMAIL).unwrap().id, toggl }
    }

    /// Returns the step's call; `None` if it makes none.
    fn play(&self, step: &Step) -> Option<Call> {
        match step {
            Step::Wait { seconds } => {
                self.clock.advance(Duration::from_secs(*seconds));
                None
            }
            Step::Confirm { password } => {
                let code = self.toggl.mailbox(EMAIL).pop().unwrap_or_default();
                let body = serde_json::json!({"code": code, "password": password, "user_id": self.id}).to_string();
                let target = "/api/v9/me/lost_passwords/confirm".to_owned();
                Some(Call { method: "POST", target, header: None, body })
            }
            Step::Call { method, target, login, body } => {
                let header = match login {
                    Login::Token => Some(("authorization", basic(&self.toggl.api_token(), "api_token"))),
                    Login::Password(password) => Some(("authorization", basic(EMAIL, password))),
                    Login::Session => Some(("cookie", format!("__Secure-accounts-session={}", self.session))),
                    Login::None => None,
                };
                Some(Call { method, target: target.clone(), header, body: body.clone() })
            }
        }
    }
}

/// A request in parts.
struct Call {
    method: &'static str,
    target: String,
    header: Option<(&'static str, String)>,
    body: String,
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_story_has_the_same_responses_over_the_port(
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let (here, there) = (Stage::new(), Stage::new());
        // An inspector changes nothing.
        let server = FakeServer::start(Inspector::new(there.toggl.clone()));
        let mut connection = Connection::to(&server);
        for step in &steps {
            let (Some(call), Some(_)) = (here.play(step), there.play(step)) else { continue };
            let Call { method, target, header, body } = call;

            let mut request = Request::builder().method(method).uri(&target);
            if let Some((name, value)) = &header {
                request = request.header(*name, value);
            }
            if let Some(length) = length(method, body.as_bytes()) {
                request = request.header("content-length", length);
            }
            let expected = here.toggl.respond(&request.body(body.clone().into_bytes()).unwrap());

            let headers: Vec<_> = header.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let (status, headers, response) = connection.exchange(&write(method, &target, &headers, body.as_bytes()));
            prop_assert_eq!(status, expected.status());
            prop_assert_eq!(&headers, expected.headers());
            prop_assert_eq!(&response, expected.body());
            prop_assert!(!status.is_server_error());
        }
        prop_assert_eq!(here.toggl.profile(EMAIL), there.toggl.profile(EMAIL));
        prop_assert_eq!(here.toggl.calls_left(EMAIL), there.toggl.calls_left(EMAIL));
        prop_assert_eq!(here.toggl.mailbox(EMAIL), there.toggl.mailbox(EMAIL));
    }
}
