//! Tests that reqwest's client in an async program keeps the contract.

use reqwest::{Certificate, Client, redirect, retry};
use toggl_me_core::http::{Request, Response};
use toggl_me_core::{AsyncTransport as _, Transport, TransportError};
use toggl_me_stacks::reqwest_tokio::ReqwestTokio;
use toggl_me_transport_test::conformance;
use toggl_me_transport_test::conformance::Setup;
use tokio::runtime::{Builder, Runtime};

/// Waits for the program's calls, so that they can be checked like a transport's.
struct Blocking {
    runtime: Runtime,
    transport: ReqwestTokio,
}

impl Transport for Blocking {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        self.runtime.block_on(self.transport.send(request))
    }
}

fn make(setup: &Setup) -> Blocking {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let roots = setup.roots.iter().map(|der| Certificate::from_der(der).expect("a certificate"));
    let settings = Client::builder().redirect(redirect::Policy::none()).retry(retry::never());
    let settings = settings.no_proxy().timeout(setup.timeout).tls_certs_only(roots);
    let client = settings.build().expect("the settings are in order");
    let body_limit = usize::try_from(setup.body_limit).expect("a limit that fits into memory");
    Blocking {
        runtime: Builder::new_current_thread().enable_all().build().expect("a runtime"),
        transport: ReqwestTokio(client, body_limit),
    }
}

conformance!(
    make,
    except(headers_are_not_invented, "reqwest adds `accept: */*` to requests without `accept`; the core's have one"),
    except(empty_bodies_follow_the_method, "reqwest sends no length with an empty body; the core's requests have it"),
);
