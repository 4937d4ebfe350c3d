//! Clauses about failures: their kind, and whether anything was sent.

use http::Method;
use toggl_me_core::TransportErrorKind;

use super::origin::{HANGS_UP, Next, Origin};
use super::rule::Rule;
use super::scripts::{
    CUTS, NONSENSE, SHORT, STALLS, compress, cut, get, nonsense, refused, request, respond, respond_framed, stall,
};
use super::setup::{Make, Setup};

/// Checks that a refused connection is `Connect`.
pub fn refused_connections_are_told(make: &Make<'_>) {
    let rule = Rule("fails with `Connect` when the connection is refused");
    let sent = make(&Setup::default()).send(refused());
    rule.failure_as(TransportErrorKind::Connect, "a request to a closed port", sent);
}

/// Checks that a server that sends nothing, or stops in the middle, is a `Timeout`.
pub fn time_outs_are_told(make: &Make<'_>) {
    let rule = Rule("fails with `Timeout` when its time limit runs out");
    let origin = Origin::start(|request, out| stall(&request.target, out));
    let transport = make(&Setup { timeout: SHORT, ..Setup::default() });
    for path in STALLS {
        let what = format!("a server that stops ({path})");
        rule.failure_as(TransportErrorKind::Timeout, what, transport.send(get(&origin, path)));
    }
}

/// Checks that `is_unsent` is true where no connection was made, and false where the server has received the request.
pub fn unsent_means_unsent(make: &Make<'_>) {
    const LIMIT: usize = 4 * 1024;
    let rule =
        Rule("says `is_unsent` when no connection was made, and never when the server may have received the request");
    let what = "a request to a closed port";
    let error = rule.failure(what, make(&Setup::default()).send(refused()));
    rule.check(error.is_unsent(), || format!("did not say so about {what}"));

    let bomb = compress(&[b' '; 4 * LIMIT]);
    let origin = Origin::start(move |request, out| {
        match request.target.as_str() {
            target if CUTS.contains(&target) => return cut(target, out),
            target if NONSENSE.contains(&target) => return nonsense(target, out),
            target if STALLS.contains(&target) => return stall(target, out),
            "/bomb" => respond(out, "200", "content-encoding: gzip\r\n", &bomb)?,
            target => return respond_framed(out, &target[1..], &[b'x'; 2 * LIMIT]),
        }
        Ok(Next::Keep)
    });
    let patient = Setup { body_limit: LIMIT as u64, ..Setup::default() };
    let hasty = make(&Setup { timeout: SHORT, ..patient.clone() });
    let patient = make(&patient);
    let small = CUTS.into_iter().chain(NONSENSE).chain(["/length", "/chunks", "/close", "/bomb"]);
    let calls = small.map(|path| (&patient, path, 2)).chain([(&patient, HANGS_UP, 32 << 20)]);
    for (transport, path, length) in calls.chain(STALLS.map(|path| (&hasty, path, 2))) {
        let before = origin.seen().len();
        let sent = transport.send(request(&origin, Method::POST, path, vec![b' '; length]));
        // Other clauses check whether it is an error at all.
        let claimed = sent.is_err_and(|error| error.is_unsent());
        let arrived = origin.seen().len() > before;
        rule.check(!(arrived && claimed), || format!("said so about a request that arrived ({path})"));
    }
}
