//! The parts that all items in a workspace share: ids, references by name, times.

use jiff::Timestamp;

/// What ids are assigned to. Each kind has a range of its own, so that an id of another kind finds nothing.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    User,
    Organization,
    Workspace,
    Client,
    Project,
    Tag,
    Task,
    Reminder,
    TimeEntry,
    Invitation,
    Favorite,
    Timesheet,
    TimesheetSetup,
}

/// The last id of each [`Kind`].
#[derive(Clone, Debug)]
pub(super) struct Ids([i64; 13]);

impl Ids {
    pub(super) fn next(&mut self, kind: Kind) -> i64 {
        let last = &mut self.0[kind as usize];
        *last += 1;
        *last
    }
}

impl Default for Ids {
    fn default() -> Self {
        Ids([
            7_100_000,
            8_200_000,
            5_300_000,
            61_400_000,
            190_500_000,
            15_600_000,
            74_700_000,
            3_800,
            // The ids of time entries do not fit into 32 bits, as on the real server.
            4_100_900_000,
            66_000,
            2_700_000,
            910_000,
            41_000,
        ])
    }
}

/// A reference of one item to another: by its name until the account is added, by its id afterwards.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) name: String,
    pub(super) id: i64,
}

impl Link {
    pub(super) fn to(name: impl Into<String>) -> Link {
        Link { name: name.into(), id: 0 }
    }

    /// Finds the item that is meant among those with this name.
    #[track_caller]
    pub(super) fn settle<'a>(&mut self, what: &str, all: impl IntoIterator<Item = (&'a str, i64)>) {
        match all.into_iter().find(|(name, _)| *name == self.name) {
            Some((_, id)) => self.id = id,
            None => panic!("the account has no {what} named {:?}", self.name),
        }
    }
}

/// The fields of every item in a workspace.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    /// 0 until the account is added, unless a test has chosen it.
    pub(super) id: i64,
    /// The account's first one when it is not named.
    pub(super) workspace: Option<Link>,
    /// The time of being added when it is not given.
    pub(super) changed: Option<Timestamp>,
    pub(super) deleted: Option<Timestamp>,
}

impl Item {
    #[track_caller]
    pub(super) fn settle(&mut self, kind: Kind, settling: &mut Settling) {
        if self.id == 0 {
            self.id = settling.ids.next(kind);
        }
        let first = || Link { name: settling.workspaces[0].0.clone(), id: settling.workspaces[0].1 };
        let workspace = self.workspace.get_or_insert_with(first);
        workspace.settle("workspace", settling.workspaces.iter().map(|(name, id)| (name.as_str(), *id)));
        self.changed.get_or_insert(settling.now);
    }

    pub(super) fn workspace_id(&self) -> i64 {
        self.workspace.as_ref().map_or(0, |workspace| workspace.id)
    }

    pub(super) fn changed(&self) -> Timestamp {
        self.changed.unwrap_or_default()
    }

    /// Returns whether it is listed: items that exist, or with `since` those that were changed or deleted since then.
    pub(super) fn is_listed(&self, since: Option<Timestamp>) -> bool {
        match since {
            None => self.deleted.is_none(),
            Some(since) => self.changed() >= since || self.deleted.is_some_and(|deleted| deleted >= since),
        }
    }
}

/// The state that is needed while an account is added.
pub(super) struct Settling<'a> {
    pub(super) ids: &'a mut Ids,
    pub(super) now: Timestamp,
    /// Names and ids.
    pub(super) workspaces: Vec<(String, i64)>,
    /// The other users that were named so far.
    pub(super) colleagues: Vec<Link>,
}

impl Settling<'_> {
    /// Returns the user of this name, who is the same one each time.
    pub(super) fn colleague(&mut self, name: &str) -> i64 {
        if let Some(known) = self.colleagues.iter().find(|known| known.name == name) {
            return known.id;
        }
        let id = self.ids.next(Kind::User);
        self.colleagues.push(Link { name: name.to_owned(), id });
        id
    }
}

/// Writes a time as most times are written: `2026-01-05T09:00:00.123456Z`, without zeros at the end of the fraction.
pub(super) fn micros(time: Timestamp) -> String {
    // Rounding to whole microseconds fails only at the very end of time.
    Timestamp::from_microsecond(time.as_microsecond()).unwrap_or(time).to_string()
}

/// Writes a time as those of clients, projects and tasks are written: `2026-01-05T09:00:00+00:00`.
pub(super) fn seconds(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}
