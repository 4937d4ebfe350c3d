//! Clauses about how often a request is sent, and over which connection.

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

use http::Method;
use toggl_me_core::TransportErrorKind;

use super::origin::{Next, Origin};
use super::rule::Rule;
use super::scripts::{
    CUTS, NONSENSE, SHORT, STALLS, cut, get, nonsense, request, respond, respond_framed, stall, with_header,
};
use super::setup::{Make, MakeShared, Setup};
use crate::lock::lock;

const METHODS: [Method; 5] = [Method::GET, Method::PUT, Method::DELETE, Method::POST, Method::PATCH];

/// Checks that each call reaches the server at most once, whatever the response.
pub fn nothing_is_sent_twice(make: &Make<'_>) {
    const LIMIT: usize = 4 * 1024;
    let rule = Rule("sends each request at most once");
    let origin = Origin::start(|request, out| {
        let target = request.target.as_str();
        let what = &target[..target.rfind('/').unwrap_or_default()];
        match what {
            _ if CUTS.contains(&what) => return cut(what, out),
            _ if NONSENSE.contains(&what) => return nonsense(what, out),
            "/too-large" => return respond_framed(out, "chunks", &[b'x'; 2 * LIMIT]),
            // These are a challenge that a stack may try to meet, and an invitation to come again.
            status => respond(out, &status[1..], "www-authenticate: Basic realm=\"x\"\r\nretry-after: 0\r\n", b"")?,
        }
        Ok(Next::Keep)
    });
    let transport = make(&Setup { body_limit: LIMIT as u64, ..Setup::default() });
    let statuses = ["/401", "/407", "/408", "/413", "/421", "/425", "/429", "/500", "/502", "/503", "/504"];
    let whats = statuses.into_iter().chain(CUTS).chain(NONSENSE).chain(["/too-large"]);
    let mut number = 0;
    for what in whats {
        for method in METHODS {
            // The response before leaves a connection that may be used again, which is where some stacks retry.
            for what in ["/200", what] {
                number += 1;
                let request = request(&origin, method.clone(), &format!("{what}/{number}"), "");
                // Other clauses check whether it is a response or an error.
                let _ = transport.send(with_header(request, "authorization", "Basic dG9rZW46YXBpX3Rva2Vu"));
            }
        }
    }
    was_sent_once(rule, &origin);
}

/// Checks that a request is not sent again when its time is up: the server may be working on it.
pub fn nothing_is_sent_again_after_a_time_out(make: &Make<'_>) {
    let rule = Rule("sends a request whose time is up at most once");
    let origin = Origin::start(|request, out| {
        let target = request.target.as_str();
        stall(&target[..target.rfind('/').unwrap_or_default()], out)
    });
    let transport = make(&Setup { timeout: SHORT, ..Setup::default() });
    for method in [Method::POST, Method::GET] {
        for what in STALLS {
            // Other clauses check the kind of the error.
            let _ = transport.send(request(&origin, method.clone(), &format!("{what}/{method}"), ""));
        }
    }
    was_sent_once(rule, &origin);
}

/// Fails the clause where two requests have the same target.
#[track_caller]
fn was_sent_once(rule: Rule, origin: &Origin) {
    let mut targets: Vec<String> = origin.seen().into_iter().map(|request| request.target).collect();
    targets.sort();
    let repeated = targets.windows(2).find(|pair| pair[0] == pair[1]);
    rule.check(repeated.is_none(), || format!("sent {} again", repeated.map_or("", |pair| pair[0].as_str())));
}

/// Checks that a connection whose response was read is used again.
pub fn connections_are_reused(make: &Make<'_>) {
    let rule = Rule("uses a connection again after a whole response");
    let origin = Origin::start(|request, out| {
        match request.target.as_str() {
            "/204" => out.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?,
            "/chunks" => return respond_framed(out, "chunks", b"[\"a\"]"),
            "/404" => respond(out, "404", "", b"nothing here")?,
            _ => respond(out, "200", "", b"{}")?,
        }
        Ok(Next::Keep)
    });
    let transport = make(&Setup::default());
    for path in ["/200", "/404", "/204", "/chunks", "/200"] {
        // Other clauses check whether it is a response or an error.
        let _ = transport.send(get(&origin, path));
    }
    let connections = origin.seen().iter().map(|request| request.connection).max().map_or(0, |last| last + 1);
    rule.check(connections == 1, || format!("made {connections} connections for 5 calls"));
}

/// Checks that the rest of a failed call is never taken for the response to the next one.
pub fn failures_leave_nothing_behind(make: &Make<'_>) {
    const LIMIT: usize = 4 * 1024;
    let rule = Rule("returns to each call its own response, also after one that failed");
    let origin = Origin::start(|request, out| {
        match request.target.as_str() {
            // Both contain something that looks like a response.
            "/late" => {
                thread::sleep(2 * SHORT);
                respond(out, "200", "", b"/late")?;
            }
            "/too-large" => {
                let rest = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nrest".repeat(LIMIT);
                respond(out, "200", "", rest.as_bytes())?;
            }
            target => respond(out, "200", "", target.as_bytes())?,
        }
        Ok(Next::Keep)
    });
    let transport = make(&Setup { timeout: SHORT, body_limit: LIMIT as u64, ..Setup::default() });
    for failing in ["/too-large", "/late"] {
        // Other clauses check the kind of the error.
        let _ = transport.send(get(&origin, failing));
        if failing == "/late" {
            thread::sleep(2 * SHORT);
        }
        for call in 0..2 {
            let path = format!("{failing}/{call}");
            match transport.send(get(&origin, &path)) {
                // This happens on a busy machine.
                Err(error) if error.kind() == TransportErrorKind::Timeout => {}
                sent => {
                    let response = rule.response(format_args!("a call after one that failed ({failing})"), sent);
                    rule.check(response.body() == path.as_bytes(), || {
                        format!("returned what was left of another call ({failing})")
                    });
                }
            }
        }
    }
}

/// Checks that threads that share a transport each receive the response to their own request.
pub fn many_threads_at_once(make: &MakeShared<'_>) {
    let rule = Rule("serves many threads at once, and gives each the response to its own request");
    let arrived = (Mutex::new(0), Condvar::new());
    let origin = Origin::start(move |request, out| {
        // The first request is held until there is a second, so that two are under way at once.
        let mut count = lock(&arrived.0);
        *count += 1;
        arrived.1.notify_all();
        drop(arrived.1.wait_timeout_while(count, Duration::from_secs(1), |count| *count < 2));
        respond(out, "200", "", format!("{} {}", request.target, String::from_utf8_lossy(&request.body)).as_bytes())?;
        Ok(Next::Keep)
    });
    let transport = make(&Setup::default());
    thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let (transport, origin) = (&transport, &origin);
                scope.spawn(move || {
                    for call in 0..16 {
                        let path = format!("/{thread}/{call}");
                        let body = format!("body of {path}");
                        let sent = transport.send(request(origin, Method::POST, &path, body.as_str()));
                        let response = rule.response("a call beside others", sent);
                        rule.check(*response.body() == format!("{path} {body}").as_bytes(), || {
                            "returned the response to another request".to_owned()
                        });
                    }
                })
            })
            .collect();
        // The panic of a thread is passed on with its own message.
        for thread in threads {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}
