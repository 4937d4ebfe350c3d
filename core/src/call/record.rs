//! [`Record`]: what all calls of an owner share, and the bytes in which a store keeps it.
//!
//! A record is changed by [`Edit`]s, each of which may be applied again to the record as it is by then. So a write that
//! lost a race is made again, a write whose outcome is unknown is repeated, and what could not be written is owed.

mod lease;
pub(crate) mod ledger;
mod ledger_bytes;
pub(crate) mod pacer;

use std::cmp::Ordering;
use std::time::Duration;

use crate::call::bytes::take;
use crate::call::moment::{Moment, Present};
use crate::call::record::ledger::{Ledger, Settled, UnderWay};
use crate::call::record::pacer::Pacer;
use crate::call::settings::Pace;
use crate::quota::Quota;
use crate::random::drawn;
use crate::store::CacheKey;

/// What all calls of an owner share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// A cached response is valid while it has the record's generation, so changing this number forgets all of them.
    pub(crate) generation: u64,
    /// The calls for which it was changed last, the latest at the end.
    forgotten: Vec<u32>,
    /// How many reservations were made, and how often the server told something: it numbers both in their order.
    pub(crate) events: u32,
    /// The user's hour.
    pub(crate) user: Ledger,
    /// The hours of the organizations that were called, by their ids; the one that was called last comes last.
    pub(crate) organizations: Vec<(i64, Ledger)>,
    pub(crate) pacer: Pacer,
}

/// The hour in which a call counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hour {
    User,
    Organization(i64),
}

/// One change of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// A call is under way. One that does not count is listed in the user's hour.
    Reserve(Hour, UnderWay),
    /// A call that counts has ended at `at`.
    Settle { hour: Hour, id: u32, at: Moment, settled: Settled },
    /// In the response to the call with that number, at `at`, the server told how an hour stands.
    BeTold { hour: Hour, number: u32, at: Moment, quota: Quota, limit: Option<u32> },
    /// A call that does not count has ended, or one was never sent.
    Cancel { id: u32 },
    /// Nobody should wait for a call any more.
    EndLease { id: u32 },
    /// Something was changed on the server, so no cached response is valid any more.
    Forget { id: u32 },
    /// No slot may be taken before `until`.
    Hold { until: Moment, pace: Pace },
}

impl Edit {
    /// Dates it later, because the clock by which it was dated is behind.
    pub(crate) fn postpone(&mut self, by: Duration) {
        let moments: [Option<&mut Moment>; 2] = match self {
            Edit::Reserve(_, call) => [Some(&mut call.at), Some(&mut call.end)],
            Edit::Settle { at, .. } | Edit::BeTold { at, .. } | Edit::Hold { until: at, .. } => [Some(at), None],
            Edit::Cancel { .. } | Edit::EndLease { .. } | Edit::Forget { .. } => [None, None],
        };
        moments.into_iter().flatten().for_each(|moment| *moment = moment.after(by));
    }
}

/// Why bytes are not a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// They are damaged, or were never a record: what they said is lost.
    Damaged,
    /// A newer version of this library wrote them and can read them.
    Newer,
}

impl Record {
    /// The first byte of a record in the form that is written here.
    pub(crate) const FORMAT: u8 = 1;

    /// Begins a record. Its generation is drawn at random, because responses that were cached under a lost record must
    /// not become valid again.
    pub(crate) fn new(generation: u64) -> Self {
        Record {
            generation,
            forgotten: Vec::new(),
            events: 0,
            user: Ledger::default(),
            organizations: Vec::new(),
            pacer: Pacer::default(),
        }
    }

    /// More writes than an hour has calls.
    const MOST_FORGOTTEN: usize = 32;

    /// Forgets every cached response because call `id` has ended, once. The generation that follows depends on both, so that
    /// two copies of a record that have forgotten for other calls do not meet in one.
    fn forget(&mut self, id: u32) {
        if self.forgotten.contains(&id) {
            return;
        }
        let surplus = self.forgotten.len().saturating_sub(Self::MOST_FORGOTTEN.saturating_sub(1));
        self.forgotten.drain(..surplus);
        self.forgotten.push(id);
        self.begin_generation(drawn(self.generation, id.into()));
    }

    /// Forgets every cached response because the lease of call `id` has ended. The call itself may end after that, and a copy
    /// that has seen both does not meet one that has seen only its end.
    fn forget_lapsed(&mut self, id: u32) {
        self.begin_generation(drawn(self.generation, !u64::from(id)));
    }

    fn begin_generation(&mut self, generation: u64) {
        self.generation = generation;
        // Calls from now on must not get the response to a request that left before.
        self.ledgers_mut().for_each(Ledger::end_all_leases);
    }

    /// Keeps what was counted, under another generation.
    pub(crate) fn renewed(mut self, generation: u64) -> Self {
        self.begin_generation(generation);
        self
    }

    pub(crate) fn apply(&mut self, edit: &Edit) {
        self.events = self.events.saturating_add(1);
        let event = self.events;
        match *edit {
            Edit::Reserve(hour, call) => self.hour_mut(hour).reserve(UnderWay { number: event, ..call }),
            Edit::Settle { hour, id, at, settled } => self.hour_mut(hour).settle(id, at, settled, event),
            Edit::BeTold { hour, number, at, quota, limit } => {
                self.hour_mut(hour).be_told(number, at, quota, limit, event);
            }
            Edit::Cancel { id } => self.ledgers_mut().for_each(|ledger| ledger.cancel(id)),
            Edit::EndLease { id } => self.ledgers_mut().for_each(|ledger| ledger.end_lease(id)),
            Edit::Forget { id } => self.forget(id),
            Edit::Hold { until, pace } => self.pacer.hold_until(until, pace),
        }
    }

    /// Dates all of it later, because the clock by which it was dated is behind.
    pub(crate) fn postpone(&mut self, by: Duration) {
        self.pacer.0 = self.pacer.0.after(by);
        self.ledgers_mut().for_each(|ledger| ledger.postpone(by));
    }

    /// Brings the record up to the present, and returns whether something in it was dated in the future.
    pub(crate) fn bring_up_to(&mut self, present: Present) -> bool {
        let (mut clamped, mut wrote) = (false, Vec::new());
        for ledger in self.ledgers_mut() {
            let found = ledger.bring_up_to(present);
            clamped |= found.clamped;
            wrote.extend(found.wrote);
        }
        // A write whose result never arrived may have been done. This comes before its call is dropped for its age.
        wrote.into_iter().for_each(|id| self.forget_lapsed(id));
        clamped
    }

    fn ledgers_mut(&mut self) -> impl Iterator<Item = &mut Ledger> {
        std::iter::once(&mut self.user).chain(self.organizations.iter_mut().map(|(_, ledger)| ledger))
    }

    fn ledgers(&self) -> impl Iterator<Item = &Ledger> {
        std::iter::once(&self.user).chain(self.organizations.iter().map(|(_, ledger)| ledger))
    }

    /// Nobody works for more organizations in an hour, and the bound keeps a record small.
    const MOST_ORGANIZATIONS: usize = 16;

    pub(crate) fn hour(&self, hour: Hour) -> Option<&Ledger> {
        match hour {
            Hour::User => Some(&self.user),
            Hour::Organization(id) => {
                self.organizations.iter().find(|(known, _)| *known == id).map(|(_, ledger)| ledger)
            }
        }
    }

    fn hour_mut(&mut self, hour: Hour) -> &mut Ledger {
        let Hour::Organization(id) = hour else { return &mut self.user };
        let known = self.organizations.iter().position(|(known, _)| *known == id);
        let called = known.map(|index| self.organizations.remove(index)).unwrap_or((id, Ledger::default()));
        let surplus = self.organizations.len().saturating_sub(Self::MOST_ORGANIZATIONS.saturating_sub(1));
        self.organizations.drain(..surplus);
        self.organizations.push(called);
        // It was pushed a line above.
        self.organizations.last_mut().map_or(&mut self.user, |(_, ledger)| ledger)
    }

    /// Returns the call under way that asks for `key` and whose response all calls may have.
    pub(crate) fn leader(&self, key: CacheKey) -> Option<&UnderWay> {
        self.ledgers().find_map(|ledger| ledger.leader(key))
    }

    pub(crate) fn call(&self, id: u32) -> Option<&UnderWay> {
        self.ledgers().find_map(|ledger| ledger.call(id))
    }

    /// More bytes than an hour takes in which a few calls are under way.
    const USUAL_LENGTH: usize = 512;

    /// Encodes the record: all numbers little-endian, the moments of calls as microseconds after the first.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::USUAL_LENGTH);
        bytes.push(Self::FORMAT);
        bytes.extend(self.generation.to_le_bytes());
        bytes.push(u8::try_from(self.forgotten.len()).unwrap_or(u8::MAX));
        for id in self.forgotten.iter().take(u8::MAX.into()) {
            bytes.extend(id.to_le_bytes());
        }
        bytes.extend(self.pacer.0.0.to_le_bytes());
        bytes.extend(self.events.to_le_bytes());
        self.user.encode(&mut bytes);
        bytes.push(u8::try_from(self.organizations.len()).unwrap_or(u8::MAX));
        for (id, ledger) in self.organizations.iter().take(u8::MAX.into()) {
            bytes.extend(id.to_le_bytes());
            ledger.encode(&mut bytes);
        }
        bytes
    }

    /// Decodes what [`encode`](Record::encode) returned.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Record, Unreadable> {
        let (format, rest) = bytes.split_first().ok_or(Unreadable::Damaged)?;
        match format.cmp(&Self::FORMAT) {
            Ordering::Less => Err(Unreadable::Damaged),
            Ordering::Equal => Self::read(rest).ok_or(Unreadable::Damaged),
            Ordering::Greater => Err(Unreadable::Newer),
        }
    }

    fn read(mut bytes: &[u8]) -> Option<Record> {
        let from = &mut bytes;
        let generation = u64::from_le_bytes(take(from)?);
        let [count] = take(from)?;
        let mut forgotten = Vec::with_capacity(count.into());
        for _ in 0..count {
            forgotten.push(u32::from_le_bytes(take(from)?));
        }
        let pacer = Pacer(Moment(i64::from_le_bytes(take(from)?)));
        let events = u32::from_le_bytes(take(from)?);
        let user = Ledger::decode(from)?;
        let [count] = take(from)?;
        let mut organizations = Vec::new();
        for _ in 0..count {
            organizations.push((i64::from_le_bytes(take(from)?), Ledger::decode(from)?));
        }
        from.is_empty().then_some(Record { generation, forgotten, events, user, organizations, pacer })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quota::Quota;

    const NOW: Moment = Moment(1_800_000_000_000_000_000);

    fn under_way(id: u32) -> UnderWay {
        UnderWay {
            id,
            flight: id,
            number: 0,
            at: NOW,
            end: NOW.after(Duration::from_secs(70)),
            key: Some(CacheKey::from_bytes([7; 16])),
            writes: false,
            counts: true,
        }
    }

    /// A record with everything in it.
    fn full(seed: u64) -> Record {
        let mut record = Record::new(drawn(seed, 1));
        (1..=40).for_each(|id| record.apply(&Edit::Forget { id }));
        for id in 1..=30 {
            let at = NOW.before(Duration::from_micros(drawn(seed, u64::from(id)) % 3_600_000_000));
            record.apply(&Edit::Reserve(
                Hour::User,
                UnderWay { at, writes: id % 2 == 0, counts: id % 5 != 0, ..under_way(id) },
            ));
            if id % 3 != 0 {
                record.apply(&Edit::Settle { hour: Hour::User, id, at, settled: Settled::One(None) });
            }
        }
        let quota = Quota::new(-3, Some(Duration::from_secs(60)));
        record.apply(&Edit::BeTold { hour: Hour::User, number: 9, at: NOW, quota, limit: None });
        for organization in [41, -7] {
            let hour = Hour::Organization(organization);
            record.apply(&Edit::Reserve(hour, under_way(100)));
            record.apply(&Edit::Settle { hour, id: 100, at: NOW, settled: Settled::One(Some(quota)) });
            record.apply(&Edit::BeTold { hour, number: 9, at: NOW, quota, limit: Some(240) });
        }
        record.apply(&Edit::Hold { until: NOW, pace: Pace { burst: 3, interval: Duration::from_secs(1) } });
        record
    }

    #[test]
    fn a_record_is_decoded_as_it_was_encoded() {
        for record in [Record::new(u64::MAX), full(1), full(2)] {
            let bytes = record.encode();
            assert_eq!(Record::decode(&bytes), Ok(record.clone()));
            assert_eq!(Record::decode(&bytes).unwrap().encode(), bytes);
        }
    }

    #[test]
    fn an_hour_of_settled_calls_takes_three_hundred_bytes() {
        let mut record = Record::new(1);
        for id in 0..30 {
            record.apply(&Edit::Settle {
                hour: Hour::User,
                id,
                at: NOW,
                settled: Settled::One(Some(Quota::new(1, None))),
            });
        }
        assert_eq!(record.encode().len(), 296);
    }

    #[test]
    fn calls_are_dated_up_to_the_next_microsecond() {
        let mut record = Record::new(1);
        for (id, nanoseconds) in [(1, 0), (2, 1), (3, 1_000)] {
            let at = NOW.after(Duration::from_nanos(nanoseconds));
            record.apply(&Edit::Settle { hour: Hour::User, id, at, settled: Settled::One(None) });
        }
        let read = Record::decode(&record.encode()).unwrap();
        let after: Vec<_> = read.user.spent.iter().map(|call| call.at.since(NOW).as_nanos()).collect();
        assert_eq!(after, [0, 1_000, 1_000]);
    }

    #[test]
    fn an_old_call_is_dated_later_rather_than_a_new_one_earlier() {
        let mut record = Record::new(1);
        for (id, before) in [(1, 40_000), (2, 0), (3, 3_600)] {
            let at = NOW.before(Duration::from_secs(before));
            record.apply(&Edit::Settle { hour: Hour::User, id, at, settled: Settled::One(None) });
        }
        let read = Record::decode(&record.encode()).unwrap();
        let before: Vec<_> = read.user.spent.iter().map(|call| NOW.since(call.at).as_secs()).collect();
        assert_eq!(before, [4_294, 0, 3_600]);
    }

    #[test]
    fn bytes_that_are_cut_or_changed_never_panic() {
        let bytes = full(3).encode();
        for end in 0..bytes.len() {
            assert_eq!(Record::decode(&bytes[..end]), Err(Unreadable::Damaged), "{end} of {} bytes", bytes.len());
        }
        assert_eq!(Record::decode(&[bytes.as_slice(), &[0]].concat()), Err(Unreadable::Damaged));
        for seed in 0..2_000 {
            let mut changed = bytes.clone();
            let index = drawn(seed, 1) as usize % changed.len();
            changed[index] = drawn(seed, 2) as u8;
            if let Ok(mut record) = Record::decode(&changed) {
                record.bring_up_to(Present::at(NOW));
                let _ = (record.user.remaining(30), record.user.freed_at(30, 0, NOW), record.encode());
            }
        }
    }

    #[test]
    fn a_newer_format_is_told_from_damage() {
        assert_eq!(Record::decode(&[Record::FORMAT + 1]), Err(Unreadable::Newer));
        assert_eq!(Record::decode(&[u8::MAX, 1, 2]), Err(Unreadable::Newer));
        assert_eq!(Record::decode(&[0]), Err(Unreadable::Damaged));
        assert_eq!(Record::decode(&[]), Err(Unreadable::Damaged));
    }

    #[test]
    fn every_edit_may_be_applied_again() {
        let edits = [
            Edit::Reserve(Hour::User, under_way(1)),
            Edit::Reserve(Hour::User, under_way(2)),
            Edit::Settle { hour: Hour::User, id: 1, at: NOW, settled: Settled::One(None) },
            Edit::Settle { hour: Hour::User, id: 2, at: NOW, settled: Settled::One(Some(Quota::new(5, None))) },
            Edit::Reserve(Hour::User, under_way(3)),
            Edit::EndLease { id: 3 },
            Edit::Cancel { id: 3 },
            Edit::Forget { id: 4 },
            Edit::Reserve(Hour::User, under_way(5)),
        ];
        let mut record = full(4);
        edits.iter().for_each(|edit| record.apply(edit));
        let once = record.clone();
        for edit in [&edits[2], &edits[3], &edits[5], &edits[6], &edits[7]] {
            record.apply(edit);
        }
        record.events = once.events;
        assert_eq!(record, once);
        // A call that is known already is not reserved again.
        record.apply(&edits[0]);
        record.events = once.events;
        assert_eq!(record, once);
    }

    #[test]
    fn the_end_of_a_lease_and_of_its_call_forget_apart() {
        let mut record = Record::new(5);
        record.apply(&Edit::Reserve(Hour::User, UnderWay { writes: true, ..under_way(1) }));
        let mut lapsed = record.clone();
        lapsed.bring_up_to(Present::at(NOW.after(Duration::from_secs(71))));
        let by_lease = lapsed.generation;
        lapsed.apply(&Edit::Forget { id: 1 });
        record.apply(&Edit::Forget { id: 1 });
        let generations = [5, by_lease, lapsed.generation, record.generation];
        assert!((0..4).all(|index| !generations[..index].contains(&generations[index])), "{generations:?}");
    }

    #[test]
    fn a_write_whose_lease_ended_forgets_before_it_is_dropped() {
        let mut record = Record::new(5);
        record.apply(&Edit::Reserve(Hour::User, UnderWay { writes: true, ..under_way(1) }));
        record
            .apply(&Edit::Reserve(Hour::User, UnderWay { end: NOW.after(Duration::from_secs(3_000)), ..under_way(2) }));
        assert!(!record.bring_up_to(Present::at(NOW.after(Duration::from_secs(69)))));
        assert_eq!(record.generation, 5);
        record.bring_up_to(Present::at(NOW.after(Duration::from_secs(70))));
        let forgotten = record.generation;
        assert_ne!(forgotten, 5);
        assert_eq!(record.user.spent.len(), 1);
        assert!(record.user.leader(CacheKey::from_bytes([7; 16])).is_none(), "nobody joins what left before");

        let mut long_ago = Record::new(5);
        long_ago.apply(&Edit::Reserve(Hour::User, UnderWay { writes: true, ..under_way(1) }));
        long_ago.bring_up_to(Present::at(NOW.after(Duration::from_secs(90_000))));
        assert_eq!((long_ago.generation, long_ago.user.spent.len()), (forgotten, 0));
    }

    #[test]
    fn copies_that_forgot_for_other_calls_do_not_meet() {
        let forgot = |ids: &[u32]| {
            let mut record = Record::new(5);
            ids.iter().for_each(|id| record.apply(&Edit::Forget { id: *id }));
            record.generation
        };
        assert_eq!(forgot(&[1, 2]), forgot(&[1, 2]));
        let generations = [forgot(&[]), forgot(&[1]), forgot(&[2]), forgot(&[1, 2]), forgot(&[2, 1])];
        assert_eq!(generations.into_iter().collect::<std::collections::BTreeSet<_>>().len(), 5);
    }

    #[test]
    fn the_last_calls_for_which_it_forgot_are_known() {
        let mut record = Record::new(5);
        (1..=33).for_each(|id| record.apply(&Edit::Forget { id }));
        let (generation, length) = (record.generation, record.encode().len());
        (2..=33).for_each(|id| record.apply(&Edit::Forget { id }));
        assert_eq!(record.generation, generation);
        record.apply(&Edit::Forget { id: 1 });
        assert_ne!(record.generation, generation);
        assert_eq!(record.encode().len(), length, "the list is bounded");
    }

    #[test]
    fn the_future_is_clamped_and_said() {
        let mut record = full(6);
        let early = NOW.before(Duration::from_secs(40_000));
        assert!(record.bring_up_to(Present::at(early)));
        assert!(record.user.spent.iter().all(|call| call.at == early));
        assert!(!record.bring_up_to(Present::at(early)));
        assert!(record.user.told.is_none_or(|told| told.until <= early.after(Duration::from_secs(3_600))));
    }

    #[test]
    fn each_organization_has_an_hour_of_its_own() {
        let mut record = Record::new(1);
        let told = |remaining| Settled::One(Some(Quota::new(remaining, Some(Duration::from_secs(60)))));
        for (organization, remaining) in [(41, 3), (42, 200)] {
            let hour = Hour::Organization(organization);
            record.apply(&Edit::Settle { hour, id: 1, at: NOW, settled: told(remaining) });
        }
        let left = |record: &Record, hour| record.hour(hour).map(|ledger| ledger.remaining(u32::MAX));
        assert_eq!(left(&record, Hour::Organization(41)), Some(3));
        assert_eq!(left(&record, Hour::Organization(42)), Some(200));
        assert_eq!(left(&record, Hour::Organization(43)), None);
        assert_eq!(record.user, Ledger::default());
        for organization in 0..20 {
            let hour = Hour::Organization(organization);
            record.apply(&Edit::Settle { hour, id: 2, at: NOW, settled: Settled::One(None) });
        }
        assert_eq!(record.organizations.len(), Record::MOST_ORGANIZATIONS);
        assert_eq!(left(&record, Hour::Organization(41)), None, "the one that was called the longest ago goes");
        assert!(record.hour(Hour::Organization(19)).is_some());
    }
}
