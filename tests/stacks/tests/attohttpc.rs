//! Tests that `AttohttpcTransport` keeps the contract.

use attohttpc::ProxySettings;
use toggl_me_stacks::attohttpc::AttohttpcTransport;
use toggl_me_transport_test::conformance;
use toggl_me_transport_test::conformance::Setup;

fn make(setup: &Setup) -> AttohttpcTransport {
    AttohttpcTransport {
        timeout: setup.timeout,
        body_limit: setup.body_limit,
        proxies: ProxySettings::builder().build(),
        roots: setup.roots.iter().cloned().map(Into::into).collect(),
    }
}

conformance!(
    make,
    except(
        headers_are_not_invented,
        "attohttpc adds `accept` and `user-agent` to requests without them; the core's have them"
    ),
    except(connections_are_reused, "attohttpc keeps no connections"),
    except(interim_responses_are_skipped, "attohttpc takes the first head that arrives for that of the response"),
    except(tls_bodies_end_with_a_word, "attohttpc takes a connection that broke for one that was closed properly"),
    except(unsent_means_unsent, "attohttpc's error does not prove that a connection was refused"),
);
