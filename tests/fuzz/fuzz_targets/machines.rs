//! Checks that the machines keep their promises over any sequence of events.
//!
//! The first byte of an input says which machine it is for.

#![no_main]

use libfuzzer_sys::fuzz_target;
use toggl_me_fuzz::{Input, calls, pages, steps};

fuzz_target!(|bytes: &[u8]| {
    let mut input = Input::new(bytes);
    match input.below(4) {
        0 => pages::run(input),
        1 => steps::run(input),
        _ => calls::run(input),
    }
});
