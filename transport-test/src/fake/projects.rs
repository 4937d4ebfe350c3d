//! [`Project`], a project of an account, and [`Cursor`], the place at which a page of projects begins.

use jiff::Timestamp;

use super::clients::Client;
use super::item::{Item, Kind, Link, Settling};

/// The place at which a page of projects begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cursor {
    /// The page begins with the project of `start_project_id`.
    #[default]
    Inclusive,
    /// The page begins with the project after it.
    Exclusive,
}

/// A project of an [`Account`](super::Account).
#[derive(Clone, Debug)]
pub struct Project {
    pub(super) item: Item,
    pub(super) name: String,
    pub(super) client: Option<Link>,
    pub(super) color: String,
    pub(super) billable: Option<bool>,
    pub(super) private: bool,
    pub(super) archived: bool,
    pub(super) pinned: bool,
    pub(super) rate: Option<f64>,
    pub(super) fixed_fee: Option<f64>,
    pub(super) currency: Option<String>,
    pub(super) estimated_hours: Option<i64>,
    pub(super) monthly: bool,
}

impl Project {
    /// Creates an active project of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Project {
            item: Item::default(),
            name: name.into(),
            client: None,
            color: "#06aaf5".to_owned(),
            billable: None,
            private: true,
            archived: false,
            pinned: false,
            rate: None,
            fixed_fee: None,
            currency: None,
            estimated_hours: None,
            monthly: false,
        }
    }

    /// Sets the id, which is otherwise assigned when it is added.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.item.id = id;
        self
    }

    /// Sets the workspace by its name.
    #[must_use]
    pub fn workspace(mut self, name: impl Into<String>) -> Self {
        self.item.workspace = Some(Link::to(name));
        self
    }

    /// Sets the client by its name.
    #[must_use]
    pub fn client(mut self, name: impl Into<String>) -> Self {
        self.client = Some(Link::to(name));
        self
    }

    /// Sets the colour: `#` and six hexadecimal digits in lower case.
    #[must_use]
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.color = color.into();
        self
    }

    /// Makes it archived.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.archived = true;
        self
    }

    /// Makes it visible to everybody in the workspace.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.private = false;
        self
    }

    /// Pins it to the top.
    #[must_use]
    pub fn pinned(mut self) -> Self {
        self.pinned = true;
        self
    }

    /// Bills it by the hour.
    #[must_use]
    pub fn rate(mut self, rate: f64, currency: impl Into<String>) -> Self {
        self.billable = Some(true);
        self.rate = Some(rate);
        self.currency = Some(currency.into());
        self
    }

    /// Bills it as a whole.
    #[must_use]
    pub fn fixed_fee(mut self, fee: f64, currency: impl Into<String>) -> Self {
        self.billable = Some(true);
        self.fixed_fee = Some(fee);
        self.currency = Some(currency.into());
        self
    }

    /// Sets the estimated time.
    #[must_use]
    pub fn estimated_hours(mut self, hours: i64) -> Self {
        self.estimated_hours = Some(hours);
        self
    }

    /// Makes it recur each month, with the estimate for each of them.
    #[must_use]
    pub fn monthly(mut self) -> Self {
        self.monthly = true;
        self
    }

    /// Sets the time of the last change, which is otherwise that of being added.
    #[must_use]
    pub fn changed(mut self, time: Timestamp) -> Self {
        self.item.changed = Some(time);
        self
    }

    /// Sets the time of deletion: only lists with `since` contain it then.
    #[must_use]
    pub fn deleted(mut self, time: Timestamp) -> Self {
        self.item.deleted = Some(time);
        self
    }

    #[track_caller]
    pub(super) fn settle(&mut self, settling: &mut Settling, clients: &[Client]) {
        self.item.settle(Kind::Project, settling);
        if let Some(client) = &mut self.client {
            client.settle("client", clients.iter().map(|client| (client.name.as_str(), client.item.id)));
        }
    }

    /// Returns whether it is neither archived nor deleted.
    pub(super) fn is_active(&self) -> bool {
        self.status() == "active"
    }

    pub(super) fn status(&self) -> &'static str {
        match (self.item.deleted, self.archived) {
            (Some(_), _) => "deleted",
            (None, true) => "archived",
            (None, false) => "active",
        }
    }
}
