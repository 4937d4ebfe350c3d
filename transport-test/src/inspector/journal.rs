//! [`Journal`]: the last requests, and the counts of all.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::header::USER_AGENT;
use http::{Method, Request, Response};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use toggl_me_core::Quota;

use super::tally::Tallies;
use super::verdict::{Case, Judge};
use crate::fake::{Found, Hour};
use crate::recording::{RequestRecord, ResponseRecord};
use crate::scrub::Scrubber;
use crate::secrets::of_response;

/// How many requests are kept.
const MOST: usize = 200;

/// The most bytes of a body that are kept.
const LONGEST_BODY: usize = 16 * 1024;

/// The most characters of a program's name and of a target that are shown.
const LONGEST_TEXT: usize = 160;

/// The most programs that are told apart.
const MOST_PROGRAMS: usize = 50;

/// The most operations that are told apart, which is more than the fake has.
const MOST_OPERATIONS: usize = 100;

/// A request and its result, as the page shows them.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    /// Its number, from 1.
    pub(super) number: u64,
    /// Its time by the fake's clock, in milliseconds since 1970.
    at: i64,
    method: String,
    target: String,
    program: String,
    /// The user's id.
    account: Option<i64>,
    operation: Option<String>,
    pub(super) status: u16,
    /// 1 if it was counted, otherwise 0.
    pub(super) cost: u8,
    /// The hour in which it counted: `user`, `organization` or none.
    hour: Option<&'static str>,
    verdict: &'static str,
    needed: bool,
    why: String,
    /// The fault that was planned for it.
    fault: Option<&'static str>,
    /// How long the fault delayed the response, in milliseconds.
    slowed: u64,
    #[serde(skip)]
    kept: Kept,
    /// The JSON, which the first reader writes for all.
    #[serde(skip)]
    json: OnceLock<String>,
}

/// A request and its response as they were, except for bodies that are too long.
#[derive(Debug)]
struct Kept {
    request: Request<Vec<u8>>,
    response: Response<Vec<u8>>,
}

/// A request and its response without secrets; the lengths are those of the bodies.
#[derive(Serialize)]
pub(super) struct Detail<'a> {
    #[serde(flatten)]
    entry: &'a Entry,
    request: RequestRecord,
    request_length: u64,
    response: ResponseRecord,
    response_length: u64,
}

/// What the journal learns of a request.
pub(super) struct Seen<'a> {
    pub(super) wall: Timestamp,
    /// When it began, on the monotonic clock.
    pub(super) began: Duration,
    /// When the client has the response.
    pub(super) ended: Duration,
    pub(super) slowed: Duration,
    pub(super) request: &'a Request<Vec<u8>>,
    pub(super) response: &'a Response<Vec<u8>>,
    pub(super) found: Found,
    pub(super) account: Option<i64>,
    pub(super) fault: Option<&'static str>,
    pub(super) arrives: bool,
}

/// The parts that take time to write, which are written before the journal is locked.
pub(super) struct Draft {
    program: String,
    target: String,
    /// The part of the body that is compared with other responses.
    compared: Vec<u8>,
    kept: Kept,
}

impl Seen<'_> {
    pub(super) fn draft(&self) -> Draft {
        let Seen { request, response, .. } = self;
        let mut scrubber = Scrubber::default();
        scrubber.learn(request.method(), request.uri().path(), request.headers(), request.body());
        let agent = request.headers().get(USER_AGENT).map(|agent| scrubber.header("user-agent", agent.as_bytes()));
        let program = agent.filter(|agent| !agent.is_empty()).unwrap_or_else(|| "(no User-Agent)".to_owned());
        Draft {
            program: short(&program),
            target: target(request, &scrubber),
            compared: without_time(response.body()).into_owned(),
            kept: Kept::of(request, response),
        }
    }
}

pub(super) struct Journal {
    entries: VecDeque<Arc<Entry>>,
    /// How many requests there were.
    count: u64,
    pub(super) programs: Tallies,
    pub(super) operations: Tallies,
    pub(super) judge: Judge,
}

impl Journal {
    pub(super) fn new() -> Self {
        Journal {
            entries: VecDeque::new(),
            count: 0,
            programs: Tallies::new(MOST_PROGRAMS),
            operations: Tallies::new(MOST_OPERATIONS),
            judge: Judge::default(),
        }
    }

    pub(super) fn push(&mut self, seen: Seen<'_>, draft: Draft) -> Arc<Entry> {
        let Seen { request, response, found, .. } = seen;
        let program = self.programs.place(&draft.program);
        let operation = found.operation.map(ToString::to_string);
        let status = response.status().as_u16();

        self.count += 1;
        let quota = Quota::from_headers(response.headers());
        let verdict = self.judge.judge(&Case {
            began: seen.began,
            ended: seen.ended,
            number: self.count,
            program,
            user: found.user,
            hour: found.hour,
            counted: found.counted,
            spent: found.spent,
            target: (request.method() == Method::GET)
                .then(|| request.uri().path_and_query().map_or("", |target| target.as_str())),
            writes: found.operation.is_some_and(|operation| operation.writes()),
            status,
            body: &draft.compared,
            quota: quota.map(|quota| (quota.remaining, quota.resets_in.unwrap_or_default())),
            fault: seen.fault,
            arrives: seen.arrives,
        });
        let counted = found.counted.is_some();
        self.programs.count(program, status, counted, &verdict);
        let place = self.operations.place(operation.as_deref().unwrap_or("(no operation)"));
        self.operations.count(place, status, counted, &verdict);

        let entry = Arc::new(Entry {
            number: self.count,
            at: seen.wall.as_millisecond(),
            method: request.method().to_string(),
            target: draft.target,
            program: self.programs.name(program).to_owned(),
            account: seen.account,
            operation,
            status,
            cost: u8::from(counted),
            hour: match found.hour {
                Hour::User => Some("user"),
                Hour::Organization(_) => Some("organization"),
                Hour::Nobody => None,
            },
            verdict: verdict.name(),
            needed: verdict.is_needed(),
            why: verdict.words(|place| self.programs.name(place)),
            fault: seen.fault,
            slowed: u64::try_from(seen.slowed.as_millis()).unwrap_or(u64::MAX),
            kept: draft.kept,
            json: OnceLock::new(),
        });
        if self.entries.len() >= MOST {
            self.entries.pop_front();
        }
        self.entries.push_back(Arc::clone(&entry));
        entry
    }

    /// Returns the requests after this number, the oldest first, and how many of them are no longer kept.
    pub(super) fn after(&self, number: u64) -> (Vec<Arc<Entry>>, u64) {
        let new = usize::try_from(self.count - number.min(self.count)).unwrap_or(usize::MAX);
        let there = new.min(self.entries.len());
        let entries = self.entries.iter().skip(self.entries.len() - there).cloned().collect();
        (entries, (new - there) as u64)
    }

    /// Returns the request with this number, if it is kept.
    pub(super) fn entry(&self, number: u64) -> Option<Arc<Entry>> {
        self.entries.iter().find(|entry| entry.number == number).cloned()
    }
}

impl Entry {
    pub(super) fn json(&self) -> &str {
        self.json.get_or_init(|| serde_json::to_string(self).unwrap_or_default())
    }

    pub(super) fn detail(&self) -> Detail<'_> {
        let Kept { request, response } = &self.kept;
        let mut scrubber = Scrubber::default();
        let record = RequestRecord::of(request, &mut scrubber);
        let secrets = of_response(request.method(), request.uri().path(), response.status());
        Detail {
            entry: self,
            request: record,
            request_length: omitted(request.extensions(), request.body()),
            response: ResponseRecord::of(response, secrets, &scrubber),
            response_length: omitted(response.extensions(), response.body()),
        }
    }
}

/// The length of a body that is not kept.
#[derive(Clone, Copy)]
struct Omitted(usize);

fn omitted(extensions: &http::Extensions, body: &[u8]) -> u64 {
    extensions.get::<Omitted>().map_or(body.len(), |omitted| omitted.0) as u64
}

impl Kept {
    fn of(request: &Request<Vec<u8>>, response: &Response<Vec<u8>>) -> Self {
        let mut kept = Kept { request: Request::new(Vec::new()), response: Response::new(Vec::new()) };
        *kept.request.method_mut() = request.method().clone();
        *kept.request.uri_mut() = request.uri().clone();
        kept.request.headers_mut().clone_from(request.headers());
        *kept.response.status_mut() = response.status();
        kept.response.headers_mut().clone_from(response.headers());
        match request.body().len() {
            ..=LONGEST_BODY => kept.request.body_mut().clone_from(request.body()),
            longer => drop(kept.request.extensions_mut().insert(Omitted(longer))),
        }
        match response.body().len() {
            ..=LONGEST_BODY => kept.response.body_mut().clone_from(response.body()),
            longer => drop(kept.response.extensions_mut().insert(Omitted(longer))),
        }
        kept
    }
}

/// Returns the path and the query, without secrets.
fn target(request: &Request<Vec<u8>>, scrubber: &Scrubber) -> String {
    let mut target = scrubber.path(request.method(), request.uri().path());
    let query = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    for (number, (name, value)) in query.enumerate() {
        target.push(if number == 0 { '?' } else { '&' });
        target.push_str(&name);
        target.push('=');
        target.push_str(&scrubber.parameter(&name, &value));
    }
    short(&target)
}

/// Returns a body without the time of the response itself, which is `at` in that of `GET /me`.
fn without_time(body: &[u8]) -> Cow<'_, [u8]> {
    if !body.starts_with(b"{") {
        return Cow::Borrowed(body);
    }
    let mut fields: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
    match fields.remove("at") {
        Some(_) => Cow::Owned(Value::Object(fields).to_string().into_bytes()),
        None => Cow::Borrowed(body),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
