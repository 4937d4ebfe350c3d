//! [`State`]: everything that a [`FakeToggl`](super::FakeToggl) remembers.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use http::{HeaderValue, Response};

use super::account::Account;
use super::item::Ids;
use super::letters::Letter;
use super::limits::Limits;
use super::location::Location;
use super::made::{hex, uuid};
use super::projects::Cursor;
use super::served::Served;

#[derive(Default)]
pub(super) struct State {
    pub(super) seed: u64,
    pub(super) ids: Ids,
    /// How many texts [`hex`](State::hex) has made.
    made: u64,
    pub(super) requests: u64,
    pub(super) accounts: Vec<Account>,
    /// The cookies, and the account of each.
    pub(super) sessions: HashMap<String, usize>,
    /// The logins that failed since the last good one, by the name that was given.
    pub(super) failures: HashMap<String, u32>,
    pub(super) letters: Vec<Letter>,
    pub(super) location: Option<Location>,
    pub(super) cursor: Cursor,
    pub(super) limits: Limits,
    /// The time that an export takes.
    pub(super) export_time: Duration,
    /// The operations that a test has added, the last first.
    pub(super) served: Vec<Served>,
    pub(super) script: VecDeque<Response<Vec<u8>>>,
}

impl State {
    /// Returns the open account with this e-mail address.
    pub(super) fn find(&self, email: &str) -> Option<usize> {
        self.accounts.iter().position(|account| !account.closed && account.email().eq_ignore_ascii_case(email))
    }

    pub(super) fn open_session(&mut self, email: &str) -> Option<String> {
        let account = self.find(email)?;
        let cookie = format!("ey{}.{}", self.hex(40), self.hex(40));
        self.sessions.insert(cookie.clone(), account);
        Some(cookie)
    }

    /// Returns `length` hexadecimal digits, which differ with each call.
    pub(super) fn hex(&mut self, digits: usize) -> String {
        self.made += 1;
        hex(self.seed, &format!("made {}", self.made), digits)
    }

    pub(super) fn next_request_id(&mut self) -> HeaderValue {
        self.requests += 1;
        let id = uuid(&hex(self.seed, &format!("request {}", self.requests), 32));
        HeaderValue::try_from(id).unwrap_or_else(|_| HeaderValue::from_static("-"))
    }
}
