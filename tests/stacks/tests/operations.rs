//! Tests that every stack sends the core's requests as they are built, and returns the responses.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use attohttpc::ProxySettings;
use toggl_me_core::http::{Request, Response};
use toggl_me_core::me::{
    CheckLostPasswordCode, CloseAccount, DeleteFavorite, GetMe, ListProjectsPage, RemovePushService, UpdateMe,
};
use toggl_me_core::{AsyncTransport as _, Context, Credentials, Endpoint, EndpointExt as _, Transport, TransportError};
use toggl_me_stacks::attohttpc::AttohttpcTransport;
use toggl_me_stacks::curl::CurlTransport;
use toggl_me_stacks::hyper_by_hand::HyperTransport;
use toggl_me_stacks::reqwest_blocking::ReqwestTransport;
use toggl_me_stacks::reqwest_tokio::ReqwestTokio;
use toggl_me_transport_test::{FakeServer, FakeToggl, TestClock};
use tokio::runtime::{Builder, Runtime};

const TIMEOUT: Duration = Duration::from_secs(10);
const LIMIT: u32 = 1 << 20;

/// Waits for the calls of an async program.
struct Blocking(Runtime, ReqwestTokio);

impl Transport for Blocking {
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        self.0.block_on(self.1.send(request))
    }
}

fn stacks() -> Vec<(&'static str, Box<dyn Transport>)> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let reqwest = reqwest::blocking::Client::builder().no_proxy().timeout(TIMEOUT);
    let curl = CurlTransport { timeout: TIMEOUT, body_limit: LIMIT as usize, proxy: Some(String::new()), roots: None };
    let attohttpc = AttohttpcTransport {
        timeout: TIMEOUT,
        body_limit: LIMIT.into(),
        proxies: ProxySettings::builder().build(),
        roots: Vec::new(),
    };
    let reqwest_tokio = reqwest::Client::builder().no_proxy().timeout(TIMEOUT);
    let reqwest_tokio = ReqwestTokio(reqwest_tokio.build().expect("the settings are in order"), LIMIT as usize);
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let tls = rustls::ClientConfig::builder();
    let tls = tls.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
    vec![
        ("reqwest", Box::new(ReqwestTransport::new(reqwest, LIMIT.into()).expect("the settings are in order"))),
        ("reqwest on tokio", Box::new(Blocking(runtime, reqwest_tokio))),
        ("curl", Box::new(curl)),
        ("attohttpc", Box::new(attohttpc)),
        ("hyper", Box::new(HyperTransport::new(tls, TIMEOUT, LIMIT as usize).expect("a runtime"))),
    ]
}

/// Checks that each stack sends the request as it was built, and returns the response that the fake gave.
fn arrives_unchanged<E: Endpoint>(endpoint: &E) {
    let demo = || FakeToggl::with_clock(TestClock::new()).demo_account();
    for (name, transport) in stacks() {
        let toggl = demo();
        let seen = Arc::new(Mutex::new(Vec::<Request<Vec<u8>>>::new()));
        let server = FakeServer::start({
            let (toggl, seen) = (toggl.clone(), seen.clone());
            move |request: Request<Vec<u8>>| {
                seen.lock().expect("no test panics with it").push(request.clone());
                toggl.respond(&request).into()
            }
        });
        let context = Context::new(Credentials::api_token(toggl.api_token())).expect("a token");
        let request =
            endpoint.to_request(&context.with_base_url(&server.base_url()).expect("a URL")).expect("a request");
        let expected = demo().respond(&request);
        let response = transport.send(request.clone()).expect("a response");
        assert_eq!(response.status(), expected.status(), "{name}: {}", E::INFO);
        assert!(response.body() == expected.body(), "{name}: {}", E::INFO);

        let arrived = seen.lock().expect("no test panics with it").pop().expect("a request");
        assert_eq!(arrived.method(), request.method(), "{name}");
        assert_eq!(arrived.uri().path_and_query(), request.uri().path_and_query(), "{name}");
        assert_eq!(arrived.body(), request.body(), "{name}");
        for (header, value) in request.headers() {
            assert!(arrived.headers().get_all(header).iter().eq([value]), "{name}: {header}");
        }
        let (sent, got) = (request.headers(), arrived.headers());
        assert_eq!(got.contains_key("content-length"), sent.contains_key("content-length"), "{name}: {}", E::INFO);
        assert!(!got.contains_key("transfer-encoding"), "{name}: {}", E::INFO);
    }
}

#[test]
fn requests_arrive_as_they_are_built() {
    arrives_unchanged(&GetMe::new().with_related_data(true));
    arrives_unchanged(&ListProjectsPage::new());
    arrives_unchanged(&UpdateMe::new().fullname("Zoë \"Z\" O'Neil"));
    arrives_unchanged(&CloseAccount::new());
    arrives_unchanged(&DeleteFavorite::new(7));
    arrives_unchanged(&RemovePushService::new("a"));
    arrives_unchanged(&CheckLostPasswordCode::new("a/../b?c#d &+é\u{20ac}~"));
}
