//! [`Reminder`]: a reminder to track time.

use super::item::{Item, Link};

/// A reminder to track time, of an [`Account`](super::Account).
#[derive(Clone, Debug)]
pub struct Reminder {
    pub(super) item: Item,
    pub(super) frequency: i64,
    pub(super) threshold: i64,
    pub(super) for_the_user: bool,
}

impl Reminder {
    /// Creates a reminder for users who have tracked less than `threshold` hours on a day.
    pub fn daily(threshold: i64) -> Self {
        Reminder { item: Item::default(), frequency: 1, threshold, for_the_user: false }
    }

    /// Creates a reminder for users who have tracked less than `threshold` hours in a week.
    pub fn weekly(threshold: i64) -> Self {
        Reminder { frequency: 7, ..Reminder::daily(threshold) }
    }

    /// Sets the workspace by its name.
    #[must_use]
    pub fn workspace(mut self, name: impl Into<String>) -> Self {
        self.item.workspace = Some(Link::to(name));
        self
    }

    /// Limits it to the account's user.
    #[must_use]
    pub fn for_the_user(mut self) -> Self {
        self.for_the_user = true;
        self
    }
}
