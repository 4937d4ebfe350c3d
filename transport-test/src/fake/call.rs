//! [`Call`]: a request's query and body, decoded as the server decodes them.

use std::time::Duration;

use http::{Method, Request};
use jiff::civil::{Date, Time};
use jiff::{Span, Timestamp, tz::TimeZone};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use toggl_me_core::endpoint::EndpointInfo;

use super::response::{FakeResponse, Refusal};

/// The path below which the fake serves requests.
pub(super) const BASE: &str = "/api/v9/";

pub(super) struct Call<'a> {
    request: &'a Request<Vec<u8>>,
    pub(super) now: Timestamp,
    /// The same moment on the monotonic clock.
    pub(super) elapsed: Duration,
}

impl<'a> Call<'a> {
    pub(super) fn new(request: &'a Request<Vec<u8>>, now: Timestamp, elapsed: Duration) -> Self {
        Call { request, now, elapsed }
    }

    /// Returns the last segment of the path, decoded.
    pub(super) fn last_segment(&self) -> String {
        let segment = self.request.uri().path().rsplit('/').next().unwrap_or_default();
        percent_decode_str(segment).decode_utf8_lossy().into_owned()
    }

    /// Returns the value of a variable of the operation's path, decoded.
    pub(super) fn variable(&self, endpoint: &EndpointInfo, name: &str) -> Option<String> {
        variable(endpoint, self.request, name)
    }

    /// Returns whether a parameter is given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parameter(name).is_some()
    }

    /// Returns a parameter of the query. An empty one counts as not given.
    fn parameter(&self, name: &str) -> Option<String> {
        let query = self.request.uri().query().unwrap_or_default();
        let (_, value) = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name)?;
        Some(value.into_owned()).filter(|value| !value.is_empty())
    }

    /// Returns a parameter that is `true` or `false`, in the spellings that the server's language accepts; false when
    /// it is not given.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.parameter(name).as_deref() {
            None | Some("0" | "f" | "F" | "false" | "FALSE" | "False") => Ok(false),
            Some("1" | "t" | "T" | "true" | "TRUE" | "True") => Ok(true),
            Some(_) => Err(invalid(name)),
        }
    }

    /// Returns a parameter that is a whole number, `least` or more.
    pub(super) fn number(&self, name: &str, least: i64) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.parameter(name) else { return Ok(None) };
        match text.parse() {
            Ok(number) if number >= least => Ok(Some(number)),
            _ => Err(invalid(name)),
        }
    }

    /// Returns `since`, which must not be more than three months ago.
    pub(super) fn since(&self) -> Result<Option<Timestamp>, Refusal> {
        let Some(seconds) = self.number("since", i64::MIN)? else { return Ok(None) };
        let since = Timestamp::from_second(seconds).map_err(|_| invalid("since"))?;
        let oldest = self.now.to_zoned_datetime(TimeZone::UTC).checked_sub(Span::new().months(3));
        let oldest = oldest.map_or(Timestamp::MIN, |oldest| oldest.timestamp());
        // The parameter has no fraction of a second.
        if since.as_second() < oldest.as_second() { Err(invalid("since")) } else { Ok(Some(since)) }
    }

    /// Returns a parameter that is a moment, or a day, which begins at midnight in this time zone.
    pub(super) fn day_or_time(&self, name: &str, timezone: &TimeZone) -> Result<Option<Timestamp>, Refusal> {
        let Some(text) = self.parameter(name) else { return Ok(None) };
        let midnight = || timezone.to_timestamp(text.parse::<Date>()?.to_datetime(Time::midnight()));
        text.parse().or_else(|_| midnight()).map(Some).map_err(|_| invalid(name))
    }

    /// Returns the body, which must be JSON.
    pub(super) fn json(&self) -> Result<Value, Refusal> {
        serde_json::from_slice(self.request.body()).map_err(|_| not_json())
    }

    /// Returns the body, which must be a JSON object.
    pub(super) fn body(&self) -> Result<Fields, Refusal> {
        match self.json()? {
            Value::Object(fields) => Ok(Fields(fields)),
            _ => Err(not_json()),
        }
    }
}

/// Returns the value of a variable of the operation's path in a request, decoded.
pub(super) fn variable(endpoint: &EndpointInfo, request: &Request<Vec<u8>>, name: &str) -> Option<String> {
    let mut segments = endpoint.path.rsplit('/').zip(request.uri().path().rsplit('/'));
    let is_named = |template: &str| template.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name);
    let (_, value) = segments.find(|(template, _)| is_named(template))?;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}

/// Returns whether a request with this method and path below the base calls the operation. The core finds an operation
/// by the end of a path; here the path must not be longer than the operation's.
pub(super) fn matches_whole(endpoint: &EndpointInfo, method: &Method, path: &str) -> bool {
    endpoint.matches(method, path) && endpoint.path.split('/').count() == path.split('/').count()
}

/// Decodes only an object: serde alone would read an array into a struct too.
pub(super) fn read<T: DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    if !value.is_object() {
        return Err(not_json());
    }
    serde_json::from_value(value).map_err(|_| not_json())
}

fn invalid(name: &str) -> Refusal {
    FakeResponse::invalid(format!("Invalid {name}"))
}

pub(super) fn not_json() -> Refusal {
    FakeResponse::invalid("Invalid JSON input")
}

/// The fields of a body. One that is `null` counts as not given.
pub(super) struct Fields(pub(super) Map<String, Value>);

impl Fields {
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Returns a text.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(not_json()),
        }
    }

    /// Returns a whole number.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.get(name).map(|value| value.as_i64().ok_or_else(not_json)).transpose()
    }
}
