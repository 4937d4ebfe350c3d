//! Tests that no cassette contains a value that the core's types keep in a `Secret`. The public API says which those
//! are.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::json;
use toggl_me_core::http::{Request, Response};
use toggl_me_core::{Transport, TransportError, endpoint::EndpointInfo, me};
use toggl_me_transport_test::Recorder;

/// Returns the listing of the core's public API, split into words and signs.
fn api() -> Vec<String> {
    let listing = Path::new(env!("CARGO_MANIFEST_DIR")).join("api/core.rs");
    let listing = std::fs::read_to_string(listing).expect("the listing of the core's API");
    let mut words = vec![String::new()];
    for c in listing.chars() {
        let goes_on = words.last().and_then(|word| word.chars().last()).is_some_and(is_of_word) && is_of_word(c);
        match words.last_mut() {
            Some(word) if goes_on => word.push(c),
            _ if c.is_whitespace() => words.push(String::new()),
            _ => words.push(c.to_string()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns the names of the public fields that hold a `Secret`.
fn secret_fields() -> BTreeSet<String> {
    let api = api();
    let mut found = BTreeSet::new();
    for at in 0..api.len() {
        let of_type = match &api[at..] {
            [public, name, colon, kind @ ..] if public == "pub" && colon == ":" => Some((name, kind)),
            _ => None,
        };
        if let Some((name, kind)) = of_type
            && kind.iter().take_while(|word| !matches!(word.as_str(), "," | "}" | ";")).any(|word| word == "Secret")
        {
            found.insert(name.clone());
        }
    }
    found
}

/// Returns the names of the operations whose response is a `Secret` or a list of them.
fn secret_responses() -> BTreeSet<String> {
    let api = api();
    let mut found = BTreeSet::new();
    let mut operation = String::new();
    for at in 0..api.len() {
        match &api[at..] {
            [endpoint, r#for, name, ..] if endpoint == "Endpoint" && r#for == "for" => operation.clone_from(name),
            [r#type, response, equals, kind @ ..]
                if r#type == "type"
                    && response == "Response"
                    && equals == "="
                    && kind.iter().take_while(|word| *word != ";").any(|word| word == "Secret") =>
            {
                found.insert(operation.clone());
            }
            _ => {}
        }
    }
    found
}

/// A transport that responds to everything with one body.
struct Says(String);

impl Transport for Says {
    fn send(&self, _: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        Ok(Response::new(self.0.clone().into_bytes()))
    }
}

fn cassette(request: Request<Vec<u8>>, response: &str) -> String {
    let recorder = Recorder::new(Says(response.to_owned()));
    recorder.send(request).expect("a response");
    recorder.cassette().to_json()
}

fn call(operation: &EndpointInfo, body: &str) -> Request<Vec<u8>> {
    let path = operation.path.replace('{', "plain-").replace('}', "");
    let request = Request::builder().method(operation.method.clone()).uri(format!("https://toggl.example/{path}"));
    request.body(body.into()).expect("a request")
}

#[test]
fn the_fields_with_secrets_are_known() {
    let fields = secret_fields();
    for known in ["api_token", "shared_hash", "card_number", "ical_url", "fcm_registration_token", "code", "token_code"]
    {
        assert!(fields.contains(known), "{known} is not in {fields:?}");
    }
    assert!(!fields.contains("fullname"), "{fields:?}");
}

#[test]
fn no_secret_of_a_model_reaches_a_cassette() {
    let is_variable =
        |field: &str| me::ENDPOINTS.iter().any(|operation| operation.path.contains(&format!("{{{field}}}")));
    // `code` alone is not a secret; the request that it belongs to decides.
    for field in secret_fields().iter().filter(|field| *field != "code" && !is_variable(field)) {
        for operation in &me::ENDPOINTS {
            let body = json!([{ "deep": { field: "marked" } }]).to_string();
            let json = cassette(call(operation, &body), &body);
            assert!(!json.contains("marked"), "{operation}: {field}: {json}");
        }
    }
}

#[test]
fn no_secret_of_a_path_reaches_a_cassette() {
    let fields = secret_fields();
    let mut seen = 0;
    for operation in &me::ENDPOINTS {
        let Some((_, variable)) = operation.path.split_once('{') else { continue };
        let Some((variable, _)) = variable.split_once('}') else { continue };
        if fields.contains(variable) {
            seen += 1;
            let json = cassette(call(operation, ""), "");
            assert!(!json.contains("plain-"), "{operation}: {json}");
        }
    }
    assert_eq!(seen, 4);
}

#[test]
fn no_response_that_is_a_secret_reaches_a_cassette() {
    let operations = secret_responses();
    assert_eq!(operations.iter().map(String::as_str).collect::<Vec<_>>(), ["ListPushServices", "ResetToken"]);
    for path in ["me/push_services", "me/reset_token"] {
        for body in ["marked", "\"marked\"", "[\"marked\"]", "{\"a\":\"marked\"}"] {
            let operation = me::ENDPOINTS.iter().find(|operation| operation.path == path).expect("an operation");
            let json = cassette(call(operation, ""), body);
            assert!(!json.contains("marked"), "{operation}: {json}");
        }
    }
}
