//! [`AccountView`]: what a page shows of an account.

use std::time::Duration;

use jiff::Timestamp;

use super::FakeToggl;
use super::account::Account;
use super::entries::TimeEntry;
use super::hours::Hour;
use super::limits::Calls;
use super::projects::Project;

/// What a page shows of an account, without its credentials.
#[derive(Debug)]
pub(crate) struct AccountView {
    pub(crate) place: usize,
    pub(crate) id: i64,
    pub(crate) fullname: String,
    /// The user's hour, then those of the organizations.
    pub(crate) hours: Vec<HourView>,
    /// The time entries, the running one first and then the latest; no more than [`MOST`].
    pub(crate) entries: Vec<EntryView>,
    pub(crate) all_entries: usize,
    /// Name, client and color of the active projects; no more than [`MOST`].
    pub(crate) projects: Vec<(String, Option<String>, String)>,
    pub(crate) all_projects: usize,
}

/// An hour and the calls in it.
#[derive(Debug)]
pub(crate) struct HourView {
    pub(crate) hour: Hour,
    /// Id, name and plan of its organization; `None` for the user's hour.
    pub(crate) organization: Option<(i64, String, &'static str)>,
    /// The limit; `None` if no calls are counted.
    pub(crate) total: Option<u32>,
    /// How many calls there are in it.
    pub(crate) used: usize,
    /// When the latest of them were made, on the monotonic clock, the oldest first; no more than [`MOST_CALLS`].
    pub(crate) calls: Vec<Duration>,
}

impl HourView {
    fn new(hour: Hour, total: Option<u32>, calls: &Calls) -> Self {
        let latest = calls.iter().skip(calls.len().saturating_sub(MOST_CALLS));
        HourView { hour, organization: None, total, used: calls.len(), calls: latest.copied().collect() }
    }
}

/// A time entry.
#[derive(Debug)]
pub(crate) struct EntryView {
    pub(crate) description: String,
    pub(crate) project: Option<String>,
    pub(crate) color: Option<String>,
    pub(crate) start: Timestamp,
    pub(crate) stop: Option<Timestamp>,
}

/// How many entries, projects and accounts are shown.
pub(crate) const MOST: usize = 20;

/// How many calls of an hour are shown, which is the limit of the largest plan.
pub(crate) const MOST_CALLS: usize = 600;

impl FakeToggl {
    /// Returns the time of day and the monotonic time.
    pub(crate) fn now(&self) -> (Timestamp, Duration) {
        (self.time.wall(), self.time.monotonic())
    }

    /// Returns the id of the user whose account has this place.
    pub(crate) fn user_id(&self, place: usize) -> Option<i64> {
        self.state().accounts.get(place).map(|account| account.id)
    }

    /// Returns the open accounts; no more than [`MOST`].
    pub(crate) fn view(&self) -> Vec<AccountView> {
        let now = self.time.monotonic();
        let mut guard = self.state();
        let state = &mut *guard;
        let mut views = Vec::new();
        for (place, account) in state.accounts.iter_mut().enumerate().filter(|(_, account)| !account.closed).take(MOST)
        {
            let mut hours = Vec::new();
            // Asking what is left removes the calls that are an hour old.
            state.limits.left(&mut account.calls, now);
            hours.push(HourView::new(Hour::User, state.limits.quota, &account.calls));
            for (place, organization) in account.organizations.iter_mut().enumerate() {
                let limits = state.limits.of_organization(organization.total());
                limits.left(&mut organization.calls, now);
                let hour = HourView::new(Hour::Organization(place), limits.quota, &organization.calls);
                let organization = (organization.id, organization.name.clone(), organization.plan.name());
                hours.push(HourView { organization: Some(organization), ..hour });
            }
            views.push(account.view(place, hours));
        }
        views
    }
}

impl Account {
    pub(super) fn running(&self) -> Option<&TimeEntry> {
        self.entries.iter().find(|entry| entry.stop.is_none() && entry.item.deleted.is_none())
    }

    fn view(&self, place: usize, hours: Vec<HourView>) -> AccountView {
        let mut entries: Vec<&TimeEntry> = self.entries.iter().filter(|entry| entry.item.deleted.is_none()).collect();
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.stop.is_none(), entry.start)));
        let projects: Vec<&Project> = self.projects.iter().filter(|project| project.is_active()).collect();
        let color = |name: &str| self.projects.iter().find(|known| known.name == name).map(|known| known.color.clone());
        let entry = |entry: &&TimeEntry| {
            let project = entry.project.as_ref().map(|project| project.name.clone());
            let (description, start, stop) = (entry.description.clone(), entry.start, entry.stop);
            EntryView { description, color: project.as_deref().and_then(color), project, start, stop }
        };
        let project = |project: &&Project| {
            let client = project.client.as_ref().map(|client| client.name.clone());
            (project.name.clone(), client, project.color.clone())
        };
        AccountView {
            place,
            id: self.id,
            fullname: self.fullname.clone(),
            hours,
            all_entries: entries.len(),
            entries: entries.iter().take(MOST).map(entry).collect(),
            all_projects: projects.len(),
            projects: projects.iter().take(MOST).map(project).collect(),
        }
    }
}
