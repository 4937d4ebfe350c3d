//! Tests of what a cassette contains, what it does not, and how it is replayed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::prelude::*;
use serde_json::{Value, json};
use toggl_me_core::codec::JsonOrText;
use toggl_me_core::http::{Request, Response};
use toggl_me_core::me::{
    CheckLostPasswordCode, ConfirmLostPassword, DownloadExport, GetLocation, GetMe, ListExports, ListPushServices,
    ListTags, RequestExport, ResetToken, UpdateMe,
};
use toggl_me_core::{
    Client, Context, Credentials, Endpoint, EndpointExt, Error, Transport, TransportError, TransportErrorKind,
};
use toggl_me_transport_test::{Cassette, Recorder, Replay, TestTransport};

const TOKEN: &str = "77f00d77f00d77f00d77f00d77f00d77";

fn context() -> Context {
    Context::new(Credentials::api_token(TOKEN)).unwrap()
}

fn client<T: Transport>(transport: T) -> Client<T> {
    Client::new(transport, context())
}

/// Returns a recording of one call with this response.
fn record(request: Request<Vec<u8>>, response: Response<Vec<u8>>) -> Value {
    let recorder = Recorder::new(TestTransport::new().on_response::<GetMe>(response));
    recorder.send(request).unwrap();
    serde_json::from_str(&recorder.cassette().to_json()).unwrap()
}

fn get_me() -> Request<Vec<u8>> {
    Request::get("https://toggl.example/api/v9/me").body(Vec::new()).unwrap()
}

#[test]
fn a_cassette_reads_as_its_documentation_says() {
    let request = Request::get("https://toggl.example/api/v9/me?with_related_data=true&note=a%20b")
        .header("Authorization", "Basic abc")
        .body(Vec::new())
        .unwrap();
    let response = Response::builder()
        .header("x-note", "one")
        .header("x-note", "two")
        .header("content-length", "99")
        .body(br#"{"id":5,"fullname":"Ada","api_token":"t"}"#.to_vec())
        .unwrap();
    let recorder = Recorder::new(TestTransport::new().on_response::<GetMe>(response));
    recorder.send(request).unwrap();
    let expected = r#"{
  "cassette": 1,
  "interactions": [
    {
      "request": {
        "method": "GET",
        "path": "/api/v9/me",
        "query": [
          [
            "with_related_data",
            "true"
          ],
          [
            "note",
            "a b"
          ]
        ],
        "headers": {
          "authorization": [
            "(scrubbed)"
          ]
        }
      },
      "outcome": {
        "response": {
          "status": 200,
          "headers": {
            "x-note": [
              "one",
              "two"
            ]
          },
          "body": {
            "json": {
              "api_token": "(scrubbed)",
              "fullname": "Ada",
              "id": 5
            }
          }
        }
      }
    }
  ]
}
"#;
    assert_eq!(recorder.cassette().to_json(), expected);
}

#[test]
fn a_recording_is_replayed() {
    let server = TestTransport::new()
        .on::<GetMe>(200, r#"{"id":31,"fullname":"Ada"}"#)
        .header("x-toggl-quota-remaining", "29")
        .on::<ListTags>(402, "You have hit your hourly limit for API calls.")
        .on_error::<GetMe>(TransportError::new(TransportErrorKind::Connect).unsent())
        .on::<UpdateMe>(200, "");
    fn calls<T: Transport>(client: &Client<T>) -> Vec<String> {
        let me = client.send(&GetMe::new()).unwrap();
        let tags = client.send(&ListTags::new()).unwrap_err();
        let Error::Transport { error, .. } = client.send(&GetMe::new()).unwrap_err() else { panic!("no failure") };
        let update = client.send(&UpdateMe::new().password("old secret", "new secret"));
        vec![
            format!("{:?} {:?}", *me, me.quota()),
            tags.to_string(),
            format!("{:?} {}", error.kind(), error.is_unsent()),
            update.unwrap_err().to_string(),
        ]
    }
    let recording = client(Recorder::new(server));
    let responses = calls(&recording);
    let cassette = recording.transport().cassette();
    assert_eq!(cassette.len(), 4);

    let read = Cassette::from_json(&cassette.to_json()).unwrap();
    assert!(read == cassette);
    let replaying = client(Replay::new(read));
    assert_eq!(calls(&replaying), responses);
    replaying.transport().assert_finished();
}

#[test]
fn a_cassette_is_saved_to_a_file_and_loaded() {
    let recording = client(Recorder::new(TestTransport::new().on::<GetMe>(200, r#"{"id":8}"#)));
    recording.send(&GetMe::new()).unwrap();
    let path = std::env::temp_dir().join(format!("toggl-me-cassette-{}.json", std::process::id()));
    recording.transport().cassette().save(&path).unwrap();
    let loaded = Cassette::load(&path);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(client(Replay::new(loaded.unwrap())).send(&GetMe::new()).unwrap().id, 8);
    assert_eq!(Cassette::load(&path).unwrap_err().kind(), std::io::ErrorKind::NotFound);
}

#[track_caller]
fn panic_of<R>(act: impl FnOnce() -> R) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(act)) else { panic!("this should have panicked") };
    *panic.downcast::<String>().unwrap()
}

#[test]
fn a_call_that_was_not_recorded_fails_with_the_difference() {
    let server = TestTransport::new().on::<UpdateMe>(200, r#"{"id":1}"#);
    let recording = client(Recorder::new(server));
    recording.send(&UpdateMe::new().fullname("Ada").password("first secret", "second secret")).unwrap();
    let replay = || client(Replay::new(recording.transport().cassette()));

    let message = panic_of(|| replay().send(&ListTags::new()));
    assert!(message.starts_with("call 1 was recorded as PUT /me: "), "{message}");
    assert!(message.contains(r#".path should have been "/api/v9/me", but was "/api/v9/me/tags""#), "{message}");

    let message = panic_of(|| replay().send(&UpdateMe::new().fullname("Eda").password("x", "yyyyyyy")));
    assert_eq!(message, r#"call 1 was recorded as PUT /me: .body.json.fullname should have been "Ada", but was "Eda""#);

    let replay = replay();
    assert!(panic_of(|| replay.transport().assert_finished()).contains("never called: PUT /me"));
    replay.send(&UpdateMe::new().fullname("Ada").password("other", "secrets")).unwrap();
    assert_eq!(panic_of(|| replay.send(&GetMe::new())), "call 2 was not recorded: GET /me");
}

#[test]
fn only_the_version_of_the_program_may_differ_in_the_headers() {
    let recording = client(Recorder::new(TestTransport::new().on::<GetMe>(200, r#"{"id":7}"#)));
    recording.send(&GetMe::new()).unwrap();
    let cassette = recording.transport().cassette();
    let newer = context().with_user_agent("other/2.0").unwrap();
    assert!(Client::new(Replay::new(cassette.clone()), newer).send(&GetMe::new()).is_ok());
    let session = Context::new(Credentials::session("abc")).unwrap();
    let message = panic_of(|| Client::new(Replay::new(cassette), session).send(&GetMe::new()));
    assert!(message.contains(".headers.authorization should have been"), "{message}");
}

#[test]
fn lost_passwords_leave_no_code_behind() {
    let server = TestTransport::new()
        .on::<CheckLostPasswordCode>(200, r#"{"user_id":4}"#)
        .on::<ConfirmLostPassword>(200, r#"{"email":"marked@example.org"}"#);
    let recording = client(Recorder::new(server));
    recording.send(&CheckLostPasswordCode::new("marked-code")).unwrap();
    recording.send(&ConfirmLostPassword::new("marked-code", "marked password", 4)).unwrap();
    let json = recording.transport().cassette().to_json();
    assert!(!json.contains("marked"), "{json}");
    assert!(json.contains("/me/lost_passwords/(scrubbed)"), "{json}");

    let replaying = client(Replay::new(recording.transport().cassette()));
    let check = replaying.send(&CheckLostPasswordCode::new("another")).unwrap();
    assert!(matches!(&*check, JsonOrText::Json(check) if check.user_id == Some(4)));
}

/// Returns the response that a cassette keeps of one call of `E`.
fn kept<E: Endpoint>(endpoint: &E, status: u16, body: &str) -> Value {
    let recorder = Recorder::new(TestTransport::new().on::<E>(status, body));
    recorder.send(endpoint.to_request(&context()).unwrap()).unwrap();
    let cassette: Value = serde_json::from_str(&recorder.cassette().to_json()).unwrap();
    cassette["interactions"][0]["outcome"]["response"]["body"].clone()
}

#[test]
fn bare_tokens_are_scrubbed_in_any_form() {
    for (body, expected) in [
        ("\"tok\"", json!({ "json": "(scrubbed)" })),
        ("tok\n", json!({ "text": "(scrubbed)" })),
        ("{\"new\":\"tok\"", json!({ "text": "(scrubbed)" })),
        ("{\"new\":[\"tok\",17,null,true]}", json!({ "json": { "(scrubbed) 0": ["(scrubbed)", 0, null, true] } })),
        ("17", json!({ "json": 0 })),
        ("", Value::Null),
    ] {
        assert_eq!(kept(&ResetToken::new(), 200, body), expected, "{body}");
        assert_eq!(kept(&ListPushServices::new(), 200, body), expected, "{body}");
        assert_eq!(kept(&RequestExport::new().profile(true), 200, body), expected, "{body}");
    }
    assert_eq!(
        kept(&ListPushServices::new(), 200, r#"["tok","kot"]"#),
        json!({ "json": ["(scrubbed)", "(scrubbed)"] })
    );
}

#[test]
fn a_refusal_is_kept_in_the_servers_words() {
    let words = json!({ "json": "Operation forbidden" });
    assert_eq!(kept(&ListPushServices::new(), 403, "\"Operation forbidden\""), words);
    assert_eq!(kept(&ResetToken::new(), 403, "\"Operation forbidden\""), words);
    let gone = "\"User export data cannot be found or is expired\"";
    assert_eq!(
        kept(&DownloadExport::new("6c1f-01"), 400, gone),
        json!({ "json": "User export data cannot be found or is expired" })
    );
}

#[test]
fn a_location_keeps_only_its_country() {
    let body =
        r#"{"city":"Tartu","city_lat_long":"58.37,26.72","state":"","country_code":"EE","country_name":"Estonia"}"#;
    let expected = json!({ "json": {
        "city": "(scrubbed)", "city_lat_long": "(scrubbed)", "state": "",
        "country_code": "EE", "country_name": "Estonia",
    } });
    assert_eq!(kept(&GetLocation::new(), 200, body), expected);
    // Elsewhere, such keys mean something else.
    assert_eq!(kept(&ListExports::new(), 200, r#"[{"state":"done"}]"#), json!({ "json": [{ "state": "done" }] }));
}

#[test]
fn an_export_is_not_kept_even_where_it_is_text() {
    assert_eq!(kept(&DownloadExport::new("6c1f-01"), 200, r#"{"id":5}"#), json!({ "omitted": 8 }));
}

#[test]
fn a_reset_code_is_scrubbed_without_a_password_beside_it() {
    let recording = client(Recorder::new(TestTransport::new().on::<ConfirmLostPassword>(400, "no marked-code here")));
    let mut confirm = ConfirmLostPassword::default();
    confirm.code = Some("marked-code".into());
    recording.send(&confirm).unwrap_err();
    let json = recording.transport().cassette().to_json();
    assert!(!json.contains("marked"), "{json}");
    assert!(json.contains("no (scrubbed) here"), "{json}");
}

#[test]
fn bodies_that_cannot_be_scrubbed_are_not_kept() {
    for body in [b"\xff\x00 marked".as_slice(), b"{\"api_token\":\"marked", b"user=1&password=marked"] {
        let cassette = record(get_me(), Response::new(body.to_vec()));
        assert_eq!(cassette["interactions"][0]["outcome"]["response"]["body"], json!({ "omitted": body.len() }));
        let replay = Replay::new(Cassette::from_json(&cassette.to_string()).unwrap());
        assert_eq!(replay.send(get_me()).unwrap_err().kind(), TransportErrorKind::Other);
    }
}

#[test]
fn headers_lose_their_secrets() {
    let request = Request::get("https://toggl.example/api/v9/me?email=marked%40example.org")
        .header("cookie", "session=marked")
        .header("x-api-token", "marked")
        .body(Vec::new())
        .unwrap();
    let response = Response::builder()
        .header("set-cookie", "session=marked; HttpOnly")
        .header("location", "https://x.example/?to=marked@example.org")
        .body(Vec::new())
        .unwrap();
    let cassette = record(request, response).to_string();
    assert!(!cassette.contains("marked"), "{cassette}");
}

#[test]
fn a_text_that_is_not_a_cassette_is_refused() {
    let refused = |json| Cassette::from_json(json).unwrap_err().to_string();
    assert_eq!(refused("{\n}"), "this is not a cassette (line 2 column 1)");
    assert_eq!(
        refused(r#"{"cassette":2,"interactions":{}}"#),
        "this cassette has version 2, but only version 1 can be read"
    );
    assert_eq!(refused(r#"{"cassette":1,"interactions":[],"x":0}"#), "this is not a cassette (line 1 column 35)");
}

#[test]
fn debug_shows_only_counts() {
    let recording = client(Recorder::new(TestTransport::new().on::<GetMe>(200, r#"{"id":7,"fullname":"marked"}"#)));
    recording.send(&GetMe::new()).unwrap();
    let cassette = recording.transport().cassette();
    let shown = format!("{:?} {:?} {:?}", recording.transport(), cassette, Replay::new(cassette.clone()));
    assert!(!shown.contains("marked") && !shown.contains(TOKEN), "{shown}");
    assert!(shown.contains("Cassette(1 calls)"), "{shown}");
}

/// Draws any JSON, with marked secrets wherever a key or the form of a text says that they are secrets.
fn json_with_secrets() -> impl Strategy<Value = Value> {
    let secret = prop_oneof![
        Just(json!("marked@example.org")),
        Just(json!("mail to Marked.Name@example.org now")),
        Just(json!({ "api_token": "marked" })),
        Just(json!({ "current_password": ["marked", { "x": "marked" }] })),
        Just(json!({ "ical_url": "/ical/marked", "intercom_hash": "marked", "marked@example.org": null })),
        Just(json!({ "shared_hash": "marked", "card_number": "marked", "fcm_registration_token": "marked" })),
        Just(Value::from(TOKEN)),
    ];
    let leaf = prop_oneof![any::<bool>().prop_map(Value::from), any::<i64>().prop_map(Value::from), secret];
    leaf.prop_recursive(6, 48, 6, |inner| {
        let text = prop_oneof!["[a-z_]{1,8}", any::<String>()];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(text, inner, 0..6).prop_map(|fields| json!(fields)),
        ]
    })
}

proptest! {
    #[test]
    fn no_secret_reaches_the_disk(sent in json_with_secrets(), received in json_with_secrets()) {
        let request = Request::get("https://toggl.example/api/v9/me").body(sent.to_string().into_bytes()).unwrap();
        let json = record(request, Response::new(received.to_string().into_bytes())).to_string();
        prop_assert!(!json.to_lowercase().contains("marked"), "{json}");
        prop_assert!(!json.contains(TOKEN), "{json}");
    }
}
