//! Tests that the fake returns the same responses in memory and over the loopback server, for any request.

use std::time::Duration;

use proptest::prelude::*;
use toggl_me_core::http::{HeaderMap, Response};
use toggl_me_core::{Context, Credentials, Transport};
use toggl_me_transport_test::strategies;
use toggl_me_transport_test::{FakeServer, FakeToggl, TestClock};
use toggl_me_transport_ureq::UreqTransport;

/// Returns the response of a fake without what only HTTP needs.
fn said(response: Response<Vec<u8>>) -> (u16, HeaderMap, Vec<u8>) {
    let (mut head, body) = response.into_parts();
    for name in ["content-length", "connection", "date"] {
        head.headers.remove(name);
    }
    (head.status.as_u16(), head.headers, body)
}

proptest! {
    #[test]
    fn responses_are_the_same_in_memory_and_over_the_wire(
        calls in prop::collection::vec((strategies::call(), 0_u64..300), 1..40),
        is_wrong_token in prop::bool::weighted(0.1),
    ) {
        let clock = TestClock::new();
        let memory = FakeToggl::with_clock(clock.clone()).demo_account();
        let served = FakeToggl::with_clock(clock.clone()).demo_account();
        let server = FakeServer::start(served);
        let wire = UreqTransport::builder().no_proxy().build().unwrap();

        let token = if is_wrong_token { "no_such_token".to_owned() } else { memory.api_token() };
        let context = Context::new(Credentials::api_token(token)).unwrap().with_base_url(&server.base_url()).unwrap();
        for (call, pause) in calls {
            clock.advance(Duration::from_secs(pause));
            let request = call.to_request(&context).unwrap();
            let in_memory = said(memory.send(request.clone()).unwrap());
            let on_the_wire = said(wire.send(request).unwrap());
            prop_assert_eq!(in_memory, on_the_wire, "{:?}", call);
        }
    }
}
