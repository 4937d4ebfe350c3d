//! `/me/lost_passwords`: a code by e-mail, and a new password for it.

use http::StatusCode;
use serde_json::json;

use super::user::is_password;
use crate::fake::call::Call;
use crate::fake::letters::Letter;
use crate::fake::response::{FakeResponse, Refusal};
use crate::fake::state::State;

/// What the documentation calls a check, without the code that there is to check. Nobody has seen the real server respond
/// to it.
pub(super) fn get() -> FakeResponse {
    FakeResponse::json("Successful operation")
}

impl State {
    /// Sends a code to the address in the body. The documentation's form of the operation has a code in its path, which has no
    /// meaning.
    pub(super) fn request_lost_password(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let fields = call.body()?;
        let email = fields.text("email")?.unwrap_or_default();
        let Some(account) = self.find(email) else { return Err(refuse("E-mail address does not exist")) };
        let code = self.hex(40);
        self.letters.push(Letter { to: email.to_owned(), code, account, used: false });
        Ok(FakeResponse::json("Please check your inbox for further instructions"))
    }

    /// Returns the id of the user whom the code in the path belongs to.
    pub(super) fn check_lost_password_code(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        let account = self.owner_of(&call.last_segment())?;
        Ok(FakeResponse::json(json!({"user_id": self.accounts[account].id})))
    }

    /// Sets a new password, uses up all codes of the account, and unlocks its logins.
    pub(super) fn confirm_lost_password(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let fields = call.body()?;
        let user_id = fields.number("user_id")?;
        let password = fields.text("password")?.unwrap_or_default();
        let owner = self.owner_of(fields.text("code")?.unwrap_or_default())?;
        let account = &mut self.accounts[owner];
        if user_id != Some(account.id) {
            return Err(invalid_code());
        }
        if !is_password(password) {
            return Err(refuse("Password should be at least 6 characters"));
        }
        account.password = password.to_owned();
        account.updated = call.now;
        self.failures.remove(&account.email.to_lowercase());
        for letter in self.letters.iter_mut().filter(|letter| letter.account == owner) {
            letter.used = true;
        }
        Ok(FakeResponse::json(account.user(call)))
    }

    fn owner_of(&self, code: &str) -> Result<usize, Refusal> {
        let letter = self.letters.iter().find(|letter| letter.code == code && !letter.used);
        let account = letter.map(|letter| letter.account).filter(|account| !self.accounts[*account].closed);
        account.ok_or_else(invalid_code)
    }
}

fn invalid_code() -> Refusal {
    refuse("Invalid code")
}

/// Returns a refusal in plain text, as these operations send it.
fn refuse(text: &str) -> Refusal {
    FakeResponse::plain(StatusCode::BAD_REQUEST, text)
}
