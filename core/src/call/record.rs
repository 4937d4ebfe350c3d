//! [`Record`]: what all calls of an owner share, and the bytes that a store keeps of it.
//!
//! A record is changed by [`Edit`]s. Each may be applied again, to the record as it is by then: so a write that lost a race
//! is made again, a write whose outcome is unknown is repeated, and what could not be written is owed.

mod lease;
pub(crate) mod ledger;
pub(crate) mod pacer;

use crate::call::bytes::take;
use crate::call::moment::Moment;
use crate::call::record::ledger::{Ledger, Settled, Spent, Told, UnderWay};
use crate::call::record::pacer::Pacer;
use crate::call::settings::Pace;
use crate::store::CacheKey;

/// What all calls of an owner share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// A cached response is valid while it has the record's generation: to forget all is to change this number.
    pub(crate) generation: u64,
    pub(crate) ledger: Ledger,
    pub(crate) pacer: Pacer,
}

/// One change of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// A call is under way.
    Reserve(UnderWay),
    /// A call that counts has ended at `at`.
    Settle { id: u32, at: Moment, settled: Settled },
    /// A call that does not count has ended, or one was never sent.
    Cancel { id: u32 },
    /// Nobody is to wait for a call any more.
    EndLease { id: u32 },
    /// Something was changed on the server: no cached response is valid any more.
    Forget,
    /// No slot is to be taken before `until`.
    Hold { until: Moment, pace: Pace },
}

/// Why bytes are no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// They are damaged, or were never a record: what they said is lost.
    Damaged,
    /// A newer version of this library wrote them, which knows what they say.
    Newer,
}

impl Record {
    /// The first byte of a record in the form that is written here.
    pub(crate) const FORMAT: u8 = 1;

    /// Begins a record. Its generation is drawn at random: responses that were cached under a record that was lost must
    /// not become valid again.
    pub(crate) fn new(generation: u64) -> Self {
        Record { generation, ledger: Ledger::default(), pacer: Pacer::default() }
    }

    pub(crate) fn forget(&mut self) {
        self.generation = self.generation.wrapping_add(1);
        // Who asks from now on must not get the response to a request that left before.
        self.ledger.end_all_leases();
    }

    pub(crate) fn apply(&mut self, edit: &Edit) {
        match *edit {
            Edit::Reserve(call) => self.ledger.reserve(call),
            Edit::Settle { id, at, settled } => self.ledger.settle(id, at, settled),
            Edit::Cancel { id } => self.ledger.cancel(id),
            Edit::EndLease { id } => self.ledger.end_lease(id),
            Edit::Forget => self.forget(),
            Edit::Hold { until, pace } => self.pacer.hold_until(until, pace),
        }
    }

    /// Brings the record up to `now`, and gives whether something in it was dated in the future.
    pub(crate) fn bring_up_to(&mut self, now: Moment) -> bool {
        let found = self.ledger.bring_up_to(now);
        // A write of which nothing is heard may have been done. This comes before its call is dropped for its age.
        if found.wrote {
            self.forget();
        }
        self.pacer.clamp(now);
        found.clamped
    }

    /// Encodes the record: all numbers little-endian, the moments of calls as microseconds after the first.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let Ledger { events, spent, under_way, told } = &self.ledger;
        let starts = spent.iter().map(|call| call.at).chain(under_way.iter().map(|call| call.at));
        let base = starts.min().unwrap_or_default();
        let calls = spent.len().saturating_mul(8).saturating_add(under_way.len().saturating_mul(41));
        let mut bytes = Vec::with_capacity(calls.saturating_add(64));
        bytes.push(Self::FORMAT);
        bytes.extend(self.generation.to_le_bytes());
        bytes.extend(self.pacer.0.0.to_le_bytes());
        bytes.extend(events.to_le_bytes());
        bytes.extend(base.0.to_le_bytes());
        bytes.push(u8::from(told.is_some()));
        if let Some(told) = told {
            bytes.extend(told.remaining.to_le_bytes());
            bytes.extend(told.until.0.to_le_bytes());
            bytes.extend(told.event.to_le_bytes());
        }
        bytes.extend(u16::try_from(spent.len()).unwrap_or(u16::MAX).to_le_bytes());
        for call in spent.iter().take(u16::MAX.into()) {
            bytes.extend(call.id.to_le_bytes());
            bytes.extend(microseconds(base, call.at).to_le_bytes());
        }
        bytes.extend(u16::try_from(under_way.len()).unwrap_or(u16::MAX).to_le_bytes());
        for call in under_way.iter().take(u16::MAX.into()) {
            bytes.extend(call.id.to_le_bytes());
            bytes.extend(call.flight.to_le_bytes());
            bytes.extend(call.number.to_le_bytes());
            bytes.extend(microseconds(base, call.at).to_le_bytes());
            bytes.extend(call.end.0.to_le_bytes());
            let flags = [call.writes, call.counts, call.key.is_some()];
            bytes.push(flags.iter().rev().fold(0, |byte, flag| byte << 1 | u8::from(*flag)));
            bytes.extend(call.key.iter().flat_map(|key| key.to_bytes()));
        }
        bytes
    }

    /// Decodes what [`encode`](Record::encode) gave.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Record, Unreadable> {
        match bytes.first() {
            Some(&Self::FORMAT) => Self::read(bytes.get(1..).unwrap_or_default()).ok_or(Unreadable::Damaged),
            Some(newer) if *newer > Self::FORMAT => Err(Unreadable::Newer),
            _ => Err(Unreadable::Damaged),
        }
    }

    fn read(mut bytes: &[u8]) -> Option<Record> {
        let from = &mut bytes;
        let generation = u64::from_le_bytes(take(from)?);
        let pacer = Pacer(Moment(i64::from_le_bytes(take(from)?)));
        let events = u32::from_le_bytes(take(from)?);
        let base = Moment(i64::from_le_bytes(take(from)?));
        let told = match u8::from_le_bytes(take(from)?) {
            0 => None,
            1 => Some(Told {
                remaining: i64::from_le_bytes(take(from)?),
                until: Moment(i64::from_le_bytes(take(from)?)),
                event: u32::from_le_bytes(take(from)?),
            }),
            _ => return None,
        };
        let count = usize::from(u16::from_le_bytes(take(from)?));
        let mut spent = Vec::with_capacity(count.min(from.len()));
        for _ in 0..count {
            spent.push(Spent { id: u32::from_le_bytes(take(from)?), at: moment(base, take(from)?) });
        }
        let count = usize::from(u16::from_le_bytes(take(from)?));
        let mut under_way = Vec::with_capacity(count.min(from.len()));
        for _ in 0..count {
            let id = u32::from_le_bytes(take(from)?);
            let flight = u32::from_le_bytes(take(from)?);
            let number = u32::from_le_bytes(take(from)?);
            let at = moment(base, take(from)?);
            let end = Moment(i64::from_le_bytes(take(from)?));
            let [flags] = take(from)?;
            let (writes, counts, has_key) = (flags & 1 != 0, flags & 2 != 0, flags & 4 != 0);
            let key = if has_key { Some(CacheKey::from_bytes(take(from)?)) } else { None };
            under_way.push(UnderWay { id, flight, number, at, end, key, writes, counts });
        }
        from.is_empty().then_some(Record { generation, ledger: Ledger { events, spent, under_way, told }, pacer })
    }
}

/// Rounded up: no call may count for less than its hour.
fn microseconds(base: Moment, at: Moment) -> u32 {
    u32::try_from(at.since(base).as_nanos().div_ceil(1_000)).unwrap_or(u32::MAX)
}

fn moment(base: Moment, microseconds: [u8; 4]) -> Moment {
    base.after(std::time::Duration::from_micros(u64::from(u32::from_le_bytes(microseconds))))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::quota::Quota;
    use crate::random::drawn;

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
        for id in 1..=30 {
            let at = NOW.before(Duration::from_micros(drawn(seed, u64::from(id)) % 3_600_000_000));
            record.apply(&Edit::Reserve(UnderWay { at, writes: id % 2 == 0, counts: id % 5 != 0, ..under_way(id) }));
            if id % 3 != 0 {
                record.apply(&Edit::Settle { id, at, settled: Settled::One(None) });
            }
        }
        record.ledger.told = Some(Told { remaining: -3, until: NOW, event: 9 });
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
            record.apply(&Edit::Settle { id, at: NOW, settled: Settled::One(Some(Quota::new(1, None))) });
        }
        assert_eq!(record.encode().len(), 294);
    }

    #[test]
    fn calls_are_dated_up_to_the_next_microsecond() {
        let mut record = Record::new(1);
        for (id, nanoseconds) in [(1, 0), (2, 1), (3, 1_000)] {
            let at = NOW.after(Duration::from_nanos(nanoseconds));
            record.apply(&Edit::Settle { id, at, settled: Settled::One(None) });
        }
        let read = Record::decode(&record.encode()).unwrap();
        let after: Vec<_> = read.ledger.spent.iter().map(|call| call.at.since(NOW).as_nanos()).collect();
        assert_eq!(after, [0, 1_000, 1_000]);
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
                record.bring_up_to(NOW);
                let _ = (record.ledger.remaining(30), record.ledger.freed_at(30, 0, NOW), record.encode());
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
            Edit::Reserve(under_way(1)),
            Edit::Reserve(under_way(2)),
            Edit::Settle { id: 1, at: NOW, settled: Settled::One(None) },
            Edit::Settle { id: 2, at: NOW, settled: Settled::One(Some(Quota::new(5, None))) },
            Edit::Reserve(under_way(3)),
            Edit::EndLease { id: 3 },
            Edit::Cancel { id: 3 },
        ];
        let mut record = full(4);
        edits.iter().for_each(|edit| record.apply(edit));
        let once = record.clone();
        for edit in [&edits[2], &edits[3], &edits[5], &edits[6]] {
            record.apply(edit);
        }
        assert_eq!(record, once);
        // A call that is known is not reserved again.
        record.apply(&edits[0]);
        assert_eq!(record, once);
    }

    #[test]
    fn a_write_whose_lease_ended_forgets_before_it_is_dropped() {
        let mut record = Record::new(5);
        record.apply(&Edit::Reserve(UnderWay { writes: true, ..under_way(1) }));
        record.apply(&Edit::Reserve(UnderWay { end: NOW.after(Duration::from_secs(3_000)), ..under_way(2) }));
        assert!(!record.bring_up_to(NOW.after(Duration::from_secs(69))));
        assert_eq!(record.generation, 5);
        record.bring_up_to(NOW.after(Duration::from_secs(70)));
        assert_eq!((record.generation, record.ledger.spent.len()), (6, 1));
        assert!(record.ledger.leader(CacheKey::from_bytes([7; 16])).is_none(), "nobody joins what left before");

        let mut long_ago = Record::new(5);
        long_ago.apply(&Edit::Reserve(UnderWay { writes: true, ..under_way(1) }));
        long_ago.bring_up_to(NOW.after(Duration::from_secs(90_000)));
        assert_eq!((long_ago.generation, long_ago.ledger.spent.len()), (6, 0));
    }

    #[test]
    fn the_future_is_clamped_and_said() {
        let mut record = full(6);
        let early = NOW.before(Duration::from_secs(40_000));
        assert!(record.bring_up_to(early));
        assert!(record.ledger.spent.iter().all(|call| call.at == early));
        assert!(!record.bring_up_to(early));
        assert!(record.ledger.told.is_none_or(|told| told.until <= early.after(Duration::from_secs(3_600))));
    }
}
