//! [`Project`]: a project of an account; and [`Cursor`], where a page of them begins.

use jiff::Timestamp;

use super::clients::Client;
use super::item::{Item, Kind, Link, Settling};

/// Where a page of projects begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cursor {
    /// With the project of `start_project_id`.
    #[default]
    Inclusive,
    /// With the one after it.
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
    /// An active project of that name.
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

    /// With that id, instead of one that is given when it is added.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.item.id = id;
        self
    }

    /// In the workspace of that name.
    #[must_use]
    pub fn workspace(mut self, name: impl Into<String>) -> Self {
        self.item.workspace = Some(Link::to(name));
        self
    }

    /// For the client of that name.
    #[must_use]
    pub fn client(mut self, name: impl Into<String>) -> Self {
        self.client = Some(Link::to(name));
        self
    }

    /// In that colour, `#` and six hexadecimal digits in lower case.
    #[must_use]
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.color = color.into();
        self
    }

    /// Archived.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.archived = true;
        self
    }

    /// Visible to everybody in the workspace.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.private = false;
        self
    }

    /// Pinned to the top.
    #[must_use]
    pub fn pinned(mut self) -> Self {
        self.pinned = true;
        self
    }

    /// Billed by the hour.
    #[must_use]
    pub fn rate(mut self, rate: f64, currency: impl Into<String>) -> Self {
        self.billable = Some(true);
        self.rate = Some(rate);
        self.currency = Some(currency.into());
        self
    }

    /// Billed as a whole.
    #[must_use]
    pub fn fixed_fee(mut self, fee: f64, currency: impl Into<String>) -> Self {
        self.billable = Some(true);
        self.fixed_fee = Some(fee);
        self.currency = Some(currency.into());
        self
    }

    /// Estimated to take that long.
    #[must_use]
    pub fn estimated_hours(mut self, hours: i64) -> Self {
        self.estimated_hours = Some(hours);
        self
    }

    /// Beginning anew each month, with the estimate for each of them.
    #[must_use]
    pub fn monthly(mut self) -> Self {
        self.monthly = true;
        self
    }

    /// Changed then, and not when it is added.
    #[must_use]
    pub fn changed(mut self, time: Timestamp) -> Self {
        self.item.changed = Some(time);
        self
    }

    /// Deleted then: only lists with `since` have it.
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

    /// Neither archived nor deleted.
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
