//! Tests a tower service in an async program: within the process, and over the network with the contract's checks.

use std::convert::Infallible;
use std::future::ready;

use reqwest::{Certificate, Client, redirect, retry};
use toggl_me_core::http::{Request, Response};
use toggl_me_core::me::{GetMe, ListTags, UpdateMe};
use toggl_me_core::{
    ApiErrorKind, AsyncClient, AsyncTransport as _, Context, Credentials, Dispatcher, Error, Transport, TransportError,
    TransportErrorKind,
};
use toggl_me_stacks::reqwest_tokio::ReqwestTokio;
use toggl_me_stacks::tower_service::TowerTransport;
use toggl_me_transport_test::FakeToggl;
use toggl_me_transport_test::conformance;
use toggl_me_transport_test::conformance::Setup;
use tokio::runtime::{Builder, Runtime};
use tower::util::BoxCloneSyncService;
use tower::{BoxError, service_fn};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

#[test]
fn a_service_in_the_process_responds() {
    let toggl = FakeToggl::demo();
    let context = Context::new(Credentials::api_token(toggl.api_token())).expect("a token");
    let service = TowerTransport(service_fn(|request| ready(Ok::<_, Infallible>(toggl.respond(&request)))));
    let client = AsyncClient::new(service.clone(), context).with_dispatcher(Dispatcher::new());
    runtime().block_on(async {
        let me = client.send(&GetMe::new()).await.expect("the user");
        let renamed = client.send(&UpdateMe::new().fullname("Ann of Tower")).await.expect("the user");
        assert_eq!((renamed.id, renamed.fullname.as_deref()), (me.id, Some("Ann of Tower")));

        let wrong = Context::new(Credentials::api_token("0123456789abcdef")).expect("a token");
        let error = AsyncClient::new(service, wrong).send(&ListTags::new()).await.expect_err("nobody's token");
        let Error::Api(error) = error else { panic!("{error:?}") };
        assert_eq!(error.kind(), ApiErrorKind::Unauthenticated);
    });
}

#[test]
fn a_service_that_fails_is_heard() {
    let context = Context::new(Credentials::api_token("0123456789abcdef")).expect("a token");
    let failure = TransportError::new(TransportErrorKind::Timeout);
    let service = service_fn(|_: Request<Vec<u8>>| ready(Err::<Response<Vec<u8>>, _>(failure.clone())));
    let client = AsyncClient::new(TowerTransport(service), context);
    let error = runtime().block_on(client.send(&ListTags::new())).expect_err("a failure");
    let Error::Transport { error, .. } = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), TransportErrorKind::Timeout);
}

/// Any service, with its type erased.
type AnyService = BoxCloneSyncService<Request<Vec<u8>>, Response<Vec<u8>>, BoxError>;

/// Waits for the service's calls, so that they can be checked like a transport's.
struct Blocking {
    runtime: Runtime,
    transport: TowerTransport<AnyService>,
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
    let limit = usize::try_from(setup.body_limit).expect("a limit that fits into memory");
    let reqwest = ReqwestTokio(client, limit);
    let service = service_fn(move |request| {
        let reqwest = reqwest.clone();
        async move { reqwest.send(request).await.map_err(BoxError::from) }
    });
    Blocking { runtime: runtime(), transport: TowerTransport(AnyService::new(service)) }
}

conformance!(
    make,
    except(headers_are_not_invented, "reqwest adds `accept: */*` to requests without `accept`; the core's have one"),
    except(empty_bodies_follow_the_method, "reqwest sends no length with an empty body; the core's requests have it"),
);
