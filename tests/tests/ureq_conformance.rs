//! Tests that `UreqTransport` keeps the contract.

use toggl_me_transport_test::conformance;
use toggl_me_transport_test::conformance::Setup;
use toggl_me_transport_ureq::UreqTransport;

fn make(setup: &Setup) -> UreqTransport {
    let builder = UreqTransport::builder()
        .no_proxy()
        .connect_timeout(setup.timeout)
        .call_timeout(setup.timeout)
        .body_limit(setup.body_limit);
    let builder = setup.roots.iter().fold(builder, |builder, root| builder.root_certificate_der(root.as_slice()));
    builder.build().expect("the settings are in order")
}

conformance!(make);

/// A transport whose agent has ureq's defaults for redirects and statuses.
mod around_an_agent {
    use super::*;
    use toggl_me_transport_ureq::ureq::Agent;
    use toggl_me_transport_ureq::ureq::tls::{Certificate, RootCerts, TlsConfig};

    fn make(setup: &Setup) -> UreqTransport {
        let roots: Vec<_> = setup.roots.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
        let agent: Agent = Agent::config_builder()
            .proxy(None)
            .timeout_connect(Some(setup.timeout))
            .timeout_recv_response(Some(setup.timeout))
            .timeout_recv_body(Some(setup.timeout))
            .tls_config(TlsConfig::builder().root_certs(RootCerts::new_with_certs(&roots)).build())
            .build()
            .into();
        UreqTransport::from_agent(agent).with_body_limit(setup.body_limit)
    }

    conformance!(
        make,
        except(headers_are_not_invented, "the agent's own user agent is kept for requests that have none"),
        except(unsent_means_unsent, "ureq's error does not prove that a connection was refused"),
        except(tls_bodies_end_with_a_word, "ureq's own TLS takes a connection that was torn for one that was ended"),
    );
}
