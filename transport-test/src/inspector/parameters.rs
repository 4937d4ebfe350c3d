//! [`Parameters`]: the query of a call below `/_fake/`.

use std::ops::RangeInclusive;

use http::StatusCode;

/// Why a call is refused: a status, and a sentence for the caller.
pub(super) type Problem = (StatusCode, String);

fn bad(text: String) -> Problem {
    (StatusCode::BAD_REQUEST, text)
}

/// The parameters of a query, decoded.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query that may have only these parameters.
    pub(super) fn read(query: &str, known: &[&str]) -> Result<Self, Problem> {
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        let pairs: Vec<_> = pairs.filter(|(name, value)| !(name.is_empty() && value.is_empty())).collect();
        match pairs.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(Parameters(pairs)),
            Some(_) if known.is_empty() => Err(bad("this takes no parameters".to_owned())),
            Some(_) => Err(bad(format!("the parameters of this are {}", known.join(", ")))),
        }
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns a text of at most this many bytes.
    pub(super) fn short(&self, name: &str, default: &str) -> Result<String, Problem> {
        const LONGEST: usize = 200;
        let text = self.text(name).unwrap_or(default);
        if text.len() > LONGEST { Err(bad(format!("{name} has at most {LONGEST} bytes"))) } else { Ok(text.to_owned()) }
    }

    pub(super) fn number(&self, name: &str, range: RangeInclusive<u64>, default: u64) -> Result<u64, Problem> {
        let Some(text) = self.text(name) else { return Ok(default) };
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| bad(format!("{name} is a whole number from {} to {}", range.start(), range.end())))
    }

    /// Returns an id; `None` if it is not given.
    pub(super) fn id(&self, name: &str) -> Result<Option<i64>, Problem> {
        let id = self.text(name).map(str::parse).transpose();
        id.map_err(|_| bad(format!("{name} is an id, a whole number")))
    }
}
