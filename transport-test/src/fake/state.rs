//! [`State`]: all that a [`FakeToggl`](super::FakeToggl) remembers.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use http::{HeaderValue, Response};

use super::account::Account;
use super::item::Ids;
use super::limits::Limits;
use super::lost_passwords::Letter;
use super::projects::Cursor;
use super::served::Served;
use super::user::Location;

#[derive(Default)]
pub(super) struct State {
    pub(super) seed: u64,
    pub(super) ids: Ids,
    /// How many texts were made by [`hex`](State::hex).
    made: u64,
    pub(super) requests: u64,
    pub(super) accounts: Vec<Account>,
    /// Cookies and whose they are.
    pub(super) sessions: HashMap<String, usize>,
    /// Logins that failed since the last good one, by the name that was given.
    pub(super) failures: HashMap<String, u32>,
    pub(super) letters: Vec<Letter>,
    pub(super) location: Option<Location>,
    pub(super) cursor: Cursor,
    pub(super) limits: Limits,
    /// How long an export takes.
    pub(super) export_time: Duration,
    /// What a test has added, the last first.
    pub(super) served: Vec<Served>,
    pub(super) script: VecDeque<Response<Vec<u8>>>,
}

impl State {
    /// The open account with that e-mail address.
    pub(super) fn find(&self, email: &str) -> Option<usize> {
        self.accounts.iter().position(|account| !account.closed && account.email().eq_ignore_ascii_case(email))
    }

    pub(super) fn open_session(&mut self, email: &str) -> Option<String> {
        let account = self.find(email)?;
        let cookie = format!("ey{}.{}", self.hex(40), self.hex(40));
        self.sessions.insert(cookie.clone(), account);
        Some(cookie)
    }

    /// That many hexadecimal digits, other ones with each call.
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

/// 32 digits in the groups of a UUID.
pub(super) fn uuid(digits: &str) -> String {
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// That many hexadecimal digits, made from a seed and a name: FNV-1a for a start, then SplitMix64.
pub(super) fn hex(seed: u64, name: &str, digits: usize) -> String {
    let start = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut state = name.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let mut text = String::new();
    while text.len() < digits {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        text.push_str(&format!("{:016x}", mixed ^ (mixed >> 31)));
    }
    text.truncate(digits);
    text
}
