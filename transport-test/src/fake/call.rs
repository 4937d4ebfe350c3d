//! [`Call`]: a request's query and body, read as the server reads them.

use http::Request;
use jiff::{Span, Timestamp, tz::TimeZone};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::answer::{Answer, Refusal};

pub(super) struct Call<'a> {
    request: &'a Request<Vec<u8>>,
    pub(super) now: Timestamp,
}

impl<'a> Call<'a> {
    pub(super) fn new(request: &'a Request<Vec<u8>>, now: Timestamp) -> Self {
        Call { request, now }
    }

    /// The last segment of the path, decoded.
    pub(super) fn last_segment(&self) -> String {
        let segment = self.request.uri().path().rsplit('/').next().unwrap_or_default();
        percent_decode_str(segment).decode_utf8_lossy().into_owned()
    }

    /// A parameter of the query. One that is empty counts as not given.
    fn parameter(&self, name: &str) -> Option<String> {
        let query = self.request.uri().query().unwrap_or_default();
        let (_, value) = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name)?;
        Some(value.into_owned()).filter(|value| !value.is_empty())
    }

    /// A parameter that is `true` or `false`, in the spellings that the server's language reads; false when not given.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.parameter(name).as_deref() {
            None | Some("0" | "f" | "F" | "false" | "FALSE" | "False") => Ok(false),
            Some("1" | "t" | "T" | "true" | "TRUE" | "True") => Ok(true),
            Some(_) => Err(invalid(name)),
        }
    }

    /// A parameter that is a whole number, `least` or more.
    pub(super) fn number(&self, name: &str, least: i64) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.parameter(name) else { return Ok(None) };
        match text.parse() {
            Ok(number) if number >= least => Ok(Some(number)),
            _ => Err(invalid(name)),
        }
    }

    /// `since`, which may not be more than three months ago.
    pub(super) fn since(&self) -> Result<Option<Timestamp>, Refusal> {
        let Some(seconds) = self.number("since", i64::MIN)? else { return Ok(None) };
        let since = Timestamp::from_second(seconds).map_err(|_| invalid("since"))?;
        let oldest = self.now.to_zoned_datetime(TimeZone::UTC).checked_sub(Span::new().months(3));
        let oldest = oldest.map_or(Timestamp::MIN, |oldest| oldest.timestamp());
        // The parameter has no fraction of a second.
        if since.as_second() < oldest.as_second() { Err(invalid("since")) } else { Ok(Some(since)) }
    }

    /// The body, which has to be a JSON object.
    pub(super) fn body(&self) -> Result<Fields, Refusal> {
        match serde_json::from_slice(self.request.body()) {
            Ok(Value::Object(fields)) => Ok(Fields(fields)),
            _ => Err(not_json()),
        }
    }
}

fn invalid(name: &str) -> Refusal {
    Answer::invalid(format!("Invalid {name}"))
}

fn not_json() -> Refusal {
    Answer::invalid("Invalid JSON input")
}

/// The fields of a body. One that is `null` counts as not given.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(not_json()),
        }
    }

    /// A whole number.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.get(name).map(|value| value.as_i64().ok_or_else(not_json)).transpose()
    }
}
