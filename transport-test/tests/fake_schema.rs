//! The fake's answers against the description of the API, where that is at hand.

use std::collections::BTreeSet;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Request, Response};
use serde_json::{Map, Value, json};
use toggl_me_core::me::ENDPOINTS;
use toggl_me_transport_test::{FakeToggl, TestClock};

const DESCRIPTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/openapi/me.derived.openapi3.json");

/// A checker of what the description uses of OpenAPI 3.0: type, nullable, enum, format, items, properties, allOf, $ref.
struct Schemas<'a> {
    document: &'a Value,
}

impl Schemas<'_> {
    /// Adds to `problems` what is wrong with `value`, which is found at `place`. A property that the schema does not name
    /// is a problem.
    fn check(&self, schema: &Value, value: &Value, place: &str, problems: &mut Vec<String>) {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = self.document.pointer(reference.trim_start_matches('#'));
            return self.check(target.expect("a schema that is there"), value, place, problems);
        }
        if value.is_null() {
            if schema["nullable"] != json!(true) {
                problems.push(format!("{place} is null"));
            }
            return;
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.check(part, value, place, problems);
        }
        let fits = match schema["type"].as_str() {
            None => true,
            Some("string") => value.is_string(),
            Some("integer") => value.is_i64(),
            Some("number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            Some("array") => value.is_array(),
            Some("object") => value.is_object(),
            Some(other) => panic!("{place}: the checker does not know the type {other}"),
        };
        let of_those = schema["enum"].as_array().is_none_or(|values| values.contains(value));
        let formed = match (schema["format"].as_str(), value.as_str()) {
            (Some("date-time"), Some(text)) => text.parse::<jiff::Timestamp>().is_ok(),
            (Some("email"), Some(text)) => text.contains('@'),
            _ => true,
        };
        if !(fits && of_those && formed) {
            problems.push(format!("{place} is {value} and not {schema}"));
        }
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            self.check(&schema["items"], item, &format!("{place}[{index}]"), problems);
        }
        for (name, property) in value.as_object().into_iter().flatten() {
            let place = format!("{place}.{name}");
            match schema["properties"].get(name).or_else(|| schema.get("additionalProperties")) {
                Some(schema) => self.check(schema, property, &place, problems),
                None if schema["type"].is_null() => {}
                None => problems.push(format!("{place} is not described")),
            }
        }
    }
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let document = json!({"components": {"schemas": {
        "Kind": {"type": "string", "enum": ["a", "b"]},
        "Thing": {"type": "object", "properties": {
            "id": {"type": "integer"},
            "at": {"type": "string", "format": "date-time", "nullable": true},
            "kind": {"allOf": [{"$ref": "#/components/schemas/Kind"}], "nullable": true},
        }},
    }}});
    let schema = json!({"type": "array", "items": {"$ref": "#/components/schemas/Thing"}});
    let problems = |value: Value| {
        let mut problems = Vec::new();
        Schemas { document: &document }.check(&schema, &value, "body", &mut problems);
        problems.len()
    };
    assert_eq!(problems(json!([{"id": 1, "at": "2026-01-05T09:00:00+00:00", "kind": "a"}])), 0);
    assert_eq!(problems(json!([{"at": null, "kind": null}, {}])), 0);
    for wrong in [
        json!(null),
        json!({}),
        json!([null]),
        json!([{"id": null}]),
        json!([{"id": 1.5}]),
        json!([{"id": "1"}]),
        json!([{"at": "yesterday"}]),
        json!([{"kind": "c"}]),
        json!([{"kind": 1, "id": 1}]),
        json!([{"name": "x"}]),
    ] {
        assert!(problems(wrong.clone()) > 0, "{wrong}");
    }
}

#[test]
fn every_answer_is_as_described() {
    if !Path::new(DESCRIPTION).exists() {
        println!("skipped: there is no description of the API at {DESCRIPTION}");
        return;
    }
    let document: Value = serde_json::from_slice(&std::fs::read(DESCRIPTION).unwrap()).unwrap();
    let toggl = FakeToggl::with_clock(TestClock::new()).demo_account().without_quota();
    let authorization = format!("Basic {}", STANDARD.encode(format!("{}:api_token", toggl.api_token())));
    let send = |method: &str, path: &str, query: &str, body: String| {
        let request = Request::builder().method(method).uri(format!("/api/v9/{path}{query}"));
        toggl.answer(&request.header("authorization", &authorization).body(body.into_bytes()).unwrap())
    };
    let email = json!({"email": toggl.email()}).to_string();
    let since = format!("?since={}", TestClock::START.as_second() - 80 * 24 * 3600);
    let mut answered = BTreeSet::new();
    let mut check = |method: &str, template: &str, response: Response<Vec<u8>>| {
        answered.insert((method.to_owned(), template.to_owned()));
        let problems = problems(&document, method, template, &response);
        assert!(problems.is_empty(), "{method} /{template}, {}: {problems:#?}", response.status());
    };

    for (path, queries) in [
        ("me", &["", "?with_related_data=true"][..]),
        ("me/clients", &["", &since, "?since=0"]),
        ("me/features", &[""]),
        ("me/location", &[""]),
        ("me/logged", &[""]),
        ("me/lost_passwords", &[""]),
        ("me/organizations", &[""]),
        ("me/projects", &["", "?include_archived=true", &since, "?include_archived=x"]),
        ("me/projects/paginated", &["", &since]),
        ("me/tags", &["", &since]),
        ("me/tasks", &["", "?include_not_active=true&meta=true", &since, "?include_not_active=x"]),
        ("me/track_reminders", &[""]),
        ("me/web-timer", &[""]),
    ] {
        for query in queries {
            check("GET", path, send("GET", path, query, String::new()));
        }
    }
    check("PUT", "me", send("PUT", "me", "", r#"{"fullname":"M. Tamm","country_id":70}"#.to_owned()));
    check("PUT", "me", send("PUT", "me", "", r#"{"timezone":"nowhere"}"#.to_owned()));
    check("POST", "me/lost_passwords", send("POST", "me/lost_passwords", "", email.clone()));
    let template = "me/lost_passwords/{token_code}";
    check("POST", template, send("POST", "me/lost_passwords/any", "", email));
    let code = toggl.mailbox(&toggl.email()).remove(0);
    check("GET", template, send("GET", &format!("me/lost_passwords/{code}"), "", String::new()));
    let id = toggl.profile(&toggl.email()).unwrap().id;
    let confirm = json!({"code": code, "password": "brand new", "user_id": id}).to_string();
    check("POST", "me/lost_passwords/confirm", send("POST", "me/lost_passwords/confirm", "", confirm));
    check("POST", "me/close_account", send("POST", "me/close_account", "", String::new()));

    assert_eq!(answered, offered());
}

/// The operations that the fake has: those that it does not answer with 501.
fn offered() -> BTreeSet<(String, String)> {
    let offered = ENDPOINTS.iter().filter(|endpoint| {
        let toggl = FakeToggl::with_clock(TestClock::new()).demo_account();
        let authorization = format!("Basic {}", STANDARD.encode(format!("{}:api_token", toggl.api_token())));
        let request = Request::builder().method(&endpoint.method).header("authorization", authorization);
        let path = endpoint.path.replace(['{', '}'], "");
        toggl.answer(&request.uri(format!("/api/v9/{path}")).body(Vec::new()).unwrap()).status() != 501
    });
    offered.map(|endpoint| (endpoint.method.to_string(), endpoint.path.to_owned())).collect()
}

/// What is wrong with an answer of that operation.
fn problems(document: &Value, method: &str, template: &str, response: &Response<Vec<u8>>) -> Vec<String> {
    let operation = &document["paths"][format!("/{template}")][method.to_lowercase()];
    let described = &operation["responses"][response.status().as_str()];
    let mut schema = described["content"]["application/json"]["schema"].clone();
    if template == "me/lost_passwords/confirm" {
        // The description says a string, for what Toggl's own site reads the user from.
        schema = json!({"$ref": "#/components/schemas/models.TogglUser"});
    }
    if described.is_null() {
        // The refusal of a `since` that is too old is described nowhere.
        let known = response.status() == 400 && response.body() == b"\"Invalid since\"";
        return if known { Vec::new() } else { vec!["its status is not described".to_owned()] };
    }
    if schema.is_null() {
        let fine = response.body().is_empty();
        return if fine { Vec::new() } else { vec!["it has a body and none is described".to_owned()] };
    }
    let mut problems = Vec::new();
    match serde_json::from_slice(response.body()) {
        Ok(value) => Schemas { document }.check(&schema, &value, "body", &mut problems),
        Err(error) => problems.push(format!("its body is not JSON: {error}")),
    }
    let described = described["headers"].as_object().map(Map::keys).into_iter().flatten();
    for name in described.filter(|name| response.headers().contains_key(name.as_str())) {
        let value = response.headers()[name.as_str()].to_str().unwrap();
        if value.parse::<i64>().is_err() {
            problems.push(format!("the header {name} is {value}"));
        }
    }
    problems
}
