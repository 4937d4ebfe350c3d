//! [`Share`]: a user whom a time entry is shared with.

use super::item::{Kind, Link, Settling};

/// A user whom a time entry is shared with.
#[derive(Clone, Debug)]
pub(super) struct Share {
    pub(super) invitation_id: i64,
    pub(super) user: Link,
    pub(super) accepted: bool,
}

impl Share {
    pub(super) fn new(name: String, accepted: bool) -> Self {
        Share { invitation_id: 0, user: Link::to(name), accepted }
    }

    pub(super) fn settle(&mut self, settling: &mut Settling) {
        self.invitation_id = settling.ids.next(Kind::Invitation);
        self.user.id = settling.colleague(&self.user.name);
    }
}
