//! [`Tour`]: calls operations, and prints what came back.

use std::error::Error as _;
use std::thread;
use std::time::Duration;

use toggl_me_core::me::{CheckLostPasswordCode, RequestLostPassword};
use toggl_me_core::{ApiErrorKind, Client, Context, Endpoint, EndpointExt, Error, endpoint::EndpointInfo};
use toggl_me_transport_ureq::{ConfigError, UreqTransport};

/// Two operations that the server has in another form than the documentation; they are shown, but not counted.
const UNDOCUMENTED: [&EndpointInfo; 2] = [RequestLostPassword::INFO, CheckLostPasswordCode::INFO];

/// Calls operations, prints a line for each, and counts.
pub(crate) struct Tour {
    client: Client<UreqTransport>,
    apart: Duration,
    succeeded: usize,
    failed: usize,
    /// Set by an error that all further calls would meet and make worse, as failed logins lock an account.
    stopped: bool,
}

impl Tour {
    pub(crate) fn new(context: Context, apart: Duration) -> Result<Self, ConfigError> {
        Ok(Tour { client: Client::new(UreqTransport::new()?, context), apart, succeeded: 0, failed: 0, stopped: false })
    }

    pub(crate) fn call<E: Endpoint>(&mut self, endpoint: &E, describe: impl FnOnce(&E::Response) -> String) {
        if self.stopped {
            return;
        }
        if self.succeeded + self.failed > 0 {
            thread::sleep(self.apart);
        }
        let EndpointInfo { method, path, .. } = E::INFO;
        let mark = if UNDOCUMENTED.contains(&E::INFO) { "*" } else { " " };
        print!("{mark}{:<6} /{path:<45}", method.as_str());
        match self.client.send(endpoint) {
            Ok(reply) => {
                let left = reply.quota().map(|quota| format!("{} left", quota.remaining)).unwrap_or_default();
                println!(" {}  {left:>7}  {}", reply.status().as_u16(), describe(&reply));
                self.succeeded += usize::from(mark == " ");
            }
            Err(error) => {
                println!(" FAILED\n      {error}");
                let mut source = error.source();
                while let Some(error) = source {
                    println!("      because: {error}");
                    source = error.source();
                }
                self.failed += 1;
                self.stopped = is_hopeless(&error);
            }
        }
    }

    /// Prints the sum, and returns whether all of the operations that count have succeeded.
    pub(crate) fn finish(&self, expected: usize, what: &str) -> bool {
        if self.stopped {
            println!("\nStopped, because the others would have been refused too.");
        }
        println!("\n{} of {expected} {what} succeeded", self.succeeded);
        self.succeeded == expected && self.failed == 0
    }
}

fn is_hopeless(error: &Error) -> bool {
    let Error::Api(error) = error else { return false };
    matches!(error.kind(), ApiErrorKind::Unauthenticated | ApiErrorKind::QuotaExhausted)
}

pub(crate) fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or("?")
}

pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

pub(crate) fn count<T>(items: &[T], noun: &str) -> String {
    counted(items.len(), noun, &format!("{noun}s"))
}

/// Describes how many there are, and the names of the first three.
pub(crate) fn named<T>(items: &[T], name: impl Fn(&T) -> &Option<String>) -> String {
    let names: Vec<_> = items.iter().take(3).map(|item| text(name(item))).collect();
    let more = if items.len() > 3 { ", ..." } else { "" };
    match names.is_empty() {
        true => "none".to_owned(),
        false => format!("{}: {}{more}", items.len(), names.join("; ")),
    }
}
