//! `/me/quota`.

use serde_json::{Value, json};

use crate::fake::call::Call;
use crate::fake::limits::resets_in;
use crate::fake::response::FakeResponse;
use crate::fake::state::State;

impl State {
    /// Lists what the headers say too, and what the organizations have. If the fake counts no calls, the user has no
    /// quota.
    pub(super) fn list_quotas(&mut self, user: usize, call: &Call) -> FakeResponse {
        let account = &mut self.accounts[user];
        let left = self.limits.left(&mut account.calls, call.elapsed);
        let own = left.zip(self.limits.quota).map(|(left, total)| {
            let resets_in = resets_in(&account.calls, call.elapsed);
            json!({"organization_id": null, "remaining": left, "resets_in_secs": resets_in, "total": total})
        });
        let organizations =
            account.organizations.iter_mut().map(|organization| organization.quota_json(&self.limits, call.elapsed));
        FakeResponse::json(own.into_iter().chain(organizations).collect::<Vec<Value>>())
    }
}
