//! `/me/lost_passwords`: a code by e-mail, and a new password for it.

use http::StatusCode;
use serde_json::json;

use super::user::is_password;
use crate::fake::call::Call;
use crate::fake::letters::Letter;
use crate::fake::response::{FakeResponse, Refusal};
use crate::fake::state::State;

/// What the documentation calls a check, without the code that there is to check. The real server has never been seen to
/// answer it.
pub(super) fn get() -> FakeResponse {
    FakeResponse::json("Successful operation")
}

impl State {
    /// Sends a code to the address in the body. The documentation's form of the operation has a code in its path, which
    /// means nothing.
    pub(super) fn request_lost_password(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let fields = call.body()?;
        let email = fields.text("email")?.unwrap_or_default();
        let Some(account) = self.find(email) else { return Err(refuse("E-mail address does not exist")) };
        let code = self.hex(40);
        self.letters.push(Letter { to: email.to_owned(), code, account, used: false });
        Ok(FakeResponse::json("Please check your inbox for further instructions"))
    }

    /// Tells whose the code in the path is.
    pub(super) fn check_lost_password_code(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        let account = self.owner_of(&call.last_segment())?;
        Ok(FakeResponse::json(json!({"user_id": self.accounts[account].id})))
    }

    /// Sets a new password. All codes of the account are used up then, and its logins unlocked.
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

/// These operations refuse with plain text.
fn refuse(text: &str) -> Refusal {
    FakeResponse::plain(StatusCode::BAD_REQUEST, text)
}
