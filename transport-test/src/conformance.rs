//! The [`Transport`](toggl_me_core::Transport) contract as tests: one clause, one `#[test]`.
//!
//! [`conformance!`](crate::conformance!) runs all of them against a transport of your own. The clauses are plain
//! functions, so that you can run one alone; each panics with what a correct transport does and what this one did. They
//! connect to servers that they start on 127.0.0.1, so the transport must be created without a proxy.
//!
//! | group | clause | of the contract |
//! | --- | --- | --- |
//! | `requests` | [`requests_go_out_unchanged`], [`headers_are_not_invented`], [`calls_leave_no_trace`] | 3 |
//! | | [`empty_bodies_follow_the_method`], [`given_lengths_go_out_once`] | 4 |
//! | `responses` | [`statuses_are_returned`], [`interim_responses_are_skipped`] | 1 |
//! | | [`redirects_are_returned`], [`redirects_lead_nowhere`] | 2 |
//! | | [`repeated_headers_are_kept`] | 6 |
//! | `bodies` | [`bodies_come_whole`], [`cut_bodies_are_errors`], [`nonsense_is_an_error`] | 5 |
//! | | [`bodies_are_bounded`] | 7 |
//! | | [`gzip`] | 5, 7 |
//! | `sending` | [`nothing_is_sent_twice`], [`nothing_is_sent_again_after_a_time_out`] | 8 |
//! | | [`failures_leave_nothing_behind`], [`many_threads_at_once`] | 5 |
//! | | [`connections_are_reused`] | purpose of a pool |
//! | `failures` | [`refused_connections_are_told`], [`time_outs_are_told`], [`unsent_means_unsent`] | 9 |
//! | `tls` | [`tls_trusts_given_roots`], [`tls_refuses_self_signed`], [`tls_refuses_expired`], [`tls_refuses_other_hosts`] | 9 |
//! | | [`tls_bodies_end_with_a_word`] | 5 |
//!
//! # Exceptions
//!
//! `except(name, reason)` leaves out the clause of that name, or every clause of that group, including those that are
//! added to the group later:
//!
//! ```
//! # use toggl_me_transport_test::{TestTransport, conformance, conformance::Setup};
//! # fn make(_: &Setup) -> TestTransport { TestTransport::new() }
//! conformance!(
//!     make,
//!     except(tls, "this stack has no TLS"),
//!     except(gzip, "this stack decompresses nothing, and asks for nothing compressed"),
//! );
//! ```
//!
//! An exception is still listed: as a test of that name in a module `excepted`, which prints the clauses and the
//! reason, and fails where there is no clause or group of that name.

mod bodies;
mod certificates;
mod failures;
mod origin;
mod requests;
mod responses;
mod rule;
mod scripts;
mod sending;
mod setup;
mod tls;

pub use bodies::{bodies_are_bounded, bodies_come_whole, cut_bodies_are_errors, gzip, nonsense_is_an_error};
pub use failures::{refused_connections_are_told, time_outs_are_told, unsent_means_unsent};
pub use requests::{
    calls_leave_no_trace, empty_bodies_follow_the_method, given_lengths_go_out_once, headers_are_not_invented,
    requests_go_out_unchanged,
};
pub use responses::{
    interim_responses_are_skipped, redirects_are_returned, redirects_lead_nowhere, repeated_headers_are_kept,
    statuses_are_returned,
};
pub use sending::{
    connections_are_reused, failures_leave_nothing_behind, many_threads_at_once,
    nothing_is_sent_again_after_a_time_out, nothing_is_sent_twice,
};
pub use setup::{Make, MakeShared, Setup};
pub use tls::{
    tls_bodies_end_with_a_word, tls_refuses_expired, tls_refuses_other_hosts, tls_refuses_self_signed,
    tls_trusts_given_roots,
};

/// Generates the `#[test]`s that show whether a transport keeps the [contract](toggl_me_core::Transport).
///
/// It takes a function that creates the transport, `fn(&Setup) -> impl Transport + 'static`; see
/// [`Setup`](crate::conformance::Setup). A clause or group that a stack cannot keep is
/// [excepted](mod@crate::conformance#exceptions) by its name, with a reason. Two transports in one file need a module
/// each.
///
/// ```
/// use toggl_me_transport_test::conformance::Setup;
/// # use toggl_me_transport_test::{TestTransport, conformance};
/// # struct MyTransport;
/// # impl MyTransport {
/// #     fn new(timeout: std::time::Duration, body_limit: u64, roots: &str) -> TestTransport { TestTransport::new() }
/// # }
/// fn make(setup: &Setup) -> impl toggl_me_core::Transport + use<> {
///     MyTransport::new(setup.timeout, setup.body_limit, &setup.roots_pem())
/// }
///
/// conformance!(make, except(gzip, "this stack decompresses nothing"));
/// ```
#[macro_export]
macro_rules! conformance {
    ($make:expr $(, except($name:ident, $reason:expr))* $(,)?) => {
        $crate::conformance!(@with ($) $make; $($name, $reason;)*);
    };
    // The exceptions become the first rules of a macro: where one of them matches, no test is generated for the clause.
    (@with ($d:tt) $make:expr; $($name:ident, $reason:expr;)*) => {
        macro_rules! conformance_test {
            $(
                ($name $d clause:ident) => {};
                ($d group:ident $name) => {};
            )*
            ($d group:ident $d clause:ident) => {
                #[test]
                fn $d clause() {
                    $crate::conformance::$d clause(&|setup| ::std::boxed::Box::new($make(setup)));
                }
            };
        }

        $crate::conformance_clauses!(conformance_test);

        /// The clauses that the transport does not keep, and the reasons.
        #[cfg(test)]
        mod excepted {
            $(
                #[test]
                fn $name() {
                    let name = stringify!($name);
                    println!("{} is excepted: {}", $crate::conformance::excepted(name).join(", "), $reason);
                }
            )*
        }
    };
}

/// Calls a macro with the group and the name of each clause. This is the only list of them.
#[doc(hidden)]
#[macro_export]
macro_rules! conformance_clauses {
    ($each:ident) => {
        $each!(requests requests_go_out_unchanged);
        $each!(requests headers_are_not_invented);
        $each!(requests calls_leave_no_trace);
        $each!(requests empty_bodies_follow_the_method);
        $each!(requests given_lengths_go_out_once);
        $each!(responses statuses_are_returned);
        $each!(responses interim_responses_are_skipped);
        $each!(responses redirects_are_returned);
        $each!(responses redirects_lead_nowhere);
        $each!(responses repeated_headers_are_kept);
        $each!(bodies bodies_come_whole);
        $each!(bodies cut_bodies_are_errors);
        $each!(bodies nonsense_is_an_error);
        $each!(bodies bodies_are_bounded);
        $each!(bodies gzip);
        $each!(sending nothing_is_sent_twice);
        $each!(sending nothing_is_sent_again_after_a_time_out);
        $each!(sending failures_leave_nothing_behind);
        $each!(sending many_threads_at_once);
        $each!(sending connections_are_reused);
        $each!(failures refused_connections_are_told);
        $each!(failures time_outs_are_told);
        $each!(failures unsent_means_unsent);
        $each!(tls tls_trusts_given_roots);
        $each!(tls tls_refuses_self_signed);
        $each!(tls tls_refuses_expired);
        $each!(tls tls_refuses_other_hosts);
        $each!(tls tls_bodies_end_with_a_word);
    };
}

/// Returns the names of the clauses that an exception of this name leaves out.
///
/// # Panics
///
/// Panics when there is no clause or group of this name.
#[doc(hidden)]
#[track_caller]
pub fn excepted(name: &str) -> Vec<&'static str> {
    let mut clauses = Vec::new();
    macro_rules! add {
        ($group:ident $clause:ident) => {
            if [stringify!($group), stringify!($clause)].contains(&name) {
                clauses.push(stringify!($clause));
            }
        };
    }
    conformance_clauses!(add);
    assert!(!clauses.is_empty(), "there is no clause or group named `{name}`");
    clauses
}
