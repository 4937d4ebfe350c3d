//! Tests that `HyperTransport` keeps the contract.

use rustls::{ClientConfig, RootCertStore};
use toggl_me_stacks::hyper_by_hand::HyperTransport;
use toggl_me_transport_test::conformance;
use toggl_me_transport_test::conformance::Setup;

fn make(setup: &Setup) -> HyperTransport {
    let mut roots = RootCertStore::empty();
    let (_, refused) = roots.add_parsable_certificates(setup.roots.iter().cloned().map(Into::into));
    assert_eq!(refused, 0);
    let tls = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let limit = usize::try_from(setup.body_limit).expect("a limit that fits into memory");
    HyperTransport::new(tls, setup.timeout, limit).expect("a runtime")
}

conformance!(
    make,
    except(connections_are_reused, "hyper leaves keeping connections to its callers, which would take a pool"),
    except(gzip, "hyper decodes nothing, so no compression is requested, and compressed responses are refused"),
);
