//! [`Account`]: a user, and everything that belongs to the user.

use std::fmt;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::clients::Client;
use super::codes::Codes;
use super::entries::TimeEntry;
use super::exports::Export;
use super::favorites::Favorite;
use super::item::{Ids, Kind, Settling};
use super::limits::Calls;
use super::made::hex;
use super::organizations::Organization;
use super::preferences::Preferences;
use super::projects::Project;
use super::reminders::Reminder;
use super::tags::Tag;
use super::tasks::Task;
use super::timesheets::Timesheet;
use super::workspaces::Workspace;

/// A user with clients, projects and so on, to be added to a [`FakeToggl`](crate::FakeToggl).
///
/// Items refer to each other by name: `Project::new("Website").client("Acme")`. Those that name no workspace belong to
/// the first one.
#[derive(Clone)]
pub struct Account {
    pub(super) id: i64,
    pub(super) email: String,
    pub(super) password: String,
    /// Made when the account is added, unless a test has chosen it.
    pub(super) api_token: Option<String>,
    pub(super) fullname: String,
    pub(super) timezone: String,
    pub(super) beginning_of_week: i64,
    pub(super) country_id: Option<i64>,
    pub(super) default_workspace_id: i64,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// 22 characters.
    pub(super) accounts_id: String,
    /// 64 hexadecimal digits.
    pub(super) intercom_hash: String,
    pub(super) closed: bool,
    pub(super) organizations: Vec<Organization>,
    pub(super) workspaces: Vec<Workspace>,
    pub(super) clients: Vec<Client>,
    pub(super) projects: Vec<Project>,
    pub(super) tags: Vec<Tag>,
    pub(super) tasks: Vec<Task>,
    pub(super) reminders: Vec<Reminder>,
    pub(super) entries: Vec<TimeEntry>,
    pub(super) favorites: Vec<Favorite>,
    pub(super) timesheets: Vec<Timesheet>,
    pub(super) preferences: Preferences,
    pub(super) flags: Map<String, Value>,
    pub(super) push_services: Vec<String>,
    pub(super) exports: Vec<Export>,
    pub(super) codes: Codes,
    pub(super) calls: Calls,
}

impl Account {
    /// Creates a user with this login, and with an organization and a workspace if no others are added.
    pub fn new(email: impl Into<String>, password: impl Into<String>) -> Self {
        let email = email.into();
        Account {
            id: 0,
            fullname: email.split('@').next().unwrap_or_default().to_owned(),
            email,
            password: password.into(),
            api_token: None,
            timezone: "Europe/Tallinn".to_owned(),
            beginning_of_week: 1,
            country_id: None,
            default_workspace_id: 0,
            created: Timestamp::UNIX_EPOCH,
            updated: Timestamp::UNIX_EPOCH,
            accounts_id: String::new(),
            intercom_hash: String::new(),
            closed: false,
            organizations: Vec::new(),
            workspaces: Vec::new(),
            clients: Vec::new(),
            projects: Vec::new(),
            tags: Vec::new(),
            tasks: Vec::new(),
            reminders: Vec::new(),
            entries: Vec::new(),
            favorites: Vec::new(),
            timesheets: Vec::new(),
            preferences: Preferences::default(),
            flags: Map::new(),
            push_services: Vec::new(),
            exports: Vec::new(),
            codes: Codes::default(),
            calls: Calls::new(),
        }
    }

    /// Sets the id, which is otherwise assigned when it is added.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.id = id;
        self
    }

    /// Sets the API token, which is otherwise made when the account is added.
    #[must_use]
    pub fn api_token(mut self, token: impl Into<String>) -> Self {
        self.api_token = Some(token.into());
        self
    }

    /// Sets the name, which is otherwise the part of the e-mail address before the `@`.
    #[must_use]
    pub fn fullname(mut self, fullname: impl Into<String>) -> Self {
        self.fullname = fullname.into();
        self
    }

    /// Sets the time zone, which is otherwise `Europe/Tallinn`.
    #[must_use]
    pub fn timezone(mut self, timezone: impl Into<String>) -> Self {
        self.timezone = timezone.into();
        self
    }

    /// Adds an organization.
    #[must_use]
    pub fn organization(mut self, organization: Organization) -> Self {
        self.organizations.push(organization);
        self
    }

    /// Adds a workspace.
    #[must_use]
    pub fn workspace(mut self, workspace: Workspace) -> Self {
        self.workspaces.push(workspace);
        self
    }

    /// Adds a client.
    #[must_use]
    pub fn client(mut self, client: Client) -> Self {
        self.clients.push(client);
        self
    }

    /// Adds a project.
    #[must_use]
    pub fn project(mut self, project: Project) -> Self {
        self.projects.push(project);
        self
    }

    /// Adds a tag.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Self {
        self.tags.push(tag);
        self
    }

    /// Adds a task.
    #[must_use]
    pub fn task(mut self, task: Task) -> Self {
        self.tasks.push(task);
        self
    }

    /// Adds a reminder to track time.
    #[must_use]
    pub fn reminder(mut self, reminder: Reminder) -> Self {
        self.reminders.push(reminder);
        self
    }

    /// Adds a time entry.
    #[must_use]
    pub fn entry(mut self, entry: TimeEntry) -> Self {
        self.entries.push(entry);
        self
    }

    /// Adds a favorite.
    #[must_use]
    pub fn favorite(mut self, favorite: Favorite) -> Self {
        self.favorites.push(favorite);
        self
    }

    /// Adds a timesheet.
    #[must_use]
    pub fn timesheet(mut self, timesheet: Timesheet) -> Self {
        self.timesheets.push(timesheet);
        self
    }

    /// Sets a preference, in place of a new user's default. The time zone and the first day of the week belong to the
    /// account and are not set here.
    #[must_use]
    pub fn preference(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.preferences.user.set(name, value, Timestamp::UNIX_EPOCH);
        self
    }

    /// Sets a preference in the desktop app.
    #[must_use]
    pub fn desktop_preference(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.preferences.desktop.set(name, value, Timestamp::UNIX_EPOCH);
        self
    }

    /// Sets a preference on the web site.
    #[must_use]
    pub fn web_preference(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.preferences.web.set(name, value, Timestamp::UNIX_EPOCH);
        self
    }

    /// Sets a flag, which may have any length.
    #[must_use]
    pub fn flag(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.flags.insert(key.into(), value.into());
        self
    }

    pub(super) fn email(&self) -> &str {
        &self.email
    }

    /// Assigns to it and its parts what they lack, and resolves the names that they refer to.
    #[track_caller]
    pub(super) fn settle(mut self, seed: u64, ids: &mut Ids, now: Timestamp) -> Account {
        if self.id == 0 {
            self.id = ids.next(Kind::User);
        }
        self.created = now;
        self.updated = now;
        let made = |what: &str, digits| hex(seed, &format!("{what} of {}", self.email), digits);
        self.api_token.get_or_insert_with(|| made("api_token", 32));
        self.accounts_id = made("toggl_accounts_id", 22);
        self.intercom_hash = made("intercom_hash", 64);
        self.codes = Codes {
            product_emails: made("product e-mails", 40),
            weekly_report: made("weekly report", 40),
            sso: made("single sign-on", 40),
            sso_enabled: false,
        };
        if self.organizations.is_empty() {
            self.organizations.push(Organization::new(format!("{}'s organization", self.fullname)));
        }
        if self.workspaces.is_empty() {
            self.workspaces.push(Workspace::new(format!("{}'s workspace", self.fullname)));
        }
        for organization in &mut self.organizations {
            organization.settle(ids, now);
        }
        for workspace in &mut self.workspaces {
            workspace.settle(ids, now, &self.organizations, seed);
        }
        self.default_workspace_id = self.workspaces[0].id;

        let workspaces = self.workspaces.iter().map(|workspace| (workspace.name.clone(), workspace.id)).collect();
        let mut settling = Settling { ids, now, workspaces, colleagues: Vec::new() };
        for client in &mut self.clients {
            client.item.settle(Kind::Client, &mut settling);
        }
        for project in &mut self.projects {
            project.settle(&mut settling, &self.clients);
        }
        for tag in &mut self.tags {
            tag.item.settle(Kind::Tag, &mut settling);
        }
        for task in &mut self.tasks {
            task.settle(&mut settling, &self.projects);
        }
        for reminder in &mut self.reminders {
            reminder.item.settle(Kind::Reminder, &mut settling);
        }
        for entry in &mut self.entries {
            entry.settle(&mut settling, &self.projects, &self.tasks, &self.tags);
        }
        for favorite in &mut self.favorites {
            favorite.settle(&mut settling, &self.projects, &self.tasks, &self.tags);
        }
        if !self.timesheets.is_empty() {
            let setup = settling.ids.next(Kind::TimesheetSetup);
            self.timesheets.iter_mut().for_each(|timesheet| timesheet.settle(&mut settling, setup));
        }
        self.preferences.settle(now);
        self
    }

    pub(super) fn profile(&self) -> Profile {
        Profile {
            id: self.id,
            email: self.email.clone(),
            password: self.password.clone(),
            api_token: self.api_token.clone().unwrap_or_default(),
            fullname: self.fullname.clone(),
            timezone: self.timezone.clone(),
            beginning_of_week: self.beginning_of_week,
            country_id: self.country_id,
            default_workspace_id: self.default_workspace_id,
            product_emails_code: self.codes.product_emails.clone(),
            weekly_report_code: self.codes.weekly_report.clone(),
            sso_code: self.codes.sso.clone(),
            sso_enabled: self.codes.sso_enabled,
        }
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("id", &self.id).field("fullname", &self.fullname).finish_non_exhaustive()
    }
}

/// The state of an account that a test can inspect.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// The user's id.
    pub id: i64,
    /// The e-mail address that the next login needs.
    pub email: String,
    /// The password that the next login needs.
    pub password: String,
    /// The API token.
    pub api_token: String,
    /// The name.
    pub fullname: String,
    /// The IANA name of the time zone.
    pub timezone: String,
    /// The first day of the week: 0 is Sunday.
    pub beginning_of_week: i64,
    /// The country, by Toggl's number.
    pub country_id: Option<i64>,
    /// The workspace that is shown first.
    pub default_workspace_id: i64,
    /// The code that ends the e-mails about products.
    pub product_emails_code: String,
    /// The code that ends the weekly report.
    pub weekly_report_code: String,
    /// The code that enables single sign-on.
    pub sso_code: String,
    /// Whether single sign-on is enabled.
    pub sso_enabled: bool,
}

/// Shows the profile without address, password, token and codes.
impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("id", &self.id)
            .field("fullname", &self.fullname)
            .field("timezone", &self.timezone)
            .field("beginning_of_week", &self.beginning_of_week)
            .field("country_id", &self.country_id)
            .field("default_workspace_id", &self.default_workspace_id)
            .field("sso_enabled", &self.sso_enabled)
            .finish_non_exhaustive()
    }
}
