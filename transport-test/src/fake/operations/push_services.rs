//! `/me/push_services`.

use crate::fake::account::Account;
use crate::fake::call::Call;
use crate::fake::response::{FakeResponse, Refusal};

impl Account {
    pub(super) fn list_push_services(&self) -> FakeResponse {
        FakeResponse::json(self.push_services.clone())
    }

    pub(super) fn add_push_service(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let token = registration_token(call)?;
        if !self.push_services.contains(&token) {
            self.push_services.push(token);
        }
        Ok(FakeResponse::json("OK"))
    }

    pub(super) fn remove_push_service(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let token = registration_token(call)?;
        self.push_services.retain(|known| *known != token);
        Ok(FakeResponse::json("OK"))
    }
}

fn registration_token(call: &Call) -> Result<String, Refusal> {
    match call.body()?.text("fcm_registration_token")? {
        Some(token) if !token.is_empty() => Ok(token.to_owned()),
        _ => Err(FakeResponse::invalid("Field 'fcm_registration_token' is required")),
    }
}
