//! The page, and the calls below `/_fake/`.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{
    ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, USER_AGENT,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::events::Events;
use super::guard;
use super::nonce::nonce;
use super::parameters::{Parameters, Problem};
use super::planned::{Kind, Planned};
use super::report;
use super::watch::Watch;
use crate::fake::by_hand::Refused;
use crate::server::{Outcome, Pieces};

const PAGE: &str = include_str!("page.html");
const OPENAPI: &str = include_str!("openapi.json");

/// A call that can be made.
struct Route {
    method: Method,
    path: &'static str,
    parameters: &'static [&'static str],
    act: fn(&Arc<Watch>, &Parameters) -> Result<Outcome, Problem>,
}

const fn route(
    method: Method,
    path: &'static str,
    parameters: &'static [&'static str],
    act: fn(&Arc<Watch>, &Parameters) -> Result<Outcome, Problem>,
) -> Route {
    Route { method, path, parameters, act }
}

static ROUTES: [Route; 14] = [
    route(Method::GET, "/", &[], page),
    route(Method::GET, "/_fake/openapi.json", &[], openapi),
    route(Method::GET, "/_fake/events", &[], events),
    route(Method::GET, "/_fake/state", &[], state),
    route(Method::GET, "/_fake/exchange", &["number"], exchange),
    route(Method::POST, "/_fake/timer/start", &["account", "description"], start_timer),
    route(Method::POST, "/_fake/timer/stop", &["account"], stop_timer),
    route(Method::POST, "/_fake/spend", &["account", "calls", "program"], spend),
    route(Method::POST, "/_fake/hour/end", &["account"], end_hour),
    route(Method::POST, "/_fake/clock/forward", &["seconds"], forward),
    route(Method::POST, "/_fake/faults", &["kind", "requests", "milliseconds"], plan_faults),
    route(Method::DELETE, "/_fake/faults", &[], clear_faults),
    route(Method::POST, "/_fake/plan", &["account", "organization", "plan"], change_plan),
    route(Method::POST, "/_fake/accounts", &[], new_account),
];

/// Returns whether a path belongs to the inspector, and not to the API.
pub(super) fn is_meant(path: &str) -> bool {
    path == "/" || path.starts_with("/_fake/")
}

/// Responds to a request for such a path.
pub(super) fn respond(watch: &Arc<Watch>, request: &Request<Vec<u8>>) -> Outcome {
    if let Some(refusal) = guard::refusal(request) {
        return text(StatusCode::FORBIDDEN, refusal).into();
    }
    let path = request.uri().path();
    let Some(route) = ROUTES.iter().find(|route| route.path == path && route.method == request.method()) else {
        return no_route(path).into();
    };
    let parameters = Parameters::read(request.uri().query().unwrap_or_default(), route.parameters);
    match parameters.and_then(|parameters| (route.act)(watch, &parameters)) {
        Ok(outcome) => outcome,
        Err((status, words)) => text(status, words).into(),
    }
}

fn no_route(path: &str) -> Response<Vec<u8>> {
    let methods: Vec<&str> =
        ROUTES.iter().filter(|route| route.path == path).map(|route| route.method.as_str()).collect();
    if methods.is_empty() {
        return text(StatusCode::NOT_FOUND, "there is no such call; /_fake/openapi.json describes those that are");
    }
    let mut response = text(StatusCode::METHOD_NOT_ALLOWED, format!("this is called with {}", methods.join(" or ")));
    if let Ok(methods) = HeaderValue::try_from(methods.join(", ")) {
        response.headers_mut().insert(ALLOW, methods);
    }
    response
}

fn page(_: &Arc<Watch>, _: &Parameters) -> Result<Outcome, Problem> {
    let nonce = nonce();
    let mut response = body(StatusCode::OK, "text/html; charset=utf-8", PAGE.replace("{nonce}", &nonce));
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; img-src data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'"
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response.into())
}

fn openapi(_: &Arc<Watch>, _: &Parameters) -> Result<Outcome, Problem> {
    Ok(body(StatusCode::OK, "application/json", OPENAPI).into())
}

fn events(watch: &Arc<Watch>, _: &Parameters) -> Result<Outcome, Problem> {
    let reader = watch.reader().ok_or((StatusCode::SERVICE_UNAVAILABLE, "too many look already".to_owned()))?;
    let (head, _) = body(StatusCode::OK, "text/event-stream", "").into_parts();
    let pieces: Pieces = Box::new(Events::new(reader));
    Ok(Outcome::Stream(Response::from_parts(head, pieces)))
}

fn state(watch: &Arc<Watch>, _: &Parameters) -> Result<Outcome, Problem> {
    Ok(body(StatusCode::OK, "application/json", report::all(watch)).into())
}

fn exchange(watch: &Arc<Watch>, parameters: &Parameters) -> Result<Outcome, Problem> {
    let number = parameters.number("number", 1..=u64::MAX, 0)?;
    let entry = watch.journal().entry(number);
    let entry = entry.ok_or((StatusCode::NOT_FOUND, "that request is not kept, or not any more".to_owned()))?;
    // This is outside the lock, because removing secrets takes time.
    Ok(json_body(StatusCode::OK, &serde_json::to_value(entry.detail()).unwrap_or_default()))
}

fn start_timer(watch: &Arc<Watch>, parameters: &Parameters) -> Result<Outcome, Problem> {
    let description = parameters.short("description", "")?;
    let user = watch.toggl().start_timer(parameters.id("account")?, description).map_err(problem)?;
    watch.changed(Some(user));
    Ok(done())
}

fn stop_timer(watch: &Arc<Watch>, parameters: &Parameters) -> Result<Outcome, Problem> {
    let user = watch.toggl().stop_timer(parameters.id("account")?).map_err(problem)?;
    watch.changed(Some(user));
    Ok(done())
}

fn spend(watch: &Arc<Watch>, parameters: &Parameters) -> Result<Outcome, Problem> {
    let calls = parameters.number("calls", 1..=100, 10)?;
    let program = parameters.short("program", "another-program")?;
    let program = HeaderValue::try_from(program)
        .map_err(|_| (StatusCode::BAD_REQUEST, "program is not what a header can hold".to_owned()))?;
    let token = watch.toggl().token(parameters.id("account")?).map_err(problem)?;
    let credential = format!("Basic {}", STANDARD.encode(format!("{token}:api_token")));
    let mut counted = 0;
    for _ in 0..calls {
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = http::Uri::from_static("/api/v9/me");
        request.headers_mut().insert(USER_AGENT, program.clone());
        if let Ok(credential) = HeaderValue::try_from(&credential) {
            request.headers_mut().insert(AUTHORIZATION, credential);
        }
        counted += u64::from(watch.exchange_with(request, None).1.cost);
    }
    Ok(json_body(StatusCode::OK, &json!({ "counted": counted, "refused": calls - counted })))
}

fn end_hour(watch: &Arc<Watch>, parameters: &Parameters) -> Result<Outcome, Problem> {
    let user = watch.toggl().end_hour(parameters.id("account")?).map_err(problem)?;
    watch.journal().judge.hour_ended(user);
    watch.changed(None);
    Ok(done())
}

fn forward(watch: &Arc<Watch>, parameters: &Parameters) -> Result<Outcome, Problem> {
    const DAY: u64 = 24 * 60 * 60;
    let seconds = parameters.number("seconds", 1..=DAY, 600)?;
    watch.toggl().forward(Duration::from_secs(seconds));
    watch.changed(None);
    Ok(done())
}

fn plan_faults(watch: &Arc<Watch>, parameters: &Parameters) -> Result<Outcome, Problem> {
    let requests = parameters.number("requests", 1..=Planned::MOST as u64, 1)?;
    let slow = Duration::from_millis(parameters.number("milliseconds", 1..=60_000, 2000)?);
    let kind = parameters.text("kind").and_then(|name| Kind::named(name, slow));
    let kind = kind.ok_or_else(|| (StatusCode::BAD_REQUEST, format!("kind is {}", Kind::NAMES)))?;
    if !watch.planned().add(kind, usize::try_from(requests).unwrap_or(usize::MAX)) {
        let words = format!("faults are planned for at most {} requests", Planned::MOST);
        return Err((StatusCode::CONFLICT, words));
    }
    watch.changed(None);
    Ok(done())
}

fn clear_faults(watch: &Arc<Watch>, _: &Parameters) -> Result<Outcome, Problem> {
    watch.planned().clear();
    watch.changed(None);
    Ok(done())
}

fn change_plan(watch: &Arc<Watch>, parameters: &Parameters) -> Result<Outcome, Problem> {
    let plan = parameters.text("plan").unwrap_or_default();
    let (account, organization) = (parameters.id("account")?, parameters.id("organization")?);
    let user = watch.toggl().change_plan(account, organization, plan).map_err(problem)?;
    watch.changed(Some(user));
    Ok(done())
}

fn new_account(watch: &Arc<Watch>, _: &Parameters) -> Result<Outcome, Problem> {
    let profile = watch.toggl().new_account().map_err(problem)?;
    watch.changed(None);
    let account = json!({
        "id": profile.id,
        "email": profile.email,
        "password": profile.password,
        "api_token": profile.api_token,
    });
    Ok(json_body(StatusCode::CREATED, &account))
}

fn problem(refused: Refused) -> Problem {
    let (status, words) = match refused {
        Refused::NoAccount => (StatusCode::NOT_FOUND, "there is no such account"),
        Refused::NoOrganization => (StatusCode::NOT_FOUND, "the account has no such organization"),
        Refused::NoPlan => (StatusCode::BAD_REQUEST, "plan is free, starter or premium"),
        Refused::NothingRuns => (StatusCode::CONFLICT, "no timer runs"),
        Refused::Full => (StatusCode::CONFLICT, "there are twenty accounts, which is the most"),
    };
    (status, words.to_owned())
}

fn done() -> Outcome {
    let mut response = body(StatusCode::NO_CONTENT, "", "");
    response.headers_mut().remove(CONTENT_TYPE);
    response.into()
}

fn text(status: StatusCode, words: impl Display) -> Response<Vec<u8>> {
    body(status, "text/plain; charset=utf-8", format!("{words}\n"))
}

fn json_body(status: StatusCode, json: &Value) -> Outcome {
    body(status, "application/json", json.to_string()).into()
}

/// Returns a response that nobody may cache, sniff, embed or run.
fn body(status: StatusCode, content_type: &'static str, body: impl Into<Vec<u8>>) -> Response<Vec<u8>> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers: [(HeaderName, &'static str); 6] = [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_description_is_that_of_the_routes() {
        let description: Value = serde_json::from_str(OPENAPI).unwrap();
        let mut described = BTreeSet::new();
        for (path, operations) in description["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
                let names = parameters.iter().map(|parameter| parameter["name"].as_str().unwrap().to_owned());
                described.insert((method.to_uppercase(), path.clone(), names.collect::<Vec<_>>()));
            }
        }
        let names = |route: &Route| route.parameters.iter().map(|name| (*name).to_owned()).collect();
        let routes = ROUTES.iter().map(|route| (route.method.to_string(), route.path.to_owned(), names(route)));
        assert_eq!(described, routes.collect());
    }

    #[test]
    fn the_page_is_small_and_has_nothing_from_elsewhere() {
        assert!(PAGE.len() < 40 * 1024, "{} bytes", PAGE.len());
        for part in ["innerHTML", "style=", "onclick", "https:", "import(", "eval("] {
            assert!(!PAGE.contains(part), "{part}");
        }
        assert_eq!(PAGE.matches("nonce=\"{nonce}\"").count(), 2);
        assert_eq!(PAGE.matches("<script").count() + PAGE.matches("<style").count(), 2);
    }
}
