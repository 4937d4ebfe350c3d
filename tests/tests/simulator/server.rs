//! [`Server`]: the model of Toggl's server. It counts requests in a true sliding window and refuses those above the
//! limit.

use std::collections::VecDeque;

use toggl_me_core::http::Response;
use toggl_me_core::{Quota, endpoint::Bucket};

use crate::operations::Operation;
use crate::time::{HOUR, SECOND, Time};

#[derive(Default)]
pub struct Server {
    /// When it counted a request of any program in the last hour.
    counted: VecDeque<Time>,
    /// How often something was changed.
    pub version: u64,
    /// The requests that it has responded to.
    pub responses: Vec<Responded>,
}

pub struct Responded {
    pub at: Time,
    /// The version that the response shows.
    pub version: u64,
}

/// What a request meets when it arrives.
#[derive(Clone, Copy, Debug)]
pub enum Mood {
    Good,
    /// A login page with 200.
    Unreadable,
    /// 5xx; `done` if it has changed something nevertheless.
    Failing {
        status: u16,
        done: bool,
    },
    /// 403, without a change.
    Forbidding,
    /// 429, which is not counted.
    Limiting {
        retry_after: Option<u32>,
    },
}

/// What the headers say about the quota.
#[derive(Clone, Copy, Debug)]
pub enum Told {
    Right,
    Missing,
    Lie { remaining: i64, resets_in: i64 },
}

impl Server {
    pub const LIMIT: usize = 30;

    fn forget_old(&mut self, now: Time) {
        while self.counted.front().is_some_and(|at| now - at >= HOUR) {
            self.counted.pop_front();
        }
    }

    /// Counts a call of another program of the same user.
    pub fn spend(&mut self, now: Time) {
        self.forget_old(now);
        if self.counted.len() < Server::LIMIT {
            self.counted.push_back(now);
        }
    }

    /// Responds to a request that arrives at `now`.
    pub fn respond(&mut self, now: Time, operation: Operation, mood: Mood, told: Told) -> Response<Vec<u8>> {
        self.forget_old(now);
        if let Mood::Limiting { retry_after } = mood {
            let mut response = Response::builder().status(429);
            if let Some(seconds) = retry_after {
                response = response.header("retry-after", seconds);
            }
            return response.body(b"<html>429 Too Many Requests</html>".to_vec()).unwrap();
        }
        let mut response = Response::new(Vec::new());
        if operation.info().bucket == Bucket::User {
            let spent = self.counted.len() >= Server::LIMIT;
            if !spent {
                self.counted.push_back(now);
            }
            let remaining = Server::LIMIT - self.counted.len();
            let resets_in = self.counted.front().map_or(0, |at| (at + HOUR - now).div_ceil(SECOND));
            let mut tell = |remaining: i64, resets_in: i64| {
                response.headers_mut().insert(Quota::REMAINING, remaining.into());
                response.headers_mut().insert(Quota::RESETS_IN, resets_in.into());
            };
            match told {
                Told::Right => tell(i64::try_from(remaining).unwrap(), i64::try_from(resets_in).unwrap()),
                Told::Missing => {}
                Told::Lie { remaining, resets_in } => tell(remaining, resets_in),
            }
            if spent {
                let text = format!(
                    "\"You have hit your hourly limit for API calls. Your quota will reset in {resets_in} seconds.\""
                );
                *response.status_mut() = toggl_me_core::http::StatusCode::PAYMENT_REQUIRED;
                *response.body_mut() = text.into_bytes();
                return response;
            }
        }
        let status = match mood {
            Mood::Failing { status, .. } => status,
            Mood::Forbidding => 403,
            _ => 200,
        };
        *response.status_mut() = status.try_into().unwrap();
        if operation.info().writes() && matches!(mood, Mood::Good | Mood::Unreadable | Mood::Failing { done: true, .. })
        {
            self.version += 1;
        }
        *response.body_mut() = match mood {
            Mood::Good => operation.body(self.responses.len()),
            Mood::Unreadable => b"<html>Log in</html>".to_vec(),
            _ => b"\"no\"".to_vec(),
        };
        self.responses.push(Responded { at: now, version: self.version });
        response
    }
}
