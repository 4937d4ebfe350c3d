//! The suite against a small correct adapter, and against careless ones: each fails the clauses that it breaks, and no
//! other.

mod wire;

use std::panic::{AssertUnwindSafe, catch_unwind};

use toggl_me_transport_test::conformance::{self, Setup};
use wire::{Habit, Wire};

mod correct {
    use super::*;

    toggl_me_transport_test::conformance!(|setup: &Setup| Wire::new(setup, Habit::None));
}

mod without_gzip {
    use super::*;

    fn make(setup: &Setup) -> Wire {
        Wire::new(setup, Habit::KnowsNoGzip)
    }

    toggl_me_transport_test::conformance!(make, except(gzip, "it has no decompression"));
}

/// A transport that threads cannot share is tested by excepting the clause that needs it.
mod without_threads {
    use super::*;

    fn make(setup: &Setup) -> std::rc::Rc<Wire> {
        std::rc::Rc::new(Wire::new(setup, Habit::None))
    }

    toggl_me_transport_test::conformance!(make, except(many_threads_at_once, "it is for one thread"),);
}

/// The clauses that an adapter with that habit fails, with what they said.
fn failures(habit: Habit) -> Vec<(&'static str, String)> {
    let mut failures = Vec::new();
    macro_rules! run {
        ($clause:ident) => {
            let clause = || conformance::$clause(&|setup| Box::new(Wire::new(setup, habit)));
            if let Err(panic) = catch_unwind(AssertUnwindSafe(clause)) {
                let message = panic.downcast_ref::<String>().cloned().unwrap_or_default();
                failures.push((stringify!($clause), message));
            }
        };
    }
    toggl_me_transport_test::conformance_clauses!(run);
    failures
}

/// Declares the test that an adapter with a habit fails those clauses, each with a message that says what is right.
macro_rules! careless {
    ($( $test:ident: $habit:ident fails [$( $clause:ident ),+]; )+) => {
        $(
            #[test]
            fn $test() {
                let failures = failures(Habit::$habit);
                let names: Vec<_> = failures.iter().map(|(name, _)| *name).collect();
                assert_eq!(names, [$( stringify!($clause) ),+], "{failures:#?}");
                for (name, message) in failures {
                    assert!(message.starts_with("a correct transport "), "{name}: {message}");
                }
            }
        )+

        #[test]
        fn every_clause_is_failed_by_somebody() {
            let failed = [$( $( stringify!($clause) ),+ ),+];
            macro_rules! is_failed {
                ($clause_of_all:ident) => {
                    assert!(failed.contains(&stringify!($clause_of_all)), stringify!($clause_of_all));
                };
            }
            toggl_me_transport_test::conformance_clauses!(is_failed);
        }
    };
}

careless! {
    failing_on_error_statuses: FailsOnErrorStatuses fails [statuses_are_answers];
    following_redirects: FollowsRedirects fails [redirects_are_returned];
    decoding_paths: DecodesPaths fails [requests_go_out_unchanged];
    adding_a_user_agent: AddsUserAgent fails [headers_are_not_invented];
    sending_a_length_with_get: SendsLengthWithGet fails [empty_bodies_follow_the_method];
    needing_a_length: NeedsALength fails [bodies_come_whole];
    returning_what_came: ReturnsWhatCame fails [cut_bodies_are_errors];
    taking_nonsense: TakesNonsense fails [nonsense_is_an_error];
    keeping_one_of_each_header: KeepsOneOfEachHeader fails [repeated_headers_are_kept];
    reading_without_a_bound: Unbounded fails [bodies_are_bounded, gzip];
    retrying: Retries fails [nothing_is_sent_twice];
    saying_other: SaysOther fails [
        cut_bodies_are_errors, bodies_are_bounded, refused_connections_are_told, time_outs_are_told, gzip,
        tls_refuses_self_signed, tls_refuses_expired, tls_refuses_other_hosts
    ];
    claiming_unsent: ClaimsUnsent fails [unsent_means_unsent];
    never_claiming_unsent: NeverClaimsUnsent fails [unsent_means_unsent];
    closing_always: ClosesAlways fails [connections_are_reused];
    knowing_no_gzip: KnowsNoGzip fails [gzip];
    trusting_nobody: TrustsNobody fails [tls_trusts_given_roots];
    trusting_anybody: TrustsAnybody fails [tls_refuses_self_signed, tls_refuses_expired, tls_refuses_other_hosts];
    one_at_a_time: OneAtATime fails [many_threads_at_once];
}
