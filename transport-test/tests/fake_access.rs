//! Tests who may call the fake, how often, and how it responds to requests for none of its operations.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Method, Request, Response};
use toggl_me_core::me::ENDPOINTS;
use toggl_me_core::{
    Transport,
    endpoint::{Auth, Bucket},
};
use toggl_me_transport_test::fake::Account;
use toggl_me_transport_test::{FakeToggl, TestClock};

const EMAIL: &str = "kai@example.org";
const PASSWORD: &str = "päss:word";

fn toggl() -> FakeToggl {
    toggl_with(&TestClock::new())
}

fn toggl_with(clock: &TestClock) -> FakeToggl {
    FakeToggl::with_clock(clock.clone()).account(Account::new(EMAIL, PASSWORD))
}

fn basic(login: &str) -> String {
    format!("Basic {}", STANDARD.encode(login))
}

fn get(toggl: &FakeToggl, path: &str, headers: &[(&str, &str)]) -> Response<Vec<u8>> {
    let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
    toggl.respond(&request.body(Vec::new()).unwrap())
}

/// Sends a request with the right token.
fn ask(toggl: &FakeToggl, path: &str) -> Response<Vec<u8>> {
    get(toggl, path, &[("authorization", &basic(&format!("{}:api_token", toggl.api_token())))])
}

fn text(response: &Response<Vec<u8>>) -> &str {
    std::str::from_utf8(response.body()).unwrap()
}

fn header<'a>(response: &'a Response<Vec<u8>>, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

#[test]
fn a_request_without_credentials_gets_an_empty_401() {
    let toggl = toggl();
    for endpoint in &ENDPOINTS {
        let request = Request::builder().method(&endpoint.method).uri(format!("/api/v9/{}", endpoint.path));
        let response = toggl.respond(&request.header("content-length", 0).body(Vec::new()).unwrap());
        if endpoint.path == "me/location" || endpoint.auth == Auth::Never {
            assert_ne!(response.status(), 401, "{endpoint}");
        } else {
            assert_eq!(response.status(), 401, "{endpoint}");
            assert_eq!(text(&response), "");
            assert_eq!(header(&response, "x-authorization-missing"), Some("true"));
            assert_eq!(header(&response, "content-type"), None);
            assert_eq!(header(&response, "x-toggl-quota-remaining"), None);
        }
    }
}

#[test]
fn each_kind_of_credentials_is_accepted() {
    let toggl = toggl();
    let cookie = toggl.open_session(EMAIL);
    for (name, value) in [
        ("authorization", basic(&format!("{EMAIL}:{PASSWORD}"))),
        ("authorization", basic(&format!("KAI@example.org:{PASSWORD}"))),
        ("authorization", basic(&format!("{}:api_token", toggl.api_token())).replace("Basic", "basic")),
        ("cookie", format!("__Secure-accounts-session={cookie}")),
        ("cookie", format!("theme=dark; __Secure-accounts-session={cookie}; a=b")),
    ] {
        let response = get(&toggl, "/api/v9/me/logged", &[(name, &value)]);
        assert_eq!((response.status().as_u16(), text(&response)), (200, ""), "{value}");
        assert_eq!(header(&response, "x-service-level"), Some("GREEN"));
        assert_eq!(header(&response, "content-type"), None);
    }
}

#[test]
fn wrong_credentials_are_403_with_the_attempts_left() {
    let toggl = toggl();
    for (name, value) in [
        ("authorization", basic("nobody@example.org:password")),
        ("authorization", basic("0123456789abcdef:api_token")),
        ("authorization", basic(&format!("{EMAIL}:wrong"))),
        ("authorization", basic("no colon")),
        ("authorization", "Basic ***".to_owned()),
        ("authorization", "Bearer 0123".to_owned()),
        ("cookie", "__Secure-accounts-session=made-up".to_owned()),
    ] {
        let response = get(&toggl, "/api/v9/me", &[(name, &value)]);
        assert_eq!(response.status(), 403, "{value}");
        assert_eq!(text(&response), "\"Incorrect username and/or password\"");
        assert!(header(&response, "x-remaining-login-attempts").unwrap().parse::<u32>().is_ok());
        assert_eq!(header(&response, "x-service-level"), None);
    }
    assert_eq!(get(&toggl, "/api/v9/me", &[("cookie", "theme=dark")]).status(), 401);
}

#[test]
fn the_fifth_wrong_password_locks_the_account() {
    let toggl = toggl();
    let login = |password: &str| {
        let response = get(&toggl, "/api/v9/me", &[("authorization", &basic(&format!("{EMAIL}:{password}")))]);
        let left = header(&response, "x-remaining-login-attempts").map(str::to_owned);
        (response.status().as_u16(), left)
    };
    let refused = |left: &str| (403, Some(left.to_owned()));
    assert_eq!(login("wrong"), refused("4"));
    assert_eq!(login(PASSWORD), (200, None));
    for left in ["4", "3", "2", "1", "0", "0"] {
        assert_eq!(login("wrong"), refused(left));
    }
    assert_eq!(login(PASSWORD), refused("0"));
    assert_eq!(ask(&toggl, "/api/v9/me").status(), 200, "the token is not locked");

    let post = |path: &str, body: String| toggl.respond(&Request::post(path).body(body.into()).unwrap()).status();
    assert_eq!(post("/api/v9/me/lost_passwords", format!(r#"{{"email":"{EMAIL}"}}"#)), 200);
    let (code, id) = (toggl.mailbox(EMAIL).remove(0), toggl.profile(EMAIL).unwrap().id);
    let confirm = format!(r#"{{"code":"{code}","password":"unlocked","user_id":{id}}}"#);
    assert_eq!(post("/api/v9/me/lost_passwords/confirm", confirm), 200);
    assert_eq!(login("unlocked"), (200, None));
}

#[test]
fn thirty_calls_an_hour_and_each_frees_its_place_an_hour_later() {
    let clock = TestClock::new();
    let toggl = toggl_with(&clock);
    for left in (0..30).rev() {
        let response = ask(&toggl, "/api/v9/me/logged");
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "x-toggl-quota-remaining"), Some(left.to_string().as_str()));
        clock.advance(Duration::from_secs(10));
    }
    // The first call was 300 s ago.
    for _ in 0..2 {
        let response = ask(&toggl, "/api/v9/me");
        assert_eq!(response.status(), 402);
        assert_eq!(header(&response, "content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(
            text(&response),
            "You have hit your hourly limit for API calls. Your quota will reset in 3300 seconds."
        );
        assert_eq!(header(&response, "x-toggl-quota-remaining"), Some("0"));
        assert_eq!(header(&response, "x-toggl-quota-resets-in"), Some("3300"));
    }
    clock.advance(Duration::from_millis(3_299_001));
    assert_eq!(header(&ask(&toggl, "/api/v9/me"), "x-toggl-quota-resets-in"), Some("1"));
    clock.advance(Duration::from_millis(999));
    assert_eq!(ask(&toggl, "/api/v9/me").status(), 200, "the first call's place");
    assert_eq!(ask(&toggl, "/api/v9/me").status(), 402, "and only that");
    clock.advance(Duration::from_secs(3600));
    assert_eq!(toggl.calls_left(EMAIL), Some(30));
    let response = ask(&toggl, "/api/v9/me");
    assert_eq!(header(&response, "x-toggl-quota-resets-in"), Some("3600"));
}

#[test]
fn only_requests_of_a_user_count_and_refusals_do_too() {
    let toggl = toggl().quota(2).account(Account::new("other@example.org", "password"));
    for path in ["/api/v9/me/location", "/api/v9/me/lost_passwords", "/api/v9/me/shoes"] {
        assert_eq!(header(&ask(&toggl, path), "x-toggl-quota-remaining"), None, "{path}");
    }
    get(&toggl, "/api/v9/me", &[("authorization", &basic(&format!("{EMAIL}:wrong")))]);
    assert_eq!(toggl.calls_left(EMAIL), Some(2));
    let refused = ask(&toggl, "/api/v9/me/projects?include_archived=x");
    assert_eq!((refused.status().as_u16(), header(&refused, "x-toggl-quota-remaining")), (400, Some("1")));
    ask(&toggl, "/api/v9/me");
    assert_eq!(ask(&toggl, "/api/v9/me").status(), 402);
    assert_eq!(ask(&toggl, "/api/v9/me/location").status(), 200);
    assert_eq!(toggl.calls_left("other@example.org"), Some(2));
    assert_eq!(toggl.calls_left("nobody@example.org"), None);
}

#[test]
fn requests_without_login_count_for_nobody() {
    let toggl = toggl().quota(1);
    let uncounted = || ENDPOINTS.iter().filter(|endpoint| endpoint.bucket == Bucket::None);
    assert_eq!(uncounted().count(), 8);
    for left in [1, 0] {
        for endpoint in uncounted() {
            let request = Request::builder().method(&endpoint.method).uri(format!("/api/v9/{}", endpoint.path));
            let authorization = basic(&format!("{}:api_token", toggl.api_token()));
            let request = request.header("content-length", 2).header("authorization", authorization);
            let response = toggl.respond(&request.body(b"{}".to_vec()).unwrap());
            assert_ne!(response.status(), 402, "{endpoint}");
            assert_eq!(header(&response, "x-toggl-quota-remaining"), None, "{endpoint}");
            assert_eq!(toggl.calls_left(EMAIL), Some(left), "{endpoint}");
        }
        ask(&toggl, "/api/v9/me");
    }
}

#[test]
fn the_quota_can_be_off() {
    let toggl = toggl().without_quota();
    for _ in 0..100 {
        let response = ask(&toggl, "/api/v9/me/logged");
        assert_eq!((response.status().as_u16(), header(&response, "x-toggl-quota-remaining")), (200, None));
    }
    assert_eq!(toggl.calls_left(EMAIL), None);
}

#[test]
fn the_leaky_bucket_takes_a_burst_and_then_one_a_second() {
    let clock = TestClock::new();
    let toggl = toggl_with(&clock).leaky_bucket(3);
    let statuses = |count| (0..count).map(|_| ask(&toggl, "/api/v9/me/logged").status().as_u16()).collect::<Vec<_>>();
    assert_eq!(statuses(5), [200, 200, 200, 429, 429]);
    assert_eq!(toggl.calls_left(EMAIL), Some(27), "what the bucket refuses is not counted");
    let page = ask(&toggl, "/api/v9/me");
    assert_eq!(header(&page, "content-type"), Some("text/html"));
    assert!(text(&page).contains("<h1>429 Too Many Requests</h1>"));
    assert_eq!(get(&toggl, "/api/v9/me/location", &[]).status(), 200, "another credential has its own bucket");
    clock.advance(Duration::from_secs(1));
    assert_eq!(statuses(2), [200, 429]);
    assert_eq!(toggl.calls_left(EMAIL), Some(26));
    clock.advance(Duration::from_secs(60));
    assert_eq!(statuses(4), [200, 200, 200, 429]);
}

#[test]
fn scripted_responses_come_first_and_change_nothing() {
    let toggl = toggl();
    toggl.fail_next(500, &[("content-type", "text/plain"), ("retry-after", "7")], "Internal Server Error");
    toggl.fail_next(204, &[("x-toggl-request-id", "chosen")], "");
    let first = ask(&toggl, "/api/v9/me");
    assert_eq!((first.status().as_u16(), text(&first)), (500, "Internal Server Error"));
    assert_eq!(header(&first, "retry-after"), Some("7"));
    assert!(header(&first, "x-toggl-request-id").is_some());
    let second = get(&toggl, "/nowhere", &[]);
    assert_eq!((second.status().as_u16(), header(&second, "x-toggl-request-id")), (204, Some("chosen")));
    assert_eq!(toggl.calls_left(EMAIL), Some(30));
    assert_eq!(ask(&toggl, "/api/v9/me").status(), 200);
}

#[test]
fn every_response_has_a_request_id_from_the_seed() {
    let ids = |seed| {
        let toggl = FakeToggl::with_clock(TestClock::new()).seed(seed).account(Account::new(EMAIL, PASSWORD));
        let mut ids = vec![toggl.api_token(), toggl.open_session(EMAIL)];
        for path in ["/api/v9/me", "/api/v9/me/location", "/nowhere"] {
            ids.push(header(&get(&toggl, path, &[]), "x-toggl-request-id").unwrap().to_owned());
        }
        ids
    };
    let (one, two) = (ids(1), ids(2));
    assert_eq!(one, ids(1));
    let mut all = [one.clone(), two].concat();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 10);
    assert_eq!(one[0].len(), 32);
    assert_eq!(one[2].split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
}

#[test]
fn unknown_paths_are_404_and_other_methods_405() {
    let toggl = toggl();
    for path in [
        "/",
        "/me",
        "/api/v8/me",
        "/api/v9",
        "/api/v9/",
        "/api/v9/me/",
        "/api/v9/me/shoes",
        "/api/v9//me",
        "/api/v9/me/me/clients",
        "/api/v9/x/me",
        "/api/v9/me%2Fclients",
        "/api/v9/me/lost_passwords/a/b",
        "/api/v9/me/lost_passwords/",
        "*",
    ] {
        let response = ask(&toggl, path);
        assert_eq!((response.status().as_u16(), text(&response)), (404, "404 page not found"), "{path}");
    }
    for (method, path, allow) in [
        (Method::DELETE, "/api/v9/me", "GET, PUT"),
        (Method::POST, "/api/v9/me/clients", "GET"),
        (Method::GET, "/api/v9/me/close_account", "POST"),
        (Method::PUT, "/api/v9/me/lost_passwords/code", "GET, POST"),
        (Method::OPTIONS, "/api/v9/me/web-timer", "GET"),
        (Method::from_bytes(b"BREW").unwrap(), "/api/v9/me/logged", "GET"),
    ] {
        let request = Request::builder().method(&method).uri(path).header("content-length", 0);
        let response = toggl.respond(&request.body(Vec::new()).unwrap());
        assert_eq!(response.status(), 405, "{method} {path}");
        assert_eq!(header(&response, "allow"), Some(allow));
    }
}

#[test]
fn an_empty_request_has_to_say_that_it_is_empty() {
    let toggl = toggl();
    let asked = |method: &Method, headers: &[(&str, &str)], body: &str| {
        let mut request = Request::builder().method(method).uri("/api/v9/me/location");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(body.into()).unwrap()
    };
    for method in [Method::POST, Method::PUT, Method::PATCH] {
        let status = |headers: &[(&str, &str)], body| toggl.respond(&asked(&method, headers, body)).status().as_u16();
        let refused = toggl.respond(&asked(&method, &[], ""));
        assert_eq!(refused.status(), 411, "{method}");
        assert!(text(&refused).contains("<h1>411 Length Required</h1>"));
        // The path has other methods.
        assert_eq!(status(&[("content-length", "0")], ""), 405);
        assert_eq!(status(&[("transfer-encoding", "chunked")], ""), 405);
        assert_eq!(status(&[], "{}"), 405, "a body that is there has a length");
        assert_eq!(status(&[("content-length", "2")], "{}"), 405);
        for wrong in [&[("content-length", "1")][..], &[("content-length", "x")], &[("content-length", "2"); 2]] {
            assert_eq!(status(wrong, "{}"), 400, "{wrong:?}");
        }
        assert_eq!(toggl.send(asked(&method, &[], "")).unwrap().status(), 405, "a transport says it");
    }
    assert_eq!(toggl.respond(&asked(&Method::GET, &[], "")).status(), 200);
    assert_eq!(toggl.respond(&asked(&Method::DELETE, &[], "")).status(), 405);
}

#[test]
fn any_host_is_served() {
    let toggl = toggl();
    assert_eq!(ask(&toggl, "https://api.track.toggl.com/api/v9/me/logged").status(), 200);
    assert_eq!(ask(&toggl, "http://127.0.0.1:1/api/v9/me/logged").status(), 200);
}

#[test]
fn nothing_secret_is_shown_by_debug() {
    let account = Account::new(EMAIL, PASSWORD).api_token("cafe4711");
    let toggl = FakeToggl::new().account(account.clone());
    let cookie = toggl.open_session(EMAIL);
    ask(&toggl, "/api/v9/me");
    let shown = format!("{account:?} {toggl:?} {:?}", toggl.profile(EMAIL));
    for secret in [PASSWORD, "cafe4711", &cookie] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
