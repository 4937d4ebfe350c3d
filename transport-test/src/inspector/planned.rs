//! [`Planned`]: the faults of the next requests.

use std::collections::VecDeque;
use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use serde::Serialize;

use crate::faults::Fault;

/// A kind of fault, which has a name in requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    TooManyRequests,
    ServerError,
    Html,
    Cut,
    Slow(Duration),
}

impl Kind {
    /// The names, for the error that refuses other names.
    pub(super) const NAMES: &str = "429, 500, html, cut or slow";

    pub(super) fn named(name: &str, slow: Duration) -> Option<Kind> {
        match name {
            "429" => Some(Kind::TooManyRequests),
            "500" => Some(Kind::ServerError),
            "html" => Some(Kind::Html),
            "cut" => Some(Kind::Cut),
            "slow" => Some(Kind::Slow(slow)),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::TooManyRequests => "429",
            Kind::ServerError => "500",
            Kind::Html => "html",
            Kind::Cut => "cut",
            Kind::Slow(_) => "slow",
        }
    }

    /// Returns the fault that the request meets.
    pub(super) fn fault(self) -> Fault {
        const JSON: &str = "application/json; charset=utf-8";
        match self {
            Kind::TooManyRequests => instead(
                StatusCode::TOO_MANY_REQUESTS,
                "text/html",
                "<html>\r\n<head><title>429 Too Many Requests</title></head>\r\n<body>\r\n\
                 <center><h1>429 Too Many Requests</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
            ),
            Kind::ServerError => instead(StatusCode::INTERNAL_SERVER_ERROR, JSON, "\"Internal server error\""),
            Kind::Html => instead(
                StatusCode::OK,
                "text/html; charset=utf-8",
                "<!doctype html><title>Log in</title><p>Log in to this network to go on.",
            ),
            Kind::Cut => Fault::Truncated,
            Kind::Slow(by) => Fault::Slow(by),
        }
    }
}

/// Returns the response of something on the way, in place of the server's.
fn instead(status: StatusCode, content_type: &'static str, body: &str) -> Fault {
    let mut response = Response::new(body.as_bytes().to_vec());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    Fault::Response(response)
}

/// The faults of the next requests, in order.
#[derive(Debug, Default)]
pub(super) struct Planned(VecDeque<(Kind, usize)>);

impl Planned {
    /// The most requests for which faults may be planned.
    pub(super) const MOST: usize = 1000;

    /// Plans the fault for this many more requests; returns false if these are too many.
    pub(super) fn add(&mut self, kind: Kind, requests: usize) -> bool {
        let planned: usize = self.0.iter().map(|(_, requests)| requests).sum();
        let fits = planned + requests <= Self::MOST;
        if fits {
            self.0.push_back((kind, requests));
        }
        fits
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns the fault that the next request meets.
    pub(super) fn next(&mut self) -> Option<Kind> {
        let (kind, requests) = self.0.front_mut()?;
        let kind = *kind;
        *requests -= 1;
        if *requests == 0 {
            self.0.pop_front();
        }
        Some(kind)
    }

    pub(super) fn all(&self) -> Vec<Ahead> {
        self.0.iter().map(|(kind, requests)| Ahead { kind: kind.name(), requests: *requests }).collect()
    }
}

/// A fault that this many of the next requests meet.
#[derive(Debug, Serialize)]
pub(super) struct Ahead {
    kind: &'static str,
    requests: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_met_in_the_order_in_which_they_were_planned() {
        let mut planned = Planned::default();
        assert!(planned.add(Kind::Cut, 2) && planned.add(Kind::Html, 1));
        let met: Vec<_> = (0..4).map(|_| planned.next()).collect();
        assert_eq!(met, [Some(Kind::Cut), Some(Kind::Cut), Some(Kind::Html), None]);
    }

    #[test]
    fn no_more_requests_are_planned_for_than_the_most() {
        let mut planned = Planned::default();
        assert!(planned.add(Kind::Cut, 999) && !planned.add(Kind::Cut, 2) && planned.add(Kind::Cut, 1));
    }
}
