//! Tests that `CurlTransport` keeps the contract.

use toggl_me_stacks::curl::CurlTransport;
use toggl_me_transport_test::conformance;
use toggl_me_transport_test::conformance::Setup;

fn make(setup: &Setup) -> CurlTransport {
    CurlTransport {
        timeout: setup.timeout,
        body_limit: usize::try_from(setup.body_limit).expect("a limit that fits into memory"),
        proxy: Some(String::new()),
        roots: (!setup.roots.is_empty()).then(|| setup.roots_pem()),
    }
}

conformance!(
    make,
    except(connections_are_reused, "over a kept connection libcurl may send a request twice, so none is kept"),
    except(gzip, "libcurl returns the part of a compressed body that is cut short, so no compression is requested"),
    except(requests_go_out_unchanged, "libcurl writes percent-encodings in capitals, as the core does"),
);
