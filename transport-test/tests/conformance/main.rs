//! Tests of the suite against a small correct adapter, and against careless ones: each fails only the clauses that it
//! breaks.

mod wire;

use std::panic::catch_unwind;

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

/// A group is excepted by its name.
mod without_tls {
    use super::*;

    fn make(setup: &Setup) -> Wire {
        Wire::new(setup, Habit::TrustsNobody)
    }

    toggl_me_transport_test::conformance!(make, except(tls, "it trusts nobody"));
}

#[test]
fn an_exception_names_the_clauses_that_it_leaves_out() {
    assert_eq!(conformance::excepted("gzip"), ["gzip"]);
    let group = conformance::excepted("failures");
    assert_eq!(group, ["refused_connections_are_told", "time_outs_are_told", "unsent_means_unsent"]);
    let unknown = catch_unwind(|| conformance::excepted("tsl")).unwrap_err();
    let message = unknown.downcast_ref::<String>().unwrap();
    assert_eq!(message, "there is no clause or group named `tsl`");
}

/// A transport that threads cannot share is tested by excepting the clause that needs it.
mod without_threads {
    use super::*;

    fn make(setup: &Setup) -> std::rc::Rc<Wire> {
        std::rc::Rc::new(Wire::new(setup, Habit::None))
    }

    toggl_me_transport_test::conformance!(make, except(many_threads_at_once, "it is for one thread"),);
}

type Clause = fn(Habit);

/// Returns the clauses that an adapter with this habit fails, with their messages. They run side by side, because many
/// of them wait.
fn failures(habit: Habit) -> Vec<(&'static str, String)> {
    let mut clauses: Vec<(&'static str, Clause)> = Vec::new();
    macro_rules! add {
        ($group:ident $clause:ident) => {
            clauses
                .push((stringify!($clause), |habit| conformance::$clause(&|setup| Box::new(Wire::new(setup, habit)))));
        };
    }
    toggl_me_transport_test::conformance_clauses!(add);
    std::thread::scope(|scope| {
        let running: Vec<_> =
            clauses.into_iter().map(|(name, clause)| (name, scope.spawn(move || clause(habit)))).collect();
        let failed = running.into_iter().filter_map(|(name, clause)| Some((name, clause.join().err()?)));
        failed.map(|(name, panic)| (name, panic.downcast_ref::<String>().cloned().unwrap_or_default())).collect()
    })
}

/// Declares the test that an adapter with a habit fails these clauses, each with a message that says what is right, and
/// the first one with these words for what was wrong.
macro_rules! careless {
    ($( $test:ident: $habit:ident fails [$( $clause:ident ),+], $words:literal; )+) => {
        $(
            #[test]
            fn $test() {
                let failures = failures(Habit::$habit);
                let names: Vec<_> = failures.iter().map(|(name, _)| *name).collect();
                assert_eq!(names, [$( stringify!($clause) ),+], "{failures:#?}");
                for (name, message) in &failures {
                    assert!(message.starts_with("a correct transport "), "{name}: {message}");
                }
                assert!(failures[0].1.contains($words), "{}", failures[0].1);
            }
        )+

        #[test]
        fn every_clause_is_failed_by_a_careless_implementation() {
            let failed = [$( $( stringify!($clause) ),+ ),+];
            macro_rules! is_failed {
                ($group:ident $clause_of_all:ident) => {
                    assert!(failed.contains(&stringify!($clause_of_all)), stringify!($clause_of_all));
                };
            }
            toggl_me_transport_test::conformance_clauses!(is_failed);
        }
    };
}

careless! {
    failing_on_error_statuses: FailsOnErrorStatuses fails [statuses_are_returned],
        "this one failed for a response with 400: ";
    taking_interim_responses: TakesInterimResponses fails [interim_responses_are_skipped],
        "returned 100 Continue with 0 bytes for a GET that first receives 100";
    following_redirects: FollowsRedirects fails [redirects_are_returned],
        "returned 200 OK for a GET that is redirected with 300";
    following_to_other_servers: FollowsToOtherServers fails [redirects_lead_nowhere],
        "went there with the credentials for a GET that is redirected with 300 to http://127.0.0.1:";
    decoding_paths: DecodesPaths fails [requests_go_out_unchanged],
        "requested `/api/v9/me/a/../b%3Fc";
    dropping_bodies_of_delete: DropsBodiesOfDelete fails [requests_go_out_unchanged],
        "sent 0 bytes of body that are not the given ones, with a DELETE of 11 bytes";
    adding_a_user_agent: AddsUserAgent fails [headers_are_not_invented],
        "added `user-agent` to a GET of 0 bytes";
    expecting_to_continue: ExpectsContinue fails [headers_are_not_invented],
        "added `expect` to a POST of 2000000 bytes";
    sending_a_length_with_get: SendsLengthWithGet fails [empty_bodies_follow_the_method],
        "sent 1 lengths and 0 transfer codings with an empty GET";
    sending_patch_without_a_length: SendsPatchWithoutLength fails [empty_bodies_follow_the_method],
        "sent 0 lengths and 0 transfer codings with an empty PATCH";
    sending_lengths_twice: SendsLengthsTwice fails [given_lengths_go_out_once],
        "sent 2 lengths and 0 transfer codings with a POST of 0 bytes";
    keeping_cookies: KeepsCookies fails [calls_leave_no_trace],
        "sent `cookie`, which the response before had set";
    keeping_responses: KeepsResponses fails [calls_leave_no_trace],
        "sent 1 requests in 2 calls";
    needing_a_length: NeedsALength fails [bodies_come_whole, bodies_are_bounded, tls_bodies_end_with_a_word],
        "returned 0 bytes for a body of 1500000 bytes (close)";
    stopping_at_two_megabytes: StopsAtTwoMegabytes fails [bodies_come_whole],
        "returned 2097152 bytes for a body of 2500000 bytes (length)";
    returning_what_came: ReturnsWhatCame fails [cut_bodies_are_errors, tls_bodies_end_with_a_word],
        "returned 200 OK with 10 bytes for a truncated response (/in-length)";
    taking_nonsense: TakesNonsense fails [nonsense_is_an_error],
        "for bytes that are not HTTP (/words)";
    keeping_one_of_each_header: KeepsOneOfEachHeader fails [repeated_headers_are_kept],
        "returned `set-cookie` as [\"a=1\"]";
    reading_without_a_bound: Unbounded fails [bodies_are_bounded, gzip],
        "for a byte more than the limit (length)";
    stopping_at_the_limit: StopsAtTheLimit fails [bodies_are_bounded],
        "for a byte more than the limit (close)";
    retrying: Retries fails [nothing_is_sent_twice],
        "sent /";
    meeting_challenges: MeetsChallenges fails [nothing_is_sent_twice],
        "sent /401/";
    retrying_after_time_outs: RetriesAfterTimeOuts fails [nothing_is_sent_again_after_a_time_out],
        "sent /in-body/GET again";
    saying_other: SaysOther fails [
        cut_bodies_are_errors, bodies_are_bounded, gzip, refused_connections_are_told, time_outs_are_told,
        tls_refuses_self_signed, tls_refuses_expired, tls_refuses_other_hosts, tls_bodies_end_with_a_word
    ],
        "said `Other` for a truncated response (/no-response)";
    claiming_unsent: ClaimsUnsent fails [unsent_means_unsent],
        "said so about a request that arrived (/no-response)";
    claiming_unsent_of_too_large: ClaimsUnsentOfTooLarge fails [unsent_means_unsent],
        "said so about a request that arrived (/in-large)";
    claiming_unsent_of_nonsense: ClaimsUnsentOfNonsense fails [unsent_means_unsent],
        "said so about a request that arrived (/words)";
    claiming_unsent_of_broken_writes: ClaimsUnsentOfBrokenWrites fails [unsent_means_unsent],
        "said so about a request that arrived (/hangs-up)";
    never_claiming_unsent: NeverClaimsUnsent fails [unsent_means_unsent],
        "did not say so about a request to a closed port";
    closing_always: ClosesAlways fails [connections_are_reused],
        "made 5 connections for 5 calls";
    keeping_what_failed: KeepsWhatFailed fails [
        bodies_are_bounded, failures_leave_nothing_behind, time_outs_are_told
    ],
        "said `Other` for a byte more than the limit (chunks)";
    knowing_no_gzip: KnowsNoGzip fails [gzip],
        "did not request it with `Accept-Encoding`";
    trusting_nobody: TrustsNobody fails [tls_trusts_given_roots, tls_bodies_end_with_a_word],
        "this one failed for a server that can be trusted: ";
    trusting_anybody: TrustsAnybody fails [tls_refuses_self_signed, tls_refuses_expired, tls_refuses_other_hosts],
        "for a server with such a certificate";
    taking_torn_tls: TakesTornTls fails [tls_bodies_end_with_a_word],
        "returned 200 OK with 10 bytes for a body whose connection was torn";
    one_at_a_time: OneAtATime fails [many_threads_at_once],
        "this one failed for a call beside others: ";
}
