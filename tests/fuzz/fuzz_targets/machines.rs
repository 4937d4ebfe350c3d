//! The machines hold what they promise over any sequence of events.
//!
//! The first byte of an input says which machine it is for.

#![no_main]

use libfuzzer_sys::fuzz_target;
use toggl_me_fuzz::{Input, cache, ledger, pages, retry};

fuzz_target!(|bytes: &[u8]| {
    let mut input = Input::new(bytes);
    match input.below(4) {
        0 => ledger::run(input),
        1 => retry::run(input),
        2 => pages::run(input),
        _ => cache::run(input),
    }
});
