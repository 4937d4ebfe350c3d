//! What a person changes in a running fake: its timers, its clock, its plans.

use std::time::Duration;

use super::FakeToggl;
use super::account::{Account, Profile};
use super::entries::TimeEntry;
use super::item::{Item, Kind, Link};
use super::organizations::Plan;
use super::state::State;

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// There is no such account.
    NoAccount,
    /// The account has no such organization.
    NoOrganization,
    /// There is no plan of that name.
    NoPlan,
    /// No timer runs.
    NothingRuns,
    /// There are [too many accounts](MOST_ACCOUNTS) to add one by hand.
    Full,
}

/// The number of accounts from which on none is added by hand.
pub(crate) const MOST_ACCOUNTS: usize = 20;

/// Methods that change an account take its user's id, or `None` for the first one that is open, and return the account's
/// place.
impl FakeToggl {
    /// Starts a timer, as the user does on the web site, and stops the running one.
    pub(crate) fn start_timer(&self, user: Option<i64>, description: String) -> Result<usize, Refused> {
        let now = self.time.wall();
        let mut guard = self.state();
        let state = &mut *guard;
        let place = open(state, user)?;
        let account = &mut state.accounts[place];
        account.stop_running(now);
        let workspace = account.workspaces.iter().find(|workspace| workspace.id == account.default_workspace_id);
        let workspace = workspace.map(|workspace| Link { name: workspace.name.clone(), id: workspace.id });
        let id = state.ids.next(Kind::TimeEntry);
        let item = Item { id, workspace, changed: Some(now), deleted: None };
        account.entries.push(TimeEntry { item, ..TimeEntry::running(description, now) });
        Ok(place)
    }

    /// Stops the running timer.
    pub(crate) fn stop_timer(&self, user: Option<i64>) -> Result<usize, Refused> {
        let now = self.time.wall();
        let mut state = self.state();
        let place = open(&state, user)?;
        let account = &mut state.accounts[place];
        account.running().ok_or(Refused::NothingRuns)?;
        account.stop_running(now);
        Ok(place)
    }

    /// Forgets the calls of the hour: the user's and those of the organizations.
    pub(crate) fn end_hour(&self, user: Option<i64>) -> Result<usize, Refused> {
        let mut state = self.state();
        let place = open(&state, user)?;
        let account = &mut state.accounts[place];
        account.calls.clear();
        account.organizations.iter_mut().for_each(|organization| organization.calls.clear());
        Ok(place)
    }

    /// Puts the clock forward.
    pub(crate) fn forward(&self, duration: Duration) {
        self.time.forward(duration);
    }

    /// Puts an organization on another plan: the one with this id, or the account's first one.
    pub(crate) fn change_plan(
        &self,
        user: Option<i64>,
        organization: Option<i64>,
        plan: &str,
    ) -> Result<usize, Refused> {
        let plan = Plan::named(plan).ok_or(Refused::NoPlan)?;
        let mut state = self.state();
        let place = open(&state, user)?;
        let account = &mut state.accounts[place];
        let mut organizations = account.organizations.iter_mut();
        let found = organizations.find(|known| organization.is_none_or(|id| known.id == id));
        let organization = found.ok_or(Refused::NoOrganization)?;
        organization.plan = plan;
        let workspaces = account.workspaces.iter_mut();
        let its = workspaces.filter(|workspace| workspace.organization_id() == organization.id);
        its.for_each(|workspace| workspace.plan = plan);
        Ok(place)
    }

    /// Adds an account with nothing in it.
    pub(crate) fn new_account(&self) -> Result<Profile, Refused> {
        let now = self.time.wall();
        let mut guard = self.state();
        let state = &mut *guard;
        let accounts = state.accounts.len();
        if accounts >= MOST_ACCOUNTS {
            return Err(Refused::Full);
        }
        let mut emails = (accounts + 1..).map(|number| format!("user{number}@example.com"));
        let email = emails.find(|email| state.find(email).is_none()).unwrap_or_default();
        let account = Account::new(email, "password").settle(state.seed, &mut state.ids, now);
        let profile = account.profile();
        state.accounts.push(account);
        Ok(profile)
    }

    /// Returns the account's API token.
    pub(crate) fn token(&self, user: Option<i64>) -> Result<String, Refused> {
        let state = self.state();
        open(&state, user).map(|place| state.accounts[place].profile().api_token)
    }
}

/// Returns the place of an account.
fn open(state: &State, user: Option<i64>) -> Result<usize, Refused> {
    let is_meant = |account: &Account| !account.closed && user.is_none_or(|id| account.id == id);
    state.accounts.iter().position(is_meant).ok_or(Refused::NoAccount)
}
