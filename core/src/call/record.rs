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

    /// Brings the record up to `now`.
    pub(crate) fn bring_up_to(&mut self, now: Moment) {
        // A write of which nothing is heard may have been done. This comes before its call is dropped for its age.
        if self.ledger.bring_up_to(now) {
            self.forget();
        }
        self.pacer.clamp(now);
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
