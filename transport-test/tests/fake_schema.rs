//! Tests the fake's responses against the description of the API, if that is at hand.

use std::collections::BTreeSet;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Request, Response};
use serde_json::{Map, Value, json};
use toggl_me_core::me::ENDPOINTS;
use toggl_me_transport_test::{FakeToggl, TestClock};

const DESCRIPTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/openapi/me.derived.openapi3.json");

/// Checks the parts of OpenAPI 3.0 that the description uses: type, nullable, enum, format, items, properties, allOf,
/// $ref.
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
fn the_checker_finds_faults() {
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
fn every_response_matches_its_description() {
    if !Path::new(DESCRIPTION).exists() {
        println!("skipped: there is no description of the API at {DESCRIPTION}");
        return;
    }
    let document: Value = serde_json::from_slice(&std::fs::read(DESCRIPTION).unwrap()).unwrap();
    let toggl = FakeToggl::with_clock(TestClock::new()).demo_account().without_quota();
    let send = |method: &str, path: &str, query: &str, body: String| {
        let authorization = format!("Basic {}", STANDARD.encode(format!("{}:api_token", toggl.api_token())));
        let mut request = Request::builder().method(method).uri(format!("/api/v9/{path}{query}"));
        if ["POST", "PUT", "PATCH"].contains(&method) {
            request = request.header("content-length", body.len());
        }
        toggl.respond(&request.header("authorization", authorization).body(body.into_bytes()).unwrap())
    };
    let email = json!({"email": toggl.email()}).to_string();
    let since = format!("?since={}", TestClock::START.as_second() - 80 * 24 * 3600);
    let mut called = BTreeSet::new();
    let mut check = |method: &str, template: &str, response: Response<Vec<u8>>| {
        called.insert((method.to_owned(), template.to_owned()));
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
        ("me/export", &[""]),
        ("me/favorites", &["", &since]),
        ("me/flags", &[""]),
        ("me/id", &[""]),
        ("me/preferences", &[""]),
        ("me/push_services", &[""]),
        ("me/quota", &[""]),
        (
            "me/time_entries",
            &["", "?meta=true&include_sharing=true", "?before=2026-01-05", &since, "?since=1&before=2026-01-05"],
        ),
        ("me/time_entries/checklist", &[""]),
        ("me/time_entries/current", &[""]),
        ("me/timesheets", &[""]),
        ("me/workspaces", &["", &since]),
    ] {
        for query in queries {
            check("GET", path, send("GET", path, query, String::new()));
        }
    }
    check("PUT", "me", send("PUT", "me", "", r#"{"fullname":"M. Tamm","country_id":70}"#.to_owned()));
    check("PUT", "me", send("PUT", "me", "", r#"{"timezone":"nowhere"}"#.to_owned()));

    let list = |path| serde_json::from_slice::<Value>(send("GET", path, "", String::new()).body()).unwrap();
    let (entry, workspace) = (list("me/time_entries")[0]["id"].clone(), list("me/workspaces")[0]["id"].clone());
    for (id, query) in [(entry.clone(), ""), (entry.clone(), "?meta=true&include_sharing=true"), (json!(7), "")] {
        let response = send("GET", &format!("me/time_entries/{id}"), query, String::new());
        check("GET", "me/time_entries/{time_entry_id}", response);
    }
    let favorite = list("me/favorites")[0]["favorite_id"].clone();
    let wanted = json!({"workspace_id": workspace, "description": "Stand-up"});
    let asked = |workspace: i64| json!([{"time_entry_id": entry, "workspace_id": workspace}]);
    let changed = json!({"favorite_id": favorite, "workspace_id": workspace, "description": "Bread diary"});
    let device = json!({"fcm_registration_token": "c0ffee"});
    for (method, path, body) in [
        ("POST", "me/accept_tos", json!(null)),
        ("POST", "me/enable_sso", json!({"confirmation_code": toggl.profile(&toggl.email()).unwrap().sso_code})),
        ("POST", "me/enable_sso", json!({"confirmation_code": "another"})),
        ("POST", "me/export", json!({"profile": true})),
        ("POST", "me/export", json!({})),
        ("POST", "me/favorites", wanted.clone()),
        ("POST", "me/favorites", json!({"workspace_id": 1, "description": "x"})),
        ("POST", "me/favorites", json!([])),
        ("PUT", "me/favorites", changed),
        ("PUT", "me/favorites", wanted),
        ("POST", "me/favorites/suggestions", json!(null)),
        ("POST", "me/flags", json!({"beta": {"since": 1}})),
        ("POST", "me/flags", json!({})),
        ("POST", "me/preferences", json!({"date_format": "YYYY-MM-DD", "manualMode": true})),
        ("POST", "me/preferences", json!({"date_format": "?"})),
        ("POST", "me/push_services", device.clone()),
        ("POST", "me/push_services", json!({})),
        ("DELETE", "me/push_services", device),
        ("DELETE", "me/push_services", json!({})),
        ("POST", "me/time_entries_shared_with", asked(workspace.as_i64().unwrap())),
        ("POST", "me/time_entries_shared_with", asked(7)),
    ] {
        check(method, path, send(method, path, "", body.to_string()));
    }
    for id in [favorite, json!(7), json!("none")] {
        let path = format!("me/favorites/{id}").replace('"', "");
        check("DELETE", "me/favorites/{favorite_id}", send("DELETE", &path, "", String::new()));
    }
    for client in ["desktop", "web", "fridge"] {
        let (path, template) = (format!("me/preferences/{client}"), "me/preferences/{client}");
        check("GET", template, send("GET", &path, "", String::new()));
        check("POST", template, send("POST", &path, "", json!({"use_mini_timer": true}).to_string()));
    }
    for uuid in [list("me/export")[0]["token"].as_str().unwrap(), "none"] {
        let path = format!("me/export/data/{uuid}.zip");
        check("GET", "me/export/data/{uuid}.zip", send("GET", &path, "", String::new()));
    }
    for template in ["me/disable_product_emails/{disable_code}", "me/disable_weekly_report/{weekly_report_code}"] {
        check("POST", template, send("POST", &template.replace(['{', '}'], ""), "", String::new()));
    }

    check("POST", "me/lost_passwords", send("POST", "me/lost_passwords", "", email.clone()));
    let template = "me/lost_passwords/{token_code}";
    check("POST", template, send("POST", "me/lost_passwords/any", "", email));
    let code = toggl.mailbox(&toggl.email()).remove(0);
    check("GET", template, send("GET", &format!("me/lost_passwords/{code}"), "", String::new()));
    let id = toggl.profile(&toggl.email()).unwrap().id;
    let confirm = json!({"code": code, "password": "brand new", "user_id": id}).to_string();
    check("POST", "me/lost_passwords/confirm", send("POST", "me/lost_passwords/confirm", "", confirm));
    check("POST", "me/reset_token", send("POST", "me/reset_token", "", String::new()));
    check("POST", "me/close_account", send("POST", "me/close_account", "", String::new()));

    let all = ENDPOINTS.iter().map(|endpoint| (endpoint.method.to_string(), endpoint.path.to_owned()));
    assert_eq!(called, all.collect());
}

/// Returns a response in the form of the description, where recorded responses have another one.
fn as_described(template: &str, value: Value) -> Value {
    match value {
        // The names of some preferences begin with a capital.
        Value::Object(preferences) if template.starts_with("me/preferences") => {
            let uncapital = |name: String| name[..1].to_lowercase() + &name[1..];
            preferences.into_iter().map(|(name, value)| (uncapital(name), value)).collect()
        }
        // Favorites have `null` for what they lack.
        Value::Object(mut favorite) if template.starts_with("me/favorites") => {
            favorite.retain(|name, value| !(value.is_null() && ["project_id", "task_id", "tags"].contains(&&**name)));
            favorite.into()
        }
        Value::Array(favorites) if template.starts_with("me/favorites") => {
            favorites.into_iter().map(|favorite| as_described(template, favorite)).collect()
        }
        value => value,
    }
}

/// Returns what is wrong with a response of that operation.
fn problems(document: &Value, method: &str, template: &str, response: &Response<Vec<u8>>) -> Vec<String> {
    let operation = &document["paths"][format!("/{template}")][method.to_lowercase()];
    let described = &operation["responses"][response.status().as_str()];
    let mut schema = described["content"]["application/json"]["schema"].clone();
    if template == "me/lost_passwords/confirm" {
        // The description says a string, but Toggl's own site reads the user from it.
        schema = json!({"$ref": "#/components/schemas/models.TogglUser"});
    }
    if described.is_null() {
        // Two refusals are not described: that of a `since` that is too old, and that of parameters that exclude each
        // other.
        let body = String::from_utf8_lossy(response.body());
        let known = ["\"Invalid since\"", "\"'since' and 'before' can not be present simultaneously\""];
        let known = response.status() == 400 && known.contains(&&*body);
        return if known { Vec::new() } else { vec![format!("its status is not described, and its body is {body}")] };
    }
    if template.ends_with(".zip") && response.status() == 200 {
        // The description says a string.
        let fine = response.headers()["content-type"] == "application/zip" && response.body().starts_with(b"PK");
        return if fine { Vec::new() } else { vec!["it is no archive".to_owned()] };
    }
    if schema.is_null() || response.status() == 204 {
        // HTTP does not allow the body that is described with a 204.
        let fine = response.body().is_empty();
        return if fine { Vec::new() } else { vec!["it has a body and none is described".to_owned()] };
    }
    let mut problems = Vec::new();
    match serde_json::from_slice(response.body()) {
        Ok(value) => Schemas { document }.check(&schema, &as_described(template, value), "body", &mut problems),
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
