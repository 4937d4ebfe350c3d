//! Tests that a dispatcher that has nothing to do changes nothing.

use std::sync::Mutex;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Version};
use proptest::prelude::*;
use toggl_me_core::me::{AddFlags, CloseAccount, DeleteFavorite, GetMe, ListTasks, UpdateMe};
use toggl_me_core::{Dispatcher, Endpoint, EndpointExt as _, Error, Raw, RetryPolicy, Source};
use toggl_me_transport_test::TestClock;

use crate::{Server, client, spending};

fn headers() -> impl Strategy<Value = HeaderMap> {
    let name = prop::sample::select(vec!["x-toggl-quota-remaining", "x-toggl-request-id", "x-a", "set-cookie", "via"]);
    let value = prop::collection::vec(0x20..0x7f_u8, 0..12);
    prop::collection::vec((name, value), 0..8).prop_map(|pairs| {
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_bytes(&value).unwrap()));
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value);
        }
        headers
    })
}

fn response() -> impl Strategy<Value = Response<Vec<u8>>> {
    let status = prop::sample::select(vec![200, 201, 204, 301, 400, 401, 402, 403, 404, 410, 418, 500, 501]);
    let version = prop::sample::select(vec![Version::HTTP_10, Version::HTTP_11, Version::HTTP_2]);
    (status, version, headers(), prop::collection::vec(any::<u8>(), 0..32)).prop_map(
        |(status, version, headers, body)| {
            let mut response = Response::new(body);
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            *response.version_mut() = version;
            *response.headers_mut() = headers;
            response
        },
    )
}

/// Returns the request that was sent, and the facts of its response, with and without each dispatcher.
fn is_transparent<E: Endpoint>(endpoint: E, response: &Response<Vec<u8>>) -> Result<(), TestCaseError> {
    let sent = Mutex::new(Vec::new());
    let server = Server(|request: Request<Vec<u8>>| {
        sent.lock().unwrap().push(request);
        Ok(response.clone())
    });
    let endpoint = Raw(endpoint);
    let told = |result: Result<toggl_me_core::Reply<Vec<u8>>, Error>| match result {
        Ok(reply) => {
            assert_eq!((reply.source(), reply.attempts()), (Source::Fresh, 1));
            format!("{:?} {:?} {:?} {:?}", reply.status(), reply.quota(), reply.request_id(), *reply)
        }
        Err(error) => format!("{error:?}"),
    };
    let expected = told(client(&server).send(&endpoint));
    let plain = endpoint.to_request(client(&server).context()).unwrap();
    sent.lock().unwrap().clear();

    let clock = TestClock::new();
    let idle = Dispatcher::idle();
    for (name, dispatcher) in [
        ("idle", idle.clone()),
        ("pace", idle.clone().pace(3, Duration::from_secs(1))),
        ("count", idle.clone().hourly_limit(30)),
        ("retry", idle.clone().retry(RetryPolicy::up_to(3))),
        ("cache", idle.max_age(Duration::from_secs(9))),
        ("all", Dispatcher::new()),
    ] {
        prop_assert_eq!(told(spending(&server, &dispatcher, &clock).send(&endpoint)), expected.as_str(), "{}", name);
        let mut sent = std::mem::take(&mut *sent.lock().unwrap());
        let out = sent.pop().unwrap();
        prop_assert!(sent.is_empty(), "{name} sent it twice");
        prop_assert_eq!((out.method(), out.uri()), (plain.method(), plain.uri()), "{}", name);
        prop_assert!(out.headers().iter().eq(plain.headers().iter()), "{name} changed headers or their order");
        prop_assert_eq!(out.body(), plain.body(), "{}", name);
    }
    prop_assert_eq!(clock.slept(), Duration::ZERO);
    Ok(())
}

proptest! {
    #[test]
    fn every_dispatcher_is_transparent(response in response(), operation in 0..6_usize) {
        match operation {
            0 => is_transparent(GetMe::new().with_related_data(true), &response)?,
            1 => is_transparent(ListTasks::new().per_page(7), &response)?,
            2 => is_transparent(CloseAccount::new(), &response)?,
            3 => is_transparent(UpdateMe::new().fullname("Ann Lee"), &response)?,
            4 => is_transparent(AddFlags::new().flag("a", 1), &response)?,
            _ => is_transparent(DeleteFavorite::new(7), &response)?,
        }
    }
}
