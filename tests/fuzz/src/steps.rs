//! Gives a call any inputs in any order, and replies that no store would give. It checks that the call never panics, and
//! that it ends at the first input that does not belong to its last step.

use std::time::Duration;

use http::Request;
use jiff::Timestamp;
use toggl_me_core::call::{Input as Given, Now, Step};
use toggl_me_core::me::GetMe;
use toggl_me_core::store::{Ask, Held, MemoryStore, Replied, StoreError, Version, Written};
use toggl_me_core::{CallOptions, Context, Credentials, Dispatcher, EndpointExt as _};

use crate::Input;
use crate::calls::{pause, sent_back};

/// Steps calls of one dispatcher, one after the other, with a store whose replies the input makes up.
pub fn run(mut input: Input<'_>) {
    let context = Context::new(Credentials::api_token("5eed5eed")).expect("a token");
    let request = GetMe::new().to_request(&context).expect("a request");
    // This store is never asked, because its replies are made up.
    let dispatcher = Dispatcher::new().hourly_limit(input.below(3) as u32 + 1).max_stale(pause(&mut input));
    let dispatcher = dispatcher.max_age(pause(&mut input)).store(std::sync::Arc::new(MemoryStore::new()));
    let mut clock = Clocks::default();
    let mut kept = Vec::new();
    while !input.is_empty() {
        one(&mut input, &dispatcher, &request, &mut clock, &mut kept);
    }
}

#[derive(Clone, Copy, Default)]
struct Clocks {
    monotonic: Duration,
    wall: Timestamp,
}

impl Clocks {
    /// Moves the clocks. The monotonic clock never goes back; the time of day may do anything.
    fn turn(&mut self, input: &mut Input<'_>) -> Now {
        self.monotonic += pause(input);
        match input.below(8) {
            0 => self.wall = Timestamp::from_second(input.long() as i64 >> 24).unwrap_or_default(),
            _ => self.wall = self.wall.saturating_add(jiff::SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX),
        }
        Now { monotonic: self.monotonic, wall: self.wall }
    }
}

/// Runs a call from its start to its end. `kept` are the records and responses that earlier calls wrote.
fn one(
    input: &mut Input<'_>,
    dispatcher: &Dispatcher,
    request: &Request<Vec<u8>>,
    clock: &mut Clocks,
    kept: &mut Vec<Vec<u8>>,
) {
    let options = if input.below(4) == 0 { CallOptions::new().background() } else { CallOptions::new() };
    let mut call = dispatcher.call(&GetMe::new(), request, options);
    let mut given = if input.below(16) == 0 { any(input, kept) } else { Given::Start };
    let mut is_first = true;
    for _ in 0..400 {
        let fits_first = !is_first || matches!(given, Given::Start);
        is_first = false;
        let step = call.step(clock.turn(input), given);
        assert!(fits_first || matches!(step, Step::Done(_)), "an input that does not fit ends the call");
        let belongs: fn(&Given) -> bool = match &step {
            Step::Store(ask) => {
                if let Ask::Write(write) = ask {
                    kept.push(write.record.clone());
                    kept.extend(write.response.iter().map(|put| put.bytes.clone()));
                    kept.truncate(16);
                }
                |given| matches!(given, Given::Stored(_))
            }
            Step::Send => |given| matches!(given, Given::Answered(_)),
            Step::Wait { .. } => |given| matches!(given, Given::Woken),
            Step::Done(_) => {
                // After its end, every step is an end.
                let step = call.step(clock.turn(input), any(input, kept));
                assert!(matches!(step, Step::Done(_)));
                return;
            }
        };
        given = match &step {
            _ if input.below(32) == 0 => any(input, kept),
            Step::Store(ask) => Given::Stored(replied(input, kept, Some(ask))),
            Step::Send => Given::Answered(sent_back(input, 7, false)),
            Step::Wait { until, .. } => {
                clock.monotonic = clock.monotonic.max(*until);
                Given::Woken
            }
            Step::Done(_) => return,
        };
        if !belongs(&given) {
            let step = call.step(clock.turn(input), given);
            assert!(matches!(step, Step::Done(_)), "an input that does not belong to {step:?} ends the call");
            return;
        }
        if input.is_empty() && input.below(2) == 0 {
            // The call is dropped at this step.
            return;
        }
    }
}

/// Draws any input.
fn any(input: &mut Input<'_>, kept: &[Vec<u8>]) -> Given {
    match input.below(4) {
        0 => Given::Start,
        1 => Given::Stored(replied(input, kept, None)),
        2 => Given::Answered(sent_back(input, 7, false)),
        _ => Given::Woken,
    }
}

/// Draws any reply of a store, and more often one that belongs to `ask`.
fn replied(input: &mut Input<'_>, kept: &[Vec<u8>], ask: Option<&Ask>) -> Result<Replied, StoreError> {
    let kind = match ask {
        Some(_) if input.below(16) == 0 => 3,
        Some(Ask::Secret) => 0,
        Some(Ask::Read(_)) => 1,
        Some(Ask::Write(_)) => 2,
        None => input.below(4),
    };
    match kind {
        0 => Ok(Replied::Secret([input.byte(); 16])),
        1 => Ok(Replied::Held(held(input, kept))),
        2 if input.below(3) == 0 => Ok(Replied::Written(Written::Changed(held(input, kept)))),
        2 => Ok(Replied::Written(Written::Done)),
        _ => Err(StoreError::new("fails")),
    }
}

/// Draws bytes that nobody has written, that a call wrote, or that a call wrote with one byte changed.
fn bytes(input: &mut Input<'_>, kept: &[Vec<u8>]) -> Option<Vec<u8>> {
    match input.below(8) {
        0 => None,
        1 => Some(input.line().to_vec()),
        choice if kept.is_empty() => Some(vec![choice as u8; 8]),
        choice => {
            let mut bytes = kept[input.below(kept.len())].clone();
            if choice == 2 && !bytes.is_empty() {
                let index = usize::from(input.short()) % bytes.len();
                bytes[index] ^= input.byte();
            }
            Some(bytes)
        }
    }
}

fn held(input: &mut Input<'_>, kept: &[Vec<u8>]) -> Held {
    let mut held = Held::default();
    held.version = Version(input.below(4) as u64);
    held.record = bytes(input, kept);
    held.response = bytes(input, kept);
    held.now = (input.below(4) == 0).then(|| Timestamp::from_second(input.long() as i64 >> 24).unwrap_or_default());
    held
}
