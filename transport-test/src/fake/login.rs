//! The login of a request: Basic authentication and the session cookie.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};
use toggl_me_core::context::SESSION_COOKIE;

use super::response::{FakeResponse, Refusal};
use super::state::State;

/// How many failed logins lock an account.
const ATTEMPTS: u32 = 5;

/// The text that distinguishes one credential from another.
pub(super) fn credential(headers: &HeaderMap) -> String {
    let value = headers.get(AUTHORIZATION).or_else(|| headers.get(COOKIE));
    value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}

impl State {
    /// Finds the account whose credentials the headers carry.
    ///
    /// The fifth wrong password in a row locks the account's password, until a "lost password" code sets a new one.
    pub(super) fn log_in(&mut self, headers: &HeaderMap) -> Result<usize, Refusal> {
        let Some(value) = headers.get(AUTHORIZATION) else {
            let Some(cookie) = session(headers) else { return Err(FakeResponse::no_credentials()) };
            return self.sessions.get(cookie).copied().ok_or_else(|| FakeResponse::wrong_credentials(ATTEMPTS));
        };
        let Some((name, password)) = basic(value.as_bytes()) else {
            return Err(FakeResponse::wrong_credentials(ATTEMPTS));
        };
        let found = match password.as_str() {
            "api_token" => {
                self.accounts.iter().position(|account| !account.closed && account.api_token.as_ref() == Some(&name))
            }
            password => self.find(&name).filter(|account| self.accounts[*account].password == password),
        };
        let failures = self.failures.entry(name.to_lowercase()).or_default();
        match found {
            Some(account) if *failures < ATTEMPTS => {
                *failures = 0;
                Ok(account)
            }
            _ => {
                *failures = (*failures + 1).min(ATTEMPTS);
                Err(FakeResponse::wrong_credentials(ATTEMPTS - *failures))
            }
        }
    }
}

/// Returns the session cookie's value.
fn session(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == SESSION_COOKIE).map(|(_, value)| value)
}

/// Returns the name and the password (RFC 7617).
fn basic(value: &[u8]) -> Option<(String, String)> {
    let (scheme, encoded) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (name, password) = decoded.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}
