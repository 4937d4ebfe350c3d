//! Tests of the suite against correct stores, and against careless ones: each fails only the clauses that it breaks.

mod served;

use std::panic::{AssertUnwindSafe, catch_unwind};

use served::{Habit, Served, Server};
use toggl_me_transport_test::store_conformance::{self, Stores};

mod in_memory {
    toggl_me_transport_test::store_conformance!(toggl_me_core::store::MemoryStore::new);
}

mod in_little_memory {
    fn make() -> toggl_me_core::store::MemoryStore {
        toggl_me_core::store::MemoryStore::with_bounds(10, 100_000)
    }

    toggl_me_transport_test::store_conformance!(make);
}

mod across_processes {
    use super::*;

    toggl_me_transport_test::store_conformance!(place = || Some(Server::start(Habit::None)), open = Served::open);
}

mod without_large_responses {
    use super::*;

    toggl_me_transport_test::store_conformance!(
        place = || Some(Server::start(Habit::FailsOnLargeResponses)),
        open = Served::open,
        except(large_responses_do_no_harm, "it takes a megabyte at most"),
    );
}

/// The place of a store whose server is not installed.
mod without_a_place {
    use super::*;

    toggl_me_transport_test::store_conformance!(place = || None::<String>, open = Served::open);
}

/// Returns the clauses that a store with this habit fails, with their messages.
fn failures(habit: Habit) -> Vec<(&'static str, String)> {
    let stores = Stores::across_processes(
        move || Some(Server::start(habit)),
        Served::open,
        "crate::across_processes::child_process",
    );
    let mut failures = Vec::new();
    macro_rules! run {
        ($clause:ident) => {
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| stores.test(store_conformance::$clause))) {
                let message = panic.downcast_ref::<String>().cloned().unwrap_or_default();
                failures.push((stringify!($clause), message));
            }
        };
    }
    toggl_me_transport_test::store_conformance_clauses!(run);
    failures
}

/// Declares the test that a store with a habit fails these clauses, each with a message that says what is right, and
/// perhaps those for which two processes would have to meet.
macro_rules! careless {
    ($( $test:ident: $habit:ident fails [$( $clause:ident ),+] $( perhaps [$( $chance:ident ),+] )?; )+) => {
        $(
            #[test]
            fn $test() {
                let failures = failures(Habit::$habit);
                let by_chance: &[&str] = &[$( $( stringify!($chance) ),+ )?];
                let names = failures.iter().map(|(name, _)| *name).filter(|name| !by_chance.contains(name));
                let names: Vec<_> = names.collect();
                assert_eq!(names, [$( stringify!($clause) ),+], "{failures:#?}");
                for (name, message) in failures {
                    assert!(message.starts_with("a correct store "), "{name}: {message}");
                }
            }
        )+

        #[test]
        fn every_clause_is_failed_by_a_careless_implementation() {
            let failed = [$( $( stringify!($clause) ),+ ),+];
            macro_rules! is_failed {
                ($clause_of_all:ident) => {
                    assert!(failed.contains(&stringify!($clause_of_all)), stringify!($clause_of_all));
                };
            }
            toggl_me_transport_test::store_conformance_clauses!(is_failed);
        }
    };
}

careless! {
    remembering_reads: RemembersReads fails [what_was_written_is_read, its_clock_moves_forward];
    keeping_the_first_response: KeepsTheFirstResponse fails [
        what_was_written_is_read, record_and_response_appear_together, any_bytes_are_kept,
        killed_writers_leave_it_whole
    ];
    taking_any_version_for_none: TakesAnyVersionForNone fails [without_a_record_the_version_is_none];
    comparing_bytes: ComparesBytes fails [stale_versions_are_refused];
    comparing_floats: ComparesFloats fails [versions_are_kept_to_the_last_bit];
    reading_then_writing: ReadsThenWrites fails [
        of_equal_writes_one_is_done, no_update_is_lost, processes_lose_no_update
    ];
    locking_its_process: LocksItsProcess fails [processes_lose_no_update];
    keeping_refused_responses: KeepsRefusedResponses fails [
        refused_writes_change_nothing
    ] perhaps [killed_writers_leave_it_whole];
    giving_the_wrong_response: GivesTheWrongResponse fails [refused_writes_change_nothing];
    writing_in_two_steps: WritesInTwoSteps fails [
        record_and_response_appear_together, killed_writers_leave_it_whole
    ];
    reading_in_two_steps: ReadsInTwoSteps fails [
        record_and_response_appear_together
    ] perhaps [killed_writers_leave_it_whole];
    ignoring_owners: IgnoresOwners fails [owners_are_apart];
    ignoring_keys: IgnoresKeys fails [
        refused_writes_change_nothing, owners_are_apart, keys_are_apart, many_responses_do_no_harm,
        large_responses_do_no_harm
    ];
    taking_empty_for_nothing: TakesEmptyForNothing fails [any_bytes_are_kept];
    shortening_lifetimes: ShortensLifetimes fails [records_outlive_their_lifetime];
    counting_seconds_in_32_bits: CountsSecondsIn32Bits fails [any_lifetime_is_taken];
    dropping_all_when_full: DropsAllWhenFull fails [many_responses_do_no_harm];
    failing_on_large_responses: FailsOnLargeResponses fails [large_responses_do_no_harm];
    having_a_clock_at_times: HasAClockAtTimes fails [its_clock_moves_forward];
    having_a_clock_that_stands: HasAClockThatStands fails [its_clock_moves_forward];
    having_a_clock_of_its_own: HasAClockOfItsOwn fails [its_clock_moves_forward];
    making_the_secret_twice: MakesTheSecretTwice fails [the_secret_is_one, processes_share_the_secret];
    keeping_the_secret_in_the_process: KeepsTheSecretInTheProcess fails [processes_share_the_secret];
    having_the_secret_in_its_code: HasTheSecretInItsCode fails [stores_have_secrets_of_their_own];
    leaving_a_lock: LeavesALock fails [killed_writers_leave_it_whole];
    undoing_the_last_write: UndoesTheLastWrite fails [killed_writers_leave_it_whole];
}
