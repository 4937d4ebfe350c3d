//! Tests that `ReqwestTransport` keeps the contract.

use reqwest::Certificate;
use reqwest::blocking::Client;
use toggl_me_stacks::reqwest_blocking::ReqwestTransport;
use toggl_me_transport_test::conformance;
use toggl_me_transport_test::conformance::Setup;

fn make(setup: &Setup) -> ReqwestTransport {
    // reqwest's feature `rustls` makes this unnecessary, at the cost of a long build.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let roots = setup.roots.iter().map(|der| Certificate::from_der(der).expect("a certificate"));
    let settings = Client::builder().no_proxy().timeout(setup.timeout).tls_certs_only(roots);
    ReqwestTransport::new(settings, setup.body_limit).expect("the settings are in order")
}

conformance!(
    make,
    except(headers_are_not_invented, "reqwest adds `accept: */*` to requests without `accept`; the core's have one"),
);
