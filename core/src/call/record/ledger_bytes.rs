//! A ledger as bytes.

use std::time::Duration;

use crate::call::bytes::take;
use crate::call::moment::Moment;
use crate::call::record::ledger::{Ledger, Spent, Told, UnderWay};
use crate::store::CacheKey;

impl Ledger {
    /// Returns the first moment of a call, or the earliest one that the bytes can hold: a call that is older than that
    /// has left the window, and is dated later, because the others must not be dated earlier.
    fn base(&self) -> Moment {
        let starts = || self.spent.iter().map(|call| call.at).chain(self.under_way.iter().map(|call| call.at));
        let longest = Duration::from_micros(u32::MAX.into());
        starts().min().zip(starts().max()).map_or(Moment::default(), |(first, last)| first.max(last.before(longest)))
    }

    /// Appends the ledger to `bytes`.
    pub(crate) fn encode(&self, bytes: &mut Vec<u8>) {
        let Ledger { spent, under_way, told, limit } = self;
        let base = self.base();
        bytes.extend(base.0.to_le_bytes());
        bytes.push(flags([told.is_some(), limit.is_some(), false]));
        if let Some(told) = told {
            bytes.extend(told.remaining.to_le_bytes());
            bytes.extend(told.until.0.to_le_bytes());
            bytes.extend(told.event.to_le_bytes());
        }
        bytes.extend(limit.iter().flat_map(|limit| limit.to_le_bytes()));
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
            bytes.push(flags([call.writes, call.counts, call.key.is_some()]));
            bytes.extend(call.key.iter().flat_map(|key| key.to_bytes()));
        }
    }

    /// Reads a ledger off the front of `bytes`; `None` if there is none.
    pub(crate) fn decode(bytes: &mut &[u8]) -> Option<Ledger> {
        let base = Moment(i64::from_le_bytes(take(bytes)?));
        let [flags @ 0..4] = take(bytes)? else { return None };
        let mut told = None;
        if flags & 1 != 0 {
            let remaining = i64::from_le_bytes(take(bytes)?);
            let until = Moment(i64::from_le_bytes(take(bytes)?));
            told = Some(Told { remaining, until, event: u32::from_le_bytes(take(bytes)?) });
        }
        let limit = if flags & 2 != 0 { Some(u32::from_le_bytes(take(bytes)?)) } else { None };
        let count = usize::from(u16::from_le_bytes(take(bytes)?));
        let mut spent = Vec::with_capacity(count.min(bytes.len()));
        for _ in 0..count {
            spent.push(Spent { id: u32::from_le_bytes(take(bytes)?), at: moment(base, take(bytes)?) });
        }
        let count = usize::from(u16::from_le_bytes(take(bytes)?));
        let mut under_way = Vec::with_capacity(count.min(bytes.len()));
        for _ in 0..count {
            let id = u32::from_le_bytes(take(bytes)?);
            let flight = u32::from_le_bytes(take(bytes)?);
            let number = u32::from_le_bytes(take(bytes)?);
            let at = moment(base, take(bytes)?);
            let end = Moment(i64::from_le_bytes(take(bytes)?));
            let [flags] = take(bytes)?;
            let (writes, counts, has_key) = (flags & 1 != 0, flags & 2 != 0, flags & 4 != 0);
            let key = if has_key { Some(CacheKey::from_bytes(take(bytes)?)) } else { None };
            under_way.push(UnderWay { id, flight, number, at, end, key, writes, counts });
        }
        Some(Ledger { spent, under_way, told, limit })
    }
}

/// The first flag is the lowest bit.
fn flags(flags: [bool; 3]) -> u8 {
    flags.iter().rev().fold(0, |byte, flag| byte << 1 | u8::from(*flag))
}

/// Rounds up, because no call may count for less than its hour.
fn microseconds(base: Moment, at: Moment) -> u32 {
    u32::try_from(at.since(base).as_nanos().div_ceil(1_000)).unwrap_or(u32::MAX)
}

fn moment(base: Moment, microseconds: [u8; 4]) -> Moment {
    base.after(Duration::from_micros(u64::from(u32::from_le_bytes(microseconds))))
}
