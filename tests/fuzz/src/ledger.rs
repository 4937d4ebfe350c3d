//! [`Ledger`]: never more than the limit in an hour, and a wait that is true.

use std::collections::VecDeque;
use std::time::Duration;

use toggl_me_core::{Ledger, Quota, Reservation, Spent};

use crate::Input;

/// Reserves, settles, lets time pass, and reads what others have kept.
pub fn run(mut input: Input<'_>) {
    let limit = input.below(8);
    let mut ledger = Ledger::new(limit as u32);
    let limit = limit.max(1);
    let mut now = Duration::from_millis(u64::from(input.short()));
    let mut under_way: VecDeque<(Duration, Reservation)> = VecDeque::new();
    let mut reserved: Vec<Duration> = Vec::new();
    while !input.is_empty() {
        match input.below(6) {
            0 | 1 => match ledger.reserve(now) {
                Ok(call) => {
                    reserved.push(now);
                    under_way.push_back((now, call));
                }
                Err(wait) => {
                    assert!(!wait.is_zero() && wait <= Ledger::WINDOW, "{wait:?}");
                    let all_have_ended = under_way.iter().all(|(at, _)| now + wait < *at + Ledger::WINDOW);
                    if all_have_ended {
                        assert!(ledger.clone().remaining(now + wait) > 0, "nothing is free after {wait:?}");
                    }
                }
            },
            2 => {
                let call = if input.below(2) == 0 { under_way.pop_front() } else { under_way.pop_back() };
                if let Some((_, call)) = call {
                    ledger.settle(call, now, Spent::One(quota(&mut input)));
                }
            }
            3 => {
                // One of which nothing has reached the server: it does not count.
                if let Some((at, call)) = under_way.pop_back() {
                    let before = ledger.remaining(now);
                    ledger.settle(call, now, Spent::Nothing);
                    assert!(ledger.remaining(now) >= before);
                    let index = reserved.iter().rposition(|reserved| *reserved == at);
                    reserved.remove(index.expect("it was reserved"));
                }
            }
            4 => now += Duration::from_secs(u64::from(input.short())),
            _ => {
                ledger.take_in(input.line(), now);
                let mut other = Ledger::new(limit as u32);
                other.take_in(&ledger.to_bytes(), now);
                assert!(other.remaining(now) <= limit);
            }
        }
        assert!(ledger.remaining(now) <= limit);
        let recent = reserved.iter().filter(|at| now - **at < Ledger::WINDOW).count();
        assert!(recent <= limit, "{recent} calls within an hour, and {limit} allowed");
    }
}

fn quota(input: &mut Input<'_>) -> Option<Quota> {
    let remaining = match input.below(4) {
        0 => return None,
        1 => input.long() as i64,
        _ => input.below(40) as i64,
    };
    let resets_in = match input.below(4) {
        0 => None,
        1 => Some(Duration::from_secs(input.long())),
        _ => Some(Duration::from_secs(u64::from(input.short()))),
    };
    Some(Quota::new(remaining, resets_in))
}
