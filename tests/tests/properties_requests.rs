//! Properties of requests: each contains what was set, goes where it was told to go, and carries the credentials that
//! belong to it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use serde_json::{Map, Value, json};
use toggl_me_core::http::Request;
use toggl_me_core::jiff::Timestamp;
use toggl_me_core::me::{self, *};
use toggl_me_core::{
    Context, Credentials, EndpointExt,
    endpoint::{Auth, EndpointInfo},
};
use toggl_me_transport_test::strategies::{self, Sampled};

const TOKEN: &str = "3fd1a60c2b7e4958a1c0d2e3f4a5b6c7";

fn bases() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "https://api.track.toggl.com/api/v9",
        "https://toggl.example.org",
        "https://toggl.example.org:8443/a/b%20c",
        "http://127.0.0.1:8123/me/me",
        "http://[::1]:9/x",
    ])
}

fn context(base: &str) -> Context {
    Context::new(Credentials::api_token(TOKEN)).unwrap().with_base_url(base).unwrap()
}

/// Returns the segments below the base URL and the pairs of the query, both decoded.
fn read(request: &Request<Vec<u8>>, base: &str) -> (Vec<String>, Vec<(String, String)>) {
    let uri = request.uri().to_string();
    let below = uri.strip_prefix(base).and_then(|rest| rest.strip_prefix('/')).expect("the URI starts with the base");
    let (path, query) = below.split_once('?').unwrap_or((below, ""));
    let decoded = |segment: &str| percent_encoding::percent_decode_str(segment).decode_utf8().unwrap().into_owned();
    (path.split('/').map(decoded).collect(), form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}

/// A failure is written down as a test of its own, and not in a file of seeds.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_request_has_the_segments_of_its_template(call in strategies::call(), base in bases()) {
        let request = call.to_request(&context(base)).unwrap();
        let (segments, _) = read(&request, base);
        let template: Vec<&str> = call.endpoint().path.split('/').collect();
        prop_assert_eq!(segments.len(), template.len(), "{}", request.uri());
        for (segment, expected) in segments.iter().zip(template) {
            prop_assert!(expected.starts_with('{') || segment == expected, "{} is not {}", segment, expected);
        }
        prop_assert_eq!(me::route(request.method(), request.uri().path()), Some(call.endpoint()));
    }

    #[test]
    fn every_request_has_the_declared_method_and_headers(call in strategies::call(), base in bases()) {
        let request = call.to_request(&context(base)).unwrap();
        let endpoint = call.endpoint();
        prop_assert_eq!(request.method(), endpoint.method.clone());
        let length = request.headers().get("content-length").map(|length| length.to_str().unwrap().to_owned());
        let has_length = !request.body().is_empty() || matches!(request.method().as_str(), "POST" | "PUT");
        prop_assert_eq!(length, has_length.then(|| request.body().len().to_string()));
        let mut names: Vec<&str> = request.headers().keys().map(|name| name.as_str()).collect();
        names.retain(|name| *name != "content-length");
        names.sort_unstable();
        if endpoint.auth == Auth::Never {
            prop_assert_eq!(names, ["accept", "content-type", "user-agent"]);
        } else {
            prop_assert_eq!(names, ["accept", "authorization", "content-type", "user-agent"]);
            prop_assert!(request.headers()["authorization"].is_sensitive());
            prop_assert!(format!("{request:?}").contains("\"authorization\": Sensitive"), "{:?}", request);
        }
        prop_assert!(request.headers().values().all(|value| value.to_str().is_ok()));
    }

    #[test]
    fn only_a_lack_of_required_credentials_is_refused(call in strategies::call()) {
        let built = call.to_request(&Context::new(Credentials::none()).unwrap());
        prop_assert_eq!(built.is_ok(), call.endpoint().auth != Auth::Required);
        if let Ok(request) = built {
            prop_assert!(!request.headers().contains_key("authorization") && !request.headers().contains_key("cookie"));
        }
    }

    #[test]
    fn a_variable_stays_one_segment_whatever_its_value(code in any::<String>(), base in bases()) {
        let built = CheckLostPasswordCode::new(code.as_str()).to_request(&context(base));
        if matches!(code.as_str(), "" | "." | "..") {
            prop_assert!(built.is_err());
        } else {
            prop_assert_eq!(read(&built.unwrap(), base).0, ["me", "lost_passwords", &code]);
        }
    }

    #[test]
    fn a_variable_with_a_literal_behind_it_does_too(uuid in "[a-z][a-z0-9./%?#é]{0,11}") {
        let base = "https://toggl.example.org";
        let request = DownloadExport::new(uuid.as_str()).to_request(&context(base)).unwrap();
        prop_assert_eq!(read(&request, base).0, ["me", "export", "data", &format!("{uuid}.zip")]);
    }
}

/// The expected contents of a request, taken from the fields of its endpoint.
#[derive(Default)]
struct Said {
    variables: Vec<String>,
    query: Vec<(&'static str, Option<String>)>,
    body: Option<Value>,
}

impl Said {
    fn nothing() -> Self {
        Said::default()
    }

    fn variable(mut self, value: impl ToString) -> Self {
        self.variables.push(value.to_string());
        self
    }

    fn query(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.query.push((name, value.map(|value| value.to_string())));
        self
    }

    fn since(self, since: Option<Timestamp>) -> Self {
        self.query("since", since.map(|since| since.as_second()))
    }

    fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }
}

/// Returns an object of those fields that have a value.
fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let set = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    set.collect::<Map<_, _>>().into()
}

fn favorite(details: &FavoriteDetails) -> Value {
    object([
        ("workspace_id", Some(details.workspace_id.into())),
        ("description", details.description.clone().map(Value::from)),
        ("project_id", details.project_id.map(Value::from)),
        ("task_id", details.task_id.map(Value::from)),
        ("tag_ids", details.tag_ids.clone().map(Value::from)),
        ("billable", details.billable.map(Value::from)),
    ])
}

/// These are all headers except the one that the server sets itself.
fn preferences(map: &Map<String, Value>) -> Value {
    let kept = map.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("ToSAcceptNeeded"));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>().into()
}

fn written(when: DateOrTime) -> String {
    match when {
        DateOrTime::Date(date) => date.to_string(),
        DateOrTime::Time(time) => time.to_string(),
    }
}

/// Runs the cases of one endpoint and records that it was checked.
struct Endpoints(RefCell<BTreeSet<String>>);

impl Endpoints {
    #[track_caller]
    fn check<E: Sampled>(&self, said: impl Fn(&E) -> Said) {
        self.0.borrow_mut().insert(E::INFO.to_string());
        let mut runner = TestRunner::new(config());
        let result = runner.run(&(strategies::request::<E>(), bases()), |(endpoint, base)| {
            let request =
                endpoint.to_request(&context(base)).map_err(|error| TestCaseError::fail(error.to_string()))?;
            let (segments, query) = read(&request, base);
            let said = said(&endpoint);

            let template = E::PATH.split('/').zip(&segments).filter(|(expected, _)| expected.starts_with('{'));
            let variables: Vec<&str> = template
                .map(|(expected, segment)| segment.strip_suffix(expected.split_once('}').unwrap().1).unwrap())
                .collect();
            prop_assert_eq!(variables, said.variables);

            let expected: Vec<_> =
                said.query.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
            prop_assert_eq!(query, expected);

            match said.body {
                None => prop_assert!(request.body().is_empty()),
                Some(body) => prop_assert_eq!(serde_json::from_slice::<Value>(request.body()).unwrap(), body),
            }
            Ok(())
        });
        if let Err(error) = result {
            panic!("{}: {error}", E::INFO);
        }
    }
}

#[test]
fn every_request_contains_exactly_what_was_set() {
    let endpoints = Endpoints(RefCell::default());
    endpoints.check::<GetMe>(|r| Said::nothing().query("with_related_data", r.with_related_data));
    endpoints.check::<UpdateMe>(|r| {
        Said::nothing().body(object([
            ("beginning_of_week", r.beginning_of_week.map(Value::from)),
            ("country_id", r.country_id.map(Value::from)),
            ("current_password", r.current_password.as_ref().map(|secret| secret.expose().into())),
            ("default_workspace_id", r.default_workspace_id.map(Value::from)),
            ("email", r.email.clone().map(Value::from)),
            ("fullname", r.fullname.clone().map(Value::from)),
            ("password", r.password.as_ref().map(|secret| secret.expose().into())),
            ("timezone", r.timezone.clone().map(Value::from)),
        ]))
    });
    endpoints.check::<ListClients>(|r| Said::nothing().since(r.since));
    endpoints.check::<DisableProductEmails>(|r| Said::nothing().variable(r.disable_code.expose()));
    endpoints.check::<DisableWeeklyReport>(|r| Said::nothing().variable(r.weekly_report_code.expose()));
    endpoints
        .check::<EnableSso>(|r| Said::nothing().body(json!({ "confirmation_code": r.confirmation_code.expose() })));
    endpoints.check::<RequestExport>(|r| Said::nothing().body(json!({ "profile": r.profile, "timeline": r.timeline })));
    endpoints.check::<DownloadExport>(|r| Said::nothing().variable(&r.uuid));
    endpoints.check::<ListFavorites>(|r| Said::nothing().since(r.since));
    endpoints.check::<CreateFavorite>(|r| Said::nothing().query("meta", r.meta).body(favorite(&r.favorite)));
    endpoints.check::<UpdateFavorites>(|r| {
        let changed = r.favorites.iter().map(|update| {
            let mut body = favorite(&update.details);
            body["favorite_id"] = update.favorite_id.into();
            body
        });
        Said::nothing().query("meta", r.meta).body(changed.collect())
    });
    endpoints.check::<DeleteFavorite>(|r| Said::nothing().variable(r.favorite_id));
    endpoints.check::<AddFlags>(|r| Said::nothing().body(r.flags.clone().into()));
    endpoints.check::<RequestLostPassword>(|r| Said::nothing().body(json!({ "email": r.email })));
    endpoints.check::<ConfirmLostPassword>(|r| {
        Said::nothing().body(object([
            ("code", r.code.as_ref().map(|secret| secret.expose().into())),
            ("password", r.password.as_ref().map(|secret| secret.expose().into())),
            ("user_id", r.user_id.map(Value::from)),
        ]))
    });
    endpoints.check::<CheckLostPasswordCode>(|r| Said::nothing().variable(r.token_code.expose()));
    endpoints.check::<PostLostPassword>(|r| {
        let body = object([("email", r.email.clone().map(Value::from))]);
        Said::nothing().variable(r.token_code.expose()).body(body)
    });
    endpoints.check::<UpdatePreferences>(|r| Said::nothing().body(preferences(r.preferences.as_map())));
    endpoints.check::<GetClientPreferences>(|r| Said::nothing().variable(r.client.as_str()).since(r.since));
    endpoints.check::<UpdateClientPreferences>(|r| {
        Said::nothing().variable(r.client.as_str()).body(preferences(r.preferences.as_map()))
    });
    endpoints.check::<ListProjects>(|r| Said::nothing().query("include_archived", r.include_archived).since(r.since));
    endpoints.check::<ListProjectsPage>(|r| {
        Said::nothing().query("start_project_id", r.start_project_id).since(r.since).query("per_page", r.per_page)
    });
    endpoints.check::<AddPushService>(|r| {
        Said::nothing().body(json!({ "fcm_registration_token": r.fcm_registration_token.expose() }))
    });
    endpoints.check::<RemovePushService>(|r| {
        Said::nothing().body(json!({ "fcm_registration_token": r.fcm_registration_token.expose() }))
    });
    endpoints.check::<ListTags>(|r| Said::nothing().since(r.since));
    endpoints.check::<ListTasks>(|r| {
        Said::nothing()
            .since(r.since)
            .query("include_not_active", r.include_not_active)
            .query("meta", r.meta)
            .query("offset", r.offset)
            .query("per_page", r.per_page)
    });
    endpoints.check::<ListTimeEntries>(|r| {
        let which = match r.which {
            None => Said::nothing(),
            Some(WhichTimeEntries::Since(since)) => Said::nothing().since(Some(since)),
            Some(WhichTimeEntries::Before(before)) => Said::nothing().query("before", Some(written(before))),
            Some(WhichTimeEntries::Between { start_date, end_date }) => Said::nothing()
                .query("start_date", Some(written(start_date)))
                .query("end_date", Some(written(end_date))),
            Some(_) => panic!("there are three"),
        };
        which.query("meta", r.meta).query("include_sharing", r.include_sharing)
    });
    endpoints.check::<GetTimeEntry>(|r| {
        Said::nothing().variable(r.time_entry_id).query("meta", r.meta).query("include_sharing", r.include_sharing)
    });
    endpoints.check::<ListTimeEntrySharing>(|r| {
        let asked = r.time_entries.iter();
        let asked =
            asked.map(|entry| json!({ "time_entry_id": entry.time_entry_id, "workspace_id": entry.workspace_id }));
        Said::nothing().body(asked.collect())
    });
    endpoints.check::<ListWorkspaces>(|r| Said::nothing().since(r.since));

    // All others have no parameters.
    let with_parameters = endpoints.0.into_inner();
    let others: Vec<_> = strategies::plainest_calls()
        .into_iter()
        .filter(|call| !with_parameters.contains(&call.endpoint().to_string()))
        .collect();
    assert_eq!(others.len() + with_parameters.len(), me::ENDPOINTS.len());
    for call in others {
        let base = "https://toggl.example.org";
        let request = call.to_request(&context(base)).unwrap();
        let EndpointInfo { path, .. } = call.endpoint();
        assert_eq!(request.uri().to_string(), format!("{base}/{path}"));
        assert!(request.body().is_empty(), "{}", call.endpoint());
    }
}
