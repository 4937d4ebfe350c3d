//! The operations with codes that the user gets elsewhere: `/me/enable_sso`, `/me/disable_product_emails/{disable_code}`
//! and `/me/disable_weekly_report/{weekly_report_code}`.

use crate::fake::account::Account;
use crate::fake::call::Call;
use crate::fake::codes::Codes;
use crate::fake::response::{FakeResponse, Refusal};
use crate::fake::state::State;

impl State {
    /// Enables single sign-on. A code works once, and only for the user who has it.
    pub(super) fn enable_sso(&mut self, user: usize, call: &Call) -> Result<FakeResponse, Refusal> {
        let fields = call.body()?;
        let code = fields.text("confirmation_code")?.unwrap_or_default();
        match self.accounts.iter().position(|account| account.codes.sso == code && !account.codes.sso_enabled) {
            Some(owner) if owner == user => {
                self.accounts[user].codes.sso_enabled = true;
                Ok(FakeResponse::json("OK"))
            }
            Some(_) => Err(FakeResponse::invalid("user email doesn't match SSO credentials")),
            None => Err(FakeResponse::invalid("invalid or expired confirmation code")),
        }
    }

    pub(super) fn disable_product_emails(&mut self, call: &Call) -> FakeResponse {
        self.disable("send_product_emails", call, |codes| &codes.product_emails)
    }

    pub(super) fn disable_weekly_report(&mut self, call: &Call) -> FakeResponse {
        self.disable("send_weekly_report", call, |codes| &codes.weekly_report)
    }

    /// Ends e-mails. The documentation mentions no refusal, so a code that belongs to nobody changes nothing.
    fn disable(&mut self, preference: &str, call: &Call, code: impl Fn(&Codes) -> &String) -> FakeResponse {
        let given = call.last_segment();
        let owner = |account: &&mut Account| !account.closed && *code(&account.codes) == given;
        if let Some(account) = self.accounts.iter_mut().find(owner) {
            account.preferences.user.set(preference, false, call.now);
        }
        FakeResponse::json("OK")
    }
}
