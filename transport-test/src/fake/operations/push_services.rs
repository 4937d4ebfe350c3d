//! `/me/push_services`.

use crate::fake::account::Account;
use crate::fake::answer::{Answer, Refusal};
use crate::fake::call::Call;

impl Account {
    pub(super) fn list_push_services(&self) -> Answer {
        Answer::json(self.push_services.clone())
    }

    pub(super) fn add_push_service(&mut self, call: &Call) -> Result<Answer, Refusal> {
        let token = registration_token(call)?;
        if !self.push_services.contains(&token) {
            self.push_services.push(token);
        }
        Ok(Answer::json("OK"))
    }

    pub(super) fn remove_push_service(&mut self, call: &Call) -> Result<Answer, Refusal> {
        let token = registration_token(call)?;
        self.push_services.retain(|known| *known != token);
        Ok(Answer::json("OK"))
    }
}

fn registration_token(call: &Call) -> Result<String, Refusal> {
    match call.body()?.text("fcm_registration_token")? {
        Some(token) if !token.is_empty() => Ok(token.to_owned()),
        _ => Err(Answer::invalid("Field 'fcm_registration_token' is required")),
    }
}
