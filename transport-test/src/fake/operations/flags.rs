//! `/me/flags`.

use serde_json::Value;

use crate::fake::account::Account;
use crate::fake::call::Call;
use crate::fake::response::{FakeResponse, Refusal};

/// The most flags in a call.
const PER_CALL: usize = 4;
/// The most flags of a user.
const MOST: usize = 128;
/// The most characters of a key.
const LONGEST_KEY: usize = 32;
/// The most characters of a value.
const LONGEST_VALUE: usize = 64;

impl Account {
    pub(super) fn get_flags(&self) -> FakeResponse {
        FakeResponse::json(self.flags.clone())
    }

    /// Adds all flags of the body, or none.
    pub(super) fn add_flags(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let added = call.body()?.0;
        let short = |text: &str, longest| text.chars().count() <= longest;
        let fits = |(key, value): (&String, &Value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            short(key, LONGEST_KEY) && short(&value, LONGEST_VALUE)
        };
        let new = added.keys().filter(|key| !self.flags.contains_key(*key)).count();
        if !(1..=PER_CALL).contains(&added.len()) || self.flags.len() + new > MOST || !added.iter().all(fits) {
            return Err(FakeResponse::invalid("No valid data submitted"));
        }
        self.flags.extend(added);
        Ok(self.get_flags())
    }
}
